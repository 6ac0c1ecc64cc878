"""Parameters from the text that was sent (OAS 3.2 "Style Values" and "Style Examples").

All decoders take the text still encoded, split it first and decode the pieces after, so that an
encoded delimiter is data; only the delimiters of ``spaceDelimited``, ``pipeDelimited`` and
``tabDelimited`` are themselves encoded, and so never are. Where the shape is ANY, text is a string
unless its form shows more, as a repeated name does. Empty text for an array or an object is the
empty one. A name that comes twice in an object gives a list, which validation then judges.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from mockserver.serialization import deep_object, percent
from mockserver.serialization.errors import StyleError, excerpt
from mockserver.serialization.query import Query
from mockserver.serialization.shapes import Shape
from mockserver.serialization.style import (
    DEEP_OBJECT,
    EMPTY,
    MISSING,
    Absent,
    Notation,
    Style,
    Value,
    notation,
)
from mockserver.value import dataclass

Read = Callable[[str], str]
Pairs = Sequence[tuple[str, str]]

_SURROGATE = re.compile("[\ud800-\udfff]")
_EMPTIES: Mapping[Shape, Callable[[], Value]] = {Shape.ARRAY: list, Shape.OBJECT: dict}


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell of the table of styles, for one parameter; ``read`` decodes a piece of its text."""

    syntax: Notation
    explode: bool
    shape: Shape
    name: str
    read: Read

    @property
    def spread(self) -> bool:
        """Whether an object's members stand on their own."""
        return self.explode and self.shape is Shape.OBJECT


def decode_path(style: Style, name: str, shape: Shape, raw_segment: str) -> Value:
    """The value of a path parameter, from the part of the path that its ``{name}`` stands for.

    Raises StyleError when the text does not have the style's form.
    """
    cell = _Cell(notation("path", style), style.explode, shape, name, percent.decode)
    if not raw_segment and shape in _EMPTIES:
        return _EMPTIES[shape]()
    body = _after_lead(cell.syntax.lead, raw_segment)
    return _matrix(cell, body) if cell.syntax.named else _unnamed(cell, body)


def decode_query(
    style: Style, name: str, shape: Shape, query: Query, properties: tuple[str, ...] | None
) -> Value | Absent:
    """The value of a query parameter or a form field, MISSING, or EMPTY (see Style).

    ``properties`` are the members of an object that ``form`` explodes into pairs of their own; None
    takes every pair, see ``Query.without``. Raises StyleError when the text does not have the
    style's form, or the name comes twice where once is meant.
    """
    cell = _Cell(notation("query", style), style.explode, shape, name, query.read)
    if style.name == DEEP_OBJECT and shape is not Shape.PRIMITIVE:
        deep = deep_object.decode(name, shape, query)
        if deep is not MISSING or shape is not Shape.ANY:
            return deep
    found = _named(cell, query.pairs, properties)
    if style.allow_empty and style.name == "form" and _unused(found, name, query.pairs):
        return EMPTY
    return found


def _unused(found: Value | Absent, name: str, pairs: Pairs) -> bool:
    """Whether the name comes once, without a value (OAS 3.1 ``allowEmptyValue``)."""
    return found in ("", [""], {}, MISSING) and [raw for key, raw in pairs if key == name] == [""]


def decode_header(style: Style, name: str, shape: Shape, value: str) -> Value:
    """The value of a header parameter, from its field value.

    Nothing is percent-decoded or unquoted (OAS 3.2: "any apparent percent-encoding MUST NOT be
    decoded", Appendix D). White space around items is dropped, and so are an array's empty items
    (RFC 9110 §5.6.1). A comma always ends an item, within quotes too.
    """
    cell = _Cell(notation("header", style), style.explode, shape, name, _field_text)
    body = value.strip(" \t")
    return _unnamed(cell, body) if body or shape not in _EMPTIES else _EMPTIES[shape]()


def decode_cookie(
    style: Style,
    name: str,
    shape: Shape,
    cookie_header: str,
    properties: tuple[str, ...] | None = None,
) -> Value | Absent:
    """The value of a cookie parameter, from the Cookie field (RFC 6265 §4.2.1), or MISSING.

    Style ``form`` is percent-decoded, a plus stays; style ``cookie`` is not (OAS 3.2). Exploded
    items are cookies of their own, split at semicolons, never at ``&``. Pieces without ``=`` are
    passed over, and other cookies may hold anything.
    """
    read = percent.decode if style.name == "form" else _field_text
    cell = _Cell(notation("cookie", style), style.explode, shape, name, read)
    pieces = (piece.strip(" \t").partition("=") for piece in cookie_header.split(";"))
    pairs = [(_cookie_name(cookie, read), raw) for cookie, equals, raw in pieces if equals]
    return _named(cell, pairs, properties)


def _cookie_name(raw: str, read: Read) -> str:
    try:
        return read(raw)
    except StyleError:
        return raw


def _field_text(text: str) -> str:
    stripped = text.strip(" \t")
    if not stripped.isascii() and _SURROGATE.search(stripped):
        raise StyleError(f"{excerpt(text)} holds a lone surrogate, which is no text")
    return stripped


def _after_lead(lead: str, raw: str) -> str:
    if not raw.startswith(lead):
        raise StyleError(f"{excerpt(raw)} does not start with {lead!r}, as its style does")
    return raw[len(lead) :]


def _matrix(cell: _Cell, body: str) -> Value:
    pieces = (piece.partition("=") for piece in body.split(cell.syntax.separator))
    pairs = [(cell.read(member), raw) for member, _, raw in pieces]
    strange = [member for member, _ in pairs if member != cell.name]
    if strange and not cell.spread:
        raise StyleError(
            f"it names {excerpt(strange[0])} where only {excerpt(cell.name)} is expected"
        )
    found = _named(cell, pairs, None)
    return {} if isinstance(found, Absent) else found


def _named(cell: _Cell, pairs: Pairs, properties: tuple[str, ...] | None) -> Value | Absent:
    """From pairs: one for each item or member where the style explodes, one for all elsewhere."""
    if cell.spread:
        chosen = pairs if properties is None else [each for each in pairs if each[0] in properties]
        return _object((member, cell.read(raw)) for member, raw in chosen) or MISSING
    raws = [raw for member, raw in pairs if member == cell.name]
    if not raws:
        return MISSING
    repeats = cell.shape is Shape.ANY and len(raws) > 1
    if repeats or (cell.explode and cell.shape is Shape.ARRAY):
        return [cell.read(raw) for raw in raws]
    if len(raws) > 1:
        raise StyleError(f"it is sent {len(raws)} times where it is expected once")
    return _joined(cell, raws[0])


def _unnamed(cell: _Cell, body: str) -> Value:
    """From one text without names: explode changes how items and members are told apart."""
    if not cell.explode or cell.shape not in _EMPTIES:
        return _joined(cell, body)
    lead, syntax = cell.syntax.lead, cell.syntax
    pieces = body.split(syntax.separator) if lead else syntax.delimiter.split(body)
    if cell.shape is Shape.ARRAY:
        return _items(cell, pieces)
    return _object(_member(cell, piece) for piece in pieces)


def _member(cell: _Cell, piece: str) -> tuple[str, str]:
    member, equals, raw = piece.partition("=")
    if not equals:
        raise StyleError(f"the object's member {excerpt(piece)} has no '='; write it name=value")
    return cell.read(member), cell.read(raw)


def _joined(cell: _Cell, raw: str) -> Value:
    """From one text that holds the whole value, its items between delimiters."""
    if cell.shape not in _EMPTIES:
        return cell.read(raw)
    pieces = cell.syntax.delimiter.split(raw)
    if cell.shape is Shape.ARRAY:
        return _items(cell, pieces)
    if not raw:
        return {}
    if len(pieces) == 1:  # clients in use escape the delimiters along with the values
        pieces = cell.syntax.delimiter.split(cell.read(raw))
    if len(pieces) % 2:
        raise StyleError(
            f"{excerpt(raw)} has {len(pieces)} items, but an object's names and values alternate"
        )
    texts = [cell.read(piece) for piece in pieces]
    return _object(zip(texts[::2], texts[1::2], strict=True))


def _items(cell: _Cell, pieces: Sequence[str]) -> Value:
    texts = [cell.read(piece) for piece in pieces]
    return [text for text in texts if text or not cell.syntax.sparse]


def _object(pairs: Iterable[tuple[str, str]]) -> Value:
    gathered: dict[str, list[Value]] = {}
    for member, text in pairs:
        gathered.setdefault(member, []).append(text)
    return {member: texts[0] if len(texts) == 1 else texts for member, texts in gathered.items()}
