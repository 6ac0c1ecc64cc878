"""Anchors and aliases: values that stand in several places, and are built once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mockserver.hint import hint
from mockserver.source import rules
from mockserver.source.nesting import MAX_DEPTH
from mockserver.source.reading import Fault, Unreadable

MAX_BORROWED = 2_000_000
"""Keys and values that aliases may stand for, all in all: far above what real documents share."""

_MANY_NAMES, _MANY_FAULTS = 500, 50  # beyond these, to look for similar names takes too long


@dataclass(slots=True)
class _Anchored:
    """A value with an anchor. ``raw`` is a scalar's text; ``is_open`` while more is to come."""

    name: str
    value: Any
    raw: str | None = None
    is_open: bool = False
    depth: int = 0
    deepest: int = 0
    size: int = 0

    @property
    def height(self) -> int:
        """How many levels of mappings and lists it has."""
        return 0 if self.raw is not None else self.deepest - self.depth + 1


class Anchors:
    """What anchors name. ``enclosing`` are those of the mappings and lists that are being filled.

    What an alias stands for is counted as if it were written out: so that whoever walks the values
    later is led neither in circles nor through more than can be walked.
    """

    def __init__(self, faults: list[Fault]) -> None:
        self.enclosing: list[_Anchored] = []
        self._faults = faults
        self._known: dict[str, _Anchored] = {}
        self._borrowed = 0

    def add(self, name: str, value: Any, raw: str) -> None:
        """A scalar with an anchor."""
        self._known[name] = _Anchored(name, value, raw)

    def enter(self, name: str, container: Any, depth: int, nodes: int) -> None:
        """A mapping or list with an anchor begins, after so many keys and values before it."""
        anchored = _Anchored(name, container, is_open=True, depth=depth, deepest=depth)
        anchored.size = -(nodes + self._borrowed)
        self._known[name] = anchored
        self.enclosing.append(anchored)

    def leave(self, container: Any, depth: int, nodes: int) -> None:
        """A mapping or list within an anchored one ends, or that one itself."""
        self._reach(depth)
        innermost = self.enclosing[-1]
        if innermost.value is not container:
            return
        self.enclosing.pop()
        innermost.is_open = False
        innermost.size += nodes + self._borrowed
        self._reach(innermost.deepest)

    def _reach(self, depth: int) -> None:
        if self.enclosing:
            self.enclosing[-1].deepest = max(self.enclosing[-1].deepest, depth)

    def value(self, alias: Any, depth: int) -> Any:
        """What an alias at a depth stands for; None, with a fault, where there is nothing.

        Raises Unreadable where aliases make the whole too large or too deep.
        """
        offset = alias.start_mark.index
        anchored = self._find(alias.anchor, offset)
        if anchored is None:
            return None
        self.borrow(anchored.size, offset)
        if depth + anchored.height > MAX_DEPTH:
            said = f"with this alias, values are nested more than {MAX_DEPTH} levels deep"
            raise Unreadable(Fault(offset, rules.TOO_DEEP, said))
        self._reach(depth + anchored.height)
        return anchored.value

    def text(self, alias: Any) -> str | None:
        """The text of a scalar that an alias stands for; None where it is no scalar."""
        anchored = self._find(alias.anchor, alias.start_mark.index)
        return anchored.raw if anchored else alias.anchor

    def borrow(self, nodes: int, offset: int) -> None:
        """Count keys and values that stand for themselves elsewhere. Raises Unreadable."""
        self._borrowed += nodes
        if self._borrowed > MAX_BORROWED:
            said = f"aliases make more than {MAX_BORROWED:,} values of this document; use fewer"
            raise Unreadable(Fault(offset, rules.BOMB, said))

    def _find(self, name: str, offset: int) -> _Anchored | None:
        anchored = self._known.get(name)
        if anchored is None:
            said = f"there is no anchor '&{name}' before this alias{self._nearest(name)}"
            self._faults.append(Fault(offset, rules.UNDEFINED_ALIAS, said))
        elif anchored.is_open:
            said = f"'*{name}' stands within the value of '&{name}', which so would never end"
            self._faults.append(Fault(offset, rules.CYCLE, said))
            return None
        return anchored

    def _nearest(self, name: str) -> str:
        is_few = len(self._known) <= _MANY_NAMES and len(self._faults) <= _MANY_FAULTS
        known = self._known if is_few else ()
        return hint(name, known, f"define it, or quote '*{name}'", form="'*{}'")
