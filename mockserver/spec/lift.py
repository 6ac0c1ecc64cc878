"""The schema keywords of older versions in the words of JSON Schema 2020-12."""

from typing import Any

_BOUNDS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
_COMPOSED = frozenset(("allOf", "anyOf", "oneOf", "not", "const"))
# What is said of the schema as a whole stays in sight when the schema becomes a variant.
_SAID = ("example", "default", "readOnly", "writeOnly", "deprecated", "xml")


# OAS format registry: what the names promise of integers.
_RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


def _ranged(schema: dict[str, Any]) -> dict[str, Any]:
    """The range that a format gives an integer, where the schema gives no narrower one."""
    types, written = schema.get("type"), schema.get("format")
    name = written if isinstance(written, str) else ""
    if name not in _RANGES or "integer" not in (types, *_several(types)):
        return schema
    lowest, highest = _RANGES[name]
    lifted = dict(schema)
    if not {"minimum", "exclusiveMinimum"} & schema.keys():
        lifted["minimum"] = lowest
    if not {"maximum", "exclusiveMaximum"} & schema.keys():
        lifted["maximum"] = highest
    return lifted


def _several(types: Any) -> tuple[Any, ...]:
    return tuple(types) if isinstance(types, list) else ()


def keep(schema: dict[str, Any]) -> dict[str, Any]:
    """OAS 3.1 §4.8.24: a schema is JSON Schema 2020-12 already.

    Documents in use took ``nullable`` along from 3.0, beside a type, and mean it.
    """
    schema = _ranged(schema)
    if schema.get("nullable") is True and "type" in schema:
        schema = _with_null({key: value for key, value in schema.items() if key != "nullable"})
    if "$dynamicRef" not in schema:
        return schema
    lifted = dict(schema)
    dynamic = lifted.pop("$dynamicRef")
    if "$ref" in lifted:
        return {**lifted, "allOf": [*lifted.get("allOf", ()), {"$ref": dynamic}]}
    return {**lifted, "$ref": dynamic}


def from_3_0(schema: dict[str, Any]) -> dict[str, Any]:
    """OAS 3.0 §4.7.24: ``$ref`` stands alone, bounds are flags, null is ``nullable``."""
    if "$ref" in schema:
        return _reference(schema, "nullable")
    return _nullable(_ranged(_tuple(_bounds(schema))), "nullable")


# What is said of a file as a parameter, and nothing of what it holds.
_OF_PARAMETERS = frozenset(("type", "name", "in", "required", "allowEmptyValue"))


def from_2_0(schema: dict[str, Any]) -> dict[str, Any]:
    """Swagger 2.0: as 3.0, with ``x-nullable`` in wide use, and ``file`` as any content."""
    if "$ref" in schema:
        return _reference(schema, "x-nullable")
    if schema.get("type") == "file":
        said = {key: value for key, value in schema.items() if key not in _OF_PARAMETERS}
        schema = {**said, "format": "binary"}
    return _nullable(_ranged(_tuple(_bounds(schema))), "x-nullable")


def _reference(schema: dict[str, Any], keyword: str) -> dict[str, Any]:
    """A reference stands alone, but for null: documents in use allow it beside one, and mean it."""
    lifted = {"$ref": schema["$ref"]}
    return {"anyOf": [lifted, {"type": "null"}]} if schema.get(keyword) is True else lifted


def _bounds(schema: dict[str, Any]) -> dict[str, Any]:
    """Draft 4 §5.1: an exclusive bound was a flag beside the bound."""
    lifted = dict(schema)
    for exclusive, bound in _BOUNDS:
        flag = lifted.get(exclusive)
        if isinstance(flag, bool):
            del lifted[exclusive]
            if flag and bound in lifted:
                lifted[exclusive] = lifted.pop(bound)
    return lifted


def _tuple(schema: dict[str, Any]) -> dict[str, Any]:
    """Draft 4 §5.9: a list of ``items`` became ``prefixItems``."""
    if not isinstance(schema.get("items"), list):
        return schema
    lifted = dict(schema)
    lifted["prefixItems"] = lifted.pop("items")
    if "additionalItems" in lifted:
        lifted["items"] = lifted.pop("additionalItems")
    return lifted


def _nullable(schema: dict[str, Any], keyword: str) -> dict[str, Any]:
    if schema.get(keyword) is not True:
        return schema
    lifted = {key: value for key, value in schema.items() if key != keyword}
    if not _COMPOSED & lifted.keys():
        return _with_null(lifted)
    said = {key: lifted[key] for key in _SAID if key in lifted}
    return {"anyOf": [lifted, {"type": "null"}], **said}


def is_wrapped(lifted: Any, written: Any) -> bool:
    """Whether the lift made a schema one of two variants, the other of which is null."""
    if not (isinstance(lifted, dict) and isinstance(written, dict)):
        return False
    flags = [flag for flag in ("nullable", "x-nullable") if written.get(flag) is True]
    is_lifted = any(flag not in lifted for flag in flags)
    return is_lifted and bool((_COMPOSED | {"$ref"}) & written.keys())


def _with_null(schema: dict[str, Any]) -> dict[str, Any]:
    """OAS 3.0.3: null is a type beside the declared one; an enum still has to list it."""
    types = schema.get("type")
    if isinstance(types, list) and "null" not in types:
        return {**schema, "type": [*types, "null"]}
    return {**schema, "type": [types, "null"]} if isinstance(types, str) else schema
