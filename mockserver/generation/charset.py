"""Sets of characters as ranges of code points."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

Ranges = tuple[tuple[int, int], ...]

LAST = 0x10FFFF
# Two marks beyond all characters stand for the start and the end of a text.
START, END = LAST + 1, LAST + 2
ANY: Ranges = ((0, LAST),)
ALL: Ranges = ((0, END),)

DIGIT: Ranges = ((48, 57),)
WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
# ECMA-262 §22.2.2: white space and line ends; the dot leaves out the line ends.
SPACE: Ranges = (
    (9, 13), (32, 32), (160, 160), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
    (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
)  # fmt: skip
LINE_END: Ranges = ((10, 10), (13, 13), (0x2028, 0x2029))
# Where properties are looked up: what is drawn need not come from all of Unicode.
_KNOWN = 0x530
_SCRIPTS: dict[str, Ranges] = {
    "latin": ((65, 90), (97, 122), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x17F)),
    "greek": ((0x391, 0x3A1), (0x3A3, 0x3A9), (0x3B1, 0x3C9)),
    "cyrillic": ((0x410, 0x44F),),
    "hebrew": ((0x5D0, 0x5EA),),
    "arabic": ((0x627, 0x63A),),
    "thai": ((0xE01, 0xE2E),),
    "hangul": ((0xAC00, 0xD7A3),),
    "hiragana": ((0x3041, 0x3096),),
    "katakana": ((0x30A1, 0x30FA),),
    "han": ((0x4E00, 0x9FA5),),
}
_SPELLED = {
    "alphabetic": "L", "letter": "L", "uppercase": "Lu", "uppercase_letter": "Lu",
    "lowercase": "Ll", "lowercase_letter": "Ll", "number": "N", "decimal_number": "Nd",
    "punctuation": "P", "symbol": "S", "separator": "Z", "space_separator": "Zs", "mark": "M",
    "white_space": "Z",
}  # fmt: skip


def union(sets: Iterable[Ranges]) -> Ranges:
    """What is in any of them."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(pair for ranges in sets for pair in ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(merged[-1][1], high)
        else:
            merged.append((low, high))
    return tuple(merged)


def common(one: Ranges, other: Ranges) -> Ranges:
    """What is in both."""
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple(sorted((low, high) for low, high in pairs if low <= high))


def rest(ranges: Ranges, within: Ranges = ANY) -> Ranges:
    """What is in none of the ranges."""
    gaps, start = [], 0
    for low, high in ranges:
        if low > start:
            gaps.append((start, low - 1))
        start = high + 1
    if start <= END:
        gaps.append((start, END))
    return common(tuple(gaps), within)


@lru_cache(maxsize=256)
def named(name: str) -> Ranges | None:
    """A Unicode property such as ``L``, ``Script=Greek`` or ``Uppercase``; None if unknown."""
    value = name.rpartition("=")[2]
    if value.lower() in _SCRIPTS:
        return _SCRIPTS[value.lower()]
    if value.lower() in ("any", "assigned"):
        return ANY
    category = _SPELLED.get(value.lower(), value)
    codes = (code for code in range(_KNOWN) if unicodedata.category(chr(code)).startswith(category))
    found = union(((code, code),) for code in codes)
    if category in ("L", "Lo"):
        found = union((found, _SCRIPTS["han"], _SCRIPTS["hiragana"]))
    return found or None
