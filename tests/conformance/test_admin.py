"""The administration is held against its own document by the judge of all others."""

import os
from threading import Thread

import pytest

from mockserver.admin import Admin
from mockserver.admin.document import PATH, admin_spec
from mockserver.mock import Mock, Reloading
from mockserver.verify.events import FailureFound, RunFinished
from mockserver.verify.fuzz.engine import fuzz
from mockserver.verify.fuzz.plan import FuzzPlan
from mockserver.web import create_app
from mockserver.web.server import FLASK, bind

IS_LONG = bool(os.environ.get("MOCKSERVER_FIDELITY"))
DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: They.
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '201':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
        '404': {description: No.}
    delete:
      responses: {'204': {description: Gone.}, '404': {description: No.}}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties: {id: {type: string}, name: {type: string}}
"""


@pytest.fixture
def url(tmp_path):
    """A server whose administration is tested."""
    document = tmp_path / "api.yaml"
    document.write_text(DOCUMENT, encoding="utf-8")
    reloading = Reloading(lambda: Mock.load(document))
    app = create_app(reloading, {"": Admin(reloading, serving=FLASK)})
    server = bind(app, "127.0.0.1", 0)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_verify_finds_nothing_in_the_administration(url):
    root, place = admin_spec().root.value, str(PATH)
    events = list(fuzz(FuzzPlan(url, root, place, max_examples=50 if IS_LONG else 2)))
    assert [each for each in events if isinstance(each, FailureFound)] == []
    (end,) = (each for each in events if isinstance(each, RunFinished))
    assert end.reason == "completed"
    assert end.requests > 10 * len(admin_spec().operations)
