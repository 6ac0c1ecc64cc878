"""Why a value breaks a schema, in one sentence that says what would be right."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sized
from typing import Any

from jsonschema_rs import ValidationError

from mockserver.hint import closest, hint

_SHOWN = 80
_LISTED = 20
_TOLD = 3
_UNEXPECTED = frozenset(("additionalProperties", "unevaluatedProperties"))

_BESIDE = ["allOf", 1]

_Place = tuple[str | int, ...]


def blame(error: ValidationError) -> Iterator[ValidationError]:
    """The errors that help: for alternatives, those of the one that the value comes closest to.

    A variant of another type is farther than one whose members are wrong; among equals the one
    with fewer errors is closer. Where all differ in type, or two are as close, the choice itself is
    told.
    """
    nearest = _closest(error) if error.kind.name in ("anyOf", "oneOf") else []
    if len(nearest) != 1 or _wrong_tag(error):
        yield error
        return
    for reason in nearest[0]:
        yield from blame(reason)


def _closest(error: ValidationError) -> list[list[ValidationError]]:
    """The errors of each variant that no other is closer than."""
    variants: list[list[ValidationError]] = error.kind.as_dict()["context"]
    fitting = [each for each in variants if each and not _wrong_type(error, each)]
    distances = [_distance(each) for each in fitting]
    return [each for each, far in zip(fitting, distances, strict=True) if far == min(distances)]


def _distance(variant: list[ValidationError]) -> tuple[int, int, int]:
    """A variant whose tag is another one is farther than one with more errors.

    Of two with as many, the one is closer that misses less of what it requires.
    """
    missing = sum(reason.kind.name == "required" for reason in variant)
    return sum(map(_is_of_tag, variant)), len(variant), missing


def _is_of_tag(reason: ValidationError) -> bool:
    """Whether a value is not the one that tells the variant: the only one, or one said beside it.

    A discriminator's tags are said beside, as ``allOf`` of the variant and them; authors do so too.
    """
    options = _options(reason)
    return len(options) == 1 or (bool(options) and list(reason.schema_path)[-5:-3] == _BESIDE)


def _tag_places(variant: list[ValidationError]) -> set[_Place]:
    return {tuple(reason.instance_path) for reason in variant if _is_of_tag(reason)}


def _wrong_tag(error: ValidationError) -> _Place | None:
    """The one member that fits no variant of several, as its value names none of them."""
    variants: list[list[ValidationError]] = error.kind.as_dict()["context"]
    if len(variants) == 1 or any(_wrong_type(error, each) for each in variants):
        return None
    places = set.intersection(*(_tag_places(each) for each in variants))
    return places.pop() if len(places) == 1 else None


def _wrong_type(error: ValidationError, variant: list[ValidationError]) -> bool:
    """Whether the variant already fails at the value itself by its type, or that of its values."""
    here = len(error.instance_path)
    at_value = [reason for reason in variant if len(reason.instance_path) <= here]
    return any(reason.kind.name in ("type", "falseSchema") or _alien(reason) for reason in at_value)


def _alien(reason: ValidationError) -> bool:
    options = _options(reason)
    return bool(options) and _type_of(reason.instance) not in map(_type_of, options)


def _options(reason: ValidationError) -> list[Any]:
    """The values that ``const`` or ``enum`` allow; none for another keyword."""
    told = reason.kind.as_dict()
    if reason.kind.name == "const":
        return [told["expected_value"]]
    return list(told["options"]) if reason.kind.name == "enum" else []


def misnamed(error: ValidationError) -> str | None:
    """The name of the property whose name is the fault; None where the value is."""
    told = error.kind.as_dict()
    if error.kind.name in _UNEXPECTED:
        return str(told["unexpected"][0])
    return str(told["error"].instance) if error.kind.name == "propertyNames" else None


def sentence(error: ValidationError, known: Collection[str] = ()) -> str:
    """What was found and what was expected; ``known`` are names that the place knows."""
    meant = closest(misnamed(error) or "", known) if error.kind.name in _UNEXPECTED else ""
    if meant:
        return f"'{misnamed(error)}' is not expected here; did you mean '{meant}'?"
    explain = _SENTENCES.get(error.kind.name)
    return explain(error) if explain else error.message


def shown(value: Any) -> str:
    """A value as JSON, cut to a readable length."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _required(error: ValidationError) -> str:
    missing = error.kind.as_dict()["property"]
    present = error.instance if isinstance(error.instance, dict) else {}
    meant = hint(missing, present, form="it by '{}'")
    return f"'{missing}' is required and missing{meant}"


def _type(error: ValidationError) -> str:
    types = error.kind.as_dict()["types"]
    return f"{shown(error.instance)} is {_type_of(error.instance)}, expected {_either(types)}"


def _type_of(value: Any) -> str:
    names = {bool: "a boolean", str: "a string", dict: "an object", list: "an array"}
    if value is None:
        return "null"
    return names.get(type(value), "a number")


def _either(types: Any) -> str:
    return " or ".join(sorted(types, key=lambda name: (name == "null", name)))


def _enum(error: ValidationError) -> str:
    options = [shown(option) for option in _options(error)]
    listed = ", ".join(options[:_LISTED])
    more = f" and {len(options) - _LISTED} more" if len(options) > _LISTED else ""
    meant = _meant(error.instance, _options(error))
    return f"{shown(error.instance)} is none of the allowed values {listed}{more}{meant}"


def _meant(value: Any, options: list[Any]) -> str:
    """The option that is most alike; quotes would make any two short texts alike."""
    near = closest(_bare(value), map(_bare, options))
    meant = next((shown(each) for each in options if near and _bare(each) == near), "")
    return f"; did you mean {meant}?" if meant else ""


def _bare(value: Any) -> str:
    return value if isinstance(value, str) else shown(value)


def _unexpected(error: ValidationError) -> str:
    unexpected = error.kind.as_dict()["unexpected"]
    names = ", ".join(f"'{name}'" for name in unexpected)
    return f"{names} {_is(unexpected)} not expected here: the schema allows no other properties"


def _unfit(error: ValidationError) -> str:
    """Unevaluated items come as JSON text, without their places."""
    unexpected = error.kind.as_dict()["unexpected"]
    items = ", ".join(unexpected)
    return f"{items} {_is(unexpected)} not expected here: the schema allows no other items"


def _is(several: Sized) -> str:
    return "is" if len(several) == 1 else "are"


def _alternatives(error: ValidationError) -> str:
    """Where the types alone decide, those are told."""
    variants: list[list[ValidationError]] = error.kind.as_dict()["context"]
    types = [_types(error, variant) for variant in variants]
    if types and all(types):
        expected = _either(set().union(*types))
        return f"{shown(error.instance)} is {_type_of(error.instance)}, expected {expected}"
    if error.kind.name == "oneOf" and not any(variants):
        return f"{shown(error.instance)} fits more than one of the variants, it has to fit only one"
    tag = _wrong_tag(error)
    if tag is not None:
        reasons = [each for variant in variants for each in variant]
        return _untagged(tag, reasons, below=tag != tuple(error.instance_path))
    nearest = _closest(error)
    told = dict.fromkeys(_reason(each) for each in nearest) if len(nearest) <= _TOLD else ()
    why = f": {', or '.join(told)}" if told else ""
    return f"{shown(error.instance)} fits none of the alternatives{why}"


def _reason(variant: list[ValidationError]) -> str:
    return " and ".join(dict.fromkeys(sentence(each) for each in variant[:_TOLD]))


def _untagged(place: _Place, reasons: list[ValidationError], *, below: bool) -> str:
    """The tags of all variants, where those of one alone would mislead."""
    wrong = [each for each in reasons if _is_of_tag(each) and tuple(each.instance_path) == place]
    value, allowed = shown(wrong[0].instance), [each for one in wrong for each in _options(one)]
    lead = f"'{place[-1]}' is {value}, which is" if below else f"{value} is"
    options = ", ".join(dict.fromkeys(map(shown, allowed)))
    return f"{lead} none of the allowed values {options}{_meant(wrong[0].instance, allowed)}"


def _types(error: ValidationError, variant: list[ValidationError]) -> set[str]:
    here = len(error.instance_path)
    at_value = (reason for reason in variant if len(reason.instance_path) <= here)
    told = (reason.kind.as_dict()["types"] for reason in at_value if reason.kind.name == "type")
    return set().union(*told)


_CONTAINED = {
    "minContains": "too few items",
    "maxContains": "too many items",
}


def _contains(error: ValidationError) -> str:
    keyword = str(list(error.schema_path)[-1])
    count = _CONTAINED.get(keyword, "no item")
    return f"{shown(error.instance)} holds {count} of the kind that 'contains' describes"


def _bound(words: str) -> Callable[[ValidationError], str]:
    def explain(error: ValidationError) -> str:
        limit = error.kind.as_dict()["limit"]
        return f"{shown(error.instance)} {words.format(limit=shown(limit))}"

    return explain


_SENTENCES: dict[str, Callable[[ValidationError], str]] = {
    "required": _required,
    "type": _type,
    "enum": _enum,
    "additionalProperties": _unexpected,
    "unevaluatedProperties": _unexpected,
    "unevaluatedItems": _unfit,
    "contains": _contains,
    "propertyNames": lambda error: (
        f"a property may not be called so: {sentence(error.kind.as_dict()['error'])}"
    ),
    "const": lambda error: (
        f"{shown(error.instance)} is not {shown(error.kind.as_dict()['expected_value'])},"
        " the only value allowed"
    ),
    "pattern": lambda error: (
        f"{shown(error.instance)} does not match the pattern {error.kind.as_dict()['pattern']}"
    ),
    "format": lambda error: (
        f"{shown(error.instance)} is not of the format {error.kind.as_dict()['format']}"
    ),
    "multipleOf": lambda error: (
        f"{shown(error.instance)} is not a multiple of {error.kind.as_dict()['multiple_of']}"
    ),
    "minimum": _bound("is less than the minimum {limit}"),
    "maximum": _bound("is more than the maximum {limit}"),
    "exclusiveMinimum": _bound("is not more than {limit}"),
    "exclusiveMaximum": _bound("is not less than {limit}"),
    "minLength": _bound("is shorter than {limit} characters"),
    "maxLength": _bound("is longer than {limit} characters"),
    "minItems": _bound("has fewer than {limit} items"),
    "maxItems": _bound("has more than {limit} items"),
    "minProperties": _bound("has fewer than {limit} properties"),
    "maxProperties": _bound("has more than {limit} properties"),
    "uniqueItems": lambda error: f"{shown(error.instance)} holds the same item twice",
    "falseSchema": lambda _: "nothing is allowed here",
    "not": lambda error: f"{shown(error.instance)} is of the kind that the schema excludes",
    "anyOf": _alternatives,
    "oneOf": _alternatives,
}
