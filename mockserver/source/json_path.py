"""JSONPath (RFC 9535): which places of a value a query selects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.errors import UsageError
from mockserver.pointer import Pointer

Query = Callable[[Any], tuple[Pointer, ...]]


def query(text: str) -> Query:
    """A query over a value that gives the places of what it selects, each once, in order.

    Raises ValueError with a sentence where the text is no query.
    """
    try:
        from jsonpath import JSONPathEnvironment  # loaded only where there is an overlay
        from jsonpath.exceptions import JSONPathError
    except ImportError as error:
        raise UsageError("overlays need the package python-jsonpath; install it") from error
    try:
        compiled = JSONPathEnvironment(strict=True).compile(text)
    except JSONPathError as error:
        raise ValueError(_sentence(text, error)) from error

    def select(value: Any) -> tuple[Pointer, ...]:
        try:
            return tuple(dict.fromkeys(tuple(each.parts) for each in compiled.finditer(value)))
        except (JSONPathError, RecursionError) as error:
            raise ValueError(_sentence(text, error)) from error

    return select


def _sentence(text: str, error: Exception) -> str:
    said = next(iter(str(error).splitlines()), "")
    return f"'{text}' cannot be read as JSONPath (RFC 9535): {said or 'it goes too deep'}"
