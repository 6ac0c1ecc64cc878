"""A schema that refers to itself alone says nothing, and holds nobody up."""

from textwrap import dedent

import pytest
from builder import spec

from mockserver.http import Request
from mockserver.mock import Mock

DOCUMENT = """
    openapi: 3.0.3
    info: {title: Loops, version: '1'}
    paths:
      /self:
        get:
          responses:
            '200':
              description: One
              content: {application/json: {schema: {$ref: '#/components/schemas/Self'}}}
      /pair:
        get:
          responses:
            '200':
              description: One
              content: {application/json: {schema: {$ref: '#/components/schemas/Here'}}}
    components:
      schemas:
        Self: {$ref: '#/components/schemas/Self'}
        Here: {$ref: '#/components/schemas/There'}
        There: {$ref: '#/components/schemas/Here'}
"""


@pytest.mark.parametrize("path", ["/self", "/pair"])
def test_a_loop_of_references_is_answered(path):
    answer = Mock(spec(dedent(DOCUMENT))).respond(Request("GET", path))
    assert (answer.status, answer.body) == (200, b'"string"')
