"""What of a schema can be used: a keyword that is broken costs itself, not its schema.

JSON Schema 2020-12 Core §4.3.1 knows no half a schema, but documents in use have them: a bound that
is a boolean, a pattern of another engine. What is left out judges nothing; validate tells of it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from mockserver.pointer import Pointer
from mockserver.schema.ecma import loosened, respelled
from mockserver.schema.judge import is_readable
from mockserver.spec.schema import keyword_place, subschemas

_COUNTS = (1000, 100, 10)
"""Repetitions that are still counted, where the judge has no room for all; RE2 has for 1000."""


def readable(pattern: str) -> str | None:
    """The pattern as the judge reads it; None for what is none, however it is written.

    Where the judge has no room for what is counted, the pattern takes more texts than it should.
    """
    written = respelled(pattern)
    looser = (loosened(written, most) for most in _COUNTS)
    return next((each for each in (pattern, written, *looser) if is_readable(each)), None)


def without_broken_patterns(bundled: dict[str, Any]) -> dict[str, Any]:
    """The bundle without the regular expressions that cannot be read, however they are written."""
    usable = copy.deepcopy(bundled)  # parts of it belong to the lifted schemas
    for schema in _all(usable):
        if "pattern" in schema:
            written = readable(schema.pop("pattern"))
            schema.update({} if written is None else {"pattern": written})
        named = schema.get("patternProperties")
        if isinstance(named, dict):
            schema["patternProperties"] = {
                pattern: each for pattern, each in named.items() if is_readable(pattern)
            }
    return usable


def without_keyword(bundled: dict[str, Any], place: Pointer) -> dict[str, Any]:
    """The bundle without the keyword that holds a place; the same where there is none."""
    less = copy.deepcopy(bundled)
    *above, keyword = keyword_place(place) or (None,)
    if keyword is None:
        return bundled
    schema: Any = less
    for token in above:
        schema = schema[token]
    del schema[keyword]
    return less


def _all(bundled: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for root in (bundled, *bundled["$defs"].values()):
        yield from subschemas(root)
