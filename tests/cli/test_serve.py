import re
import signal
import socket

import pytest

REX = {"id": "rex", "name": "Rex", "country": "TZ"}
ADDRESS = re.compile(r"http://127\.0\.0\.1:[1-9]\d*")
ENDS = [signal.SIGINT, signal.SIGTERM]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.name)
def test_serve_says_what_and_where_answers_and_ends_at_once(project, end):
    server = project.serve()
    assert server.said[-3:] == [
        "Pets: 2 operations, 2 fixture records",
        f"the console is at {server.address}/__console/",
        f"listening on {server.address}",
    ]
    assert ADDRESS.fullmatch(server.address)
    assert server.get("/pets/rex") == (200, REX)
    status, problem = server.get("/pets/ben")
    assert (status, problem["status"]) == (404, 404)
    code, said, told = server.end(end)
    assert (code, said) == (0, "")
    lines = told.splitlines()
    assert [line.split(":")[0].split()[:3] for line in lines] == [
        ["GET", "/pets/rex", "200"],
        ["GET", "/pets/ben", "404"],
    ]


def test_a_connection_that_is_open_does_not_hold_up_the_end(folder):
    server = folder.serve("api.yaml", "--quiet")
    with socket.create_connection(("127.0.0.1", server.port)) as idle:
        idle.sendall(b"GET /pets HTTP/1.1\r\n")
        assert server.end(signal.SIGTERM) == (0, "", "")


def test_a_client_cannot_steer_the_terminal_through_the_log(folder):
    server = folder.serve("api.yaml", "--server", "flask")
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"GET /\x1b[31m\x9b HTTP/1.0\r\n\r\n")
        assert client.recv(12) == b"HTTP/1.1 404"
        while client.recv(65536):
            pass
    _, _, told = server.end(signal.SIGTERM)
    assert told.startswith("GET /%1B[31m%9B")
    assert told.count("\n") == 1
    assert told.rstrip("\n").isprintable()


def test_a_document_that_is_named_brings_no_fixtures(project):
    server = project.serve("openapi.yaml", "--quiet")
    assert server.said[0] == "Pets: 2 operations, 0 fixture records"
    assert server.get("/pets/rex") != (200, REX)
    assert server.end(signal.SIGTERM) == (0, "", "")


def test_fixtures_that_are_named_are_served_with_any_document(project):
    server = project.serve("api.yaml", "--fixtures", "fixtures/pets.yaml")
    assert server.get("/pets/rex") == (200, REX)


def test_none_is_a_word_for_no_fixtures(project):
    server = project.serve("--fixtures", "none")
    assert server.said[0] == "Pets: 2 operations, 0 fixture records"


def test_the_settings_say_what_is_served(project):
    project.write("mockserver.toml", "document = 'other.yaml'\nhost = 'localhost'\nport = 1\n")
    server = project.serve("-h", "127.0.0.1", MOCKSERVER_DOCUMENT="openapi.yaml")
    assert ADDRESS.fullmatch(server.address)
    assert server.get("/pets/rex") == (200, REX)


def test_a_second_document_is_served_beneath_a_prefix(project):
    server = project.serve("--mount", "/v2=api.yaml", "--quiet")
    assert server.said[:2] == [
        "Pets: 2 operations, 2 fixture records",
        "Pets: 2 operations, 0 fixture records",
    ]
    assert server.get("/pets/rex") == (200, REX)
    assert server.get("/v2/pets") == (200, [])


def test_a_port_in_use_is_told_with_a_way_out(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = folder.run("serve", "api.yaml", "--port", str(port))
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == (
        f"mockserver: cannot listen on 127.0.0.1:{port}: Address already in use; stop what listens"
        " there, or choose another with --port (0: any free one)\n"
    )


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("broken.yaml", "openapi: 3.1.0\ninfo: {\n", "broken.yaml:2:7: "),
        ("empty.yaml", "", "empty.yaml:1:1: this file is empty"),
        ("binary.yaml", b"\x7fELF\xff", "binary.yaml:1:1: this is no UTF-8 text: byte 5 "),
        ("text.yaml", "Hello", "text.yaml:1:1: this is no OpenAPI document: "),
        ("missing.yaml", None, "missing.yaml:1:1: there is no such file"),
        (".", None, ".:1:1: this is a folder; name a file in it"),
    ],
)
def test_what_cannot_be_read_cannot_be_served(folder, name, content, told):
    if content is not None:
        folder.write(name, content)
    run = folder.call("serve", name, "-p", "0")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(f"mockserver: {told}")


def test_without_a_document_to_be_found_it_is_told_how_one_is_named(folder):
    folder.write("api.yml", "openapi: 3.1.0\n")
    run = folder.call("serve", "-p", "0")
    assert run.returncode == 2
    assert run.stderr == (
        "mockserver: there is no openapi.yaml in this folder: name a document, such as "
        "'mockserver serve api.yaml'\n"
    )
    folder.write("openapi.yml", "openapi: 3.1.0\n")
    assert "did you mean 'openapi.yml'?" in folder.call("serve", "-p", "0").stderr


def test_fixtures_with_faults_of_form_are_not_served(project):
    project.write("fixtures/pets.yaml", "recrods: []\nrecords: [{id: rex, name: Rex}]\n")
    run = project.call("serve", "-p", "0")
    assert run.returncode == 2
    assert run.stderr == (
        "mockserver: fixtures/pets.yaml:1:1: 'recrods' is not a field of a fixture file; did you"
        " mean 'records'?\n"
    )


@pytest.mark.parametrize(
    ("arguments", "variables", "sentence"),
    [
        (["-p", "70000"], {}, "--port: 70000 is not an integer from 0 to 65535"),
        (
            [],
            {"MOCKSERVER_PORT": "http"},
            "MOCKSERVER_PORT: 'http' is not an integer from 0 to 65535",
        ),
        (["-p", "0"], {"MOCKSERVER_SED": "2"}, "MOCKSERVER_SED is no setting; did you mean "),
        (["", "-p", "0"], {}, "DOCUMENT: '' is not a path"),
        (["-p", "0", "--mount", "v2"], {}, "--mount 'v2' cannot be used; write it as PREFIX=DOC"),
        (["-p", "0", "--fixtures", "records"], {}, "records: there is no such file or folder of "),
    ],
)
def test_settings_that_cannot_be_used_are_told_with_their_source(
    folder, arguments, variables, sentence
):
    folder.write("mockserver.toml", "document = 'api.yaml'\n")
    run = folder.call("serve", *arguments, **variables)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(f"mockserver: {sentence}")
