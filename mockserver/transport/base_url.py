"""The base that the paths of a document are appended to."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from mockserver.errors import UsageError

CREDENTIALS = re.compile(r"(?<=//)[^/?#]*@")


def parse_base_url(text: str) -> str:
    """The base that paths are appended to, without a slash at its end.

    Raises UsageError when the text is no absolute http or https URL of a server.
    """
    parts = _split(text)
    fault = next((fault for holds, fault in _FAULTS if holds(parts)), None)
    if fault or re.search(r"[\s\x00-\x1f\x7f]", text):
        raise UsageError(_no_url(text, fault or "it has a space or a control character in it"))
    return f"{parts.scheme.lower()}://{parts.netloc}{parts.path.rstrip('/')}"


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise UsageError(_no_url(text, str(error))) from error
    return parts


_FAULTS: tuple[tuple[Callable[[SplitResult], bool], str], ...] = (
    (
        lambda parts: parts.scheme not in ("http", "https"),
        "a URL of a server starts with http:// or https://",
    ),
    (lambda parts: not parts.hostname, "it names no host"),
    (
        lambda parts: "@" in parts.netloc,
        "credentials do not belong into it; send them with -H 'Authorization: ...'",
    ),
    (
        lambda parts: bool(parts.query or parts.fragment),
        "the document's paths are appended to it, so it can hold neither '?' nor '#'",
    ),
)


def _no_url(text: str, fault: str) -> str:
    text = CREDENTIALS.sub("[redacted]@", text)  # logs are read by others
    hint = "" if "://" in text else f" Did you mean http://{text.lstrip('/')}?"
    return f"{text!r} cannot be used as the URL of a server: {fault}.{hint}"
