"""The records of a document's collections as traffic shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from mockserver import media
from mockserver import pointer as pointers
from mockserver.collection import Action, Collection, Part
from mockserver.errors import DocumentError, Rejection
from mockserver.http import Request
from mockserver.journal import Exchange
from mockserver.journal.redaction import Redaction
from mockserver.routing import Match, Router
from mockserver.serialization import BodyError, decode_json
from mockserver.spec.model import Operation, Spec

_DELETED = (200, 202, 204)


@dataclass(slots=True)
class Sighting:
    """What is known of one record; ``is_whole``: it has no field but these.

    ``parents`` are the values of the path's variables where it was seen.
    """

    value: dict[str, Any]
    is_whole: bool
    parents: tuple[str, ...] = ()


@dataclass(slots=True)
class Catch:
    """What was seen of one collection: records by key, None for those that were deleted."""

    collection: Collection
    sightings: dict[str, Sighting | None] = field(default_factory=dict)
    without_key: int = 0

    def see(self, sighting: Sighting) -> None:
        """Take in a record; what is said of a part of it leaves the rest."""
        key = sighting.value.get(self.collection.key)
        if not self.collection.key or key is None or isinstance(key, dict | list):
            self.without_key += 1
            return
        known = self.sightings.get(str(key))
        if known is None or sighting.is_whole:
            self.sightings[str(key)] = sighting
        else:
            known.value = {**known.value, **sighting.value}
            known.parents = sighting.parents or known.parents

    def lose(self, key: str) -> None:
        """Take in that a record was deleted."""
        self.sightings[key] = None


class Harvest:
    """Gathers what answers of 2xx show of records; secrets stay out."""

    def __init__(self, spec: Spec, collections: tuple[Collection, ...]) -> None:
        self._spec = spec
        self._redaction = Redaction(spec)
        self._collections = collections
        self._caught: dict[str, Catch] = {}

    @property
    def catches(self) -> tuple[Catch, ...]:
        """What was seen, by collection."""
        return tuple(self._caught.values())

    @cached_property
    def _router(self) -> Router:
        bases = (path for server in self._spec.servers for path in server.base_paths)
        return Router(self._spec.operations, bases)

    @cached_property
    def _owners(self) -> Mapping[Operation, Collection]:
        pairs = ((each, one) for one in self._collections for each in one.operations)
        return {operation: one for operation, one in pairs if not one.is_singleton}

    def add(self, exchange: Exchange) -> None:
        """Look at one exchange, in the order in which they were."""
        with suppress(DocumentError):  # what is broken there costs its operation, and no more
            self._look(exchange)

    def _look(self, exchange: Exchange) -> None:
        match = self._match(exchange.request)
        collection = self._owners.get(match.operation) if match else None
        part = collection.parts.get(match.operation) if match and collection else None
        if match is None or collection is None or part is None:
            return
        if not exchange.response.is_success:
            return
        catch = self._caught.setdefault(collection.path, Catch(collection))
        if part.action is Action.DELETE:
            self._lose(catch, match, part, exchange)
            return
        clean = self._redaction.exchange(_named(exchange, match.operation))
        for record in _records(clean, part):
            catch.see(_sighting(record, match, part, collection, exchange.request))

    def _match(self, request: Request) -> Match | None:
        try:
            match = self._router.find(request.path).match(request.method, request)
        except Rejection:
            return None
        return match if match.operation.method == request.method else None  # HEAD shows nothing

    def _lose(self, catch: Catch, match: Match, part: Part, exchange: Exchange) -> None:
        raw = match.path_values.get(part.key_parameter)
        if raw is not None and exchange.response.status in _DELETED:
            catch.lose(unquote(raw))


def _named(exchange: Exchange, operation: Operation) -> Exchange:
    """The exchange with its operation, which other recorders do not know."""
    return exchange._replace(operation=operation.label)


def _records(exchange: Exchange, part: Part) -> Iterator[dict[str, Any]]:
    if part.record_at is None:
        return
    sent = media.parse(exchange.response.headers.get("Content-Type") or "")
    if sent is None or not sent.is_json:
        return
    try:
        found = pointers.resolve(decode_json(exchange.response.body), part.record_at)
    except (BodyError, KeyError):
        return
    listed = found if part.action is Action.LIST else [found]
    yield from (each for each in (listed if isinstance(listed, list) else ()) if _is_record(each))


def _is_record(value: Any) -> bool:
    return isinstance(value, dict) and bool(value)


def _sighting(
    record: dict[str, Any], match: Match, part: Part, collection: Collection, request: Request
) -> Sighting:
    """A record as its operation shows it, which may be a summary, or what a query asked for."""
    try:
        is_full = part.schema is not None and part.schema.address == collection.schema.address
    except DocumentError:
        is_full = False
    parents = tuple(unquote(match.path_values.get(name, "")) for name in part.parents)
    return Sighting(dict(record), is_full and not request.query, parents)
