"""A document with pieces of others in it, each of which knows where it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from mockserver import pointer as pointers
from mockserver.origin import Origin
from mockserver.pointer import Pointer, Token
from mockserver.source.document import Document
from mockserver.value import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value is written: its document, and its place there."""

    document: Document
    pointer: Pointer

    def below(self, token: Token) -> Source:
        """The source of a member or an element."""
        return Source(self.document, (*self.pointer, token))


class Seams:
    """The containers that were made anew, each with the sources of what is in it.

    What is in no such container stands in its document as it stands here.
    """

    def __init__(self, root: Any, document: Document) -> None:
        self.root = root
        self._top = Source(document, ())
        self._known: dict[int, tuple[Any, Any]] = {}  # the containers, too, so that ids stay theirs

    def own(self, place: Pointer) -> tuple[Any, Any]:
        """A container that may be changed, and the dict or list of its sources beside it.

        All that hold it are made anew, so that what is written elsewhere stays as it is.
        """
        source, value = self._top, self.root
        above: tuple[Any, Token] | None = None
        for depth in range(len(place) + 1):
            value = self._owned(value, source)
            if above is None:
                self.root = value
            else:
                above[0][above[1]] = value
            if depth < len(place):
                above = (value, place[depth])
                source = self._known[id(value)][1][place[depth]]
                value = value[place[depth]]
        return self._known[id(value)]

    def _owned(self, value: Any, source: Source) -> Any:
        if id(value) in self._known:
            return value
        copied: Any
        sources: Any
        if isinstance(value, dict):
            copied, sources = dict(value), {name: source.below(name) for name in value}
        else:
            copied, sources = list(value), [source.below(place) for place in range(len(value))]
        self._known[id(copied)] = (copied, sources)
        return copied

    def merge(self, place: Pointer, update: Mapping[str, Any], source: Source) -> None:
        """Put members into an object: objects are merged, lists joined, all else is replaced."""
        value, sources = self.own(place)
        for name, new in update.items():
            old, written = value.get(name), source.below(name)
            if isinstance(old, dict) and isinstance(new, dict):
                self.merge((*place, name), new, written)
            elif isinstance(old, list) and isinstance(new, list):
                self.join((*place, name), new, written)
            else:
                value[name], sources[name] = new, written

    def replace(self, place: Pointer, new: Any, source: Source) -> None:
        """Put a value in the place of a member or an element; the place is not that of the root."""
        value, sources = self.own(place[:-1])
        value[place[-1]], sources[place[-1]] = new, source

    def join(self, place: Pointer, update: list[Any], source: Source) -> None:
        """Append elements to a list."""
        value, sources = self.own(place)
        value.extend(update)
        sources.extend(source.below(index) for index in range(len(update)))

    def append(self, place: Pointer, update: Any, source: Source) -> None:
        """Append one element to a list."""
        value, sources = self.own(place)
        value.append(update)
        sources.append(source)

    def remove(self, place: Pointer) -> None:
        """Take away a member or an element; the place is not that of the root."""
        value, sources = self.own(place[:-1])
        del value[place[-1]], sources[place[-1]]

    def source(self, place: Pointer) -> tuple[Source, bool]:
        """Where a value is written, and true; where there is none, its nearest ancestor."""
        source, value = self._top, self.root
        for token in place:
            try:
                below = pointers.step(value, token)
            except KeyError:
                return source, False
            source = self._below(value, source, token)
            value = below
        return source, True

    def _below(self, value: Any, source: Source, token: Token) -> Source:
        if id(value) not in self._known:
            return source.below(token)
        sources = self._known[id(value)][1]
        found: Source = sources[int(token)] if isinstance(sources, list) else sources[token]
        return found


@dataclass(frozen=True, eq=False)
class Patchwork(Document):
    """A document some of which is written in ``others``: findings point to where it is."""

    seams: Seams = field(kw_only=True, repr=False)
    others: tuple[Document, ...] = field(kw_only=True, default=(), repr=False)

    @property
    def parts(self) -> tuple[Document, ...]:
        """The document, then those that changed it."""
        return (self, *self.others)

    def origin(self, pointer: Pointer) -> Origin:
        """As for any document, in the file that the value came from."""
        source, exists = self.seams.source(pointer)
        if not exists and source.pointer and self._holds(source):
            return source.document.key_origin(source.pointer)
        return source.document.origin(source.pointer)

    def key_origin(self, pointer: Pointer) -> Origin:
        """As for any document, in the file that the value came from."""
        source, exists = self.seams.source(pointer)
        return source.document.key_origin(source.pointer) if exists else self.origin(pointer)

    def raw(self, pointer: Pointer) -> str | None:
        """As for any document."""
        source, exists = self.seams.source(pointer)
        return source.document.raw(source.pointer) if exists else None

    def _holds(self, source: Source) -> bool:
        content = pointers.resolve(source.document.root, source.pointer)
        return isinstance(content, dict | list)
