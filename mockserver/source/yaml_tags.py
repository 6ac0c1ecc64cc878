"""The tags of YAML: those of JSON's types are honoured, all others refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from yaml.events import MappingStartEvent, SequenceStartEvent

from mockserver.source import rules
from mockserver.source.reading import Fault, excerpt
from mockserver.source.scalar import resolve

_CORE = "tag:yaml.org,2002:"
_NON_SPECIFIC = "!"
"""YAML 1.2 §6.9.1: makes text of a scalar, and says nothing of a mapping or list."""


def _typed(kind: type) -> Callable[[str], Any]:
    def read(raw: str) -> Any:
        value = resolve(raw)
        if kind is float and type(value) is int:
            return float(raw)
        if type(value) is not kind:
            raise ValueError(raw)
        return value

    return read


_SCALARS: Mapping[str, Callable[[str], Any]] = {
    _NON_SPECIFIC: str,
    f"{_CORE}str": str,
    f"{_CORE}binary": lambda raw: "".join(raw.split()),  # Base64 is how JSON says it too
    f"{_CORE}null": _typed(type(None)),
    f"{_CORE}bool": _typed(bool),
    f"{_CORE}int": _typed(int),
    f"{_CORE}float": _typed(float),
}
_COLLECTIONS = {
    MappingStartEvent: (_NON_SPECIFIC, f"{_CORE}map"),
    SequenceStartEvent: (_NON_SPECIFIC, f"{_CORE}seq"),
}


def is_known(event: Any) -> bool:
    """Whether a scalar, mapping or list has no tag, or one that it may have."""
    return event.tag is None or event.tag in _COLLECTIONS.get(event.__class__, _SCALARS)


def read(event: Any) -> Any:
    """The value of a scalar with a known tag. Raises ValueError if it is not of that type."""
    return _SCALARS[event.tag](event.value)


def refuse(event: Any) -> Fault:
    """The fault of a tag that is not known."""
    said = f"the tag '{_short(event.tag)}' means nothing here; remove it"
    return Fault(event.start_mark.index, rules.TAG, said)


def contradict(event: Any) -> Fault:
    """The fault of a tag that is not that of its value."""
    said = (
        f"'{excerpt(event.value)}' is not what its tag '{_short(event.tag)}' says; remove the tag"
    )
    return Fault(event.start_mark.index, rules.TAG, said)


def _short(tag: str) -> str:
    return excerpt(f"!!{tag.removeprefix(_CORE)}" if tag.startswith(_CORE) else tag)
