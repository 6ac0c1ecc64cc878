"""What values are once they are written: text, in parameters and in forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from mockserver.diff.change import Change
from mockserver.diff.part import spelled
from mockserver.diff.rules import words
from mockserver.media import MediaType
from mockserver.schema import Validator

SCALARS: dict[str, tuple[Any, ...]] = {
    "integer": (0, 7, -1, 10**12),
    "number": (0, 0.5, -1.5, 10**12),
    "boolean": (True, False),
    "string": ("", "text", "a b", "7"),
}


def reread(change: Change, judge: Validator, values: Iterable[Any]) -> Change:
    """A type that is another one, and takes each of the values in one of their readings."""
    shown = list(values)
    if shown and all(any(map(judge.is_valid, _readings(each))) for each in shown):
        told = change.message.replace(_lowered("type-narrowed"), _lowered("type-widened"))
        return replace(change, rule="request-type-widened", message=told, counterexample=None)
    return change


def is_form(media_type: MediaType) -> bool:
    """Whether all values that are sent so are text (OAS 3.1 §4.8.14.4)."""
    return media_type.subtype == "x-www-form-urlencoded"


def _lowered(kind: str) -> str:
    return words(kind)[:1].lower() + words(kind)[1:]


def _readings(value: Any) -> Iterator[Any]:
    """What a value may be taken for once it is written."""
    yield value
    if isinstance(value, list):
        yield [_text(each) for each in value]
    elif isinstance(value, dict):
        yield {name: _text(each) for name, each in value.items()}
    else:
        yield from (_text(value), [value], [_text(value)])


def _text(value: Any) -> Any:
    return value if isinstance(value, str | list | dict) else spelled(value)
