"""Names that schemas give themselves within a file."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.finding import Finding, Rule, Severity
from mockserver.pointer import Pointer
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_value

RULES = (Rule("anchor-duplicate", Severity.WARNING, "A schema holds an anchor of one name once."),)
(REPEATED,) = RULES

_KEYWORDS = ("$anchor", "$dynamicAnchor")
_Home = tuple[str, Pointer]


def check_anchors(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """JSON Schema 2020-12 Core §8.2.2: which of two is meant is not defined.

    Schemas that stand apart may give the same name, as do those with an ``$id`` of their own.
    """
    del spec
    named = tuple(survey.having(_KEYWORDS))
    homes = _homes(survey) if len(named) > 1 else frozenset()
    first: dict[tuple[_Home, str], Node] = {}
    for node in named:
        for name in {node.text(keyword) for keyword in _KEYWORDS} - {""}:
            other = first.setdefault((_home(node, homes), name), node)
            if other is not node:
                yield _told(node, name, other)


def _homes(survey: Survey) -> frozenset[_Home]:
    """Where a schema begins that is looked at by itself."""
    starts = (*survey.roots, *survey.having(("$id",)))
    return frozenset((node.document.file, node.pointer) for node in starts)


def _home(node: Node, homes: frozenset[_Home]) -> _Home:
    """The nearest of them around a schema, or the schema."""
    file, place = node.document.file, node.pointer
    around = ((file, place[:depth]) for depth in range(len(place), -1, -1))
    return next((each for each in around if each in homes), (file, place))


def _told(node: Node, name: str, other: Node) -> Finding:
    keyword = next(each for each in _KEYWORDS if node.text(each) == name)
    written = node.get(keyword) or node
    where = f"line {other.key_origin.line}"
    said = f"the schema of {where} has the anchor '{name}' already; give this another name"
    return at_value(written, REPEATED, said)
