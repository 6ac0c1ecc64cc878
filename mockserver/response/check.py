"""The mock may not lie: what it is about to send is held against the document."""

from __future__ import annotations

from typing import Any

from mockserver import pointer as pointers
from mockserver.schema import Direction, Validators
from mockserver.spec.model import Content


class Judge:
    """Says what is wrong with bodies before they leave."""

    def __init__(self, validators: Validators) -> None:
        self._validators = validators

    def violations(self, content: Content | None, value: Any) -> tuple[str, ...]:
        """Sentences about a body that breaks its schema, each with the line that says so."""
        if content is None or content.schema is None or not content.media_type.is_json:
            return ()
        found = self._validators.of(content.schema, Direction.RESPONSE).violations(value)
        return tuple(
            f"response body {pointers.text(each.pointer)}: {each.message} ({each.origin})"
            for each in found
        )
