"""Text of unknown origin inside of Markdown (CommonMark 0.31, tables as GitHub writes them)."""

import re

from mockserver.visible import visible

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&#$!]")
"""What acts inside of a line; ASCII punctuation may be escaped (CommonMark §2.4)."""
_TICKS = re.compile("`+")


def escaped(text: str) -> str:
    """The text as it is, in one line."""
    return _SPECIAL.sub(r"\\\g<0>", visible(text))


def in_html(text: str) -> str:
    """Text between tags; what Markdown would read is written as HTML's own references."""
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", visible(text))


def fence(text: str, language: str = "text") -> str:
    """A code block whose fence is longer than any in the text (CommonMark §4.5)."""
    ticks = "`" * max(_longest(text) + 1, 3)
    return f"{ticks}{language}\n{text}\n{ticks}"


def code(text: str) -> str:
    """A code span, whose quotes are longer than any in the text (CommonMark §6.1)."""
    shown = visible(text)
    longest = _longest(shown)
    return f"{'`' * (longest + 1)} {shown} {'`' * (longest + 1)}" if longest else f"`{shown}`"


def _longest(text: str) -> int:
    return max(map(len, _TICKS.findall(text)), default=0)
