"""The mock may not lie: what it is about to send is held against the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver import pointer as pointers
from mockserver.origin import Origin
from mockserver.pointer import Pointer
from mockserver.schema import Direction, Validators
from mockserver.spec.model import Content
from mockserver.spec.schema import Schema
from mockserver.value import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a body breaks its schema, with the line that says so."""

    location: str
    pointer: Pointer
    message: str
    origin: Origin
    keyword: str = ""

    @property
    def sentence(self) -> str:
        """With its place: ``response body /id: 5 is a number, expected string (api.yaml:3:9)``."""
        place = pointers.text(self.pointer)
        return (
            f"response {self.location}{' ' if place else ''}{place}: {self.message} ({self.origin})"
        )

    def member(self) -> dict[str, Any]:
        """As an element of the list that the header or a problem shows."""
        return {
            "location": ["response", self.location, *map(str, self.pointer)],
            "severity": "Error",
            "code": self.keyword,
            "message": self.message,
            "document": str(self.origin),
        }


class Judge:
    """Says what is wrong with bodies before they leave."""

    def __init__(self, validators: Validators) -> None:
        self._validators = validators

    def violations(self, content: Content | None, value: Any) -> tuple[Violation, ...]:
        """What is wrong with a body; nothing where no schema judges it."""
        if content is not None and content.item_schema is not None and isinstance(value, list):
            return tuple(self._amiss(content.item_schema, value))
        if content is None or content.schema is None or not content.media_type.is_json:
            return ()
        found = self._validators.of(content.schema, Direction.RESPONSE).violations(value)
        if not found:
            return ()
        return tuple(
            Violation("body", each.pointer, each.message, each.origin, each.keyword)
            for each in found
        )

    def _amiss(self, schema: Schema, items: list[Any]) -> Iterator[Violation]:
        """What is wrong with the items of a sequence (OAS 3.2 §4.14.3)."""
        validator = self._validators.of(schema, Direction.RESPONSE)
        for place, item in enumerate(items):
            for each in validator.violations(item):
                where = (place, *each.pointer)
                yield Violation("body", where, each.message, each.origin, each.keyword)
