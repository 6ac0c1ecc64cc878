"""One segment of a path template: ``pets``, ``{id}`` or ``{id}.{format}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_PLACE = "/"  # stands for a variable in a shape: the one character that no segment holds


@dataclass(frozen=True, slots=True)
class Segment:
    """A template segment; ``shape`` is the same for segments that match the same texts."""

    shape: str
    names: tuple[str, ...]

    @property
    def is_literal(self) -> bool:
        """Whether it stands for itself alone."""
        return not self.names

    @property
    def rank(self) -> tuple[int, int]:
        """Sorts the more specific first: more literal characters, then fewer variables."""
        return (len(self.names) - len(self.shape), len(self.names))


def split(template: str) -> tuple[Segment, ...]:
    """The segments of a path template such as ``/pets/{id}``.

    A fragment tells entries of a document apart, and never reaches a server (RFC 9110 §7.1).
    """
    return tuple(map(_segment, template.partition("#")[0].split("/")[1:]))


def _segment(text: str) -> Segment:
    names = tuple(_VARIABLE.findall(text))
    if not names:
        return Segment(unquote(text), ())
    return Segment(_VARIABLE.sub(_PLACE, text), names)


def pattern(shape: str) -> re.Pattern[str]:
    """Matches a raw segment; each variable takes at least one character, as few as will do."""
    return re.compile("(.+?)".join(re.escape(part) for part in shape.split(_PLACE)), re.DOTALL)


def bind(segments: tuple[Segment, ...], values: tuple[str, ...]) -> Mapping[str, str]:
    """The raw values by the names of the variables."""
    names = (name for segment in segments for name in segment.names)
    return dict(zip(names, values, strict=True))
