"""Values that fit a schema."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from random import Random
from typing import Any

from mockserver.generation.drawing import Drawing
from mockserver.generation.notes import Definitions, Notes
from mockserver.generation.run import NOTHING_FIXED, DeadEnd, Effort, Manner, Run, Tools
from mockserver.schema import Validator
from mockserver.schema.barren import conflict
from mockserver.schema.canonical import Canonical, canonicalize
from mockserver.schema.width import TOO_WIDE, TooWide, narrowed

_TRIES = 3
_NOT_FOUND = "no value that fits this schema was found; show one in the document as its 'example'"


class Unsatisfiable(Exception):
    """No value fits a schema; the message says where and why as far as that is known."""


class Exhausted(Unsatisfiable):
    """No value was found in a number of tries; there may be one."""


class Generator:
    """Makes values that fit a schema: the same random numbers give the same value everywhere."""

    def __init__(self, validator: Validator) -> None:
        self._validator = validator
        self._tools = Tools()
        self._is_narrowed = False

    @cached_property
    def _canonical(self) -> Canonical:
        try:
            return canonicalize(self._validator.drawn)
        except TooWide:
            self._is_narrowed = True
            return canonicalize(narrowed(self._validator.drawn))

    @cached_property
    def _notes(self) -> Notes:
        bundled = self._validator.drawn
        return Notes((bundled,), Definitions(bundled.get("$defs", {})))

    def value(  # noqa: PLR0913  what is wished of a value, each by its name
        self,
        random: Random,
        *,
        locale: str = "en",
        full: bool = True,
        words: bool = True,
        natural: bool = True,
        size: int | None = None,
        fixed: Mapping[str, Any] = NOTHING_FIXED,
    ) -> Any:
        """A value that fits.

        ``full`` fills optional properties, ``words`` makes some up where nothing is known (without
        it, a text is ``string`` and a number 0), ``natural`` takes examples and names as a guide,
        ``size`` is a list's usual length, and ``fixed`` are values of properties at the top that
        are used where they fit. Raises Unsatisfiable where no value can fit, and its kind
        Exhausted where none was found.
        """
        wanted = Manner(full=full, words=words, size=size, natural=natural)
        try:
            return self._found(random, locale, wanted, fixed)
        except RecursionError as error:
            raise Exhausted(f"{_NOT_FOUND}: its parts lead too deep") from error

    def _found(self, random: Random, locale: str, wanted: Manner, fixed: Mapping[str, Any]) -> Any:
        """What is drawn in one of the manners. Raises Unsatisfiable."""
        node = self._reduced()
        effort = Effort()
        for manner in _manners(wanted):
            drawing = Drawing(Run(random, locale, manner, self._tools, effort))
            try:
                value = drawing.root(node, self._notes, fixed)
            except DeadEnd:
                continue
            if self._validator.is_valid(value):
                return value
        raise Exhausted(_NOT_FOUND)

    def _reduced(self) -> Canonical:
        try:
            node = self._canonical
        except ValueError as error:  # beyond what the library can reduce
            raise Exhausted(f"{_NOT_FOUND}: {error}") from error
        if node.is_empty and self._is_narrowed:  # the others are not known
            raise Exhausted(f"{_NOT_FOUND}: {TOO_WIDE}")
        if node.is_empty:
            raise Unsatisfiable(self._reason())
        return node

    def _reason(self) -> str:
        known = conflict(self._validator.drawn)
        return f"no value can fit this schema: it contradicts itself {known}".rstrip()


def _manners(wanted: Manner) -> Iterator[Manner]:
    """From what is wanted to what is easiest."""
    plain = replace(wanted, natural=False)
    least = replace(plain, full=False)
    for manner in (wanted, plain, least, replace(least, budget=0)):
        yield from itertools.repeat(manner, _TRIES)
