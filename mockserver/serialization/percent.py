"""Percent-encoding (RFC 3986 §2.1) over strict UTF-8."""

import re
from urllib.parse import quote, unquote_to_bytes

from mockserver.serialization.errors import StyleError, excerpt

RESERVED = frozenset(":/?#[]@!$&'()*+,;=")
"""RFC 3986 §2.2."""

_TRIPLE = re.compile(r"(%[0-9A-Fa-f]{2})")
_BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")


def decode(text: str, charset: str = "utf-8") -> str:
    """Undo percent-encoding; a ``+`` stays a plus.

    Raises StyleError for a ``%`` without two hexadecimal digits, and for octets that are no text
    of the charset (an encoded surrogate is no UTF-8, RFC 3629 §3).
    """
    if "%" not in text and text.isascii():
        return text
    broken = _BROKEN.search(text)
    if broken:
        raise StyleError(
            f"{excerpt(text)} has a '%' without two hexadecimal digits at character "
            f"{broken.start() + 1}; write a percent sign as '%25'"
        )
    try:
        return unquote_to_bytes(text.encode(charset)).decode(charset)
    except UnicodeError as error:
        raise StyleError(
            f"{excerpt(text)} is no {charset.upper()} text once its percent-escapes are decoded"
        ) from error


def encode(text: str, *, keep: str = "", triples: bool = False) -> str:
    """Percent-encode all but the unreserved characters (RFC 3986 §2.3) and those of ``keep``.

    With ``triples``, what is percent-encoded already stays as it is (RFC 6570 §3.2.3). Raises
    StyleError for a lone surrogate, which UTF-8 cannot carry.
    """
    pieces = _TRIPLE.split(text) if triples else [text]
    try:
        return "".join(
            piece if place % 2 else quote(piece, safe=keep) for place, piece in enumerate(pieces)
        )
    except UnicodeEncodeError as error:
        raise StyleError(f"{excerpt(text)} holds a lone surrogate, which is no text") from error
