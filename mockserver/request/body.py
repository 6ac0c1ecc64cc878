"""Decoding a body as its media type says and judging it as its schema says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from mockserver import media
from mockserver.errors import Rejection
from mockserver.hint import ended
from mockserver.http import Request
from mockserver.media import MediaType
from mockserver.problem import Problem
from mockserver.request.codec import FORM, decode, unjudged
from mockserver.request.form_fault import form_faults, may_have_faults
from mockserver.request.violation import of_schema
from mockserver.schema import Direction, Validators
from mockserver.schema.validator import ENOUGH
from mockserver.serialization import BodyError, decode_json
from mockserver.serialization.coding import FIELD, READABLE, uncoded, unreadable
from mockserver.spec.model import Content, RequestBody
from mockserver.spec.schema import Schema
from mockserver.violation import Violation

UNREADABLE = "urn:mockserver:unreadable-body"
UNSUPPORTED = "urn:mockserver:unsupported-media-type"
_EITHER = f"{', '.join(READABLE[:-1])} or {READABLE[-1]}"
_KNOWN = 64  # spellings of Content-Type; each client has one


class _Form(NamedTuple):
    """What bodies with one Content-Type are read as: worked out for the first of them."""

    content: Content
    media_type: MediaType
    may_have_faults: bool


class BodyReader:
    """Reads the body of one operation's requests."""

    def __init__(self, body: RequestBody, validators: Validators) -> None:
        self._body = body
        self._validators = validators
        self._known: dict[str, _Form] = {}

    def read(self, request: Request) -> tuple[Any, MediaType | None, tuple[Violation, ...]]:
        """The value, its media type, and what is wrong with it; None without a body.

        Raises Rejection: 415 for a media type that is not declared, 400 for what cannot be read.
        """
        if not request.body and not _is_empty_value(request):
            if self._body.names_type and "Content-Type" in request.headers:
                self._content(request)  # it is a parameter there, and judged as one
            return None, None, self._absent()
        form = self._content(request)
        _insist_plain(request)
        value = _decode(request.body, form)
        found = self._misfits(value, form)
        if form.may_have_faults:
            faults = form_faults(request.body, form.media_type, form.content, value)
            found = (*found, *faults)
        return value, form.media_type, found

    def _misfits(self, value: Any, form: _Form) -> tuple[Violation, ...]:
        """Where the value breaks the schema."""
        if isinstance(value, bytes):
            return ()
        items = form.content.item_schema if isinstance(value, list) else None
        if items is not None:
            return (*islice(self._amiss(items, value), ENOUGH), *self._misfit(value, form))
        return self._misfit(value, form)

    def _amiss(self, schema: Schema, items: list[Any]) -> Iterator[Violation]:
        """Where an item of a sequence breaks the schema of each (OAS 3.2 §4.14.3)."""
        validator = self._validators.of(schema, Direction.REQUEST)
        for place, item in enumerate(items):
            yield from (of_schema("body", (place,), each) for each in validator.violations(item))

    def _misfit(self, value: Any, form: _Form) -> tuple[Violation, ...]:
        if form.content.schema is None:
            return ()
        found = self._validators.of(form.content.schema, Direction.REQUEST).violations(value)
        if not found:
            return ()
        spared = unjudged(form.content, form.media_type)
        judged = (each for each in found if not (each.pointer and each.pointer[0] in spared))
        return tuple(of_schema("body", (), each) for each in judged)

    def _absent(self) -> tuple[Violation, ...]:
        if not self._body.required:
            return ()
        return (Violation("body", (), "required", "a body is required", self._body.origin),)

    def _content(self, request: Request) -> _Form:
        """The declared content a request's Content-Type belongs to, the most specific first."""
        sent = request.headers.get("Content-Type")
        if sent is None:
            return self._assumed()
        known = self._known.get(sent)
        if known is None:
            known = self._declared(sent)
            if len(self._known) < _KNOWN:
                self._known[sent] = known
        return known

    def _declared(self, sent: str) -> _Form:
        media_type = media.parse(sent)
        fitting = [
            each
            for each in self._body.content
            if media_type and each.media_type.covers_essence(media_type)
        ]
        if media_type is None or not fitting:
            raise self._unsupported(f"Content-Type {sent}")
        content = max(fitting, key=lambda each: each.media_type.specificity)
        return _Form(content, media_type, may_have_faults(media_type, content))

    def _assumed(self) -> _Form:
        """RFC 9110 §8.3 lets a recipient guess: it is the one that is declared, if there is one."""
        if len(self._body.content) != 1 or self._body.content[0].media_type.is_range:
            raise self._unsupported("a body without Content-Type")
        content = self._body.content[0]
        return _Form(content, content.media_type, may_have_faults(content.media_type, content))

    def _unsupported(self, sent: str) -> Rejection:
        supported = [str(content.media_type) for content in self._body.content]
        detail = f"{sent} is not supported here; send {' or '.join(supported) or 'no body'}."
        problem = Problem(415, detail, UNSUPPORTED, extensions={"supported": supported})
        return Rejection(problem, ("Accept", ", ".join(supported)))


def _insist_plain(request: Request) -> None:
    """A body whose codings were not taken off. Raises Rejection 415 or 400 (RFC 9110 §8.4.1)."""
    if FIELD not in request.headers:
        return
    unknown = unreadable(request.headers)
    if unknown:
        detail = f"Content-Encoding {unknown[0]} is not supported here; send {_EITHER}."
        raise Rejection(Problem(415, detail, UNSUPPORTED), ("Accept-Encoding", ", ".join(READABLE)))
    try:
        uncoded(request.headers, request.body)
    except BodyError as error:
        told = ended(f"The body cannot be read beneath its Content-Encoding: {error.detail}")
        raise Rejection(Problem(400, told, UNREADABLE)) from error


def _is_empty_value(request: Request) -> bool:
    """A form without fields is a form all the same, and XML without an element is broken."""
    media_type = media.parse(request.headers.get("Content-Type") or "")
    return media_type is not None and (media_type.essence == FORM or media_type.is_xml)


def _decode(body: bytes, form: _Form) -> Any:
    try:
        if form.media_type.is_json:
            return decode_json(body)
        return decode(body, form.media_type, form.content)
    except BodyError as error:
        detail = ended(f"The body cannot be read as {form.media_type.essence}: {error.detail}")
        raise Rejection(Problem(400, detail, UNREADABLE)) from error
