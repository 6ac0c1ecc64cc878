"""What a target calls what was called otherwise when it was recorded: keys, tokens, URLs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.collection import Collection
from mockserver.journal.redaction import REDACTED

_WORD = re.compile(r"[\w~.-]+")
_INNER = re.compile(r"[\w~-]+")
_SHORTEST = 6
"""A shorter text stands in too many places by chance to be taken for a name everywhere."""

Identity = tuple[str, tuple[str, ...], str]
"""The path of a collection, the keys above a record, and its own, as they were recorded."""


@dataclass
class Renaming:
    """Recorded names to those of the target.

    ``keys`` are those of records, which may be small numbers and so are looked up only where a key
    is meant; ``texts`` are long enough to be found wherever they stand. ``bases`` are the URLs that
    the API was recorded at.
    """

    base_url: str
    bases: set[str] = field(default_factory=set)
    keys: dict[tuple[str, str], Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def learn_key(self, collection: Collection, recorded: Any, actual: Any) -> None:
        """A record was made, and has another key here."""
        self.keys[collection.path, str(recorded)] = actual
        self.learn(recorded, actual)

    def learn(self, recorded: Any, actual: Any) -> None:
        """A value that the server makes is another one here."""
        is_text = isinstance(recorded, str) and isinstance(actual, str)
        if is_text and recorded != actual and len(recorded) >= _SHORTEST:
            self.texts[recorded] = actual

    def key(self, collection: Collection | None, recorded: Any) -> Any:
        """A key as the target knows it."""
        path = collection.path if collection else ""
        known = self.keys.get((path, str(recorded)))
        if known is not None:
            return known
        return self.text(recorded) if isinstance(recorded, str) else recorded

    def text(self, text: str) -> str:
        """A text with all names in it."""
        for base in self.bases:
            if text.startswith(base):
                text = self.base_url + text.removeprefix(base)
        if not self.texts:
            return text
        if text in self.texts:
            return self.texts[text]
        return _WORD.sub(self._word, text)

    def _word(self, match: re.Match[str]) -> str:
        whole = self.texts.get(match[0])
        if whole is not None:
            return whole
        return _INNER.sub(lambda inner: self.texts.get(inner[0], inner[0]), match[0])

    def value(self, value: Any) -> Any:
        """Any value, its texts renamed."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if isinstance(value, Mapping):
            return {name: self.value(each) for name, each in value.items()}
        return value

    def member(self, collection: Collection | None, name: str, value: Any) -> Any:
        """The value of a member of a record: what refers to other records names those of here."""
        path = collection.references.get(name) if collection else None
        if path is None or collection is None:
            return self._parent(collection, name, value)
        if isinstance(value, list):
            return [self.keys.get((path, str(each)), self.value(each)) for each in value]
        return self.keys.get((path, str(value)), self.value(value))

    def _parent(self, collection: Collection | None, name: str, value: Any) -> Any:
        """A field that tells whose record it is."""
        fields = collection.parent_fields.values() if collection else ()
        if name not in fields or isinstance(value, dict | list):
            return self.value(value)
        found = (actual for (_, key), actual in self.keys.items() if key == str(value))
        return next(found, self.value(value))

    def record(self, collection: Collection | None, record: Mapping[str, Any]) -> dict[str, Any]:
        """A record, member by member."""
        return {name: self.member(collection, name, value) for name, value in record.items()}


def is_redacted(value: Any) -> bool:
    """Whether a secret was taken out of a value."""
    if isinstance(value, str):
        return REDACTED in value
    if isinstance(value, list):
        return any(map(is_redacted, value))
    return isinstance(value, Mapping) and any(map(is_redacted, value.values()))
