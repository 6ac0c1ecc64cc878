"""What values are once they are written: text, in parameters, headers and forms."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from math import isfinite
from typing import Any

from mockserver.diff.change import Change, Example
from mockserver.diff.part import spelled
from mockserver.diff.proof import Proofs
from mockserver.diff.reading import TYPES
from mockserver.diff.rules import words
from mockserver.media import MediaType
from mockserver.schema import Direction, Validator
from mockserver.spec.schema import Schema

_TEXTS = ("", "text", "a b", "7", "true")
_SCALARS: dict[str, tuple[Any, ...]] = {
    "integer": (0, 7, -1, 10**12),
    "number": (0, 0.5, -1.5, 10**12),
    "boolean": (True, False),
    "string": _TEXTS,
    "": _TEXTS,
}
_NARROWED, _WIDENED = "request-type-narrowed", "response-type-widened"
_OTHERWISE = {_NARROWED: "request-type-widened", _WIDENED: "response-type-narrowed"}
# What may only be a matter of types: a value that is written is of none.
_OF_TYPES = {
    Direction.REQUEST: (
        *(_NARROWED, "request-null-refused"),
        *("request-enum-value-removed", "request-variant-removed"),
    ),
    Direction.RESPONSE: (
        *(_WIDENED, "response-null-allowed"),
        *("response-enum-value-added", "response-variant-added"),
    ),
}


def written(change: Change, proofs: Proofs, old: Schema, new: Schema) -> Change | None:
    """A change of a schema whose values are written as text; None where that hides it."""
    if change.rule not in _OF_TYPES[proofs.direction]:
        return change
    is_request = proofs.direction is Direction.REQUEST
    sent, taken = (old, new) if is_request else (new, old)
    judge = proofs.judge(taken, of_base=not is_request)
    form = proofs.form(sent, of_base=is_request)
    shown = [change.counterexample.value] if change.counterexample else []
    listed = (form.enum or {}).values()
    values = [*shown, *proofs.values(sent, of_base=is_request), *listed, *_scalars(sent)]
    if not values:
        return change
    refused = (Example(each) for each in values if not _is_taken(judge, each))
    stranger = next(refused, None)
    if stranger:
        return replace(change, counterexample=stranger)
    is_told = change.rule in _OTHERWISE and form.types != frozenset(TYPES)
    return _otherwise(change) if is_told else None


def unwritable(judge: Validator) -> Example | None:
    """A text that a schema refuses, whatever it is taken for; None where any fits."""
    return next((Example(each) for each in _TEXTS if not _is_taken(judge, each)), None)


def reread(change: Change, judge: Validator, values: Iterable[Any]) -> Change:
    """A type that is another one, and takes each of the values in one of their readings."""
    shown = list(values)
    is_taken = bool(shown) and all(_is_taken(judge, each) for each in shown)
    return _otherwise(change) if is_taken else change


def is_form(media_type: MediaType) -> bool:
    """Whether all values that are sent so are text (OAS 3.1 §4.8.14.4)."""
    return media_type.subtype == "x-www-form-urlencoded"


def _is_taken(judge: Validator, value: Any) -> bool:
    return any(map(judge.is_valid, _readings(value)))


def _otherwise(change: Change) -> Change:
    rule = _OTHERWISE[change.rule]
    told = change.message.replace(_lowered(change.rule), _lowered(rule))
    return replace(change, rule=rule, message=told, counterexample=None)


def _lowered(rule: str) -> str:
    said = words(rule.partition("-")[2])
    return said[:1].lower() + said[1:]


def _scalars(schema: Schema) -> tuple[Any, ...]:
    """Values of a type of which nothing else is demanded."""
    lifted = schema.lifted
    if not isinstance(lifted, dict):
        return _TEXTS if lifted else ()
    said = lifted.get("type", "")
    if lifted.keys() - {"type", "default", "example", "examples"} or not isinstance(said, str):
        return ()
    return _SCALARS.get(said, ())


def _readings(value: Any) -> Iterator[Any]:
    """What a value may be taken for once it is written."""
    yield value
    if isinstance(value, list):
        yield from ([_text(each) for each in value], [_scalar(each) for each in value])
    elif isinstance(value, dict):
        yield {name: _text(each) for name, each in value.items()}
        yield {name: _scalar(each) for name, each in value.items()}
    else:
        for each in (_text(value), _scalar(value)):
            yield from (each, [each])


def _text(value: Any) -> Any:
    return value if isinstance(value, str | list | dict) else spelled(value)


def _scalar(value: Any) -> Any:
    """A text as the number or boolean that is written so, if it is one."""
    if isinstance(value, str):
        with suppress(ValueError):
            read = json.loads(value)
            return read if isinstance(read, int | float) and isfinite(read) else value
    return value
