"""What recorded traffic uses of a document: operations, parameters, fields, statuses.

What is doubtful counts as used: a change that is called unused touches nothing that was recorded.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from mockserver.diff.change import Change, Scope, Side, Use
from mockserver.diff.observed import Part, Used, take_parameters, take_request, take_response
from mockserver.errors import Rejection, UsageError
from mockserver.journal import Exchange
from mockserver.journal.har_reading import NO_EXCHANGE, entries, is_below, no_exchange
from mockserver.journal.selection import select
from mockserver.routing import Router
from mockserver.spec.model import Operation, Spec

_VARIANT = re.compile(r"\([^()]*\)")
_MEMBER = re.compile(r"/properties/([^/]+)")
_SHARED = re.compile(r"^/(?:components/[^/]+|definitions)/[^/]+")
_NEW = frozenset(
    ("operation-added", "parameter-added", "request-property-added", "response-property-added")
)
"""Nobody can use yet what is new."""
_LACKED = frozenset(
    (
        "required-parameter-added",
        "parameter-became-required",
        "required-request-body-added",
        "request-body-became-required",
        "request-required-property-added",
        "request-property-became-required",
    )
)
"""These hurt who does not send what is asked for."""
_NAMED = {"server-removed", "server-added"}


class Usage:
    """What the traffic of consumers uses of a document; ``add`` takes in what was recorded."""

    def __init__(self, spec: Spec) -> None:
        bases = (path for server in spec.servers for path in server.base_paths)
        self._router = Router(spec.operations, bases)
        self._used: dict[str, Used] = {}
        self.taken: Counter[str] = Counter()

    def read(self, file: Path, base_url: str = "") -> None:
        """Take in an archive. Raises UsageError for what is none, or has nothing of the API."""
        found = select(entries(file), self._is_known, base_url)
        if found is None or not found.taken:
            raise UsageError(
                f"{file}: no entry is a request to an operation of the base document; "
                "--traffic-base says which URL the document's paths continue there"
            )
        for entry in entries(file):
            try:
                if is_below(entry.url, found.base_url):
                    exchange = entry.exchange(found.base_url)
                    self.add(exchange, file.name, f"{file}:{entry.line}, entry {entry.number}")
            except NO_EXCHANGE as error:
                raise no_exchange(file, entry, error) from error

    def _is_known(self, method: str, path: str) -> bool:
        try:
            place = self._router.find(path)
            place.match(method)
        except Rejection:
            return False
        return place.literals > 0 or path == "/"

    def add(self, exchange: Exchange, file: str, place: str) -> None:
        """Take in one exchange; what the document does not have is none of its uses."""
        try:
            found = self._router.find(exchange.request.path)
            operation = found.match(exchange.request.method, exchange.request).operation
        except Rejection:
            return
        self.taken[file] += 1
        used = self._used.setdefault(operation.label, Used())
        used.whole.see(file, place)
        take_parameters(used, operation, exchange, file, place)
        take_request(used.request, exchange.request, file, place)
        pattern = _pattern(operation, exchange.response.status)
        part = used.responses.setdefault(pattern, Part())
        take_response(part, exchange.response, file, place)

    def of(self, change: Change) -> Use | None:
        """Who uses what a change is about; None where traffic cannot tell."""
        if change.rule in _NAMED or change.rule.startswith(("webhook", "callback")):
            return None
        if change.rule in _NEW:
            return Use(())
        scopes = change.scopes or tuple(Scope(label) for label in change.operations)
        if not scopes:
            return None
        uses = [self._of(change, scope) for scope in scopes]
        counts: Counter[str] = Counter()
        for use in uses:
            counts.update(dict(use.counts))
        place = next((use.place for use in uses if use.is_used), "")
        return Use(tuple(sorted(counts.items())), place)

    def _of(self, change: Change, scope: Scope) -> Use:
        used = self._used.get(scope.operation)
        if used is None:
            return Use(())
        if scope.side is Side.PARAMETER:
            part = used.parameters.get(scope.name, Part())
            if not _touches(part.values.get(""), scope):
                return Use(())
            return _lack(used.whole, part) if change.rule in _LACKED else _use(part)
        if scope.side is Side.REQUEST:
            return self._of_request(change, scope, used)
        if scope.side is Side.RESPONSE:
            found = used.responses.get(scope.name.upper())
            return _within(found, change, scope) if found else Use(())
        return _use(used.whole)

    def _of_request(self, change: Change, scope: Scope, used: Used) -> Use:
        if change.rule not in _LACKED:
            return _within(used.request, change, scope)
        if not scope.field:
            return _lack(used.whole, used.request)
        is_lacking = any(
            scope.field not in shape
            for place, shapes in used.request.shapes.items()
            if _meets(place, _place(scope), change)
            for shape in shapes
        )
        return _use(used.request) if is_lacking else Use(())


def _pattern(operation: Operation, status: int) -> str:
    """The declared status that an answer is of (OAS 3.1 §4.8.16), in capitals."""
    declared = operation.response(status)
    return declared.pattern.upper() if declared else str(status)


def _use(part: Part) -> Use:
    return Use(tuple(sorted(part.counts.items())), part.first)


def _lack(whole: Part, part: Part) -> Use:
    """Who asked without it."""
    left = whole.counts - part.counts
    return Use(tuple(sorted(left.items())), whole.first if left else "")


def _within(part: Part, change: Change, scope: Scope) -> Use:
    """Who sent, or was answered, the member that a change is about."""
    if scope.header:
        return _counted(part, [part.headers.get(scope.header, Counter())])
    if scope.media_type:
        return _counted(part, [part.media_types.get(scope.media_type, Counter())])
    if not (scope.place or scope.field):
        return _use(part)
    where = f"{_place(scope)}/{scope.field}" if scope.field else _place(scope)
    is_text = part.counts and not part.members
    found = [each for each in part.members if _meets(each, where, change)]
    found = [each for each in found if _touches(part.values.get(each), scope)]
    if is_text:
        return _use(part)
    use = _counted(part, [part.members[each] for each in found])
    return replace(use, place=part.places[found[0]]) if found else use


def _touches(seen: set[str] | None, scope: Scope) -> bool:
    """Whether a value that was seen is one that is meant; what was not kept may have been any."""
    if seen is None:
        return True
    is_named = not scope.values or not seen.isdisjoint(scope.values)
    return is_named and (scope.parts is None or any(scope.parts(json.loads(e)) for e in seen))


def _counted(part: Part, counters: Iterable[Counter[str]]) -> Use:
    total: Counter[str] = Counter()
    for each in counters:
        total.update(each)
    return Use(tuple(sorted(total.items())), part.first if total else "")


def _place(scope: Scope) -> str:
    return _VARIANT.sub("", scope.place)


def _meets(place: str, where: str, change: Change) -> bool:
    """Whether a place in a value is the one that is meant.

    A component stands in many places, and a change of it is told at the first: there the names
    within the component decide. ``*`` is any name.
    """
    if _alike(place.split("/"), where.split("/")):
        return True
    if not _SHARED.match(change.pointer):
        return False
    names = _MEMBER.findall(_SHARED.sub("", change.pointer)) or where.split("/")[-1:]
    own = [each.removesuffix("[]") for each in place.split("/")]
    return own[-len(names) :] == [each.removesuffix("[]") for each in names]


def _alike(place: list[str], where: list[str]) -> bool:
    same = (
        one == other or other.rstrip("[]") == "*" for one, other in zip(place, where, strict=False)
    )
    return len(place) == len(where) and all(same)


Reader = Callable[[Spec], Usage]


def usage_of(files: Iterable[Path], base_url: str = "") -> Reader:
    """Reads archives for the document that they are uses of."""

    def read(spec: Spec) -> Usage:
        usage = Usage(spec)
        for file in files:
            usage.read(file, base_url)
        return usage

    return read
