"""Parameter styles as one table (OAS 3.2 "Style Values", RFC 6570 Appendix A).

Cells that OAS leaves undefined are read as the nearest defined one, since documents use them:
``spaceDelimited`` and its kin with ``explode: true`` as ``form`` with it, any of them on a
primitive as plain text, ``cookie`` with ``explode: false`` split at commas as ``form``. OpenAPI 2.0
allows ``ssv``, ``tsv`` and ``pipes`` outside of a query too, hence their rows for path and header.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import Final, Literal, TypeAlias

from mockserver.serialization.errors import StyleError
from mockserver.value import dataclass

Location: TypeAlias = Literal["path", "query", "header", "cookie"]

Value: TypeAlias = str | list["Value"] | dict[str, "Value"]
"""What a parameter's text says: decoded strings in lists and dicts."""


class Absent(Enum):
    """Why there is no value: the parameter is not sent, or sent empty where that is allowed."""

    MISSING = "missing"
    EMPTY = "empty"


MISSING: Final = Absent.MISSING
EMPTY: Final = Absent.EMPTY


@dataclass(frozen=True, slots=True)
class Style:
    """How a parameter is written.

    ``allow_reserved`` matters to writing only: OAS asks readers to be tolerant. ``allow_empty`` is
    ``allowEmptyValue``: then ``name=`` in a query reads as EMPTY, which OAS 3.1 calls unused.
    """

    name: str
    explode: bool
    allow_reserved: bool = False
    allow_empty: bool = False


@dataclass(frozen=True, slots=True)
class Notation:
    """The syntax of one style at one location.

    ``named``: values come as ``name=value`` pairs. ``lead``: what the text starts with.
    ``separator``: stands between what explode takes apart. ``delimiter`` and ``joiner``: how the
    items of one value are told apart and put together. ``bare``: an empty value is written without
    ``=`` (RFC 6570 ifemp). ``sparse``: empty items are none (RFC 9110 §5.6.1).
    """

    named: bool = False
    lead: str = ""
    separator: str = ","
    delimiter: re.Pattern[str] = re.compile(",")
    joiner: str = ","
    bare: bool = False
    sparse: bool = False

    def joined_by(self, delimiter: re.Pattern[str], joiner: str) -> "Notation":
        """The same with another delimiter."""
        return replace(self, delimiter=delimiter, joiner=joiner)


_SPACE = re.compile(r"%20|[+ ]")
_PIPE = re.compile(r"%7C|\|", re.IGNORECASE)
_TAB = re.compile("%09|\t")
_SIMPLE = Notation()
_FIELD = Notation(sparse=True)
_FORM = Notation(named=True, separator="&")
_COOKIE = Notation(named=True, separator="; ")

DEEP_OBJECT = "deepObject"

_NOTATIONS: Mapping[tuple[str, str], Notation] = {
    ("path", "simple"): _SIMPLE,
    ("path", "label"): Notation(lead=".", separator="."),
    ("path", "matrix"): Notation(named=True, lead=";", separator=";", bare=True),
    ("path", "spaceDelimited"): _SIMPLE.joined_by(_SPACE, "%20"),
    ("path", "pipeDelimited"): _SIMPLE.joined_by(_PIPE, "%7C"),
    ("path", "tabDelimited"): _SIMPLE.joined_by(_TAB, "%09"),
    ("query", "form"): _FORM,
    ("query", "spaceDelimited"): _FORM.joined_by(_SPACE, "%20"),
    ("query", "pipeDelimited"): _FORM.joined_by(_PIPE, "%7C"),
    ("query", "tabDelimited"): _FORM.joined_by(_TAB, "%09"),
    ("query", DEEP_OBJECT): _FORM,
    ("header", "simple"): _FIELD,
    ("header", "spaceDelimited"): _FIELD.joined_by(re.compile(" "), " "),
    ("header", "pipeDelimited"): _FIELD.joined_by(re.compile(r"\|"), "|"),
    ("header", "tabDelimited"): _FIELD.joined_by(re.compile("\t"), "\t"),
    ("cookie", "form"): _COOKIE,
    ("cookie", "cookie"): _COOKIE,
}


def styles_of(location: str) -> tuple[str, ...]:
    """The styles that a location knows."""
    return tuple(style for place, style in _NOTATIONS if place == location)


def notation(location: Location, style: Style) -> Notation:
    """The syntax of a style at a location. Raises StyleError when the location does not know it."""
    found = _NOTATIONS.get((location, style.name))
    if found is None:
        known = ", ".join(styles_of(location))
        raise StyleError(f"style {style.name!r} is not for a {location} parameter; use {known}")
    return found
