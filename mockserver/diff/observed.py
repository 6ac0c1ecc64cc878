"""What was seen of an operation in recorded traffic, counted by archive."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from mockserver import media
from mockserver.http import Headers, Request, Response
from mockserver.journal import Exchange
from mockserver.serialization import BodyError, decode_json
from mockserver.spec.model import Operation

_MOST_SHAPES = 500
_MOST_VALUES = 100
_BETWEEN = re.compile(r"[,| ]")  # OAS 3.1 §4.8.12.3: what stands between items


@dataclass
class Part:
    """What was sent or answered in one place: how often, which members, and the first place.

    ``places`` are the first ones of members, ``shapes`` the sets of names that an object had, and
    ``values`` what a scalar was, in JSON; None where that was too much to be kept.
    """

    counts: Counter[str] = field(default_factory=Counter)
    first: str = ""
    members: dict[str, Counter[str]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, set[frozenset[str]]] = field(default_factory=dict)
    values: dict[str, set[str] | None] = field(default_factory=dict)
    media_types: dict[str, Counter[str]] = field(default_factory=dict)
    headers: dict[str, Counter[str]] = field(default_factory=dict)

    def see(self, file: str, place: str) -> None:
        """It came once more."""
        self.counts[file] += 1
        self.first = self.first or place

    def take(self, file: str, value: Any, entry: str) -> None:
        """Remember which members a value has."""
        for place, each in _walk(value, ""):
            self.members.setdefault(place, Counter())[file] += 1
            self.places.setdefault(place, entry)
            if isinstance(each, Mapping):
                shapes = self.shapes.setdefault(place, set())
                if len(shapes) < _MOST_SHAPES:
                    shapes.add(frozenset(each))
            elif not isinstance(each, list):
                self._keep(place, each)

    def note(self, written: str) -> None:
        """Remember a value as it was written: as a text, as JSON, and as a list of those."""
        for each in {written, *_BETWEEN.split(written)}:
            self._keep("", each)
            with suppress(ValueError):
                self._keep("", json.loads(each))

    def _keep(self, place: str, value: Any) -> None:
        known = self.values.setdefault(place, set())
        if known is not None:
            known.add(json.dumps(value))
            self.values[place] = known if len(known) <= _MOST_VALUES else None


def _walk(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Every place of a value, once for each list."""
    yield place, value
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _walk(each, f"{place}/{name}")
    elif isinstance(value, list):
        for each in value:
            yield from _walk(each, f"{place}[]")


@dataclass
class Used:
    """What was recorded of one operation."""

    whole: Part = field(default_factory=Part)
    parameters: dict[str, Part] = field(default_factory=dict)
    request: Part = field(default_factory=Part)
    responses: dict[str, Part] = field(default_factory=dict)


def take_parameters(
    used: Used, operation: Operation, exchange: Exchange, file: str, place: str
) -> None:
    """The parameters of a request by place and name, as scopes call them."""
    request = exchange.request
    pairs = parse_qsl(request.query, keep_blank_values=True)
    for name, value in pairs:
        used.parameters.setdefault(f"query {name}", Part()).note(value)
    for name, value in request.headers:
        used.parameters.setdefault(f"header {name.lower()}", Part()).note(value)
    names = {f"query {name}" for name, _ in pairs}
    names |= {f"query {name.partition('[')[0]}" for name, _ in pairs}
    names |= {f"header {name.lower()}" for name, _ in request.headers}
    cookies = "; ".join(request.headers.all("Cookie")).split(";")
    names |= {f"cookie {each.partition('=')[0].strip()}" for each in cookies if each.strip()}
    names |= {f"path {each}" for each in re.findall(r"\{([^{}]+)\}", operation.template)}
    for name in names:
        used.parameters.setdefault(name, Part()).see(file, place)


def take_request(part: Part, request: Request, file: str, place: str) -> None:
    """A body that was sent, if any."""
    if request.body:
        part.see(file, place)
        _take_body(part, request.headers, request.body, file, place)


def take_response(part: Part, response: Response, file: str, place: str) -> None:
    """An answer, with or without a body."""
    part.see(file, place)
    for name, _ in response.headers:
        part.headers.setdefault(name.lower(), Counter())[file] += 1
    if response.body:
        _take_body(part, response.headers, response.body, file, place)


def _take_body(part: Part, headers: Headers, body: bytes, file: str, place: str) -> None:
    kind = media.parse(headers.get("Content-Type") or "")
    if kind is None:
        return
    part.media_types.setdefault(kind.essence, Counter())[file] += 1
    if kind.is_json:
        with suppress(BodyError):
            part.take(file, decode_json(body), place)
    elif kind.essence == "application/x-www-form-urlencoded":
        pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
        part.take(file, dict(pairs), place)
