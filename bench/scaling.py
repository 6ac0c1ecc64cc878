"""How answers slow down with more paths in the document, and with more records."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from bench.load import Load, measure, status
from bench.peers.ours import of_document
from bench.process import free_port, running
from bench.table import line
from mockserver import Headers, Mock, Request
from mockserver.store import Tables

PATHS = (10, 100, 1000, 10_000)
RECORDS = (10, 1000, 100_000, 1_000_000)
_PART = 50_000  # records of one change
_CALLS, _SERIES = 10, 30
_ACCEPT = Headers((("accept", "*/*"),))


@dataclass(frozen=True, slots=True)
class Paths:
    """Of a document with so many ``paths``: seconds until it answers, then of the first request.

    ``rate`` are requests a second, each of another value.
    """

    paths: int
    cold: float
    first: float
    rate: float


@dataclass(frozen=True, slots=True)
class Kept:
    """Of a collection with so many ``records``: microseconds for one, and for a page of a list."""

    records: int
    one: float
    page: float


def of_paths(folder: Path, seconds: int, counts: Iterable[int] = PATHS) -> Iterator[Paths]:
    """Serve documents with more and more paths."""
    for count in counts:
        home = folder / f"paths-{count}"
        home.mkdir()
        document = home / "api.json"
        document.write_text(json.dumps(_of_many(count)), encoding="utf-8")
        port = free_port()
        load = Load("GET", "GET", f"/things-{count // 2}/7", (200,), varied="Cookie")
        is_answering = partial(_is_there, replace(load, path="/"), port)
        run = of_document(document, home / "cache", port)
        with running(run, home, port, is_answering) as server:
            begun = time.perf_counter()
            status(load, port)
            first = time.perf_counter() - begun
            yield Paths(count, server.cold, first, measure(load, port, seconds, 0, home).rate)


def of_records(folder: Path, counts: Iterable[int] = RECORDS) -> Iterator[Kept]:
    """Ask one mock, within this process, while more and more records are made."""
    mock = loaded(folder / "records")
    made = 1
    for count in counts:
        fill(mock, made, count)
        made = count
        one = Request("GET", f"/things/thing-{count // 2}", "", _ACCEPT)
        page = Request("GET", "/things", "limit=20", _ACCEPT)
        yield Kept(count, _shortest(mock, one), _shortest(mock, page))


def loaded(home: Path, tables: Tables | None = None) -> Mock:
    """A mock of a list with pages, which has one record."""
    home.mkdir(exist_ok=True)
    document = home / "api.json"
    document.write_text(json.dumps(_of_records()), encoding="utf-8")
    (home / "fixtures").mkdir(exist_ok=True)
    held = {"collection": "/things", "records": [_thing(0)]}
    (home / "fixtures" / "things.yaml").write_text(json.dumps(held), encoding="utf-8")
    return Mock.load(document, home / "fixtures", tables=tables)


def fill(mock: Mock, begin: int, end: int) -> None:
    """Make the records with these numbers."""
    ground = mock.services["/things"].ground((), mock.seed_of(mock.world()))
    for part in range(begin, end, _PART):
        with mock.world().change() as writing:
            records = writing.records(ground)
            for number in range(part, min(part + _PART, end)):
                thing = _thing(number)
                records.put(str(thing["id"]), thing)


def path_lines(told: Iterable[Paths]) -> Iterator[str]:
    """The table of paths."""
    yield line(["paths", "cold start s", "first request ms", "GET requests/s"])
    yield line(["---"] * 4)
    for each in told:
        cells = f"{each.cold:.2f}", f"{each.first * 1000:.0f}", f"{each.rate:,.0f}"
        yield line([f"{each.paths:,}", *cells])


def record_lines(told: Iterable[Kept]) -> Iterator[str]:
    """The table of records."""
    yield line(["records", "GET one µs", "page of 20 µs"])
    yield line(["---"] * 3)
    for each in told:
        yield line([f"{each.records:,}", f"{each.one:.0f}", f"{each.page:.0f}"])


def _is_there(load: Load, port: int) -> bool:
    return status(load, port) > 0


def _shortest(mock: Mock, request: Request) -> float:
    """Microseconds in the fastest series, as far as half a second allows."""
    series: list[float] = []
    until = time.perf_counter() + 0.5
    while not series or (len(series) < _SERIES and time.perf_counter() < until):
        begun = time.process_time()
        for _ in range(_CALLS):
            mock.respond(request)
        series.append((time.process_time() - begun) / _CALLS)
    return min(series) * 1e6


def _thing(number: int) -> Mapping[str, Any]:
    return {"id": f"thing-{number}", "name": f"Thing {number}"}


def _of_many(count: int) -> Mapping[str, Any]:
    """A document with so many paths of one item each."""
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    content = {"schema": {"$ref": "#/components/schemas/Thing"}, "example": _thing(1)}
    got = {"responses": {"200": _answer(content)}, "parameters": [key]}
    return _document({f"/things-{number}/{{id}}": {"get": got} for number in range(count)})


def _of_records() -> Mapping[str, Any]:
    """A document with a list that has pages, and its items."""
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    schema = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    limit = {"name": "limit", "in": "query", "schema": schema}
    thing = {"$ref": "#/components/schemas/Thing"}
    listed = {"schema": {"type": "array", "items": thing}}
    one = {"get": {"parameters": [key], "responses": {"200": _answer({"schema": thing})}}}
    made = {
        "requestBody": _answer({"schema": thing}),
        "responses": {"201": _answer({"schema": thing})},
    }
    every = {"get": {"parameters": [limit], "responses": {"200": _answer(listed)}}, "post": made}
    return _document({"/things": every, "/things/{id}": one})


def _document(paths: Mapping[str, Any]) -> Mapping[str, Any]:
    names = {"id": {"type": "string"}, "name": {"type": "string"}}
    thing = {"type": "object", "required": ["id", "name"], "properties": names}
    info = {"title": "Things", "version": "1"}
    return {
        "openapi": "3.0.3",
        "info": info,
        "paths": paths,
        "components": {"schemas": {"Thing": thing}},
    }


def _answer(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"description": "It is here.", "content": {"application/json": content}}
