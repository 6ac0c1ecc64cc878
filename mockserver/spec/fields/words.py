"""Turns of speech that sentences about a document share."""

from typing import Any

_LONG = 60
NEAR = 0.75
"""How alike two words of a document are when one is the other misspelt."""


def did_you_mean(word: str) -> str:
    """The end of a sentence about a word; empty when there is no better one."""
    return f"; did you mean `{word}`?" if word else ""


def quoted(names: tuple[str, ...], link: str) -> str:
    """Names in a sentence, in backticks, with a word before the last one."""
    *first, last = (f"`{name}`" for name in names)
    return f"{', '.join(first)} {link} {last}" if first else last


def found(value: Any) -> str:
    """How a sentence calls the value that is there."""
    if value is None:
        return "empty (null)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the string '{clip(value)}'"
    return "a list" if isinstance(value, list) else "an object"


def clip(text: str) -> str:
    """As much of a text as a sentence can bear."""
    return text if len(text) <= _LONG else text[: _LONG - 3] + "..."


def version(name: str) -> str:
    """``OpenAPI 3.0``: a version by its full name."""
    return f"Swagger {name}" if name == "2.0" else f"OpenAPI {name}"


def versions(names: list[str]) -> str:
    """``Swagger 2.0 and OpenAPI 3.0 and 3.1``: some versions, in order."""
    named, *further = [version(names[0]), *names[1:]]
    if names[0] == "2.0" and further:
        return " and ".join((named, versions(further)))
    return " and ".join(filter(None, (", ".join((named, *further[:-1])), *further[-1:])))
