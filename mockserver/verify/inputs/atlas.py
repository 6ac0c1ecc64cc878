"""Which operation does what to which collection, and what may be sent to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from mockserver.collection import Action, Collection, Many, Part, Shape
from mockserver.collection.bulk import bulk_part, homes
from mockserver.errors import DocumentError
from mockserver.schema import Validators
from mockserver.spec.model import Operation
from mockserver.verify.inputs.bodies import Bodies

_VARIABLE = re.compile(r"\{[^}/]+\}")
_DOING = frozenset(("POST", "PUT", "PATCH"))
_WRITING = frozenset((Action.CREATE, Action.REPLACE, Action.PATCH, Action.DELETE))


@dataclass(frozen=True, eq=False)
class Door:
    """An operation on a collection, and the bodies it takes."""

    collection: Collection
    operation: Operation
    part: Part
    bodies: Bodies | None

    @property
    def takes(self) -> Bodies:
        """The bodies of an operation that takes some. Raises LookupError for another."""
        if self.bodies is None:
            raise LookupError(f"{self.operation.label} takes no body")
        return self.bodies

    @property
    def names_record(self) -> bool:
        """Whether the record that it acts on is in its path."""
        return self.part.action not in (Action.LIST, Action.CREATE)

    def is_at(self, path: str) -> bool:
        """Whether a path is one of the operation's."""
        parts = _VARIABLE.split(self.operation.template.rstrip("/"))
        return re.fullmatch("[^/]+".join(map(re.escape, parts)), path) is not None

    @property
    def label(self) -> str:
        """The name of the operation, such as ``GET /p/{id}``."""
        return self.operation.label


@dataclass
class Atlas:
    """The collections of a document; ``read_only``: operations that write are not there.

    ``is_own``: nobody else works with the target; ``is_expendable``: what is there may be lost.

    ``barren`` are the paths of collections of which the target makes no record; ``operations``
    are all of the document; ``is_thorough``: each field is tried with all that is known.
    """

    collections: tuple[Collection, ...]
    validators: Validators
    read_only: bool = False
    is_own: bool = True
    barren: set[str] = field(default_factory=set)
    operations: tuple[Operation, ...] = ()
    is_thorough: bool = True
    is_expendable: bool = False

    def __post_init__(self) -> None:
        self._doors: dict[str, dict[Action, Door]] = {}
        self._shapes: dict[str, Shape] = {}
        self._labels: dict[str, Door] | None = None

    @cached_property
    def _by_path(self) -> dict[str, Collection]:
        return {_plain(each.path): each for each in self.collections}

    @cached_property
    def _by_item(self) -> dict[str, Collection]:
        return {_plain(each.item_path): each for each in self.collections if each.item_path}

    def collection(self, path: str) -> Collection | None:
        """The collection at a path template."""
        return self._by_path.get(_plain(path))

    def owner(self, item_path: str) -> Collection | None:
        """The collection whose records are at a path template."""
        return self._by_item.get(_plain(item_path))

    def above(self, collection: Collection) -> list[Collection] | None:
        """The collections whose keys are in the path; None where one is not known."""
        found = []
        for match in _VARIABLE.finditer(collection.path):
            owner = self.owner(collection.path[: match.end()])
            if owner is None:
                return None
            found.append(owner)
        return found

    def door(self, collection: Collection, action: Action) -> Door | None:
        """Who does that to a collection."""
        if self.read_only and action in _WRITING:
            return None
        if collection.path not in self._doors:
            self._doors[collection.path] = dict(self._open(collection))
        return self._doors[collection.path].get(action)

    def deeds(self, collection: Collection) -> list[Operation]:
        """What is done to a record by a word below it: ``POST /orders/{id}/cancel``."""
        if self.read_only or not collection.item_path:
            return []
        below = re.compile(rf"{re.escape(_plain(collection.item_path))}/[^/{{}}]+")
        held = [each for each in self.collections if not each.is_singleton or _is_read(each)]
        ours = {operation.label for each in held for operation in each.parts}
        return [
            each
            for each in self.operations
            if each.method in _DOING
            and below.fullmatch(_plain(each.template))
            and each.label not in ours
        ]

    def bulks(self, collection: Collection) -> Iterator[tuple[Operation, Part]]:
        """What makes many records of a collection at once, and how: ``POST /pets/bulk``."""
        for operation in () if self.read_only else self.operations:
            if operation.method != "POST" or operation in collection.parts:
                continue
            if any(_plain(each) == _plain(collection.path) for each in homes(operation)):
                part = bulk_part(operation, collection)
                if part is not None and (part.action, part.many) == (Action.CREATE, Many.RECORDS):
                    yield operation, part

    def maker(self, collection: Collection) -> Door | None:
        """What makes a record: a POST to the collection, else a PUT to where it is to be."""
        replace = self.door(collection, Action.REPLACE)
        is_maker = replace is not None and replace.part.may_create
        return self.door(collection, Action.CREATE) or (replace if is_maker else None)

    def may_go(self, collection: Collection) -> bool:
        """Whether its records can be deleted, or what they lie in."""
        chain = (collection, *(self.above(collection) or ()))
        return any(self.door(each, Action.DELETE) is not None for each in chain)

    def by_label(self, label: str) -> Door | None:
        """What the operation of a name does; None where that is not known."""
        if self._labels is None:
            all_doors = (self.doors(each, Action) for each in self.collections)
            self._labels = {door.label: door for doors in all_doors for door in doors}
        return self._labels.get(label)

    def doors(self, collection: Collection, actions: Iterable[Action]) -> list[Door]:
        """Those of several actions that are there."""
        found = (self.door(collection, action) for action in actions)
        return [each for each in found if each]

    def shape(self, door: Door) -> Shape:
        """The members of the record as an operation answers it."""
        if door.operation.label not in self._shapes:
            schema = door.part.schema
            shape = Shape.of(schema) if schema else door.collection.shape
            self._shapes[door.operation.label] = shape
        return self._shapes[door.operation.label]

    def _open(self, collection: Collection) -> Iterable[tuple[Action, Door]]:
        try:
            parts = dict(collection.parts)
            has_schema = collection.has_schema
        except DocumentError:
            return
        for operation, part in parts.items():
            if has_schema and not part.key_in_body:
                try:
                    bodies = Bodies.of(collection, operation, part, self.validators)
                    yield part.action, Door(collection, operation, part, bodies)
                except DocumentError:
                    continue


def _plain(template: str) -> str:
    return _VARIABLE.sub("{}", template.rstrip("/"))


def _is_read(collection: Collection) -> bool:
    """Whether what is written there can be read there, too."""
    return Action.FETCH in collection.actions.values()
