"""A JSON scalar and the text that stands for it in a parameter, a form field or an XML node.

OAS 3.1 Appendix B leaves the conversion to the implementation; it is the JSON text of the scalar
here, and the text itself for a string.
"""

import math
import re
from typing import Any

from mockserver.serialization.errors import StyleError, excerpt

MAX_DIGITS = 4300
"""Integers with more digits stay text: converting them takes quadratic time."""

_LITERALS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_NAMES: dict[bool | None, str] = {value: name for name, value in _LITERALS.items()}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def read(text: str) -> tuple[bool | int | float | None, ...]:
    """The number, boolean or null that a text writes as JSON does (RFC 8259 §3, §6).

    Nothing when it is none, as ``+1``, ``01``, ``1_000``, ``NaN``, or when it is out of bounds.
    """
    if text in _LITERALS:
        return (_LITERALS[text],)
    number = _NUMBER.fullmatch(text)
    if number is None:
        return ()
    return _float(text) if number[1] or number[2] else _integer(text)


def _integer(text: str) -> tuple[int, ...]:
    try:
        return (int(text),) if len(text) <= MAX_DIGITS else ()
    except ValueError:  # the process may have set a lower limit than ours
        return ()


def _float(text: str) -> tuple[float, ...]:
    value = float(text)
    return (value,) if math.isfinite(value) else ()


def write(value: Any) -> str:
    """The text of a scalar. Raises StyleError for what is no JSON scalar or out of bounds."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return _NAMES[value]
    if isinstance(value, int):
        return _digits(value)
    if isinstance(value, float) and math.isfinite(value):
        return float.__repr__(value)
    raise StyleError(f"{excerpt(value)} is no string, number, boolean or null; none can stand here")


def _digits(value: int) -> str:
    try:
        return int.__repr__(value)
    except ValueError as error:
        raise StyleError(f"the integer has more than {MAX_DIGITS} digits") from error
