"""What one side demands at a place, as a judge and as a source of values."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from random import Random
from typing import Any

from mockserver.diff.form import Form
from mockserver.diff.relation import TooLarge, expanded
from mockserver.generation import Generator, Unsatisfiable
from mockserver.schema import Validator
from mockserver.schema.validator import compiled

_SEED = 20_240_901
_TRIES = 12
_KEPT = 64


class Local(Validator):
    """The judge of one place of a value."""

    def __init__(self, bundled: dict[str, Any]) -> None:
        self.bundled = bundled
        self._compiled = compiled(bundled)

    @cached_property
    def drawn(self) -> dict[str, Any]:
        """Values are made of it as it is."""
        return self.bundled


class Judge:
    """What one side demands at a place, as a judge and as a source of values."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._made: list[Any] = []

    @cached_property
    def local(self) -> Local | None:
        """The judge; None where the schema cannot be used."""
        try:
            return Local(self._form.bundled())
        except ValueError:
            return None

    def accepts(self, value: Any) -> bool:
        """Whether a value fits here; what cannot be judged does."""
        return self.local is None or self.local.is_valid(value)

    def values(self) -> Iterator[Any]:
        """Values that fit: the least, the usual, then others. Each is made once."""
        for attempt in range(_TRIES):
            if attempt == len(self._made) and not self._make(attempt):
                return
            yield self._made[attempt]

    def _make(self, attempt: int) -> bool:
        """One more value; whether there is one."""
        if self._generator is None:
            return False
        try:
            made = self._generator.value(Random(_SEED + attempt), full=bool(attempt % 2))
        except (Unsatisfiable, RecursionError):
            return False
        self._made.append(made)
        return True

    @cached_property
    def _generator(self) -> Generator | None:
        return Generator(self.local) if self.local else None

    def beyond(self, other: Judge) -> Iterator[Any]:
        """Values that fit here and not there, where the library can tell."""
        try:
            schema = {"allOf": [expanded(self._form)], "not": expanded(other._form)}
            generator = Generator(Local(schema))
            for attempt in range(2):
                yield generator.value(Random(_SEED + attempt), full=False)
        except (TooLarge, Unsatisfiable, ValueError, RecursionError):
            return


class Judges:
    """The judges of what was asked for of late: many places and bodies ask for the same."""

    def __init__(self) -> None:
        self._known: dict[object, Judge] = {}

    def of(self, form: Form) -> Judge:
        """The judge of what a side demands."""
        key = form.side, tuple(part.key for part in form.sources)
        if key not in self._known:
            if len(self._known) == _KEPT:  # each may hold all schemas of a document
                self._known.clear()
            self._known[key] = Judge(form)
        return self._known[key]
