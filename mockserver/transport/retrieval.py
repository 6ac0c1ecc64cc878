"""Documents from elsewhere."""

from __future__ import annotations

import time
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3 import BaseHTTPResponse, exceptions

from mockserver.errors import DocumentError
from mockserver.finding import Rule, Severity, has_errors, report
from mockserver.origin import Origin
from mockserver.source import Document, load, parse
from mockserver.transport.base_url import CREDENTIALS
from mockserver.transport.trouble import unreachable

UNREADABLE = Rule("document-unreachable", Severity.ERROR, "A document's URL answers with it.")
_FETCH_SECONDS = 30.0
_MOST_BYTES = 128 << 20
"""Of a document that somebody else sends, unpacked."""
_MOST_SECONDS = 120.0
_MOST_REDIRECTS = 3
_OK = 200


def retrieve(location: str) -> Document:
    """The document at a path or an http(s) URL. Raises DocumentError for what cannot be read."""
    if not location.startswith(("http://", "https://")):
        return load(location)
    if "@" in urlsplit(location).netloc:
        shown = CREDENTIALS.sub("[redacted]@", location)
        raise _unfetched(shown, "credentials do not belong into it; save it and name the file")
    document = parse(_fetched(location), location)
    if has_errors(document.faults):
        raise DocumentError(document.faults)
    return document


def _fetched(url: str) -> str:
    """The text behind a URL; redirects are followed as long as they stay on the host."""
    try:
        answer = _asked(url)
        for _ in range(_MOST_REDIRECTS):
            place = answer.get_redirect_location()
            if not place or urlsplit(urljoin(url, place)).netloc != urlsplit(url).netloc:
                break
            answer.close()
            url = urljoin(url, place)
            answer = _asked(url)
        with answer:
            if answer.status != _OK:
                raise _unfetched(url, f"the server answers {answer.status} {answer.reason}")
            content = _content(url, answer)
    except (exceptions.HTTPError, OSError) as error:
        raise _unfetched(url, str(unreachable(url, error))) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unfetched(url, "what is there is no UTF-8 text") from error


def _asked(url: str) -> BaseHTTPResponse:
    return urllib3.request(
        "GET", url, redirect=False, timeout=_FETCH_SECONDS, retries=False, preload_content=False
    )


def _content(url: str, answer: BaseHTTPResponse) -> bytes:
    """All of it, within bounds: what is sent packed, or drop by drop, may be without end."""
    content, until = bytearray(), time.monotonic() + _MOST_SECONDS
    for piece in answer.stream(1 << 16):
        content += piece
        if len(content) > _MOST_BYTES:
            most = f"{_MOST_BYTES >> 20} MB"
            raise _unfetched(url, f"it is longer than {most}; save it and name the file")
        if time.monotonic() > until:
            raise _unfetched(url, f"it did not end in {_MOST_SECONDS:.0f} seconds")
    return bytes(content)


def _unfetched(url: str, reason: str) -> DocumentError:
    return DocumentError((report(UNREADABLE, reason, Origin(url, 1, 1)),))
