"""What changed about operations as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mockserver.diff.change import Change
from mockserver.diff.day import day_of
from mockserver.diff.pairing import Couple, Pairing, shape
from mockserver.origin import Origin
from mockserver.spec.model import Operation, Spec

_LEVELS = ("draft", "alpha", "beta", "stable")
_UNSTABLE = ("draft", "alpha")


def removals(revision: Spec, pairing: Pairing, today: date) -> Iterator[Change]:
    """Operations that are gone; a path that is gone as a whole is told of once."""
    kept = {shape(each.template) for each in revision.operations}
    gone: dict[str, list[Operation]] = {}
    for operation in pairing.removed:
        is_announced = _is_announced(operation, today)
        if is_announced or shape(operation.template) in kept:
            yield _removal(operation, revision, announced=is_announced)
        else:
            gone.setdefault(operation.template, []).append(operation)
    for template, operations in gone.items():
        first, labels = operations[0], tuple(each.label for each in operations)
        told = f"path {template}: it is gone, with {', '.join(labels)}"
        place = revision.root.document.origin(("paths",))
        yield Change("path-removed", told, first.path_item.key_origin, place, "", labels)


def _removal(operation: Operation, revision: Spec, *, announced: bool) -> Change:
    rule = "operation-removed-as-announced" if announced else "operation-removed"
    told = f"the operation is gone{_why_not(operation)}"
    place = revision.root.document.origin(("paths", operation.template))
    return Change(rule, told, operation.origin, place, "", (operation.label,))


def _why_not(operation: Operation) -> str:
    if sunset(operation):
        return f"; x-sunset is {sunset(operation)}"
    return ", deprecated but without x-sunset" if operation.deprecated else ""


def _is_announced(operation: Operation, today: date) -> bool:
    """Whether a removal was to be expected: its day has come, or it was never promised."""
    day = day_of(sunset(operation))
    return is_unstable(operation) or (operation.deprecated and day is not None and day <= today)


def is_unstable(operation: Operation) -> bool:
    """Whether an operation promises nothing yet."""
    return operation.node.text("x-stability-level") in _UNSTABLE


def sunset(operation: Operation) -> str:
    """The day on which a deprecated operation may go; empty where none is named."""
    node = operation.node.get("x-sunset")
    return str(node.value) if node else ""


def additions(base: Spec, pairing: Pairing) -> Iterator[Change]:
    """Operations that are new."""
    place = base.root.document.origin(("paths",))
    for each in pairing.added:
        told = "the operation is new"
        yield Change("operation-added", told, place, each.origin, "", (each.label,))


def promise_changes(couple: Couple) -> Iterator[Change]:
    """What an operation says of itself: its name in code, its end, its stability."""
    old, new = couple.base, couple.revision
    if old.id and old.id != new.id:
        told = f"operationId: '{old.id}' became '{new.id}'"
        yield Change("operation-id-changed", told, *_places(couple, "operationId"))
    if new.deprecated and not old.deprecated:
        ending = f", until {sunset(new)}" if sunset(new) else ""
        told = f"the operation is deprecated{ending}"
        yield Change("operation-deprecated", told, *_places(couple, "deprecated"))
    before, after = day_of(sunset(old)), day_of(sunset(new))
    if before and after and after < before:
        told = f"x-sunset: {before} became {after}"
        yield Change("sunset-earlier", told, *_places(couple, "x-sunset"))
    yield from _stability(couple)


def _places(couple: Couple, key: str) -> tuple[Origin, Origin]:
    """Where both say something, each at the operation itself where it says nothing."""
    old, new = (_place(each, key) for each in (couple.base, couple.revision))
    return old, new


def _place(operation: Operation, key: str) -> Origin:
    node = operation.node.get(key)
    return node.key_origin if node else operation.origin


def _stability(couple: Couple) -> Iterator[Change]:
    key = "x-stability-level"
    old, new = couple.base.node.text(key, "stable"), couple.revision.node.text(key, "stable")
    if old in _LEVELS and new in _LEVELS and _LEVELS.index(new) < _LEVELS.index(old):
        told = f"{key}: '{old}' became '{new}'"
        yield Change("stability-lowered", told, *_places(couple, key))
