"""The request target as a client sent it."""

from urllib.parse import quote

_ASCII = "".join(map(chr, range(0x21, 0x7F)))


def escaped(raw: str) -> str:
    """Bytes beyond ASCII, which servers hand on as Latin-1 (PEP 3333), as their escapes."""
    if raw.isascii():
        return raw
    sent = raw.encode("latin-1") if max(raw) <= "\xff" else raw.encode(errors="surrogateescape")
    return quote(sent, safe=_ASCII)
