"""Keywords that say something only beside another one, and stand alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from mockserver.finding import Finding, Rule, Severity
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import IN_PLACE, Survey, at_key

RULES = (
    Rule(
        "keyword-alone",
        Severity.WARNING,
        "A keyword that says something only beside another one stands beside it.",
    ),
)
(ALONE,) = RULES

# JSON Schema 2020-12 Core §10.2.2, Validation §6.4.4, §6.4.5 and §8.5: without the second, the
# first is ignored.
_NEEDS: Mapping[str, str] = {
    "then": "if",
    "else": "if",
    "minContains": "contains",
    "maxContains": "contains",
    "contentSchema": "contentMediaType",
}
# OAS 3.0 §4.7.24 after Draft 4 §5.1: these are flags, and change what the second says.
_FLAGS: Mapping[str, str] = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
# JSON Schema 2020-12 Core §10.2.2.1: by itself it decides nothing, but what these look at.
_DECIDING = frozenset(("then", "else", "unevaluatedProperties", "unevaluatedItems"))
_ASKED = frozenset((*_NEEDS, *_FLAGS, "nullable", "if"))
# By these a schema has a type all the same, and tools read null beside them.
_TYPED = IN_PLACE | {"type", "$ref"}


def check_companions(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """A finding for each keyword that has no effect for want of another."""
    is_flag_null = spec.version == "3.0"
    for node in survey.having(_ASKED):
        for keyword, wanted in _NEEDS.items():
            if keyword in node.value and wanted not in node.value:
                yield _alone(node, keyword, wanted)
        if "if" in node.value and _DECIDING.isdisjoint(node.value):
            yield _alone(node, "if", "then` or `else")
        for keyword, wanted in _FLAGS.items():
            if node.value.get(keyword) is True and wanted not in node.value:
                yield _alone(node, keyword, wanted)
        if is_flag_null and node.value.get("nullable") is True and not _TYPED & node.value.keys():
            found = _alone(node, "nullable", "type")
            yield found if _refuses_null(node) else replace(found, severity=Severity.INFO)


def _refuses_null(node: Node) -> bool:
    """Whether null is kept out all the same; what has no type takes it anyway."""
    values = node.value.get("enum")
    is_narrowed = isinstance(values, list) and None not in values
    return is_narrowed or node.pointer[-2:-1] == ("allOf",)


def _alone(node: Node, keyword: str, wanted: str) -> Finding:
    said = f"`{keyword}` says nothing without `{wanted}`: add that, or leave this out"
    return at_key(node.get(keyword) or node, ALONE, said)
