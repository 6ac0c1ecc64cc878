"""YAML texts: values and places in one pass over libyaml's events."""

from __future__ import annotations

import math
from array import array
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from mockserver.source import rules, yaml_tags
from mockserver.source.marks import Marks, Offsets
from mockserver.source.nesting import MAX_DEPTH
from mockserver.source.reading import Fault, Reading, Unreadable, collector_paused, excerpt, failed
from mockserver.source.scalar import NOT_TEXT, Resolved, resolve
from mockserver.source.yaml_anchors import Anchors
from mockserver.source.yaml_keys import Keys
from mockserver.source.yaml_syntax import explain

# Wheels of PyYAML carry libyaml; without it the same events come from Python, more slowly.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_ITEM = object()
"""Stands in the place of a key while a list is being filled."""


def read_yaml(text: str, loader: Any = LOADER) -> Reading:
    """Read a text under the core schema of YAML 1.2; what is wrong with it is in the faults."""
    builder = _Builder(text)
    try:
        with collector_paused():
            builder.build(loader(text).get_event)
    except Unreadable as error:
        return failed(*builder.faults, error.fault)
    except (yaml.YAMLError, UnicodeError) as error:
        return failed(*builder.faults, explain(error, text, loader))
    if not builder.holder:
        return failed(Fault(0, rules.EMPTY, "this file holds nothing but comments"))
    marks = Marks(builder.holder, builder.offsets)
    return Reading(builder.holder[0], builder.faults, lambda: marks)


def read_part(text: str) -> tuple[Any, dict[int, Offsets]] | None:
    """The value of a piece of YAML and the offsets of what is in it; None for one with a fault."""
    builder = _Builder(text)
    try:
        builder.build(LOADER(text).get_event)
    except (Unreadable, yaml.YAMLError, UnicodeError):
        return None
    if builder.faults or not builder.holder:
        return None
    del builder.offsets[id(builder.holder)]
    return builder.holder[0], builder.offsets


class _Builder:
    """Folds events into plain values, and notes the offset at which each key and value begins."""

    def __init__(self, text: str) -> None:
        self.holder: list[Any] = []
        self.offsets: dict[int, Offsets] = {}
        self.faults: list[Fault] = []
        self._anchors = Anchors(self.faults)
        self._keys = Keys(text, self.offsets, self.faults, self._anchors)

    # One function, as a call for each event would cost half as much again.
    def build(self, get_event: Any) -> None:  # noqa: C901, PLR0912, PLR0915
        """Take all events. Raises Unreadable, and what the parser raises."""
        keys, anchors, offsets, plain = self._keys, self._anchors, self.offsets, Resolved()
        names, unsettled, enclosing = keys.names, keys.unsettled, anchors.enclosing
        stack: list[tuple[Any, list[int], Any]] = []
        marks: list[int] = []
        container: Any = self.holder
        name: Any = _ITEM  # in a mapping: None where a key comes next
        nodes = 0
        while True:
            event = get_event()
            kind = event.__class__
            if name is None and (kind is ScalarEvent or kind is AliasEvent):
                is_bare = kind is ScalarEvent and event.anchor is None and event.tag is None
                name = names.get(event.value) if is_bare else None
                if name is None or name in container:
                    name = keys.name(event, container)
                marks.append(event.start_mark.index)
                continue
            if kind is ScalarEvent:
                value: Any = event.value
                if event.anchor is not None or event.tag is not None:
                    value = self._adorned(event)
                elif not event.style and value[:1] in NOT_TEXT:
                    value = plain[value]
                    if value.__class__ is float:
                        self._check_finite(event, value)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                if id(container) in unsettled:
                    keys.settle(container, marks)
                nodes += len(marks)
                if enclosing:
                    anchors.leave(container, len(stack), nodes)
                offsets[id(container)] = array("I", marks)
                container, marks, name = stack.pop()
                continue
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                value = {} if kind is MappingStartEvent else []
            elif kind is AliasEvent:
                value = anchors.value(event, len(stack))
            elif kind is StreamEndEvent or (kind is DocumentStartEvent and container):
                offsets[id(container)] = array("I", marks)
                return self._end(event)
            else:
                continue
            marks.append(event.start_mark.index)
            if name is _ITEM:
                container.append(value)
            elif name is None:
                name = keys.complex(event, container)
            else:
                container[name] = value
                name = None
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                stack.append((container, marks, name))
                if event.anchor is not None or event.tag is not None or len(stack) > MAX_DEPTH:
                    self._open(event, value, len(stack), nodes)
                container, marks, name = value, [], None if kind is MappingStartEvent else _ITEM

    def _end(self, event: Any) -> None:
        offset = event.start_mark.index
        if event.__class__ is DocumentStartEvent:
            said = "a second document begins here, and a file holds one; remove it, or the '---'"
            self.faults.append(Fault(offset, rules.SECOND_DOCUMENT, said))

    def _open(self, event: Any, container: Any, depth: int, nodes: int) -> None:
        """A mapping or list with an anchor or a tag, or that lies too deep."""
        if depth > MAX_DEPTH:
            said = f"values are nested more than {MAX_DEPTH} levels deep here"
            raise Unreadable(Fault(event.start_mark.index, rules.TOO_DEEP, said))
        if not yaml_tags.is_known(event):
            self.faults.append(yaml_tags.refuse(event))
        if event.anchor is not None:
            self._anchors.enter(event.anchor, container, depth, nodes)

    def _adorned(self, event: Any) -> Any:
        """The value of a scalar with an anchor or a tag."""
        value = self._tagged(event)
        if value.__class__ is float:
            self._check_finite(event, value)
        if event.anchor is not None:
            self._anchors.add(event.anchor, value, event.value)
        return value

    def _tagged(self, event: Any) -> Any:
        if event.tag is not None and yaml_tags.is_known(event):
            try:
                return yaml_tags.read(event)
            except ValueError:
                self.faults.append(yaml_tags.contradict(event))
        elif event.tag is not None:
            self.faults.append(yaml_tags.refuse(event))
        return event.value if event.style else resolve(event.value)

    def _check_finite(self, event: Any, value: float) -> None:
        if not math.isfinite(value):
            said = f"'{excerpt(event.value)}' is no number of JSON; quote it if it is text"
            self.faults.append(Fault(event.start_mark.index, rules.NOT_FINITE, said))
