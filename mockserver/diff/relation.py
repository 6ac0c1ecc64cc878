"""What the library can prove of two schemas: that all that fits the one fits the other."""

from __future__ import annotations

from typing import Any

from mockserver.diff.form import Form
from mockserver.schema.canonical import canonicalize
from mockserver.schema.width import ways
from mockserver.spec.schema import JsonSchema

_REFERENCE = "#/$defs/"
_LARGEST = 400
"""How many values a schema may hold once its references are written out."""
_MOST_WAYS = 1 << 18
"""In how many ways a value may fit the one and not the other: they are weighed in a second."""


def contains(wide: Form, narrow: Form) -> bool:
    """Whether it is proven that what fits the narrow one fits the wide one.

    Recursion never is, and nothing that would take more than a second.
    """
    try:
        less, more = expanded(narrow), expanded(wide)
        if ways(less).fit * ways(more).fail > _MOST_WAYS:
            return False
        one, other = canonicalize(less), canonicalize(more)
        return one.without(other).is_empty
    except (ValueError, TooLarge):
        return False


class TooLarge(Exception):
    """A schema that cannot be written out without references."""


def expanded(form: Form) -> JsonSchema:
    """The schema with each reference written out. Raises TooLarge, for one that recurs as well."""
    bundled = form.bundled()
    return _Expansion(bundled["$defs"]).of({"allOf": bundled["allOf"]}, ())  # type: ignore[no-any-return]


class _Expansion:
    def __init__(self, definitions: dict[str, JsonSchema]) -> None:
        self._definitions = definitions
        self._size = 0

    def of(self, value: Any, path: tuple[str, ...]) -> Any:
        self._size += 1
        if self._size > _LARGEST:
            raise TooLarge
        if isinstance(value, list):
            return [self.of(each, path) for each in value]
        if not isinstance(value, dict):
            return value
        written = {key: self.of(each, path) for key, each in value.items() if key != "$ref"}
        target = value.get("$ref")
        if not isinstance(target, str):
            return {"$ref": self.of(target, path), **written} if "$ref" in value else written
        name = target.removeprefix(_REFERENCE)
        if name in path or name not in self._definitions:
            raise TooLarge
        meant = self.of(self._definitions[name], (*path, name))
        return {**written, "allOf": [*written.get("allOf", ()), meant]}
