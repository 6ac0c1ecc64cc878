"""Which fields no two records share, as far as the words of a document tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from mockserver.collection.descent import told
from mockserver.collection.naming import plain
from mockserver.collection.record import sent
from mockserver.collection.shape import Member, Shape
from mockserver.spec.model import Operation, ResponseObject
from mockserver.spec.schema import Schema

_KEYWORD = "x-unique"
_CONFLICT = "409"
_ALIKE = re.compile(
    r"already|exists?\b|taken|in use|duplicate|must be unique|not unique|conflicts?\b|registered"
)
_ELSE = re.compile(r"\b(?:while|unless|until|delet\w*|remov\w*|clos\w*|combination|tuple|pair)\b")
"""It speaks of another conflict than that of two values of one field."""
_BEFORE = r"(?:same|such an?|this|that|given|provided|duplicated?|existing|unique|with an?|the)\W+"
_AFTER = (
    r"(?:\W+[^\s.]+){0,2}?\W+(?:is |was |has |are |been |must be )*"
    r"(?:already|exists?\b|taken|in use|duplicate|unique|not unique|conflicts?\b|registered)"
)
_SCOPED = (
    r"(?:in|within|for|of|by|on|per|to|from)\W+"
    r"(?:(?:the|this|that|its|same|an?|each|every|given)\W+)*"
)
_UNIQUE = re.compile(
    r"\b(?:be|is|globally|system-wide|a|an|the|its|case-insensitively)?\s*\bunique\b"
    r"(?!\W+(?:\w+\W+)?(?:identifier|id|ids|key|code|number)\b)",
    re.IGNORECASE,
)
_NOT_UNIQUE = re.compile(
    r"\bnon-?\s?unique|\bnot\b[^.]{0,40}\bunique|n't\b[^.]{0,40}\bunique", re.IGNORECASE
)
_GLOBAL = (
    r"\b(?:globally|system-?wide|world-?wide|everywhere)\b|"
    r"\bacross (?:all |every |different |the |whole |entire )*(?:{0}s|{0}es|system|platform)\b"
)
_DEPTH = 3
"""So deep an example of a problem is looked into for its words."""


def unique_fields(schema: Schema, key: str, creating: Iterable[Operation]) -> tuple[str, ...]:
    """The fields besides the key that a declared 409 names, or that say so themselves.

    A field says so by ``x-unique: true`` or in its description, in the record or in what makes one.
    Without an operation that makes
    records and declares 409 for it there are none: nothing would tell of it.
    """
    makers = tuple(creating)
    declared = [each for operation in makers for each in operation.responses]
    conflicts = [each for each in declared if each.pattern == _CONFLICT]
    if not conflicts:
        return ()
    members = {name: each for name, each in Shape.of(schema).members.items() if name != key}
    own = {
        name
        for each in (schema, *filter(None, map(sent, makers)))
        for name, member in Shape.of(each).members.items()
        if name in members and _says_so(name, member, told(each, name), members)
    }
    texts = [text for each in conflicts for text in _taken(each, members)]
    named = {name for text in texts for name in _named(text, members, own)}
    return tuple(name for name in members if name in named or name in own)


class Scope(Enum):
    """Among which records below others a value is unique."""

    EVERYWHERE = "everywhere"
    PARENT = "below one parent"


def scope_of(name: str, schema: Schema, creating: Iterable[Operation], parent: str) -> Scope | None:
    """The scope that the words of a document give a unique field; None where they do not say.

    ``parent`` is what the records above are called: ``building`` of ``/buildings/{id}/units``.
    """
    makers = tuple(creating)
    conflicts = [each for maker in makers for each in maker.responses if each.pattern == _CONFLICT]
    members = Shape.of(schema).members
    said = [told(each, name).lower() for each in (schema, *filter(None, map(sent, makers)))]
    said += [text for each in conflicts for text in _taken(each, members) if _tells(name, text)]
    if any(re.search(_GLOBAL.format(parent), text) for text in said):
        return Scope.EVERYWHERE
    is_below = any(re.search(rf"\b{_SCOPED}(?:{parent}|parent)\b", text) for text in said)
    return Scope.PARENT if is_below else None


def _tells(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){_spelled(name)}", text) is not None


def _named(text: str, members: Mapping[str, Member], own: Iterable[str]) -> tuple[str, ...]:
    """The fields whose values a text calls taken; none of those that are so only together.

    ``own`` are those that say so themselves: where one is told from others by such a field, as the
    short name where ``short`` is unique, it is that field that is spoken of.
    """
    found = tuple(
        name
        for name, each in members.items()
        if each.value(_KEYWORD) is not False
        and _may_be(each)
        and _names(name, text, members)
        and not any(re.search(rf"(?<!\w){_spelled(one)} {_spelled(name)}", text) for one in own)
    )
    is_together = len(found) > 1 and re.search(r"\band\b", text)
    return () if is_together else found


def _taken(conflict: ResponseObject, members: Iterable[str]) -> Iterator[str]:
    """What a 409 and its examples say of two records that are alike."""
    shown = (each.value for content in conflict.content for each in content.examples)
    for text in (conflict.description, *(each for value in shown for each in _texts(value))):
        said = _said(text, members)
        if _ALIKE.search(said) and not _ELSE.search(said):
            yield said


def _says_so(name: str, member: Member, description: str, members: Iterable[str]) -> bool:
    said = member.value(_KEYWORD)
    if isinstance(said, bool):
        return said
    is_said = _UNIQUE.search(description) and not _NOT_UNIQUE.search(description)
    return bool(is_said) and _may_be(member) and not _is_scoped(name, description, members)


def _may_be(member: Member) -> bool:
    """Whether a client chooses it among many values: no state, no flag, no list."""
    few = member.value("enum") or member.has("const") or member.is_read_only
    return (
        not few
        and bool(member.types & {"string", "integer", "number"} or not member.types)
        and (not member.types & {"object", "array", "boolean"})
    )


def _names(name: str, text: str, members: Iterable[str]) -> bool:
    """Whether a text says of a field that another record has its value."""
    if _is_scoped(name, text, members):
        return False
    spelled = _spelled(name)
    told = (rf"(?<!\w){_BEFORE}(?:[\w-]+\W+)?{spelled}", rf"(?<!\w){spelled}{_AFTER}")
    found = (match for each in told for match in re.finditer(each, text))
    return any(not re.search(rf"{_SCOPED}$", text[: match.start()]) for match in found)


def _is_scoped(name: str, text: str, members: Iterable[str]) -> bool:
    """Whether it is said of the records alone that share another field: unique in its account."""
    others = "|".join(_spelled(each) for each in members if each != name)
    return bool(others and re.search(rf"(?<!\w){_SCOPED}(?:{others})", text.lower()))


def _spelled(name: str) -> str:
    """A pattern for a name in prose: ``userName`` is ``user name``, ``user-name`` or in one."""
    return rf"(?:{r'[ -]?'.join(map(re.escape, plain(name)))})(?!\w)"


def _said(text: str, members: Iterable[str]) -> str:
    """A text in small letters, where names of several words stand in one."""
    text = text.lower().replace("_", " ")
    for name in sorted(map(plain, members), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){_spelled(name)}", name, text)
    return text


def _texts(value: Any, depth: int = _DEPTH) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth:
        inner = value.values() if isinstance(value, Mapping) else value
        for each in inner if isinstance(inner, Iterable) else ():
            yield from _texts(each, depth - 1)
