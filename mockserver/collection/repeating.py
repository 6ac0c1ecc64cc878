"""What a document says of requests that come again under their Idempotency-Key."""

from __future__ import annotations

import re

from mockserver.spec.model import Location, Operation

FIELD = "Idempotency-Key"  # draft-ietf-httpapi-idempotency-key-header §2.1
_REUSED = ("422", "409")  # §2.7, and what is usual
_CONFLICT = 409
_ANOTHER = re.compile(
    r"idempoten|\b(?:another|other|different|differs?)\b[^.]{0,30}\b(?:request|body|payload|"
    r"content|parameters?)|\bkey\b[^.]{0,40}\b(?:another|different|reused?|other|twice|before)",
    re.IGNORECASE,
)


def heeds_repetition(operation: Operation) -> bool:
    """Whether an operation declares the field."""
    return any(
        each.location is Location.HEADER and each.name.lower() == FIELD.lower()
        for each in operation.parameters
    )


def told_reuse(operation: Operation) -> int | None:
    """The status that the document has for another request under a key; None where it has none."""
    for pattern in _REUSED:
        declared = operation.response(int(pattern))
        is_own = declared is not None and declared.pattern == pattern
        if is_own and declared is not None and _ANOTHER.search(declared.description):
            return int(pattern)
    return None


def reuse_status(operation: Operation) -> int | None:
    """That status, or 409 where it is declared for whatever reason."""
    is_conflict = any(each.pattern == str(_CONFLICT) for each in operation.responses)
    return told_reuse(operation) or (_CONFLICT if is_conflict else None)
