"""The pairs of a query string or of a form body (WHATWG URL §5.1), raw as they were sent."""

from collections.abc import Collection
from typing import NamedTuple

from mockserver.serialization import percent
from mockserver.value import dataclass


class Pair(NamedTuple):
    """One pair: its decoded name, and its value still encoded. No ``=`` means an empty value."""

    name: str
    raw: str


@dataclass(frozen=True, slots=True)
class Query:
    """Pairs in their order. Values are decoded when they are asked for: styles split them first."""

    raw: str
    pairs: tuple[Pair, ...] = ()
    charset: str = "utf-8"

    def read(self, raw: str) -> str:
        """Decode one value; a plus is a space. Raises StyleError when it cannot be read."""
        return decode_plus(raw, self.charset)

    def decoded(self) -> tuple[tuple[str, str], ...]:
        """All pairs, decoded. Raises StyleError when one cannot be read."""
        return tuple((pair.name, self.read(pair.raw)) for pair in self.pairs)

    def without(self, names: Collection[str]) -> "Query":
        """These pairs but those of other parameters, for an object whose names are open."""
        kept = tuple(pair for pair in self.pairs if pair.name not in names)
        return Query(self.raw, kept, self.charset)


def parse_query(raw: str, charset: str = "utf-8") -> Query:
    """Split a query string without its ``?``; empty pieces between ``&`` are passed over.

    Raises StyleError when a name has a broken percent-escape or is no text of the charset.
    """
    pieces = (piece.partition("=") for piece in raw.split("&") if piece)
    pairs = tuple(Pair(decode_plus(name, charset), value) for name, _, value in pieces)
    return Query(raw, pairs, charset)


def decode_plus(text: str, charset: str = "utf-8") -> str:
    """Undo form encoding: a plus is a space, then percent-encoding."""
    return percent.decode(text.replace("+", " "), charset)
