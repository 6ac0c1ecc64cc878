"""Templates for the values that a server makes: ``cus_{ulid}``, ``{now}``, ``{next}``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha512
from typing import Any, NamedTuple, Protocol

from mockserver.clock import timestamp

_PIECE = re.compile(r"(\{[a-z]+\})")
_PLACE = re.compile(r"\{([a-z]+)\}")
_NUMBERS = frozenset(("{seconds}", "{milliseconds}"))
"""Moments as numbers count since 1970 began, as records hold them that do not write dates."""
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = tuple(one + other for one in _CROCKFORD for other in _CROCKFORD)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Chance(Protocol):
    """Where bits come from: a ``Random``, or a ``Draw``."""

    def getrandbits(self, k: int, /) -> int:
        """A number of so many bits."""
        ...


class Draw:
    """Bits that are the same for the same seed, at most 512 at a time.

    One record takes a few, and a ``Random`` takes longer to begin than all else that a record does.
    """

    __slots__ = ("_drawn", "_seed")

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._drawn = 0

    def getrandbits(self, k: int, /) -> int:
        """A number of so many bits."""
        self._drawn += 1
        seed = f"{self._seed}|{self._drawn}".encode(errors="surrogatepass")
        return int.from_bytes(sha512(seed).digest(), "big") >> (_DIGEST - k)


_DIGEST = 512


class Ingredients(NamedTuple):
    """What values are made from; ``highest`` is the greatest number that is taken."""

    moment: datetime
    random: Chance
    highest: int = 0


def fill(template: str, ingredients: Ingredients) -> str | int:
    """The value of a template: an integer for a number's word alone, else text."""
    if template == "{next}":
        return ingredients.highest + 1
    if template in _NUMBERS:
        return int(_word_of(template[1:-1], ingredients))
    pieces = _read(template)
    if len(pieces) == 1:
        each, make = pieces[0]
        return each if make is None else make(ingredients)
    return "".join([each if make is None else make(ingredients) for each, make in pieces])


@lru_cache(4096)
def _read(template: str) -> tuple[tuple[str, Callable[[Ingredients], str] | None], ...]:
    """The pieces of a template, each with who makes a value in its place.

    A word that means nothing stays, and validate tells of it.
    """
    pieces = (each for each in _PIECE.split(template) if each)
    return tuple(
        (each, _WORDS.get(each[1:-1] if _PLACE.fullmatch(each) else "")) for each in pieces
    )


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


def ulid(moment: datetime, random: Chance) -> str:
    """A ULID in lower case: 48 bits of time in milliseconds, 80 random bits (ulid/spec)."""
    milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
    number = milliseconds << 80 | random.getrandbits(80)
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])


def _uuid(ingredients: Ingredients) -> str:
    """RFC 9562 §5.4: version 4, in the 13th digit, and its variant in the 17th."""
    digits = f"{ingredients.random.getrandbits(128):032x}"
    variant = "89ab"[int(digits[16], 16) & 3]
    third, fourth = f"4{digits[13:16]}", f"{variant}{digits[17:20]}"
    return f"{digits[:8]}-{digits[8:12]}-{third}-{fourth}-{digits[20:]}"


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
