"""Numbers within bounds that are multiples of what they have to be."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from mockserver.schema.shape import Number

# RFC 8259 §6: beyond it integers are not read alike everywhere.
_SAFE = 2**53 - 1
_SPAN = 100
_NEIGHBOURS = 25  # so many of a list share that range before it grows
# Bounds so far apart are those of a number's format.
_WIDE = 10**6
# OAS format registry: the bounds that the name of a format stands for.
_BOUNDS = {
    "int8": (-(2**7), 2**7 - 1),
    "uint8": (0, 2**8 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "uint16": (0, 2**16 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    "int64": (-_SAFE, _SAFE),
    "uint64": (0, _SAFE),
}
_TRIES = 40


def numbers(shape: Number, format_: str, random: Random, index: int = 0) -> Iterator[Any]:
    """Numbers that fit all that the shape knows of, few of them twice; the judge has the rest.

    ``index`` is the place in a list: those of a long one have room to differ.
    """
    low, high = _window(shape, format_, index)
    step = _step(shape)
    if step is None:
        yield from _decimals(shape, low, high, random)
        return
    first, last = math.ceil(low / step), math.floor(high / step)
    if first > last:
        return
    for count in _counts(first, last, random):
        value = count * step
        if _inside(shape, value) and _divides(shape, value):
            yield _plain(value, shape)


def _counts(first: int, last: int, random: Random) -> Iterator[int]:
    """Some at random, then some from each end: small ranges are seen as a whole."""
    for _ in range(_TRIES):
        yield random.randrange(first, last + 1)
    near = min(last - first, 2 * _TRIES)
    yield from range(first, first + near + 1)
    yield from range(last, last - near - 1, -1)


def _window(shape: Number, format_: str, index: int) -> tuple[Fraction, Fraction]:
    """A usual range inside the bounds, within what the format can hold if that leaves any."""
    low, high = _usual(_exact(shape.minimum), _exact(shape.maximum), _span(shape, index))
    floor, ceiling = _BOUNDS.get(format_, (-_SAFE, _SAFE))
    held = max(Fraction(floor), low), min(Fraction(ceiling), high)
    return held if held[0] <= held[1] else (low, high)


def _usual(
    low: Fraction | None, high: Fraction | None, span: Fraction
) -> tuple[Fraction, Fraction]:
    """Near the bound that is given; small and positive where none is, or none that says much."""
    if low is not None and high is not None and high - low > _WIDE:
        start = max(low, Fraction(1)) if high >= 1 else high - span
        return start, min(high, start + span)
    if low is None and high is None:
        return Fraction(1), span
    if low is None:
        top = high or Fraction(0)
        return (Fraction(0) if top > 0 else top - span), top
    return low, low + span if high is None else high


def _span(shape: Number, index: int) -> Fraction:
    room = _SPAN * (1 + index // _NEIGHBOURS)
    return room * max((Fraction(1), *(_divisor(each) for each in shape.multiple_of)))


def _step(shape: Number) -> Fraction | None:
    """The least common multiple of all divisors; 1 for whole numbers; None where all will do."""
    step = Fraction(1) if shape.whole else None
    for each in shape.multiple_of:
        divisor = _divisor(each)
        step = divisor if step is None else _common(step, divisor)
    return step


def _divisor(value: Any) -> Fraction:
    return abs(Fraction(Decimal(str(value))))


def _common(one: Fraction, other: Fraction) -> Fraction:
    scale = math.lcm(one.denominator, other.denominator)
    return Fraction(math.lcm(int(one * scale), int(other * scale)), scale)


def _decimals(shape: Number, low: Fraction, high: Fraction, random: Random) -> Iterator[Any]:
    """As few digits as the range allows, two at least."""
    for digits in (2, 4, 6, 9, 15):
        scale = 10**digits
        first, last = math.ceil(low * scale), math.floor(high * scale)
        if first <= last:
            for count in _counts(first, last, random):
                if _inside(shape, Fraction(count, scale)):
                    yield _plain(Fraction(count, scale), shape)
    yield from (_plain(edge, shape) for edge in (low, high, (low + high) / 2))


def _inside(shape: Number, value: Fraction) -> bool:
    """Exclusive bounds: the inclusive ones hold by construction."""
    at_floor = shape.above and value == _exact(shape.minimum)
    return not at_floor and not (shape.below and value == _exact(shape.maximum))


def _divides(shape: Number, value: Fraction) -> bool:
    """Many validators divide binary fractions: only where these come out even all agree."""
    plain = _plain(value, shape)
    return all((plain / each) % 1 == 0 for each in shape.multiple_of if isinstance(each, float))


def _plain(value: Fraction, shape: Number) -> int | float:
    """A whole number as such, if the schema speaks of whole ones or it is a large one."""
    if value.denominator == 1 and (shape.whole or not _is_fractional(shape) or abs(value) > _SAFE):
        return int(value)
    return float(value)


def _is_fractional(shape: Number) -> bool:
    return not shape.multiple_of or any(isinstance(each, float) for each in shape.multiple_of)


def _exact(value: Any) -> Fraction | None:
    return None if value is None else Fraction(Decimal(str(value)))
