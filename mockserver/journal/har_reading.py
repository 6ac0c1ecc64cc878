"""HTTP Archives (HAR 1.2) read, whoever wrote them: one entry at a time, each with its line.

A file of 100 MB is usual for a browser, so an archive is walked with the scanner of ``json`` rather
than read as a document with the places of all its values.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlencode, urlsplit

from mockserver import media
from mockserver.errors import UsageError
from mockserver.http import Headers, Request, Response
from mockserver.journal.exchange import Exchange

_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
_SPACE = re.compile(r"[ \t\r\n]*")  # RFC 8259 §2
_NOT_ENTRIES = "this is no HTTP Archive: it has no list 'log.entries'"
_BOUNDARY = "mockserver-har"
_SHOWN = 40  # letters of a value that is told
_HINT = "; was it cut off while it was written?"
# What reading an entry raises that is none.
NO_EXCHANGE = (AttributeError, KeyError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an archive: its place among all from 0 on, its line, and what it says.

    ``folder`` is where the files lie that some recorders keep bodies in.
    """

    number: int
    line: int
    value: Any
    folder: Path

    @property
    def url(self) -> str:
        """What was asked for. Raises KeyError or TypeError where it is not told."""
        return str(self.value["request"]["url"])

    def exchange(self, base_url: str = "") -> Exchange:
        """The exchange. Raises what NO_EXCHANGE lists for what is none."""
        return from_har(self.value, base_url, self.folder)

    @property
    def lacks_request_body(self) -> bool:
        """Whether something was sent that the archive does not keep."""
        asked = self.value["request"]
        posted = asked.get("postData") or {}
        kept = posted.get("text") or posted.get("_file")
        if kept:
            return False
        params = posted.get("params") or ()
        if params:
            return any(each.get("fileName") and each.get("value") is None for each in params)
        return _count(asked.get("bodySize")) > 0

    @property
    def lacks_response_body(self) -> bool:
        """Whether something was answered that the archive does not keep."""
        content = self.value["response"].get("content") or {}
        kept = content.get("text") or content.get("_file")
        return not kept and _count(content.get("size")) > 0


def entries(path: Path) -> Iterator[Entry]:
    """The entries of an archive in their order. Raises UsageError with the line that is wrong.

    What is wrong behind them is told as well, after the last of them.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no such file") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UsageError(f"{path}:{line}: this is no UTF-8, so no HTTP Archive") from error
    try:
        yield from _Walk(path, text).entries()
    except json.JSONDecodeError as error:
        is_cut = error.msg.startswith("Unterminated") or not text[error.pos :].strip()
        hint = _HINT if is_cut else ""
        said = f"this is no JSON: {error.msg}{hint}"
        raise UsageError(f"{path}:{error.lineno}:{error.colno}: {said}") from error
    except RecursionError as error:
        raise UsageError(f"{path}: this is nested too deep to be read") from error


class _Walk:
    """One way through the text of an archive. Raises JSONDecodeError."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._value = json.JSONDecoder().raw_decode
        self._line = 1
        self._counted = 0

    def entries(self) -> Iterator[Entry]:
        """Through the root, its log, and the entries of that."""
        found = False
        for name, at in self._members(self._gap(0)):
            if name == "log" and self._text[at] == "{":
                for inner, place in self._members(at):
                    if inner == "entries" and self._text[place] == "[":
                        found = True
                        yield from self._elements(place)
        self._insist_end()
        if not found:
            raise UsageError(f"{self._path}: {_NOT_ENTRIES}")

    def _members(self, at: int) -> Iterator[tuple[str, int]]:
        """The names of an object, and where their values begin; ``_at`` is behind it then."""
        if self._sign(at) != "{":
            raise UsageError(f"{self._path}: {_NOT_ENTRIES}")
        at = self._gap(at + 1)
        while self._sign(at) != "}":
            if self._sign(at) != '"':
                raise self._fault("a name in quotation marks is expected", at)
            name, at = self._value(self._text, at)
            at = self._gap(self._expected(":", self._gap(at)))
            self._sign(at)
            self._at = -1
            yield name, at
            at = self._gap(self._at if self._at >= 0 else self._value(self._text, at)[1])
            at = self._next(at, "}")
        self._at = at + 1

    def _elements(self, at: int) -> Iterator[Entry]:
        at, number = self._gap(at + 1), 0
        while self._sign(at) != "]":
            self._line += self._text.count("\n", self._counted, at)
            self._counted = at
            value, end = self._value(self._text, at)
            yield Entry(number, self._line, value, self._path.parent)
            at, number = self._next(self._gap(end), "]"), number + 1
        self._at = at + 1

    def _next(self, at: int, end: str) -> int:
        """Behind a comma, or at the end of what is being walked."""
        if self._sign(at) == end:
            return at
        at = self._gap(self._expected(",", at))
        if self._sign(at) == end:
            raise self._fault("nothing follows this comma", at)
        return at

    def _gap(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def _sign(self, at: int) -> str:
        if at >= len(self._text):
            raise self._fault("it ends too early", at)
        return self._text[at]

    def _expected(self, sign: str, at: int) -> int:
        if self._sign(at) != sign:
            raise self._fault(f"'{sign}' is expected", at)
        return at + 1

    def _insist_end(self) -> None:
        if self._gap(self._at) < len(self._text):
            raise self._fault("something follows the end", self._gap(self._at))

    def _fault(self, message: str, at: int) -> json.JSONDecodeError:
        return json.JSONDecodeError(message, self._text, at)


def _count(value: Any) -> int:
    return value if isinstance(value, int) else 0


def read_har(path: Path, base_url: str = "") -> tuple[Exchange, ...]:
    """The exchanges of an archive, whoever wrote it. Raises UsageError, which names the entry.

    With a base URL only those below it, their paths as they continue it. Entries without an answer,
    as browsers write them for requests that were blocked, are left out.
    """
    return tuple(_exchanges(path, base_url))


def _exchanges(path: Path, base_url: str) -> Iterator[Exchange]:
    for entry in entries(path):
        try:
            if not is_below(entry.url, base_url):
                continue
            exchange = entry.exchange(base_url)
        except NO_EXCHANGE as error:
            raise no_exchange(path, entry, error) from error
        if exchange.response.status:
            yield exchange


def no_exchange(path: Path, entry: Entry, error: Exception) -> UsageError:
    """What is said of an entry that cannot be understood."""
    said = f"entry {entry.number} of 'log.entries' is no exchange of HAR 1.2"
    return UsageError(f"{path}:{entry.line}: {said}: {_in_words(error)}")


def _in_words(error: Exception) -> str:
    """What an error of NO_EXCHANGE says of the entry."""
    if isinstance(error, KeyError):
        return f"it has no {error}"
    if isinstance(error, AttributeError | TypeError):
        return "a part of it is of the wrong type"
    return str(error)


def is_below(url: str, base_url: str) -> bool:
    """Whether a URL continues a base; any does where there is none."""
    return f"{url.partition('?')[0]}/".startswith(f"{base_url.rstrip('/')}/") if base_url else True


def from_har(entry: Mapping[str, Any], base_url: str = "", folder: Path | None = None) -> Exchange:
    """The exchange of an entry. Raises what NO_EXCHANGE lists for what is none.

    ``folder`` holds the files that bodies are kept in, where the recorder has kept them so.
    """
    asked, answered = entry["request"], entry["response"]
    path, query = _target(entry, base_url)
    content, posted = answered.get("content") or {}, asked.get("postData") or {}
    sent = _Posted(posted, _lines(asked.get("headers"), posted))
    return Exchange(
        moment=_moment(entry.get("startedDateTime")),
        request=Request(
            method=str(asked["method"]),
            path=path,
            query=query,
            headers=_with_cookies(sent.headers(), asked.get("cookies")),
            body=_file(posted, folder) or sent.body(),
        ),
        response=Response(
            status=int(_number(answered["status"], "status")),
            headers=_lines(answered.get("headers"), content),
            body=_file(content, folder) or _body(content, "encoding"),
        ),
        operation=str(entry.get("_operation") or ""),
        source=str(entry.get("_source") or "archive"),
        violations=tuple(map(str, entry.get("_violations") or ())),
        duration=_number(entry.get("time") or 0, "time") / 1000,
    )


def _number(value: Any, name: str) -> float:
    """A number, which some recorders write as a text. Raises ValueError for what is none."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"its {name} is no number: {json.dumps(value)[:_SHOWN]}")
    return number


def _target(entry: Mapping[str, Any], base_url: str) -> tuple[str, str]:
    """Path and query, as the client asked for them where that is told."""
    told = entry.get("_target")
    if isinstance(told, str) and told.startswith("/"):
        path, _, query = told.partition("?")
        return path, query
    parts = urlsplit(entry["request"]["url"])
    above = urlsplit(base_url).path.rstrip("/")
    pairs = entry["request"].get("queryString") or ()
    query = parts.query or urlencode([(each["name"], each["value"]) for each in pairs])
    return parts.path[len(above) :] or "/", query


def _moment(written: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError:
        return _NO_DATE
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _lines(fields: Any, content: Mapping[str, Any]) -> Headers:
    """The fields without what only HTTP/2 has; the media type may be told beside them alone.

    The content is told without the codings that it was sent in (HAR 1.2 §content).
    """
    lines = [(str(each["name"]), str(each["value"])) for each in fields or ()]
    headers = Headers(line for line in lines if not line[0].startswith(":"))
    headers = headers.without("Content-Encoding").without("Transfer-Encoding")
    told = content.get("mimeType")
    if told and "Content-Type" not in headers:
        headers = headers.replacing("Content-Type", str(told))
    return headers


def _with_cookies(headers: Headers, cookies: Any) -> Headers:
    """The cookies that are told beside the fields alone."""
    if "Cookie" in headers or not cookies:
        return headers
    pairs = "; ".join(f"{each['name']}={each['value']}" for each in cookies)
    return headers.replacing("Cookie", pairs)


@dataclass(frozen=True, slots=True)
class _Posted:
    """What was sent: as text, or as the fields of a form alone (HAR 1.2 §postData, §params)."""

    value: Mapping[str, Any]
    lines: Headers

    @property
    def _is_parts(self) -> bool:
        sent = media.parse(self.lines.get("Content-Type") or "")
        is_told = bool(self.value.get("text"))
        return not is_told and sent is not None and sent.essence == "multipart/form-data"

    def headers(self) -> Headers:
        """The fields, with the boundary that the parts are told apart by."""
        if not (self._is_parts and self.value.get("params")):
            return self.lines
        return self.lines.replacing("Content-Type", f"multipart/form-data; boundary={_BOUNDARY}")

    def body(self) -> bytes:
        """The bytes."""
        fields = self.value.get("params") or ()
        if fields and self._is_parts:
            parts = "".join(map(_part, fields))
            return f"{parts}--{_BOUNDARY}--\r\n".encode()
        if fields and not self.value.get("text"):
            return urlencode([(each["name"], each.get("value") or "") for each in fields]).encode()
        return _body(self.value, "_encoding" if "_encoding" in self.value else "encoding")


def _part(field: Mapping[str, Any]) -> str:
    """RFC 7578 §4.2: a part names its field, and its file where it is one."""
    file = f'; filename="{field["fileName"]}"' if field.get("fileName") else ""
    kind = f"Content-Type: {field['contentType']}\r\n" if field.get("contentType") else ""
    head = f'Content-Disposition: form-data; name="{field["name"]}"{file}\r\n{kind}'
    return f"--{_BOUNDARY}\r\n{head}\r\n{field.get('value') or ''}\r\n"


def _body(content: Mapping[str, Any], encoding: str) -> bytes:
    text = content.get("text") or ""
    if content.get(encoding) == "base64":
        try:
            return base64.b64decode(text)
        except binascii.Error as error:
            raise ValueError("its Base64 cannot be read") from error
    return str(text).encode(errors="surrogatepass")


def _file(content: Mapping[str, Any], folder: Path | None) -> bytes:
    """The body that lies beside the archive; nothing that lies elsewhere is read."""
    name = content.get("_file")
    if not isinstance(name, str) or folder is None:
        return b""
    path = (folder / PurePosixPath(name)).resolve()
    if not path.is_relative_to(folder.resolve()) or (path.exists() and not path.is_file()):
        raise ValueError(f"its body is in {name}, which is no file that lies beside it")
    try:
        return path.read_bytes()
    except OSError as error:
        raise ValueError(f"its body cannot be read from {name}: {error.strerror}") from error
