"""The same of the target and of the oracle, and an answer with the value of its body."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from mockserver.http import Response


class Reply(NamedTuple):
    """An answer and the value of its body, None where that is no JSON."""

    response: Response
    value: Any

    @property
    def status(self) -> int:
        """Its status."""
        return self.response.status

    @property
    def is_success(self) -> bool:
        """RFC 9110 §15.3."""
        return self.response.is_success


class Both(NamedTuple):
    """The same of the target and of the oracle."""

    target: Any
    oracle: Any


def value_of(response: Response) -> Any:
    """The value of a body in JSON, whatever it is called; None where it is none."""
    try:
        return json.loads(response.body) if response.body else None
    except (ValueError, RecursionError):
        return None


def encoded(value: Any) -> bytes:
    """A body as it is sent; bytes go as they are."""
    if isinstance(value, bytes):
        return value
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def scalar_text(value: Any) -> str:
    """A scalar as it stands in a path, a query or a field."""
    return str(value).lower() if isinstance(value, bool) else str(value)
