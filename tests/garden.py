"""A garden that is served: files, a server on a free port, and a client."""

import json
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Event, Thread

from mockserver.admin import Access, Admin
from mockserver.mock import Mock, Mounts, Reloading
from mockserver.web import create_app
from mockserver.web.docs import Docs
from mockserver.web.server import FLASK, bind

DOCUMENT = """\
openapi: 3.1.0
info: {title: Garden, version: '3.1'}
paths:
  /plants:
    get:
      operationId: listPlants
      summary: All plants.
      parameters:
      - {name: limit, in: query, schema: {type: integer, maximum: 50}}
      responses:
        '200':
          description: They.
          content: {application/json: {
              schema: {type: array, items: {$ref: '#/components/schemas/Plant'}}}}
    post:
      operationId: addPlant
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Plant'}}}}
      responses:
        '201':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Plant'}}}
        '422': {description: No.}
  /plants/{plant_id}:
    parameters: [{name: plant_id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: readPlant
      responses:
        # What a single plant looks like.
        '200':
          description: It.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Plant'}
        '404': {description: No.}
    delete: {responses: {'204': {description: Gone.}}}
  /plants/{plant_id}/notes:
    parameters: [{name: plant_id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200':
          description: They.
          content: {application/json: {
              schema: {type: array, items: {$ref: '#/components/schemas/Note'}}}}
  /plants/{plant_id}/notes/{id}:
    parameters:
    - {name: plant_id, in: path, required: true, schema: {type: string}}
    - {name: id, in: path, required: true, schema: {type: integer}}
    get:
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
  /motto:
    get:
      responses:
        '200':
          description: It.
          content: {text/plain: {schema: {type: string}, example: Grow.}}
components:
  schemas:
    Plant:
      type: object
      required: [id, name, height]
      properties:
        id: {type: string, readOnly: true}
        name: {type: string, minLength: 3}
        height: {type: number, minimum: 0}
        kind: {enum: [herb, tree, null]}
        evergreen: {type: boolean}
        bed:
          type: object
          properties: {row: {type: integer, minimum: 1}, label: {type: string}}
        tags: {type: array, items: {type: string}}
    Note:
      type: object
      required: [id, text]
      properties: {id: {type: integer}, text: {type: string}}
"""
PLANTS = """\
# The plants of the garden.
records:
- {id: mint, name: Mint, height: 30, kind: herb, evergreen: false, bed: {row: 2, label: south}}
- {id: yew, name: Yew, height: 900.5, kind: tree, evergreen: true}
"""
SCENARIOS = """\
scenarios:
  drought:
    description: Nothing grows.
    start: dry
    rules:
    - match: {operation: listPlants}
      when: dry
      respond: {status: 503, undeclared: true}
    - match: {operation: addPlant}
      when: dry
      then: wet
"""
PAGES = (
    "/",
    "/journal/1",
    "/journal/1/fixture",
    "/collections",
    "/collections/plants",
    "/collections/plants/record?key=mint",
    "/collections/plants/record?key=mint&as=json",
    "/collections/notes?parent=mint",
    "/scenarios",
    "/sessions",
    "/clock",
    "/coverage",
    "/files",
)


class Garden:
    """A served garden: its files, its address, and what a client asks of it."""

    def __init__(self, folder, port, mock):
        self.folder, self.port, self.mock = folder, port, mock
        self.url = f"http://127.0.0.1:{port}"
        self.console = f"{self.url}/__console"

    def ask(self, method, target, body=None, **headers):
        """Status and body of an answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        lines = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            lines["Content-Type"] = "application/json"
        sent = None if body is None else json.dumps(body)
        connection.request(method, target, sent, lines)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content

    def admin(self, method, path, body=None):
        """What the administration says."""
        return json.loads(self.ask(method, f"/__admin{path}", body)[1])

    def write(self, name, text):
        """Change a file as an editor does."""
        path = self.folder / name
        waiting = path.with_suffix(".new")
        waiting.write_text(text, encoding="utf-8")
        waiting.replace(path)

    def read(self, name):
        """The text of a file."""
        return (self.folder / name).read_text(encoding="utf-8")


@contextmanager
def growing(folder, token="", mounts=()):
    """A garden that follows its files, until it is left."""
    (folder / "plants").mkdir(exist_ok=True)
    (folder / "api.yaml").write_text(DOCUMENT, encoding="utf-8")
    (folder / "plants" / "plants.yaml").write_text(PLANTS, encoding="utf-8")
    (folder / "plants" / "scenarios.yaml").write_text(SCENARIOS, encoding="utf-8")
    mock = Reloading(lambda: Mock.load(folder / "api.yaml", folder / "plants"))
    mocks = {
        "": mock,
        **{each: Reloading(lambda: Mock.load(folder / "api.yaml")) for each in mounts},
    }
    admins = {each: Admin(one, Access(token), serving=FLASK) for each, one in mocks.items()}
    docs = {each: Docs.of(one) for each, one in mocks.items()}
    answering = Mounts(mock, {each: mocks[each] for each in mounts}) if mounts else mock
    server = bind(create_app(answering, admins, docs), "127.0.0.1", 0)
    stop = Event()
    threads = [
        Thread(target=server.serve_forever, args=(0.01,), daemon=True),
        Thread(target=mock.watch, args=(stop, lambda _: None, 0.05), daemon=True),
    ]
    for each in threads:
        each.start()
    try:
        yield Garden(folder, server.port, mock)
    finally:
        stop.set()
        server.shutdown()
        for each in threads:
            each.join()
        server.server_close()


class Watch:
    """What a browser asked for, and what it complained of.

    That a page which was gone to has a status of 4xx is no complaint: it may say why.
    """

    def __init__(self):
        self.asked, self.complaints, self._pages = [], [], set()

    def over(self, page):
        """Look at a page from now on."""
        page.on("request", self._request)
        page.on("console", self._told)
        page.on("pageerror", self._failed)
        return page

    def leave(self, page):
        """Look away."""
        page.remove_listener("request", self._request)
        page.remove_listener("console", self._told)
        page.remove_listener("pageerror", self._failed)

    def _failed(self, error):
        self.complaints.append(str(error))

    def _request(self, request):
        self.asked.append(request.url)
        if request.is_navigation_request():
            self._pages.add(request.url)

    def _told(self, message):
        is_status = message.text.startswith("Failed to load resource: the server responded with")
        if not (is_status and message.location["url"] in self._pages):
            self.complaints.append(message.text)
