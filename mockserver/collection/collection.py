"""A collection: the paths, the key and the rules by which its records live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from mockserver.collection.fixture import FixtureFile
from mockserver.collection.shape import Shape
from mockserver.spec.model import Operation
from mockserver.spec.schema import Schema


class Action(Enum):
    """What an operation does to a collection."""

    LIST = "list"
    CREATE = "create"
    FETCH = "fetch"
    REPLACE = "replace"
    PATCH = "patch"
    DELETE = "delete"


ON_COLLECTION = {"GET": Action.LIST, "POST": Action.CREATE}
ON_ITEM = {
    "GET": Action.FETCH,
    "PUT": Action.REPLACE,
    "PATCH": Action.PATCH,
    "DELETE": Action.DELETE,
}


@dataclass(frozen=True, eq=False)
class Collection:
    """One collection; ``generate`` and ``touch`` say how the server fills fields."""

    path: str
    key: str
    key_parameter: str
    unique: tuple[str, ...]
    generate: Mapping[str, str]
    touch: tuple[str, ...]
    schema: Schema
    shape: Shape
    actions: Mapping[Operation, Action]
    fixture: FixtureFile = field(repr=False)

    @cached_property
    def made_by_server(self) -> frozenset[str]:
        """The fields whose values clients cannot choose."""
        read_only = (name for name, member in self.shape.members.items() if member.is_read_only)
        return frozenset((*self.generate, *self.touch, *read_only))
