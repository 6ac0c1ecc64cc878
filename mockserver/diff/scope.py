"""What part of an operation a change is about, so that it can be told who uses that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mockserver.diff.change import Change, Scope, Side
from mockserver.spec.model import Location, Parameter


def about_parameter(parameter: Parameter, changes: Iterable[Change]) -> Iterator[Change]:
    """Changes of a parameter."""
    name = parameter.name.lower() if parameter.location is Location.HEADER else parameter.name
    yield from _about(Side.PARAMETER, f"{parameter.location.value} {name}", changes)


def about_request(changes: Iterable[Change]) -> Iterator[Change]:
    """Changes of a request body."""
    yield from _about(Side.REQUEST, "", changes)


def about_response(pattern: str, changes: Iterable[Change]) -> Iterator[Change]:
    """Changes of the answer for a status."""
    yield from _about(Side.RESPONSE, pattern, changes)


def about_header(name: str, changes: Iterable[Change]) -> Iterator[Change]:
    """Changes of a header of an answer, whose status is told by others."""
    for each in changes:
        scope = replace(each.scopes[0] if each.scopes else Scope(), header=name.lower())
        yield replace(each, scopes=(scope,))


def _about(side: Side, name: str, changes: Iterable[Change]) -> Iterator[Change]:
    for each in changes:
        scope = each.scopes[0] if each.scopes else Scope()
        yield replace(each, scopes=(replace(scope, side=side, name=name),))
