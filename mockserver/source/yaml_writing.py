"""Values as YAML that every reader takes for what they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver.source.scalar import reads_differently_in_yaml_1_1, resolve

_INDENT = 2
# What may stand without quotes: it begins with a letter, a digit or a slash, and holds nothing
# that means something to YAML.
_PLAIN = re.compile(r"[\w/](?:[\w ./+@&()$'~;!?=%^,-]|:(?=\S))*")
_PLAIN_IN_FLOW = re.compile(r"[\w/][\w ./+@&()$'~;!=%^-]*")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


def scalar_text(value: Any, quote: str = "", *, is_flow: bool = False) -> str:
    """A scalar on one line; text between quotes where it needs some, or the given ones if it can.

    In brackets (``is_flow``) more texts need them.
    Quoted is also what YAML 1.1 would read as another value than YAML 1.2.
    """
    if not isinstance(value, str):
        return _number_or_word(value)
    if quote == '"' or not value.isprintable():
        return _double_quoted(value)
    if quote == "'" or not _is_plain(value, _PLAIN_IN_FLOW if is_flow else _PLAIN):
        return "'" + value.replace("'", "''") + "'"
    return value


def _number_or_word(value: Any) -> str:
    """As JSON has it, with a point in floats: YAML 1.1 wants one."""
    written = json.dumps(value)
    if isinstance(value, float) and "e" in written and "." not in written:
        return written.replace("e", ".0e")
    return written


def _is_plain(text: str, form: re.Pattern[str]) -> bool:
    is_safe = form.fullmatch(text) is not None and not text.endswith((" ", ":"))
    return is_safe and isinstance(resolve(text), str) and not reads_differently_in_yaml_1_1(text)


def _double_quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    """YAML 1.2 §5.7: what cannot be printed is told by its number."""
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  four digits


def flow_text(value: Any, *, is_json: bool = False) -> str:
    """A value on one line; as JSON has it, with all text in double quotes, if so asked."""
    if isinstance(value, Mapping):
        pairs = (
            f"{_in_flow(name, is_json=is_json)}: {flow_text(each, is_json=is_json)}"
            for name, each in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow_text(each, is_json=is_json) for each in value) + "]"
    return _in_flow(value, is_json=is_json)


def _in_flow(value: Any, *, is_json: bool) -> str:
    return scalar_text(value, '"' if is_json else "", is_flow=True)


def block_lines(value: Any, list_indent: int = 0) -> list[str]:
    """A value as lines; ``list_indent`` is how far lists stand to the right of their key."""
    if isinstance(value, Mapping) and value:
        return [line for item in value.items() for line in member_lines(*item, list_indent)]
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        return [line for each in value for line in element_lines(each, list_indent)]
    return [_on_its_line(value)]


def _on_its_line(value: Any) -> str:
    return flow_text(value) if isinstance(value, Mapping | list | tuple) else scalar_text(value)


def member_lines(name: str, value: Any, list_indent: int = 0) -> Iterator[str]:
    """A member of a mapping as lines."""
    key = scalar_text(name)
    if not isinstance(value, Mapping | list | tuple) or not value:
        yield f"{key}: {_on_its_line(value)}"
        return
    yield f"{key}:"
    step = _INDENT if isinstance(value, Mapping) else list_indent
    yield from (" " * step + line for line in block_lines(value, list_indent))


def element_lines(value: Any, list_indent: int = 0) -> Iterator[str]:
    """An element of a list as lines, the first with its dash."""
    for place, line in enumerate(block_lines(value, list_indent)):
        yield ("- " if place == 0 else " " * _INDENT) + line
