"""What is wrong in a request, and the refusal that says all of it."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.errors import Rejection
from mockserver.hint import ended
from mockserver.pointer import Pointer
from mockserver.problem import Problem
from mockserver.schema import Violation as SchemaViolation
from mockserver.schema.validator import ENOUGH
from mockserver.spec.model import Location
from mockserver.violation import Violation

INVALID = "urn:mockserver:invalid-request"
_MOST = 50


def of_schema(location: str, base: Pointer, found: SchemaViolation) -> Violation:
    """A schema's violation at its place in the request."""
    return Violation(location, (*base, *found.pointer), found.keyword, found.message, found.origin)


def refuse(violations: Iterable[Violation]) -> Rejection:
    """The refusal of a request for these reasons, all of them told.

    What a path cannot name does not exist: 404 says so too where all that is wrong is in the path.
    """
    found = tuple(violations)
    told = "; ".join(violation.sentence for violation in found[:_MOST])
    more = f"; and {_left(len(found))} more" if len(found) > _MOST else ""
    members = [violation.member() for violation in found]
    problem = Problem(422, ended(told + more), INVALID, "Invalid request", {"validation": members})
    is_path = all(violation.location == Location.PATH for violation in found)
    return Rejection(problem, instead=(404,) if is_path else ())


def _left(count: int) -> str:
    """How many are not told in the sentence; where they are too many to be counted, it says so."""
    return f"{'at least ' if count >= ENOUGH else ''}{count - _MOST}"
