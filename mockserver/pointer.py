"""JSON pointers (RFC 6901): the address of a value inside a document."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

Token = str | int
Pointer = tuple[Token, ...]

ROOT: Pointer = ()


def parse(text: str) -> tuple[str, ...]:
    """Split a pointer such as ``/paths/~1pets/get`` into its reference tokens (RFC 6901 §3).

    Raises ValueError when the text is neither empty nor starts with a slash.
    """
    if not text:
        return ()
    if not text.startswith("/"):
        raise ValueError(f"a JSON pointer starts with '/', this does not: {text!r}")
    return tuple(unescape(token) for token in text[1:].split("/"))


@lru_cache(maxsize=1 << 12)
def parse_fragment(fragment: str) -> tuple[str, ...]:
    """Read a pointer from a URI fragment without its ``#`` (RFC 6901 §6: percent-decoded first)."""
    return parse(unquote(fragment))


def text(pointer: Pointer) -> str:
    """Write a pointer as RFC 6901 text."""
    return "".join("/" + escape(token) for token in pointer)


def fragment(pointer: Pointer) -> str:
    """Write a pointer as a URI fragment, with its ``#``."""
    return "#" + "".join([_quoted(token) for token in pointer])


@lru_cache(maxsize=1 << 14)
def _quoted(token: Token) -> str:
    """One step of a fragment; most steps come again and again."""
    return quote(f"/{escape(token)}", safe="/~!$&'()*+,;=:@-._?")


def escape(token: Token) -> str:
    """Escape one reference token (RFC 6901 §3)."""
    return str(token).replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """Undo ``escape``; the order matters (RFC 6901 §4)."""
    return token.replace("~1", "/").replace("~0", "~")


def step(container: Any, token: Token) -> Any:
    """Go one token down. Raises KeyError when the container holds nothing there."""
    if isinstance(container, dict):
        return container[token]
    if isinstance(container, list):
        return container[_index(token, len(container))]
    raise KeyError(token)


def _index(token: Token, length: int) -> int:
    """RFC 6901 §4: an array index is digits without a leading zero."""
    digits = str(token)
    if not (digits.isascii() and digits.isdecimal()) or (digits != "0" and digits.startswith("0")):
        raise KeyError(token)
    if len(digits) > len(str(length)) or int(digits) >= length:  # int() refuses endless digits
        raise KeyError(token)
    return int(digits)


def at(value: Any, pointer: Pointer) -> Any:
    """The value at a pointer through objects; None where it leads nowhere."""
    for token in pointer:
        value = value.get(token) if isinstance(value, Mapping) else None
    return value


def put(container: Any, pointer: Pointer, value: Any) -> Any:
    """A copy of the objects with another value at a pointer; what came in is unchanged."""
    if not pointer:
        return value
    members = dict(container) if isinstance(container, Mapping) else {}
    members[str(pointer[0])] = put(members.get(str(pointer[0])), pointer[1:], value)
    return members


def resolve(root: Any, pointer: Pointer) -> Any:
    """The value at a pointer. Raises KeyError with the first token that leads nowhere."""
    value = root
    for token in pointer:
        value = step(value, token)
    return value
