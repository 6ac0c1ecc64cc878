"""Why an answer is what it is: from the request to the last byte, a sentence a step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver import pointer as pointers
from mockserver.admin.context import AdminContext
from mockserver.behaviour import key_of
from mockserver.collection import Action, Collection, Part
from mockserver.errors import DocumentError, Rejection
from mockserver.hint import ended
from mockserver.http import Request
from mockserver.journal import Entry, Exchange
from mockserver.media import parse
from mockserver.origin import Origin
from mockserver.request import read_preference
from mockserver.response.refusal import EXPLANATION
from mockserver.scenario import Fault
from mockserver.serialization import BodyError, decode_json, encode_json
from mockserver.spec.model import Content, Location, Operation, ResponseObject

_LABELS = re.compile(r", (?=rule )")
_PLACE = re.compile(r"^(.*) \(([^()]+:\d+:\d+)\)$")
_REFUSED = "problem"
_LONGEST = 200  # characters of a line: a JSON document may be one
_SOURCES = {
    "scenario": "The body is the one that the rule wrote.",
    "repetition": "Its Idempotency-Key came before: this is the answer of the first time, again.",
    "preflight": "A browser asked whether a page of another origin may ask; this says that it may.",
    "options": "OPTIONS on a path that declares none tells its methods.",
    "upstream": "The body is what the upstream answered.",
}
_MADE = "No record and no example fits, so the body was made from the schema"


@dataclass(frozen=True, slots=True)
class _Step:
    """One step: what is told, and the place that says so."""

    name: str
    text: str
    place: Origin | str | None = None
    line: str = ""

    def told(self) -> Mapping[str, Any]:
        line = {"line": self.line} if self.line else {}
        return {"step": self.name, "text": self.text, "document": str(self.place or ""), **line}


def steps(context: AdminContext, entry: Entry, shown: Exchange) -> list[Mapping[str, Any]]:
    """The steps of an exchange; ``shown`` is the same without secrets, and all that is told."""
    told = (each.told() for each in _Story(context, entry.exchange, shown).steps())
    texts = _Texts(context)
    return [{**each, **texts.line(each["document"])} for each in told]


class _Texts:
    """The files that the mock was read from, by the names that places have."""

    def __init__(self, context: AdminContext) -> None:
        read = [part for each in context.mock.spec.library.documents() for part in each.parts]
        read += [each.fixture.document for each in context.mock.collections if each.fixture]
        self._documents = {each.file: each for each in read}

    def line(self, place: str) -> Mapping[str, str]:
        """The line of ``openapi.yaml:23:5``; nothing where its file is not known."""
        file, _, rest = place.rpartition(":")
        file, _, number = file.rpartition(":")
        document = self._documents.get(file)
        if document is None or not (number.isdecimal() and rest.isdecimal()):
            return {}
        lines = document.text.splitlines()
        at_line = int(number)
        return {"line": lines[at_line - 1].strip()[:_LONGEST]} if at_line <= len(lines) else {}


class _Story:
    """One exchange by the document of the moment."""

    def __init__(self, context: AdminContext, exchange: Exchange, shown: Exchange) -> None:
        self._context = context
        self._exchange = exchange
        self._shown = shown
        self._asked: Request = context.control.asked(shown)
        self._operation = context.mock.spec.operation(exchange.operation)

    def steps(self) -> Iterator[_Step]:
        """In the order in which the mock takes them."""
        yield self._path()
        if self._shown.session:
            yield _Step("session", f"It was asked in the session '{self._shown.session}'.")
        yield from self._preference()
        yield from self._request()
        yield from self._rules()
        yield from self._status()
        yield from self._body()
        yield from self._connection()

    def _path(self) -> _Step:
        operation, shown = self._operation, self._shown
        if operation is not None:
            name = f" is '{operation.id}'" if operation.id else " is an operation of the document"
            return _Step("path", f"{operation.label}{name}.", operation.origin)
        if shown.operation:
            return _Step("path", f"{shown.operation} is not in the document any more.")
        return _Step(
            "path", f"No operation of the document takes {self._asked.method} {self._asked.path}."
        )

    def _preference(self) -> Iterator[_Step]:
        try:
            applied = read_preference(self._asked).applied
        except Rejection:
            return
        if applied:
            yield _Step("preference", f"The client preferred {applied}.")

    def _request(self) -> Iterator[_Step]:
        shown = self._shown
        if shown.source == _REFUSED:
            faults = tuple(self._faults())
            yield from faults or (_Step("request", each) for each in shown.violations)
        elif self._operation is not None:
            yield _Step("request", "The request keeps what the document says.")

    def _faults(self) -> Iterator[_Step]:
        """What was wrong, each with its line, where that is what was told."""
        reading = self._context.control.reading(self._exchange)
        told = "; ".join(self._shown.violations)
        found = reading.violations if reading else ()
        if all(each.sentence in told for each in found):
            yield from (_Step("request", ended(each.sentence), each.origin) for each in found)

    def _rules(self) -> Iterator[_Step]:
        added = dict(self._added())
        for label in _LABELS.split(self._shown.rule) if self._shown.rule else ():
            found = _PLACE.match(label)
            name, place = found.groups() if found else (label, "")
            if place:
                yield _Step("rule", f"The {name} of its file decided otherwise.", place)
            else:
                told = f"The {name}, added at run time, decided otherwise."
                yield _Step("rule", told, None, added.get(name.removeprefix("rule "), ""))

    def _added(self) -> Iterator[tuple[str, str]]:
        """The rules that were added, and are still there, by their ids."""
        for session in {"", self._shown.session}:
            for id_, written in self._context.control.rules(session):
                yield id_, encode_json(written).decode()[:_LONGEST]

    def _status(self) -> Iterator[_Step]:
        status = self._shown.response.status
        declared = self._declared
        if declared is not None:
            by = "" if declared.pattern == str(status) else f" by '{declared.pattern}'"
            yield _Step("status", f"The status {status} is declared{by}.", declared.origin)
        elif self._operation is not None:
            yield _Step(
                "status", f"The status {status} is not declared here.", self._operation.origin
            )

    @property
    def _declared(self) -> ResponseObject | None:
        return declared(self._operation, self._shown.response.status)

    # Body

    def _body(self) -> Iterator[_Step]:
        source, response = self._shown.source, self._shown.response
        if source == _REFUSED:
            if EXPLANATION in response.headers:
                yield _Step(
                    "headers",
                    f"The declared body has no room for the reason: it stands in {EXPLANATION}.",
                )
            return
        yield self._of_source(source)
        if self._shown.violations:
            yield from (
                _Step("body", f"It breaks the document: {each}") for each in self._shown.violations
            )

    def _of_source(self, source: str) -> _Step:
        if source == "record":
            return self._record()
        if source == "example":
            name, place = self._example()
            return _Step("body", f"The body is {name} of the document.", place)
        if source == "generated":
            content = self._content
            seed = self._context.mock.seed_of(self._context.world)
            place = content.schema.origin if content and content.schema else None
            return _Step("body", f"{_MADE}, with the seed {seed}.", place)
        if not self._shown.response.body and source not in _SOURCES:
            return _Step("body", "There is no body to be sent.")
        return _Step("body", _SOURCES.get(source, f"The body comes from: {source}."))

    def _record(self) -> _Step:
        collection, part = self._owner()
        if collection is None or part is None:
            return _Step("body", "The body shows records.")
        key = self._key(collection, part)
        if not key:
            return _Step(
                "body",
                f"The body shows records of {collection.path}, which began with "
                f"those of {collection.source}.",
            )
        for record in collection.records:
            if str(record.value.get(collection.key)) == key and collection.fixture:
                place = collection.fixture.document.origin(record.pointer)
                return _Step(
                    "body",
                    f"The body is the record '{key}' of {collection.path}; it "
                    "began with these lines.",
                    place,
                )
        return _Step(
            "body",
            f"The body is the record '{key}' of {collection.path}, which was made at run time.",
        )

    def _owner(self) -> tuple[Collection | None, Part | None]:
        if self._operation is not None:
            for each in self._context.control.collections.values():
                if self._operation in each.parts:
                    return each, each.parts[self._operation]
        return None, None

    def _key(self, collection: Collection, part: Part) -> str:
        """Of a path that names it, else of the body; empty for lists."""
        if part.key_parameter:
            parameters = self._context.control.call(self._exchange).parameters
            return str(parameters.get((Location.PATH, part.key_parameter), ""))
        if part.action is Action.LIST or part.record_at is None:
            return ""
        try:
            record = pointers.resolve(decode_json(self._exchange.response.body), part.record_at)
        except (BodyError, KeyError):
            return ""
        return (key_of(collection, record) or "") if isinstance(record, Mapping) else ""

    @property
    def _content(self) -> Content | None:
        declared = self._declared
        sent = parse(self._shown.response.headers.get("Content-Type") or "")
        fitting = [
            each
            for each in (declared.content if declared else ())
            if sent and each.media_type.covers_essence(sent)
        ]
        return max(fitting, key=lambda each: each.media_type.specificity, default=None)

    def _example(self) -> tuple[str, Origin | None]:
        """What the example is called, and where it stands."""
        content = self._content
        if content is None:
            return "an example", None
        try:
            value = decode_json(self._exchange.response.body)
        except BodyError:
            value = self._exchange.response.body.decode(errors="replace")
        for each in content.examples:
            if each.value == value:
                return f"the example '{each.name}'", each.origin
        return "an example", content.origin

    def _connection(self) -> Iterator[_Step]:
        response = self._shown.response
        if response.delay:
            yield _Step("connection", f"It was sent {response.delay:.3g} seconds later.")
        if response.fault:
            fault = next((each for each in Fault if each.value == response.fault), None)
            yield _Step("connection", fault.meaning if fault else response.fault)


def declared(operation: Operation | None, status: int) -> ResponseObject | None:
    """What an operation declares for a status; None where it declares nothing, or is broken."""
    try:
        return operation.response(status) if operation else None
    except DocumentError:
        return None
