"""What the values of one object agree on: a person, a place, a firm, the order of moments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random
from typing import TypeVar

from mockserver.generation import vocabulary
from mockserver.generation.vocabulary import Place

T = TypeVar("T")

# All moments fall into a year that is over: two runs at different times give the same values.
_START = datetime(2024, 1, 8, 9, 0, tzinfo=UTC)
_DAYS = 300
_STAGE = timedelta(days=11)


class Scene:
    """Facts that are drawn when they are first asked for, and then stay."""

    def __init__(self, random: Random, locale: str, subject: str, names: Sequence[str]) -> None:
        self.random = random
        self.locale = locale
        self.subject = subject
        self.names = frozenset(names)

    def one(self, choices: Sequence[T]) -> T:
        """Any of some."""
        return choices[self.random.randrange(len(choices))]

    @cached_property
    def words(self) -> vocabulary.Locale:
        """The names of the language."""
        return vocabulary.locale(self.locale)

    @cached_property
    def first(self) -> tuple[str, str]:
        """A first name, as written and in ASCII."""
        return self.one(self.words.first)

    @cached_property
    def last(self) -> tuple[str, str]:
        """A last name, as written and in ASCII."""
        return self.one(self.words.last)

    @cached_property
    def place(self) -> Place:
        """A city."""
        return self.one(self.words.places)

    @cached_property
    def company(self) -> str:
        """A firm."""
        return self.one(self.words.companies)

    @cached_property
    def thing(self) -> str:
        """A plain name for something."""
        return self.fresh()

    def fresh(self) -> str:
        """Two words, others each time."""
        return f"{self.one(vocabulary.ADJECTIVES)} {self.one(vocabulary.NOUNS)}"

    @cached_property
    def full_name(self) -> str:
        """The person's whole name."""
        return self.words.full_name.format(first=self.first[0], last=self.last[0])

    @cached_property
    def login(self) -> str:
        """The person's name in an address or as an account."""
        return f"{self.first[1]}.{self.last[1]}".lower()

    @cached_property
    def domain(self) -> str:
        """Where the person has an address: a name that is kept free (RFC 2606 §3)."""
        return self.one(("example.com", "example.org", "example.net"))

    @cached_property
    def street(self) -> str:
        """A street and a house."""
        number = self.random.randrange(1, 120)
        return self.words.address.format(number=number, street=self.one(self.words.streets))

    @cached_property
    def _beginning(self) -> datetime:
        return _START + timedelta(seconds=self.random.randrange(_DAYS * 86400))

    def moment(self, stage: int) -> datetime:
        """A later stage is a later moment; stage 0 is when the thing came to be."""
        offset = timedelta(seconds=(stage * 7919 + 1) % 86400 if stage else 0)
        return self._beginning + stage * _STAGE + offset

    @cached_property
    def birthday(self) -> datetime:
        """The day on which a grown person was born."""
        return datetime(1950, 1, 1, tzinfo=UTC) + timedelta(days=self.random.randrange(19000))
