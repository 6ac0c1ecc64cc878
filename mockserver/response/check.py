"""The mock may not lie: what it is about to send is held against the document."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from mockserver.schema import Direction, Validators
from mockserver.schema.validator import ENOUGH
from mockserver.spec.model import Content
from mockserver.spec.schema import Schema
from mockserver.violation import Violation, of_answer


class Judge:
    """Says what is wrong with bodies before they leave."""

    def __init__(self, validators: Validators) -> None:
        self._validators = validators

    def violations(self, content: Content | None, value: Any) -> tuple[Violation, ...]:
        """What is wrong with a body; nothing where no schema judges it."""
        if content is not None and content.item_schema is not None and isinstance(value, list):
            return tuple(islice(self._amiss(content.item_schema, value), ENOUGH))
        if content is None or content.schema is None or not content.media_type.is_json:
            return ()
        found = self._validators.of(content.schema, Direction.RESPONSE).violations(value)
        if not found:
            return ()
        return tuple(
            of_answer("body", each.pointer, each.keyword, each.message, each.origin)
            for each in found
        )

    def _amiss(self, schema: Schema, items: list[Any]) -> Iterator[Violation]:
        """What is wrong with the items of a sequence (OAS 3.2 §4.14.3)."""
        validator = self._validators.of(schema, Direction.RESPONSE)
        for place, item in enumerate(items):
            for each in validator.violations(item):
                where = (place, *each.pointer)
                yield of_answer("body", where, each.keyword, each.message, each.origin)
