"""Parameters into the text to send: the inverse of ``parameter`` (RFC 6570 §3.2).

Values are JSON values; scalars are written as JSON writes them, strings as they are. Every encoder
reads back what it wrote and raises StyleError when that is another value, for some cells cannot
carry some values:

========================================  =====================================================
cell                                      what it cannot carry
========================================  =====================================================
all but deepObject                        lists and objects within lists, objects within objects
query and cookie                          an empty array or object: it is written as nothing
path: simple and the delimited ones       an array of one empty string: it reads as the empty one
spaceDelimited, pipeDelimited, tab...     without explode, their delimiter within an item
deepObject                                lists and objects within lists; empty names, and names
                                          with brackets; more than MAX_DEPTH levels
header                                    a comma within an item, outer blanks, empty items,
                                          ``=`` in an exploded name, what RFC 9110 §5.5 forbids
style cookie                              what RFC 6265 §4.1.1 forbids, ``=`` in an exploded name
========================================  =====================================================

With ``allow_reserved``, a percent-encoded triple in a value passes unchanged and is read decoded.
A list of one item within an object is written as that item; ``coercion`` makes it a list again.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.serialization import deep_object, percent, scalar
from mockserver.serialization.errors import StyleError, excerpt
from mockserver.serialization.parameter import (
    decode_cookie,
    decode_header,
    decode_path,
    decode_query,
)
from mockserver.serialization.query import parse_query
from mockserver.serialization.shapes import Shape
from mockserver.serialization.style import DEEP_OBJECT, Notation, Style, Value, notation

Write = Callable[[str], str]

_FORBIDDEN: Mapping[str, str] = {
    "path": "/?#[]",  # OAS 3.1 Path Templating
    "query": "&=+#[]",  # RFC 3986 §3.4 and form encoding
    "cookie": ";,=",  # RFC 6265 §4.1.1
}
"""What stays percent-encoded whatever ``allowReserved`` says."""

_FIELD = re.compile("[\t\x20-\x7e\x80-\xff]*")
_COOKIE = re.compile(r"[!#-+\--:<-\[\]-~]*")
_TRIPLES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def encode_path(style: Style, name: str, value: Any) -> str:
    """The text for a path parameter's place in its template.

    Raises StyleError when the style cannot carry the value.
    """
    syntax = notation("path", style)
    text = _expand(syntax, style, name, value, _percent("path", syntax, style, value))
    return _checked(text, decode_path(style, name, shape_of(value), text), style, value)


def encode_query(style: Style, name: str, value: Any) -> str:
    """The pairs of a query parameter or a form field, without a leading ``?`` or ``&``.

    Raises StyleError when the style cannot carry the value.
    """
    syntax = notation("query", style)
    write = _percent("query", syntax, style, value)
    text = _expand(syntax, style, name, value, write)
    strict = replace(style, allow_empty=False)
    read = decode_query(strict, name, shape_of(value), parse_query(text), _members(value))
    return _checked(text, read, style, value)


def encode_header(style: Style, name: str, value: Any) -> str:
    """The field value of a header parameter; nothing is escaped (OAS 3.1 Appendix D).

    Raises StyleError when the style, or a field (RFC 9110 §5.5), cannot carry the value.
    """
    text = _expand(notation("header", style), style, name, value, _plain(_FIELD))
    return _checked(text, decode_header(style, name, shape_of(value), text), style, value)


def encode_cookie(style: Style, name: str, value: Any) -> str:
    """The pairs of a cookie parameter, to be put into the Cookie field between ``; ``.

    Raises StyleError when the style, or a cookie (RFC 6265 §4.1.1), cannot carry the value.
    """
    syntax = notation("cookie", style)
    escapes = style.name == "form"
    write = _percent("cookie", syntax, style, value) if escapes else _plain(_COOKIE)
    text = _expand(syntax, style, name, value, write)
    read = decode_cookie(style, name, shape_of(value), text, _members(value))
    return _checked(text, read, style, value)


def shape_of(value: Any) -> Shape:
    """The shape of a JSON value."""
    if isinstance(value, dict):
        return Shape.OBJECT
    return Shape.ARRAY if isinstance(value, list) else Shape.PRIMITIVE


def _members(value: Any) -> tuple[str, ...] | None:
    return tuple(value) if isinstance(value, dict) else None


def _percent(location: str, syntax: Notation, style: Style, value: Any) -> Write:
    avoided = _FORBIDDEN[location] + (syntax.separator if syntax.named else "")
    if shape_of(value) is not Shape.PRIMITIVE:
        avoided += f"{syntax.separator}{syntax.joiner}="
    keep = "".join(percent.RESERVED.difference(avoided)) if style.allow_reserved else ""
    # A dot is unreserved, so only label, which separates by dots, asks for its escape.
    dotted = syntax.separator == "." and style.explode and shape_of(value) is not Shape.PRIMITIVE

    def write(text: str) -> str:
        escaped = percent.encode(text, keep=keep, triples=style.allow_reserved)
        return escaped.replace(".", "%2E") if dotted else escaped

    return write


def _plain(allowed: re.Pattern[str]) -> Write:
    def write(text: str) -> str:
        if not allowed.fullmatch(text):
            raise StyleError(f"{excerpt(text)} holds a character that may not be sent there")
        return text

    return write


def _expand(syntax: Notation, style: Style, name: str, value: Any, write: Write) -> str:
    if isinstance(value, (dict, list)) and not value:
        return ""  # RFC 6570 §2.3: undefined, and written as nothing
    if style.name == DEEP_OBJECT:
        return _pairs(syntax, deep_object.flatten(name, value), write)
    if syntax.named:
        return syntax.lead + _pairs(syntax, _named(syntax, style, name, value, write), write)
    return syntax.lead + _unnamed(syntax, style, value, write)


def _pairs(syntax: Notation, pairs: Iterator[tuple[str, Any]], write: Write) -> str:
    return syntax.separator.join(
        write(name) if syntax.bare and not text else f"{write(name)}={text}"
        for name, text in ((name, _written(value, write)) for name, value in pairs)
    )


class _Joined(str):
    """Text whose pieces are written already."""

    __slots__ = ()


def _written(value: Any, write: Write) -> str:
    return value if isinstance(value, _Joined) else write(scalar.write(value))


def _named(
    syntax: Notation, style: Style, name: str, value: Any, write: Write
) -> Iterator[tuple[str, Any]]:
    if style.explode and isinstance(value, dict):
        yield from _alternating(value)
    elif style.explode and isinstance(value, list):
        yield from ((name, item) for item in value)
    else:
        yield name, _Joined(_whole(syntax, value, write))


def _unnamed(syntax: Notation, style: Style, value: Any, write: Write) -> str:
    if not style.explode:
        return _whole(syntax, value, write)
    joiner = syntax.separator if syntax.lead else syntax.joiner
    if isinstance(value, dict):
        members = _alternating(value)
        return joiner.join(f"{write(name)}={_written(item, write)}" for name, item in members)
    items = value if isinstance(value, list) else [value]
    return joiner.join(_written(item, write) for item in items)


def _whole(syntax: Notation, value: Any, write: Write) -> str:
    """The text of a value that nothing takes apart, its items joined."""
    if isinstance(value, dict):
        flat = [piece for pair in _alternating(value) for piece in pair]
    else:
        flat = value if isinstance(value, list) else [value]
    return syntax.joiner.join(_written(item, write) for item in flat)


def _alternating(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """An object's members; one that is a list comes once for each item."""
    for name, member in value.items():
        yield from ((name, item) for item in (member if isinstance(member, list) else [member]))


def _checked(text: str, read: Any, style: Style, value: Any) -> str:
    """The text, if it reads back as the value it was written from."""
    meant = _texts(value, style)
    if style.name != DEEP_OBJECT and isinstance(meant, dict):
        meant = {name: _alone(member) for name, member in meant.items()}
    if read == meant:
        return text
    raise StyleError(
        f"style {style.name!r} with explode {str(style.explode).lower()} cannot carry "
        f"{excerpt(value)}: it would be read as {excerpt(read)}"
    )


def _alone(member: Value) -> Value:
    return member[0] if isinstance(member, list) and len(member) == 1 else member


def _texts(value: Any, style: Style) -> Value:
    """The value with the text of each scalar: what a reader should find."""
    if isinstance(value, dict):
        return {name: _texts(member, style) for name, member in value.items()}
    if isinstance(value, list):
        return [_texts(item, style) for item in value]
    text = scalar.write(value)
    if not style.allow_reserved:
        return text
    return _TRIPLES.sub(lambda triples: percent.decode(triples[0]), text)
