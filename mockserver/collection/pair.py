"""Which paths of a document belong together: P with P/{key}, and paths without a key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mockserver.collection.part import ON_COLLECTION, ON_ITEM, Action
from mockserver.spec.model import Operation, Spec

VARIABLE = re.compile(r"\{([^{}]*)\}")
_CHANGING = frozenset(("PUT", "PATCH", "DELETE"))


@dataclass(frozen=True, eq=False)
class Pair:
    """A path of records, its item path (empty without one), and who may act on them."""

    path: str
    item_path: str = ""
    is_singleton: bool = False
    operations: Mapping[Operation, Action] = field(default_factory=dict, repr=False)

    @property
    def parameter(self) -> str:
        """The variable that selects a record; empty without an item path."""
        return variables(self.item_path)[-1] if self.item_path else ""

    @property
    def parents(self) -> tuple[str, ...]:
        """The variables of the path, in order."""
        return variables(self.path)

    @property
    def is_shallow(self) -> bool:
        """Whether a record is told by fewer variables than the list that it is made in.

        ``/rooms/{roomId}/bookings`` and ``/bookings/{bookingId}``.
        """
        return bool(self.item_path) and len(variables(self.item_path)) <= len(self.parents)

    @property
    def last(self) -> str:
        """The last segment: what the records are called."""
        return last_segment(self.path)

    @property
    def noun(self) -> str:
        """The last segment that is no variable."""
        named = (each for each in reversed(self.path.split("/")) if each and "{" not in each)
        return next(named, "").removesuffix(".json")

    def is_on_item(self, operation: Operation) -> bool:
        """Whether an operation's path ends in the key."""
        return bool(self.item_path) and shape_of(operation.template) == shape_of(self.item_path)


def variables(template: str) -> tuple[str, ...]:
    """The names in braces."""
    return tuple(VARIABLE.findall(template))


def last_segment(template: str) -> str:
    """The last segment, whether or not a slash or ``.json`` ends the path."""
    return _trimmed(template).rsplit("/", 1)[-1]


def _trimmed(template: str) -> str:
    return template.rstrip("/").removesuffix(".json")


def shape_of(template: str) -> str:
    """One spelling of a path: variables are told apart by place, not by name."""
    return VARIABLE.sub("{}", _trimmed(template))


def path_pairs(spec: Spec) -> tuple[Pair, ...]:
    """Each path whose operations may act on records; no schema is looked at.

    An operation is in one pair at most: paths that differ in the names of variables are one.
    """
    grouped: dict[str, list[Operation]] = {}
    for operation in spec.operations:
        grouped.setdefault(shape_of(operation.template), []).append(operation)
    pairs = {pair: each for each in _items(grouped) for pair in (shape_of(each.path),)}
    return (*pairs.values(), *_without_items(grouped, pairs))


def _items(grouped: Mapping[str, list[Operation]]) -> Iterator[Pair]:
    for plain, on_item in grouped.items():
        path, _, last = plain.rpartition("/")
        if last != "{}" or not path:
            continue
        on_path = grouped.get(path, ())
        if path.endswith("/{}"):  # the operations of P/{a} are those of P's own records
            on_path = ()
        elif not on_path:
            on_path = _made_below(grouped, path)
        actions = dict(_actions(on_item, ON_ITEM))
        actions.update(_actions(on_path, ON_COLLECTION))
        item_path = on_item[0].template
        written = next(iter(on_path), None)
        parent = _trimmed(item_path).rsplit("/", 1)[0]
        yield Pair(written.template if written else parent, item_path, operations=actions)


def _made_below(grouped: Mapping[str, list[Operation]], path: str) -> list[Operation]:
    """The operations of the one list below other records in which those of a path are made.

    ``/rooms/{}/bookings`` for ``/bookings``: what is told by a key alone needs no more.
    """
    above, _, last = path.rpartition("/")
    found = [
        operations
        for plain, operations in grouped.items()
        if re.fullmatch(rf"{re.escape(above)}(?:/[^/{{}}]+/{{}})+/{re.escape(last)}", plain)
        and f"{plain}/{{}}" not in grouped
        and any(each.method == "POST" for each in operations)
    ]
    return found[0] if len(found) == 1 else []


def _without_items(
    grouped: Mapping[str, list[Operation]], taken: Mapping[str, Pair]
) -> Iterator[Pair]:
    for plain, operations in grouped.items():
        if plain in taken or plain.endswith("/{}") or not plain:
            continue
        methods = {each.method for each in operations}
        template = operations[0].template
        if {"GET", "POST"} <= methods:
            yield Pair(template, operations=dict(_actions(operations, ON_COLLECTION)))
        elif methods & _CHANGING:
            on_one = (each for each in operations if each.method != "POST")
            yield Pair(template, is_singleton=True, operations=dict(_actions(on_one, ON_ITEM)))


def _actions(
    operations: Iterable[Operation], table: Mapping[str, Action]
) -> Iterator[tuple[Operation, Action]]:
    seen = set()
    for operation in operations:
        if operation.method in table and operation.method not in seen:
            seen.add(operation.method)
            yield operation, table[operation.method]
