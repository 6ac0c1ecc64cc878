"""Which operations of two documents are the same: method and path, names of variables aside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mockserver.spec.model import Operation, Spec

_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Couple:
    """An operation of both documents; ``names`` are path variables by what they were called."""

    base: Operation
    revision: Operation
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pairing:
    """The operations of both documents, and those of one of them only."""

    couples: tuple[Couple, ...]
    removed: tuple[Operation, ...]
    added: tuple[Operation, ...]


def pair(base: Spec, revision: Spec) -> Pairing:
    """Pair the operations of two documents."""
    theirs = {_key(each): each for each in revision.operations}
    ours = {_key(each): each for each in base.operations}
    couples = tuple(_couple(ours[key], theirs[key]) for key in ours if key in theirs)
    removed = tuple(each for key, each in ours.items() if key not in theirs)
    added = tuple(each for key, each in theirs.items() if key not in ours)
    return Pairing(couples, removed, added)


def shape(template: str) -> str:
    """A path template without the names of its variables."""
    return _VARIABLE.sub("{}", template)


def _key(operation: Operation) -> tuple[str, str]:
    return operation.method.upper(), shape(operation.template)


def _couple(base: Operation, revision: Operation) -> Couple:
    old, new = _VARIABLE.findall(base.template), _VARIABLE.findall(revision.template)
    return Couple(base, revision, dict(zip(old, new, strict=True)))
