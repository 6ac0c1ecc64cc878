"""Security requirements: whether the schemes and scopes they name are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity
from mockserver.hint import hint
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_key, at_value

RULES = (
    Rule("security-scheme-undefined", Severity.ERROR, "A requirement names a declared scheme."),
    Rule("scope-undefined", Severity.WARNING, "A scope is one that a flow of its scheme has."),
    Rule(
        "scope-without-meaning",
        Severity.INFO,
        "Only OAuth 2 and OpenID Connect have scopes (an error before 3.1).",
    ),
)
NO_SCHEME, NO_SCOPE, SCOPELESS = RULES


def check_security(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings about security requirements (OAS 3.1 §4.8.30)."""
    schemes = _schemes(spec)
    is_strict = spec.version in ("2.0", "3.0")
    for requirement in survey.nodes("SecurityRequirement"):
        for name, scopes in requirement.members():
            if name in schemes:
                yield from _scopes(name, scopes, schemes[name], is_strict=is_strict)
            elif "/" not in name and "#" not in name:  # OAS 3.2 §4.30: a URI names a scheme, too
                yield at_key(scopes, NO_SCHEME, _undefined(name, schemes))


def _schemes(spec: Spec) -> Mapping[str, Node]:
    components = spec.root.get("components")
    named = components.child_members("securitySchemes") if components else iter(())
    found = {}
    for name, node in (*named, *spec.root.child_members("securityDefinitions")):
        try:
            found[name] = node.followed()
        except DocumentError:  # told as a broken reference
            found[name] = node
    return found


def _undefined(name: str, schemes: Mapping[str, Node]) -> str:
    meant = hint(name, schemes, f"there are {', '.join(schemes)}" if schemes else "declare it")
    return f"there is no security scheme '{name}'{meant}"


def _scopes(name: str, scopes: Node, scheme: Node, *, is_strict: bool) -> Iterator[Finding]:
    if scheme.text("type") == "oauth2":
        known = _known(scheme)
        for scope in scopes.elements():
            if isinstance(scope.value, str) and scope.value not in known:
                there = f"there are {', '.join(known)}" if known else "declare it in one"
                meant = hint(scope.value, known, there)
                message = f"no flow of '{name}' has the scope '{scope.value}'{meant}"
                yield at_value(scope, NO_SCOPE, message)
    elif scheme.text("type") not in ("openIdConnect", "") and scopes.value:
        yield _scopeless(name, scopes, is_strict=is_strict)


def _scopeless(name: str, scopes: Node, *, is_strict: bool) -> Finding:
    """OAS 3.0 §4.7.30: such a list "MUST be empty"; from 3.1 on it may name roles."""
    if not is_strict:
        message = f"'{name}' has no scopes: these are for readers only, and no part of a request"
        return at_value(scopes, SCOPELESS, message)
    first = next(scopes.elements(), scopes)
    message = f"'{name}' is neither OAuth 2 nor OpenID Connect, and has no scopes: write []"
    return replace(at_value(first, SCOPELESS, message), severity=Severity.ERROR)


def _known(scheme: Node) -> tuple[str, ...]:
    """The scopes of all flows; Swagger 2.0 has one flow, in the scheme itself."""
    owners = (scheme, *(flow for _, flow in scheme.child_members("flows")))
    return tuple(name for owner in owners for name, _ in owner.child_members("scopes"))
