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
        """Values that fit: the least, the usual, then others."""
        if self.local is None:
            return
        generator = Generator(self.local)
        for attempt in range(_TRIES):
            full = bool(attempt % 2)
            try:
                yield generator.value(Random(_SEED + attempt), full=full)
            except (Unsatisfiable, RecursionError):
                return

    def beyond(self, other: Judge) -> Iterator[Any]:
        """Values that fit here and not there, where the library can tell."""
        try:
            schema = {"allOf": [expanded(self._form)], "not": expanded(other._form)}
            generator = Generator(Local(schema))
            for attempt in range(2):
                yield generator.value(Random(_SEED + attempt), full=False)
        except (TooLarge, Unsatisfiable, ValueError, RecursionError):
            return
