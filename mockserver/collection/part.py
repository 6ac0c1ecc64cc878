"""What one operation is to its collection."""

from __future__ import annotations

from enum import Enum
from typing import Any

from mockserver.pointer import Pointer
from mockserver.spec.schema import Schema
from mockserver.value import dataclass


class Effect(Enum):
    """What became of a record that a request named, among many."""

    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    MISSED = "missed"
    ANY = "any"
    """One of the first three."""


@dataclass(frozen=True, slots=True)
class BulkMember:
    """A member of the answer: where it is, and of what it tells.

    ``form``: keys, number, or reasons, of which there is a list.
    """

    at: Pointer
    effect: Effect
    form: str


class Action(Enum):
    """What an operation does to a collection."""

    LIST = "list"
    CREATE = "create"
    FETCH = "fetch"
    REPLACE = "replace"
    PATCH = "patch"
    DELETE = "delete"


ON_COLLECTION = {
    "GET": Action.LIST,
    "POST": Action.CREATE,
    "PUT": Action.REPLACE,
    "PATCH": Action.PATCH,
}
ON_ITEM = {
    "GET": Action.FETCH,
    "PUT": Action.REPLACE,
    "PATCH": Action.PATCH,
    "DELETE": Action.DELETE,
    "POST": Action.PATCH,
}


class Many(Enum):
    """How an operation names the many records that it acts on."""

    RECORDS = "a list of records"
    KEYS = "a list of keys"
    ALL = "all there are"


@dataclass(frozen=True, slots=True)
class Part:
    """How one operation acts on the records of a collection.

    ``parents`` and ``key_parameter`` are its own names of the path's variables: the list and the
    item may name one variable differently. ``key_in_body``: the record it acts on is named by its
    body. ``record_at``: where the record (of a LIST: the array) is in the answer, None when the
    answer tells none; ``sent_at``: where it is in the body. ``schema``: the record as this
    operation answers it, which may be a summary. ``may_create``: a REPLACE makes what is not there,
    and ``tells_creation``: 201 says so. ``many``: it acts on many at once, which are where
    ``sent_at`` leads to or, as keys, in the query's ``keys_parameter``; ``tells_list``: and they
    are answered; ``bulk_members`` tell how many they were, or which. ``states`` are the fields that
    it sets, with their values, and ``moments`` those that say when it was done; ``is_once``: where
    it was done before, 409 says so.
    """

    action: Action
    parents: tuple[str, ...]
    key_parameter: str
    key_in_body: bool
    record_at: Pointer | None
    sent_at: Pointer
    schema: Schema | None
    may_create: bool
    tells_creation: bool = False
    many: Many | None = None
    keys_parameter: str = ""
    tells_list: bool = False
    bulk_members: tuple[BulkMember, ...] = ()
    states: tuple[tuple[str, Any], ...] = ()
    moments: tuple[str, ...] = ()
    is_once: bool = False
