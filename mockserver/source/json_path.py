"""JSONPath (RFC 9535): which places of a value a query selects."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from mockserver.errors import UsageError
from mockserver.pointer import Pointer

_TOKEN = re.compile(r"'?TOKEN_([A-Z_]+)'?")
MOST = 200_000
"""Places that a query may come to; several descents, one in another, come to each many times."""

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
        found: dict[Pointer, None] = {}
        try:
            for count, each in enumerate(compiled.finditer(value)):
                if count == MOST:
                    raise ValueError(f"'{text}' comes to more than {MOST:,} places; say less")
                found[tuple(each.parts)] = None
        except (JSONPathError, RecursionError) as error:
            raise ValueError(_sentence(text, error)) from error
        return tuple(found)

    return select


def _sentence(text: str, error: Exception) -> str:
    """What is wrong with a query, and at which character."""
    if not text.startswith("$"):
        return f"'{text}' is no JSONPath (RFC 9535): it begins with '$', such as $.info"
    token = getattr(error, "token", None)
    said = str(error.args[0]) if error.args and error.args[0] else "it goes too deep"
    said = _TOKEN.sub(lambda found: found[1].lower().replace("_", " "), said)
    where = f" at character {token.index + 1}" if token is not None and token.index >= 0 else ""
    return f"'{text}' cannot be read as JSONPath (RFC 9535): {said}{where}"
