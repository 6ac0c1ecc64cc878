"""A form made from a JSON Schema, and the value that was filled in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver import pointer as pointers
from mockserver.serialization import BodyError, decode_json

_DEEPEST = 3
_MOST_REFERENCES = 20
_LONG = 80  # characters of a text from which it is written in several lines
_MISSING: Any = object()
_LIMITS = {
    "minLength": "characters: {} or more",
    "maxLength": "characters: {} or fewer",
    "minimum": "from {}",
    "maximum": "up to {}",
    "pattern": "matching {}",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``pointer`` is its name in the form, ``value`` the text that it shows.

    ``kind`` is text, lines, number, choice, json, or group: that has ``fields``. ``options`` are
    texts of a choice; ``made`` says that the mock makes the value where none is given.
    """

    pointer: str
    label: str
    kind: str
    value: str = ""
    hint: str = ""
    required: bool = False
    made: bool = False
    is_text: bool = False
    is_nullable: bool = False
    original: Any = _MISSING
    options: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What was filled in, and what of it could not even be read, by pointer."""

    value: Mapping[str, Any]
    faults: Mapping[str, str] = field(default_factory=dict)


def members(schema: Any, root: Any) -> Iterator[tuple[str, Any]]:
    """The members that an object may have, by name; those of ``allOf`` too."""
    told = followed(schema, root)
    for part in told.get("allOf", ()):
        yield from members(part, root)
    yield from (told.get("properties") or {}).items()


def followed(schema: Any, root: Any) -> Mapping[str, Any]:
    """The schema with what it refers to put in; what stands beside the reference counts."""
    told = schema if isinstance(schema, Mapping) else {}
    for _ in range(_MOST_REFERENCES):
        reference = told.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#"):
            break
        try:
            target = pointers.resolve(root, pointers.parse_fragment(reference[1:]))
        except (KeyError, ValueError):
            break
        beside = {name: each for name, each in told.items() if name != "$ref"}
        told = {**(target if isinstance(target, Mapping) else {}), **beside}
    return told


def fields_of(
    schema: Any, record: Mapping[str, Any], made: Iterable[str] = ()
) -> tuple[Field, ...]:
    """The fields for a record as it is, one for each member that the schema or the record has."""
    return tuple(_Making(schema, frozenset(made)).fields(schema, record, (), 0))


class _Making:
    """Fields of one schema in the making."""

    def __init__(self, root: Any, made: frozenset[str]) -> None:
        self._root = root
        self._made = made

    def fields(
        self, schema: Any, value: Mapping[str, Any], base: tuple[str, ...], depth: int
    ) -> Iterator[Field]:
        told = dict(members(schema, self._root))
        told |= {name: {} for name in value if name not in told}
        required = _required(schema, self._root)
        for name, each in told.items():
            place = (*base, name)
            here = value.get(name, _MISSING)
            yield self._field(each, here, place, depth, is_required=name in required)

    def _field(
        self, schema: Any, value: Any, place: tuple[str, ...], depth: int, *, is_required: bool
    ) -> Field:
        told = followed(schema, self._root)
        types = _types(told)
        options = _options(told, types)
        is_group = types == {"object"} and depth < _DEEPEST and isinstance(value, Mapping | object)
        below = dict(members(told, self._root)) if is_group else {}
        if below and (value is _MISSING or value is None or isinstance(value, Mapping)):
            inner = value if isinstance(value, Mapping) else {}
            fields = tuple(self.fields(told, inner, place, depth + 1))
            kind = "group"
        else:
            fields, kind = (), _kind(types, options, value)
        return Field(
            pointer=pointers.text(place),
            label=place[-1],
            kind=kind,
            value=_text(value, kind, is_text="string" in types),
            hint=_hint(told, kind),
            required=is_required,
            made=len(place) == 1 and place[0] in self._made,
            is_text="string" in types,
            is_nullable=_is_nullable(told),
            original=value,
            options=options,
            fields=fields,
        )


def _types(told: Mapping[str, Any]) -> set[str]:
    """The types that a value may have, null apart; an enumeration tells them too."""
    written = told.get("type", ())
    types = {written} if isinstance(written, str) else set(written)
    return types - {"null"}


def _is_nullable(told: Mapping[str, Any]) -> bool:
    written = told.get("type", ())
    return "null" in ([written] if isinstance(written, str) else written)


def _required(schema: Any, root: Any) -> frozenset[str]:
    told = followed(schema, root)
    below = (_required(part, root) for part in told.get("allOf", ()))
    return frozenset(told.get("required", ())).union(*below)


def _options(told: Mapping[str, Any], types: set[str]) -> tuple[str, ...]:
    if "const" in told:
        return (_json(told["const"]),)
    if isinstance(told.get("enum"), list):
        return tuple(_json(each) for each in told["enum"] if each is not None)
    return ("true", "false") if types == {"boolean"} else ()


def _kind(types: set[str], options: tuple[str, ...], value: Any) -> str:
    if options and (value is _MISSING or value is None or _json(value) in options):
        return "choice"
    if types <= {"integer", "number"} and types and not isinstance(value, str | dict | list | bool):
        return "number"
    is_text = types == {"string"} and (value is _MISSING or value is None or isinstance(value, str))
    if not is_text:
        return "json"
    return "lines" if isinstance(value, str) and (len(value) > _LONG or "\n" in value) else "text"


def _text(value: Any, kind: str, *, is_text: bool) -> str:
    if value is _MISSING or kind == "group" or (value is None and kind != "json"):
        return ""
    if kind in ("text", "lines") and is_text:
        return str(value)
    return json.dumps(value, ensure_ascii=False, indent=2) if kind == "json" else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _hint(told: Mapping[str, Any], kind: str) -> str:
    """What the schema says of the value, in a few words."""
    words = [str(told["format"])] if isinstance(told.get("format"), str) else []
    words += [form.format(told[name]) for name, form in _LIMITS.items() if name in told]
    words += ["may be null"] if _is_nullable(told) else []
    words += ["JSON"] if kind == "json" else []
    return ", ".join(words)


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
    if inner or isinstance(group.original, Mapping):
        return inner
    return group.original


def _value(each: Field, text: str | None, faults: dict[str, str]) -> Any:
    if text is None or text.replace("\r\n", "\n") == each.value.replace("\r\n", "\n"):
        return each.original
    if text == "":
        return _emptied(each)
    if each.kind in ("text", "lines"):
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
    return "" if each.required and each.kind in ("text", "lines") else _MISSING


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
