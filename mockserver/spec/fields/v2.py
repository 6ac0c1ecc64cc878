"""Swagger 2.0: https://spec.openapis.org/oas/v2.0."""

from collections.abc import Mapping

from mockserver.spec.fields import form, schema, security, v30
from mockserver.spec.fields.law import OnlyFor
from mockserver.spec.fields.shape import (
    ANYTHING,
    FLAG,
    TEXT,
    TEXTS,
    TRUE,
    URL,
    Formed,
    Listing,
    Naming,
    Object,
    Shape,
    Word,
)
from mockserver.spec.fields.table import Referral, Table, Variants, tables
from mockserver.spec.fields.v30 import SECURITY

_MEDIA_TYPES = Listing(Formed((form.MEDIA_TYPE,)), distinct="")
_SCHEMES = Listing(Word(("http", "https", "ws", "wss")), distinct="")
_PARAMETERS = Listing(Object("Parameter"))
_TYPES = ("string", "number", "integer", "boolean", "array")
_FORMATS = ("csv", "ssv", "tsv", "pipes")

OPENAPI = Table(
    "OpenAPI",
    {
        "swagger": ANYTHING,  # judged before the walk, for it decides on the tables
        "info": Object("Info"),
        "host": Formed((form.HOST,)),
        "basePath": Formed((form.BASE_PATH,)),
        "schemes": _SCHEMES,
        "consumes": _MEDIA_TYPES,
        "produces": _MEDIA_TYPES,
        "paths": Object("Paths"),
        "definitions": Naming(Object("Schema")),
        "parameters": Naming(Object("Parameter")),
        "responses": Naming(Object("Response")),
        "securityDefinitions": Naming(Object("SecurityScheme")),
        "security": SECURITY,
        "tags": Listing(Object("Tag"), distinct="name"),
        "externalDocs": Object("ExternalDocumentation"),
    },
    required=("info", "paths"),
)
PATH_ITEM = Table(
    "PathItem",
    {
        "$ref": TEXT,
        **v30.methods(*(method for method in v30.METHODS if method != "trace")),
        "parameters": _PARAMETERS,
    },
    referral=Referral.BESIDE,
)
OPERATION = Table(
    "Operation",
    {
        "tags": TEXTS,
        "summary": TEXT,
        "description": TEXT,
        "externalDocs": Object("ExternalDocumentation"),
        "operationId": TEXT,
        "consumes": _MEDIA_TYPES,
        "produces": _MEDIA_TYPES,
        "parameters": _PARAMETERS,
        "responses": Object("Responses"),
        "schemes": _SCHEMES,
        "deprecated": FLAG,
        "security": SECURITY,
    },
    required=("responses",),
)
# OAS 2.0, Items Object: "the format of the array if type array is used".
_LIST_LAW = OnlyFor("collectionFormat", "type", ("array",), strict=False)
ITEMS = Table(
    "Items",
    {
        **schema.CLOSED_LIMITS,
        "type": Word(_TYPES),
        "items": Object("Items"),
        "collectionFormat": Word(_FORMATS),
    },
    required=("type",),
    laws=(schema.ARRAY_LAW, _LIST_LAW),
)
HEADER = ITEMS.plus({"description": TEXT}, name="Header", family="Header")

PLACES = {
    "query": "QueryParameter",
    "header": "HeaderParameter",
    "path": "PathParameter",
    "formData": "FormParameter",
    "body": "BodyParameter",
}
_NAMED: dict[str, Shape] = {
    "name": Formed((form.NAME,)),
    "in": Word(tuple(PLACES)),
    "description": TEXT,
    "required": FLAG,
}
_VALUED = ITEMS.plus(
    {**_NAMED, "allowEmptyValue": FLAG},
    name="Parameter",
    family="Parameter",
    required=("name", "in", "type"),
)
PARAMETER = _VALUED.plus(
    {
        "type": Word((*_TYPES, "file")),
        "collectionFormat": Word((*_FORMATS, "multi")),
        "schema": Object("Schema"),
    },
    required=("name", "in"),
    referral=Referral.ALONE,
    variants=Variants("in", PLACES),
)
_EMPTY_LAW = OnlyFor("allowEmptyValue", "in", ("query", "formData"))


def _placed(place: str, fields: Mapping[str, Shape]) -> Table:
    return _VALUED.plus(
        fields,
        name=PLACES[place],
        laws=(schema.ARRAY_LAW, _LIST_LAW, _EMPTY_LAW),
        where=f" with `in: {place}`",
    )


_MULTI = {"collectionFormat": Word((*_FORMATS, "multi"))}
PARAMETERS_BY_PLACE = tables(
    _placed("query", _MULTI),
    _placed("header", {"name": v30.HEADER_NAME}),
    _placed("path", {"required": TRUE}).plus({}, required=("name", "in", "required", "type")),
    _placed("formData", {**_MULTI, "type": Word((*_TYPES, "file"))}),
    Table(
        "BodyParameter",
        {**_NAMED, "schema": Object("Schema")},
        required=("name", "in", "schema"),
        family="Parameter",
        where=" with `in: body`",
    ),
)
RESPONSES = v30.RESPONSES.plus({}, entries=Naming(Object("Response"), (form.STATUS_2_0,)))
RESPONSE = Table(
    "Response",
    {
        "description": TEXT,
        "schema": Object("ResponseSchema"),
        "headers": Naming(Object("Header"), (form.HEADER_NAME,)),
        "examples": Naming(ANYTHING),
    },
    required=("description",),
    referral=Referral.ALONE,
)
RESPONSE_SCHEMA = schema.V2_0.plus(
    {}, name="ResponseSchema", family="Schema", variants=Variants("type", {"file": "FileSchema"})
)
FILE_SCHEMA = Table(
    "FileSchema",
    {
        **{
            name: schema.V2_0.fields[name]
            for name in ("format", "title", "description", "default", "required", "readOnly")
        },
        "type": Word(("file",)),
        "externalDocs": Object("ExternalDocumentation"),
        "example": ANYTHING,
    },
)
SCOPES = Table("Scopes", {}, entries=Naming(TEXT))
_SCHEME_TYPES = {"basic": "BasicScheme", "apiKey": "ApiKeyScheme", "oauth2": "OAuth2Scheme"}
_FLOW_SCHEMES = {
    "implicit": ("ImplicitScheme", ("authorizationUrl",)),
    "password": ("PasswordScheme", ("tokenUrl",)),
    "application": ("ApplicationScheme", ("tokenUrl",)),
    "accessCode": ("AccessCodeScheme", ("authorizationUrl", "tokenUrl")),
}
SECURITY_SCHEME = Table(
    "SecurityScheme",
    {
        "type": Word(tuple(_SCHEME_TYPES)),
        "description": TEXT,
        "name": TEXT,
        "in": Word(("query", "header")),
        "flow": Word(tuple(_FLOW_SCHEMES)),
        "authorizationUrl": URL,
        "tokenUrl": URL,
        "scopes": Object("Scopes"),
    },
    required=("type",),
    referral=Referral.ALONE,
    variants=Variants("type", _SCHEME_TYPES),
)


def _scheme(name: str, where: str, needed: tuple[str, ...], other: tuple[str, ...] = ()) -> Table:
    own = {"type", "description", *needed, *other}
    return SECURITY_SCHEME.minus(
        *(SECURITY_SCHEME.fields.keys() - own),
        name=name,
        family="SecurityScheme",
        required=("type", *needed),
        asks=dict.fromkeys(needed, "type"),
        variants=None,
        where=where,
    )


_OAUTH2 = _scheme(
    "OAuth2Scheme", " of type 'oauth2'", ("flow", "scopes"), ("authorizationUrl", "tokenUrl")
)
SECURITY_SCHEMES_BY_TYPE = tables(
    _scheme("BasicScheme", " of type 'basic'", ()),
    _scheme("ApiKeyScheme", " of type 'apiKey'", ("name", "in")),
    _OAUTH2.plus(
        {}, variants=Variants("flow", {flow: name for flow, (name, _) in _FLOW_SCHEMES.items()})
    ),
    *(
        _scheme(name, f" with the flow '{flow}'", ("flow", *urls, "scopes"))
        for flow, (name, urls) in _FLOW_SCHEMES.items()
    ),
)

TABLES = {
    **tables(OPENAPI, v30.INFO, v30.CONTACT, v30.LICENSE, v30.PATHS, PATH_ITEM, OPERATION),
    **tables(v30.EXTERNAL_DOCUMENTATION, PARAMETER, ITEMS, HEADER, RESPONSES, RESPONSE),
    **tables(RESPONSE_SCHEMA, FILE_SCHEMA, schema.V2_0, v30.XML, v30.TAG),
    **tables(security.SECURITY_REQUIREMENT, SECURITY_SCHEME, SCOPES),
    **PARAMETERS_BY_PLACE,
    **SECURITY_SCHEMES_BY_TYPE,
}
