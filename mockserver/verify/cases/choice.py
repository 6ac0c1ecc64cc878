"""Which candidates are tried: all, or in a short run one of each kind for each field.

What a short run leaves out is tried of other fields of the same type, and by Schemathesis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

from mockserver.collection.shape import Member
from mockserver.verify.cases.draw import body_for
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.inputs.candidates import DOUBLED, LONGER, WRONG_TYPE, Candidate
from mockserver.verify.sides.journey import Journey

_FEW = 2
"""So many of all that is forbidden, where the same was tried of another way in."""

_SAID = frozenset(("description", "title", "example", "examples", "default"))


class Trial(NamedTuple):
    """A candidate, and the body with it."""

    candidate: Candidate
    body: Any


def changeable(door: Door) -> Iterator[str]:
    """The fields that a change may name, but for those that tell which record it is of what."""
    collection = door.collection
    return (
        name for name in door.takes.fields if name not in (*collection.references, collection.key)
    )


def allowed(door: Door, name: str, journey: Journey) -> list[Trial]:
    """Each edge of a field alone; in a short run the first of each kind."""
    tried = door.takes.tried(body_for(door, journey), alone=True)
    found = [Trial(each, body) for each, body, is_valid in tried if is_valid and each.name == name]
    is_all = journey.atlas.is_thorough
    if is_all:
        return found
    if _is_like_another(door, name):
        return [each for each in found if each.candidate.value is None]
    return list(_firsts(each for each in found if not (_is_made_alone(each) or _is_plain(each))))


def _is_like_another(door: Door, name: str) -> bool:
    """Whether a field before it has the same schema, and was tried."""
    for other, member in door.takes.fields.items():
        if other == name:
            return False
        if _meaning(member) == _meaning(door.takes.fields[name]):
            return True
    return False


def _meaning(member: Member) -> list[dict[str, Any]]:
    """What its schema asks, without what it says to readers."""
    parts = (part for part in member.parts if "$ref" not in part)
    found = ({key: part[key] for key in part if key not in _SAID} for part in parts)
    return [each for each in found if each]


def _is_made_alone(trial: Trial) -> bool:
    """What is enough to be tried when a record is made: what is within it."""
    return " in " in _kind(trial) or _kind(trial) == "two members"


def _is_plain(trial: Trial) -> bool:
    """What is an edge of other types only."""
    return _kind(trial).startswith(WRONG_TYPE)


def forbidden(
    door: Door, name: str, journey: Journey, *, alone: bool, is_few: bool = False
) -> list[Trial]:
    """What may not be in a field; in a short run one of another type, which take turns.

    ``is_few``: one of each kind, and no more than two, as the same was tried of another way in;
    of another type it is a list or an object, where it was a scalar there.
    """
    tried = door.takes.tried(body_for(door, journey), alone=alone)
    found = [
        Trial(each, body) for each, body, is_valid in tried if not is_valid and each.name == name
    ]
    if journey.atlas.is_thorough:
        return found
    found = list(_once(found))
    kept = list(_in_turn(found, list(door.takes.fields).index(name), is_scalar=not is_few))
    return list(_firsts(kept))[:_FEW] if is_few else kept


def _once(found: list[Trial]) -> Iterator[Trial]:
    """Without what more after a value is, where its last letter twice is forbidden as well."""
    kinds = set(map(_kind, found))
    for each in found:
        if not (_kind(each).startswith(LONGER) and _kind(each).replace(LONGER, DOUBLED) in kinds):
            yield each


def _in_turn(found: list[Trial], turn: int, *, is_scalar: bool) -> Iterator[Trial]:
    """With one of the values of another type only, another one for each field.

    Many readers of JSON turn a scalar into the type that is wanted, and some fail over the rest;
    Schemathesis sends all of them in each run.
    """
    for kind in dict.fromkeys(map(_kind, found)):
        alike = [each for each in found if _kind(each) == kind]
        if not _is_plain(alike[0]):
            yield from alike
            continue
        wanted = [each for each in alike if _is_scalar(each) is is_scalar] or alike
        yield wanted[turn % len(wanted)]


def _is_scalar(trial: Trial) -> bool:
    return not isinstance(trial.candidate.value, list | dict)


def _firsts(found: Iterable[Trial]) -> Iterator[Trial]:
    """One of each kind."""
    kinds = set()
    for each in found:
        if _kind(each) not in kinds:
            kinds.add(_kind(each))
            yield each


def _kind(trial: Trial) -> str:
    return trial.candidate.trial


def packed(door: Door, journey: Journey) -> list[list[Trial]]:
    """What is allowed of all fields, in rounds of one edge for each field at a time.

    In a short run without what is an edge of other types only.
    """
    by_name: dict[str, list[Trial]] = {}
    for each, body, is_valid in door.takes.tried(body_for(door, journey)):
        trial = Trial(each, body)
        is_left_out = _is_plain(trial) and not journey.atlas.is_thorough
        if is_valid and each.name not in door.collection.unique and not is_left_out:
            by_name.setdefault(each.name, []).append(trial)
    return rounds(by_name.values())


def rounds(found: Iterable[list[Trial]]) -> list[list[Trial]]:
    """Of each list the first, of each the second, and so on, while any has more."""
    together = zip_longest(*found)
    return [[each for each in trials if each is not None] for trials in together]
