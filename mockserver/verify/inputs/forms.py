"""Forms that a document spells field by field (OAS 2.0 ``formData``), and what else is sent in one.

The fields are all that the operation knows of; that no others may come no document says.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from mockserver import media
from mockserver.errors import DocumentError
from mockserver.http import Request
from mockserver.spec.model import Operation

_PART = re.compile(rb'content-disposition:[^\r\n]*?[; ]name="([^"\r\n]*)"', re.IGNORECASE)
_URLENCODED, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


def spelled(operation: Operation) -> frozenset[str]:
    """The names of the fields; none where the body is no such form."""
    try:
        body = operation.request_body
        schemas = (each.schema for each in (body.content if body else ()) if each.schema)
        return frozenset(name for each in schemas for name in each.schemas.fields(each))
    except DocumentError:
        return frozenset()


def has_more(request: Request, known: frozenset[str]) -> bool:
    """Whether a request holds fields in its form beside those that are known, if any are."""
    return bool(known) and not _sent(request) <= known


def _sent(request: Request) -> frozenset[str]:
    kind = media.parse(request.headers.get("Content-Type") or "")
    essence = str(kind).partition(";")[0] if kind else ""
    if essence == _URLENCODED:
        text = request.body.decode("ascii", "replace")
        return frozenset(name for name, _ in parse_qsl(text, keep_blank_values=True))
    if essence == _MULTIPART:
        return frozenset(name.decode("utf-8", "replace") for name in _PART.findall(request.body))
    return frozenset()
