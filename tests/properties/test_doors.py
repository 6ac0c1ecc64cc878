"""All doors lead to one mock: what it answers is what Flask and its server send."""

import asyncio
import http.client
import json
import string
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver import Headers, Mock, Request, create_app
from mockserver.clock import SteppingClock
from mockserver.web.asgi import Door
from mockserver.web.dispatcher import Dispatcher, wants_page
from mockserver.web.server import bind

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: 'http://127.0.0.1:4010/v1'}]
paths:
  /pets:
    parameters:
      - {name: X-Trace, in: header, schema: {type: string, maxLength: 5}}
      - {name: visit, in: cookie, schema: {type: integer}}
    get:
      parameters:
        - {name: tags, in: query, schema: {type: array, items: {type: string, minLength: 1}}}
      responses:
        '200':
          description: All pets.
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Pet'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Pet'}}
      responses:
        '201':
          description: The pet.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string, maxLength: 40}}]
    get: &one
      responses:
        '200':
          description: A pet.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
        '404':
          description: No pet.
          content:
            application/json:
              schema: {type: object, required: [error], properties: {error: {type: string}}}
              example: {error: no such pet}
    put:
      <<: *one
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
    delete: {responses: {'204': {description: Gone.}}}
  /hello:
    get:
      responses:
        '200':
          description: A greeting.
          content:
            text/plain: {schema: {type: string}, example: 'Þórunn, hello'}
            application/json: {schema: {type: object}, example: {hello: Þórunn}}
  /nothing:
    get: {responses: {'205': {description: Nothing.}}}
    head: {responses: {'200': {description: Nothing.}}}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        id: {type: string, readOnly: true}
        name: {type: string, minLength: 1}
        made_at: {type: string, format: date-time, readOnly: true}
"""
RECORDS = """\
collection: /pets
records:
- {id: rex, name: Rex, made_at: 2024-09-01T15:00:00Z}
- {id: a/b c, name: Þórunn, made_at: 2024-09-01T15:00:00Z}
"""
START = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    """Makes mocks that answer alike: of one document, one seed, one clock."""
    folder = tmp_path_factory.mktemp("doors")
    (folder / "api.yaml").write_text(DOCUMENT, encoding="utf-8")
    (folder / "pets.yaml").write_text(RECORDS, encoding="utf-8")
    read = Mock.load(folder / "api.yaml", folder / "pets.yaml")

    def made():
        clock = SteppingClock(START, timedelta(seconds=1))
        return Mock(read.spec, read.collections, clock=clock)

    return made


ENCODED = st.integers(0, 255).map("%{:02X}".format)
PLAIN = st.sampled_from(string.ascii_letters + string.digits + "-._~!$&'()*+,;=:@")
SEGMENT = st.lists(PLAIN | ENCODED, max_size=6).map("".join)
KNOWN = st.sampled_from(
    [
        "/pets",
        "/pets/rex",
        "/pets/a%2Fb%20c",
        "/v1/pets",
        "/v1/pets/rex",
        "/hello",
        "/nothing",
        "/pets/" + "x" * 41,
    ]
)
PATH = (
    KNOWN
    | KNOWN
    | KNOWN
    | SEGMENT.map("/pets/{}".format)
    | st.lists(SEGMENT, max_size=3).map(lambda each: "/" + "/".join(each))
)
QUERY = (
    st.just("")
    | st.lists(SEGMENT, min_size=1, max_size=3).map(
        lambda each: "&".join(f"tags={value}" for value in each)
    )
    | SEGMENT
)
METHOD = st.sampled_from(
    "GET GET GET GET POST POST POST HEAD HEAD PUT DELETE PATCH OPTIONS TRACE get X-ODD".split()
)
# RFC 9110 §5.5: visible characters, blanks between them, and bytes beyond ASCII.
VALUE = st.text(st.characters(codec="latin-1", exclude_categories=("Cc", "Zs")), max_size=12)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "Accept": st.sampled_from(["*/*", "text/plain", "text/html", "application/json;q=0"])
        | VALUE,
        "Content-Type": st.sampled_from(
            [*["application/json"] * 4, "application/x-www-form-urlencoded", "text/plain", "?"]
        ),
        "X-Trace": VALUE,
        "Cookie": st.sampled_from(["visit=7", "visit=x", "visit=7; visit=8", ";"]),
        "Origin": st.just("http://localhost:3000") | VALUE,
        "Prefer": st.sampled_from(["code=404", "example=none", "dynamic=true", "code=x", ","]),
        "Access-Control-Request-Method": st.just("POST"),
    },
).map(lambda fields: {name: value for name, value in fields.items() if value})
BODY = (
    st.sampled_from([b"", b'{"name": "Tom"}', b'{"name": 7}', b'{"name":', b"name=Tom", b"[]"])
    | st.binary(max_size=20)
    | st.text(max_size=8).map(lambda name: json.dumps({"name": name}).encode())
)
REQUEST = st.builds(
    lambda method, path, query, fields, body: Request(
        method, path, query, Headers(fields.items()), body
    ),
    METHOD,
    PATH,
    QUERY,
    FIELDS,
    BODY,
).filter(lambda request: "/__" not in request.path and not wants_page(request))
"""What is for the mock itself: no page for somebody who looks with a browser."""


def through_flask(client, request):
    """The request through Flask's client, its target untouched."""
    return client.open(
        "/",
        method="GET",
        headers=list(request.headers),
        data=request.body,
        environ_overrides={"RAW_URI": request.target, "REQUEST_METHOD": request.method},
    )


def as_sent(response):
    """The fields of a response as a server sends them: with a length where there is content."""
    sent = list(response.headers)
    has_content = response.status not in (204, 304)
    if "Content-Length" not in response.headers and has_content:
        sent.append(("Content-Length", str(len(response.body))))
    return sorted(sent)


@given(st.lists(REQUEST, min_size=1, max_size=4))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_flask_answers_as_the_mock_does(make, requests):
    mock, client = make(), create_app(make()).test_client(use_cookies=False)
    for request in requests:
        own = mock.respond(request)
        other = through_flask(client, request)
        assert other.status_code == own.status
        assert sorted(other.headers) == as_sent(own)
        assert other.data == own.body


def through_asgi(door, request):
    """The messages of an answer: its start, and its body."""
    body = [{"type": "http.request", "body": request.body}]
    sent = []

    async def receive():
        return body.pop()

    async def send(message):
        sent.append(message)

    fields = [
        (name.lower().encode(), value.encode("latin-1"))
        for name, value in (*request.headers, ("Content-Length", str(len(request.body))))
    ]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "raw_path": request.path.encode(),
        "query_string": request.query.encode(),
        "headers": fields,
        "client": ("127.0.0.1", "4321"),
    }
    asyncio.run(door(scope, receive, send))
    return sent


@given(st.lists(REQUEST, min_size=1, max_size=4))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_asgi_answers_as_the_mock_does(make, requests):
    mock, door = make(), Door(Dispatcher(make(), {}))
    for request in requests:
        own = mock.respond(request)
        start, content = through_asgi(door, request)
        fields = [(name.lower().encode(), value.encode("latin-1")) for name, value in as_sent(own)]
        assert start["status"] == own.status
        assert sorted(start["headers"]) == sorted([*fields, (b"server", b"mockserver")])
        assert content["body"] == own.body


@given(REQUEST)
@settings(max_examples=100, deadline=None)
def test_a_mock_answers_whatever_a_client_can_send(make, request):
    response = make().respond(request)
    assert 200 <= response.status < 600
    assert not (request.method == "HEAD" and response.body)
    for name, value in response.headers:
        assert not set(name + value) & {"\r", "\n", "\0"}
        value.encode("latin-1")


@contextmanager
def connected(mock):
    """A connection to a server of a mock."""
    server = bind(create_app(mock), "127.0.0.1", 0)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        yield connection
    finally:
        connection.close()
        server.shutdown()
        thread.join()


JSON = {"Content-Type": "application/json"}
REQUESTS = [
    Request("GET", "/pets/rex"),
    Request("GET", "/pets/a%2Fb%20c"),
    Request("GET", "/pets/a/b%20c"),
    Request("HEAD", "/pets"),
    Request("GET", "/v1/pets", "tags=a%26b&tags=%C3%A9"),
    Request("GET", "/pets", "tags="),
    Request("GET", "/hello", "", Headers([("Accept", "text/plain")])),
    Request("GET", "/hello", "", Headers([("Accept", "image/png")])),
    Request("POST", "/pets", "", Headers(JSON.items()), b'{"name": "Tom"}'),
    Request("POST", "/pets", "", Headers(JSON.items()), b'{"name": '),
    Request("PATCH", "/pets"),
    Request("GET", "/nowhere"),
    Request("OPTIONS", "/pets"),
    Request("DELETE", "/pets/rex"),
    Request("GET", "/pets/rex"),
    Request("GET", "/nothing"),
]
OF_THE_SERVER = ("Server", "Date", "Connection")


def test_the_server_answers_as_the_mock_does_all_on_one_connection(make):
    mock, sockets = make(), set()
    with connected(make()) as connection:
        for request in REQUESTS:
            connection.request(request.method, request.target, request.body, dict(request.headers))
            sockets.add(connection.sock.getsockname())
            other = connection.getresponse()
            own = mock.respond(request)
            fields = [each for each in other.getheaders() if each[0] not in OF_THE_SERVER]
            assert (other.status, other.read()) == (own.status, own.body), request.target
            assert sorted(fields) == as_sent(own), request.target
    assert len(sockets) == 1


def test_a_key_with_a_slash_is_one_segment_on_the_wire_too(make):
    with connected(make()) as connection:
        connection.request("GET", "/pets/a%2Fb%20c")
        assert json.loads(connection.getresponse().read())["name"] == "Þórunn"


def test_head_tells_the_length_of_what_get_sends(make):
    with connected(make()) as connection:
        connection.request("GET", "/pets")
        length = len(connection.getresponse().read())
        connection.request("HEAD", "/pets")
        response = connection.getresponse()
        assert response.getheader("Content-Length") == str(length)
        assert response.read() == b""


def test_a_body_in_chunks_is_the_body(make):
    chunks = [b'{"na', b'me": "T', b'om"}']
    with connected(make()) as connection:
        connection.request("POST", "/pets", iter(chunks), JSON, encode_chunked=True)
        response = connection.getresponse()
        assert response.status == 201
        assert json.loads(response.read())["name"] == "Tom"


def test_a_path_that_is_not_there_is_a_problem_on_the_wire(make):
    with connected(make()) as connection:
        connection.request("GET", "/pest")
        response = connection.getresponse()
        assert (response.status, response.getheader("Content-Type")) == (
            404,
            "application/problem+json",
        )
        assert json.loads(response.read())["nearest"][0] == "/pets"


def test_what_is_created_through_one_door_is_there_behind_the_other(make):
    mock = make()
    client = create_app(mock).test_client()
    with connected(mock) as connection:
        connection.request("POST", "/pets", b'{"name": "Tom"}', JSON)
        created = connection.getresponse()
        created.read()
        location = created.getheader("Location")
    assert client.get(location).json["name"] == "Tom"
    assert json.loads(mock.respond(Request("GET", location)).body)["name"] == "Tom"
