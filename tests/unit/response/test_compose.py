from dataclasses import replace

import pytest
from builder import operation, spec

from mockserver import media
from mockserver.errors import Rejection
from mockserver.response import compose

DOCUMENT = """
openapi: 3.1.0
paths:
  /pets:
    get:
      responses:
        '200':
          content:
            application/json: {schema: {$ref: '#/components/schemas/Pet'}}
            application/hal+json; v=1: {}
            application/xml: {schema: {$ref: '#/components/schemas/Pet'}}
            text/plain: {schema: {type: string}}
            text/*: {}
            image/png: {}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}, age: {type: integer}}}
"""
CONTENTS = {
    str(each.media_type): each
    for each in operation(spec(DOCUMENT), "GET /pets").responses[0].content
}
JSON = CONTENTS["application/json"]


def text_in(charset):
    return replace(CONTENTS["text/plain"], media_type=media.parse(f"text/plain; charset={charset}"))


def body(media_type, value):
    return compose(200, CONTENTS[media_type], value).body


def test_a_value_is_sent_as_its_media_type_says():
    response = compose(200, JSON, {"name": "Rex"}, (("Location", "/x"),))
    assert response.status == 200
    assert list(response.headers) == [("Content-Type", "application/json"), ("Location", "/x")]
    assert response.body == b'{"name":"Rex"}'


def test_json_is_utf_8_and_numbers_stay_as_they_are():
    assert body("application/json", {"n": 1.0, "i": 10**20, "s": "é😀"}) == (
        '{"n":1.0,"i":100000000000000000000,"s":"é😀"}'.encode()
    )
    assert body("application/json", None) == b"null"
    assert body("application/json", "text") == b'"text"'


def test_a_media_type_keeps_its_parameters():
    response = compose(200, CONTENTS["application/hal+json; v=1"], {})
    assert response.headers.get("Content-Type") == "application/hal+json; v=1"


def test_text_and_bytes_are_themselves():
    assert body("text/plain", "é") == "é".encode()
    assert body("image/png", b"\x89PNG") == b"\x89PNG"
    assert body("text/plain", None) == b""


@pytest.mark.parametrize(
    ("charset", "sent"),
    [
        ("iso-8859-1", b"\xe9"),
        ("utf-16le", b"\xe9\0"),
        ("nonsense", "é".encode()),
        ("hex", "é".encode()),
    ],
)
def test_text_is_sent_in_the_charset_that_it_is_said_to_be_in(charset, sent):
    assert compose(200, text_in(charset), "é").body == sent


def test_what_a_charset_has_no_sign_for_is_refused():
    with pytest.raises(Rejection) as caught:
        compose(200, text_in("iso-8859-1"), "東")
    assert caught.value.problem.detail.endswith(": iso-8859-1 has no sign for '東'")


def test_objects_are_xml_where_xml_is_declared():
    assert b"<xml><name>Rex</name><age>3</age></xml>" in body(
        "application/xml", {"name": "Rex", "age": 3}
    )


def test_markup_that_is_shown_as_text_is_sent_as_it_is():
    assert body("application/xml", "  <Pet/>") == b"  <Pet/>"


@pytest.mark.parametrize("status", [204, 205, 304])
def test_some_statuses_have_no_body(status):
    response = compose(status, JSON, {"name": "Rex"}, (("Location", "/x"),))
    assert (response.status, response.body) == (status, b"")
    assert response.headers.get("Location") == "/x"


def test_where_nothing_is_declared_nothing_is_sent():
    response = compose(200, None, {"name": "Rex"})
    assert (response.body, list(response.headers)) == (b"", [])


@pytest.mark.parametrize(
    ("media_type", "value"),
    [
        ("application/json", {"n": float("nan")}),
        ("application/json", {"s": "\ud800"}),
        ("application/json", {"b": b"bytes"}),
        ("application/xml", {"name": "\x01"}),
    ],
)
def test_what_a_media_type_cannot_carry_is_refused(media_type, value):
    with pytest.raises(Rejection) as caught:
        compose(200, CONTENTS[media_type], value)
    problem = caught.value.problem
    assert (problem.status, problem.type) == (406, "urn:mockserver:not-acceptable")
    assert problem.detail.startswith(f"What is answered here cannot be sent as {media_type}: ")


LINES = """
openapi: 3.2.0
paths:
  /pets:
    get:
      responses:
        '200':
          content:
            application/jsonl: {itemSchema: {}}
            application/json-seq: {itemSchema: {}}
            application/*: {schema: {}}
"""


@pytest.mark.parametrize(
    ("place", "kind", "sent"),
    [
        (0, "application/jsonl", b'{"a":1}\n2\n'),
        (1, "application/json-seq", b'\x1e{"a":1}\n\x1e2\n'),
        (2, "application/json", b'[{"a":1},2]'),
    ],
)
def test_a_list_is_sent_as_its_media_type_frames_it(place, kind, sent):
    content = operation(spec(LINES), "GET /pets").responses[0].content[place]
    response = compose(200, content, [{"a": 1}, 2])
    assert response.headers.get("Content-Type") == kind
    assert response.body == sent


def test_a_value_that_is_no_text_is_json_where_text_is_declared():
    assert body("text/plain", {"a": 1}) == b'{"a":1}'
