"""Why something cannot be done to a record, as problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.collection import Collection, Part
from mockserver.errors import Rejection
from mockserver.patch import PatchError
from mockserver.problem import Problem
from mockserver.store import UniqueTaken

RECORD_NOT_FOUND = "urn:mockserver:record-not-found"
CONFLICT = "urn:mockserver:conflict"
KEY_MISSING = "urn:mockserver:key-missing"
BAD_PATCH = "urn:mockserver:patch-not-applicable"


def not_found(collection: Collection, key: str) -> Rejection:
    """The refusal for a record that is not there, with what was searched."""
    searched = collection.fixture.file if collection.fixture else "those that are made up"
    if collection.is_singleton:
        detail = f"What {collection.path} held here was deleted by an earlier request."
        return Rejection(Problem(404, detail, RECORD_NOT_FOUND))
    named = f"has the {collection.key} '{key}'" if collection.key else f"is named '{key}'"
    detail = (
        f"No record of {collection.path} {named}; "
        f"searched {'those of ' if collection.fixture else ''}{searched} "
        "and those made since the start."
    )
    extensions: Mapping[str, Any] = {
        "collection": collection.path,
        "key": key,
        "searched": searched,
    }
    return Rejection(Problem(404, detail, RECORD_NOT_FOUND, extensions=extensions))


def unique_taken(collection: Collection, taken: UniqueTaken) -> Rejection:
    """409 for a value that another record has in a unique field."""
    detail = (
        f"'{taken.field}' is unique in {collection.path}, "
        f"and '{taken.value}' is that of {collection.key} '{taken.holder}'."
    )
    extensions = {"field": taken.field, "holder": taken.holder}
    return Rejection(Problem(409, detail, CONFLICT, extensions=extensions))


def key_taken(collection: Collection, key: str) -> Rejection:
    """409 for a key that another record has."""
    detail = f"{collection.path} has a record with the {collection.key} '{key}' already."
    return Rejection(Problem(409, detail, CONFLICT))


def no_free_key(collection: Collection) -> Rejection:
    """409 where each key that the server made is taken."""
    path, field = collection.path, collection.key
    detail = f"{path} has no free key: '{field}' of every new record is taken."
    return Rejection(Problem(409, detail, CONFLICT))


def key_missing(collection: Collection) -> Rejection:
    """422 for a new record whose key nobody made."""
    file = collection.fixture.file if collection.fixture else "a fixture file"
    detail = (
        f"'{collection.key}' selects the records of {collection.path} and has no value; "
        f"send it, or let {file} generate it."
    )
    return Rejection(Problem(422, detail, KEY_MISSING))


def already_done(part: Part) -> Rejection:
    """409 for an action that was done before."""
    told = ", ".join(f"'{name}' is {each!r}" for name, each in part.states)
    return Rejection(Problem(409, f"{told} of this record already.", CONFLICT))


def patch_refused(error: PatchError) -> Rejection:
    """422 for a patch that cannot be applied (RFC 5789 §2.2)."""
    return Rejection(Problem(422, f"{error}.", BAD_PATCH))
