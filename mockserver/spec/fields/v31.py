"""OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.1, told as what it changes in 3.0."""

from collections.abc import Mapping
from dataclasses import replace

from mockserver.spec.fields import form, schema, security, v30
from mockserver.spec.fields.law import Either, Exclusive, Law, OnlyFor
from mockserver.spec.fields.shape import TEXT, URL, Listing, Naming, Object, Word
from mockserver.spec.fields.table import Referral, Table, Variants, tables

SCHEMA = {"schema": schema.SCHEMA}
ONLY_QUERY = tuple(OnlyFor(name, "in", ("query",)) for name in ("allowReserved", "allowEmptyValue"))

OPENAPI = v30.OPENAPI.plus(
    {"jsonSchemaDialect": URL, "webhooks": Naming(Object("PathItem"))},
    required=("info",),
    laws=(Either(("paths", "components", "webhooks")),),
)
INFO = v30.INFO.plus({"summary": TEXT})
LICENSE = v30.LICENSE.plus({"identifier": TEXT}, laws=(Exclusive(("url",), "identifier"),))
SERVER_VARIABLE = v30.SERVER_VARIABLE.plus({"enum": Listing(TEXT, at_least=1)})
COMPONENTS = v30.COMPONENTS.plus(
    {
        "schemas": Naming(schema.SCHEMA, (form.COMPONENT_NAME,)),
        "pathItems": v30.component("PathItem"),
    }
)
OPERATION = replace(v30.OPERATION, required=())
PARAMETER = v30.PARAMETER.plus(SCHEMA)
HEADER = v30.HEADER.minus("allowReserved", "allowEmptyValue").plus(SCHEMA)
MEDIA_TYPE = v30.MEDIA_TYPE.plus(SCHEMA)
SECURITY_SCHEME = security.SECURITY_SCHEME.plus(
    {"type": Word(("apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"))},
    variants=Variants("type", {**security.SCHEMES, "mutualTLS": "MutualTlsScheme"}),
)


def placed(parameter: Table, *laws: Law) -> Table:
    """The variant of a parameter for one location: what only a query has is an error elsewhere."""
    kept = tuple(law for law in parameter.laws if not isinstance(law, OnlyFor))
    return parameter.plus(SCHEMA, laws=(*kept, *laws))


def annotated(given: Mapping[str, Table]) -> Mapping[str, Table]:
    """A reference may have a summary and a description of its own (§4.8.23)."""
    return {
        name: replace(table, referral=Referral.ANNOTATED)
        if table.referral is Referral.ALONE
        else table
        for name, table in given.items()
    }


TABLES = annotated(
    {
        **v30.TABLES,
        **tables(OPENAPI, INFO, LICENSE, SERVER_VARIABLE, COMPONENTS, OPERATION, PARAMETER, HEADER),
        **tables(MEDIA_TYPE, SECURITY_SCHEME, schema.V3_1, schema.FOREIGN),
        **security.schemes(SECURITY_SCHEME),
        **{name: placed(each, *ONLY_QUERY) for name, each in v30.PARAMETERS_BY_PLACE.items()},
    }
)
