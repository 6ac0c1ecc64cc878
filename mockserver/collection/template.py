"""Templates for the values that a server makes: ``cus_{ulid}``, ``{now}``, ``{next}``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from mockserver.clock import timestamp

_PIECE = re.compile(r"(\{[a-z]+\})")
_PLACE = re.compile(r"\{([a-z]+)\}")
_NUMBERS = frozenset(("{seconds}", "{milliseconds}"))
"""Moments as numbers count since 1970 began, as records hold them that do not write dates."""
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What values are made from; ``highest`` is the greatest number that is taken."""

    moment: datetime
    random: Random
    highest: int = 0


def fill(template: str, ingredients: Ingredients) -> str | int:
    """The value of a template: an integer for a number's word alone, else text."""
    if template == "{next}":
        return ingredients.highest + 1
    if template in _NUMBERS:
        return int(_word_of(template[1:-1], ingredients))
    return _PLACE.sub(lambda match: _word(match, ingredients), template)


def _word(match: re.Match[str], ingredients: Ingredients) -> str:
    """What a word stands for; one that means nothing stays, and validate tells of it."""
    return _word_of(match[1], ingredients) if match[1] in _WORDS else match[0]


def _word_of(name: str, ingredients: Ingredients) -> str:
    return _WORDS[name](ingredients)


def number_in(template: str, value: Any) -> int:
    """What the ``{next}`` of a template stands for in a value; 0 in a value of another form."""
    if isinstance(value, int):
        return value
    match = re.fullmatch("".join(map(_pattern, _PIECE.split(template))), str(value))
    return int(match[1]) if match else 0


def _pattern(piece: str) -> str:
    if piece == "{next}":
        return "([0-9]{1,18})"
    return ".+?" if _PLACE.fullmatch(piece) else re.escape(piece)


def unknown_words(template: str) -> tuple[str, ...]:
    """The words in braces that mean nothing."""
    return tuple(word for word in _PLACE.findall(template) if word not in _WORDS)


def ulid(moment: datetime, random: Random) -> str:
    """A ULID in lower case: 48 bits of time in milliseconds, 80 random bits (ulid/spec)."""
    milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
    number = milliseconds << 80 | random.getrandbits(80)
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def _uuid(ingredients: Ingredients) -> str:
    """RFC 9562 §5.4: version 4."""
    return str(UUID(int=ingredients.random.getrandbits(128), version=4))


_WORDS: Mapping[str, Callable[[Ingredients], str]] = {
    "ulid": lambda made: ulid(made.moment, made.random),
    "uuid": _uuid,
    "now": lambda made: timestamp(made.moment),
    "date": lambda made: made.moment.date().isoformat(),
    "seconds": lambda made: str((made.moment - _EPOCH) // timedelta(seconds=1)),
    "milliseconds": lambda made: str((made.moment - _EPOCH) // timedelta(milliseconds=1)),
    "next": lambda made: str(made.highest + 1),
}
WORDS = tuple(_WORDS)
