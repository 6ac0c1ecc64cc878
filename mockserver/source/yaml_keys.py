"""The keys of YAML mappings: text always, once each, and merged where '<<' asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import Any, NamedTuple

from yaml.events import AliasEvent

from mockserver.finding import Rule
from mockserver.source import rules, yaml_tags
from mockserver.source.lines import Lines
from mockserver.source.marks import Offsets
from mockserver.source.reading import Fault, excerpt
from mockserver.source.scalar import resolve
from mockserver.source.yaml_anchors import Anchors

MERGE = "<<"


class _Kind(Enum):
    MERGE = auto()
    REPEATED = auto()
    COMPLEX = auto()


@dataclass(frozen=True, eq=False, slots=True)
class _Unsettled:
    """Stands for a key until its mapping ends, as all that concerns it is known only then."""

    kind: _Kind
    name: str = ""


class _Member(NamedTuple):
    """A value, and the offsets of its key and of itself."""

    value: Any
    key_offset: int
    offset: int


class Keys:
    """Makes names of keys.

    ``names`` holds those that are read as they are, ``unsettled`` the ids of the mappings that
    hold a key to be settled when they end.
    """

    def __init__(
        self, text: str, offsets: dict[int, Offsets], faults: list[Fault], anchors: Anchors
    ) -> None:
        self.names: dict[str, str] = {}
        self.unsettled: set[int] = set()
        self._text = text
        self._offsets = offsets
        self._faults = faults
        self._anchors = anchors

    def name(self, event: Any, container: dict[Any, Any]) -> Any:
        """The key for a scalar or an alias, or what stands for it until the mapping ends."""
        if event.__class__ is AliasEvent:
            text = self._anchors.text(event)
            if text is None:
                return self.complex(event, container)
        elif _is_plain(event) and event.value == MERGE:
            return self._defer(container, _Kind.MERGE)
        else:
            text = event.value
            self._read(event)
        return self._defer(container, _Kind.REPEATED, text) if text in container else text

    def complex(self, event: Any, container: dict[Any, Any]) -> _Unsettled:
        """What stands for a mapping or list as a key."""
        said = "a key is text, and this is a mapping or a list; quote it if it is meant as text"
        self._tell(event.start_mark.index, rules.COMPLEX_KEY, said)
        return self._defer(container, _Kind.COMPLEX)

    def _defer(self, container: dict[Any, Any], kind: _Kind, name: str = "") -> _Unsettled:
        self.unsettled.add(id(container))
        return _Unsettled(kind, name)

    def _read(self, event: Any) -> None:
        text = event.value
        if not yaml_tags.is_known(event):
            self._faults.append(yaml_tags.refuse(event))
        if event.anchor is not None:
            self._anchors.add(event.anchor, text, text)
        if text == MERGE or type(resolve(text)) not in (str, int):
            self._warn(event)
        else:
            self.names[text] = text

    def _warn(self, event: Any) -> None:
        """OAS 3.1 §4.2: keys are text; what YAML reads as another type is read as text here."""
        if _is_plain(event):
            shown = f"'{event.value}'" if event.value else "an empty key"
            said = f"{shown} is not text in YAML, and is read as text here; put it in quotes"
            self._tell(event.start_mark.index, rules.KEY_NOT_STRING, said)

    def settle(self, container: dict[Any, Any], marks: list[int]) -> None:
        """Put the keys of a mapping in order, now that all is there. Raises Unreadable."""
        self.unsettled.discard(id(container))
        own: dict[str, _Member] = {}
        merged: dict[str, _Member] = {}
        for slot, (key, value) in enumerate(container.items()):
            member = _Member(value, marks[2 * slot], marks[2 * slot + 1])
            if key.__class__ is _Unsettled and key.kind is _Kind.MERGE:
                self._merge(member, merged)
            else:
                self._add(self._text_of(key, member), member, own)
        members = {**merged, **own}
        container.clear()
        container.update((name, member.value) for name, member in members.items())
        marks[:] = [place for member in members.values() for place in member[1:]]

    def _text_of(self, key: Any, member: _Member) -> str:
        if key.__class__ is not _Unsettled:
            return str(key)
        if key.kind is _Kind.COMPLEX:
            return self._text[member.key_offset : member.offset].rstrip(" \t\r\n:")
        return str(key.name)

    def _add(self, name: str, member: _Member, own: dict[str, _Member]) -> None:
        if name in own:
            line = self._lines.line(own[name].key_offset)
            said = f"'{excerpt(name)}' is a key of this mapping already, in line {line}; remove one"
            self._tell(member.key_offset, rules.YAML_DUPLICATE, said)
        own[name] = member

    def _merge(self, member: _Member, merged: dict[str, _Member]) -> None:
        """yaml.org/type/merge: keys at hand win over merged ones, earlier sources over later."""
        sources = member.value if isinstance(member.value, list) else [member.value]
        for source in sources:
            if isinstance(source, dict):
                self._anchors.borrow(2 * len(source), member.offset)
                for name, found in self._members(source):
                    merged.setdefault(name, found)
            elif source is not None:  # None: nothing to merge, or an alias that was told of
                said = f"'{MERGE}' takes a mapping or a list of mappings; remove it, or quote it"
                self._tell(member.offset, rules.MERGE, said)

    def _members(self, source: dict[str, Any]) -> Iterator[tuple[str, _Member]]:
        places = iter(self._offsets[id(source)])
        for (name, value), key_offset, offset in zip(source.items(), places, places, strict=True):
            yield name, _Member(value, key_offset, offset)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._text)

    def _tell(self, offset: int, rule: Rule, message: str) -> None:
        self._faults.append(Fault(offset, rule, message))


def _is_plain(event: Any) -> bool:
    return not event.style and event.tag is None
