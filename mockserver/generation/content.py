"""Bodies that are no text: the least that a program which knows the media type takes for one."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Mapping

from mockserver.media import MediaType

_BINARY = frozenset(("image", "audio", "video", "font"))


def bytes_of(media_type: MediaType) -> bytes | None:
    """Content of a media type; None where that is text, or nothing is known of it.

    Of a kind whose format is not known here it is a few bytes that are no text.
    """
    make = _MAKERS.get(media_type.essence)
    if make:
        return make()
    return _octets() if media_type.type in _BINARY and not media_type.is_xml else None


def _octets() -> bytes:
    return bytes(range(0x80, 0x90))


def _png() -> bytes:
    """One grey pixel (W3C PNG §5)."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0\x80")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + _sum(kind + content)


def _sum(content: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(content))


def _gzip(content: bytes) -> bytes:
    import gzip  # few ask for it, and it brings more along

    return gzip.compress(content, mtime=0)


def _gif() -> bytes:
    """One transparent pixel (GIF89a)."""
    return base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def _svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


def _wav() -> bytes:
    """One silent sample, 8 bits at 8 kHz."""
    sound = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data\1\0\0\0\x80\0"
    return b"RIFF" + struct.pack("<I", 4 + len(sound)) + b"WAVE" + sound


def _pdf() -> bytes:
    """One empty page (ISO 32000-1 §7.5)."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>",
    )
    text, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(text))
        text += b"%d 0 obj%sendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(text)
    return text + b"xref\n0 4\n0000000000 65535 f \n" + table + end


def _zip() -> bytes:
    """An archive of nothing (APPNOTE §4.3.16)."""
    return b"PK\5\6" + bytes(18)


_MAKERS: Mapping[str, Callable[[], bytes]] = {
    "image/png": _png,
    "image/gif": _gif,
    "image/svg+xml": _svg,
    "audio/wav": _wav,
    "audio/x-wav": _wav,
    "application/pdf": _pdf,
    "application/zip": _zip,
    "application/gzip": lambda: _gzip(b""),
    "application/x-tar": lambda: bytes(1024),
    "application/octet-stream": _octets,
}
