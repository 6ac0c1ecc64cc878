"""The curl line that sends a request again, without what is secret in it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable

from mockserver.http import Request

FILTERED = "[Filtered]"
_SCHEMED = ("authorization", "proxy-authorization")
_SECRET = re.compile(r"auth|token|key|secret|passw|credential|session|cookie", re.IGNORECASE)

Redact = Callable[[str, str], bool]
"""Whether the value of the field of this name is not to be shown."""


def is_secret(name: str, _value: str = "") -> bool:
    """Whether a field of this name carries what must not be shown, such as Authorization."""
    return bool(_SECRET.search(name))


def curl(request: Request, base_url: str, redact: Redact = is_secret) -> str:
    """A line for a POSIX shell that sends the request; a redacted value is to be filled in."""
    words = ["curl", *_method(request), *_flags(request), base_url.rstrip("/") + request.target]
    for name, value in request.headers:
        words += ["-H", _field(name, _redacted(name, value) if redact(name, value) else value)]
    if not request.body:
        return shlex.join(words)
    if "Content-Type" not in request.headers:
        words += ["-H", "Content-Type:"]  # curl would add a form's
    if _is_printable(request.body):
        return shlex.join([*words, "--data-raw", request.body.decode()])
    return f"printf -- {_printf(request.body)} | {shlex.join([*words, '--data-binary', '@-'])}"


def _redacted(name: str, value: str) -> str:
    """The scheme of a credential is no secret, and tells which one it is (RFC 9110 §11.4)."""
    scheme, _, rest = value.partition(" ")
    is_told = name.lower() in _SCHEMED and bool(rest.strip()) and scheme.isalpha()
    return f"{scheme} {FILTERED}" if is_told else FILTERED


def _method(request: Request) -> list[str]:
    if request.method == "HEAD":
        return ["--head"]
    implied = "POST" if request.body else "GET"
    return [] if request.method == implied else ["-X", request.method]


def _flags(request: Request) -> list[str]:
    """What keeps curl from changing the target: dot segments go, brackets are patterns."""
    flags = []
    if re.search(r"/\.{1,2}(/|$)", request.path):
        flags.append("--path-as-is")
    if re.search(r"[\[\]{}]", request.target):
        flags.append("--globoff")
    return flags


def _field(name: str, value: str) -> str:
    """A field for -H; with a colon alone curl would leave out a field without value."""
    return f"{name}: {value}" if value else f"{name};"


def _is_printable(body: bytes) -> bool:
    try:
        return body.decode().isprintable()
    except UnicodeDecodeError:
        return False


def _printf(body: bytes) -> str:
    """The bytes as a format of POSIX printf, the one way that carries NUL."""
    return shlex.quote("".join(map(_printf_byte, body)))


def _printf_byte(byte: int) -> str:
    special = {"%": "%%", "\\": "\\\\"}
    character = chr(byte)
    if character.isascii() and character.isprintable():
        return special.get(character, character)
    return f"\\{byte:03o}"
