"""Swagger 2.0 documents that name the body's media type by a parameter."""

import pytest
from builder import spec

from mockserver.http import Headers, Request
from mockserver.mock import Mock

DOCUMENT = """
swagger: '2.0'
info: {title: Build, version: '1'}
paths:
  /build:
    post:
      consumes: [application/octet-stream]
      parameters:
      - {name: Content-type, in: header, type: string, enum: [application/x-tar]}
      - {name: archive, in: body, schema: {type: string, format: binary}}
      responses: {'200': {description: Built}, '400': {description: Wrong}}
"""


@pytest.mark.parametrize(
    ("media_type", "body", "status"),
    [
        ("application/x-tar", b"", 200),
        ("application/x-tar", b"x", 200),
        ("application/octet-stream", b"x", 200),
        ("application/octet-stream", b"", 200),
        (None, b"", 200),
        ("AAA", b"", 400),
        ("text/plain", b"", 400),
        ("text/plain", b"x", 400),
    ],
)
def test_it_is_one_of_those_that_are_named_anywhere_with_a_body_or_without(
    media_type, body, status
):
    lines = [] if media_type is None else [("Content-Type", media_type)]
    request = Request("POST", "/build", headers=Headers(lines), body=body)
    answer = Mock(spec(DOCUMENT)).respond(request)
    assert answer.status == status, answer.body
