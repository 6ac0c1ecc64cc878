import json

import pytest
from builder import spec

from mockserver.http import Headers, Request, Response
from mockserver.mock import Mock, Mounts


class Named:
    """Answers with its name and the path it was asked for."""

    def __init__(self, name):
        self._name = name

    def respond(self, request):
        headers = Headers(
            [("Location", f"/made{request.path}")] if request.method == "POST" else []
        )
        return Response(200, headers, f"{self._name} {request.path}".encode())


MOUNTS = Mounts(Named("main"), {"/a": Named("a"), "/a/b": Named("b")})


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/a/b/x", "b /x"),
        ("/a/b", "b /"),
        ("/a/c", "a /c"),
        ("/a/", "a /"),
        ("/a", "a /"),
        ("/ab", "main /ab"),
        ("/a/bc", "a /bc"),
        ("/", "main /"),
        ("", "main "),
        ("/__session/s/a/c", "a /__session/s/c"),
        ("/__session/s/c", "main /__session/s/c"),
    ],
)
def test_the_longest_prefix_answers_as_if_it_were_not_there(path, answer):
    assert MOUNTS.respond(Request("GET", path)).body.decode() == answer


def test_a_location_is_told_beneath_the_prefix():
    assert MOUNTS.respond(Request("POST", "/a/x")).headers.get("Location") == "/a/made/x"
    assert MOUNTS.respond(Request("POST", "/x")).headers.get("Location") == "/made/x"


def test_a_refusal_and_the_journal_tell_the_path_that_the_client_sent():
    pets = Mock(spec("openapi: 3.1.0\npaths: {/pets: {get: {responses: {'200': {}}}}}"))
    server = Mounts(Named("main"), {"/v2": pets})
    missed = json.loads(server.respond(Request("GET", "/v2/pet", "a=b")).body)
    expected = "No path of the document matches /v2/pet. The nearest: /v2/pets."
    assert (missed["detail"], missed["nearest"]) == (expected, ["/v2/pets"])
    refused = json.loads(server.respond(Request("PUT", "/v2/pets")).body)
    assert refused["detail"].startswith("/v2/pets has no PUT")
    assert [each.request.target for each in pets.journal.exchanges()] == ["/v2/pet?a=b", "/v2/pets"]
