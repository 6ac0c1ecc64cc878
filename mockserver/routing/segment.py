"""One segment of a path template: ``pets``, ``{id}`` or ``{id}.{format}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from mockserver.http import Request
from mockserver.value import dataclass

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_PLACE = "/"  # stands for a variable in a shape: the one character that no segment holds


@dataclass(frozen=True, slots=True)
class Segment:
    """A template segment; ``shape`` is the same for segments that match the same texts."""

    shape: str
    names: tuple[str, ...]

    @property
    def is_literal(self) -> bool:
        """Whether it stands for itself alone."""
        return not self.names

    @property
    def rank(self) -> tuple[int, int]:
        """Sorts the more specific first: more literal characters, then fewer variables."""
        return (len(self.names) - len(self.shape), len(self.names))


def split(template: str) -> tuple[Segment, ...]:
    """The segments of a path template such as ``/pets/{id}``.

    A fragment tells entries of a document apart, and never reaches a server (RFC 9110 §7.1).
    """
    return tuple(map(_segment, template.partition("#")[0].split("/")[1:]))


@lru_cache(maxsize=4096)  # the paths of one document share most of their segments
def _segment(text: str) -> Segment:
    names = tuple(_VARIABLE.findall(text))
    if not names:
        return Segment(unquote(text), ())
    return Segment(_VARIABLE.sub(_PLACE, text), names)


@lru_cache(maxsize=1024)
def pattern(shape: str) -> re.Pattern[str]:
    """Matches a raw segment; each variable takes at least one character, as few as will do.

    What was taken is not taken back (the atomic groups): the first place of a literal leaves the
    most to what follows, so that another would not help. A client cannot make it try them all.
    """
    first, *parts = ("".join(map(_spelled, unquote(part))) for part in shape.split(_PLACE))
    *inner, last = parts or ("",)
    taken = "".join(f"(?>(.+?){part})" for part in inner)
    return re.compile(f"{first}{taken}(.+?){last}" if parts else first, re.DOTALL)


# RFC 3986 §2.2 without the marks of RFC 2396 §2.3, which many clients encode: percent-encoded
# they are data, so that ``a%3Aarchive`` is one value where ``{id}:archive`` would take it apart.
_DELIMITERS = frozenset(":/?#[]@$&+,;=%")


def _spelled(letter: str) -> str:
    """One literal character, as itself or percent-encoded (RFC 3986 §6.2.2)."""
    if letter in _DELIMITERS or (letter.isascii() and letter.isalnum()):
        return re.escape(letter)
    octets = letter.encode("utf-8", "surrogatepass")
    encoded = "".join(f"(?i:%{octet:02x})" for octet in octets)
    return f"(?:{re.escape(letter)}|{encoded})"


def bind(segments: tuple[Segment, ...], values: tuple[str, ...]) -> Mapping[str, str]:
    """The raw values by the names of the variables."""
    names = (name for segment in segments for name in segment.names)
    return dict(zip(names, values, strict=True))


@dataclass(frozen=True, slots=True)
class Fragment:
    """What tells entries of one path apart, such as ``#tagKeys`` or ``#Action=Create``.

    Clients do not send it, but each of its names as a field of the query, or of the header.
    """

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, template: str) -> Fragment:
        """That of a path template; without pairs where it has none."""
        parts = (part.partition("=") for part in template.partition("#")[2].split("&"))
        return cls(tuple((name, value) for name, _, value in parts if name))

    def is_told_by(self, request: Request) -> bool:
        """Whether a request names all of it."""
        sent = parse_qsl(request.query, keep_blank_values=True)
        return all(self._names(name, value, sent, request) for name, value in self.pairs)

    @staticmethod
    def _names(name: str, value: str, sent: list[tuple[str, str]], request: Request) -> bool:
        told = [text for each, text in sent if each == name]
        if not value:
            return bool(told) or name in request.headers
        return value in told or request.headers.get(name) == value


NO_FRAGMENT = Fragment()
