"""Who may ask: the security requirements of an operation against what a request carries."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from mockserver.errors import Rejection
from mockserver.http import TOKEN, Request
from mockserver.problem import Problem
from mockserver.serialization import StyleError, parse_query
from mockserver.spec.model import Location, Operation, Requirement, SecurityScheme
from mockserver.value import dataclass

UNAUTHORIZED = "urn:mockserver:unauthorized"
FORBIDDEN = "urn:mockserver:forbidden"
_AUTHORIZATION = re.compile(rf"({TOKEN.pattern})[ \t]+(\S.*)", re.DOTALL)
_DIGEST = ("username", "realm", "nonce", "uri", "response")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a request shows for one scheme: the credential, and scopes if it names any."""

    credential: str
    scopes: frozenset[str] | None = None


class Guard:
    """Lets requests pass that carry what one of the operation's requirements asks for.

    Without ``credentials`` any of the right shape will do; with them only those: an API key, a
    token, or ``user:password``.
    """

    def __init__(
        self,
        operation: Operation,
        schemes: Mapping[str, SecurityScheme],
        credentials: frozenset[str] = frozenset(),
    ) -> None:
        self._requirements = operation.security
        self._schemes = schemes
        self._credentials = credentials
        self._is_named = _names_authorization(operation)
        self._tells_403 = any(each.pattern in ("403", "4XX") for each in operation.responses)

    def admit(self, request: Request) -> None:
        """Raises Rejection: 401 with WWW-Authenticate, or 403 for a token without the scope."""
        if self._is_named and "Authorization" not in request.headers:
            raise _unauthorized([])
        if not self._requirements:
            return
        lacking = [self._lacking(requirement, request) for requirement in self._requirements]
        if all(lacking):
            raise _unauthorized([scheme for each in lacking for scheme in each])
        if self._tells_403:
            pairs = zip(self._requirements, lacking, strict=True)
            self._insist_on_scopes(request, (each for each, lacks in pairs if not lacks))

    def _lacking(self, requirement: Requirement, request: Request) -> list[SecurityScheme]:
        """The schemes of a requirement that the request does not fulfil."""
        schemes = (self._schemes[name] for name in requirement if name in self._schemes)
        return [scheme for scheme in schemes if not self._accepts(scheme, request)]

    def _accepts(self, scheme: SecurityScheme, request: Request) -> bool:
        prove = _PROOFS.get(scheme.kind, _any_scheme)
        proof = prove(scheme, request)
        if proof is None:
            return scheme.kind == "mutualTLS"  # shown to the server that ends the connection
        return not self._credentials or proof.credential in self._credentials

    def _insist_on_scopes(self, request: Request, shown: Iterable[Requirement]) -> None:
        """Of the requirements that are met, one has to be with all the scopes it names."""
        missing = [self._missing_scopes(each, request) for each in shown]
        if all(missing):
            listed = " ".join(sorted(missing[0]))
            detail = f"The token lacks the scope {listed}."
            challenge = f'Bearer error="insufficient_scope", scope="{listed}"'  # RFC 6750 §3.1
            problem = Problem(403, detail, FORBIDDEN)
            raise Rejection(problem, ("WWW-Authenticate", challenge))

    def _missing_scopes(self, requirement: Requirement, request: Request) -> frozenset[str]:
        missing: set[str] = set()
        for name, wanted in requirement.items():
            scheme = self._schemes.get(name)
            proof = _PROOFS.get(scheme.kind, _any_scheme)(scheme, request) if scheme else None
            if proof and proof.scopes is not None:
                missing |= set(wanted) - proof.scopes
        return frozenset(missing)


def _names_authorization(operation: Operation) -> bool:
    """Whether credentials are asked for as a parameter, and not, or not only, by a scheme."""
    return any(
        each.location is Location.HEADER and each.required and each.name.lower() == "authorization"
        for each in operation.parameters
    )


def _unauthorized(schemes: list[SecurityScheme]) -> Rejection:
    distinct = list(dict.fromkeys(schemes))
    wanted = ", or ".join(dict.fromkeys(map(_wanted, distinct))) or "an 'Authorization' header"
    detail = f"A credential is missing or not accepted: send {wanted}."
    violation = {"location": ["request"], "severity": "Error", "code": 401, "message": detail}
    problem = Problem(401, detail, UNAUTHORIZED, extensions={"validation": [violation]})
    challenges = dict.fromkeys(map(_challenge, distinct)) or {"Bearer": None}
    return Rejection(problem, ("WWW-Authenticate", ", ".join(challenges)))


def _wanted(scheme: SecurityScheme) -> str:
    if scheme.kind == "apiKey":
        return f"an API key in the {scheme.location} '{scheme.parameter}'"
    forms = {"basic": "Basic base64(user:password)", "digest": "Digest ..."}
    return f"'Authorization: {forms.get(scheme.kind, f'{_scheme_name(scheme)} TOKEN')}'"


def _challenge(scheme: SecurityScheme) -> str:
    """RFC 9110 §11.6.1; an API key has no registered scheme, so its place is told."""
    if scheme.kind == "apiKey":
        return f'ApiKey in="{scheme.location}", name="{scheme.parameter}"'
    extra = {"basic": ' realm="*"', "digest": ' realm="*", nonce="0", qop="auth"'}
    return f"{_scheme_name(scheme)}{extra.get(scheme.kind, '')}"


def _scheme_name(scheme: SecurityScheme) -> str:
    """OAuth 2.0 and OpenID Connect tokens are bearer tokens (RFC 6750)."""
    return "Bearer" if scheme.kind in _BEARERS else scheme.kind.capitalize()


def _api_key(scheme: SecurityScheme, request: Request) -> Proof | None:
    values = _KEY_PLACES[scheme.location](scheme.parameter, request) if scheme.location else []
    value = next((each for each in values if each), None)
    return Proof(value) if value else None


def _query_values(name: str, request: Request) -> list[str]:
    try:
        return [value for key, value in parse_query(request.query).decoded() if key == name]
    except StyleError:
        return []


def _cookie_values(name: str, request: Request) -> list[str]:
    pairs = (
        pair.partition("=") for line in request.headers.all("Cookie") for pair in line.split(";")
    )
    return [value.strip() for key, _, value in pairs if key.strip() == name]


_KEY_PLACES: Mapping[Location, Callable[[str, Request], list[str]]] = {
    Location.HEADER: lambda name, request: request.headers.all(name),
    Location.QUERY: _query_values,
    Location.COOKIE: _cookie_values,
}


def _authorization(request: Request, scheme: str) -> str | None:
    """The credentials of an Authorization field of a scheme; its name has no case."""
    for line in request.headers.all("Authorization"):
        match = _AUTHORIZATION.fullmatch(line.strip())
        if match and match[1].lower() == scheme:
            return match[2]
    return None


def _basic(_scheme: SecurityScheme, request: Request) -> Proof | None:
    """RFC 7617 §2: base64 of user, colon, password."""
    try:
        pair = base64.b64decode(_authorization(request, "basic") or "", validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return Proof(pair) if ":" in pair else None


def _digest(_scheme: SecurityScheme, request: Request) -> Proof | None:
    """RFC 7616 §3.4: the members that every response has."""
    text = _authorization(request, "digest") or ""
    has_all = all(re.search(rf"\b{name}=", text) for name in _DIGEST)
    return Proof(text) if has_all else None


def _bearer(_scheme: SecurityScheme, request: Request) -> Proof | None:
    token = _authorization(request, "bearer")
    return Proof(token, _scopes(token)) if token else None


def _any_scheme(scheme: SecurityScheme, request: Request) -> Proof | None:
    credentials = _authorization(request, scheme.kind.lower())
    return Proof(credentials) if credentials else None


_BEARERS = ("bearer", "oauth2", "openIdConnect")
_PROOFS: Mapping[str, Callable[[SecurityScheme, Request], Proof | None]] = {
    "apiKey": _api_key,
    "basic": _basic,
    "digest": _digest,
    **dict.fromkeys(_BEARERS, _bearer),
}


def _scopes(token: str) -> frozenset[str] | None:
    """The scopes that a JWT claims (RFC 8693 §4.2, and names in use); None for opaque tokens."""
    claims = _claims(token)
    for name in ("scope", "scp", "scopes"):
        value = claims.get(name)
        if isinstance(value, str):
            return frozenset(value.split())
        if isinstance(value, list):
            return frozenset(each for each in value if isinstance(each, str))
    return None


def _claims(token: str) -> Mapping[str, Any]:
    """RFC 7519 §3: three parts, the second one JSON in base64url. Nothing is verified here."""
    parts: Iterator[str] = iter(token.split("."))
    payload = next((part for place, part in enumerate(parts) if place == 1), "")
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}
