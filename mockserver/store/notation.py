"""How values and names are written where only text or bytes can be kept."""

import json
from typing import Any

_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_WRITE_ESCAPED = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode

read_value = json.loads
"""The value of a JSON text: numbers exactly as they were."""


def write_value(value: Any) -> bytes:
    """A value as compact JSON in UTF-8; half a surrogate pair, which UTF-8 lacks, as an escape."""
    try:
        return _WRITE(value).encode()
    except UnicodeEncodeError:
        return _WRITE_ESCAPED(value).encode()


def write_name(name: str) -> bytes:
    """Any text as bytes, half a surrogate pair too."""
    return name.encode("utf-8", "surrogatepass")


def read_name(written: bytes) -> str:
    """The text that was written so."""
    return written.decode("utf-8", "surrogatepass")
