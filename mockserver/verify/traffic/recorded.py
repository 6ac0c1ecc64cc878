"""What archives hold of an API: its exchanges in order, each with its place in the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from mockserver.collection import Collection, Part
from mockserver.errors import Rejection, UsageError
from mockserver.http import SAFE, Request, Response
from mockserver.journal import Exchange
from mockserver.journal.har_reading import NO_EXCHANGE, Entry, entries, is_below, no_exchange
from mockserver.journal.selection import Selection, select
from mockserver.routing import Match, Router
from mockserver.spec.model import Operation, Spec
from mockserver.verify.sides.both import value_of
from mockserver.violation import Violation

_VARIABLE = re.compile(r"\{([^}/]+)\}")
_UPGRADED = 101  # RFC 9110 §15.2.2: what follows is no HTTP
_SHOWN = 3


class Judge(Protocol):
    """Holds both directions against the document."""

    def complaints(self, request: Request) -> tuple[str, ...]:
        """What is wrong with a request, in sentences."""
        ...

    def violations(
        self, operation: Operation, request: Request, response: Response
    ) -> tuple[Violation, ...]:
        """What is wrong with an answer."""
        ...


class Owners:
    """Which collection the variables of a path belong to, and what an operation is to it."""

    def __init__(self, collections: Iterable[Collection]) -> None:
        own = [each for each in collections if not each.is_singleton]
        self._by_item = {_plain(each.item_path): each for each in own if each.item_path}
        self._by_operation = {operation: each for each in own for operation in each.operations}

    def of(self, operation: Operation) -> tuple[Collection | None, Part | None]:
        """The collection that an operation acts on, and how."""
        collection = self._by_operation.get(operation)
        return collection, collection.parts.get(operation) if collection else None

    def keys(self, template: str) -> Iterator[tuple[str, Collection | None]]:
        """The variables of a template, each with the collection whose key it is."""
        for found in _VARIABLE.finditer(template):
            yield found[1], self._by_item.get(_plain(template[: found.end()]))


def _plain(template: str) -> str:
    return _VARIABLE.sub("{}", template.partition("#")[0].rstrip("/"))


@dataclass(frozen=True, eq=False)
class Recorded:
    """One exchange of the API; ``place`` names file, line and entry.

    ``base_path`` is what stood before the document's paths.
    """

    place: str
    exchange: Exchange
    operation: Operation
    values: Mapping[str, str]
    collection: Collection | None
    part: Part | None
    base_path: str
    lacks_request_body: bool
    lacks_response_body: bool

    @property
    def request(self) -> Request:
        """What was asked."""
        return self.exchange.request

    @property
    def status(self) -> int:
        """What was answered."""
        return self.exchange.response.status

    @property
    def is_success(self) -> bool:
        """RFC 9110 §15.3."""
        return self.exchange.response.is_success

    @property
    def is_safe(self) -> bool:
        """RFC 9110 §9.2.1."""
        return self.request.method in SAFE

    @cached_property
    def sent(self) -> Any:
        """The value of the body that was sent, None where it is no JSON."""
        return value_of(Response(200, body=self.request.body))

    @cached_property
    def answered(self) -> Any:
        """The value of the body that was answered, None where it is no JSON."""
        return value_of(self.exchange.response)

    @cached_property
    def keys(self) -> dict[str, str]:
        """The values of the path's variables as they are meant."""
        return {name: unquote(value) for name, value in self.values.items()}


@dataclass
class Tape:
    """Archives, read in the order of their names; ``base_url`` names where the API begins there.

    ``undeclared`` counts what the document does not have, with the place of the first of each.
    """

    files: tuple[Path, ...]
    spec: Spec
    owners: Owners
    base_url: str = ""
    until: str = ""
    undeclared: dict[str, list[str]] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)

    @cached_property
    def router(self) -> Router:
        """The map of the document's paths."""
        bases = (path for server in self.spec.servers for path in server.base_paths)
        return Router(self.spec.operations, bases)

    @cached_property
    def selections(self) -> Mapping[Path, Selection]:
        """Where the API begins in each file. Raises UsageError where there is nothing of it."""
        return {file: self._selection(file) for file in self.files}

    def _selection(self, file: Path) -> Selection:
        found = select(entries(file), known(self.router), self.base_url)
        if found is None or not found.taken:
            where = f" below {self.base_url}" if self.base_url else ""
            raise UsageError(
                f"{file}: no entry{where} is a request to an operation of {self.spec.file}; "
                "--traffic-base says which URL the document's paths continue there"
            )
        return found

    def __iter__(self) -> Iterator[Recorded]:
        """The exchanges of the API, one at a time."""
        for file, selection in self.selections.items():
            for entry in entries(file):
                found = self._read(file, entry, selection.base_url)
                if found is not None:
                    yield found
                if found is not None and found.place == self.until:
                    return

    def _read(self, file: Path, entry: Entry, base_url: str) -> Recorded | None:
        try:
            if not is_below(entry.url, base_url):
                return None
            exchange = _below(entry.exchange(base_url), entry.url, base_url)
            if exchange.response.status in (0, _UPGRADED):
                return None
            lacks = entry.lacks_request_body, entry.lacks_response_body
        except NO_EXCHANGE as error:
            raise no_exchange(file, entry, error) from error
        place = f"{file}:{entry.line}, entry {entry.number}"
        match = self._match(exchange, place)
        return self._recorded(place, exchange, match, base_url, lacks) if match else None

    def _match(self, exchange: Exchange, place: str) -> Match | None:
        request = exchange.request
        if request.method in ("OPTIONS", "CONNECT", "TRACE"):
            return None  # what a browser or a proxy asks for itself
        try:
            return self.router.find(request.path).match(request.method, request)
        except Rejection:
            name = f"{request.method} {request.path}"
            self.undeclared.setdefault(name, []).append(place)
            return None

    def _recorded(
        self,
        place: str,
        exchange: Exchange,
        match: Match,
        base_url: str,
        lacks: tuple[bool, bool],
    ) -> Recorded:
        collection, part = self.owners.of(match.operation)
        above = urlsplit(base_url).path.rstrip("/") + match.base_path
        return Recorded(
            place, exchange, match.operation, match.path_values, collection, part, above,
            *lacks,
        )  # fmt: skip


def _below(exchange: Exchange, url: str, base_url: str) -> Exchange:
    """Our own recorder tells the path below its base; a longer base was named then."""
    from dataclasses import replace

    path = urlsplit(url).path
    above = urlsplit(base_url).path.rstrip("/")
    if exchange.request.path == path and above and path.startswith(f"{above}/"):
        request = replace(exchange.request, path=path[len(above) :])
        return exchange._replace(request=request)
    return exchange


def known(router: Router) -> Callable[[str, str], bool]:
    """Whether a method at a path is in the document; a path of variables alone tells nothing."""

    def is_known(method: str, path: str) -> bool:
        try:
            place = router.find(path)
            place.match(method)
        except Rejection:
            return False
        return place.literals > 0 or path == "/"

    return is_known
