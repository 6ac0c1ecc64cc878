"""What changed about how the parts of a body are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mockserver import media
from mockserver.diff.change import Change
from mockserver.media import MediaType
from mockserver.schema import Direction
from mockserver.spec.model import Content, Encoding

RESERVED = "reserved characters have to be escaped from now on (allowReserved)"
"""What is said where such a character was taken as it is (OAS 3.1 §4.8.12.2)."""
_PLAIN = ("string", "number", "integer", "boolean")
_WAYS = {Direction.REQUEST: "request", Direction.RESPONSE: "response"}
_WORDS = {
    "changed": "it is written another way",
    "widened": "it is written in other ways as well",
    "narrowed": "it is written in fewer ways",
}


@dataclass(frozen=True, slots=True)
class _Parts:
    """How the parts of something are written: by name, the first ones, and all others."""

    named: Mapping[str, Encoding]
    first: tuple[Encoding, ...]
    others: Encoding | None
    schema: Mapping[str, Any]

    def below(self, name: str) -> Mapping[str, Any]:
        """The schema of a part; empty where nothing is said of it."""
        properties = self.schema.get("properties")
        found = properties.get(name) if isinstance(properties, dict) else None
        return found if isinstance(found, dict) else {}

    def has(self, name: str) -> bool:
        """Whether there is such a part, of which nothing is said."""
        properties = self.schema.get("properties")
        return isinstance(properties, dict) and name in properties


def _of(holder: Content | Encoding, schema: Any) -> _Parts:
    said = schema if isinstance(schema, dict) else {}
    return _Parts(holder.encoding, holder.prefix_encoding, holder.item_encoding, said)


def encoding_changes(
    about: str, direction: Direction, old: Content, new: Content
) -> Iterator[Change]:
    """Parts that are to be written another way, or are written so (OAS 3.1 §4.8.15)."""
    lifted = [each.schema.lifted if each.schema else None for each in (old, new)]
    for place, is_plain, before, after in _all("", _of(old, lifted[0]), _of(new, lifted[1])):
        effect = _effect(direction, before, _styled(after, before) if is_plain else after)
        if effect:
            rule = f"{_WAYS[direction]}-encoding-{effect}"
            there, here = before.place or old.place, after.place or new.place
            yield Change(rule, f"{about} at {place}: {_WORDS[effect]}", there.origin, here.origin)
        elif direction is Direction.REQUEST and before.allow_reserved and not after.allow_reserved:
            told = f"{about} at {place}: {RESERVED}"
            there, here = before.place or old.place, after.place or new.place
            yield Change("request-reserved-refused", told, there.origin, here.origin)


_Pair = tuple[str, bool, Encoding, Encoding]


def _all(place: str, old: _Parts, new: _Parts) -> Iterator[_Pair]:
    """Each part with its place, whether it is a single value, and how both sides write it."""
    for name, before, after in _pairs(old, new):
        schemas = old.below(name), new.below(name)
        yield f"{place}/{name}", all(map(_is_plain, schemas)), before, after
        yield from _all(f"{place}/{name}", _of(before, schemas[0]), _of(after, schemas[1]))


def _pairs(old: _Parts, new: _Parts) -> Iterator[tuple[str, Encoding, Encoding]]:
    for name in dict.fromkeys((*old.named, *new.named)):
        before, after = old.named.get(name), new.named.get(name)
        if before and (after or new.has(name)):
            yield name, before, after or _unsaid(before)
        elif after and old.has(name):
            yield name, _unsaid(after), after
    both = zip(old.first, new.first, strict=False)
    yield from ((str(number), *pair) for number, pair in enumerate(both))
    if old.others and new.others:
        yield "-", old.others, new.others


def _is_plain(schema: Mapping[str, Any]) -> bool:
    """Whether it is of single values, which all styles write alike."""
    return schema.get("type") in _PLAIN or schema.get("format") == "binary"


def _unsaid(said: Encoding) -> Encoding:
    """What holds where nothing is said; the media type is that of the schema, and left alone."""
    return Encoding(said.content_type, "form", explode=True, allow_reserved=False)


def _styled(encoding: Encoding, like: Encoding) -> Encoding:
    return replace(encoding, style=like.style, explode=like.explode)


def _effect(direction: Direction, old: Encoding, new: Encoding) -> str:
    """How what may be written differs; empty for not at all."""
    is_request = direction is Direction.REQUEST
    before, after = _types(old), _types(new)
    lost = [each for each in before if not any(it.covers(each) for it in after)]
    come = [each for each in after if not any(it.covers(each) for it in before)]
    is_said = bool(before and after)
    is_changed = (old.style, old.explode) != (new.style, new.explode)
    if is_changed or (is_said and (lost if is_request else come)) or _headers(old, new, is_request):
        return "changed"
    if is_said and (lost or come):
        return "widened" if is_request else "narrowed"
    return ""


def _headers(old: Encoding, new: Encoding, is_request: bool) -> bool:  # noqa: FBT001
    """Whether a header has to be sent that had not to be, or is not sent that was."""
    before, after = (old, new) if is_request else (new, old)
    always = {name for name, is_required in before.headers if is_required}
    wanted = {name for name, is_required in after.headers if is_required}
    return bool(wanted - always)


def _types(encoding: Encoding) -> tuple[MediaType, ...]:
    parsed = (media.parse(text) for text in encoding.content_type.split(","))
    return tuple(each for each in parsed if each)
