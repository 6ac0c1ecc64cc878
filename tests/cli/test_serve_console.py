"""The console as a served process has it, in one process and in several."""

import http.client
import re
import signal
from urllib.parse import urlencode

import pytest

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


def asked(server, method, path, form=None, **headers):
    """Status, headers and text of an answer, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    lines = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, urlencode(form or {}) if form else None, lines)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, text


@pytest.mark.parametrize(
    "options",
    [("--server", "flask"), (), ("--workers", "2", "--state", "sqlite:state.db")],
    ids=["flask", "granian", "workers"],
)
def test_the_console_is_behind_every_door(project, options):
    server = project.serve("--quiet", *options)
    server.get("/pets/rex")
    status, headers, page = asked(server, "GET", "/__console/journal")
    assert status == 200
    assert "/pets/rex" in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    _, headers, page = asked(server, "GET", "/__console/sessions")
    cookie = headers["Set-Cookie"].partition(";")[0]
    token = re.search(r'name="form_token" value="(\w+)"', page)[1]
    for name in ("ann", "bob", "cleo", "dan"):  # whichever process answers
        form = {"form_token": token, "name": name}
        status, headers, _ = asked(server, "POST", "/__console/sessions/begin", form, Cookie=cookie)
        assert (status, f"session={name}" in headers["Location"]) == (303, True)
    listed = server.get("/__admin/sessions")[1]["sessions"]
    assert [each["name"] for each in listed] == ["ann", "bob", "cleo", "dan"]
    server.end(signal.SIGTERM)  # with its workers


def test_without_the_administration_there_is_no_console_and_none_is_pointed_at(project):
    server = project.serve("--quiet", "--no-admin")
    assert asked(server, "GET", "/__console/")[0] == 404
    status, _, page = asked(server, "GET", "/", Accept=BROWSER)
    assert status == 200
    assert "/__docs/" in page
    assert "/__console" not in page
    status, headers, text = asked(server, "GET", "/pet", Accept="*/*")
    assert (status, headers.get_content_type()) == (404, "application/problem+json")
    assert "/pets" in text


def test_the_console_is_told_by_a_name_that_may_be_asked_for(project):
    server = project.serve("--quiet", "--host", "0.0.0.0")
    (told,) = (each for each in server.said if each.startswith("the console is at "))
    assert told == f"the console is at http://localhost:{server.port}/__console/"
    assert asked(server, "GET", "/__console/", Host=f"localhost:{server.port}")[0] == 200
