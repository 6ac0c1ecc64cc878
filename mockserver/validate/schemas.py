"""Schemas that contradict themselves, keyword by keyword."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from math import ceil, floor, isfinite
from typing import Any

from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity
from mockserver.hint import hint
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.needs import needed
from mockserver.validate.survey import Survey, at_key, at_value

RULES = (
    Rule("bounds-crossed", Severity.WARNING, "A lower bound is not above its upper bound."),
    Rule("enum-duplicate", Severity.WARNING, "An enum has each value once."),
    Rule("enum-type-mismatch", Severity.ERROR, "The values of an enum are of the schema's type."),
    Rule("const-type-mismatch", Severity.ERROR, "A const is of the type of its schema."),
    Rule(
        "read-only-write-only", Severity.WARNING, "A property is not both readOnly and writeOnly."
    ),
    Rule("format-unknown", Severity.WARNING, "A format, or an encoding, has a name that is known."),
    Rule("format-inapplicable", Severity.WARNING, "A format is one of the schema's type."),
    Rule("keyword-inapplicable", Severity.WARNING, "A keyword is one for the schema's type."),
)
CROSSED, REPEATED, ENUM_TYPE, CONST_TYPE, NEVER_SENT, FORMAT, ALIEN_FORMAT, IDLE = RULES

BOUNDS = (
    ("minimum", "maximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
    ("minimum", "exclusiveMaximum"),
    ("exclusiveMinimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
)
_UPPER = frozenset(upper for _, upper in BOUNDS)
# The types by which a schema can hold nothing once these bounds are crossed.
_NUMBERS = (("number",), ("integer",))
_BOUNDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(("maximum", "exclusiveMaximum"), _NUMBERS),
    "maxLength": (("string",),),
    **dict.fromkeys(("maxItems", "maxContains"), (("array",),)),
    "maxProperties": (("object",),),
}
# JSON Schema 2020-12 Validation §7.3 and the format registry of the OpenAPI Initiative.
FORMATS = frozenset(
    "date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri "
    "uri-reference iri iri-reference uuid uri-template json-pointer relative-json-pointer regex "
    "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float double decimal decimal128 double-int "
    "byte binary password base64url char commonmark html http-date date-time-local time-local "
    "media-range sf-binary sf-boolean sf-decimal sf-integer sf-string sf-token unixtime "
    "unix-time".split()
)
_NEAR = 0.85
# RFC 2045 §6.1 and RFC 4648.
ENCODINGS = frozenset(
    "7bit 8bit binary quoted-printable base16 base32 base32hex base64 base64url".split()
)
# The formats of text alone. Numbers are written as text often enough, never the other way round.
# "password" is left out: what is asked for in secret may be a number, too.
_OF_TEXT = frozenset(
    "date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri "
    "uri-reference iri iri-reference uuid uri-template json-pointer relative-json-pointer regex "
    "byte binary base64url char commonmark html http-date date-time-local time-local "
    "media-range sf-binary sf-string sf-token".split()
)
# Those of numbers, and whether the registry lets text have them, too, for what is long.
_OF_NUMBERS: Mapping[str, bool] = {
    **dict.fromkeys("int8 int16 int32 uint8 uint16 uint32 float double double-int".split(), False),
    **dict.fromkeys("int64 uint64 decimal decimal128".split(), True),
}
_OF_FRACTIONS = frozenset(("float", "double", "decimal", "decimal128"))
# JSON Schema 2020-12 Validation §6 and §8: what a keyword says of a type, and of no other.
_OF_TYPE: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType"),
        frozenset(("string",)),
    ),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        frozenset(("number", "integer")),
    ),
    **dict.fromkeys(
        "items prefixItems contains minItems maxItems uniqueItems unevaluatedItems".split(),
        frozenset(("array",)),
    ),
    **dict.fromkeys(
        "properties patternProperties additionalProperties propertyNames minProperties "
        "maxProperties required dependentRequired unevaluatedProperties".split(),
        frozenset(("object",)),
    ),
}
_OF_NONE = frozenset[str]()
# By type: the keywords that say nothing of it.
_OF_OTHERS: Mapping[str, frozenset[str]] = {
    kind: frozenset(keyword for keyword, kinds in _OF_TYPE.items() if kind not in kinds)
    for kind in ("string", "number", "integer", "boolean", "array", "object")
}
# Keywords of a schema by which nothing is refused, but for the type.
SAYS_NOTHING = frozenset(
    "type title description default example examples deprecated readOnly writeOnly externalDocs "
    "$comment".split()
)

TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: (
        isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
    ),
}


def check_schemas(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings that a schema's own keywords tell (JSON Schema 2020-12 Validation §6, §9.4)."""
    del spec
    kinds = ("Parameter", "Header", "Items")
    plain = tuple(node for kind in kinds for node in survey.nodes(kind))
    for keyword, check in _CHECKS.items():
        for node in survey.having((keyword,)):
            yield from check(node)
        for node in plain:
            if keyword in node.value:
                yield from check(node)
    for node in (*survey.schemas, *plain):
        kind = node.value.get("type")
        if kind.__class__ is str and not _OF_OTHERS.get(kind, _OF_NONE).isdisjoint(node.value):
            yield from _idle(node, kind)
    yield from _all_crossed(survey, (*survey.having(_UPPER), *plain))


def _all_crossed(survey: Survey, nodes: tuple[Node, ...]) -> Iterator[Finding]:
    """Crossed bounds are an error where a response or a request cannot do without a value."""
    found = [(node, each) for node in nodes for each in _crossed(node)]
    wanted = needed(survey) if found else frozenset()
    for node, each in found:
        keyword = each.pointer.rpartition("/")[2]
        is_fatal = id(node.value) in wanted and types_of(node.value) in _BOUNDED[keyword]
        yield replace(each, severity=Severity.ERROR) if is_fatal else each


def _crossed(node: Node) -> Iterator[Finding]:
    schema = node.value
    for lower, upper in BOUNDS:
        if lower not in schema or upper not in schema:
            continue
        low, high = schema[lower], schema[upper]
        if not (TYPES["number"](low) and TYPES["number"](high)):
            continue
        if _leaves_nothing(schema, lower, upper):
            child = node.get(upper) or node
            said = f"{upper} {high} leaves nothing above {lower} {low}; change one of them"
            yield at_key(child, CROSSED, said)
            return


def _leaves_nothing(schema: Mapping[str, Any], lower: str, upper: str) -> bool:
    low, high = schema[lower], schema[upper]
    if low > high or (low == high and _excludes(schema, lower, upper)):
        return True
    if any(isinstance(each, float) and not isfinite(each) for each in (low, high)):
        return False  # told as what is no number of JSON
    return schema.get("type") == "integer" and ceil(low) > floor(high)


def _excludes(schema: Mapping[str, Any], lower: str, upper: str) -> bool:
    flags = {"exclusiveMinimum", "exclusiveMaximum"}
    named = flags & {lower, upper}
    return bool(named) or (lower == "minimum" and any(schema.get(flag) is True for flag in flags))


def _enum(node: Node) -> Iterator[Finding]:
    values = node.value["enum"]
    if not isinstance(values, list) or _are_distinct_texts(values, node.value):
        return
    seen: set[str] = set()
    for element in node.child_elements("enum"):
        shown = _shown(element.value)
        if shown in seen:
            yield at_value(element, REPEATED, f"{shown} stands in this enum already; remove one")
        seen.add(shown)
        yield from _typed(node, element, ENUM_TYPE, shown)


def _shown(value: Any) -> str:
    """A value as JSON, the same for the same value: 1.0 is 1 (JSON Schema 2020-12 Core §4.2.2)."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _are_distinct_texts(values: list[Any], schema: Mapping[str, Any]) -> bool:
    """The usual enum, which needs no closer look."""
    is_text = schema.get("type", "string") == "string" and all(type(each) is str for each in values)
    return is_text and len(set(values)) == len(values)


def _const(node: Node) -> Iterator[Finding]:
    const = node.get("const")
    if const is not None:
        yield from _typed(node, const, CONST_TYPE, json.dumps(const.value, default=str))


def _typed(node: Node, value: Node, rule: Rule, shown: str) -> Iterator[Finding]:
    types = types_of(node.value)
    if not types or any(TYPES[name](value.value) for name in types):
        return
    hint = "; quote it if it is text" if "string" in types else ""
    if value.value is None:
        hint = "; let the type allow null, or leave it out"
    yield at_value(value, rule, f"{shown} is no {' or '.join(types)}, so it can never hold{hint}")


def types_of(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """The types that are allowed; none where a type is said otherwise than by known names."""
    written = schema.get("type")
    names: list[Any] = written if isinstance(written, list) else [written]
    if not all(isinstance(name, str) and name in TYPES for name in names):
        return ()
    is_nullable = schema.get("nullable") is True or schema.get("x-nullable") is True
    return (*names, "null") if is_nullable else tuple(names)


def is_plainly(schema: Any, value: Any) -> bool:
    """Whether a value fits a schema that says no more of it than its type."""
    if not isinstance(schema, dict) or not SAYS_NOTHING.issuperset(schema):
        return False
    return any(TYPES[name](value) for name in types_of(schema))


def _read_only(node: Node) -> Iterator[Finding]:
    other = node.get("writeOnly")
    if node.flag("readOnly") and other is not None and other.value is True:
        message = "what is readOnly and writeOnly is never sent: keep one of them"
        yield at_key(other, NEVER_SENT, message)


def _idle(node: Node, kind: str) -> Iterator[Finding]:
    """What says nothing of the only types that a schema allows; a list of types is left alone."""
    for keyword in node.value:
        if keyword in _OF_OTHERS[kind]:
            child = node.get(keyword) or node
            if isinstance(child.value, bool) and keyword == "required":  # that of a parameter
                continue
            wanted = " or ".join(sorted(_OF_TYPE[keyword]))
            said = f"`{keyword}` says nothing of the type {kind}, only of {wanted}"
            yield at_key(child, IDLE, said)


def _format(node: Node) -> Iterator[Finding]:
    child = node.get("format")
    if child is None or not isinstance(child.value, str):
        return
    types = types_of(node.value)
    kind = _alien(child.value, types) if types else ""
    if kind:
        said = f"the format '{child.value}' is one of {kind}, and says nothing of"
        yield at_value(child, ALIEN_FORMAT, f"{said} {' or '.join(types)}")
    if child.value in FORMATS:
        return
    meant = hint(child.value, FORMATS, like=_NEAR)
    if meant:
        yield at_value(child, FORMAT, f"the format '{child.value}' is not known{meant}")


def _encoding(node: Node) -> Iterator[Finding]:
    """JSON Schema 2020-12 Validation §8.3."""
    child = node.get("contentEncoding")
    name = child.value.lower() if child is not None and isinstance(child.value, str) else "x-"
    if child is not None and name not in ENCODINGS and not name.startswith("x-"):
        meant = hint(name, ENCODINGS, f"there are {', '.join(sorted(ENCODINGS))}")
        yield at_value(child, FORMAT, f"the encoding '{child.value}' is not known{meant}")


def _alien(name: str, types: tuple[str, ...]) -> str:
    """What a format is one of, where no type that is allowed is that; else nothing."""
    if name in _OF_TEXT:
        return "" if "string" in types else "text"
    if name in _OF_FRACTIONS and set(types) <= {"integer", "null"}:
        return "numbers with fractions"
    if name not in _OF_NUMBERS or not {"number", "integer"}.isdisjoint(types):
        return ""
    return "" if _OF_NUMBERS[name] and "string" in types else "numbers"


def _dynamic(node: Node) -> Iterator[Finding]:
    """JSON Schema 2020-12 Core §8.2.3.2: it leads somewhere in the first place, as a $ref does."""
    written = node.get("$dynamicRef")
    if written is None or not isinstance(written.value, str):
        return
    try:
        node.target(written.value)
    except DocumentError as error:
        yield from error.findings


_CHECKS: Mapping[str, Callable[[Node], Iterator[Finding]]] = {
    "$dynamicRef": _dynamic,
    "enum": _enum,
    "const": _const,
    "writeOnly": _read_only,
    "format": _format,
    "contentEncoding": _encoding,
}
