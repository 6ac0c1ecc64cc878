"""Plain scalars: what YAML 1.2 reads them as, and where YAML 1.1 read them differently."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

NOT_TEXT = "-+.0123456789ntfNTF~"
"""Only a scalar that begins with one of these, or is empty, can be anything but text."""
_NUMERIC = "-+.0123456789"

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


_WORDS_OF_1_1 = frozenset(
    "y Y n N yes Yes YES no No NO on On ON off Off OFF = <<".split()  # booleans, a value, a merge
)


@cache
def _different() -> re.Pattern[str]:
    """Numbers and dates. Made when it is first asked for, as few texts look like one."""
    sign, digits, sixties = "[-+]?", "[0-9][0-9_]*", "(:[0-5]?[0-9])+"
    power = "([eE][-+][0-9]+)?"
    day, time = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?"
    forms = (
        f"{sign}0b[01_]+",
        f"{sign}(0+[1-7][0-7]+|0[0-7]*_[0-7_]*|0[0-9]*[89][0-9]*)",  # octal or text in 1.1
        "0o[0-7]+",  # octal in 1.2, text in 1.1
        f"{sign}0x[0-9a-fA-F_]*_[0-9a-fA-F_]*|[-+]0x[0-9a-fA-F]+",
        rf"{sign}([1-9][0-9_]*{sixties}|{digits}{sixties}\.[0-9_]*)",  # base 60
        rf"{sign}([1-9][0-9]*_[0-9_]*|(?=[0-9.]*_){digits}\.[0-9_]*{power})",
        rf"{sign}\.[0-9]+_[0-9_]*{power}",
        rf"{sign}(\.[0-9]+|[0-9]+(\.[0-9]*)?)[eE][0-9]+",  # 1.1 wants a sign in the exponent,
        rf"{sign}[0-9]+[eE][-+][0-9]+",  # and a point before it
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        rf"{day}([Tt]|[ \t]+){time}([ \t]*(Z|[-+][0-9]{{1,2}}(:?[0-9]{{2}})?))?",
    )
    return re.compile("|".join(forms))


def reads_differently_in_yaml_1_1(raw: str) -> bool:
    """Whether a reader of YAML 1.1 takes a plain scalar for another value than YAML 1.2 does.

    The types of YAML 1.1 are those of yaml.org/type: bool, int, float, timestamp, value, merge.
    """
    if raw in _WORDS_OF_1_1:
        return True
    return raw != "" and raw[0] in _NUMERIC and _different().fullmatch(raw) is not None
