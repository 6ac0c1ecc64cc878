"""Texts and bytes of the wire, read into values and written from them.

Pure functions of plain values; the room knows nothing of a document or a server.

=============  ====================================================================================
parameter      a parameter's text, by style, explode and location, as decoded strings
expansion      the same in the other direction (RFC 6570 calls it expansion)
query          the pairs of a query string or a form body, raw
coercion       decoded strings into the types that a JSON Schema calls for
shapes         what a JSON Schema says about a value before it is known
json_text      JSON bodies
text           bodies that are text, in a charset
form           ``application/x-www-form-urlencoded`` bodies
multipart      ``multipart/*`` bodies
sequence       bodies of one value after another, such as ``application/jsonl``
xml_document   XML bodies, without document type declarations
xml_reading    XML into a JSON value and
xml_writing    back, by the ``xml`` objects of a schema
=============  ====================================================================================

A text that cannot be read raises StyleError, a body BodyError; both say why in ``detail``. The
sentence does not name the parameter: the caller knows it and puts it in front.
"""

from typing import TYPE_CHECKING, Any

from mockserver.serialization.coercion import coerce
from mockserver.serialization.errors import BodyError, StyleError, UnreadableError
from mockserver.serialization.expansion import (
    encode_cookie,
    encode_header,
    encode_path,
    encode_query,
)
from mockserver.serialization.form import decode_form, encode_form
from mockserver.serialization.json_text import decode_json, encode_json
from mockserver.serialization.multipart import (
    Part,
    boundary_for,
    decode_multipart,
    encode_multipart,
)
from mockserver.serialization.parameter import (
    decode_cookie,
    decode_header,
    decode_path,
    decode_query,
)
from mockserver.serialization.query import Query, parse_query
from mockserver.serialization.shapes import Resolve, Schema, Shape, property_names, settled, shape
from mockserver.serialization.style import EMPTY, MISSING, Absent, Style, Value

if TYPE_CHECKING:
    from mockserver.serialization.sequence import decode_sequence, encode_sequence, framing
    from mockserver.serialization.xml_document import decode_xml
    from mockserver.serialization.xml_reading import xml_to_value
    from mockserver.serialization.xml_writing import value_to_xml

__all__ = [
    "EMPTY",
    "MISSING",
    "Absent",
    "BodyError",
    "Part",
    "Query",
    "Resolve",
    "Schema",
    "Shape",
    "Style",
    "StyleError",
    "UnreadableError",
    "Value",
    "boundary_for",
    "coerce",
    "decode_cookie",
    "decode_form",
    "decode_header",
    "decode_json",
    "decode_multipart",
    "decode_path",
    "decode_query",
    "decode_sequence",
    "decode_xml",
    "encode_cookie",
    "encode_form",
    "encode_header",
    "encode_json",
    "encode_multipart",
    "encode_path",
    "encode_query",
    "encode_sequence",
    "framing",
    "parse_query",
    "property_names",
    "settled",
    "shape",
    "value_to_xml",
    "xml_to_value",
]

# Loaded when first asked for: few APIs speak XML, or in sequences.
_HOMES = {
    "decode_sequence": "mockserver.serialization.sequence",
    "encode_sequence": "mockserver.serialization.sequence",
    "framing": "mockserver.serialization.sequence",
    "decode_xml": "mockserver.serialization.xml_document",
    "value_to_xml": "mockserver.serialization.xml_writing",
    "xml_to_value": "mockserver.serialization.xml_reading",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'mockserver.serialization' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
