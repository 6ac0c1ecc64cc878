import pytest
from builder import spec

from mockserver.http import Headers, Request
from mockserver.request import Reader
from mockserver.routing import Router
from mockserver.schema import Validators


@pytest.fixture
def reading():
    """Reads a request to the only operation of a document."""

    def read(text, path="/pets", query="", body=b"", **headers):
        [only] = spec(text).operations
        match = Router([only]).find(path).match(only.method)
        lines = [(name.replace("_", "-"), value) for name, value in headers.items()]
        content = body if isinstance(body, bytes) else body.encode()
        request = Request(only.method, path, query, Headers(lines), content)
        return Reader(only, Validators()).read(match, request)

    return read
