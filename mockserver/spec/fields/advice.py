"""What to write instead: for fields and values that other versions know, or that people expect."""

_BODY = "a body is described by `requestBody`"
_BOUND = "the bound is {}, and this says whether it is excluded"
_ONE_TYPE = "a schema has one type, and `nullable: true` says that null is allowed too"
_SERVERS = "the address stands in `servers`"
_NEW, _ALL_3, _OLD = ("3.1", "3.2"), ("3.0", "3.1", "3.2"), ("2.0", "3.0")
_ADVICE = {
    (version, family, key): text
    for versions, family, key, text in (
        (_NEW, "Schema", "nullable", "null is a type here: list 'null' among the types"),
        (_NEW, "Schema", "items", "`prefixItems` takes a list of schemas"),
        (_NEW, "Schema", "additionalItems", "`items` beside `prefixItems` says it"),
        (_NEW, "Schema", "dependencies", "`dependentRequired` and `dependentSchemas` say it"),
        (_NEW, "Schema", "$recursiveRef", "`$dynamicRef` took its place"),
        (_NEW, "Schema", "$recursiveAnchor", "`$dynamicAnchor` took its place"),
        (_NEW, "Schema", "divisibleBy", "`multipleOf` says it"),
        (_OLD, "Schema", "examples", "here `example` holds one example"),
        (_OLD, "Schema", "const", "an `enum` with this one value says the same"),
        (("3.0",), "Schema", "type", _ONE_TYPE),
        (_OLD, "Schema", "exclusiveMinimum", _BOUND.format("`minimum`")),
        (_OLD, "Schema", "exclusiveMaximum", _BOUND.format("`maximum`")),
        (_OLD, "Schema", "required", "it lists the names of the properties that must be there"),
        (_NEW, "Schema", "required", "it lists the names of the properties that must be there"),
        (_ALL_3, "Schema", "type=file", "a file is `type: string` with `format: binary`"),
        (("2.0",), "Schema", "$defs", "shared schemas stand in `definitions`"),
        (("3.0",), "Schema", "$defs", "shared schemas stand in `components`, under `schemas`"),
        (("2.0",), "Parameter", "type=file", "a file is a parameter with `in: formData`"),
        (("2.0",), "Parameter", "collectionFormat=multi", "it is for queries and forms"),
        (_ALL_3, "Parameter", "in=body", _BODY),
        (_ALL_3, "Parameter", "in=formData", _BODY),
        (_ALL_3, "Parameter", "type", "the type stands in `schema`"),
        (("2.0",), "Parameter", "schema", "the type stands in the parameter itself"),
        (_ALL_3, "Response", "schema", "it stands in `content`, under a media type"),
        (_ALL_3, "Response", "examples", "they stand in `content`, under a media type"),
        (_ALL_3, "Operation", "consumes", "the keys of the request body's `content` say it"),
        (_ALL_3, "Operation", "produces", "the keys of a response's `content` say it"),
        (_ALL_3, "OpenAPI", "definitions", "schemas stand in `components`, under `schemas`"),
        (_ALL_3, "OpenAPI", "host", _SERVERS),
        (_ALL_3, "OpenAPI", "basePath", _SERVERS),
        (_ALL_3, "OpenAPI", "schemes", _SERVERS),
    )
    for version in versions
}


def advice(version: str, kind: str, *keys: str) -> str:
    """The end of a sentence on a field, or on ``field=value``, of an object; may be empty."""
    texts = (_ADVICE.get((version, kind, key)) for key in keys)
    text = next(filter(None, texts), "")
    return f"; {text}" if text else ""
