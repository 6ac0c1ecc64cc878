"""OpenAPI 3.0: https://spec.openapis.org/oas/v3.0.4, whose sections are named below."""

from mockserver.finding import Severity
from mockserver.spec.fields import form, schema, security
from mockserver.spec.fields.law import Either, Exclusive, Law, OnlyFor, Unheard
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

URL_FOR_PEOPLE = Formed((form.URL, form.URL_FOR_PEOPLE))
SCHEMA = Object("Schema")
EXAMPLES = Naming(Object("Example"))
HEADERS = Naming(Object("Header"), (form.HEADER_NAME,), ignored=frozenset(("content-type",)))
CONTENT = Naming(Object("MediaType"), (form.MEDIA_TYPE,))
SINGLE_CONTENT = Naming(Object("MediaType"), (form.MEDIA_TYPE,), single=True)
SERVERS = Listing(Object("Server"))
PARAMETERS = Listing(Object("Parameter"))
SECURITY = Listing(Object("SecurityRequirement"))
CALLBACKS = Naming(Object("Callback"))
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# §4.7.11 names the headers that a parameter cannot describe, in lower case here.
UNHEARD = Unheard(
    "name",
    ("accept", "content-type", "authorization"),
    "media types and security schemes say what it would say",
)


def component(kind: str) -> Shape:
    """A member of the Components Object (§4.7.7)."""
    return Naming(Object(kind), (form.COMPONENT_NAME,))


def methods(*names: str) -> dict[str, Shape]:
    """The operations of a path item."""
    return dict.fromkeys(names, Object("Operation"))


OPENAPI = Table(
    "OpenAPI",
    {
        "openapi": ANYTHING,  # judged before the walk, for it decides on the tables
        "info": Object("Info"),
        "servers": SERVERS,
        "paths": Object("Paths"),
        "components": Object("Components"),
        "security": SECURITY,
        "tags": Listing(Object("Tag"), distinct="name"),
        "externalDocs": Object("ExternalDocumentation"),
    },
    required=("info", "paths"),
)
INFO = Table(
    "Info",
    {
        "title": TEXT,
        "description": TEXT,
        "termsOfService": URL_FOR_PEOPLE,
        "contact": Object("Contact"),
        "license": Object("License"),
        "version": TEXT,
    },
    required=("title", "version"),
)
CONTACT = Table("Contact", {"name": TEXT, "url": URL_FOR_PEOPLE, "email": Formed((form.EMAIL,))})
LICENSE = Table("License", {"name": TEXT, "url": URL_FOR_PEOPLE}, required=("name",))
SERVER = Table(
    "Server",
    {"url": TEXT, "description": TEXT, "variables": Naming(Object("ServerVariable"))},
    required=("url",),
)
SERVER_VARIABLE = Table(
    "ServerVariable",
    {"enum": Listing(TEXT, 1, severity=Severity.WARNING), "default": TEXT, "description": TEXT},
    required=("default",),
)
COMPONENTS = Table(
    "Components",
    {
        "schemas": component("Schema"),
        "responses": component("Response"),
        "parameters": component("Parameter"),
        "examples": component("Example"),
        "requestBodies": component("RequestBody"),
        "headers": component("Header"),
        "securitySchemes": component("SecurityScheme"),
        "links": component("Link"),
        "callbacks": component("Callback"),
    },
)
PATHS = Table(
    "Paths",
    {},
    entries=Naming(
        Object("PathItem"), (form.PATH, form.PATH_WITHOUT_QUERY, form.PATH_WITHOUT_FRAGMENT)
    ),
)
PATH_ITEM = Table(
    "PathItem",
    {
        "$ref": TEXT,
        "summary": TEXT,
        "description": TEXT,
        **methods(*METHODS),
        "servers": SERVERS,
        "parameters": PARAMETERS,
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
        "parameters": PARAMETERS,
        "requestBody": Object("RequestBody"),
        "responses": Object("Responses"),
        "callbacks": CALLBACKS,
        "deprecated": FLAG,
        "security": SECURITY,
        "servers": SERVERS,
    },
    required=("responses",),
)
EXTERNAL_DOCUMENTATION = Table(
    "ExternalDocumentation", {"description": TEXT, "url": URL_FOR_PEOPLE}, required=("url",)
)

# §4.7.11: a parameter and a header have a schema or content, and what goes with a schema only.
_VALUE: dict[str, Shape] = {
    "description": TEXT,
    "required": FLAG,
    "deprecated": FLAG,
    "allowEmptyValue": FLAG,
    "style": TEXT,
    "explode": FLAG,
    "allowReserved": FLAG,
    "schema": SCHEMA,
    "example": ANYTHING,
    "examples": EXAMPLES,
    "content": SINGLE_CONTENT,
}
EXAMPLE_LAW = Exclusive(("example",), "examples")
VALUE_LAWS = (
    Either(("schema", "content")),
    EXAMPLE_LAW,
    Exclusive(("content",), "schema"),
    Exclusive(
        ("style", "explode", "allowReserved", "example", "examples"), "content", unless="schema"
    ),
)
QUERY_STYLES = Word(("form", "spaceDelimited", "pipeDelimited", "deepObject"))
PLACES = {
    "query": "QueryParameter",
    "header": "HeaderParameter",
    "path": "PathParameter",
    "cookie": "CookieParameter",
}
PARAMETER = Table(
    "Parameter",
    {"name": Formed((form.NAME,)), "in": Word(tuple(PLACES)), **_VALUE},
    required=("name", "in"),
    referral=Referral.ALONE,
    laws=VALUE_LAWS,
    variants=Variants("in", PLACES),
)
_ONLY_QUERY = tuple(
    OnlyFor(name, "in", ("query",), strict=False) for name in ("allowReserved", "allowEmptyValue")
)


def _placed(place: str, style: Shape, *laws: Law) -> Table:
    return PARAMETER.plus(
        {"style": style},
        name=PLACES[place],
        family="Parameter",
        laws=(*VALUE_LAWS, *laws),
        variants=None,
        where=f" with `in: {place}`",
    )


SIMPLE = Word(("simple",))
HEADER_NAME = Formed((form.HEADER_NAME,))
PARAMETERS_BY_PLACE = tables(
    _placed("query", QUERY_STYLES),
    _placed("header", SIMPLE, *_ONLY_QUERY, UNHEARD).plus({"name": HEADER_NAME}),
    _placed("cookie", Word(("form",)), *_ONLY_QUERY),
    _placed("path", Word(("simple", "label", "matrix")), *_ONLY_QUERY).plus(
        {"required": TRUE}, required=("name", "in", "required")
    ),
)
HEADER = Table(
    "Header",
    {**_VALUE, "style": SIMPLE},
    referral=Referral.ALONE,
    laws=VALUE_LAWS,
)
REQUEST_BODY = Table(
    "RequestBody",
    {"description": TEXT, "content": CONTENT, "required": FLAG},
    required=("content",),
    referral=Referral.ALONE,
)
MEDIA_TYPE = Table(
    "MediaType",
    {
        "schema": SCHEMA,
        "example": ANYTHING,
        "examples": EXAMPLES,
        "encoding": Naming(Object("Encoding")),
    },
    laws=(EXAMPLE_LAW,),
)
ENCODING = Table(
    "Encoding",
    {
        "contentType": Formed((form.MEDIA_TYPES,)),
        "headers": HEADERS,
        "style": QUERY_STYLES,
        "explode": FLAG,
        "allowReserved": FLAG,
    },
)
RESPONSES = Table("Responses", {}, entries=Naming(Object("Response"), (form.STATUS,)), filled=True)
RESPONSE = Table(
    "Response",
    {
        "description": TEXT,
        "headers": HEADERS,
        "content": CONTENT,
        "links": Naming(Object("Link")),
    },
    required=("description",),
    referral=Referral.ALONE,
)
CALLBACK = Table(
    "Callback",
    {},
    entries=Naming(Object("PathItem"), (form.CALLBACK_KEY,)),
    referral=Referral.ALONE,
)
EXAMPLE = Table(
    "Example",
    {"summary": TEXT, "description": TEXT, "value": ANYTHING, "externalValue": URL},
    referral=Referral.ALONE,
    laws=(Exclusive(("externalValue",), "value"),),
)
LINK = Table(
    "Link",
    {
        "operationRef": URL,
        "operationId": TEXT,
        "parameters": Naming(ANYTHING),
        "requestBody": ANYTHING,
        "description": TEXT,
        "server": Object("Server"),
    },
    referral=Referral.ALONE,
    laws=(
        Either(("operationRef", "operationId")),
        Exclusive(("operationRef",), "operationId"),
    ),
)
TAG = Table(
    "Tag",
    {"name": TEXT, "description": TEXT, "externalDocs": Object("ExternalDocumentation")},
    required=("name",),
)
DISCRIMINATOR = Table(
    "Discriminator",
    {"propertyName": TEXT, "mapping": Naming(TEXT)},
    required=("propertyName",),
)
XML = Table(
    "XML",
    {
        "name": TEXT,
        "namespace": Formed((form.ABSOLUTE_URI,)),
        "prefix": TEXT,
        "attribute": FLAG,
        "wrapped": FLAG,
    },
)

TABLES = {
    **tables(OPENAPI, INFO, CONTACT, LICENSE, SERVER, SERVER_VARIABLE, COMPONENTS, PATHS),
    **tables(PATH_ITEM, OPERATION, EXTERNAL_DOCUMENTATION, PARAMETER, REQUEST_BODY, MEDIA_TYPE),
    **tables(ENCODING, RESPONSES, RESPONSE, CALLBACK, EXAMPLE, LINK, HEADER, TAG),
    **tables(DISCRIMINATOR, XML),
    **tables(schema.V3_0),
    **PARAMETERS_BY_PLACE,
    **security.TABLES,
}
