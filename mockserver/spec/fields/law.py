"""Laws between the fields of one object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.spec.fields import rule
from mockserver.spec.fields.verdict import Verdict
from mockserver.spec.fields.words import quoted
from mockserver.value import dataclass

Members = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Breach:
    """A broken law: the verdict, and the field it is about; "" for the object as a whole."""

    verdict: Verdict
    field: str = ""
    on_value: bool = False


@dataclass(frozen=True, slots=True)
class Exclusive:
    """None of ``fields`` stands beside ``other``, ``unless`` a third one is there."""

    fields: tuple[str, ...]
    other: str
    unless: str = ""

    def breach(self, members: Members, kind: str) -> Breach | None:
        """The breach in an object of a kind; None when the law is kept."""
        if self.other not in members or self.unless in members:
            return None
        surplus = next((name for name in self.fields if name in members), None)
        if surplus is None:
            return None
        said = f"`{surplus}` cannot stand beside `{self.other}` in {kind}; keep one of them"
        return Breach(Verdict(rule.FIELDS_EXCLUSIVE, said), surplus)


@dataclass(frozen=True, slots=True)
class Either:
    """One of the fields must be given."""

    fields: tuple[str, ...]

    def breach(self, members: Members, kind: str) -> Breach | None:
        """The breach in an object of a kind; None when the law is kept."""
        if any(name in members for name in self.fields):
            return None
        said = f"{kind} must have {quoted(self.fields, 'or')}; this has none of them"
        return Breach(Verdict(rule.FIELD_MISSING, said))


@dataclass(frozen=True, slots=True)
class Needs:
    """``field`` must be given where ``given`` has the value."""

    field: str
    given: str
    value: str

    def breach(self, members: Members, kind: str) -> Breach | None:
        """The breach in an object of a kind; None when the law is kept."""
        if members.get(self.given) != self.value or self.field in members:
            return None
        said = f"{kind} with `{self.given}: {self.value}` must have `{self.field}`"
        return Breach(Verdict(rule.FIELD_MISSING, said), self.given)


@dataclass(frozen=True, slots=True)
class OnlyFor:
    """``field`` stands, or where not ``strict`` counts, only where ``given`` has a value.

    Upper and lower case count alike. An absent ``given`` counts as the first of the values.
    """

    field: str
    given: str
    values: tuple[str, ...]
    strict: bool = True

    def breach(self, members: Members, kind: str) -> Breach | None:
        """The breach in an object of a kind; None when the law is kept."""
        given = members.get(self.given, self.values[0])
        if self.field not in members or str(given).lower() in map(str.lower, self.values):
            return None
        wanted = quoted(tuple(f"{self.given}: {value}" for value in self.values), "or")
        says = "may stand only" if self.strict else "has an effect only"
        broken = rule.FIELD_MISPLACED if self.strict else rule.FIELD_IGNORED
        said = f"`{self.field}` {says} with {wanted}, not in {kind}"
        return Breach(Verdict(broken, said), self.field)


@dataclass(frozen=True, slots=True)
class Unheard:
    """An object whose ``field`` is one of the values, in lower case, is ignored."""

    field: str
    values: tuple[str, ...]
    instead: str

    def breach(self, members: Members, kind: str) -> Breach | None:
        """The breach in an object of a kind; None when the law is kept."""
        value = members.get(self.field)
        if not isinstance(value, str) or value.lower() not in self.values:
            return None
        said = f"{kind} named '{value}' is ignored; {self.instead}"
        return Breach(Verdict(rule.FIELD_IGNORED, said), self.field, on_value=True)


Law = Exclusive | Either | Needs | OnlyFor | Unheard
