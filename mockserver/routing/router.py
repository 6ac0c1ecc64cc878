"""The map of paths as a tree of segments: the cost of a match depends on the path, not the map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from urllib.parse import unquote

from mockserver.errors import Rejection
from mockserver.problem import Problem
from mockserver.routing.segment import Segment, bind, pattern, split
from mockserver.spec.model import Operation

PATH_NOT_FOUND = "urn:mockserver:path-not-found"
METHOD_NOT_ALLOWED = "urn:mockserver:method-not-allowed"
_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Match:
    """The operation that answers, with the path's values as sent: still percent-encoded."""

    operation: Operation
    path_values: Mapping[str, str]
    base_path: str


@dataclass(frozen=True, slots=True)
class Route:
    """An operation with the segments of its own template."""

    operation: Operation
    segments: tuple[Segment, ...]


@dataclass(slots=True)
class Branch:
    """All templates that share their first segments."""

    literals: dict[str, Branch] = field(default_factory=dict)
    templates: list[tuple[Segment, re.Pattern[str], Branch]] = field(default_factory=list)
    routes: dict[str, Route] = field(default_factory=dict)

    def grow(self, segment: Segment) -> Branch:
        """The branch below a segment, new or not."""
        if segment.is_literal:
            return self.literals.setdefault(segment.shape, Branch())
        for known, _, branch in self.templates:
            if known.shape == segment.shape:
                return branch
        branch = Branch()
        self.templates.append((segment, pattern(segment.shape), branch))
        self.templates.sort(key=lambda template: template[0].rank)
        return branch

    def all_routes(self) -> Iterator[Route]:
        """Every route at or below, in the order of the document as far as branches keep it."""
        yield from self.routes.values()
        for branch in (*self.literals.values(), *(each for _, _, each in self.templates)):
            yield from branch.all_routes()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path leads: the operations there, and the path's values."""

    path: str
    base_path: str
    routes: Mapping[str, Route]
    values: tuple[str, ...]
    literals: int

    @property
    def methods(self) -> tuple[str, ...]:
        """For Allow: what is declared, and what every server adds: HEAD with GET, OPTIONS.

        Methods that only an entry with a fragment declares work, and are not advertised.
        """
        plain = [name for name, each in self.routes.items() if "#" not in each.operation.template]
        declared = plain or list(self.routes)
        implied = ("HEAD",) if "GET" in declared else ()
        return tuple(dict.fromkeys((*declared, *implied, "OPTIONS")))

    def match(self, method: str) -> Match:
        """The operation for a method; HEAD is answered by GET where it is not declared.

        Raises Rejection 405 with Allow (RFC 9110 §15.5.6).
        """
        route = self.routes.get(method) or (self.routes.get("GET") if method == "HEAD" else None)
        if route is None:
            raise self._not_allowed(method)
        return Match(route.operation, bind(route.segments, self.values), self.base_path)

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
        self._bases = tuple(sorted({base for base in base_paths if base}, key=len, reverse=True))
        for operation in operations:
            self._add(operation)

    def _add(self, operation: Operation) -> None:
        branch = self._root
        segments = split(operation.template)
        for segment in segments:
            branch = branch.grow(segment)
        branch.routes.setdefault(operation.method, Route(operation, segments))

    def find(self, path: str) -> Place:
        """Where a raw path leads, with or without the base path of a server.

        Raises Rejection 404 for a path that the document does not have.
        """
        candidates = [("", path), *((base, path[len(base) :]) for base in self._bases_of(path))]
        places = [place for base, rest in candidates if (place := self._walk(path, base, rest))]
        if not places:
            raise self._path_not_found(path, candidates[-1][1])
        return max(places, key=lambda place: place.literals)

    def _bases_of(self, path: str) -> Iterator[str]:
        return (base for base in self._bases if path.startswith(f"{base}/"))

    def _walk(self, path: str, base: str, rest: str) -> Place | None:
        if not rest.startswith("/"):
            return None
        found = _descend(self._root, rest.split("/")[1:], (), base.count("/"))
        return Place(path, base, found[0].routes, *found[1:]) if found else None

    def _path_not_found(self, path: str, rest: str) -> Rejection:
        nearest = tuple(dict.fromkeys(self._nearest(rest)))[:_SUGGESTIONS]
        hint = f" The nearest: {', '.join(nearest)}." if nearest else ""
        detail = f"No path of the document matches {path}.{hint}"
        return Rejection(Problem(404, detail, PATH_NOT_FOUND, extensions={"nearest": nearest}))

    def _nearest(self, path: str) -> Iterator[str]:
        """Templates beneath the place where the path left the map, the most alike first."""
        branch, rest = _farthest(self._root, path.split("/")[1:])
        wrong = unquote(rest[0]) if rest else ""
        for literal in get_close_matches(wrong, branch.literals, n=_SUGGESTIONS, cutoff=0.5):
            yield from _some_templates(branch.literals[literal])
        yield from _some_templates(branch)


def _descend(
    branch: Branch, segments: list[str], values: tuple[str, ...], literals: int
) -> tuple[Branch, tuple[str, ...], int] | None:
    """Depth first, literal before template; gives up a branch that ends without a route."""
    if not segments:
        return (branch, values, literals) if branch.routes else None
    head, rest = segments[0], segments[1:]
    below = branch.literals.get(unquote(head) if "%" in head else head)
    found = _descend(below, rest, values, literals + 1) if below else None
    if found:
        return found
    for _, compiled, template in branch.templates:
        match = compiled.fullmatch(head)
        found = _descend(template, rest, (*values, *match.groups()), literals) if match else None
        if found:
            return found
    return None


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
