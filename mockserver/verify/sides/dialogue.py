"""Asking a target and the oracle the same, and noting what the target's answers break."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random
from time import perf_counter
from typing import Any
from urllib.parse import quote

from mockserver.errors import TargetError
from mockserver.generation import Generator, Unsatisfiable
from mockserver.http import Headers, Request, Response
from mockserver.pointer import text as pointer_text
from mockserver.schema import Direction
from mockserver.spec.model import Location, Operation
from mockserver.transport import diagnose
from mockserver.verify.judging.answers import Answers, Fault, is_empty, is_failure, too_slow
from mockserver.verify.sides.both import Both, Reply, scalar_text, value_of
from mockserver.verify.sides.parts import Parts
from mockserver.verify.sides.sides import Sides
from mockserver.verify.target.preflight import is_guarded

_TOO_MANY = 429  # RFC 6585 §4
_FAILED = 500
_SILENT = "no_answer"
_LATER, _VAIN = 0.5, 4
_ADVICE = "if a change may take as long, --settle 1 waits for it"
_NOT_ADMITTED = (401, 403)  # RFC 9110 §15.5.2, §15.5.4
_LENIENT = (
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


_NO_LINES = Both((), ())


class Skipped(Exception):
    """Nothing can be said from here on: the document is silent, or a record cannot be had."""


class Untold(Skipped):
    """Nothing can be said because of the target: it refuses a credential, it fails, it is busy."""


class Disordered(Skipped):
    """What was sent is refused for the order of two of its moments, which is no fault."""


class Broken(Exception):
    """A promise is broken: the check, the sentence, and the operation whose answer shows it."""

    def __init__(self, operation: Operation, fault: Fault) -> None:
        self.operation = operation
        self.fault = fault
        super().__init__(fault.message)

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Operation, check, and the places in the document and in the answer."""
        fault = self.fault
        return (self.operation.label, fault.check, fault.schema_pointer, fault.at)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was sent to the target, and what came back."""

    operation: Operation
    request: Request
    response: Response


def not_accepted(status: int, what: str = "") -> str:
    """What is said of a refusal of what the document allows; ``what`` tells of the request."""
    said = f" ({what})" if what else ""
    return (
        f"answered {status} to a request that the document allows{said}; accept it, or have the "
        "document forbid it"
    )


def _told_of(fault: Fault, about: str) -> Fault:
    """A server error with what it came of, where that is known."""
    if not about or fault.check != "not_a_server_error":
        return fault
    return replace(fault, message=fault.message.replace("this request", f"a request {about}"))


class Dialogue:
    """Sends the same to both sides.

    ``trail`` is what went to the target, but for what is ``aside``; ``notes`` are faults,
    ``remarks`` what is worth a word; ``parts`` those of the story that is told.
    """

    def __init__(self, sides: Sides, answers: Answers) -> None:
        self.sides = sides
        self.answers = answers
        self.parts = Parts()
        self.trail: list[Exchange] = []
        self.aside: list[Exchange] = []
        self.notes: list[tuple[Broken, int]] = []
        self.remarks: list[Broken] = []
        self.heed: Callable[[], None] = lambda: None

    def ask(  # noqa: PLR0913  what a request has
        self,
        operation: Operation,
        path: Both,
        *,
        query: Both | str = "",
        body: Both | None = None,
        media_type: str = "",
        is_lawful: bool = True,
        method: str = "",
        lines: Both = _NO_LINES,
        without: frozenset[str] = frozenset(),
        about: str = "",
    ) -> Both:
        """The replies of both. What the target's answer breaks by itself is noted.

        ``lines`` are header fields, for which those of the same name that would be sent are left
        out; ``without`` are names of what is required and not sent; ``about`` says what is odd
        about the request, as part of a sentence. Raises what ``heed`` raises, before anything is
        sent.
        """
        self.heed()
        asked = self._query(operation, query, without)
        requests = []
        for side, headers in enumerate(((), self.sides.headers)):
            sent = [("Content-Type", media_type)] if body is not None and media_type else []
            own = {name.lower() for name, _ in lines[side]}
            own |= without
            usual = (*self._headers(operation), *headers)
            sent += [*lines[side], *(each for each in usual if each[0].lower() not in own)]
            content = body[side] if body is not None else b""
            verb = method or operation.method
            requests.append(Request(verb, path[side], asked[side], Headers(sent), content))
        both = self._replies(operation, Both(*requests))
        self._insist_admitted(operation, both)
        self._judge(operation, both, is_lawful=is_lawful, about=about)
        return both

    def request(
        self, operation: Operation, path: str, body: bytes, lines: list[tuple[str, str]]
    ) -> Request:
        """A request to the target with what the document asks for. Raises Skipped."""
        headers = Headers((*lines, *self._headers(operation)))
        query = self._query(operation, "").target
        return Request(operation.method, path, query, headers, body)

    def _replies(self, operation: Operation, requests: Both) -> Both:
        begun = perf_counter()
        response = self.tell(operation, requests.target)
        taken = perf_counter() - begun
        self._time(operation, taken)
        told = self.sides.oracle(requests.oracle)
        return Both(*(Reply(each, value_of(each)) for each in (response, told)))

    def tell(
        self, operation: Operation, request: Request, shown: Request | None = None
    ) -> Response:
        """The answer of the target alone; ``shown`` is the request as it is told of.

        Raises Broken where it is there and gives none.
        """
        try:
            response = self.sides.target(request)
        except TargetError as error:
            self.miss(operation, shown or request, error)
            raise
        self.trail.append(Exchange(operation, shown or request, response))
        return response

    def miss(self, operation: Operation, request: Request, error: TargetError) -> None:
        """Tell that no answer came. Raises Broken where the target was reached."""
        trouble = diagnose(error)
        if trouble is not None and trouble.reached:
            self.trail.append(Exchange(operation, request, Response(0)))
            self.broken(operation, _SILENT, f"gave no answer: {trouble.reason}")

    def _insist_admitted(self, operation: Operation, both: Both) -> None:
        """Without a credential that is good for an operation, nothing of it can be told."""
        if both.oracle.status in _NOT_ADMITTED:
            raise Skipped("the oracle asks for a credential")
        if both.target.status in _NOT_ADMITTED and is_guarded(operation):
            raise Untold("the credential is not good for it")

    def _judge(self, operation: Operation, both: Both, *, is_lawful: bool, about: str) -> None:
        """Where the oracle has no other status to give, the document has none either."""
        reply = both.target
        if reply.status == _TOO_MANY:
            raise Untold("the target limits the rate of requests")
        if both.oracle.status >= _FAILED:
            raise Skipped("the oracle cannot tell")
        excused = {"status_code_conformance"} if both.oracle.status == reply.status else set()
        if not is_failure(reply.status, self.trail[-1].request.method, operation):
            excused.add("not_a_server_error")
        for fault in self.answers.faults(operation, reply.response, reply.value):
            if (is_lawful or fault.check not in _LENIENT) and fault.check not in excused:
                self.note(operation, _told_of(fault, about))
        is_head = self.trail[-1].request.method == "HEAD"
        if both.oracle.response.body and not is_head and is_empty(operation, reply.response):
            told = f"answered {reply.status} without the body that is declared"
            self.note(operation, Fault("body_missing", told, pointer_text(operation.node.pointer)))

    def _time(self, operation: Operation, taken: float) -> None:
        limit = self.sides.limit
        if limit is not None and taken > limit:
            self.note(operation, too_slow(taken, limit))

    def note(self, operation: Operation, fault: Fault) -> None:
        """Remember what is broken, and go on."""
        self.notes.append((Broken(operation, fault), len(self.trail)))

    def each(self, trials: Iterable[Callable[[], object]]) -> None:
        """All of them: what is broken in one, or says nothing, does not hide the next."""
        for trial in trials:
            try:
                self.part(trial)
            except Broken as broken:
                self.notes.append((broken, len(self.trail)))
            except Skipped:
                continue

    def part(self, tell: Callable[[], object]) -> bool:
        """What the rest of a story can do without; whether it was told, and not left out."""
        with self.parts.begun(self.trail) as is_told:
            if is_told:
                tell()
        return is_told

    def remark(self, operation: Operation, check: str, message: str) -> None:
        """What the document does not promise, and its reader may count on."""
        pointer = pointer_text(operation.node.pointer)
        self.remarks.append(Broken(operation, Fault(check, message, pointer)))

    def broken(
        self, operation: Operation, check: str, message: str, *place: str, at_: str = ""
    ) -> None:
        """End here. Raises Broken."""
        pointer = pointer_text((*operation.node.pointer, *place))
        raise Broken(operation, Fault(check, message, pointer, at_))

    def insist_accepted(self, operation: Operation, reply: Reply, what: str = "") -> None:
        """What the document allows is accepted. A server error has been noted already.

        ``what`` says more of the request, as part of the sentence.
        """
        if reply.status >= _FAILED:
            raise Untold("the server failed")
        if not reply.is_success:
            told = not_accepted(reply.status, what)
            self.broken(operation, "positive_data_acceptance", told)

    def eventually(self, look: Callable[[], Any]) -> Any:
        """Look again while what was changed may still be on its way."""
        waited, pause = 0.0, 0.05
        while True:
            mark = len(self.notes)
            try:
                return look()
            except Broken as broken:
                if waited >= self.sides.settle:
                    raise self._perhaps_late(broken, look) from broken
            del self.notes[mark:]
            self.sides.sleep(pause)
            waited, pause = waited + pause, min(pause * 2, 0.5)

    def _perhaps_late(self, broken: Broken, look: Callable[[], Any]) -> Broken:
        """The same, with advice where all is right a little later and nobody said how long.

        Some are looked at so; a target that is wrong for good would cost too much time.
        """
        is_told = self.sides.settle or broken.fault.check == _SILENT
        if is_told or len(self.sides.vain) >= _VAIN:
            return broken
        sent, noted = len(self.trail), len(self.notes)
        self.sides.sleep(_LATER)
        try:
            look()
        except (Broken, Skipped, TargetError):
            self.sides.vain.append(broken.fault.message)
            return broken
        finally:
            self.set_aside(sent)
            del self.notes[noted:]
        told = f"{broken.fault.message}; {_LATER:g} s later it was right: {_ADVICE}"
        return Broken(broken.operation, replace(broken.fault, message=told))

    def set_aside(self, mark: int) -> None:
        """What was sent from there on shows nothing of what is told."""
        self.aside += self.trail[mark:]
        del self.trail[mark:]

    # What the document asks for with every request

    def _query(
        self, operation: Operation, query: Both | str, without: frozenset[str] = frozenset()
    ) -> Both:
        given = Both(query, query) if isinstance(query, str) else query
        needed = "&".join(
            f"{quote(name, safe='')}={quote(value, safe='')}"
            for name, value in self._needed(operation, Location.QUERY)
            if name.lower() not in without
            and not any(part.partition("=")[0] == name for part in given.target.split("&"))
        )
        return Both(*("&".join(filter(None, (each, needed))) for each in given))

    def _headers(self, operation: Operation) -> list[tuple[str, str]]:
        own = {name.lower() for name, _ in self.sides.headers}
        needed = self._needed(operation, Location.HEADER)
        content = [each for answer in operation.responses for each in answer.content]
        is_choice = not all(each.media_type.is_json for each in content)
        lines = [("Accept", "application/json")] if is_choice else []
        return lines + [each for each in needed if each[0].lower() not in own]

    def _needed(self, operation: Operation, location: Location) -> Iterator[tuple[str, str]]:
        """The parameters without which the document allows no request."""
        for each in operation.parameters:
            if each.required and each.location is location and each.any_schema is not None:
                validator = self.answers.validators.of(each.any_schema, Direction.REQUEST)
                try:
                    value = Generator(validator).value(Random(0))
                except Unsatisfiable as error:
                    raise Skipped(str(error)) from error
                if isinstance(value, dict | list):
                    raise Skipped(f"{each.name} is no scalar")
                yield each.name, scalar_text(value)
