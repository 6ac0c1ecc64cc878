"""Exchanges as an HTTP Archive (HAR 1.2), which browsers and other proxies read and write."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from io import RawIOBase
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from mockserver.clock import timestamp
from mockserver.errors import UsageError
from mockserver.http import Headers, Request, Response
from mockserver.journal.exchange import Exchange
from mockserver.problem import phrase

_VERSION = "HTTP/1.1"
_SEPARATOR = ",\n"
_END = "\n]}}\n"
_COOKIE_FLAGS = {"httponly": "httpOnly", "secure": "secure"}
_COOKIE_TEXTS = ("path", "domain")


class HarFile:
    """A file that grows by one exchange at a time, and is a whole archive after each of them.

    One that is there is written anew. Raises UsageError where it cannot be written.
    """

    def __init__(self, path: Path, base_url: str = "", version: str = "") -> None:
        self.path = path
        self.count = 0
        self._base_url = base_url
        self._lock = Lock()
        head = json.dumps({"log": {"version": "1.2", "creator": _creator(version), "entries": []}})
        self._begin = head.removesuffix("]}}") + "\n"
        try:
            path.write_text(self._begin.rstrip("\n") + _END, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror or error}") from error
        self._end = len(self._begin.rstrip("\n").encode())

    def add(self, exchange: Exchange) -> None:
        """Write one more exchange, and the end of the file behind it, at once.

        Raises OSError for one that cannot be written, on a full disk too: the others are kept.
        """
        told = json.dumps(to_har(exchange, self._base_url), ensure_ascii=False)
        with self._lock:
            before = _SEPARATOR if self.count else "\n"
            entry = (before + told).encode(errors="backslashreplace")
            with self.path.open("r+b", buffering=0) as file:
                try:
                    _write(file, self._end, entry + _END.encode())
                except OSError:  # what was written before stays an archive
                    file.truncate(self._end)
                    _write(file, self._end, _END.encode())
                    raise
            self._end += len(entry)
            self.count += 1


def _write(file: RawIOBase, place: int, content: bytes) -> None:
    """All of it: a disk that is nearly full takes a part, and refuses the rest."""
    file.seek(place)
    while content:
        content = content[file.write(content) or 0 :]


def archive(exchanges: list[Exchange], base_url: str = "", version: str = "") -> str:
    """The text of an archive of exchanges."""
    entries = [to_har(each, base_url) for each in exchanges]
    log = {"version": "1.2", "creator": _creator(version), "entries": entries}
    return json.dumps({"log": log}, ensure_ascii=False, indent=2) + "\n"


def _creator(version: str) -> Mapping[str, str]:
    return {"name": "mockserver", "version": version or "0"}


def to_har(exchange: Exchange, base_url: str = "") -> dict[str, Any]:
    """An exchange as an entry; fields of our own begin with an underscore (HAR 1.2 §Custom)."""
    milliseconds = round(exchange.duration * 1000, 3)
    entry = {
        "startedDateTime": timestamp(exchange.moment),
        "time": milliseconds,
        "request": _request(exchange.request, base_url),
        "response": _response(exchange.response),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "_target": exchange.request.target,
        "_operation": exchange.operation,
        "_source": exchange.source,
    }
    return {**entry, "_violations": list(exchange.violations)} if exchange.violations else entry


def _request(request: Request, base_url: str) -> dict[str, Any]:
    pairs = parse_qsl(request.query, keep_blank_values=True)
    told: dict[str, Any] = {
        "method": request.method,
        "url": base_url.rstrip("/") + request.target,
        "httpVersion": _VERSION,
        "cookies": [_pair(*each) for each in _cookies(request.headers)],
        "headers": [_pair(*line) for line in request.headers],
        "queryString": [_pair(*each) for each in pairs],
        "headersSize": -1,
        "bodySize": len(request.body),
    }
    if request.body:
        sent = request.headers.get("Content-Type") or ""
        text, encoding = _text(request.body)
        # HAR 1.2 has no encoding for what is posted; other recorders call theirs so, too.
        told["postData"] = {"mimeType": sent, "params": [], "text": text}
        told["postData"] |= {"_encoding": encoding} if encoding else {}
    return told


def _response(response: Response) -> dict[str, Any]:
    text, encoding = _text(response.body)
    content = {
        "size": len(response.body),
        "mimeType": response.headers.get("Content-Type") or "",
        **({"text": text} if response.body else {}),
        **({"encoding": encoding} if encoding else {}),
    }
    return {
        "status": response.status,
        "statusText": phrase(response.status),
        "httpVersion": _VERSION,
        "cookies": [_set_cookie(each) for each in response.headers.all("Set-Cookie")],
        "headers": [_pair(*line) for line in response.headers],
        "content": content,
        "redirectURL": response.headers.get("Location") or "",
        "headersSize": -1,
        "bodySize": len(response.body),
    }


def _pair(name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": value}


def _text(body: bytes) -> tuple[str, str]:
    """A body as text, or in Base64, and the name of that encoding."""
    try:
        return body.decode(), ""
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), "base64"


def _cookies(headers: Headers) -> Iterator[tuple[str, str]]:
    for line in headers.all("Cookie"):
        for pair in line.split(";"):
            name, _, value = pair.strip().partition("=")
            if name:
                yield name, value


def _set_cookie(line: str) -> dict[str, Any]:
    """RFC 6265 §4.1: a pair, then attributes."""
    pair, *attributes = line.split(";")
    name, _, value = pair.strip().partition("=")
    told: dict[str, Any] = _pair(name, value)
    for attribute in attributes:
        key, _, written = attribute.strip().partition("=")
        if key.lower() in _COOKIE_FLAGS:
            told[_COOKIE_FLAGS[key.lower()]] = True
        elif key.lower() in _COOKIE_TEXTS:
            told[key.lower()] = written
    return told
