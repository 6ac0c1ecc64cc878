"""What may be looked at and changed of a mock from outside, beside asking it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mockserver.behaviour import ON_PATHS, RecordService
from mockserver.collection import Collection
from mockserver.errors import DocumentError, Rejection
from mockserver.http import Request
from mockserver.journal import Exchange
from mockserver.mock.active_rules import RULES, STEPS
from mockserver.mock.request_context import SETTINGS, moment_of, session_of
from mockserver.request import Reader, Reading
from mockserver.scenario import Call, Rule, Scenario, step_of
from mockserver.schema import Validators
from mockserver.spec.model import Operation
from mockserver.store import EMPTIED, Ground, World, WritableWorld

if TYPE_CHECKING:
    from mockserver.mock.engine import Mock

_BAR = "\x1f"
_SNAPSHOTS = "#snapshots|"  # no session can have such a name, so no reset takes them along
_KINDS = ("numbers", STEPS, SETTINGS, *ON_PATHS)
_COUNTS = ("calls", "uses", "window")


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot: what was changed of records, and what else a session remembers."""

    name: str
    moment: datetime
    records: Mapping[str, list[tuple[str, Any]]]
    values: Mapping[str, list[tuple[str, Any]]]


def changes_of(records: Mapping[str, Sequence[tuple[str, Any]]]) -> int:
    """How many records were written or deleted."""
    return sum(1 for rows in records.values() for key, _ in rows if key != EMPTIED)


class Control:
    """The state of one mock, as those who look after it see and set it."""

    def __init__(self, mock: Mock) -> None:
        self.mock = mock
        self.validators = Validators(lenient=True)
        self._readers: dict[Operation, Reader] = {}

    def world(self, session: str) -> World:
        """The world of a session, which begins if it has not. Raises SessionRefused."""
        if session:
            self.mock.sessions.open(session)
        return self.mock.world(session)

    # Records

    @cached_property
    def collections(self) -> Mapping[str, Collection]:
        """The collections of which records are kept, each by a name of its own."""
        kept = [each for each in self.mock.kept if each.parts]
        return dict(_named(kept))

    def service(self, collection: Collection) -> RecordService:
        """Who acts on the records of a collection."""
        return self.mock.services[collection.path]

    def ground(self, name: str, seed: str) -> Ground | None:
        """The ground of a name; None where the document has no such collection any more."""
        path, *parents = name.split(_BAR)
        service = self.mock.services.get(path)
        if service is None or len(parents) != len(service.collection.parents):
            return None
        return service.ground(tuple(parents), seed)

    # Snapshots

    def snapshots(self, session: str) -> tuple[Kept, ...]:
        """Those of a session, the first taken first."""
        rows = self.mock.tables.rows(_SNAPSHOTS + session)
        return tuple(_kept(name, value) for name, value in rows)

    def snapshot(self, session: str, name: str) -> Kept | None:
        """The one of a name."""
        value = self.mock.tables.get(_SNAPSHOTS + session, name)
        return None if value is None else _kept(name, value)

    def take(self, world: World, name: str) -> Kept:
        """Keep the present state of a session under a name."""
        value = {
            "moment": self.mock.clock.now().isoformat(),
            "records": {each: _lists(rows) for each, rows in world.snapshot().items()},
            "values": {kind: _lists(world.rows(kind)) for kind in _KINDS},
        }
        with self.mock.tables.change() as edit:
            edit.put(_SNAPSHOTS + world.session, name, value)
        return _kept(name, value)

    def restore(self, world: World, kept: Kept) -> None:
        """Make the state of a session that of a snapshot."""
        seed = self.mock.seed_of(world)
        present = world.snapshot()
        with world.change() as writing:
            for name in {*present, *kept.records}:
                ground = self.ground(name, seed)
                if ground is not None:
                    writing.restore(ground, tuple(kept.records.get(name, ())))
            for kind in _KINDS:
                writing.clear(kind)
                for key, value in kept.values.get(kind, ()):
                    writing.put(kind, key, value)

    def drop(self, session: str, name: str) -> None:
        """Forget a snapshot."""
        with self.mock.tables.change() as edit:
            edit.remove(_SNAPSHOTS + session, name)

    def end(self, session: str) -> bool:
        """Forget a session with its snapshots and its journal; False when there was none."""
        with self.mock.tables.change() as edit:
            edit.clear(_SNAPSHOTS + session)
        self.mock.journal.clear(session)
        return self.mock.sessions.end(session)

    def begin_again(self, session: str) -> None:
        """Forget all that a session, or the common world, has of its own but its snapshots."""
        self.mock.sessions.reset(session)
        self.mock.journal.clear(session)

    # Scenarios and rules

    def play(self, world: World, name: str) -> None:
        """Play a scenario from its first steps, or, with an empty name, none."""
        with world.change() as writing:
            writing.put(SETTINGS, "scenario", {"name": name})
            writing.clear(STEPS)

    def rewind(self, world: World) -> None:
        """Let all scenarios begin again; what rules have counted is forgotten."""
        with world.change() as writing:
            writing.clear(STEPS)

    def step(self, world: World, scenario: Scenario, value: str = "") -> str:
        """The present step; of a scenario with a course for each value, that of one."""
        return step_of(scenario.course, _Steps(world), value)

    def steps(self, world: World, scenario: Scenario) -> Mapping[str, str]:
        """The present step of each course that has moved, by the value it belongs to."""
        prefix = scenario.course.key()
        rows = world.rows(STEPS)
        return {key[len(prefix) :]: str(step) for key, step in rows if key.startswith(prefix)}

    def set_step(self, world: World, scenario: Scenario, step: str, value: str = "") -> None:
        """Put a scenario at a step."""
        with world.change() as writing:
            writing.put(STEPS, scenario.course.key(value), step)

    def rules(self, session: str) -> Iterator[tuple[str, Any]]:
        """Id and JSON value of the rules that were added to a session, the first added first."""
        for id_, written in self.mock.world(session).rows(RULES):
            yield id_, json.loads(written)

    def left(self, world: World, id_: str, times: int | None) -> int | None:
        """How often a rule is still used in a world; None where it may be always."""
        used = world.get(STEPS, f"uses/{id_}") or 0
        return None if times is None else max(0, times - used)

    def put_rule(self, session: str, rule: Rule) -> None:
        """Add a rule, or put another in its place; what it has counted is forgotten."""
        with self.mock.tables.change() as edit:
            self._forget_counts(edit, rule.id)
            WritableWorld(edit, session).put(RULES, rule.id, json.dumps(rule.written))

    def remove_rules(self, session: str, ids: tuple[str, ...]) -> None:
        """Remove rules from a session."""
        with self.mock.tables.change() as edit:
            for id_ in ids:
                WritableWorld(edit, session).remove(RULES, id_)
                self._forget_counts(edit, id_)

    def _forget_counts(self, edit: Any, id_: str) -> None:
        prefixes = tuple(f"{kind}/{id_}" for kind in _COUNTS)
        for session in ("", *(each.name for each in self.mock.sessions.all())):
            writing = WritableWorld(edit, session)
            for key, _ in writing.rows(STEPS):
                if key in prefixes or key.startswith(f"calls/{id_}/"):
                    writing.remove(STEPS, key)

    # Time and seed

    def now(self, world: World) -> datetime:
        """What time it is in a world."""
        return moment_of(world, self.mock.clock)

    def clock(self, world: World) -> Mapping[str, Any]:
        """How that differs from the machine's: ``at``, ``offset`` in seconds, or nothing."""
        setting: Mapping[str, Any] = world.get(SETTINGS, "clock") or {}
        return setting

    def freeze(self, world: World, moment: datetime) -> None:
        """Let time stand still."""
        self.set(world, "clock", {"at": moment.astimezone(UTC).isoformat()})

    def shift(self, world: World, seconds: float) -> None:
        """Let time go on, so far from the machine's. Raises OverflowError beyond year 9999."""
        _ = self.mock.clock.now() + timedelta(seconds=seconds)
        self.set(world, "clock", {"offset": seconds})

    def advance(self, world: World, seconds: float) -> None:
        """Move a time that stands, or runs, by seconds. Raises OverflowError beyond year 9999."""
        setting = self.clock(world)
        if "at" in setting:
            self.freeze(world, datetime.fromisoformat(setting["at"]) + timedelta(seconds=seconds))
        else:
            self.shift(world, setting.get("offset", 0.0) + seconds)

    def set(self, world: World, name: str, value: Any) -> None:
        """Set one setting of a world; None: as it was before anybody set it."""
        with world.change() as writing:
            if value is None:
                writing.remove(SETTINGS, name)
            else:
                writing.put(SETTINGS, name, value)

    # What was asked

    def asked(self, exchange: Exchange) -> Request:
        """The request without the prefix that names its session."""
        return session_of(exchange.request)[1]

    def call(self, exchange: Exchange) -> Call:
        """A request of the journal as rules look at it, with as much as can be read of it."""
        reading = self.reading(exchange)
        headers = self.asked(exchange).headers
        if reading is None:
            return Call(exchange.operation, headers=headers)
        return Call(exchange.operation, reading.parameters, headers, reading.body)

    def reading(self, exchange: Exchange) -> Reading | None:
        """A request of the journal as it reads by the document of now; None where it does not."""
        if self.mock.spec.operation(exchange.operation) is None:
            return None
        request = self.asked(exchange)
        try:
            match = self.mock.router.find(request.path).match(request.method, request)
            return self._reader(match.operation).read(match, request)
        except (Rejection, DocumentError):
            return None

    def _reader(self, operation: Operation) -> Reader:
        if operation not in self._readers:
            self._readers[operation] = Reader(operation, self.validators)
        return self._readers[operation]


class _Steps:
    """The steps of a world, to be read."""

    def __init__(self, world: World) -> None:
        self._world = world

    def get(self, key: str) -> Any | None:
        """See ``Steps``."""
        return self._world.get(STEPS, key)

    def update(self, key: str, change: Any) -> Any:
        """Nothing is changed here."""
        return change(self.get(key))


def _named(collections: list[Collection]) -> Iterator[tuple[str, Collection]]:
    """Each with as many of the words of its path, from the end, as tell it from the others."""
    words = {each.path: _words(each.path) for each in collections}
    for each in collections:
        own = words[each.path]
        others = [found for path, found in words.items() if path != each.path]
        lengths = range(1, len(own) + 1)
        names = (own[-length:] for length in lengths)
        free = (name for name in names if not any(other[-len(name) :] == name for other in others))
        yield ".".join(next(free, (each.path.strip("/") or "root",))), each


def _words(path: str) -> tuple[str, ...]:
    found = tuple(each for each in path.split("/") if each and "{" not in each)
    return found or (path.strip("/") or "root",)


def _lists(rows: Any) -> list[list[Any]]:
    return [[key, value] for key, value in rows]


def _kept(name: str, value: Mapping[str, Any]) -> Kept:
    return Kept(
        name,
        datetime.fromisoformat(value["moment"]),
        {each: [(key, record) for key, record in rows] for each, rows in value["records"].items()},
        {kind: [(key, each) for key, each in rows] for kind, rows in value["values"].items()},
    )
