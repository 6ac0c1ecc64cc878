"""What is wrong in a request, and the refusal that says all of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mockserver import pointer as pointers
from mockserver.errors import Rejection
from mockserver.hint import ended
from mockserver.origin import Origin
from mockserver.pointer import Pointer
from mockserver.problem import Problem
from mockserver.schema import Violation as SchemaViolation
from mockserver.spec.model import Location
from mockserver.value import dataclass

INVALID = "urn:mockserver:invalid-request"
_MOST = 50


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault: in ``body``, ``path``, ``query``, ``header`` or ``cookie``, and where in there."""

    location: str
    pointer: Pointer
    keyword: str
    message: str
    origin: Origin

    @property
    def sentence(self) -> str:
        """The message with its place: ``body /email: 'x' is not of the format email``."""
        place = pointers.text(self.pointer)
        return f"{self.location}{' ' if place else ''}{place}: {self.message}"

    def member(self) -> dict[str, Any]:
        """As an element of the problem's ``validation`` list; names as Prism's users know them."""
        return {
            "location": [self.location, *map(str, self.pointer)],
            "severity": "Error",
            "code": self.keyword,
            "message": self.message,
            "document": str(self.origin),
        }


def of_schema(location: str, base: Pointer, found: SchemaViolation) -> Violation:
    """A schema's violation at its place in the request."""
    return Violation(location, (*base, *found.pointer), found.keyword, found.message, found.origin)


def refuse(violations: Iterable[Violation]) -> Rejection:
    """The refusal of a request for these reasons, all of them told.

    What a path cannot name does not exist: 404 says so too where all that is wrong is in the path.
    """
    found = tuple(violations)
    told = "; ".join(violation.sentence for violation in found[:_MOST])
    more = f"; and {len(found) - _MOST} more" if len(found) > _MOST else ""
    members = [violation.member() for violation in found]
    problem = Problem(422, ended(told + more), INVALID, "Invalid request", {"validation": members})
    is_path = all(violation.location == Location.PATH for violation in found)
    return Rejection(problem, instead=(404,) if is_path else ())
