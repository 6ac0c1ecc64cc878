"""The map of paths as a tree of segments: the cost of a match depends on the path, not the map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import unquote

from mockserver.errors import Rejection
from mockserver.http import Request
from mockserver.problem import Problem
from mockserver.routing.segment import NO_FRAGMENT, Fragment, Segment, bind, pattern, split
from mockserver.source.reading import collector_paused
from mockserver.spec.model import Operation
from mockserver.value import dataclass

PATH_NOT_FOUND = "urn:mockserver:path-not-found"
METHOD_NOT_ALLOWED = "urn:mockserver:method-not-allowed"
_SUGGESTIONS = 3
_PLAIN = 4096  # paths without values are found once; each may be spelled in many ways


_NOTHING: Mapping[Any, Any] = {}


class Match(NamedTuple):
    """The operation that answers, with the path's values as sent: still percent-encoded."""

    operation: Operation
    path_values: Mapping[str, str]
    base_path: str


@dataclass(frozen=True, slots=True)
class Route:
    """An operation with the segments of its own template."""

    operation: Operation
    segments: tuple[Segment, ...]
    fragment: Fragment = NO_FRAGMENT


@dataclass(slots=True)
class Branch:
    """All templates that share their first segments."""

    literals: dict[str, Branch] = field(default_factory=dict)
    templates: list[tuple[Segment, re.Pattern[str], Branch]] = field(default_factory=list)
    routes: dict[str, Route] = field(default_factory=dict)
    told_apart: dict[str, list[Route]] = field(default_factory=dict)

    @property
    def is_tied(self) -> bool:
        """Whether templates are as specific as one another, so that what follows decides."""
        ranks = [segment.rank for segment, _, _ in self.templates]
        return len({*ranks}) < len(ranks)

    def settle(self, operation: Operation, segments: tuple[Segment, ...]) -> None:
        """Let an operation live here.

        Of two with one method the first counts, and one without a fragment before those with one.
        """
        route = Route(operation, segments, Fragment.of(operation.template))
        if route.fragment.pairs:
            self.told_apart.setdefault(operation.method, []).append(route)
        known = self.routes.get(operation.method)
        if known is None or (known.fragment.pairs and not route.fragment.pairs):
            self.routes[operation.method] = route

    def grow(self, segment: Segment) -> Branch:
        """The branch below a segment, new or not."""
        if segment.is_literal:
            below = self.literals.get(segment.shape)
            if below is None:
                below = self.literals[segment.shape] = Branch()
            return below
        for known, _, branch in self.templates:
            if known.shape == segment.shape:
                return branch
        branch = Branch()
        self.templates.append((segment, pattern(segment.shape), branch))
        self.templates.sort(key=lambda template: template[0].rank)
        return branch

    def all_routes(self) -> Iterator[Route]:
        """Every route at or below, in the order of the document as far as branches keep it."""
        waiting = [self]
        while waiting:
            branch = waiting.pop()
            yield from branch.routes.values()
            below = (*branch.literals.values(), *(each for _, _, each in branch.templates))
            waiting.extend(reversed(below))


def methods_of(declared: Iterable[str]) -> tuple[str, ...]:
    """For Allow: what is declared, and what every server adds: HEAD with GET, OPTIONS."""
    names = dict.fromkeys(declared)
    implied = ("HEAD",) if "GET" in names else ()
    return tuple(dict.fromkeys((*names, *implied, "OPTIONS")))


class Place(NamedTuple):
    """Where a path leads: the operations there, and the path's values."""

    path: str
    base_path: str
    routes: Mapping[str, Route]
    values: tuple[str, ...]
    literals: int
    told_apart: Mapping[str, Sequence[Route]] = _NOTHING

    @property
    def methods(self) -> tuple[str, ...]:
        """For Allow; those that only an entry with a fragment declares are not advertised."""
        plain = [name for name, each in self.routes.items() if "#" not in each.operation.template]
        return methods_of(plain or self.routes)

    def match(self, method: str, request: Request | None = None) -> Match:
        """The operation for a method; HEAD is answered by GET where it is not declared.

        Of entries that fragments tell apart it is the one that the request names. Raises Rejection
        405 with Allow (RFC 9110 §15.5.6).
        """
        route = self._route(method, request) if self.told_apart else self.routes.get(method)
        if route is None and method == "HEAD":
            route = self._route("GET", request)
        if route is None:
            raise self._not_allowed(method)
        values = bind(route.segments, self.values) if self.values else _NOTHING
        return Match(route.operation, values, self.base_path)

    def _route(self, method: str, request: Request | None) -> Route | None:
        usual = self.routes.get(method)
        if request is None or method not in self.told_apart:
            return usual
        named = [each for each in self.told_apart[method] if each.fragment.is_told_by(request)]
        if named:
            return max(named, key=lambda each: len(each.fragment.pairs))
        is_one_of_many = usual is not None and bool(usual.fragment.pairs)
        plain = any(not each.fragment.pairs for each in self.routes.values())
        return None if is_one_of_many and plain else usual

    def _not_allowed(self, method: str) -> Rejection:
        allowed = ", ".join(self.methods)
        detail = f"{self.path} has no {method}; what it has is {allowed}."
        extensions = {"allowed": self.methods}
        problem = Problem(405, detail, METHOD_NOT_ALLOWED, extensions=extensions)
        return Rejection(problem, ("Allow", allowed))


class Router:
    """Finds the operation for a request; what is concrete wins over templates (OAS 3.1 §4.8.8)."""

    def __init__(self, operations: Iterable[Operation], base_paths: Iterable[str] = ()) -> None:
        self._root = Branch()
        self._plain: dict[str, Place] = {}
        self._descend = _descend
        self._bases = tuple(sorted({base for base in base_paths if base}, key=len))
        with collector_paused():
            for template, siblings in groupby(operations, key=lambda each: each.template):
                self._add(template, siblings)

    def _add(self, template: str, operations: Iterable[Operation]) -> None:
        branch = self._root
        segments = split(template)
        for segment in segments:
            below = branch.grow(segment)
            if not segment.is_literal and branch.is_tied:
                self._descend = _descend_abreast
            branch = below
        for operation in operations:
            branch.settle(operation, segments)

    def find(self, path: str, prefix: str = "") -> Place:
        """Where a raw path leads, with or without the base path of a server.

        ``prefix`` is what stood before it, for people to read. Raises Rejection 404 for a path that
        the document does not have.
        """
        told = prefix + path
        known = None if prefix else self._plain.get(path)
        if known is not None:
            return known
        candidates = [("", path)]
        if self._bases:
            candidates += [(base, path[len(base) :]) for base in self._bases_of(path)]
        places = [place for base, rest in candidates if (place := self._walk(told, base, rest))]
        if not places:
            raise self._path_not_found(told, prefix, candidates[-1][1])
        place = places[0] if len(places) == 1 else max(places, key=lambda each: each.literals)
        if not (place.values or prefix) and len(self._plain) < _PLAIN:
            self._plain[path] = place
        return place

    def _bases_of(self, path: str) -> Iterator[str]:
        return (base for base in self._bases if path.startswith(f"{base}/"))

    def _walk(self, path: str, base: str, rest: str) -> Place | None:
        if not rest.startswith("/"):
            return None
        found = self._descend(self._root, rest.split("/")[1:], base.count("/"))
        if found is None:
            return None
        branch, values, literals = found
        return Place(path, base, branch.routes, values, literals, branch.told_apart)

    def _path_not_found(self, path: str, prefix: str, rest: str) -> Rejection:
        found = dict.fromkeys(self._nearest(rest))
        nearest = tuple(prefix + template for template in found)[:_SUGGESTIONS]
        hint = f" The nearest: {', '.join(nearest)}." if nearest else ""
        detail = f"No path of the document matches {path}.{hint}"
        return Rejection(Problem(404, detail, PATH_NOT_FOUND, extensions={"nearest": nearest}))

    def _nearest(self, path: str) -> Iterator[str]:
        """Templates beneath the place where the path left the map, the most alike first."""
        from difflib import get_close_matches  # a client that goes right never needs it

        branch, rest = _farthest(self._root, path.split("/")[1:])
        wrong = unquote(rest[0]) if rest else ""
        for literal in get_close_matches(wrong, branch.literals, n=_SUGGESTIONS, cutoff=0.5):
            yield from _some_templates(branch.literals[literal])
        yield from _some_templates(branch)


_Reached = tuple[Branch, tuple[str, ...]]
"""A branch, and the values of the variables on the way to it."""
_Found = tuple[Branch, tuple[str, ...], int]


def _descend(root: Branch, segments: Sequence[str], begun: int) -> _Found | None:
    """Depth first, literal before template; gives up a branch that ends without a route.

    A stack in place of recursion: a document may have paths as long as it likes.
    """
    waiting: list[tuple[Branch, int, tuple[str, ...], int]] = [(root, 0, (), begun)]
    end = len(segments)
    while waiting:
        branch, place, values, literals = waiting.pop()
        if place == end:
            if branch.routes:
                return branch, values, literals
            continue
        head = segments[place]
        for _, compiled, template in reversed(branch.templates):
            match = compiled.fullmatch(head)
            if match:
                waiting.append((template, place + 1, (*values, *match.groups()), literals))
        below = branch.literals.get(unquote(head) if "%" in head else head)
        if below:
            waiting.append((below, place + 1, values, literals + 1))
    return None


def _descend_abreast(root: Branch, segments: Sequence[str], begun: int) -> _Found | None:
    """The same with templates that are as specific as one another followed side by side.

    It takes twice the time: for maps that have some.
    """
    waiting: list[tuple[list[_Reached], int, int]] = [([(root, ())], 0, begun)]
    while waiting:
        reached, place, literals = waiting.pop()
        if place == len(segments):
            found = next((each for each in reached if each[0].routes), None)
            if found:
                return *found, literals
            continue
        head = segments[place]
        through = _through_templates(reached, head)
        waiting += [(alike, place + 1, literals) for alike in reversed(through)]
        name = unquote(head)
        below = [(each.literals[name], got) for each, got in reached if name in each.literals]
        waiting += [(below, place + 1, literals + 1)] if below else []
    return None


def _through_templates(reached: list[_Reached], head: str) -> list[list[_Reached]]:
    """Where the templates lead that take a segment: the more specific ones first."""
    found: dict[tuple[int, int], list[_Reached]] = {}
    for branch, values in reached:
        for segment, compiled, template in branch.templates:
            match = compiled.fullmatch(head)
            if match:
                found.setdefault(segment.rank, []).append((template, (*values, *match.groups())))
    return [found[rank] for rank in sorted(found)]


def _farthest(branch: Branch, segments: list[str]) -> tuple[Branch, list[str]]:
    """As far as the path follows the map, and what is left of it."""
    for place, segment in enumerate(segments):
        below = branch.literals.get(unquote(segment))
        fitting = (each for _, compiled, each in branch.templates if compiled.fullmatch(segment))
        below = below or next(fitting, None)
        if below is None:
            return branch, segments[place:]
        branch = below
    return branch, []


def _some_templates(branch: Branch) -> Iterator[str]:
    for count, route in enumerate(branch.all_routes()):
        if count == 2 * _SUGGESTIONS:
            return
        yield route.operation.template
