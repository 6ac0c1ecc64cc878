"""Plain scalars: what YAML 1.2 reads them as, and where YAML 1.1 read them differently."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

NOT_TEXT = "-+.0123456789ntfNTF~"
"""Only a scalar that begins with one of these, or is empty, can be anything but text."""

_WORDS: Mapping[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o([0-7]+)")
_HEXADECIMAL = re.compile(r"0x([0-9a-fA-F]+)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def resolve(raw: str) -> Any:
    """The value of a plain scalar under the core schema (YAML 1.2 §10.3.2).

    An integer of more digits than Python reads becomes an infinity, as it is beyond use.
    """
    if raw in _WORDS:
        return _WORDS[raw]
    if _DECIMAL.fullmatch(raw):
        return _integer(raw)
    if match := _OCTAL.fullmatch(raw):
        return int(match[1], 8)
    if match := _HEXADECIMAL.fullmatch(raw):
        return int(match[1], 16)
    return float(raw) if _FLOAT.fullmatch(raw) else raw


def _integer(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:
        return float(digits)


class Resolved(dict[str, Any]):
    """The values of plain scalars, each found out once: most of them come again and again."""

    def __missing__(self, raw: str) -> Any:
        value = self[raw] = resolve(raw)
        return value


_SIGN, _DIGITS, _SIXTIES = "[-+]?", "[0-9][0-9_]*", "(:[0-5]?[0-9])+"
_POWER = "([eE][-+][0-9]+)?"
_DAY, _TIME = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?"
_DIFFERENT = re.compile(
    "|".join(
        (
            "(?i:y|n)|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF",  # booleans of 1.1
            f"{_SIGN}0b[01_]+",
            f"{_SIGN}(0+[1-7][0-7]+|0[0-7]*_[0-7_]*|0[0-9]*[89][0-9]*)",  # octal or text in 1.1
            "0o[0-7]+",  # octal in 1.2, text in 1.1
            f"{_SIGN}0x[0-9a-fA-F_]*_[0-9a-fA-F_]*|[-+]0x[0-9a-fA-F]+",
            rf"{_SIGN}([1-9][0-9_]*{_SIXTIES}|{_DIGITS}{_SIXTIES}\.[0-9_]*)",  # base 60
            rf"{_SIGN}([1-9][0-9]*_[0-9_]*|(?=[0-9.]*_){_DIGITS}\.[0-9_]*{_POWER})",
            rf"{_SIGN}\.[0-9]+_[0-9_]*{_POWER}",
            rf"{_SIGN}(\.[0-9]+|[0-9]+(\.[0-9]*)?)[eE][0-9]+",  # 1.1 wants a sign in the exponent,
            rf"{_SIGN}[0-9]+[eE][-+][0-9]+",  # and a point before it
            "[0-9]{4}-[0-9]{2}-[0-9]{2}",
            rf"{_DAY}([Tt]|[ \t]+){_TIME}([ \t]*(Z|[-+][0-9]{{1,2}}(:?[0-9]{{2}})?))?",
            "=|<<",
        )
    )
)


def reads_differently_in_yaml_1_1(raw: str) -> bool:
    """Whether a reader of YAML 1.1 takes a plain scalar for another value than YAML 1.2 does.

    The types of YAML 1.1 are those of yaml.org/type: bool, int, float, timestamp, value, merge.
    """
    return _DIFFERENT.fullmatch(raw) is not None
