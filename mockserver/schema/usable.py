"""What of a schema can be used: a keyword that is broken costs itself, not its schema.

JSON Schema 2020-12 Core §4.3.1 knows no half a schema, but documents in use have them: a bound that
is a boolean, a pattern of another engine. What is left out judges nothing; validate tells of it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from mockserver.pointer import Pointer
from mockserver.schema.ecma import respelled
from mockserver.schema.judge import is_readable
from mockserver.spec.schema import keyword_place, subschemas


def without_broken_patterns(bundled: dict[str, Any]) -> dict[str, Any]:
    """The bundle without the regular expressions that cannot be read, however they are written."""
    readable = copy.deepcopy(bundled)  # parts of it belong to the lifted schemas
    for schema in _all(readable):
        if "pattern" in schema and not is_readable(schema["pattern"]):
            written = respelled(schema.pop("pattern"))
            schema.update({"pattern": written} if is_readable(written) else {})
        named = schema.get("patternProperties")
        if isinstance(named, dict):
            unreadable = [pattern for pattern in named if not is_readable(pattern)]
            schema["patternProperties"] = {
                pattern: each for pattern, each in named.items() if pattern not in unreadable
            }
    return readable


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
