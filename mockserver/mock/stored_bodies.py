"""What is put at a path that no collection knows is there to be fetched: photos, files, texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from mockserver import media
from mockserver.behaviour import keep, kept
from mockserver.journal.exchange import read, written
from mockserver.mock.case import Case
from mockserver.response import choose_content
from mockserver.schema import Direction, Validators
from mockserver.serialization import decode_json, encode_json
from mockserver.spec.model import Content, Operation
from mockserver.store import World, WritableWorld

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
"""What wraps content for a way: nobody fetches a form."""


class StoredBodies:
    """Knows which operations put and fetch one thing; ``is_free``: none of a collection's."""

    def __init__(
        self,
        operations: Iterable[Operation],
        validators: Validators,
        is_free: Callable[[Operation], bool],
    ) -> None:
        self._readers = {each.template: each for each in operations if each.method == "GET"}
        self._writers = {each.template for each in operations if each.method in ("PUT", "POST")}
        self._validators = validators
        self._is_free = is_free

    def fetches(self, operation: Operation) -> bool:
        """Whether an operation answers with what another one has put there."""
        return operation.method == "GET" and operation.template in self._writers

    def put(self, case: Case, operation: Operation) -> tuple[Content, Any] | None:
        """What is put, where the answer may be that itself (RFC 9110 §9.3.4); None where not."""
        content, sent = case.content, case.reading.media_type
        reader = self._readers.get(operation.template)
        if operation.method != "PUT" or reader is None or content is None or sent is None:
            return None
        is_json = sent.is_json and content.media_type.is_json and content.schema is not None
        return (content, case.reading.body) if is_json and self._fits(content, case) else None

    def note(self, case: Case, operation: Operation, world: WritableWorld) -> None:
        """Keep what was sent where it can be fetched again, as it is, at the same path."""
        reader = self._readers.get(operation.template)
        if operation.method not in ("PUT", "POST") or reader is None or not self._is_free(reader):
            return
        sent = case.reading.media_type
        content = _content(_contents(reader), sent)
        if sent is None or content is None or sent.essence in _FORMS:
            return
        if sent.is_json and not (operation.method == "PUT" and self._fits(content, case)):
            return  # what is posted as JSON asks for something: it is no content of its own
        body = encode_json(case.reading.body) if sent.is_json else case.request.body
        keep(world, case.path, {"type": str(sent), "body": written(body)})

    def recall(self, case: Case, world: World) -> tuple[Content, Any] | None:
        """What was put there; None where nothing was. Raises Rejection 406 for who refuses it."""
        value = kept(world, case.path)
        if value is None or case.choice.response is None:
            return None
        sent = media.parse(value["type"])
        declared = _content(case.choice.response.content, sent)
        if sent is None or declared is None:
            return None
        content = replace(declared, media_type=sent)
        choose_content((content,), case.request)
        body = read(value["body"])
        return content, decode_json(body) if sent.is_json else body

    def _fits(self, content: Content, case: Case) -> bool:
        if content.schema is None:
            return True
        return self._validators.of(content.schema, Direction.RESPONSE).is_valid(case.reading.body)


def _contents(reader: Operation) -> tuple[Content, ...]:
    found = (each for each in reader.responses if each.pattern.startswith("2"))
    return next((each.content for each in found), ())


def _content(contents: Iterable[Content], sent: media.MediaType | None) -> Content | None:
    return next((each for each in contents if sent and each.media_type.covers_essence(sent)), None)
