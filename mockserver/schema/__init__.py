"""The instrument that judges values: the only room that knows the JSON Schema library."""

from mockserver.schema.direction import Direction
from mockserver.schema.validator import Validator, Validators, Violation

__all__ = ["Direction", "Validator", "Validators", "Violation"]
