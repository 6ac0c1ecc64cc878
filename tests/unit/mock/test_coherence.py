"""One key is one object, whoever asks for it, wherever the document lies."""

import json
from textwrap import dedent
from xml.etree import ElementTree as ET

import pytest

from mockserver.http import Headers, Request
from mockserver.mock import Mock

DOCUMENT = """
    openapi: 3.1.0
    info: {title: Boats, version: '1'}
    paths:
      /boats/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
        get:
          responses:
            '200':
              description: One
              content:
                application/json: {schema: {$ref: '#/components/schemas/Boat'}}
                application/xml: {schema: {$ref: '#/components/schemas/Boat'}}
        put:
          responses:
            '200':
              description: The same one
              content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}
    components:
      schemas:
        Boat:
          type: object
          required: [id, name, city]
          properties: {id: {type: integer}, name: {type: string}, city: {type: string}}
"""


@pytest.fixture
def load(tmp_path):
    def load(folder):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "api.yaml"
        path.write_text(dedent(DOCUMENT))
        return Mock.load(path)

    return load


def test_one_key_is_one_object_in_every_operation_and_media_type(load):
    mock = load("here")
    got = json.loads(mock.respond(Request("GET", "/boats/17")).body)
    put = json.loads(mock.respond(Request("PUT", "/boats/17")).body)
    xml = mock.respond(
        Request("GET", "/boats/17", headers=Headers([("Accept", "text/xml, application/xml")]))
    )
    assert got == put
    assert got["id"] == 17
    assert ET.fromstring(xml.body).findtext("city") == got["city"]


def test_another_key_is_another_object(load):
    mock = load("here")
    one, other = (json.loads(mock.respond(Request("GET", f"/boats/{key}")).body) for key in (1, 2))
    assert (one["id"], other["id"]) == (1, 2)
    assert one["name"] != other["name"] or one["city"] != other["city"]


def test_the_place_of_the_document_makes_no_difference(load):
    bodies = [
        load(folder).respond(Request("GET", "/boats/17")).body for folder in ("here", "there")
    ]
    assert bodies[0] == bodies[1]
