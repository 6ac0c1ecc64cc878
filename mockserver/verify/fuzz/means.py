"""Values that a schema allows and that many services have no means to take.

No document says so of itself: where its numbers end, how they are written, which texts its store
cannot hold, and that addresses end in a domain that is somebody's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from math import isinf
from typing import Any
from urllib.parse import parse_qsl

from mockserver.http import Request

_COUNTED = 2**31 - 1
_INTEGER = re.compile(r"-?[0-9]{1,400}")
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
"""PostgreSQL holds no NUL; a half of a pair is no character (RFC 8259 §8.2)."""
_NOBODYS = re.compile(
    r"(?:^|@|//)(?:[a-z0-9-]+\.)+(?:test|example|invalid|localhost)(?![a-z0-9.-])", re.IGNORECASE
)
"""RFC 2606 §2: names of no host."""


class _Fraction(str):
    """A number as it is written, with a fraction or an exponent."""

    __slots__ = ()


def is_beyond_means(request: Request) -> bool:
    """Whether a query or a JSON body holds such a value."""
    queried = (value for _, value in parse_qsl(request.query))
    return any(map(_is_beyond, chain(queried, _values(_read(request.body)))))


def _read(body: bytes) -> Any:
    try:
        return json.loads(body, parse_float=_Fraction)
    except (ValueError, RecursionError):
        return None


def _values(value: Any) -> Iterator[Any]:
    """All that is no container, names too; by a stack, however deep it lies."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield from each
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
        else:
            yield each


def _is_beyond(value: Any) -> bool:
    """A whole number that is written as another is read as one by few (RFC 8259 §6)."""
    if isinstance(value, _Fraction):
        return float(value).is_integer() or isinf(float(value))
    if isinstance(value, int):
        return abs(value) > _COUNTED
    if not isinstance(value, str):
        return False
    if _INTEGER.fullmatch(value):
        return abs(int(value)) > _COUNTED
    return bool(_NO_TEXT.search(value) or _NOBODYS.search(value))
