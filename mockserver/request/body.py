"""Decoding a body as its media type says and judging it as its schema says."""

from __future__ import annotations

from typing import Any

from mockserver import media
from mockserver.errors import Rejection
from mockserver.http import Request
from mockserver.media import MediaType
from mockserver.problem import Problem
from mockserver.request.codec import FORM, decode, unjudged
from mockserver.request.form_fault import form_faults
from mockserver.request.violation import Violation, of_schema
from mockserver.schema import Direction, Validators
from mockserver.serialization import BodyError
from mockserver.spec.model import Content, RequestBody

UNREADABLE = "urn:mockserver:unreadable-body"
UNSUPPORTED = "urn:mockserver:unsupported-media-type"


class BodyReader:
    """Reads the body of one operation's requests."""

    def __init__(self, body: RequestBody, validators: Validators) -> None:
        self._body = body
        self._validators = validators

    def read(self, request: Request) -> tuple[Any, MediaType | None, tuple[Violation, ...]]:
        """The value, its media type, and what is wrong with it; None without a body.

        Raises Rejection: 415 for a media type that is not declared, 400 for what cannot be read.
        """
        if not request.body and not _is_empty_value(request):
            if self._body.names_type and "Content-Type" in request.headers:
                self._content(request)  # it is a parameter there, and judged as one
            return None, None, self._absent()
        content, media_type = self._content(request)
        value = _decode(request.body, media_type, content)
        faults = tuple(form_faults(request.body, media_type, content, value))
        return value, media_type, (*self._misfits(value, media_type, content), *faults)

    def _misfits(
        self, value: Any, media_type: MediaType, content: Content
    ) -> tuple[Violation, ...]:
        """Where the value breaks the schema."""
        if content.schema is None or isinstance(value, bytes):
            return ()
        found = self._validators.of(content.schema, Direction.REQUEST).violations(value)
        if not found:
            return ()
        spared = unjudged(content, media_type)
        judged = (each for each in found if not (each.pointer and each.pointer[0] in spared))
        return tuple(of_schema("body", (), each) for each in judged)

    def _absent(self) -> tuple[Violation, ...]:
        if not self._body.required:
            return ()
        return (Violation("body", (), "required", "a body is required", self._body.origin),)

    def _content(self, request: Request) -> tuple[Content, MediaType]:
        """The declared content a request's Content-Type belongs to, the most specific first."""
        sent = request.headers.get("Content-Type")
        if sent is None:
            return self._assumed()
        media_type = media.parse(sent)
        fitting = [
            each
            for each in self._body.content
            if media_type and each.media_type.covers_essence(media_type)
        ]
        if media_type is None or not fitting:
            raise self._unsupported(f"Content-Type {sent}")
        if len(fitting) == 1:
            return fitting[0], media_type
        return max(fitting, key=lambda each: each.media_type.specificity), media_type

    def _assumed(self) -> tuple[Content, MediaType]:
        """RFC 9110 §8.3 lets a recipient guess: it is the one that is declared, if there is one."""
        if len(self._body.content) != 1 or self._body.content[0].media_type.is_range:
            raise self._unsupported("a body without Content-Type")
        content = self._body.content[0]
        return content, content.media_type

    def _unsupported(self, sent: str) -> Rejection:
        supported = [str(content.media_type) for content in self._body.content]
        detail = f"{sent} is not supported here; send {' or '.join(supported) or 'no body'}."
        problem = Problem(415, detail, UNSUPPORTED, extensions={"supported": supported})
        return Rejection(problem, ("Accept", ", ".join(supported)))


def _is_empty_value(request: Request) -> bool:
    """A form without fields is a form all the same, and XML without an element is broken."""
    media_type = media.parse(request.headers.get("Content-Type") or "")
    return media_type is not None and (media_type.essence == FORM or media_type.is_xml)


def _decode(body: bytes, media_type: MediaType, content: Content) -> Any:
    try:
        return decode(body, media_type, content)
    except BodyError as error:
        detail = f"The body cannot be read as {media_type.essence}: {error.detail}"
        raise Rejection(Problem(400, detail, UNREADABLE)) from error
