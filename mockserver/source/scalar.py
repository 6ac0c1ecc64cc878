"""Plain scalars under the core schema of YAML 1.2 (§10.3.2), and what YAML 1.1 made of them."""

from __future__ import annotations

import re
from typing import Any

MAYBE = frozenset("-+.0123456789~nNtTfF")
"""What a plain scalar starts with that may be something else than text; the empty one is null."""

MOST_DIGITS = 4000  # Python refuses to read longer integers, JSON readers lose them
_NAMES: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN")
# YAML 1.1 types: booleans, sexagesimals, underscores, binary, octals, timestamps.
_IN_1_1 = re.compile(
    r"(y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)"
    r"|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"
    r"|[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(\.[0-9_]*)?)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt\s].*)?|="
)


def is_beyond_json(text: str) -> bool:
    """Whether a plain scalar is a number that JSON cannot write."""
    return _NO_NUMBER.fullmatch(text) is not None


def resolve(text: str) -> Any:
    """The value of a plain scalar: null, a boolean, a number, or the text itself."""
    if text in _NAMES:
        return _NAMES[text]
    if len(text) > MOST_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return float(text) if _FLOAT.fullmatch(text) else text


def reads_differently_in_yaml_1_1(text: str) -> bool:
    """Whether a reader of YAML 1.1 takes a plain scalar for something else than 1.2 does."""
    leading_zero = re.fullmatch(r"[-+]?0[0-9_]+", text) is not None
    return leading_zero or (isinstance(resolve(text), str) and _IN_1_1.fullmatch(text) is not None)
