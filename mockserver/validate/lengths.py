"""Patterns and lengths that leave no text beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from mockserver.finding import Finding
from mockserver.generation.pattern_syntax import (
    Chars,
    Edge,
    Either,
    Repeated,
    Sequence,
    Tree,
    Unreadable,
    parse,
)
from mockserver.schema.ecma import respelled
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.schemas import CROSSED
from mockserver.validate.survey import Survey, at_key

_ENDS = 2  # what a pattern about a whole text has at least: ^ and $


def check_lengths(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """JSON Schema 2020-12 Validation §6.3: a text has to keep its pattern and both its lengths."""
    del spec
    plain = (node for kind in ("Parameter", "Header", "Items") for node in survey.nodes(kind))
    for node in (*survey.having(("pattern",)), *plain):
        if "pattern" in node.value and not {"minLength", "maxLength"}.isdisjoint(node.value):
            yield from _crossed(node)


def _crossed(node: Node) -> Iterator[Finding]:
    try:
        tree = parse(respelled(node.text("pattern")))
    except (Unreadable, RecursionError):  # told elsewhere, or not known well enough
        return
    least, most = _lengths(tree)
    upper, lower = node.get("maxLength"), node.get("minLength")
    if upper is not None and _is_count(upper.value) and upper.value < least:
        said = f"maxLength {upper.value} leaves nothing for the pattern, which takes {least}"
        yield at_key(upper, CROSSED, f"{said} characters or more; change one of them")
    elif most == inf or lower is None or not _is_closed(tree):
        return
    elif _is_count(lower.value) and lower.value > most:
        said = f"minLength {lower.value} leaves nothing for the pattern, which takes {most}"
        yield at_key(lower, CROSSED, f"{said} characters at most; change one of them")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _lengths(tree: Tree) -> tuple[int, float]:
    """The fewest and the most characters that a pattern takes; infinity where there is no most."""
    if isinstance(tree, Chars):
        return 1, 1
    if isinstance(tree, Repeated):
        least, most = _lengths(tree.part)
        times = inf if tree.most is None else tree.most
        return least * tree.least, most * times if most and times else 0
    if not isinstance(tree, Sequence | Either):
        return 0, 0
    parts = [_lengths(part) for part in tree.parts]
    if isinstance(tree, Either):
        return min(low for low, _ in parts), max(high for _, high in parts)
    return sum(low for low, _ in parts), sum(high for _, high in parts)


def _is_closed(tree: Tree) -> bool:
    """Whether a pattern is about a whole text: nothing stands before it or behind it."""
    if isinstance(tree, Either):
        return all(map(_is_closed, tree.parts))
    if not isinstance(tree, Sequence) or len(tree.parts) < _ENDS:
        return False
    first, last = tree.parts[0], tree.parts[-1]
    return isinstance(first, Edge) and isinstance(last, Edge) and last.at_end and not first.at_end
