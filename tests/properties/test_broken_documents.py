"""Documents with anything anywhere: what is wrong is told, and nothing else happens."""

import json
from copy import deepcopy
from datetime import date
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver import Mock, Request
from mockserver.diff import Policy, diff
from mockserver.errors import DocumentError
from mockserver.validate import check_document

PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "name": {"type": "string", "minLength": 1, "pattern": "^[a-z]+$"},
        "age": {"type": "integer", "minimum": 0, "maximum": 99},
        "kind": {"enum": ["cat", "dog"]},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
        "owner": {"oneOf": [{"$ref": "#/components/schemas/Owner"}, {"type": "null"}]},
    },
}
JSON = {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}
PAGE = {"application/json": {"schema": {"type": "array", "items": PET}, "example": []}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "/v1"}],
    "security": [{"key": []}],
    "paths": {
        "/pets": {
            "get": {
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}},
                    {"name": "kind", "in": "query", "style": "form", "schema": {"type": "array"}},
                ],
                "responses": {"200": {"description": "All.", "content": PAGE}},
            },
            "post": {
                "requestBody": {"required": True, "content": JSON},
                "responses": {
                    "201": {
                        "description": "Made.",
                        "headers": {"Location": {"schema": {"type": "string"}}},
                        "content": JSON,
                    },
                    "4XX": {"description": "No.", "content": {"application/json": {}}},
                },
            },
        },
        "/pets/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "get": {"responses": {"200": {"description": "One.", "content": JSON}}},
            "delete": {"responses": {"204": {"description": "Gone."}}},
        },
    },
    "components": {
        "schemas": {
            "Pet": PET,
            "Owner": {
                "type": "object",
                "discriminator": {"propertyName": "type"},
                "allOf": [{"properties": {"type": {"type": "string"}}}],
            },
        },
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
}
NAMES = (
    "$ref type format pattern minimum maximum multipleOf maxLength maxItems uniqueItems enum const "
    "default example examples items properties required additionalProperties allOf anyOf oneOf not "
    "discriminator nullable readOnly writeOnly content schema style explode in name headers links "
    "security servers parameters requestBody responses encoding xml deprecated $id $anchor"
).split()
ODD = st.one_of(
    st.none() | st.booleans(),
    st.sampled_from([0, -1, 1e308, 10**400, -(10**400), 1e-320, float("inf"), float("nan")]),
    st.sampled_from(["", "x", "\0", "#", "#/", "{", "{a}{b}", "http://[", "..", "%", "(", "[a-"]),
    st.sampled_from(["a{99999}", "*/*", ";", "2XX", "default", "string", "object", "\u202e"]),
    st.sampled_from([[], {}, [[]], [{}], [None], {"": {}}, {"a": None}, ["x"], ["string", "null"]]),
    st.sampled_from(NAMES).flatmap(
        lambda name: st.sampled_from(
            [{name: each} for each in (5, "x", [], {}, None, True, [{}], {"a": 1}, "#/paths")]
        )
    ),
)


def places(value, found):
    """The holder and the key of everything in a value."""
    for key in value if isinstance(value, dict) else range(len(value)):
        found.append((value, key))
        if isinstance(value[key], dict | list):
            places(value[key], found)
    return found


@st.composite
def documents(draw):
    """The document with odd values at up to three of its places."""
    document = deepcopy(DOCUMENT)
    for _ in range(draw(st.integers(1, 3))):
        holder, key = draw(st.sampled_from(places(document, [])))
        name = draw(st.none() | st.sampled_from(NAMES))
        if name is not None and isinstance(holder[key], dict):
            holder[key][name] = deepcopy(draw(ODD))
        else:
            holder[key] = deepcopy(draw(ODD))
    return document


kept = partial(
    settings,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def written(folder, document):
    path = folder / "api.json"
    path.write_text(json.dumps(document))
    return str(path)


@kept()
@given(documents())
def test_whatever_stands_in_a_document_it_is_checked(tmp_path, document):
    for finding in check_document(written(tmp_path, document)).findings:
        assert finding.origin.file.endswith("api.json")
        assert finding.message


@kept()
@given(documents())
def test_whatever_stands_in_a_document_it_is_served_or_refused(tmp_path, document):
    try:
        mock = Mock.load(written(tmp_path, document))
    except DocumentError:
        return
    for method, path, body in (
        ("GET", "/pets", b""),
        ("GET", "/pets?limit=x&kind=a", b""),
        ("POST", "/pets", b'{"name": "rex", "age": 3, "owner": {"type": "x"}}'),
        ("GET", "/pets/7", b""),
        ("DELETE", "/pets/7", b""),
    ):
        target, _, query = path.partition("?")
        assert 200 <= mock.respond(Request(method, target, query, body=body)).status < 600


@kept()
@given(documents())
def test_whatever_stands_in_a_document_it_is_compared_or_refused(tmp_path, document):
    sound = tmp_path / "sound.json"
    sound.write_text(json.dumps(DOCUMENT))
    try:
        diff(str(sound), written(tmp_path, document), Policy(), date(2026, 1, 1))
    except DocumentError as error:
        assert error.findings


def test_a_document_that_is_broken_is_told_by_the_operation_that_it_breaks(tmp_path):
    broken = deepcopy(DOCUMENT)
    broken["paths"]["/pets"]["get"]["responses"]["200"]["content"] = {
        "application/json": {"schema": {"type": "array", "items": {"required": [{}, 5]}}}
    }
    mock = Mock.load(written(tmp_path, broken))
    response = mock.respond(Request("GET", "/pets"))
    assert response.status == 500
    assert "The document is broken here: " in response.body.decode()


def test_a_mishap_over_a_sound_document_stays_what_it_is(tmp_path, monkeypatch):
    mock = Mock.load(written(tmp_path, DOCUMENT))
    monkeypatch.setattr(mock, "handler", lambda operation: operation.nothing)
    with pytest.raises(AttributeError):
        mock.respond(Request("GET", "/pets"))
