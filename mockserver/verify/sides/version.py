"""Versions of records as answers tell them: entity tags (RFC 9110 §8.8.3)."""

from __future__ import annotations

import re

from mockserver.http import Response
from mockserver.spec.model import Location, Operation

_FORM = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
_UNMODIFIED, _FAILED, _REQUIRED = "304", "412", "428"  # RFC 9110 §15.4.5, §15.5.13, RFC 6585 §3


def tag_of(response: Response) -> str:
    """The entity tag of an answer; empty without one."""
    return (response.headers.get("ETag") or "").strip()


def is_well_formed(tag: str) -> bool:
    """Whether it is one at all: in double quotes."""
    return _FORM.fullmatch(tag) is not None


def is_weak(tag: str) -> bool:
    """Whether it may stay the same for a small change, and never matches for If-Match."""
    return tag.startswith("W/")


def tells_tag(operation: Operation) -> bool:
    """Whether the document says that an operation answers with entity tags."""
    named = (header.name.lower() for each in operation.responses for header in each.headers)
    return "etag" in named


def may_be_known(operation: Operation) -> bool:
    """Whether an operation answers 304 to who knows the record already."""
    return _declares(operation, _UNMODIFIED)


def heeds_tag(operation: Operation) -> bool:
    """Whether an operation answers 412 where another version was meant."""
    return _declares(operation, _FAILED)


def needs_tag(operation: Operation) -> bool:
    """Whether nothing is changed without a version: 428 is declared, or If-Match required."""
    return _asks_for_tag(operation) or _declares(operation, _REQUIRED)


def requires_tag(operation: Operation) -> bool:
    """Whether 428 alone says that no change goes without a version: no parameter asks for one."""
    return _declares(operation, _REQUIRED) and not _asks_for_tag(operation)


def _asks_for_tag(operation: Operation) -> bool:
    headers = (each for each in operation.parameters if each.location is Location.HEADER)
    return any(each.required and each.name.lower() == "if-match" for each in headers)


def _declares(operation: Operation, status: str) -> bool:
    return any(each.pattern == status for each in operation.responses)
