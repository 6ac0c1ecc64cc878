"""What changed about the credentials that an operation asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mockserver.diff.change import Change
from mockserver.diff.pairing import Couple
from mockserver.errors import DocumentError
from mockserver.origin import Origin
from mockserver.spec.model import Operation, Requirement, SecurityScheme, Spec
from mockserver.spec.node import Node

_Kind = tuple[str, ...]
_Needs = Mapping[_Kind, frozenset[str]]


def security_changes(base: Spec, revision: Spec, couple: Couple) -> Iterator[Change]:
    """Credentials that were enough and are not any more, and those that are enough now."""
    old, new = _alternatives(base, couple.base), _alternatives(revision, couple.revision)
    refused = [each for each in old if not any(_suffices(each.needs, it.needs) for it in new)]
    for each in refused:
        wanted = f"asked for: {' or '.join(_told(it.needs) for it in new)}"
        told = f"security: {_told(each.needs)} {_verb(each.needs)} not enough any more; {wanted}"
        yield Change("security-tightened", told, *_places(each, new, couple.revision))
    for each in new:
        if not refused and not any(_suffices(each.needs, it.needs) for it in old):
            told = f"security: {_told(each.needs)} {_verb(each.needs)} enough as well"
            there, here = _places(each, old, couple.base)
            yield Change("security-loosened", told, here, there)


def scheme_changes(base: Spec, revision: Spec) -> Iterator[Change]:
    """What became of where credentials are got, for the schemes that both documents name."""
    old, new = dict(_schemes_of(base.root)), dict(_schemes_of(revision.root))
    for name in (name for name in old if name in new):
        before, after = _got(old[name]), _got(new[name])
        for key in before.keys() & after.keys():
            if before[key] != after[key]:
                said = f"its {key} was {before[key]} and is now {after[key]}"
                yield _otherwise(name, said, old[name], new[name])
        flows = _named_flows(new[name])
        for flow in sorted(_named_flows(old[name]) - flows) if flows else ():
            yield _otherwise(name, f"the flow '{flow}' is gone", old[name], new[name])
        if new[name].flag("deprecated") and not old[name].flag("deprecated"):
            message = f"security scheme '{name}': it is deprecated"
            origins = old[name].key_origin, new[name].key_origin
            yield Change("credentials-deprecated", message, *origins)
        for scope in sorted(_scopes(old[name]) - _scopes(new[name])):
            said = f"the scope '{scope}' is not given any more"
            yield _otherwise(name, said, old[name], new[name])


def _otherwise(name: str, said: str, old: Node, new: Node) -> Change:
    message = f"security scheme '{name}': {said}"
    return Change("credentials-got-otherwise", message, old.key_origin, new.key_origin)


def _schemes_of(root: Node) -> Iterator[tuple[str, Node]]:
    components = root.get("components")
    named = components.child_members("securitySchemes") if components else ()
    for name, node in (*named, *root.child_members("securityDefinitions")):
        try:
            yield name, node.followed()
        except DocumentError:  # validate tells of it
            continue


def _flows(scheme: Node) -> Iterator[tuple[str, Node]]:
    """The scheme itself, as Swagger 2.0 has it, and its flows."""
    yield "", scheme
    yield from scheme.child_members("flows")


# What Swagger 2.0 calls otherwise.
_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}


def _named_flows(scheme: Node) -> frozenset[str]:
    """The names of its flows, those of Swagger 2.0 as they are called now."""
    said = scheme.text("flow")
    names = (name for name, _ in scheme.child_members("flows"))
    return frozenset((*names, *([_FLOWS.get(said, said)] if said else ())))


def _got(scheme: Node) -> dict[str, str]:
    """By the flow and the name of a URL: that URL."""
    return {
        f"{flow} {key}".strip(): url.value
        for flow, node in _flows(scheme)
        for key, url in node.members()
        if key.endswith("Url") and isinstance(url.value, str)
    }


def _scopes(scheme: Node) -> set[str]:
    return {name for _, node in _flows(scheme) for name, _ in node.child_members("scopes")}


@dataclass(frozen=True, slots=True)
class _Alternative:
    """One way in: what it needs, where it is asked for, and where its schemes are by name."""

    needs: _Needs
    origin: Origin
    schemes: Mapping[str, SecurityScheme]


def _places(
    each: _Alternative, others: tuple[_Alternative, ...], operation: Operation
) -> tuple[Origin, Origin]:
    """Where a way in is asked for, and where the other document asks for the likest one."""
    for other in others:
        for name, scheme in each.schemes.items():
            twin = other.schemes.get(name)
            if twin is not None and _kind(name, scheme) != _kind(name, twin):
                return scheme.origin, twin.origin
    like = [it for it in others if it.needs.keys() & each.needs.keys()]
    return each.origin, like[0].origin if len(like) == 1 else _place(operation)


def _alternatives(spec: Spec, operation: Operation) -> tuple[_Alternative, ...]:
    """Each way in; where none is declared anybody may come."""
    declared = operation.node.get("security") or operation.root.get("security")
    places = [each.origin for each in declared.elements()] if declared else []
    found = [
        _Alternative(_needs(spec, each), place, _schemes(spec, each))
        for each, place in zip(operation.security, places, strict=True)
    ]
    return tuple(found) or (_Alternative({}, _place(operation), {}),)


def _schemes(spec: Spec, requirement: Requirement) -> Mapping[str, SecurityScheme]:
    known = spec.security_schemes
    return {name: known[name] for name in requirement if name in known}


def _needs(spec: Spec, requirement: Requirement) -> _Needs:
    return {
        _kind(name, spec.security_schemes.get(name)): frozenset(scopes)
        for name, scopes in requirement.items()
    }


def _kind(name: str, scheme: SecurityScheme | None) -> _Kind:
    """A scheme by what it is, so that it may be called otherwise."""
    if scheme is None:
        return ("unknown", name)
    place = scheme.location.value if scheme.location else ""
    parameter = scheme.parameter.lower() if place == "header" else scheme.parameter
    return (scheme.kind, place, parameter)


def _suffices(held: _Needs, needed: _Needs) -> bool:
    return all(kind in held and scopes <= held[kind] for kind, scopes in needed.items())


def _told(needs: _Needs) -> str:
    if not needs:
        return "no credentials"
    return " and ".join(_named(kind, scopes) for kind, scopes in needs.items())


def _verb(needs: _Needs) -> str:
    return "are" if len(needs) != 1 else "is"


def _named(kind: _Kind, scopes: frozenset[str]) -> str:
    name = " ".join(word for word in kind if word)
    return f"{name} ({', '.join(sorted(scopes))})" if scopes else name


def _place(operation: Operation) -> Origin:
    declared = operation.node.get("security") or operation.root.get("security")
    return declared.key_origin if declared else operation.origin
