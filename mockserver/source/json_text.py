"""JSON texts: values at once, places when they are asked for."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import Any

from mockserver.finding import Rule, Severity, report
from mockserver.origin import Origin
from mockserver.source.marks import Marks
from mockserver.source.yaml_text import MAX_DEPTH, Reading, place

RULES = (
    Rule("json-syntax", Severity.ERROR, "A JSON text follows the grammar."),
    Rule("json-duplicate-key", Severity.ERROR, "An object has no key twice."),
    Rule("json-nesting-too-deep", Severity.ERROR, "Values are not nested without end."),
)
SYNTAX, DUPLICATE, DEEP = RULES
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


def read_json(text: str, file: str) -> Reading:
    """Read a text; what is wrong with it is in the faults. Places are found by ``locate``."""
    repeated: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            repeated.extend(name for name in found if names.count(name) > 1)
        return found

    reading = Reading(is_empty=not text.strip())
    try:
        reading.root = json.loads(text, object_pairs_hook=members, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        message = f"this is no JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        reading.faults.append(report(SYNTAX, message, Origin(file, *place(text, error.pos))))
    except RecursionError:
        reading.faults.append(report(DEEP, _too_deep(), Origin(file, 1, 1)))
    except ValueError as error:
        reading.faults.append(report(SYNTAX, str(error), Origin(file, 1, 1)))
    if _depth_exceeds(reading.root, MAX_DEPTH):
        reading.root = None
        reading.faults.append(report(DEEP, _too_deep(), Origin(file, 1, 1)))
    if repeated and not reading.faults:
        reading.faults.extend(
            report(DUPLICATE, f"'{name}' stands here again; it is at line {first} already", origin)
            for name, first, origin in _Locator(text, file).duplicates()
        )
    return reading


def _no_constant(name: str) -> None:
    raise ValueError(f"JSON has no {name}; write a number or null")


def _too_deep() -> str:
    return f"values are nested more than {MAX_DEPTH} deep"


def _depth_exceeds(root: Any, limit: int) -> bool:
    level: list[Any] = [root]
    for _ in range(limit + 1):
        level = [
            child
            for value in level
            if isinstance(value, dict | list)
            for child in (value.values() if isinstance(value, dict) else value)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def locate(text: str) -> Marks | None:
    """The places of all keys and values of a text that is JSON."""
    return _Locator(text, "").marks()


class _Locator:
    """Walks the tokens of a text once."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._repeated: list[tuple[str, int, Origin]] = []

    def duplicates(self) -> list[tuple[str, int, Origin]]:
        """Each key that is there again: its name, the line of the first one, and its place."""
        self.marks()
        return self._repeated

    def marks(self) -> Marks | None:
        """The tree of places."""
        root: list[Any] = []
        stack: list[Any] = [root]
        key: tuple[str, int, int] | None = None
        for match in _TOKEN.finditer(self._text):
            token, top = match[0], stack[-1]
            if token in "}]":
                stack.pop()
            elif token not in ",:":
                line, column = self._place(match.start())
                if type(top) is dict and key is None:
                    key = self._key(top, token, line, column)
                    continue
                below: Any = {"{": dict, "[": list}.get(token, lambda: None)()
                if type(top) is dict and key is not None:
                    top[key[0]] = (key[1], key[2], line, column, below)
                    key = None
                else:
                    top.append((line, column, line, column, below))
                if below is not None:
                    stack.append(below)
        return root[0][4] if root else None

    def _key(self, top: Any, token: str, line: int, column: int) -> tuple[str, int, int]:
        name = json.loads(token)
        if name in top:
            self._repeated.append((name, top[name][0], Origin(self._file, line, column)))
        return name, line, column

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
