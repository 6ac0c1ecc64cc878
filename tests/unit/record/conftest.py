"""A real API on loopback, which answers what a test tells it to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import flask
import pytest
from builder import spec
from faulty import served

from mockserver.clock import SteppingClock
from mockserver.record import Proxy
from mockserver.transport import Target

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
PETS = """
openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: /v1}]
security: [{Key: []}]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [reading]
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 9}}]
      responses:
        '200':
          description: All.
          headers: {X-Total: {required: true, schema: {type: integer}}}
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}
    post:
      operationId: addPet
      tags: [writing]
      x-mockserver-upstream: false
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '201':
          description: One.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getPet
      tags: [reading]
      responses:
        '200':
          description: One.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
        '404': {description: None.}
    delete:
      operationId: removePet
      tags: [writing]
      responses: {'204': {description: Gone.}}
components:
  securitySchemes: {Key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: {type: string}
        name: {type: string}
        age: {type: integer}
        chip: {type: string, format: password}
        note: {type: string, writeOnly: true}
"""


@dataclass
class Upstream:
    """Keeps each request as it came in; ``answer`` makes the answer to all."""

    url: str = ""
    seen: list = field(default_factory=list)
    answer: Callable = field(default=lambda: flask.Response(status=404))

    def take(self, **_path):
        request = flask.request
        target = request.environ["REQUEST_URI"]
        self.seen.append((request.method, target, dict(request.headers), request.get_data()))
        return self.answer()

    def say(self, body="", status=200, **headers):
        """Answer this from now on."""
        lines = {"Content-Type": "application/json"} if body else {}
        lines |= {name.replace("_", "-"): value for name, value in headers.items()}

        def answer():
            told = flask.Response(body, status, lines)
            if "Content-Type" not in lines:
                told.headers.remove("Content-Type")
            return told

        self.answer = answer


@pytest.fixture(scope="session")
def pets():
    return spec(PETS)


@pytest.fixture(scope="session")
def running():
    upstream, app = Upstream(), flask.Flask("upstream", static_folder=None)
    app.logger.disabled = True
    app.add_url_rule("/", view_func=upstream.take, methods=METHODS, provide_automatic_options=False)
    app.add_url_rule(
        "/<path:path>", view_func=upstream.take, methods=METHODS, provide_automatic_options=False
    )
    with served(app) as url:
        upstream.url = url
        yield upstream


@pytest.fixture
def upstream(running):
    running.seen.clear()
    running.say(status=404)
    return running


@pytest.fixture
def proxy(pets, upstream):
    """A proxy before the upstream, and a function that makes others."""
    clock = SteppingClock(datetime(2024, 9, 1, 15, tzinfo=UTC), timedelta(seconds=1))

    def make(base="", **chosen):
        headers = chosen.pop("headers", ())
        target = Target(upstream.url + base, headers, chosen.pop("timeout", 10.0))
        return Proxy(pets, target, clock=clock, **chosen)

    return make
