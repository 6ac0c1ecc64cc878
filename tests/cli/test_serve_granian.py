import http.client
import json
import select
import signal
import socket
import ssl
from contextlib import suppress

import pytest

# Made for these tests, of localhost, until 2126.
CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUWqTIlzfDXHOOtF0Py7umiiAv5GAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTAzMDQ1NloYDzIxMjYxMTAx
MDMwNDU2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQY6HKzJpWoyUILwg3h4v4gsgMRldlmFAD9A6Or6DVTtJ6iw+PPZqFi
xrzSthE9qv8QyK1OL8AenHsGBhVisLkho28wbTAdBgNVHQ4EFgQUwbF7N1kr0L3b
xlPB6OxeJs7I0uMwHwYDVR0jBBgwFoAUwbF7N1kr0L3bxlPB6OxeJs7I0uMwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAMcDJHwv3CJGYFtQklR24dAOmOZ38XBSbYPXY0aHTKkXAiEA
04fTmnssw9GFmDYHz1I3dzM2+6nmjLNk6ObN59/zBpo=
-----END CERTIFICATE-----
"""
KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpRRtkmh7vtODWADY
GmXgHymYKzqJjZywuyF4IYN8ZqShRANCAAQY6HKzJpWoyUILwg3h4v4gsgMRldlm
FAD9A6Or6DVTtJ6iw+PPZqFixrzSthE9qv8QyK1OL8AenHsGBhVisLkh
-----END PRIVATE KEY-----
"""
REX = {"id": "rex", "name": "Rex", "country": "TZ"}
WRITABLE = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '201':
          description: The pet.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      responses:
        '200':
          description: A pet.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
        '404': {description: No such pet.}
components:
  schemas:
    Pet: {type: object, required: [id, name], properties: {id: {type: string}, name: {}}}
"""
SCENARIOS = """\
scenarios:
  broken:
    rules:
      - {match: {operation: 'GET /pets/{id}', parameters: {id: rex}}, fault: truncated}
      - {match: {operation: 'GET /pets/{id}', parameters: {id: tom}}, fault: reset}
"""
SERVERS = ["granian", "flask"]


def sent(server, text):
    """A connection on which a text was sent."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    connection.sendall(text if isinstance(text, bytes) else text.encode())
    return connection


def received(connection):
    """All that comes on a connection until it ends."""
    with connection, connection.makefile("rb") as stream:
        return stream.read()


@pytest.mark.parametrize("name", SERVERS)
def test_each_server_answers_and_says_nothing_more_at_its_end(project, name):
    server = project.serve("--server", name, "--quiet")
    assert server.get("/pets/rex") == (200, REX)
    assert server.end(signal.SIGTERM) == (0, "", "")


@pytest.mark.parametrize("workers", [(), ("--workers", "2", "--state", "sqlite:state.db")])
def test_it_serves_where_the_quick_loop_is_not_installed(project, workers):
    project.write("less/uvloop.py", "raise ImportError('there is none')\n")
    server = project.serve("--fixtures", "none", *workers, PYTHONPATH=str(project.path / "less"))
    assert server.get("/pets/rex")[0] == 200
    assert server.end(signal.SIGTERM)[0] == 0


@pytest.mark.parametrize("name", SERVERS)
def test_a_slash_in_a_key_is_one_segment_for_each_server(project, name):
    records = "records: [{id: a/b c, name: Slash, country: TZ}]"
    project.write("fixtures/pets.yaml", records)
    server = project.serve("--server", name, "--quiet")
    assert server.get("/pets/a%2Fb%20c") == (200, SLASH)
    assert server.get("/pets/a/b%20c")[0] == 404


SLASH = {"id": "a/b c", "name": "Slash", "country": "TZ"}


def test_the_server_is_named_in_the_answer_and_the_administration_is_there(project):
    server = project.serve("--quiet")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", "/__admin/health")
    response = connection.getresponse()
    assert (response.status, response.getheader("Server")) == (200, "mockserver")
    assert json.loads(response.read())
    connection.close()


def test_an_address_that_is_taken_is_refused_with_what_to_do(project):
    server = project.serve("--quiet")
    told = project.run("serve", "--port", str(server.port))
    assert (told.returncode, told.stdout) == (2, "")
    assert f"cannot listen on 127.0.0.1:{server.port}: " in told.stderr
    assert "choose another with --port" in told.stderr


def late(server):
    return sent(server, "GET /pets/rex HTTP/1.1\r\nHost: a\r\nPrefer: wait=20\r\n\r\n")


def slow(server):
    head = "POST /pets/rex HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"
    return sent(server, f"{head}12")


@pytest.mark.parametrize("waiting", [late, slow])
@pytest.mark.parametrize("state", ["memory", "sqlite:state.db"])
def test_fifty_that_are_slow_hold_up_nobody(project, waiting, state):
    server = project.serve("--quiet", "--state", state)
    open_ = [waiting(server) for _ in range(50)]
    for _ in range(30):
        assert server.get("/pets/rex") == (200, REX)
    assert select.select(open_, [], [], 0) == ([], [], [])
    for each in open_:
        each.close()


def test_what_is_being_answered_is_answered_before_the_end(project):
    server = project.serve("--quiet")
    head = "GET /pets/rex HTTP/1.1\r\nHost: a\r\nConnection: close\r\nPrefer: wait=1\r\n\r\n"
    with sent(server, head) as connection:
        assert server.get("/pets/tom")[0] == 200
        server.process.send_signal(signal.SIGTERM)
        assert json.loads(received(connection).partition(b"\r\n\r\n")[2]) == REX
    assert server.process.wait(60) == 0


def test_a_body_beyond_the_bound_is_refused_before_it_is_sent(project):
    server = project.serve("--quiet")
    head = "POST /pets/rex HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n"
    answer = received(sent(server, head))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"larger than 67108864 bytes" in answer


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (f"GET /pets HTTP/1.1\r\nX-Long: {'a' * 2**20}\r\n\r\n", b"431"),
        (f"GET /{'a' * 2**16} HTTP/1.1\r\n\r\n", b"414"),
        ("GET /pets HTTP/1.1\r\n" + "X-More: a\r\n" * 200 + "\r\n", b"431"),
        ("POST /pets HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n", b"400"),
    ],
    ids=["a long field", "a long target", "many fields", "no length"],
)
def test_fields_are_bounded(project, head, status):
    server = project.serve("--quiet")
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    # It may be refused before all of it was sent.
    with connection, suppress(ConnectionError):
        connection.sendall(head.encode())
        assert connection.recv(12) == b"HTTP/1.1 " + status
    assert server.get("/pets/rex") == (200, REX)


def test_a_truncated_answer_breaks_off_and_a_reset_names_the_server_that_can(project):
    project.write("fixtures/scenarios.yaml", SCENARIOS)
    server = project.serve("--quiet", "--scenario", "broken")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", "/pets/rex")
    with pytest.raises(http.client.IncompleteRead):
        connection.getresponse().read()
    connection.close()
    status, problem = server.get("/pets/tom")
    assert (status, "start with --server flask" in problem["detail"]) == (500, True)
    _, _, told = server.end(signal.SIGTERM)
    assert "scenario 'broken': fault 'reset' needs the connection itself" in told
    assert "truncated" not in told


def over_tls(server, path="/pets/rex"):
    context = ssl.create_default_context(cadata=CERTIFICATE)
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=context, timeout=60)
    try:
        connection.request("GET", path)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def test_https_is_spoken_with_a_certificate_and_its_key(project):
    project.write("cert.pem", CERTIFICATE)
    project.write("key.pem", KEY)
    server = project.serve("--quiet", "--tls-cert", "cert.pem", "--tls-key", "key.pem")
    assert server.address == f"https://127.0.0.1:{server.port}"
    assert over_tls(server) == REX
    asked = over_tls(server, "/__admin/requests")["requests"]
    assert asked[0]["request"]["absoluteUrl"] == f"{server.address}/pets/rex"
    assert server.end(signal.SIGTERM) == (0, "", "")


def test_the_help_tells_what_each_server_cannot(project):
    told = " ".join(project.run("serve", "--help").stdout.split())
    assert "granian, which cannot reset or drop a connection" in told
    assert "Flask's own, which can, but has no TLS, no HTTP/2, one process" in told


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--workers", "4"],
            "4 workers cannot share a state in memory; name one that they can, such as",
        ),
        (["--workers", "0"], "--workers: 0 is not an integer from 1 on"),
        (["--tls-cert", "cert.pem"], "--tls-cert and --tls-key are needed both"),
        (
            ["--tls-cert", "cert.pem", "--tls-key", "key.pem"],
            "the certificate cert.pem with the key key.pem cannot be used: ",
        ),
        (
            ["--server", "flask", "--workers", "2", "--state", "sqlite:a.db"],
            "Flask's own server has one process and no TLS; use --server granian",
        ),
        (["--pass", "getPet"], "--pass getPet: name the API that is passed to with --upstream URL"),
    ],
    ids=["memory", "none", "half a pair", "no files", "flask", "no upstream"],
)
def test_what_cannot_be_is_refused_with_what_to_do(project, arguments, sentence):
    told = project.run("serve", "--port", "0", *arguments)
    assert (told.returncode, told.stdout) == (2, "")
    assert sentence in told.stderr


def test_workers_share_what_is_created(project):
    project.write("openapi.yaml", WRITABLE)
    options = ("--workers", "2", "--state", "sqlite:state.db", "--fixtures", "none")
    server = project.serve(*options, "--quiet")
    for number in range(10):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        pet = {"id": f"pet{number}", "name": "Rex"}
        fields = {"Content-Type": "application/json"}
        connection.request("POST", "/pets", json.dumps(pet), fields)
        assert json.loads(connection.getresponse().read()) == pet
        connection.close()
        assert [server.get(f"/pets/pet{number}") for _ in range(4)] == [(200, pet)] * 4
    assert server.end(signal.SIGTERM) == (0, "", "")
