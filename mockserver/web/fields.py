"""Field lines as servers hand them over and take them: pairs of bytes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from mockserver.http import Response

Lines = Iterable[tuple[bytes, bytes]]

_BODILESS = (204, 304)
_SERVER = (b"server", b"mockserver")


def to_text(lines: Lines) -> list[tuple[str, str]]:
    """Lines as ``Headers`` has them."""
    return [(_name(name), value.decode("latin-1")) for name, value in lines]


@lru_cache(1024)
def _name(name: bytes) -> str:
    return name.decode("latin-1")


def to_fields(response: Response) -> list[tuple[bytes, bytes]]:
    """The lines of a response, with a length where there may be content (RFC 9110 §8.6)."""
    fields = [_field(line) for line in response.headers.lines]
    names = [name for name, _ in fields]
    if b"content-length" not in names and response.status not in _BODILESS:
        fields.append((b"content-length", b"%d" % len(response.body)))
    if b"server" not in names:
        fields.append(_SERVER)
    return fields


@lru_cache(1024)  # most lines are those of all answers
def _field(line: tuple[str, str]) -> tuple[bytes, bytes]:
    return line[0].lower().encode("latin-1"), line[1].encode("latin-1")
