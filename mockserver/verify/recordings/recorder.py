"""What of a run is kept of a failure: its requests, and where their keys come from next time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from mockserver import pointer as pointers
from mockserver.collection import Action
from mockserver.http import Headers, Request
from mockserver.pointer import ROOT, Pointer, at
from mockserver.schema import Direction
from mockserver.spec.model import Location, Operation, Spec
from mockserver.verify.events import FailureFound, OperationTested
from mockserver.verify.evidence import Evidence, is_clients
from mockserver.verify.hooks import Hooks
from mockserver.verify.inputs.atlas import Atlas
from mockserver.verify.recordings.recording import Carry, Passage, Recording, Step
from mockserver.verify.recordings.rekeying import keys_in
from mockserver.verify.sides.both import scalar_text, value_of

_VARIABLE = re.compile(r"\{[^}/]+\}")
_BARE = ("ignored_auth",)
"""The checks of requests without the credentials of the user."""
_OF_ONE = (Action.FETCH, Action.PATCH, Action.REPLACE)
_STRANGE = ("unknown_key_found",)
"""The checks of requests for what nobody has."""
_MISSING = (404, 410)  # RFC 9110 §15.5.5, §15.5.11


@dataclass(frozen=True)
class Recorder:
    """Keeps failures; what the evidence hides is never written down."""

    spec: Spec
    atlas: Atlas
    base_url: str
    evidence: Evidence
    hooks: Hooks | None = None

    def recorded(self, failure: FailureFound) -> FailureFound:
        """The failure with what it is seen again by; as it is where nothing was sent."""
        if failure.recording is not None or not failure.trail:
            return failure
        recording = Recording(
            check=failure.check,
            operation=failure.operation,
            steps=self._steps(failure.trail, failure.check),
            story=failure.story,
            place=failure.schema_pointer or "",
        )
        return replace(failure, recording=recording)

    def sampled(self, event: OperationTested) -> OperationTested:
        """An account of an operation with what its sample is sent again by, for whatever check."""
        if event.sample is None:
            return event
        steps = self._steps((event.sample,), "")
        return replace(event, recording=Recording("", event.operation, steps))

    def _steps(self, trail: Sequence[Passage], check: str) -> tuple[Step, ...]:
        """Each request with the keys that have to be others when it is sent again."""
        last = len(trail) - 1
        return tuple(
            self._step(trail[: number + 1], check if number == last else "")
            for number in range(len(trail))
        )

    def _step(self, trail: Sequence[Passage], check: str) -> Step:
        passage = trail[-1]
        request = passage.request
        path = self._local(request.path)
        kept = Request(
            request.method,
            path,
            self._query(request.query),
            self._kept(request),
            self._body(request.body),
        )
        is_stranger = check in _STRANGE
        carried = tuple(self._carried(passage, path, trail[:-1], is_stranger=is_stranger))
        is_bare = check in _BARE or (passage.is_entire and self._is_bare(request))
        return Step(passage.operation, kept, passage.response.status, carried, is_bare)

    def _is_bare(self, request: Request) -> bool:
        """Whether nothing was sent of what the user gave to go with each request, nor a proof."""
        given = self.evidence.headers
        if any(name in request.headers for name, _ in given):
            return False
        sent = (request.target, *(value for _, value in request.headers))
        is_proved = any(self.evidence.hidden(each) != each for each in sent)
        return bool(given or self.evidence.wallets) and not is_proved

    def _local(self, path: str) -> str:
        return path.removeprefix(urlsplit(self.base_url).path.rstrip("/")) or "/"

    def _kept(self, request: Request) -> Headers:
        """The field lines that the request is made of: neither the user's nor the client's own."""
        given = {(name.lower(), value) for name, value in self.evidence.headers}
        return Headers(
            (name, value)
            for name, value in request.headers
            if (name.lower(), value) not in given
            and not is_clients(name, value)
            and self.evidence.hidden(value) == value
        )

    def _query(self, query: str) -> str:
        """Without the parameters that hold a secret."""
        kept = (each for each in query.split("&") if self.evidence.hidden(each) == each)
        return "&".join(kept)

    def _body(self, body: bytes) -> bytes:
        """With a mark in the place of each secret; bytes that are no text are as they are."""
        try:
            return self.evidence.hidden(body.decode()).encode()
        except UnicodeError:
            return body

    def _carried(
        self, passage: Passage, path: str, before: Sequence[Passage], *, is_stranger: bool
    ) -> Iterator[Carry]:
        """The values of the variables in the path that an earlier answer told, or a record has."""
        operation = self.spec.operation(passage.operation)
        if operation is None:
            return
        made = self._made(operation.template, passage.response.status)
        for nth, (name, value) in enumerate(keys_in(operation.template, path)):
            told = _told(value, before)
            if self._is_prepared(operation.label, name, value):
                yield Carry(value, prepared=name)
            elif told is not None:
                yield Carry(value, step=told[0], at=pointers.text(told[1]))
            elif made and not is_stranger and self._is_lawful(operation, name, value):
                yield Carry(value, made=made, nth=nth, like=self._shown(passage))

    def _is_prepared(self, label: str, name: str, value: str) -> bool:
        """Whether a hook gave a value."""
        given = self.hooks.prepared.get(label, {}) if self.hooks else {}
        return name in given and scalar_text(given[name]) == value

    def _is_lawful(self, operation: Operation, name: str, value: str) -> bool:
        """Whether a value may be a key: one that the document forbids was sent on purpose."""
        declared = (each for each in operation.parameters if each.name == name)
        parameter = next((each for each in declared if each.location is Location.PATH), None)
        if parameter is None or parameter.any_schema is None:
            return True
        validator = self.atlas.validators.of(parameter.any_schema, Direction.REQUEST)
        is_number = value.isascii() and value.isdecimal()
        return validator.is_valid(value) or (is_number and validator.is_valid(int(value)))

    def _shown(self, passage: Passage) -> str:
        """The record in an answer as JSON, as the fault may be in its values; empty for none."""
        door = self.atlas.by_label(passage.operation)
        where = door.part.record_at if door else None
        is_one = door is not None and door.part.action in _OF_ONE and where is not None
        record = at(value_of(passage.response), where or ()) if is_one else None
        return self.evidence.hidden(json.dumps(record)) if isinstance(record, dict) else ""

    def _made(self, template: str, status: int) -> str:
        """The path of the collection of which a fresh record has all keys of a template."""
        if status in _MISSING:
            return ""
        variables = list(_VARIABLE.finditer(template))
        owner = self.atlas.owner(template[: variables[-1].end()]) if variables else None
        can_be_made = owner is not None and self.atlas.maker(owner) is not None
        return owner.path if owner is not None and can_be_made else ""


def _told(value: str, before: Sequence[Passage]) -> tuple[int, Pointer] | None:
    """The last answer that has a value in it, and where."""
    for number in range(len(before) - 1, -1, -1):
        at = next(_places(value_of(before[number].response), value), None)
        if at is not None and value:
            return number, at
    return None


def _places(tree: Any, value: str, at: Pointer = ROOT) -> Iterator[Pointer]:
    if isinstance(tree, dict):
        for name, each in tree.items():
            yield from _places(each, value, (*at, name))
    elif isinstance(tree, list):
        for index, each in enumerate(tree):
            yield from _places(each, value, (*at, index))
    elif isinstance(tree, str | int) and not isinstance(tree, bool) and str(tree) == value:
        yield at
