"""Bodies that are text, in the charset that their media type names (RFC 9110 §8.3.2)."""

import codecs

from mockserver.serialization.errors import BodyError, excerpt

USUAL = "utf-8"
# Codecs of Python that are no charsets; the first one takes time by the square of what it reads.
_NO_CHARSETS = frozenset(("punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"))


def decode_text(body: bytes, charset: str | None) -> str:
    """The text of a body. Raises BodyError for what is none, and for an unknown charset."""
    try:
        text = body.decode(_codec(charset))
        text.encode()  # some charsets can say what is no text: lone surrogates
    except (LookupError, ValueError) as error:
        raise BodyError(f"it is no text in {charset or USUAL}") from error
    return text


def encode_text(text: str, charset: str | None) -> bytes:
    """The body of a text; UTF-8 where no charset is named, or one that is not known.

    Raises BodyError for a character that the charset does not have.
    """
    try:
        return text.encode(_codec(charset))
    except UnicodeEncodeError as error:
        shown = excerpt(text[error.start : error.end])
        raise BodyError(f"{charset or USUAL} has no sign for {shown}") from error
    except (LookupError, ValueError):
        return encode_text(text, USUAL)


def _codec(charset: str | None) -> str:
    """Raises LookupError for what is no charset, ValueError for what is no name."""
    name = codecs.lookup(charset or USUAL).name
    if name in _NO_CHARSETS:
        raise LookupError(name)
    return name
