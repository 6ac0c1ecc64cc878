"""OpenAPI 3.2: https://spec.openapis.org/oas/v3.2.0, told as what it changes in 3.1."""

from dataclasses import replace

from mockserver.spec.fields import form, schema, security, v30, v31
from mockserver.spec.fields.law import Either, Exclusive, Law, OnlyFor
from mockserver.spec.fields.shape import (
    ANYTHING,
    FLAG,
    TEXT,
    URL,
    Formed,
    Listing,
    Naming,
    Object,
    Shape,
    Word,
)
from mockserver.spec.fields.table import Referral, Table, Variants, tables
from mockserver.spec.fields.v31 import TABLES as V3_1

_ENCODING = Object("Encoding")
_ENCODINGS: dict[str, Shape] = {
    "encoding": Naming(_ENCODING),
    "prefixEncoding": Listing(_ENCODING),
    "itemEncoding": _ENCODING,
}
_ENCODING_LAW = Exclusive(("prefixEncoding", "itemEncoding"), "encoding")

OPENAPI = v31.OPENAPI.plus({"$self": Formed((form.URL, form.NO_FRAGMENT))})
SERVER = v30.SERVER.plus({"name": TEXT})
COMPONENTS = v31.COMPONENTS.plus({"mediaTypes": v30.component("MediaType")})
PATH_ITEM = v30.PATH_ITEM.plus(
    {
        **v30.methods("query"),
        "additionalOperations": Naming(Object("Operation"), (form.METHOD, form.ADDITIONAL_METHOD)),
    }
)

# §4.12: examples may stand beside content, and path and cookie know allowReserved.
_VALUE_LAWS = (
    Either(("schema", "content")),
    v30.EXAMPLE_LAW,
    Exclusive(("content",), "schema"),
    Exclusive(("style", "explode", "allowReserved"), "content", unless="schema"),
    OnlyFor("allowReserved", "in", ("query", "path", "cookie")),
    OnlyFor("allowEmptyValue", "in", ("query",)),
)
PARAMETER = v31.PARAMETER.plus(
    {"in": Word(("query", "querystring", "header", "path", "cookie"))},
    laws=_VALUE_LAWS,
    variants=Variants("in", {**v30.PLACES, "querystring": "QuerystringParameter"}),
)


def _place(name: str, *laws: Law) -> Table:
    return replace(V3_1[name], laws=(*_VALUE_LAWS, *laws))


PARAMETERS_BY_PLACE = tables(
    _place("QueryParameter"),
    _place("PathParameter"),
    _place("HeaderParameter", v30.UNHEARD),
    _place("CookieParameter", OnlyFor("allowReserved", "style", ("form",))).plus(
        {"style": Word(("form", "cookie"))}
    ),
    PARAMETER.minus(
        *("schema", "style", "explode", "allowReserved", "allowEmptyValue"),
        name="QuerystringParameter",
        required=("name", "in", "content"),
        laws=(v30.EXAMPLE_LAW,),
        variants=None,
        where=" with `in: querystring`",
    ),
)
HEADER = replace(V3_1["Header"], laws=_VALUE_LAWS[:4])
MEDIA_TYPE = v31.MEDIA_TYPE.plus(
    {"description": TEXT, "itemSchema": schema.SCHEMA, **_ENCODINGS},
    laws=(v30.EXAMPLE_LAW, _ENCODING_LAW),
    referral=Referral.ANNOTATED,
)
ENCODING = v30.ENCODING.plus(_ENCODINGS, laws=(_ENCODING_LAW,))
RESPONSE = V3_1["Response"].plus({"summary": TEXT}, required=())
EXAMPLE = V3_1["Example"].plus(
    {"dataValue": ANYTHING, "serializedValue": TEXT},
    laws=(
        Exclusive(("externalValue", "dataValue", "serializedValue"), "value"),
        Exclusive(("externalValue",), "serializedValue"),
    ),
)
TAG = v30.TAG.plus({"summary": TEXT, "parent": TEXT, "kind": TEXT})
SECURITY_SCHEME = v31.SECURITY_SCHEME.plus({"deprecated": FLAG, "oauth2MetadataUrl": URL})
OAUTH_FLOW = security.OAUTH_FLOW.plus({"deviceAuthorizationUrl": URL})
OAUTH_FLOWS = security.OAUTH_FLOWS.plus({"deviceAuthorization": Object("deviceAuthorizationFlow")})
DISCRIMINATOR = v30.DISCRIMINATOR.plus({"defaultMapping": TEXT})
XML = v30.XML.plus(
    {"nodeType": Word(("element", "attribute", "text", "cdata", "none"))},
    laws=(Exclusive(("attribute", "wrapped"), "nodeType"),),
)

TABLES = v31.annotated(
    {
        **V3_1,
        **tables(OPENAPI, SERVER, COMPONENTS, PATH_ITEM, PARAMETER, HEADER, MEDIA_TYPE, ENCODING),
        **tables(
            RESPONSE, EXAMPLE, TAG, SECURITY_SCHEME, OAUTH_FLOWS, OAUTH_FLOW, DISCRIMINATOR, XML
        ),
        **tables(security.flow("deviceAuthorization", "deviceAuthorizationUrl", "tokenUrl")),
        **PARAMETERS_BY_PLACE,
        **security.schemes(SECURITY_SCHEME),
    }
)
