"""What changed about how the parts of a body are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mockserver import media
from mockserver.diff.change import Change
from mockserver.media import MediaType
from mockserver.schema import Direction
from mockserver.spec.model import Content, Encoding

_PLAIN = ("string", "number", "integer", "boolean")
_WAYS = {Direction.REQUEST: "request", Direction.RESPONSE: "response"}


def encoding_changes(
    about: str, direction: Direction, old: Content, new: Content
) -> Iterator[Change]:
    """Parts that are to be written another way, or are written so (OAS 3.1 §4.8.15)."""
    for place, before, after in _pairs(old, new):
        is_plain = place[1:] in _plain(old) & _plain(new)
        effect = _effect(direction, before, _styled(after, before) if is_plain else after)
        if effect:
            rule = f"{_WAYS[direction]}-encoding-{effect}"
            word = "another way" if effect == "changed" else "in other ways as well"
            if effect == "narrowed":
                word = "in fewer ways"
            told = f"{about} at {place}: it is written {word}"
            there, here = before.place or old.place, after.place or new.place
            yield Change(rule, told, there.origin, here.origin)


def _pairs(old: Content, new: Content) -> Iterator[tuple[str, Encoding, Encoding]]:
    for name in dict.fromkeys((*old.encoding, *new.encoding)):
        before, after = old.encoding.get(name), new.encoding.get(name)
        if before and (after or _has(new, name)):
            yield f"/{name}", before, after or _unsaid(before)
        elif after and _has(old, name):
            yield f"/{name}", _unsaid(after), after
    both = zip(old.prefix_encoding, new.prefix_encoding, strict=False)
    yield from ((f"/{number}", *pair) for number, pair in enumerate(both))
    if old.item_encoding and new.item_encoding:
        yield "/-", old.item_encoding, new.item_encoding


def _plain(content: Content) -> frozenset[str]:
    """The parts that are single values, which all styles write alike."""
    lifted = content.schema.lifted if content.schema else None
    properties = lifted.get("properties") if isinstance(lifted, dict) else None
    return frozenset(
        name
        for name, each in (properties or {}).items()
        if isinstance(each, dict) and (each.get("type") in _PLAIN or each.get("format") == "binary")
    )


def _has(content: Content, name: str) -> bool:
    """Whether there is such a part, of which nothing is said."""
    lifted = content.schema.lifted if content.schema else None
    return isinstance(lifted, dict) and name in lifted.get("properties", ())


def _unsaid(said: Encoding) -> Encoding:
    """What holds where nothing is said; the media type is that of the schema, and left alone."""
    return Encoding(said.content_type, "form", explode=True, allow_reserved=said.allow_reserved)


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
