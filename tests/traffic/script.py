"""What a target answers to recorded requests, written as a script; and what is told of it."""

import json
from dataclasses import dataclass, field

from builder import spec

from mockserver.collection import bind, read_fixture
from mockserver.http import Headers, Response
from mockserver.mock import Mock, Options
from mockserver.record import Auditor
from mockserver.transport import Target
from mockserver.verify.traffic.playback import Playback, Replaying
from mockserver.verify.traffic.recorded import Owners, Tape

BASE = "https://api.example"
HERE = "http://localhost:1"
DOCUMENT = """\
openapi: 3.1.0
info: {title: Library, version: '1'}
paths:
  /shelves:
    get: {responses: {'200': {$ref: '#/components/responses/Shelves'}}}
    post:
      requestBody: {$ref: '#/components/requestBodies/Shelf'}
      responses:
        '201': {$ref: '#/components/responses/Shelf'}
        '400': {description: No.}
        '409': {description: Taken.}
  /shelves/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {$ref: '#/components/responses/Shelf'}, '404': {description: No.}}}
    patch:
      requestBody: {$ref: '#/components/requestBodies/Change'}
      responses: {'200': {$ref: '#/components/responses/Shelf'}, '404': {description: No.}}
    delete: {responses: {'204': {description: Gone.}, '404': {description: No.}}}
  /shelves/{id}/books:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {$ref: '#/components/responses/Books'}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
      responses:
        '201':
          description: Made.
          content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}
  /shelves/{id}/books/{bookId}:
    parameters:
    - {name: id, in: path, required: true, schema: {type: string}}
    - {name: bookId, in: path, required: true, schema: {type: string}}
    get:
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}
        '404': {description: No.}
  /loans:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Loan'}}}}
      responses:
        '201':
          description: Made.
          content: {application/json: {schema: {$ref: '#/components/schemas/Loan'}}}
        '422': {description: No such shelf.}
  /loans/{loanId}:
    parameters: [{name: loanId, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Loan'}}}
  /status: {get: {responses: {'200': {description: It., content: {application/json: {}}}}}}
  /session: {post: {responses: {'204': {description: In.}, '401': {description: No.}}}}
components:
  requestBodies:
    Shelf: {content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}}
    Change: {content: {application/json: {schema: {$ref: '#/components/schemas/Change'}}}}
  responses:
    Shelf:
      description: It.
      headers: {X-Count: {schema: {type: integer}}}
      content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}
    Shelves:
      description: They.
      content:
        application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Shelf'}}}
    Books:
      description: They.
      content:
        application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Book'}}}
  schemas:
    Shelf:
      type: object
      required: [name]
      properties:
        id: {type: string, readOnly: true}
        name: {type: string, minLength: 1, maxLength: 40}
        room: {type: [string, 'null']}
        size: {type: integer}
        token: {type: string, readOnly: true}
        made_at: {type: string, format: date-time, readOnly: true}
    Change: {type: object, properties: {name: {type: string}, room: {type: [string, 'null']}}}
    Book:
      type: object
      properties:
        id: {type: string, readOnly: true}
        shelf_id: {type: string, readOnly: true}
        title: {type: string}
    Loan:
      type: object
      properties:
        id: {type: string, readOnly: true}
        shelf_id: {type: string}
        who: {type: string}
"""
FIXTURES = """\
unique: [name]
generate: {token: '{uuid}', made_at: '{now}'}
records:
- {id: fiction, name: Fiction, room: east, size: 3, token: t-fiction-1, made_at: '2026-01-01T00:00:00Z'}
- {id: poetry, name: Poetry, room: null, size: 2, token: t-poetry-01, made_at: '2026-01-02T00:00:00Z'}
"""  # noqa: E501
FICTION = {
    "id": "fiction",
    "name": "Fiction",
    "room": "east",
    "size": 3,
    "token": "t-fiction-1",
    "made_at": "2026-01-01T00:00:00Z",
}


@dataclass
class Said:
    """A message: status, body as a value, header fields."""

    status: int
    body: object = None
    fields: dict = field(default_factory=dict)

    def encoded(self):
        if self.body is None or isinstance(self.body, bytes):
            return self.body or b""
        return json.dumps(self.body).encode()

    def lines(self):
        kind = {} if self.body is None else {"Content-Type": "application/json"}
        return list({**kind, **self.fields}.items())

    def response(self):
        return Response(self.status, Headers(self.lines()), self.encoded())


@dataclass
class Step:
    """A recorded request with its answer, and what is answered now: the same, if nothing is said.

    ``now`` may be several answers, given in turns, and an error, which is raised.
    """

    method: str
    path: str
    then: Said
    now: object = None
    sent: object = None
    fields: dict = field(default_factory=dict)

    def entry(self):
        kind = {} if self.sent is None else {"Content-Type": "application/json"}
        request = {
            "method": self.method,
            "url": self.path if "://" in self.path else BASE + self.path,
            "headers": _pairs({**kind, **self.fields}.items()),
        }
        if self.sent is not None:
            request["postData"] = {"mimeType": "application/json", "text": json.dumps(self.sent)}
        content = {"mimeType": "application/json", "text": self.then.encoded().decode()}
        response = {
            "status": self.then.status,
            "headers": _pairs(self.then.lines()),
            "content": content if self.then.body is not None else {"size": 0},
        }
        return {"request": request, "response": response}


def _pairs(lines):
    return [{"name": name, "value": value} for name, value in lines]


class Script:
    """Plays steps; ``asked`` is what came to the target, in its order."""

    def __init__(self, folder, *steps):
        self.steps = steps
        self.archive = folder / "steps.har"
        entries = [each.entry() for each in steps]
        self.archive.write_text(json.dumps({"log": {"entries": entries}}))
        (folder / "shelves.yaml").write_text(FIXTURES)
        self.spec = spec(DOCUMENT)
        fixtures = [read_fixture(folder / "shelves.yaml")]
        collections = bind(self.spec, fixtures).collections
        self.kept = Mock(self.spec, collections, options=Options(cors=False)).kept
        self.asked = []
        self._left = [
            [each.then] if each.now is None else each.now if isinstance(each.now, list)
            else [each.now] for each in steps
        ]  # fmt: skip
        self._at = -1

    def tape(self, base_url="", until=""):
        """What was recorded."""
        return Tape((self.archive,), self.spec, Owners(self.kept), base_url, until)

    def play(self, base_url="", until="", **options):
        """The conclusion of a replay."""
        tape = self.tape(base_url, until)
        target = Target(HERE, options.pop("headers", ()))
        plan = Replaying(self.spec, target, Auditor(self.spec, ()), nonce="n1", **options)
        playback = Playback(plan, tape, self._answer, self._answer)
        self._next = iter([each for each in self._left if each])
        self._now = []
        return playback.conclusion(playback.run())

    def told(self, **options):
        """Rules of errors and warnings, and what is said of each without its place."""
        found = self.play(**options).findings
        return {
            each.rule: each.message.partition(": ")[2].rpartition(" (")[0]
            for each in found
            if each.severity != "info"
        }

    def _answer(self, request):
        self.asked.append(request)
        if request.method == "DELETE" and not any(s.method == "DELETE" for s in self.steps):
            return Response(204)  # what was made is put away at the end
        if request.path == "/":
            return Response(404)  # it is there yet
        if not self._now:
            self._now = list(next(self._next))
        answer = self._now.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer.response()
