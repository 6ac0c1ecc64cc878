from datetime import UTC, datetime, timedelta

import pytest
from builder import spec

from mockserver.behaviour import Grounds, RecordService
from mockserver.clock import SteppingClock
from mockserver.collection import bind, read_fixture
from mockserver.store import MemoryTables, World

DOCUMENT = """
openapi: 3.1.0
paths:
  /boats:
    get:
      responses:
        '200': {content: {application/json: {schema: {items: {$ref: '#/components/schemas/Boat'}}}}}
    post:
      requestBody:
        content:
          application/json:
            schema:
              properties:
                sails: {type: integer, default: 1}
                flag: {type: string, default: TZ}
      responses:
        '201': {content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}
  /boats/{id}:
    get:
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}
    put: {responses: {'200': {}}}
    patch: {responses: {'200': {}}}
    delete: {responses: {'204': {}}}
components:
  schemas:
    Boat:
      type: object
      required: [id, name, berth, created]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        sails: {type: integer, default: 9}
        flag: {type: [string, 'null']}
        berth: {type: [string, 'null']}
        draft: {type: [number, 'null']}
        hull: {type: object}
        surveyor: {type: string, readOnly: true}
        created: {type: string, format: date-time}
        changed: {type: string, format: date-time}
"""
OPEN = DOCUMENT.replace("    Boat:\n", "    Boat:\n      additionalProperties: true\n")
START = datetime(2024, 9, 1, 15, tzinfo=UTC)


class NothingMade:
    """Makes no records: fixtures are all there is."""

    def rows(self, *_place):
        return iter(())

    def record(self, *_place):
        return None

    def whole(self, _collection, record, _seed, _number=""):
        return record

    def fits(self, _collection, _record, _field):
        return True

    def settled(self, _collection, record, _before, _seed):
        return record


class Bench:
    """A service with a world to act in and a clock to act by."""

    def __init__(self, collection, clock, maker=None, session=""):
        maker = maker or NothingMade()
        self.collection, self.clock = collection, clock
        self.service = RecordService(collection, Grounds(maker), maker)
        self.world = World(MemoryTables(), session)
        self.parts = {part.action: part for part in collection.parts.values()}

    def read(self, task, seed="0"):
        return self.service.read(task, self.world, seed)

    def write(self, task, seed="0"):
        with self.world.change() as writing:
            return self.service.write(task, writing, self.clock.now(), seed)

    def records(self, *parents):
        ground = self.service.ground(parents, "0")
        return [record for _, record in self.world.records(ground).page()]


@pytest.fixture
def bench(collection, clock):
    """Makes a bench for the boats of a fixture file."""

    def make(text="unique: [name]", document=DOCUMENT, **options):
        return Bench(collection(text, document), clock, **options)

    return make


@pytest.fixture
def collection(tmp_path):
    """Makes the collection of boats with what a fixture file says."""

    def make(text="unique: [name]", document=DOCUMENT):
        path = tmp_path / "boats.yaml"
        path.write_text(text, encoding="utf-8")
        [found] = bind(spec(document), [read_fixture(path)]).collections
        return found

    return make


@pytest.fixture
def open_document():
    """The same document with records that take any field."""
    return OPEN


@pytest.fixture
def clock():
    """A clock that goes on by a second each time it is read."""
    return SteppingClock(START, timedelta(seconds=1))
