"""Cases of keys that nobody has: made up, cut off, longer, of other case, with spaces, odd."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.schema import Direction
from mockserver.spec.model import Location
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.refusal import Reason, insist_refused
from mockserver.verify.sides.both import Both
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin

_TRIES = 20
_PARTED = "parted"
"""In a short run left out: it is the server's to read, not the operation's."""
_ODD = {"odd": "'\"%00;\u00e9 ", "very long": "x" * 400, _PARTED: "/../x"}
"""What is put after the beginning of a key, to be survived."""
_VAST = 2**63 + 25
_ANOTHERS = "the value of another field"
_UUID = 36
_ACTIONS = (Action.FETCH, Action.PATCH, Action.REPLACE, Action.DELETE)
_PLACE = "a place in the list"
_NEGATIVE, _FRACTION = "its negative", "a fraction"
_FEW = ("made up", "in other case", _ANOTHERS)
"""What is tried of the second operation on a record in a short run."""
_TRIALS = (
    "made up",
    "cut off",
    "made longer",
    "in other case",
    "with spaces around",
    _PLACE,
    _NEGATIVE,
    _FRACTION,
    _ANOTHERS,
    *_ODD,
)


def strangers(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of keys that no record has, where records can be read."""
    if atlas.door(collection, Action.FETCH) is None:
        return
    for number, door in enumerate(atlas.doors(collection, _ACTIONS)):
        if not door.part.may_create:
            case = partial(_all_unknown, door, _tried(atlas, number))
            yield Case("a key that nobody has is not found", door.label, case)


def _tried(atlas: Atlas, number: int) -> tuple[str, ...]:
    """What is tried of one of the operations on a record."""
    if atlas.is_thorough:
        return _TRIALS
    return _FEW if number else tuple(each for each in _TRIALS if each != _PARTED)


def _all_unknown(door: Door, trials: tuple[str, ...], journey: Journey) -> None:
    twin = journey.some(door.collection)
    journey.each(partial(_unknown, door, twin, trial, journey) for trial in trials)


def _unknown(door: Door, twin: Twin, trial: str, journey: Journey) -> None:
    known = _unique(twin) if trial == _ANOTHERS else None
    keys = Both(*(_lawful_key(door, key, trial, journey, known) for key in twin.keys))
    if keys.target is not None and keys.oracle is None:  # its keys may have another form
        keys = Both(keys.target, made_up(door, twin.keys.oracle, journey))
    if None in keys:
        raise Skipped("there is no such key")
    path = journey.path(door, twin.parents, keys)
    reason = f"for the {door.collection.key_parameter} {shown(keys.target)}, which nobody has"
    options: dict[str, Any] = {"about": reason}
    if door.bodies is not None:
        bodies = journey.linked(door, body_for(door, journey))
        options["body"] = Both(*map(door.bodies.sent, bodies))
        options["media_type"] = door.bodies.media_type
    both = journey.ask(door.operation, path, is_lawful=trial == "made up", **options)
    if trial in _ODD:
        return
    if trial == _FRACTION:
        _insist_whole(door, both, keys.target, journey)
        return
    insist_refused(journey, door, both, Reason.UNKNOWN, reason)


def _insist_whole(door: Door, both: Both, key: Any, journey: Journey) -> None:
    """It is no key at all, which may be told in any way but by a record."""
    if both.target.is_success and not both.oracle.is_success:
        told = f"answered {both.target.status} for the {door.collection.key_parameter} {key}"
        journey.broken(door.operation, "unknown_key_found", f"{told}, which is no whole number")


def _unique(twin: Twin) -> str | None:
    """What no other record has in a field that is not the key."""
    values = (twin.seen.get(name) for name in twin.collection.unique if name != twin.collection.key)
    return next((each for each in values if isinstance(each, str)), None)


def made_up(door: Door, key: Any, journey: Journey) -> Any:
    """A key like one that is there, which nobody has; None where the document allows none."""
    return _lawful_key(door, key, "made up", journey, None)


def _lawful_key(door: Door, key: Any, trial: str, journey: Journey, known: str | None) -> Any:
    """A key that nobody has and the document allows, None where there is none."""
    name = door.part.key_parameter
    declared = (each for each in door.operation.parameters if each.name == name)
    parameter = next((each for each in declared if each.location is Location.PATH), None)
    schema = parameter.any_schema if parameter else None
    for _ in range(_TRIES):
        made = known if trial == _ANOTHERS else _other_key(key, trial, journey)
        if made is None or trial in (*_ODD, _FRACTION) or schema is None:
            return made
        validator = journey.answers.validators.of(schema, Direction.REQUEST)
        if validator.is_valid(made) or validator.is_valid(str(made)):
            return made
    return None


def _other_key(key: Any, trial: str, journey: Journey) -> Any:
    text = str(key)
    if isinstance(key, int) or text.isdecimal():
        if trial == "made up":
            return journey.random.randrange(10**8, 2**31 - 1)
        of_number = {"very long": _VAST, _NEGATIVE: -int(text) or None, _FRACTION: f"{text}.5"}
        return of_number.get(trial)
    if trial in _ODD:
        return f"{text[:4]}{_ODD[trial]}"
    if trial == "made up":
        return _shuffled(text, journey)
    if len(text) == _UUID and text.count("-") == 4:  # noqa: PLR2004  RFC 9562 §4: of any case
        return None
    other = {
        "cut off": text[:-1],
        "made longer": f"{text}0",
        "in other case": text.swapcase(),
        "with spaces around": f" {text} ",
        _PLACE: "1",
    }
    made = other.get(trial, "")
    return made if made not in ("", text) else None


def _shuffled(text: str, journey: Journey) -> str:
    """A key of the same form that nobody has: only its last word is other."""
    tail = text[-12:] if len(text) > 12 else text  # noqa: PLR2004
    head = text[: len(text) - len(tail)]
    alphabet = [each for each in tail if each.isalnum()] or ["0"]
    made = "".join(journey.random.choice(alphabet) if each.isalnum() else each for each in tail)
    return head + made if head + made != text else f"{text}0"
