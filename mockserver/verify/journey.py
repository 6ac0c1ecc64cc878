"""One walk through a target and the oracle at once: requests, the records made, what differs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import SplitResult, quote, urlsplit

from mockserver.collection import Action, Collection, Part, Shape
from mockserver.errors import TargetError
from mockserver.generation import Generator, Unsatisfiable
from mockserver.http import Headers, Request, Response
from mockserver.schema import Direction
from mockserver.spec.model import Location, Operation
from mockserver.transport import diagnose
from mockserver.verify.answers import Answers, Fault, undeclared_secrets
from mockserver.verify.atlas import Atlas, Door
from mockserver.verify.bodies import at
from mockserver.verify.preflight import is_guarded

Answer = Callable[[Request], Response]
_VARIABLE = re.compile(r"\{[^}/]+\}")
_DEEPEST = 3
_TOO_MANY = 429  # RFC 6585 §4
_FAILED = 500
_NOT_ADMITTED = (401, 403)  # RFC 9110 §15.5.2, §15.5.4


class Skipped(Exception):
    """Nothing can be said from here on: the document is silent, or a record cannot be had."""


class Broken(Exception):
    """A promise is broken: the check, the sentence, and the operation whose answer shows it."""

    def __init__(self, operation: Operation, fault: Fault) -> None:
        self.operation = operation
        self.fault = fault
        super().__init__(fault.message)


class Reply(NamedTuple):
    """An answer and the value of its body, None where that is no JSON."""

    response: Response
    value: Any

    @property
    def status(self) -> int:
        """Its status."""
        return self.response.status

    @property
    def is_success(self) -> bool:
        """RFC 9110 §15.3."""
        return self.response.status // 100 == 2  # noqa: PLR2004


class Both(NamedTuple):
    """The same of the target and of the oracle."""

    target: Any
    oracle: Any


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was sent to the target, and what came back."""

    operation: Operation
    request: Request
    response: Response


@dataclass(eq=False)
class Twin:
    """One record as both sides have it.

    ``sent`` are the fields of which it is known what they have to be; ``seen`` is the record as
    the target showed it at last; ``changing`` are those that the last change named, if any.
    """

    collection: Collection
    parents: tuple[Twin, ...]
    keys: Both
    sent: set[str] = field(default_factory=set)
    seen: Mapping[str, Any] = field(default_factory=dict)
    changing: frozenset[str] | None = None
    is_gone: bool = False


@dataclass(frozen=True)
class Sides:
    """The target, the oracle, and what both are asked with.

    ``settle``: how long a change may take until it is seen; ``sleep`` waits; ``limit``: how long
    an answer may take, in seconds.
    """

    target: Answer
    oracle: Answer
    headers: tuple[tuple[str, str], ...] = ()
    settle: float = 0.0
    sleep: Callable[[float], None] = lambda _: None
    base_url: str = ""
    limit: float | None = None

    def localized(self, url: SplitResult) -> str | None:
        """The path of a URL below the base of the target; None where it leads elsewhere."""
        base = urlsplit(self.base_url)
        is_near = not url.netloc or url.netloc == base.netloc
        prefix = base.path.rstrip("/")
        if not is_near or not url.path.startswith(f"{prefix}/"):
            return None
        return url.path[len(prefix) :]


class Journey:
    """Sends the same to both sides, and remembers what was made and what was broken."""

    def __init__(
        self, atlas: Atlas, sides: Sides, answers: Answers, random: Random, nonce: str
    ) -> None:
        self.atlas = atlas
        self.sides = sides
        self.answers = answers
        self.random = random
        self.nonce = nonce
        self.trail: list[Exchange] = []
        self.notes: list[tuple[Broken, int]] = []
        self._twins: list[Twin] = []
        self._shared: dict[str, Twin] = {}
        self._renamed: dict[str, Any] = {}

    # Asking

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
    ) -> Both:
        """The replies of both. What the target's answer breaks by itself is noted."""
        asked = self._query(operation, query)
        found = []
        for side, answer in enumerate((self.sides.target, self.sides.oracle)):
            lines = [("Content-Type", media_type)] if body is not None and media_type else []
            lines += [*self._headers(operation), *(self.sides.headers if side else ())]
            content = body[side] if body is not None else b""
            verb = method or operation.method
            request = Request(verb, path[side], asked[side], Headers(lines), content)
            begun = perf_counter()
            response = answer(request) if side else self._sent(operation, request)
            taken = perf_counter() - begun
            found.append(Reply(response, value_of(response)))
            if not side:
                self.trail.append(Exchange(operation, request, response))
                self._time(operation, taken)
        both = Both(*found)
        self._insist_admitted(operation, both)
        self._judge(operation, both, is_lawful=is_lawful)
        return both

    def _sent(self, operation: Operation, request: Request) -> Response:
        """The target's answer. Raises Broken where it is there and gives none."""
        try:
            return self.sides.target(request)
        except TargetError as error:
            trouble = diagnose(error)
            if trouble is None or not trouble.reached:
                raise
            self.trail.append(Exchange(operation, request, Response(0)))
            self.broken(operation, "no_answer", f"gave no answer: {trouble.reason}")
            raise

    def _insist_admitted(self, operation: Operation, both: Both) -> None:
        """Without a credential that is good for an operation, nothing of it can be told."""
        if both.oracle.status in _NOT_ADMITTED:
            raise Skipped("the oracle asks for a credential")
        if both.target.status in _NOT_ADMITTED and is_guarded(operation):
            raise Skipped("the credential is not good for it")

    def _judge(self, operation: Operation, both: Both, *, is_lawful: bool) -> None:
        """Where the oracle has no other status to give, the document has none either."""
        reply = both.target
        if reply.status == _TOO_MANY:
            raise Skipped("the target limits the rate of requests")
        if both.oracle.status >= _FAILED:
            raise Skipped("the oracle cannot tell")
        is_open = both.oracle.status == reply.status
        lenient = ("status_code_conformance", "response_schema_conformance")
        for fault in self.answers.faults(operation, reply.response, reply.value):
            is_excused = is_open and fault.check == "status_code_conformance"
            if (is_lawful or fault.check not in lenient) and not is_excused:
                self.note(operation, fault)

    def _time(self, operation: Operation, taken: float) -> None:
        limit = self.sides.limit
        if limit is not None and taken > limit:
            told = f"answered after {taken:.1f} seconds, which is above the limit of {limit:g}"
            self.note(operation, Fault("too_slow", told))

    def note(self, operation: Operation, fault: Fault) -> None:
        """Remember what is broken, and go on."""
        self.notes.append((Broken(operation, fault), len(self.trail)))

    def _query(self, operation: Operation, query: Both | str) -> Both:
        given = Both(query, query) if isinstance(query, str) else query
        needed = "&".join(
            f"{quote(name, safe='')}={quote(value, safe='')}"
            for name, value in self._needed(operation, Location.QUERY)
            if not any(part.partition("=")[0] == name for part in given.target.split("&"))
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
                yield each.name, _text(value)

    # Records

    def make(self, collection: Collection, depth: int = 0) -> Twin:
        """A new record with every field. Raises Skipped where none can be made."""
        if collection.path in self.atlas.barren:
            raise Skipped(f"no record of {collection.path} can be made")
        return self.create(collection, lambda bodies: bodies.full(self.random, self.nonce), depth)

    def create(self, collection: Collection, draw: Callable[[Any], Any], depth: int = 0) -> Twin:
        """A record with the body that is drawn. Raises Broken where the target refuses it."""
        door = self.atlas.door(collection, Action.CREATE)
        if door is None or door.bodies is None:
            raise Skipped(f"no record of {collection.path} can be made")
        parents = self.parents(collection, depth)
        bodies = self.linked(door, draw(door.bodies), depth)
        both = self.ask(
            door.operation,
            self.path(door, parents),
            body=Both(*map(encoded, bodies)),
            media_type=door.bodies.media_type,
        )
        twin = self._twin(collection, parents, door, both)
        if not both.oracle.is_success:
            raise Skipped("the oracle refuses it")
        self.insist_accepted(door.operation, both.target)
        if twin is None:
            raise Skipped("the answer does not tell which record was made")
        record = door.bodies.record(bodies.target)
        twin.sent = {*record, *door.bodies.defaults}
        self.compare(twin, door, both)
        return twin

    def _twin(
        self, collection: Collection, parents: tuple[Twin, ...], door: Door, both: Both
    ) -> Twin | None:
        keys = [self._key(collection, door.part, reply) for reply in both]
        if keys[0] is None:
            return None
        twin = Twin(collection, parents, Both(*keys))
        self._twins.append(twin)
        if keys[1] is None:
            return None
        self._renamed[str(keys[1])] = keys[0]
        return twin

    def _key(self, collection: Collection, part: Part, reply: Reply) -> Any:
        if not reply.is_success:
            return None
        record = at(reply.value, part.record_at) if part.record_at is not None else None
        if isinstance(record, dict) and record.get(collection.key) is not None:
            return record[collection.key]
        location = reply.response.headers.get("Location") or ""
        tail = urlsplit(location).path.rstrip("/").rsplit("/", 1)[-1]
        return tail or None

    def parents(self, collection: Collection, depth: int = 0) -> tuple[Twin, ...]:
        """A record of each collection above, made once. Raises Skipped."""
        above = self.atlas.above(collection)
        if above is None or depth > _DEEPEST:
            raise Skipped(f"what is above {collection.path} is not known")
        return tuple(self.shared(each, depth + 1) for each in above)

    def shared(self, collection: Collection, depth: int = 0) -> Twin:
        """A record for others to refer to, made once in a journey."""
        if collection.path not in self._shared:
            self._shared[collection.path] = self.make(collection, depth)
        return self._shared[collection.path]

    def linked(self, door: Door, body: Any, depth: int = 0) -> Both:
        """The body for each side: what names other records names such as are there."""
        assert door.bodies is not None  # noqa: S101  who has a body has bodies
        sides = [body, body]
        record = door.bodies.record(body)
        for name, path in door.collection.references.items():
            if not isinstance(record, dict) or record.get(name) is None:
                continue
            other = self.atlas.collection(path)
            if other is None or other is door.collection or depth > _DEEPEST:
                raise Skipped(f"no record for {name} is known")
            twin = self.shared(other, depth + 1)
            for side, key in enumerate(twin.keys):
                value = [key] if isinstance(record[name], list) else key
                sides[side] = door.bodies.with_value(sides[side], name, value)
        return Both(*sides)

    def path(self, door: Door, parents: tuple[Twin, ...], keys: Both | None = None) -> Both:
        """The path of an operation for each side."""
        sides = [[twin.keys[side] for twin in parents] for side in range(2)]
        for side, key in enumerate(keys or ()):
            sides[side].append(key)
        return Both(*(_filled(door.operation.template, values) for values in sides))

    def act(self, twin: Twin, door: Door, bodies: Both | None = None, **options: Any) -> Both:
        """Ask about one record."""
        if bodies is not None and door.bodies is not None:
            options.setdefault("media_type", door.bodies.media_type)
            options["body"] = Both(*map(encoded, bodies))
        return self.ask(door.operation, self.path(door, twin.parents, twin.keys), **options)

    def fetch(self, twin: Twin) -> Mapping[str, Any]:
        """Read a record back and compare it. Raises Skipped where it cannot be read."""
        door = self.atlas.door(twin.collection, Action.FETCH)
        if door is None or door.part.record_at is None:
            raise Skipped("one record cannot be read")

        def look() -> None:
            both = self.act(twin, door)
            if not both.oracle.is_success:
                raise Skipped("the oracle does not know it")
            if not both.target.is_success:
                told = f"answered {both.target.status} for a record that was created before"
                self.broken(door.operation, "record_lost", told)
            self.compare(twin, door, both)

        self.eventually(look)
        return twin.seen

    def eventually(self, look: Callable[[], Any]) -> Any:
        """Look again while what was changed may still be on its way."""
        waited, pause = 0.0, 0.05
        while True:
            mark = len(self.notes)
            try:
                return look()
            except Broken:
                if waited >= self.sides.settle:
                    raise
            del self.notes[mark:]
            self.sides.sleep(pause)
            waited, pause = waited + pause, min(pause * 2, 0.5)

    # Judging

    def broken(
        self, operation: Operation, check: str, message: str, *place: str, at_: str = ""
    ) -> None:
        """End here. Raises Broken."""
        pointer = "/".join(("", *(_escaped(each) for each in (*operation.node.pointer, *place))))
        raise Broken(operation, Fault(check, message, pointer, at_))

    def insist_accepted(self, operation: Operation, reply: Reply) -> None:
        """What the document allows is accepted. A server error has been noted already."""
        if reply.status >= _FAILED:
            raise Skipped("the server failed")
        if not reply.is_success:
            told = (
                f"answered {reply.status} to a request that the document allows; accept it, or "
                "have the document forbid it"
            )
            self.broken(operation, "positive_data_acceptance", told)

    def compare(self, twin: Twin, door: Door, both: Both) -> None:
        """Hold the record in the target's answer against the oracle's. Raises Broken."""
        from mockserver.verify.relation import Relation

        where = door.part.record_at
        if where is None:
            return
        actual, expected = (at(reply.value, where) for reply in both)
        if not isinstance(expected, dict) or not isinstance(actual, dict):
            return
        self._note_secrets(door, actual)
        fault = Relation(twin, self._shape(door), self._renamed).fault(expected, actual)
        if fault:
            raise Broken(door.operation, fault)
        twin.seen = actual

    def record(self, door: Door, reply: Reply) -> Mapping[str, Any]:
        """The record in a reply. Raises Skipped where there is none; schemas tell of that."""
        found = at(reply.value, door.part.record_at or ())
        if not isinstance(found, dict):
            raise Skipped("it is no record")
        return found

    def _note_secrets(self, door: Door, actual: Mapping[str, Any]) -> None:
        known = frozenset(self._shape(door).members)
        for name in undeclared_secrets(iter(actual), known):
            told = f"answered with {name!r}, which the document does not declare; leave it out"
            self.note(door.operation, Fault("secret_leaked", told))

    def _shape(self, door: Door) -> Shape:
        return self.atlas.shape(door)

    def close(self) -> None:
        """Delete what was made, the last first, where the document has a way."""
        for twin in reversed(self._twins):
            door = self.atlas.door(twin.collection, Action.DELETE)
            if door is None or twin.is_gone or twin.keys.oracle is None:
                continue
            paths = self.path(door, twin.parents, twin.keys)
            headers = tuple(self._headers(door.operation))
            query = self._query(door.operation, "")
            with suppress(TargetError):
                self.sides.target(Request("DELETE", paths.target, query.target, Headers(headers)))
            own = (*headers, *self.sides.headers)
            self.sides.oracle(Request("DELETE", paths.oracle, query.oracle, Headers(own)))


def value_of(response: Response) -> Any:
    """The value of a body in JSON, whatever it is called; None where it is none."""
    try:
        return json.loads(response.body) if response.body else None
    except (ValueError, RecursionError):
        return None


def encoded(value: Any) -> bytes:
    """A body as it is sent; bytes go as they are."""
    if isinstance(value, bytes):
        return value
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _filled(template: str, values: list[Any]) -> str:
    """The template with values in the place of its variables."""
    rest = iter(values)
    return _VARIABLE.sub(lambda _: quote(_text(next(rest, "")), safe=""), template)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _escaped(token: Any) -> str:
    return str(token).replace("~", "~0").replace("/", "~1")
