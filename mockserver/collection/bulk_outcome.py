"""What an answer tells of many records that were acted on: how many there were, and which."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.collection.descent import element, is_list, member
from mockserver.collection.naming import words
from mockserver.collection.part import Action, BulkMember, Effect
from mockserver.collection.shape import Shape
from mockserver.pointer import Pointer
from mockserver.spec.schema import Schema

_DEPTH = 3


_EFFECTS = {
    Effect.CREATED: frozenset("created inserted added imported new".split()),
    Effect.CHANGED: frozenset("updated modified changed replaced patched upserted".split()),
    Effect.DELETED: frozenset("deleted removed destroyed purged".split()),
    Effect.MISSED: frozenset(
        "failed failures failure error errors skipped rejected invalid missing missed unknown "
        "ignored notfound unprocessed unsuccessful".split()
    ),
    Effect.ANY: frozenset(
        "count total affected processed succeeded successful successes accepted matched saved "
        "done".split()
    ),
}
_KEYS = frozenset(("id", "ids", "key", "keys", "uuid", "uuids"))
_REASONS = frozenset(("error", "errors"))
_NUMBERS = frozenset(("integer", "number"))
_KEY_TYPES = frozenset(("integer", "string"))


def bulk_members(
    schema: Schema, action: Action, key_types: frozenset[str]
) -> tuple[BulkMember, ...]:
    """The members of an answer that tell of what was done; itself, where it is a list of keys.

    ``action`` is what a member is about that names keys alone: ``ids``. Raises DocumentError.
    """
    if is_list(schema):
        return (BulkMember((), _usual(action), "keys"),) if _holds_keys(schema, key_types) else ()
    return tuple(_members(schema, action, key_types, ()))


def _members(
    schema: Schema, action: Action, key_types: frozenset[str], above: Pointer
) -> Iterator[BulkMember]:
    for name, each in Shape.of(schema).members.items():
        below, at = member(schema, name), (*above, name)
        if below is None:
            continue
        if is_list(below):
            found = _of_list(at, below, action, key_types)
            yield from (found,) if found else ()
        elif each.types & _NUMBERS and not each.types & {"string", "boolean"}:
            effect = _effect(name)
            yield from (BulkMember(at, effect, "number"),) if effect else ()
        elif len(at) < _DEPTH:
            yield from _members(below, action, key_types, at)


def _of_list(
    at: Pointer, array: Schema, action: Action, key_types: frozenset[str]
) -> BulkMember | None:
    said, effect = set(words(str(at[-1]))), _effect(str(at[-1]))
    names_keys = bool(_KEYS & said) or (effect is not None and not _REASONS & said)
    if names_keys and _holds_keys(array, key_types):
        return BulkMember(at, effect or _usual(action), "keys")
    return BulkMember(at, effect, "reasons") if effect is Effect.MISSED else None


def _effect(name: str) -> Effect | None:
    said = set(words(name))
    said |= {"notfound"} if {"not", "found"} <= said else set()
    found = (effect for effect in (Effect.MISSED, *_EFFECTS) if _EFFECTS[effect] & said)
    return next(found, None)


def _usual(action: Action) -> Effect:
    return Effect.DELETED if action is Action.DELETE else Effect.ANY


def _holds_keys(array: Schema, key_types: frozenset[str]) -> bool:
    item = element(array)
    lifted = item.lifted if item else None
    written = lifted.get("type", ()) if isinstance(lifted, dict) else ()
    types = {written} if isinstance(written, str) else set(written)
    return bool(types & (key_types or _KEY_TYPES))
