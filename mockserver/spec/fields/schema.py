"""The Schema Object: draft 4 (Swagger 2.0), its extended subset (3.0) and 2020-12 (3.1 on)."""

from mockserver.finding import Severity
from mockserver.spec.fields import form
from mockserver.spec.fields.law import Needs
from mockserver.spec.fields.shape import (
    ANYTHING,
    COUNT,
    FLAG,
    NUMBER,
    POSITIVE,
    TEXT,
    URL,
    Choice,
    Formed,
    Listing,
    Naming,
    Object,
    Shape,
    Word,
)
from mockserver.spec.fields.table import Referral, Table, Variants

_OBJECT = Object("Schema")
_SOME = Listing(_OBJECT, at_least=1)
_MAP = Naming(_OBJECT)
_OR_FLAG = Choice((_OBJECT, FLAG), settled=FLAG.settled)
_TYPES = ("array", "boolean", "integer", "number", "object", "string")
_TYPE = Word((*_TYPES, "null"))
_NAMES = Listing(TEXT, distinct="")
_SOME_NAMES = Listing(TEXT, at_least=1, distinct="")
_DOCS = Object("ExternalDocumentation")

# What all three hold alike: limits on a value (JSON Schema Validation §6).
LIMITS: dict[str, Shape] = {
    "multipleOf": POSITIVE,
    "maximum": NUMBER,
    "minimum": NUMBER,
    "maxLength": COUNT,
    "minLength": COUNT,
    "pattern": TEXT,
    "maxItems": COUNT,
    "minItems": COUNT,
    "uniqueItems": FLAG,
    "format": TEXT,
    "default": ANYTHING,
}
# Draft 4: an exclusive bound is a flag beside the bound.
CLOSED_LIMITS: dict[str, Shape] = {
    **LIMITS,
    "exclusiveMaximum": FLAG,
    "exclusiveMinimum": FLAG,
    "enum": Listing(ANYTHING, at_least=1),
}
_COMMON: dict[str, Shape] = {
    "$ref": TEXT,
    "title": TEXT,
    "description": TEXT,
    "maxProperties": COUNT,
    "minProperties": COUNT,
    "properties": _MAP,
    "allOf": _SOME,
    "readOnly": FLAG,
    "example": ANYTHING,
    "externalDocs": _DOCS,
    "xml": Object("XML"),
}
ARRAY_LAW = Needs("items", "type", "array")

V2_0 = Table(
    "Schema",
    {
        **_COMMON,
        **CLOSED_LIMITS,
        "type": Choice((_TYPE, Listing(_TYPE, at_least=1, distinct=""))),
        "required": _SOME_NAMES,
        "items": Choice((_OBJECT, _SOME)),
        "additionalProperties": _OR_FLAG,
        "discriminator": TEXT,
    },
    referral=Referral.ALONE,
    laws=(ARRAY_LAW,),
)
V3_0 = Table(
    "Schema",
    {
        **_COMMON,
        **CLOSED_LIMITS,
        "type": Word(_TYPES),
        "required": _SOME_NAMES,
        "items": _OBJECT,
        "additionalProperties": _OR_FLAG,
        "oneOf": _SOME,
        "anyOf": _SOME,
        "not": _OBJECT,
        "nullable": FLAG,
        "writeOnly": FLAG,
        "deprecated": FLAG,
        "discriminator": Object("Discriminator"),
    },
    referral=Referral.ALONE,
    laws=(ARRAY_LAW,),
)

# From 3.1 on a schema may also be true or false.
SCHEMA = Choice((_OBJECT, FLAG), settled=FLAG.settled)
_SCHEMAS = Listing(SCHEMA, at_least=1)
_NAMED = Naming(SCHEMA)
DIALECTS = (
    "https://json-schema.org/draft/2020-12/schema",
    "https://spec.openapis.org/oas/3.1/dialect/base",
    "https://spec.openapis.org/oas/3.1/dialect/2024-10-25",
    "https://spec.openapis.org/oas/3.1/dialect/2024-11-10",
    "https://spec.openapis.org/oas/3.2/dialect/base",
    "https://spec.openapis.org/oas/3.2/dialect/2025-09-17",
)
V3_1 = Table(
    "Schema",
    {
        **_COMMON,
        **LIMITS,
        # Core §8 to §11
        **dict.fromkeys(("$schema", "$dynamicRef"), URL),
        "$id": Formed((form.URL, form.ID)),
        **dict.fromkeys(("$anchor", "$dynamicAnchor"), Formed((form.ANCHOR,))),
        "$vocabulary": Naming(FLAG),
        "$comment": TEXT,
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _SCHEMAS),
        **dict.fromkeys(("not", "if", "then", "else", "items", "contains"), SCHEMA),
        **dict.fromkeys(("additionalProperties", "propertyNames"), SCHEMA),
        **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), SCHEMA),
        **dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), _NAMED),
        **dict.fromkeys(("$defs", "definitions"), _NAMED),
        # Validation §6 to §9
        "type": Choice((_TYPE, Listing(_TYPE, at_least=1, distinct=""))),
        "enum": Listing(ANYTHING, at_least=1, severity=Severity.WARNING),
        "const": ANYTHING,
        **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum"), NUMBER),
        **dict.fromkeys(("maxContains", "minContains"), COUNT),
        "required": _NAMES,
        "dependentRequired": Naming(_NAMES),
        "contentEncoding": TEXT,
        "contentMediaType": TEXT,
        "contentSchema": SCHEMA,
        **dict.fromkeys(("deprecated", "writeOnly"), FLAG),
        "examples": Listing(ANYTHING),
        # OAS 3.1 §4.8.24.4
        "discriminator": Object("Discriminator"),
    },
    open=True,
    referral=Referral.BESIDE,
    variants=Variants(
        "$schema",
        {uri: "" for dialect in DIALECTS for uri in (dialect, f"{dialect}#")},
        otherwise="ForeignSchema",
    ),
)
# A schema in another dialect is left to that dialect; only its references are collected.
_FOREIGN = Object("ForeignSchema")
FOREIGN = Table(
    "ForeignSchema",
    {
        "$ref": ANYTHING,
        **dict.fromkeys(("const", "enum", "default", "example", "examples"), ANYTHING),
    },
    entries=Naming(
        Choice(
            (_FOREIGN, Listing(Choice((_FOREIGN, ANYTHING))), ANYTHING),
            ANYTHING.settled - {dict, list},
        )
    ),
    referral=Referral.BESIDE,
)
