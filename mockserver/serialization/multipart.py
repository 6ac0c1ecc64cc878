"""``multipart/form-data`` and its kin, byte for byte (RFC 2046 §5.1, RFC 7578)."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field

from mockserver.http import TOKEN, Headers
from mockserver.serialization.errors import BodyError, excerpt
from mockserver.value import dataclass

MAX_PARTS = 10_000
MAX_HEAD = 16 * 1024
"""Bytes of one part's header lines."""

_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_BREAKING = re.compile("[\r\n]")
_FOLDED = re.compile(rb"\r\n[ \t]+")  # RFC 5322 §2.2.3, which RFC 2046 §5.1 refers to
_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;"]*)\s*')
# A browser writes a backslash as it is (HTML §4.10.22.8), at the end of a name too.
_LITERAL = re.compile(r';\s*([^\s=;"]+)\s*=\s*("[^"]*"|[^\s;"]*)\s*')
_ESCAPE = re.compile(r'\\(["\\])|%(22|0[AaDd])')
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]|%(?:22|0[AaDd])")


@dataclass(frozen=True, slots=True)
class Part:
    """One part. ``name`` is None only where parts need none, as in ``multipart/mixed``."""

    name: str | None
    content: bytes
    filename: str | None = None
    headers: Headers = field(default_factory=Headers)


def decode_multipart(body: bytes, boundary: str, *, named: bool = True) -> tuple[Part, ...]:
    """The parts of a body; preamble and epilogue are passed over.

    Lines end with CRLF and nothing else. With ``named``, as in ``form-data``, every part needs a
    name. Raises BodyError for what does not have this form or exceeds MAX_PARTS and MAX_HEAD.
    """
    sections = _sections(body, _legal(boundary))
    return tuple(_part(number, section, named=named) for number, section in sections)


def encode_multipart(parts: Iterable[Part], boundary: str) -> bytes:
    """The body of these parts; a part's Content-Disposition is made from its name and filename.

    Raises BodyError when the boundary is none or occurs within a part, and for a name or header
    that cannot be written.
    """
    line = b"--" + _legal(boundary)
    pieces = []
    for part in parts:
        if line in part.content:
            raise BodyError(f"the boundary {boundary!r} occurs within a part; choose another")
        pieces.append(b"".join([line, b"\r\n", _head(part), b"\r\n", part.content, b"\r\n"]))
    return b"".join([*pieces, line, b"--\r\n"])


def boundary_for(parts: Sequence[Part]) -> str:
    """A boundary that occurs in none of the parts: the same one for the same parts."""
    digest = hashlib.sha256(b"".join(part.content for part in parts))
    while any(digest.hexdigest().encode() in part.content for part in parts):
        digest.update(b"again")
    return digest.hexdigest()


def _legal(boundary: str) -> bytes:
    if not _BOUNDARY.fullmatch(boundary):
        raise BodyError(
            f"{excerpt(boundary)} is no boundary; RFC 2046 §5.1.1 has 1 to 70 of its characters"
        )
    return boundary.encode("ascii")


def _sections(body: bytes, boundary: bytes) -> Iterator[tuple[int, bytes]]:
    """What stands between the delimiter lines: a CRLF, header lines, a CRLF, the content."""
    delimiter = re.compile(rb"\r\n--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r\n|\Z)")
    whole = b"\r\n" + body
    start = None
    for number, found in enumerate(delimiter.finditer(whole)):
        if number > MAX_PARTS:
            raise BodyError(f"it has more than {MAX_PARTS} parts")
        if start is not None:
            yield number, whole[start : found.start()]
        if found[1]:
            return
        start = found.end()
    line = f"--{boundary.decode()}" if start is None else f"--{boundary.decode()}--"
    raise BodyError(f"it has no line {line!r}; parts stand between such lines, which end with CRLF")


def _part(number: int, section: bytes, *, named: bool) -> Part:
    head, blank, content = section.partition(b"\r\n\r\n")
    if not blank:
        raise BodyError(f"part {number} has no empty line between its headers and its content")
    if len(head) > MAX_HEAD:
        raise BodyError(f"part {number} has more than {MAX_HEAD} bytes of headers")
    lines = _FOLDED.sub(b" ", head[2:]).split(b"\r\n") if head else ()
    headers = Headers(_header(number, line) for line in lines)
    parameters = _parameters(number, headers.get("Content-Disposition"))
    name = parameters.get("name")
    if named and name is None:
        raise BodyError(f"part {number} has no name; send Content-Disposition: form-data; name=...")
    return Part(name, content, parameters.get("filename"), headers)


def _header(number: int, line: bytes) -> tuple[str, str]:
    try:
        name, _, value = line.decode().partition(":")
    except UnicodeDecodeError as error:
        raise BodyError(f"part {number} has the header {excerpt(line)}, no UTF-8 text") from error
    if not _is_header(name, value) or b":" not in line:
        raise BodyError(
            f"part {number} has the header line {excerpt(line)}; write it 'name: value'"
        )
    return name, value.strip(" \t")


def _is_header(name: str, value: str) -> bool:
    """RFC 9110 §5.1: a token, and one line; other controls come through, as clients send them."""
    return TOKEN.fullmatch(name) is not None and _BREAKING.search(value) is None


def _parameters(number: int, disposition: str | None) -> dict[str, str]:
    """The parameters of a Content-Disposition field (RFC 6266 §4.1)."""
    kind, semicolon, rest = (disposition or "").partition(";")
    text = semicolon + rest
    parameters = _read(text, _PARAMETER) or _read(text, _LITERAL)
    if '"' in kind or (parameters is None and text):
        raise BodyError(
            f"part {number} has the Content-Disposition {excerpt(disposition)}; "
            'write it as: form-data; name="..."'
        )
    return parameters or {}


def _read(text: str, form: re.Pattern[str]) -> dict[str, str] | None:
    """The parameters of a text; None where it has another form."""
    found: list[tuple[str, str]] = []
    position = 0
    while match := form.match(text, position):
        found.append((match[1].lower(), _unquoted(match[2])))
        position = match.end()
    parameters = dict(found)
    is_whole = not text[position:].strip("; \t") and len(parameters) == len(found)
    return parameters if is_whole else None


def _unquoted(value: str) -> str:
    """A quoted string escapes by backslash (RFC 9110 §5.6.4), a browser by percent (HTML §4.10)."""
    if not value.startswith('"'):
        return value
    return _ESCAPE.sub(lambda escape: escape[1] or chr(int(escape[2], 16)), value[1:-1])


def _head(part: Part) -> bytes:
    lines = list(part.headers)
    if part.name is not None:
        rest = part.headers.without("Content-Disposition")
        lines = [("Content-Disposition", _disposition(part.name, part.filename)), *rest]
    try:
        return b"".join(_line(name, value).encode() for name, value in lines)
    except UnicodeEncodeError as error:
        raise BodyError("a part's header holds a lone surrogate, which is no text") from error


def _line(name: str, value: str) -> str:
    if not _is_header(name, value) or value != value.strip(" \t"):
        raise BodyError(f"{excerpt(name)}: {excerpt(value)} cannot be written as a part's header")
    return f"{name}: {value}\r\n"


def _disposition(name: str, filename: str | None) -> str:
    file = "" if filename is None else f"; filename={_quoted(filename)}"
    return f"form-data; name={_quoted(name)}{file}"


def _quoted(text: str) -> str:
    if _UNSAFE.search(text):
        raise BodyError(f"{excerpt(text)} cannot be the name of a part or its file")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
