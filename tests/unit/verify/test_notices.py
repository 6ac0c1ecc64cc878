import json
import zlib

import pytest
from builder import spec

from mockserver.http import Headers, Request, Response
from mockserver.schema import Validators
from mockserver.verify.inputs.atlas import Atlas
from mockserver.verify.judging.tally import Tally
from mockserver.verify.judging.undeclared import undeclared_fields
from mockserver.verify.judging.unseen import unseen
from mockserver.verify.target.decoding import unpacking

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Books", "version": "1"},
    "paths": {
        "/books/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {}}],
            "put": {
                "requestBody": {"content": {"application/json": {"schema": {}}}},
                "responses": {
                    "204": {"description": "", "headers": {"X-Shelf": {"schema": {}}}},
                    "400": {"description": ""},
                    "404": {"description": ""},
                    "410": {"description": ""},
                    "422": {"description": ""},
                    "429": {"description": ""},
                    "500": {"description": ""},
                    "default": {"description": ""},
                },
            },
        }
    },
}


@pytest.fixture
def put():
    return spec(json.dumps(DOCUMENT), "books.json").operation("PUT /books/{id}")


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        ({204: 1}, ["400", "404", "410", "422"]),
        ({204: 1, 422: 1, 404: 1}, []),
        ({204: 1, 400: 1}, ["404", "410"]),
    ],
)
def test_a_status_that_requests_call_for_and_no_answer_had_is_told(put, seen, told):
    tally = Tally(cases=9)
    tally.statuses.update(seen)
    found = list(unseen(put, tally, Atlas((), Validators())))
    assert [each.schema_pointer.rpartition("/")[2] for each in found] == told
    assert all(each.message.endswith("none of 9 requests was answered with it") for each in found)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("X-Shelf", []),
        ("x-shelf", []),
        ("X-Room", ["x-room"]),
        ("ETag", []),
        ("Set-Cookie", []),
        ("Access-Control-Allow-Origin", []),
        ("X-Amzn-Trace-Id", []),
    ],
)
def test_a_field_of_the_services_own_is_to_be_declared(put, name, told):
    assert list(undeclared_fields(put, Response(204, Headers([(name, "1")])))) == told


GZIP = zlib.compressobj(wbits=31)
PACKED = GZIP.compress(b'{"a": 1}') + GZIP.flush()


@pytest.mark.parametrize(
    ("coding", "body", "plain"),
    [
        ("gzip", PACKED, b'{"a": 1}'),
        ("deflate", zlib.compress(b"[]"), b"[]"),
        ("gzip", b"not packed", b"not packed"),
        ("br", b"?", b"?"),
    ],
)
def test_what_comes_packed_is_read_as_what_it_is(coding, body, plain):
    answer = Response(200, Headers([("Content-Encoding", coding)]), body)
    assert unpacking(lambda _: answer)(Request("GET", "/")).body == plain
