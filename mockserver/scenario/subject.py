"""Which operations of a document a rule speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mockserver.hint import hint_among
from mockserver.scenario.rules import UNKNOWN_OPERATION
from mockserver.source.written import Written
from mockserver.spec.model import Operation, Spec


def named_operations(match: Written, spec: Spec) -> tuple[Operation, ...] | None:
    """Those that ``operation`` and ``tag`` name, both of them; None where neither is given."""
    by_name = _chosen(match, "operation", spec)
    by_tag = _chosen(match, "tag", spec)
    if by_name is None or by_tag is None:
        return by_tag if by_name is None else by_name
    both = tuple(each for each in by_name if each in by_tag)
    if by_name and by_tag and not both:
        message = "none of these operations has such a tag"
        match.complain(UNKNOWN_OPERATION, message, "tag")
    return both


def _chosen(match: Written, field: str, spec: Spec) -> tuple[Operation, ...] | None:
    if field not in match.value:
        return None
    written = match.below(field)
    names = list(written.elements()) if isinstance(written.value, list) else [written]
    find = _by_name if field == "operation" else _by_tag
    found = (each for name in names for each in find(name, spec))
    return tuple(dict.fromkeys(found))


def _by_name(written: Written, spec: Spec) -> Iterator[Operation]:
    name = written.value
    method, _, path = name.partition(" ")
    labels = (name, f"{method.upper()} {path.strip()}")
    found = [each for each in spec.operations if each.id == name or each.label in labels]
    if not found:
        known = _names(spec.operations, is_label="/" in name)
        message = f"the document has no operation '{name}'{hint_among(name, known)}"
        written.complain(UNKNOWN_OPERATION, message)
    yield from found[:1]


def _names(operations: Iterable[Operation], *, is_label: bool) -> list[str]:
    return [each.label if is_label else each.id or each.label for each in operations]


def _by_tag(written: Written, spec: Spec) -> list[Operation]:
    tag = written.value
    found = [each for each in spec.operations if tag in each.node.strings("tags")]
    if not found:
        tags = dict.fromkeys(name for each in spec.operations for name in each.node.strings("tags"))
        message = f"no operation of the document has the tag '{tag}'{hint_among(tag, tags)}"
        written.complain(UNKNOWN_OPERATION, message)
    return found
