"""What a client prefers: the Prefer field (RFC 7240), or its twins in the query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from mockserver import media
from mockserver.errors import Rejection
from mockserver.http import TOKEN, Request
from mockserver.problem import Problem
from mockserver.serialization import StyleError, parse_query
from mockserver.value import dataclass

UNREADABLE = "urn:mockserver:unreadable-preference"
MOST_WAIT = 60.0
# Possessive throughout: no client may make it try again and again.
_QUOTED = r'"(?:[^"\\]|\\.)*+"'
_ITEM = re.compile(rf"\s*+([^=,;\s]++)\s*+(?:=\s*+({_QUOTED}|[^;]*+)\s*+)?(?:;|$)")
# RFC 9110 §5.5: visible ASCII and spaces; the rest is percent-encoded, and a percent sign is too.
_VISIBLE = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != "%")
_SPECIAL = re.compile(r'["\\]')
_LONGEST = 200
# Names that other mock servers have for the same.
_ALIASES = {"status": "code"}
_TWIN = "__"


@dataclass(frozen=True, slots=True)
class Preference:
    """What the answer should be like; what is None is left to the mock."""

    code: int | None = None
    example: str | None = None
    dynamic: bool | None = None
    seed: str | None = None
    wait: float | None = None
    scenario: str | None = None
    explain: bool = False

    @property
    def applied(self) -> str:
        """The Preference-Applied field (RFC 7240 §3); empty when nothing was preferred."""
        if self is NO_PREFERENCE:
            return ""
        told: dict[str, Any] = {"code": self.code, "example": self.example, "dynamic": self.dynamic}
        told |= {"seed": self.seed, "wait": self.wait, "scenario": self.scenario}
        words = [f"{name}={_word(value)}" for name, value in told.items() if value is not None]
        return ", ".join([*words, "explain"] if self.explain else words)


NO_PREFERENCE = Preference()


def read_preference(request: Request) -> Preference:
    """Read it. A Prefer field silences the query. Raises Rejection for a value of no use."""
    lines = request.headers.all("Prefer")
    if not lines and _TWIN not in request.query:
        return NO_PREFERENCE
    given: dict[str, str] = {}
    for name, value in _items(lines) if lines else _twins(request):
        given.setdefault(_ALIASES.get(name, name), value)  # RFC 7240 §2: only the first counts
    return Preference(
        **{name: _read(name, value) for name, value in given.items() if name in _FORMS}
    )


def _items(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        found = (_ITEM.match(piece) for piece in media.list_items(_as_utf8(line)))
        yield from ((each[1].lower(), _unquoted((each[2] or "").strip())) for each in found if each)


def _as_utf8(line: str) -> str:
    """Servers hand on the bytes of a field as ISO 8859-1; beyond ASCII, clients write UTF-8."""
    try:
        return line if line.isascii() else line.encode("latin-1").decode()
    except UnicodeError:
        return line


def _unquoted(word: str) -> str:
    """A quoted string escapes by backslash (RFC 9110 §5.6.4)."""
    is_quoted = len(word) > 1 and word.startswith('"') and word.endswith('"')
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if is_quoted else word


def _twins(request: Request) -> Iterator[tuple[str, str]]:
    try:
        pairs = parse_query(request.query).decoded()
    except StyleError:
        return
    for name, value in pairs:
        if name.startswith(_TWIN):
            yield name.removeprefix(_TWIN), value


def _code(text: str) -> int:
    if not re.fullmatch(r"[2-5][0-9]{2}", text):
        raise ValueError
    return int(text)


def _flag(text: str) -> bool:
    """RFC 7240 §2: a preference without a value is one that is switched on."""
    return {"": True, "true": True, "1": True, "false": False, "0": False}[text.lower()]


def _wait(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= MOST_WAIT:
        raise ValueError
    return seconds


_FORMS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "code": (_code, "a status code from 200 to 599"),
    "example": (str, "the name of an example"),
    "dynamic": (_flag, "true or false"),
    "seed": (str, "a text"),
    "scenario": (str, "the name of a scenario"),
    "wait": (_wait, f"seconds, at most {MOST_WAIT:.0f}"),
    "explain": (lambda _: True, "a word alone"),
}


def _read(name: str, text: str) -> Any:
    read, form = _FORMS[name]
    try:
        return read(text)
    except (ValueError, KeyError) as error:
        detail = f"The preference {name}={text} cannot be used: '{name}' is {form}."
        raise Rejection(Problem(422, detail, UNREADABLE)) from error


def _word(value: Any) -> str:
    """A token, or a quoted string where it is none (RFC 7240 §2); in ASCII, and of one line."""
    if isinstance(value, bool):
        return str(value).lower()
    text = f"{value:g}" if isinstance(value, float) else str(value)
    plain = quote(text[:_LONGEST].encode(errors="backslashreplace"), safe=_VISIBLE)
    escaped = _SPECIAL.sub(r"\\\g<0>", plain)
    return plain if TOKEN.fullmatch(plain) else f'"{escaped}"'
