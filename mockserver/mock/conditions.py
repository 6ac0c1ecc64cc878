"""Conditional requests (RFC 9110 §13): versions of records, and who insists on one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.errors import Rejection
from mockserver.http import Headers, Response
from mockserver.problem import Problem
from mockserver.response.fields import usual_field
from mockserver.spec.model import Operation

PRECONDITION = "urn:mockserver:precondition-failed"
_NOT_MODIFIED = 304
_FAILED = 412
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"|\*')
_FORM = re.compile(rf"\s*(?:{_TAG.pattern})(?:\s*,\s*(?:{_TAG.pattern}))*\s*")


class Conditions:
    """What one operation does about ``If-Match`` and ``If-None-Match``.

    It heeds them where the document speaks of them: by an ``ETag`` of the answer, or the status
    that they lead to; ``always`` is for all operations.
    """

    def __init__(self, operation: Operation, *, always: bool) -> None:
        patterns = {each.pattern.upper() for each in operation.responses}
        tags = any(
            header.name.lower() == "etag" for each in operation.responses for header in each.headers
        )
        self._unmodified = always or str(_NOT_MODIFIED) in patterns
        self._failing = always or str(_FAILED) in patterns
        self.tells = always or tags or self._unmodified

    def insist(self, headers: Headers, record: Mapping[str, Any] | None) -> None:
        """Before a change. Raises Rejection 412 for another version than the one that is meant."""
        if not self._failing:
            return
        wanted, unwanted = _tags(headers, "If-Match"), _tags(headers, "If-None-Match")
        present = None if record is None else etag(record)
        if wanted is not None and not _names(wanted, present):
            now = f"its version is {present}" if present else "there is none"
            detail = f"If-Match asks for the record as {', '.join(wanted)}, and {now}."
            raise Rejection(Problem(_FAILED, detail, PRECONDITION))
        if unwanted is not None and _names(unwanted, present):
            named = ", ".join(unwanted)
            detail = f"If-None-Match forbids {named}, and that is the record's version."
            raise Rejection(Problem(_FAILED, detail, PRECONDITION))

    def versioned(self, response: Response, headers: Headers) -> Response:
        """What no record stands behind, with the version of what it says; 304 to who knows it."""
        if not (self.tells and response.is_success):
            return response
        said = response.headers.get("ETag") or ""
        is_shown = _TAG.fullmatch(said) and said != usual_field("ETag")
        tag = said if is_shown else etag(response.body.hex())
        if self.is_known(headers, tag):
            return Response(_NOT_MODIFIED, Headers((("ETag", tag),)))
        return replace(response, headers=response.headers.replacing("ETag", tag))

    def is_known(self, headers: Headers, tag: str) -> bool:
        """Whether a client that reads has this version already (§13.1.2)."""
        known = _tags(headers, "If-None-Match") if self._unmodified else None
        return known is not None and _names(known, tag, weak=True)


def etag(value: Any) -> str:
    """The version of a record or a list, a strong entity tag (RFC 9110 §8.8.3)."""
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), default=repr)
    digest = hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
    return f'"{digest[:24]}"'


def _tags(headers: Headers, name: str) -> tuple[str, ...] | None:
    """The entity tags of a field; None where it is absent, or is no list of such (§8.8.3)."""
    value = headers.get(name)
    if value is None or not _FORM.fullmatch(value):
        return None
    return tuple(_TAG.findall(value))


def _names(tags: tuple[str, ...], tag: str | None, *, weak: bool = False) -> bool:
    """Whether entity tags, or ``*``, name one; there is none to name for None."""
    if tag is None:
        return False
    known = [each.removeprefix("W/") for each in tags] if weak else tags
    return "*" in known or (tag.removeprefix("W/") if weak else tag) in known
