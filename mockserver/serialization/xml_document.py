"""XML documents without document type declarations, and the characters XML has."""

import codecs
import re
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from mockserver.serialization.errors import BodyError, excerpt

MAX_DEPTH = 64

XSI = "http://www.w3.org/2001/XMLSchema-instance"

# What Python calls the encodings that the parser has, and what the parser does.
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "iso8859-1": "iso-8859-1",
    "ascii": "us-ascii",
}
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
    | {"\n": "&#10;", "\t": "&#9;"}
)


class _Builder:
    """Feeds a tree from expat's events and refuses what is out of bounds."""

    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BodyError(f"it nests elements deeper than {MAX_DEPTH} levels")
        expanded = {_expanded(key): value for key, value in attributes.items()}
        self._tree.start(_expanded(name), expanded)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._tree.end(_expanded(name))

    def data(self, text: str) -> None:
        self._tree.data(text)

    def refuse(self, name: str, *_: object) -> None:
        raise BodyError(
            f"it has a document type declaration ({excerpt(name)}), which is not read here; leave "
            "it out, together with its entities"
        )

    def encoded(self, version: str, encoding: str | None, standalone: int) -> None:
        del version, standalone
        if encoding is not None:
            _checked_encoding(encoding)

    def close(self) -> Element:
        return self._tree.close()


def decode_xml(body: bytes, charset: str | None = None) -> Element:
    """The root element of a document; names are ``{namespace}local``.

    A mark at the beginning of the body tells its encoding, else ``charset``, which the media type
    names, and only then what the document says of itself (RFC 7303 §3).

    Raises BodyError with line and column for what is not well-formed (XML 1.0, Namespaces), for any
    document type declaration, since entities can be made to fill the memory, and for more than
    MAX_DEPTH levels.
    """
    builder = _Builder()
    outer = None if body.startswith(_MARKS) else charset
    parser = expat.ParserCreate(_checked_encoding(outer) if outer else None, "}")
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.XmlDeclHandler = builder.encoded
    parser.StartDoctypeDeclHandler = builder.refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        place = f"line {error.lineno}, column {error.offset + 1}"
        raise BodyError(f"it is no well-formed XML at {place}: {reason}") from error
    return builder.close()


def _checked_encoding(name: str) -> str:
    """As the parser calls it; a charset has other names as well, such as ``utf8``."""
    try:
        known = _ENCODINGS.get(codecs.lookup(name).name)
    except (LookupError, ValueError):
        known = None
    if known is None:
        usable = ", ".join(sorted(_ENCODINGS.values()))
        raise BodyError(f"its encoding {excerpt(name)} is not read here; use {usable}")
    return known


def _expanded(name: str) -> str:
    return "{" + name if "}" in name else name


def local_name(tag: str) -> str:
    """A name without its namespace."""
    return tag.rpartition("}")[2]


def escaped(text: str) -> str:
    """Text for an element's content or an attribute's value, so that it is read back the same.

    Raises BodyError for characters that no XML document can hold (XML 1.0 §2.2).
    """
    if _ILLEGAL.search(text):
        raise BodyError(f"{excerpt(text)} holds a character that XML cannot carry")
    return text.translate(_ESCAPES)


def checked_name(name: str) -> str:
    """A name that an element or attribute may have. Raises BodyError for any other."""
    if _PLAIN_NAME.fullmatch(name) or _is_name(name):
        return name
    raise BodyError(f"{excerpt(name)} cannot be the name of an XML element or attribute")


def _is_name(name: str) -> bool:
    """By the parser's own rules, for all that is not plain ASCII."""
    try:
        return ":" not in name and decode_xml(f"<{escaped(name)}/>".encode()).tag == name
    except BodyError:
        return False
