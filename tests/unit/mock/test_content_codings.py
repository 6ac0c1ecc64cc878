"""Bodies that a client compresses (RFC 9110 §8.4)."""

import gzip
import json

import pytest

DOCUMENT = """
openapi: 3.1.0
info: {title: Notes, version: '1'}
paths:
  /notes:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [text], properties: {text: {type: string}}}
      responses:
        '200':
          description: It
          content:
            application/json: {schema: {type: object, properties: {text: {type: string}}}}
"""


@pytest.fixture
def ask(client):
    return client(DOCUMENT)


def sent(value):
    return gzip.compress(json.dumps(value).encode())


def test_a_compressed_body_is_read(ask):
    answer = ask("POST", "/notes", sent({"text": "a"}), Content_Encoding="gzip")
    assert (answer.status, answer.json) == (200, {"text": "a"})
    refused = ask("POST", "/notes", sent({}), Content_Encoding="gzip")
    assert "'text' is required" in refused.json["detail"]


def test_a_coding_that_is_not_known_is_refused_with_those_that_are(ask):
    refused = ask("POST", "/notes", b"xx", Content_Encoding="br")
    assert refused.status == 415
    assert refused.headers.get("Accept-Encoding") == "gzip, deflate, identity"
    assert "Content-Encoding br is not supported here" in refused.json["detail"]


def test_what_is_not_what_its_coding_says_cannot_be_read(ask):
    refused = ask("POST", "/notes", b'{"text": "a"}', Content_Encoding="gzip")
    assert refused.status == 400
    assert "beneath its Content-Encoding: it is no gzip" in refused.json["detail"]
