"""Shapes of values: the words in which the tables say what a field holds.

Every shape says which Python types it ``takes``, which of them are ``settled`` (each value of
such a type is right and has nothing beneath it to look at), and how sentences call it (``noun``).
``fits`` asks whether the value itself is right, whatever it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cache
from types import NoneType
from typing import Any, ClassVar

from mockserver.finding import Rule, Severity
from mockserver.spec.fields import form, rule
from mockserver.spec.fields.form import Form
from mockserver.value import dataclass

Types = frozenset[type]
_UNSETTLED: Types = frozenset()
_STRING: Types = frozenset((str,))
_BOOLEAN: Types = frozenset((bool,))
_NUMBER: Types = frozenset((int, float))
_LIST: Types = frozenset((list,))
_OBJECT: Types = frozenset((dict,))


@dataclass(frozen=True, slots=True)
class Plain:
    """A value judged by its type, and by ``accepts`` where the type alone does not settle it."""

    noun: str
    takes: Types
    settled: Types
    accepts: Callable[[Any], bool] = field(default=lambda _: True, repr=False)
    rule: Rule = rule.TYPE_MISMATCH

    def fits(self, value: Any) -> bool:
        """Whether the value itself is right."""
        return type(value) in self.takes and self.accepts(value)


@dataclass(frozen=True, slots=True)
class Formed:
    """A string that has each of some forms."""

    forms: tuple[Form, ...]
    takes: ClassVar[Types] = _STRING
    settled: ClassVar[Types] = _UNSETTLED
    noun: ClassVar[str] = "a string"

    def fits(self, value: Any) -> bool:
        """Whether the value itself is right."""
        return type(value) is str and all(form.fits(value) for form in self.forms)


@dataclass(frozen=True, slots=True)
class Word:
    """One of some strings."""

    words: tuple[str, ...]
    takes: ClassVar[Types] = _STRING
    settled: ClassVar[Types] = _UNSETTLED

    @property
    def noun(self) -> str:
        """How a sentence calls it."""
        words = ", ".join(f"'{word}'" for word in self.words)
        return words if len(self.words) == 1 else f"one of {words}"

    def fits(self, value: Any) -> bool:
        """Whether the value itself is right."""
        return type(value) is str and value in self.words


@dataclass(frozen=True, slots=True)
class Object:
    """An object of a kind that has a table."""

    kind: str
    takes: ClassVar[Types] = _OBJECT
    settled: ClassVar[Types] = _UNSETTLED

    @property
    def noun(self) -> str:
        """How a sentence calls it."""
        return noun_of(self.kind)

    def fits(self, value: Any) -> bool:
        """Whether the value itself is right."""
        return type(value) is dict


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; ``distinct`` names the member by which its entries differ, "" the entry itself.

    ``severity`` is that of an empty list where there must be an entry.
    """

    of: Shape
    at_least: int = 0
    distinct: str | None = None
    severity: Severity = Severity.ERROR
    takes: ClassVar[Types] = _LIST
    settled: ClassVar[Types] = _UNSETTLED
    noun: ClassVar[str] = "a list"

    def fits(self, value: Any) -> bool:
        """Whether the value itself is right."""
        return type(value) is list and len(value) >= self.at_least


@dataclass(frozen=True, slots=True)
class Naming:
    """An object whose keys are names: each name has the forms, each member the shape.

    Members with one of the ``ignored`` names, in lower case, have no effect.
    """

    of: Shape
    names: tuple[Form, ...] = ()
    single: bool = False
    ignored: frozenset[str] = frozenset()
    takes: ClassVar[Types] = _OBJECT
    settled: ClassVar[Types] = _UNSETTLED
    noun: ClassVar[str] = "an object"

    @property
    def judges(self) -> bool:
        """Whether there is anything to say of the names themselves."""
        return bool(self.names or self.single or self.ignored)

    def fits(self, value: Any) -> bool:
        """Whether the value itself is right."""
        return type(value) is dict


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of the first of some shapes that takes its type."""

    shapes: tuple[Shape, ...]
    settled: Types = _UNSETTLED
    by_type: Mapping[type, Shape] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        taken = {kind: shape for shape in reversed(self.shapes) for kind in shape.takes}
        object.__setattr__(self, "by_type", taken)

    @property
    def takes(self) -> Types:
        """The types that any of the shapes takes."""
        return _UNSETTLED.union(*(shape.takes for shape in self.shapes))

    @property
    def noun(self) -> str:
        """How a sentence calls it."""
        return " or ".join(shape.noun for shape in self.shapes)

    def of(self, value: Any) -> Shape | None:
        """The shape for a value, None when no shape takes its type."""
        return self.by_type.get(type(value))

    def fits(self, value: Any) -> bool:
        """Whether the value itself is right."""
        shape = self.of(value)
        return shape is not None and shape.fits(value)


Shape = Plain | Formed | Word | Object | Listing | Naming | Choice


def _is_count(value: Any) -> bool:
    """``2.0`` is whole (JSON Schema 2020-12 Core §4.2.3)."""
    return bool(value >= 0 and value == value // 1)


_ANY = frozenset((NoneType, *_BOOLEAN, *_NUMBER, *_STRING, *_LIST, *_OBJECT))

ANYTHING = Plain("any value", _ANY, _ANY)
FLAG = Plain("a boolean", _BOOLEAN, _BOOLEAN)
TRUE = Plain("true", _BOOLEAN, _UNSETTLED, lambda value: value is True, rule.ENUM_MISMATCH)
TEXT = Plain("a string", _STRING, _STRING)
NUMBER = Plain("a number", _NUMBER, _NUMBER)
POSITIVE = Plain(
    "a number above 0", _NUMBER, _UNSETTLED, lambda value: bool(value > 0), rule.NUMBER_RANGE
)
COUNT = Plain("a whole number of at least 0", _NUMBER, _UNSETTLED, _is_count, rule.NUMBER_RANGE)
TEXTS = Listing(TEXT)
URL = Formed((form.URL,))


@cache
def noun_of(kind: str) -> str:
    """The specification's name for a kind: ``PathItem`` is ``a Path Item Object``."""
    if kind == "OpenAPI":
        return "the document"
    words = _TITLES.get(kind) or "".join(f" {c}" if c.isupper() else c for c in kind).strip()
    return f"{'an' if words[0] in 'AEIOX' else 'a'} {words} Object"


_TITLES = {"XML": "XML", "OAuthFlows": "OAuth Flows", "OAuthFlow": "OAuth Flow"}
