"""Conditional requests (RFC 9110 §13): versions of records, and who insists on one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any, NamedTuple

from mockserver.errors import Rejection
from mockserver.http import Headers, Response
from mockserver.problem import Problem
from mockserver.response.fields import usual_field
from mockserver.spec.model import Operation

PRECONDITION = "urn:mockserver:precondition-failed"
_NOT_MODIFIED = 304
_FAILED = 412
_REQUIRED = 428
_RETOLD = frozenset(
    ("cache-control", "content-location", "date", "etag", "expires", "last-modified", "vary")
)
_FETCHING = frozenset(("GET", "HEAD", "QUERY"))  # RFC 9110 §13.2.1: OPTIONS selects nothing
_NAMING = frozenset(("If-Match", "If-None-Match", "If-Unmodified-Since"))
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"|\*')
_DIGITS = 8  # of the tag of a patch
_PATCHED = re.compile(rf'-[0-9a-f]{{{_DIGITS}}}(?="$)')  # what is left is the tag of the record
_LEAST_MILLISECONDS = 10**11  # as seconds that were the year 5138
# RFC 9110 §5.6.1.2: empty elements are passed over. Possessive: nothing is tried twice.
_FORM = re.compile(rf"[\s,]*+(?:{_TAG.pattern})(?:\s*+,[\s,]*+(?:{_TAG.pattern})?+)*+\s*+")


class Version(NamedTuple):
    """What tells one state of a record from others; both are empty where nobody is to be told."""

    tag: str = ""
    modified: datetime | None = None

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """The fields that tell it."""
        tag = (("ETag", self.tag),) if self.tag else ()
        if self.modified is None:
            return tag
        return (*tag, ("Last-Modified", format_datetime(self.modified, usegmt=True)))

    def patched(self, patch: Any) -> Version:
        """That of an answer which a rule has patched: its body is another, its record the same."""
        return self._replace(tag=self.tag and f'{self.tag[:-1]}-{etag(patch)[1 : 1 + _DIGITS]}"')


NO_VERSION = Version()


class Conditions:
    """What one operation does about ``If-Match``, ``If-None-Match`` and their twins with dates.

    It heeds them where the document speaks of them: by an ``ETag`` or a ``Last-Modified`` of the
    answer, or the status that they lead to; ``always`` is for the tags of all operations.
    ``touch`` are the fields of a record that say when it was changed.
    """

    def __init__(self, operation: Operation, touch: Sequence[str] = (), *, always: bool) -> None:
        patterns = {each.pattern.upper() for each in operation.responses}
        names = {header.name.lower() for each in operation.responses for header in each.headers}
        self._touch = touch
        is_fetched = always and operation.method in _FETCHING
        self._unmodified = is_fetched or str(_NOT_MODIFIED) in patterns
        self._failing = always or str(_FAILED) in patterns
        self._requires = str(_REQUIRED) in patterns
        self._dates = "last-modified" in names
        self.tells = always or "etag" in names or self._unmodified

    def version(self, told: Any) -> Version:
        """The version of what an answer tells, a record or a list, as far as it is to be told."""
        if not (self.tells or self._dates):
            return NO_VERSION
        modified = self._modified(told) if self._dates else None
        return Version(etag(told) if self.tells else "", modified)

    def _modified(self, told: Any) -> datetime | None:
        """When a record was changed last, by its own word (RFC 9110 §8.8.2)."""
        values = [told.get(name) for name in self._touch] if isinstance(told, Mapping) else []
        return max((each for each in map(_moment, values) if each), default=None)

    def insist(self, headers: Headers, record: Mapping[str, Any] | None) -> None:
        """Before a change. Raises Rejection 412 for another version than the one that is meant.

        And 428 where none is named, of an operation that declares it: it has no other meaning
        (RFC 6585 §3).
        """
        is_named = any(name.title() in _NAMING for name, _ in headers)
        if self._requires and record is not None and not is_named:
            detail = "Name the version that is meant, by If-Match with the ETag of the record."
            raise Rejection(Problem(_REQUIRED, detail, PRECONDITION))
        self.expect(headers, record)
        unwanted = _tags(headers, "If-None-Match") if self._failing and record is not None else None
        if unwanted is not None and _names(unwanted, etag(record)):
            named = ", ".join(unwanted)
            detail = f"If-None-Match forbids {named}, and that is the record's version."
            raise Rejection(Problem(_FAILED, detail, PRECONDITION))

    def expect(self, headers: Headers, told: Any) -> None:
        """Raises Rejection 412 where another state is meant than that of a record or a list.

        None is told where there is none. This counts for whoever reads, too (RFC 9110 §13.2.2).
        """
        if not self._failing:
            return
        wanted = _tags(headers, "If-Match")
        if wanted is not None:
            present = None if told is None else etag(told)
            if not _names(tuple([_PATCHED.sub("", each) for each in wanted]), present):
                now = f"its version is {present}" if present else "there is none"
                detail = f"If-Match asks for the record as {', '.join(wanted)}, and {now}."
                raise Rejection(Problem(_FAILED, detail, PRECONDITION))
            return
        since, modified = _date(headers, "If-Unmodified-Since"), self._modified(told)
        if since and modified and modified > since:
            changed = format_datetime(modified, usegmt=True)
            detail = f"If-Unmodified-Since asks for what was changed later, {changed}."
            raise Rejection(Problem(_FAILED, detail, PRECONDITION))

    def versioned(self, response: Response) -> Response:
        """What no record stands behind, with the version of what it says."""
        if not (self.tells and response.is_success):
            return response
        said = response.headers.get("ETag") or ""
        is_shown = _TAG.fullmatch(said) and said != usual_field("ETag")
        tag = said if is_shown else etag(response.body.hex())
        return replace(response, headers=response.headers.replacing("ETag", tag))

    def is_known(self, headers: Headers, version: Version) -> bool:
        """Whether a client that reads has this version; tags count before dates (§13.2.2)."""
        if not self._unmodified:
            return False
        known = _tags(headers, "If-None-Match")
        if known is not None:
            return _names(known, version.tag or None, weak=True)
        since = _date(headers, "If-Modified-Since")
        return bool(since and version.modified and version.modified <= since)


def unmodified(response: Response, declared: Headers) -> Response:
    """304 in the place of a response, to who has it (RFC 9110 §15.4.5).

    It retells the fields that say how long that holds, and has the ``declared`` ones of 304.
    """
    retold = [line for line in response.headers if line[0].lower() in _RETOLD]
    names = {name.lower() for name, _ in retold}
    own = [line for line in declared if line[0].lower() not in names]
    return Response(_NOT_MODIFIED, Headers((*retold, *own)))


def etag(value: Any) -> str:
    """The version of a record or a list, a strong entity tag (RFC 9110 §8.8.3)."""
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), default=repr)
    digest = hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
    return f'"{digest[:24]}"'


def _moment(value: Any) -> datetime | None:
    """The second that a record names, in whatever way; None for what names none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if value >= _LEAST_MILLISECONDS else value
        try:
            return datetime.fromtimestamp(int(seconds), UTC)
        except (OverflowError, OSError, ValueError):
            return None
    try:
        read = datetime.fromisoformat(value)
        whole = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
    return whole.replace(microsecond=0)


def _date(headers: Headers, name: str) -> datetime | None:
    """The date of a field; None where it is absent, or is none (RFC 9110 §5.6.7)."""
    value = headers.get(name)
    try:
        read = parsedate_to_datetime(value) if value else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return read.replace(tzinfo=UTC) if read and read.tzinfo is None else read


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
