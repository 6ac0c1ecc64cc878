"""A form made from a JSON Schema, and the value that was filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver import pointer as pointers
from mockserver.console.keywords import Keywords, keywords, of_alternatives, sketch
from mockserver.serialization import BodyError, decode_json

_DEEPEST = 3
_LONG = 80  # characters of a text from which it is written in several lines
_LONGEST_HINT = 200
_TEXTS = ("text", "lines", "date")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MISSING: Any = object()
_LIMITS = {
    "minLength": "characters: {} or more",
    "maxLength": "characters: {} or fewer",
    "minimum": "from {}",
    "maximum": "up to {}",
    "exclusiveMinimum": "above {}",
    "exclusiveMaximum": "below {}",
    "multipleOf": "in steps of {}",
    "minItems": "items: {} or more",
    "maxItems": "items: {} or fewer",
    "pattern": "matching {}",
}
_KNOWN: Mapping[str, tuple[int, int]] = {
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
}
"""The limits of formats, which are no news beside their names."""
_NULL = "null when all of it is emptied"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``pointer`` is its name in the form, ``value`` the text that it shows.

    ``kind`` is text, lines, date, number, choice, json, or group: that has ``fields``. ``about`` is
    what the document calls it, ``hint`` what its schema asks. ``options`` are texts of a choice;
    ``made`` says that the mock makes the value where none is given.
    """

    pointer: str
    label: str
    kind: str
    value: str = ""
    about: str = ""
    hint: str = ""
    required: bool = False
    made: bool = False
    is_text: bool = False
    is_nullable: bool = False
    original: Any = _MISSING
    options: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a group has something to be seen: what is there, or what has to be."""
        if self.kind != "group":
            return bool(self.value or self.errors)
        has_value = isinstance(self.original, Mapping) or bool(self.errors)
        return self.required or has_value or any(each.is_open for each in self.fields)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was filled in, and what of it could not even be read, by pointer."""

    value: Mapping[str, Any]
    faults: Mapping[str, str] = field(default_factory=dict)


def fields_of(
    schema: Any,
    record: Mapping[str, Any],
    made: Iterable[str] = (),
    told: Keywords | None = None,
) -> tuple[Field, ...]:
    """The fields for a record as it is, one for each member that the schema or the record has.

    ``told`` is the one of the schema's ``forms`` that is meant.
    """
    told = told or keywords(schema, schema)
    making = _Making(schema, frozenset(made))
    return tuple(making.fields(told, record, (), told.through))


class _Making:
    """Fields of one schema in the making."""

    def __init__(self, root: Any, made: frozenset[str]) -> None:
        self._root = root
        self._made = made

    def fields(
        self, told: Keywords, value: Mapping[str, Any], base: tuple[str, ...], above: frozenset[str]
    ) -> Iterator[Field]:
        others = of_alternatives(told, self._root)
        more = {name: others.get(name, {}) for name in value if name not in told.members}
        for name, each in {**told.members, **more}.items():
            here = value.get(name, _MISSING)
            yield self._field(each, here, (*base, name), above, told.required)

    def _field(
        self,
        schema: Any,
        value: Any,
        place: tuple[str, ...],
        above: frozenset[str],
        required: frozenset[str],
    ) -> Field:
        told = keywords(schema, self._root)
        options = _options(told)
        kind = self._kind(told, options, value, place, above)
        fields: tuple[Field, ...] = ()
        if kind == "group":
            inner = value if isinstance(value, Mapping) else {}
            fields = tuple(self.fields(told, inner, place, above | told.through))
        is_text = "string" in told.types or told.is_hidden
        is_made = len(place) == 1 and place[0] in self._made
        return Field(
            pointer=pointers.text(place),
            label=place[-1],
            kind=kind,
            value=_text(value, kind, is_text=is_text),
            about=_about(told),
            hint=_hint(told, kind, self._root),
            required=place[-1] in required,
            made=is_made,
            is_text=is_text,
            is_nullable=told.is_nullable,
            original=value,
            options=options,
            fields=fields,
        )

    def _kind(
        self,
        told: Keywords,
        options: tuple[str, ...],
        value: Any,
        place: tuple[str, ...],
        above: frozenset[str],
    ) -> str:
        """A group has members that are known, and is no schema within itself."""
        is_object = value is _MISSING or value is None or isinstance(value, Mapping)
        is_known = told.members and told.types <= {"object"} and not told.through & above
        if is_known and is_object and len(place) <= _DEEPEST:
            return "group"
        return _kind(told, options, value)


def _options(told: Keywords) -> tuple[str, ...]:
    if "const" in told.words:
        return (_json(told.words["const"]),)
    if isinstance(told.words.get("enum"), list):
        return tuple(_json(each) for each in told.words["enum"] if each is not None)
    return ("true", "false") if told.types == {"boolean"} else ()


def _kind(told: Keywords, options: tuple[str, ...], value: Any) -> str:
    types = told.types
    if options and (value is _MISSING or value is None or _json(value) in options):
        return "choice"
    if types <= {"integer", "number"} and types and not isinstance(value, str | dict | list | bool):
        return "number"
    is_text = types == {"string"} or (told.is_hidden and not types)
    if not is_text or not (value is _MISSING or value is None or isinstance(value, str)):
        return "json"
    written = value if isinstance(value, str) else ""
    if told.words.get("format") == "date" and (not written or _DAY.fullmatch(written)):
        return "date"
    return "lines" if len(written) > _LONG or "\n" in written else "text"


def _text(value: Any, kind: str, *, is_text: bool) -> str:
    if value is _MISSING or kind == "group" or (value is None and kind != "json"):
        return ""
    if kind in _TEXTS and is_text:
        return str(value)
    return json.dumps(value, ensure_ascii=False, indent=2) if kind == "json" else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _about(told: Keywords) -> str:
    """What the document calls the value."""
    title = told.words.get("title")
    return title if isinstance(title, str) else ""


def _hint(told: Keywords, kind: str, root: Any) -> str:
    """What the schema asks of the value, in a few words."""
    words = told.words
    said = [str(words["format"])] if isinstance(words.get("format"), str) else []
    known = _KNOWN.get(str(words.get("format")), ())
    said += [
        form.format(words[name])
        for name, form in _LIMITS.items()
        if name in words and words[name] not in known
    ]
    said += [str(words["contentEncoding"])] if "contentEncoding" in words else []
    said += ["the server sets it"] if words.get("readOnly") is True else []
    said += ["no answer shows it"] if told.is_hidden else []
    said += [_NULL if kind == "group" else "may be null"] if told.is_nullable else []
    said += [f"{_json(words['default'])} without it"] if "default" in words else []
    said += [_sketched(words, root)] if kind == "json" else []
    return ", ".join(said)


def _sketched(words: Mapping[str, Any], root: Any) -> str:
    drawn = sketch(words, root)
    text = "" if drawn is None else _json(drawn)
    return f"JSON such as {text}" if 0 < len(text) <= _LONGEST_HINT else "JSON"


def filled_in(fields: Iterable[Field], sent: Mapping[str, str], value: Mapping[str, Any]) -> Draft:
    """The record after a form was filled in; what the form has no field for stays as it was.

    A field that was left as it was shown keeps its value. An empty one is null where that may be,
    else the member goes, but for a text that must be there.
    """
    faults: dict[str, str] = {}
    return Draft(_filled(fields, sent, value, faults), faults)


def _filled(
    fields: Iterable[Field],
    sent: Mapping[str, str],
    value: Mapping[str, Any],
    faults: dict[str, str],
) -> dict[str, Any]:
    result = dict(value)
    for each in fields:
        if each.kind == "group":
            told = _group(each, sent, faults)
        else:
            told = _value(each, sent.get(each.pointer), faults)
        if told is _MISSING:
            result.pop(each.label, None)
        else:
            result[each.label] = told
    return result


def _group(group: Field, sent: Mapping[str, str], faults: dict[str, str]) -> Any:
    before = group.original if isinstance(group.original, Mapping) else {}
    inner = _filled(group.fields, sent, before, faults)
    if inner:
        return inner
    return None if before and group.is_nullable else before or group.original


def _value(each: Field, text: str | None, faults: dict[str, str]) -> Any:
    if text is None or text.replace("\r\n", "\n") == each.value.replace("\r\n", "\n"):
        return each.original
    if text == "":
        return _emptied(each)
    if each.kind in _TEXTS:
        return text.replace("\r\n", "\n")
    try:
        return decode_json(text.encode())
    except BodyError as error:
        if each.kind != "json":
            return text  # the validator says best what it is not
        faults[each.pointer] = f"This is no JSON: {error.detail}"
        return each.original


def _emptied(each: Field) -> Any:
    if each.is_nullable:
        return None
    return "" if each.required and each.kind in _TEXTS else _MISSING


def with_errors(
    fields: tuple[Field, ...], sent: Mapping[str, str], errors: Mapping[str, list[str]]
) -> tuple[Field, ...]:
    """The fields as they were sent, each with what is wrong with it."""
    from dataclasses import replace

    return tuple(
        replace(
            each,
            value=sent.get(each.pointer, each.value),
            errors=tuple(_own(each, errors)),
            fields=with_errors(each.fields, sent, errors),
        )
        for each in fields
    )


def _own(each: Field, errors: Mapping[str, list[str]]) -> Iterator[str]:
    """What is said of the value, and of what is in it where there are no fields for that."""
    below = f"{each.pointer}/"
    for pointer, told in errors.items():
        is_inside = pointer.startswith(below) and each.kind != "group"
        if pointer == each.pointer or is_inside:
            inside = pointer.removeprefix(each.pointer)
            yield from (f"{inside}: {one}" if inside else one for one in told)


def pointers_of(fields: Iterable[Field]) -> Iterator[str]:
    """The pointers of all fields, those in groups too."""
    for each in fields:
        yield each.pointer
        yield from pointers_of(each.fields)
