"""Strings that fit lengths, patterns and formats."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from mockserver.generation import formats, naming, vocabulary
from mockserver.generation.pattern import Patterns
from mockserver.generation.scene import Scene
from mockserver.schema.shape import Text

_USUAL = 24
_LONGEST = 100_000


def suggested(names: tuple[str, ...], format_: str, scene: Scene) -> Iterator[str]:
    """What the format and the names of a property make one expect."""
    clear = "" if format_ in _VAGUE else format_
    yield from formats.texts(clear, names[0], scene)
    for name in names:
        yield from naming.texts(name, scene)
    yield from formats.texts(format_, names[0], scene)


# Formats that say less than a name does.
_VAGUE = frozenset(("binary", "password", "string", "int32", "int64", "decimal"))


def texts(shape: Text, patterns: Patterns, scene: Scene) -> Iterator[str]:
    """Strings made from what is demanded; the judge has the last word on each."""
    if shape.patterns or shape.excluded_patterns:
        yield from _matching(shape, patterns, scene.random)
        return
    lengths = _lengths(shape, scene.random)
    for format_ in shape.formats:
        yield from (text for each in lengths for text in formats.stretched(format_, each))
        yield from _of_format(shape, format_, patterns, scene.random)
    for length in lengths:
        yield prose(scene, shape.min_length, length)
    yield from (letters(scene.random, length) for length in lengths)


def _of_format(shape: Text, format_: str, patterns: Patterns, random: Random) -> Iterator[str]:
    pattern = formats.PATTERNS.get(format_)
    if pattern:
        yield from patterns.texts((pattern,), (), _window(shape), random)


def _matching(shape: Text, patterns: Patterns, random: Random) -> Iterator[str]:
    """Patterns and formats together: a format is read as one more pattern."""
    formal = tuple(formats.PATTERNS[each] for each in shape.formats if each in formats.PATTERNS)
    demanded = shape.patterns + formal
    yield from patterns.texts(demanded, shape.excluded_patterns, _window(shape), random)


def _window(shape: Text) -> tuple[int, int | None]:
    return shape.min_length, shape.max_length


def _lengths(shape: Text, random: Random) -> list[int]:
    """A usual length first, then the longest and the shortest."""
    longest = shape.max_length if shape.max_length is not None else shape.min_length + _USUAL
    usual = random.randrange(shape.min_length, min(longest, shape.min_length + _USUAL) + 1)
    return [max(usual, min(longest, 12)), min(longest, _LONGEST), shape.min_length]


def prose(scene: Scene, least: int, most: int) -> str:
    """Words up to a length; sentences where much is wanted."""
    sentences = [scene.fresh()]
    length = len(sentences[0])
    while length < least:
        sentences.append(scene.one(vocabulary.SENTENCES))
        length += len(sentences[-1]) + 2
    text = ". ".join(sentences)
    return text if len(text) <= max(most, least) else letters(scene.random, most)


def letters(random: Random, length: int) -> str:
    """Small letters without sense."""
    return "".join("abcdefghijklmnopqrstuvwxyz"[random.randrange(26)] for _ in range(length))
