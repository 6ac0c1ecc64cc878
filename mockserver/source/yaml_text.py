"""YAML by libyaml's events: values, places and faults in one pass.

Composing nodes first takes several times as long; so does the garbage collector, hence its pause.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from mockserver.finding import Finding, Rule, Severity, report
from mockserver.origin import Origin
from mockserver.source.marks import Mark, Marks
from mockserver.source.scalar import MAYBE, MOST_DIGITS, is_beyond_json, resolve

try:
    from yaml._yaml import CParser as Parser
except ImportError:  # no libyaml: the same events, slower
    from yaml import Loader as Parser  # type: ignore[assignment]

RULES = (
    Rule("yaml-syntax", Severity.ERROR, "A YAML text follows the grammar."),
    Rule("yaml-tab", Severity.ERROR, "YAML is indented with spaces."),
    Rule("yaml-duplicate-key", Severity.ERROR, "An object has no key twice."),
    Rule("yaml-alias-undefined", Severity.ERROR, "An alias names an anchor that stands before it."),
    Rule("yaml-alias-cycle", Severity.ERROR, "An anchored value does not hold itself."),
    Rule("yaml-alias-bomb", Severity.ERROR, "Aliases do not blow a document up."),
    Rule("yaml-key-not-string", Severity.WARNING, "A key is text, or a number that is a status."),
    Rule("yaml-key-complex", Severity.ERROR, "A key is a scalar."),
    Rule("yaml-merge", Severity.ERROR, "A merge key '<<' takes an object or a list of objects."),
    Rule("yaml-tag", Severity.ERROR, "Tags are those of JSON's types."),
    Rule("yaml-number", Severity.ERROR, "A number is one that JSON can write."),
    Rule("yaml-second-document", Severity.ERROR, "A file holds one document."),
    Rule(
        "nesting-too-deep", Severity.ERROR, "Values are nested to a depth that programs can read."
    ),
)
_RULES = {rule.id: rule for rule in RULES}
MAX_DEPTH = 150
MAX_NODES = 10_000_000

_CORE = "tag:yaml.org,2002:"
_SCALAR_TAGS = frozenset(
    (_CORE + "str", _CORE + "int", _CORE + "float", _CORE + "bool", _CORE + "null", "!")
)
_BINARY = _CORE + "binary"
_COLLECTION_TAGS = frozenset((_CORE + "map", _CORE + "seq", "!"))


class _Stop(Exception):
    """What follows cannot be read sensibly."""


@dataclass(slots=True)
class _Frame:
    """An object or list that is being filled."""

    container: Any
    marks: Any
    anchor: str | None
    nodes: int
    key: str | None = None
    key_mark: Any = None
    merges: bool = False


@dataclass(slots=True)
class _Anchored:
    """The value of an anchor; ``size`` is the number of nodes beneath, None while it is open."""

    value: Any
    marks: Marks | None
    size: int | None


@dataclass(slots=True)
class Reading:
    """What came of a text."""

    root: Any = None
    marks: Marks | None = None
    faults: list[Finding] = field(default_factory=list)
    is_empty: bool = True


def read_yaml(text: str, file: str) -> Reading:
    """Read a text; what is wrong with it is in the faults, and reading goes on where it can."""
    builder = _Builder(file)
    with _collector_off():
        try:
            builder.build(Parser(text))
        except _Stop:
            builder.reading.root = None
        except (yaml.YAMLError, RecursionError) as error:
            builder.reading.faults.append(_syntax(error, text, file))
            builder.reading.root = None
    return builder.reading


@contextmanager
def _collector_off() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Builder:
    """Folds events into values and marks."""

    def __init__(self, file: str) -> None:
        self.reading = Reading()
        self._file = file
        self._anchors: dict[str, _Anchored] = {}
        self._nodes = 0

    def build(self, parser: Any) -> None:  # noqa: C901, PLR0915  the hot loop, kept whole
        """The loop over all events: one branch for each kind, the common ones first."""
        next_event = parser.get_event
        top = _Frame(None, [], None, 0)
        stack: list[_Frame] = []
        frame = top
        while True:
            event = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                if frame.key is None and type(frame.container) is dict:
                    self._key(frame, event)
                    continue
                text = event.value
                if event.tag is not None:
                    text = self._tagged(event)
                elif not event.style and (not text or text[0] in MAYBE):
                    text = self._plain(event)
                if event.anchor is not None:
                    self._anchors[event.anchor] = _Anchored(text, None, 0)
                _put(frame, text, event.start_mark, None)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                below = self._open(frame, event, len(stack))
                stack.append(frame)
                frame = below
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._close(frame)
                frame = stack.pop()
            elif kind is AliasEvent:
                self._alias(frame, event)
            elif kind is DocumentStartEvent and top.marks:
                self._fault("yaml-second-document", event, "a second document starts here")
                return
            elif kind is DocumentEndEvent and self.reading.is_empty and top.marks:
                self.reading.is_empty = False
                self.reading.root, self.reading.marks = top.container, top.marks[0][4]
            elif kind is StreamEndEvent:
                return

    def _key(self, frame: _Frame, event: ScalarEvent) -> None:
        key = event.value
        mark = event.start_mark
        if key in frame.container:
            first = frame.marks[key][0]
            self._fault(
                "yaml-duplicate-key",
                event,
                f"'{key}' stands here again; it is at line {first} already",
            )
        if not event.style:
            if key == "<<":
                frame.merges = True
            elif (not key or key[0] in MAYBE) and not isinstance(resolve(key), str | int | float):
                written = key or "an empty key"
                self._fault(
                    "yaml-key-not-string",
                    event,
                    f"{written} is no text; quote it to use it as a key",
                )
        frame.key, frame.key_mark = key, mark

    def _plain(self, event: ScalarEvent) -> Any:
        text = event.value
        value = resolve(text)
        if value is text and is_beyond_json(text):
            self._fault(
                "yaml-number", event, f"JSON has no {text}; write a number or quote the text"
            )
        if len(text) > MOST_DIGITS and text.lstrip("-+").isdigit():
            self._fault(
                "yaml-number", event, f"this number has {len(text)} digits; quote it if it is text"
            )
        return value

    def _tagged(self, event: ScalarEvent) -> Any:
        tag = event.tag
        if tag == _BINARY:
            return re.sub(r"\s", "", event.value)
        if tag not in _SCALAR_TAGS:
            self._fault("yaml-tag", event, f"the tag {_short(tag)} means nothing here; remove it")
            return event.value
        wanted = tag.removeprefix(_CORE)
        value = event.value if wanted in ("str", "!") else resolve(event.value)
        if wanted == "float" and isinstance(value, int):
            value = float(value)
        if not _is_of(value, wanted):
            self._fault("yaml-tag", event, f"'{event.value}' is no {wanted}, as its tag says")
        return value

    def _open(self, frame: _Frame, event: Any, depth: int) -> _Frame:
        if depth >= MAX_DEPTH:
            self._fault(
                "nesting-too-deep", event, f"values are nested more than {MAX_DEPTH} deep here"
            )
            raise _Stop
        if event.tag is not None and event.tag not in _COLLECTION_TAGS:
            self._fault(
                "yaml-tag", event, f"the tag {_short(event.tag)} means nothing here; remove it"
            )
        container: Any = {} if type(event) is MappingStartEvent else []
        marks: Any = {} if type(event) is MappingStartEvent else []
        if frame.key is None and type(frame.container) is dict:
            self._fault(
                "yaml-key-complex", event, "a key cannot be an object or a list; write text"
            )
            raise _Stop
        _put(frame, container, event.start_mark, marks)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(container, marks, None)
        return _Frame(container, marks, event.anchor, self._nodes)

    def _close(self, frame: _Frame) -> None:
        self._nodes += len(frame.container) + 1
        if frame.merges:
            self._merge(frame)
        if frame.anchor is not None and (anchored := self._anchors.get(frame.anchor)):
            anchored.size = self._nodes - frame.nodes

    def _alias(self, frame: _Frame, event: AliasEvent) -> None:
        name = str(event.anchor)
        anchored = self._anchors.get(name)
        if anchored is None:
            self._fault(
                "yaml-alias-undefined",
                event,
                f"no anchor &{name} stands before *{name}{self._close_to(name)}",
            )
            anchored = _Anchored(None, None, 0)
        elif anchored.size is None:
            self._fault(
                "yaml-alias-cycle", event, f"*{name} stands within &{name}, so it would have no end"
            )
            anchored = _Anchored(None, None, 0)
        if frame.key is None and type(frame.container) is dict:
            self._fault("yaml-key-complex", event, "an alias cannot be a key here; write text")
            raise _Stop
        self._nodes += anchored.size or 0
        if self._nodes > MAX_NODES:
            self._fault(
                "yaml-alias-bomb", event, f"aliases make this more than {MAX_NODES:,} values"
            )
            raise _Stop
        _put(frame, anchored.value, event.start_mark, anchored.marks)

    def _close_to(self, name: str) -> str:
        from difflib import get_close_matches

        close = get_close_matches(name, self._anchors, n=1)
        return f"; did you mean *{close[0]}?" if close else ""

    def _merge(self, frame: _Frame) -> None:
        """yaml.org/type/merge: earlier sources win over later ones, keys at hand over all."""
        value, mark = frame.container.pop("<<"), frame.marks.pop("<<")
        sources = value if isinstance(value, list) else [value]
        below = mark[4] if isinstance(value, list) else [(*mark[:4], mark[4])]
        for source, source_mark in zip(sources, below or (), strict=False):
            if not isinstance(source, dict):
                self._fault_at("yaml-merge", mark, "'<<' takes an object, or a list of objects")
                continue
            for key, member in source.items():
                if key not in frame.container:
                    frame.container[key] = member
                    frame.marks[key] = source_mark[4][key]

    def _fault(self, rule: str, event: Any, message: str) -> None:
        place = event.start_mark
        self._fault_at(rule, (place.line + 1, place.column + 1, 0, 0, None), message)

    def _fault_at(self, rule: str, mark: Mark, message: str) -> None:
        origin = Origin(self._file, mark[0], mark[1])
        self.reading.faults.append(report(_RULES[rule], message, origin))


def _put(frame: _Frame, value: Any, mark: Any, below: Marks | None) -> None:
    line, column = mark.line + 1, mark.column + 1
    container = frame.container
    if type(container) is dict:
        key = frame.key_mark
        container[frame.key] = value
        frame.marks[frame.key] = (key.line + 1, key.column + 1, line, column, below)
        frame.key = None
    elif type(container) is list and frame.marks is not None and not isinstance(frame.marks, dict):
        container.append(value)
        frame.marks.append((line, column, line, column, below))
    else:
        frame.container = value
        frame.marks.append((line, column, line, column, below))


def _is_of(value: Any, wanted: str) -> bool:
    kinds: dict[str, Any] = {"str": str, "int": int, "float": float, "bool": bool, "!": str}
    if wanted == "null":
        return value is None
    return isinstance(value, kinds[wanted]) and (wanted == "bool" or not isinstance(value, bool))


def _short(tag: object) -> str:
    text = str(tag)
    return f"!!{text.removeprefix(_CORE)}" if text.startswith(_CORE) else text


# What libyaml says, and what it means to somebody who wrote the text.
_WORDS = (
    (
        "mapping values are not allowed",
        "a ':' is not expected here: indent the lines alike, or quote the text",
    ),
    ("could not find expected ':'", "a ':' is missing after this key"),
    (
        "did not find expected key",
        "a key is expected here: see whether the lines are indented alike",
    ),
    (
        "did not find expected '-' indicator",
        "a '-' is expected here: see whether the items are indented alike",
    ),
    ("did not find expected ',' or", "a ',' or the closing bracket is missing here"),
    ("found unexpected end of stream", "this quoted text is not closed"),
    ("did not find expected node content", "a value is missing here"),
    (
        "found unknown escape character",
        "this escape is unknown; double the backslash, or use single quotes",
    ),
    (
        "block sequence entries are not allowed",
        "a '-' is not expected here: put the list on lines of its own",
    ),
    (
        "found character that cannot start any token",
        "this character cannot start a value; quote the text",
    ),
    ("found duplicate anchor", "this anchor stands twice"),
    ("found undefined tag handle", "this tag is unknown; remove it"),
)
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _syntax(error: Exception, text: str, file: str) -> Finding:
    mark = getattr(error, "problem_mark", None)
    unreadable = None if mark else _UNREADABLE.search(text)
    if unreadable:
        line, column = place(text, unreadable.start())
        message = f"the character U+{ord(unreadable[0]):04X} cannot stand in YAML; remove it"
        return report(_RULES["yaml-syntax"], message, Origin(file, line, column))
    if mark is None:
        return report(_RULES["yaml-syntax"], str(error), Origin(file, 1, 1))
    if str(getattr(error, "problem", "")).startswith("found unexpected end of stream"):
        mark = getattr(error, "context_mark", None) or mark
    origin = Origin(file, mark.line + 1, mark.column + 1)
    if _has_tab(text, mark.line):
        return report(_RULES["yaml-tab"], "a tab stands here; indent with spaces", origin)
    return report(_RULES["yaml-syntax"], _worded(error), origin)


def _worded(error: Exception) -> str:
    problem = str(getattr(error, "problem", "") or error)
    return next((words for known, words in _WORDS if problem.startswith(known)), problem)


def _has_tab(text: str, line: int) -> bool:
    """Whether the indentation of a line has a tab."""
    lines = text.split("\n", line + 1)
    return line < len(lines) and re.match(r" *-? *\t", lines[line]) is not None


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1
