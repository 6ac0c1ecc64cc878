"""A value as somebody wrote it, in a file or in a request, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import date
from typing import Any

from mockserver import pointer as pointers
from mockserver.finding import Finding, Rule, Severity, report
from mockserver.hint import hint_among
from mockserver.origin import Origin
from mockserver.pointer import Pointer, Token
from mockserver.source.document import Document
from mockserver.value import dataclass


@dataclass(frozen=True, slots=True)
class Law:
    """The rules that are broken by a value of another form, and by a field that nobody knows."""

    malformed: Rule
    unknown: Rule


SETTINGS = Law(
    Rule("value-malformed", Severity.ERROR, "Each field of a file has its form."),
    Rule("field-unknown", Severity.ERROR, "A file has only the fields it may have."),
)
"""Of files whose findings are known by no rule of their own."""


class Unfit(ValueError):
    """A value that has not the form it should have; it may have been told already."""


@dataclass(frozen=True, slots=True)
class Written:
    """A value, where it stands, and the list that takes what is wrong with it.

    ``document`` is None for a value that no file holds.
    """

    value: Any
    document: Document | None = None
    pointer: Pointer = ()
    findings: list[Finding] = field(default_factory=list)
    law: Law = SETTINGS

    def below(self, token: Token) -> Written:
        """The member or element under a token, which must be there."""
        return self._at(self.value[token], token)

    def members(self) -> Iterator[tuple[str, Written]]:
        """The members of an object."""
        for name in self.value:
            yield name, self.below(name)

    def elements(self) -> Iterator[Written]:
        """The elements of a list."""
        for place in range(len(self.value)):
            yield self.below(place)

    @property
    def origin(self) -> Origin | None:
        """Where the value is written; None without a file."""
        return self.document.origin(self.pointer) if self.document else None

    def complain(self, rule: Rule, message: str, *below: Token) -> None:
        """Tell what is wrong with the value, or with what stands under it."""
        place = (*self.pointer, *below)
        origin = self.document.origin(place) if self.document else None
        self.findings.append(report(rule, message, origin, pointers.text(place)))

    def complain_of_key(self, rule: Rule, message: str) -> None:
        """Tell what is wrong with the name that leads to the value."""
        origin = self.document.key_origin(self.pointer) if self.document else None
        self.findings.append(report(rule, message, origin, pointers.text(self.pointer)))

    def _at(self, value: Any, token: Token) -> Written:
        return Written(value, self.document, (*self.pointer, token), self.findings, self.law)


Read = Callable[[Written], Any]
"""Makes a value of what is written, or raises Unfit."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a field is read, and what it is, in the words of a finding."""

    read: Read
    told: str


def read_fields(written: Written, forms: Mapping[str, Form], noun: str) -> dict[str, Any]:
    """The fields that are there and right, by name; all else is told. Raises Unfit for no object.

    ``noun`` names the object: ``a rule``.
    """
    if not isinstance(written.value, dict):
        raise Unfit
    found: dict[str, Any] = {}
    for name, child in written.members():
        if name not in forms:
            message = f"'{name}' is not a field of {noun}{hint_among(name, forms, 'it may have')}"
            child.complain_of_key(written.law.unknown, message)
            continue
        try:
            found[name] = forms[name].read(child)
        except Unfit:
            child.complain(written.law.malformed, f"'{name}' is {forms[name].told}")
    return found


def anything(written: Written) -> Any:
    """Any JSON value."""
    return written.value


def text(written: Written) -> str:
    """A text that is not empty."""
    if not isinstance(written.value, str) or not written.value:
        raise Unfit
    return written.value


def prose(written: Written) -> str:
    """A text."""
    if not isinstance(written.value, str):
        raise Unfit
    return written.value


def texts(written: Written) -> tuple[str, ...]:
    """A text, or a list of them that is not empty."""
    if not isinstance(written.value, list):
        return (text(written),)
    if not written.value:
        raise Unfit
    return tuple(text(each) for each in written.elements())


def flag(written: Written) -> bool:
    """True or false."""
    if not isinstance(written.value, bool):
        raise Unfit
    return written.value


def count(written: Written) -> int:
    """An integer from 1 on."""
    if isinstance(written.value, bool) or not isinstance(written.value, int) or written.value < 1:
        raise Unfit
    return written.value


def day(written: Written) -> date:
    """A day such as 2027-01-31."""
    found = day_in(written.value)
    if found is None:
        raise Unfit
    return found


def day_in(value: Any) -> date | None:
    """The day that a value names as RFC 3339 §5.6 writes it; None for any other."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
