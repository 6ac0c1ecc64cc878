"""What is not there, and what cannot be done now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from mockserver import pointer as pointers
from mockserver.errors import Rejection
from mockserver.finding import Finding
from mockserver.hint import ended, hint_among
from mockserver.problem import Problem
from mockserver.schema import Violation

NOT_FOUND = "urn:mockserver:admin-not-found"
CONFLICT = "urn:mockserver:admin-conflict"
_LISTED = 12


def not_found(noun: str, name: object, known: Collection[str] | None = None) -> Rejection:
    """404, with what may have been meant where those that are known may be told."""
    meant = "" if known is None else hint_among(str(name), known)
    detail = ended(f"There is no {noun} '{name}'{meant}")
    return Rejection(Problem(404, detail, NOT_FOUND))


def conflict(detail: str, errors: Iterable[dict[str, Any]] = ()) -> Rejection:
    """409: a request that is fine in itself does not go with the document or the state."""
    listed = list(errors)
    return Rejection(
        Problem(409, detail, CONFLICT, extensions={"errors": listed} if listed else {})
    )


def listed(reason: str, sentences: Iterable[str]) -> str:
    """Many reasons in one sentence."""
    every = list(sentences)
    shown = "; ".join(every[:_LISTED])
    more = f"; and {len(every) - _LISTED} more" if len(every) > _LISTED else ""
    return ended(f"{reason}: {shown}{more}")


def told(finding: Finding, below: str = "") -> dict[str, Any]:
    """A finding as a member of a list of faults; ``below`` is cut from its pointer."""
    member = {
        "pointer": finding.pointer.removeprefix(below),
        "message": finding.message,
        "rule": finding.rule,
    }
    return member | ({"document": str(finding.origin)} if finding.origin else {})


def broken(violation: Violation, *below: Any) -> dict[str, Any]:
    """A violation of a schema as such a member."""
    return {
        "pointer": pointers.text((*below, *violation.pointer)),
        "message": violation.message,
        "rule": violation.keyword,
        "document": str(violation.origin),
    }
