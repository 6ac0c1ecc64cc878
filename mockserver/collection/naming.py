"""Names of fields, paths and parameters, made comparable."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

_T = TypeVar("_T")
_MOST, _LONGEST = 1 << 15, 64

_LETTERS = re.compile(r"[^a-z0-9]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[A-Za-z0-9]+")
_ENDINGS = (
    ("ies", "y"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("xes", "x"),
    ("uses", "us"),
)
_IRREGULAR = {
    "people": "person",
    "children": "child",
    "men": "man",
    "women": "woman",
    "indices": "index",
    "vertices": "vertex",
    "matrices": "matrix",
    "mice": "mouse",
    "geese": "goose",
    "feet": "foot",
    "teeth": "tooth",
    "leaves": "leaf",
    "shelves": "shelf",
    "series": "series",
    "species": "species",
    "news": "news",
    "movies": "movie",
    "cookies": "cookie",
    "causes": "cause",
    "houses": "house",
    "warehouses": "warehouse",
}


def _remembered(find: Callable[[str], _T]) -> Callable[[str], _T]:
    """What is found of a name is remembered, but of those no document has: clients send any."""
    known = lru_cache(_MOST)(find)

    @wraps(find)
    def found(name: str) -> _T:
        return known(name) if len(name) <= _LONGEST else find(name)

    return found


@_remembered
def plain(name: str) -> str:
    """A name in small letters without what divides its words: ``createdAt`` is ``created_at``."""
    return _LETTERS.sub("", name.lower())


@_remembered
def words(name: str) -> tuple[str, ...]:
    """The words of a name, in small letters."""
    return tuple(word.lower() for word in _WORD.findall(_CAMEL.sub("_", name)))


@_remembered
def singular(name: str) -> str:
    """One of what an English plural names; another word stays."""
    last = words(name)[-1] if words(name) else ""
    head = name[: len(name) - len(last)]
    if last in _IRREGULAR:
        return head + _IRREGULAR[last]
    for ending, one in _ENDINGS:
        if last.endswith(ending) and len(last) > len(ending) + 1:
            return name[: -len(ending)] + one
    if last.endswith("s") and not last.endswith(("ss", "us", "is")) and len(last) > len("as"):
        return name[:-1]
    return name
