"""Texts that are secret, to be found wherever else they are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

REDACTED = "[redacted]"
_SHORTEST = 6
"""A shorter secret is not looked for in other texts: it stands in many by chance."""


@dataclass(slots=True)
class Secrets:
    """The texts that were taken out, so that they can be found elsewhere."""

    texts: set[str] = field(default_factory=set)
    _written: tuple[str, ...] = ()
    _count: int = 0

    def note(self, value: Any) -> None:
        """Remember a value that is secret, and what it is made of."""
        if isinstance(value, Mapping):
            value = list(value.values())
        if isinstance(value, list):
            for each in value:
                self.note(each)
        elif isinstance(value, str) and len(value) >= _SHORTEST:
            self.texts.add(value)

    def without(self, text: str) -> str:
        """A text without them, plain or percent-encoded."""
        for form in self._forms():
            text = text.replace(form, REDACTED)
        return text

    def _forms(self) -> tuple[str, ...]:
        """As they may be written, the longest first."""
        if len(self.texts) != self._count:
            ordered = sorted(self.texts, key=len, reverse=True)
            each_way = ((one, quote(one, safe=""), quote(one, safe=" ")) for one in ordered)
            self._written = tuple(dict.fromkeys(form for forms in each_way for form in forms))
            self._count = len(self.texts)
        return self._written

    def without_in(self, body: bytes) -> bytes:
        """A body without them, where it is text."""
        if not self.texts or not body:
            return body
        try:
            return self.without(body.decode()).encode()
        except UnicodeDecodeError:
            return body
