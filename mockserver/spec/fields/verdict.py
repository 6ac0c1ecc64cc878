"""What is said of a value, a name or a field that cannot stand where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockserver.finding import Rule, Severity
from mockserver.pointer import Pointer
from mockserver.spec.fields.advice import advice
from mockserver.value import dataclass

if TYPE_CHECKING:
    from mockserver.spec.fields.table import Table


@dataclass(frozen=True, slots=True)
class Verdict:
    """A broken rule and the sentence about it.

    ``severity`` is set where it is not that of the rule; ``meant`` is the field that an unknown
    one was probably meant to be.
    """

    rule: Rule
    sentence: str
    severity: Severity | None = None
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: in which version, in an object of which table, under which name."""

    version: str
    table: Table | None
    pointer: Pointer
    raw: str = ""

    @property
    def name(self) -> str:
        """How a sentence calls the value."""
        if not self.pointer:
            return "the document"
        last = self.pointer[-1]
        if isinstance(last, str):
            return f"`{last}`"
        return f"entry {last + 1} of `{self.pointer[-2]}`" if self.pointer[:-1] else f"entry {last}"

    @property
    def field(self) -> str:
        """The name of the field."""
        return str(self.pointer[-1]) if self.pointer else ""

    def advice(self, *keys: str) -> str:
        """What to write instead of a field or of ``field=value``; may be empty."""
        return advice(self.version, self.table.family, *keys) if self.table else ""
