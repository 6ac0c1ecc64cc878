"""What a client prefers: the Prefer field (RFC 7240), or its twins in the query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.errors import Rejection
from mockserver.http import Request
from mockserver.problem import Problem
from mockserver.serialization import StyleError, parse_query

UNREADABLE = "urn:mockserver:unreadable-preference"
MOST_WAIT = 60.0
_ITEM = re.compile(r'\s*([^=,;\s]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^,;]*))?\s*(?:;[^,]*)?(?:,|$)')
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
    explain: bool = False

    @property
    def applied(self) -> str:
        """The Preference-Applied field (RFC 7240 §3); empty when nothing was preferred."""
        if self is NO_PREFERENCE:
            return ""
        told: dict[str, Any] = {"code": self.code, "example": self.example, "dynamic": self.dynamic}
        told |= {"seed": self.seed, "wait": self.wait}
        words = [f"{name}={_written(value)}" for name, value in told.items() if value is not None]
        return ", ".join([*words, "explain"] if self.explain else words)


NO_PREFERENCE = Preference()


def read_preference(request: Request) -> Preference:
    """Read it. A Prefer field silences the query. Raises Rejection for a value of no use."""
    lines = request.headers.all("Prefer")
    if not lines and _TWIN not in request.query:
        return NO_PREFERENCE
    given = dict(_items(lines) if lines else _twins(request))
    return Preference(
        **{name: _read(name, value) for name, value in given.items() if name in _FORMS}
    )


def _items(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        for name, value in _ITEM.findall(line):
            plain = name.lower()
            yield _ALIASES.get(plain, plain), value.strip().strip('"')


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
    return {"true": True, "false": False}[text]


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


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
