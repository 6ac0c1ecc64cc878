"""What changed about the credentials that an operation asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mockserver.diff.change import Change
from mockserver.diff.pairing import Couple
from mockserver.origin import Origin
from mockserver.spec.model import Operation, Requirement, SecurityScheme, Spec

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
