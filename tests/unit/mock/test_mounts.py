import pytest

from mockserver.http import Headers, Request, Response
from mockserver.mock import Mounts


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
    ],
)
def test_the_longest_prefix_answers_as_if_it_were_not_there(path, answer):
    assert MOUNTS.respond(Request("GET", path)).body.decode() == answer


def test_a_location_is_told_beneath_the_prefix():
    assert MOUNTS.respond(Request("POST", "/a/x")).headers.get("Location") == "/a/made/x"
    assert MOUNTS.respond(Request("POST", "/x")).headers.get("Location") == "/made/x"
