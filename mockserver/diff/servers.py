"""What changed about where an API is served."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from mockserver.diff.change import Change
from mockserver.diff.pairing import Couple
from mockserver.origin import Origin
from mockserver.spec.model import Operation, Server, Spec

_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/]*")
_MOST = 200


def server_changes(base: Spec, revision: Spec) -> Iterator[Change]:
    """Servers of all operations that are named no more, or from now on."""
    old, new = base.dialect.servers(base.root), revision.dialect.servers(revision.root)
    places = [each.root.document.origin(("servers",)) for each in (base, revision)]
    yield from _changes(old, new, places[0], places[1])


def own_server_changes(couple: Couple) -> Iterator[Change]:
    """The same of an operation that has, or had, servers of its own (OAS 3.1 §4.8.10)."""
    old, new = couple.base, couple.revision
    if _own(old) or _own(new):
        common = _shared(old), _shared(new)
        before, after = _own(old) or common[0], _own(new) or common[1]
        told = [] if _own(old) else list(_changes(*common, old.origin, new.origin))
        for change in _changes(before, after, old.origin, new.origin):
            if change.message not in {each.message for each in told}:
                yield change


def _own(operation: Operation) -> tuple[Server, ...]:
    return operation.dialect.own_servers(operation)


def _shared(operation: Operation) -> tuple[Server, ...]:
    return operation.dialect.servers(operation.root)


def _changes(
    old: tuple[Server, ...], new: tuple[Server, ...], there: Origin, here: Origin
) -> Iterator[Change]:
    known, named = _addresses(old), _addresses(new)
    for server in old:
        gone = [each for each in _concrete(server) if each not in named]
        if len(gone) == len(_concrete(server)):
            yield Change("server-removed", f"server {server.url}: it is gone", server.origin, here)
            continue
        twin = next((each for each in new if _address(each.url) == _address(server.url)), None)
        yield from _varied(server, gone, twin, here)
    for server in new:
        come = [each for each in _concrete(server) if each not in known]
        if come:
            which = "it" if len(come) == len(_concrete(server)) else come[0]
            told = f"server {server.url}: {which} is new"
            yield Change("server-added", told, there, server.origin)


def _varied(server: Server, gone: list[str], twin: Server | None, here: Origin) -> Iterator[Change]:
    """Values of its variables that are gone, and defaults that are others."""
    rule, place = "server-variable-changed", twin.origin if twin else here
    if gone:
        more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
        told = f"server {server.url}: {gone[0]}{more} is gone"
        yield Change(rule, told, server.origin, place)
    after = dict(twin.variables) if twin else {}
    for name, values in server.variables:
        if name in after and after[name][0] != values[0]:
            told = f"server {server.url}: '{name}' is '{after[name][0]}' by default, no more"
            yield Change(rule, f"{told} '{values[0]}'", server.origin, place)


def _addresses(servers: tuple[Server, ...]) -> frozenset[str]:
    return frozenset(each for server in servers for each in _concrete(server))


def _concrete(server: Server) -> tuple[str, ...]:
    """Its addresses by the values that are listed; a variable without a list stays one."""
    listed = [(name, values) for name, values in server.variables if len(values) > 1]
    choices = itertools.product(*(values for _, values in listed))
    found = []
    for choice in itertools.islice(choices, _MOST):
        url = server.url
        for (name, _), value in zip(listed, choice, strict=True):
            url = url.replace(f"{{{name}}}", value)
        found.append(_address(url))
    return tuple(dict.fromkeys(found))


def _address(url: str) -> str:
    """Without a slash at the end; upper and lower case of a host are one (RFC 3986 §6.2.2.1)."""
    return _HOST.sub(lambda host: host[0].lower(), url, count=1).rstrip("/")
