"""A key that no record has, for one that its client names."""

from __future__ import annotations

import re
from random import Random
from typing import Any

from mockserver.generation import Generator
from mockserver.schema import Direction, Validators
from mockserver.spec.model import Location, Operation
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.inputs.bodies import fresh_values
from mockserver.verify.sides.dialogue import Skipped

_TRIES = 20
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def fresh_key(door: Door, validators: Validators, token: str) -> Any:
    """A key such as the path of an operation takes, drawn by the token alone.

    Raises Skipped where none is found, Unsatisfiable where nothing fits.
    """
    return free_value(door.operation, door.part.key_parameter, validators, token)


def free_value(operation: Operation, name: str, validators: Validators, token: str) -> Any:
    """The same for a variable of any path."""
    declared = (each for each in operation.parameters if each.name == name)
    parameter = next((each for each in declared if each.location is Location.PATH), None)
    schema = parameter.any_schema if parameter else None
    if schema is None:
        return token
    validator, random = validators.of(schema, Direction.REQUEST), Random(token)
    generator = Generator(validator)
    for fresh in map(_plain, fresh_values(generator.value(random), token, random)):
        if validator.is_valid(fresh):
            return fresh
    for _ in range(_TRIES):
        drawn = _plain(generator.value(random, natural=False))
        if validator.is_valid(drawn) and drawn != "":
            return drawn
    raise Skipped(f"no {name} is known to be free")


def _plain(key: Any) -> Any:
    """In small letters where it is a UUID: its case says nothing (RFC 9562 §4)."""
    return key.lower() if isinstance(key, str) and _UUID.fullmatch(key) else key
