"""Security in OpenAPI 3: requirements, schemes by type, OAuth flows."""

from collections.abc import Mapping

from mockserver.spec.fields import form
from mockserver.spec.fields.law import OnlyFor
from mockserver.spec.fields.shape import TEXT, TEXTS, URL, Formed, Naming, Object, Word
from mockserver.spec.fields.table import Referral, Table, Variants, tables

SCOPES = Naming(TEXT)
SECURITY_REQUIREMENT = Table("SecurityRequirement", {}, entries=Naming(TEXTS), extensible=False)
SCHEMES = {
    "apiKey": "ApiKeyScheme",
    "http": "HttpScheme",
    "oauth2": "OAuth2Scheme",
    "openIdConnect": "OpenIdConnectScheme",
}
SECURITY_SCHEME = Table(
    "SecurityScheme",
    {
        "type": Word(tuple(SCHEMES)),
        "description": TEXT,
        "name": TEXT,
        "in": Word(("query", "header", "cookie")),
        "scheme": Formed((form.AUTH_SCHEME,)),
        "bearerFormat": TEXT,
        "flows": Object("OAuthFlows"),
        "openIdConnectUrl": URL,
    },
    required=("type",),
    referral=Referral.ALONE,
    variants=Variants("type", SCHEMES),
)
# §4.7.26: the fields of each type, those it needs and those it may have.
_SCHEME_FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "apiKey": (("name", "in"), ()),
    "http": (("scheme",), ("bearerFormat",)),
    "mutualTLS": ((), ()),
    "oauth2": (("flows",), ("oauth2MetadataUrl",)),
    "openIdConnect": (("openIdConnectUrl",), ()),
}
_SCHEME_LAWS = (OnlyFor("bearerFormat", "scheme", ("bearer",), strict=False),)


def schemes(base: Table) -> Mapping[str, Table]:
    """The variants of a Security Scheme Object, one for each type."""
    by_type = base.variants.tables if base.variants else {}
    return tables(*(_scheme(base, type_, name) for type_, name in by_type.items()))


def _scheme(base: Table, type_: str, name: str) -> Table:
    needed, other = _SCHEME_FIELDS[type_]
    own = {"type", "description", "deprecated", *needed, *other}
    return base.minus(
        *(base.fields.keys() - own),
        name=name,
        family="SecurityScheme",
        required=("type", *needed),
        asks=dict.fromkeys(needed, "type"),
        variants=None,
        laws=tuple(law for law in _SCHEME_LAWS if law.field in own),
        where=f" of type '{type_}'",
    )


OAUTH_FLOW = Table(
    "OAuthFlow",
    {"authorizationUrl": URL, "tokenUrl": URL, "refreshUrl": URL, "scopes": SCOPES},
)


def flow(name: str, *urls: str) -> Table:
    """The variant of an OAuth flow with the URLs it needs (§4.7.28)."""
    return Table(
        f"{name}Flow",
        {**dict.fromkeys(urls, URL), "refreshUrl": URL, "scopes": SCOPES},
        required=(*urls, "scopes"),
        family="OAuthFlow",
        where=f" for `{name}`",
    )


OAUTH_FLOWS = Table(
    "OAuthFlows",
    {
        "implicit": Object("implicitFlow"),
        "password": Object("passwordFlow"),
        "clientCredentials": Object("clientCredentialsFlow"),
        "authorizationCode": Object("authorizationCodeFlow"),
    },
)
_FLOWS = tables(
    flow("implicit", "authorizationUrl"),
    flow("password", "tokenUrl"),
    flow("clientCredentials", "tokenUrl"),
    flow("authorizationCode", "authorizationUrl", "tokenUrl"),
)

TABLES = {
    **tables(SECURITY_REQUIREMENT, SECURITY_SCHEME, OAUTH_FLOWS, OAUTH_FLOW),
    **schemes(SECURITY_SCHEME),
    **_FLOWS,
}
