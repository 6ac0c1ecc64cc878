"""What an answer tells of many records that were acted on: how many there were, and which."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.collection.descent import element, is_list, member
from mockserver.collection.naming import words
from mockserver.collection.part import Action, Deed, Reckoned
from mockserver.collection.shape import Shape
from mockserver.pointer import Pointer
from mockserver.spec.schema import Schema

_DEPTH = 3


_DEEDS = {
    Deed.CREATED: frozenset("created inserted added imported new".split()),
    Deed.CHANGED: frozenset("updated modified changed replaced patched upserted".split()),
    Deed.DELETED: frozenset("deleted removed destroyed purged".split()),
    Deed.MISSED: frozenset(
        "failed failures failure error errors skipped rejected invalid missing missed unknown "
        "ignored notfound unprocessed unsuccessful".split()
    ),
    Deed.ANY: frozenset(
        "count total affected processed succeeded successful successes accepted matched saved "
        "done".split()
    ),
}
_KEYS = frozenset(("id", "ids", "key", "keys", "uuid", "uuids"))
_REASONS = frozenset(("error", "errors"))
_NUMBERS = frozenset(("integer", "number"))
_KEY_TYPES = frozenset(("integer", "string"))


def reckoned(schema: Schema, action: Action, key_types: frozenset[str]) -> tuple[Reckoned, ...]:
    """The members of an answer that tell of what was done; itself, where it is a list of keys.

    ``action`` is what a member is about that names keys alone: ``ids``. Raises DocumentError.
    """
    if is_list(schema):
        return (Reckoned((), _usual(action), "keys"),) if _holds_keys(schema, key_types) else ()
    return tuple(_members(schema, action, key_types, ()))


def _members(
    schema: Schema, action: Action, key_types: frozenset[str], above: Pointer
) -> Iterator[Reckoned]:
    for name, each in Shape.of(schema).members.items():
        below, at = member(schema, name), (*above, name)
        if below is None:
            continue
        if is_list(below):
            found = _of_list(at, below, action, key_types)
            yield from (found,) if found else ()
        elif each.types & _NUMBERS and not each.types & {"string", "boolean"}:
            deed = _deed(name)
            yield from (Reckoned(at, deed, "number"),) if deed else ()
        elif len(at) < _DEPTH:
            yield from _members(below, action, key_types, at)


def _of_list(
    at: Pointer, array: Schema, action: Action, key_types: frozenset[str]
) -> Reckoned | None:
    said, deed = set(words(str(at[-1]))), _deed(str(at[-1]))
    names_keys = bool(_KEYS & said) or (deed is not None and not _REASONS & said)
    if names_keys and _holds_keys(array, key_types):
        return Reckoned(at, deed or _usual(action), "keys")
    return Reckoned(at, deed, "reasons") if deed is Deed.MISSED else None


def _deed(name: str) -> Deed | None:
    said = set(words(name))
    said |= {"notfound"} if {"not", "found"} <= said else set()
    found = (deed for deed in (Deed.MISSED, *_DEEDS) if _DEEDS[deed] & said)
    return next(found, None)


def _usual(action: Action) -> Deed:
    return Deed.DELETED if action is Action.DELETE else Deed.ANY


def _holds_keys(array: Schema, key_types: frozenset[str]) -> bool:
    item = element(array)
    lifted = item.lifted if item else None
    written = lifted.get("type", ()) if isinstance(lifted, dict) else ()
    types = {written} if isinstance(written, str) else set(written)
    return bool(types & (key_types or _KEY_TYPES))
