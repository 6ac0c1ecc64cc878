import pytest

from mockserver import pointer
from mockserver.verify.fuzz.promise import Breach, Promises

DOCUMENT = {
    "openapi": "3.1.0",
    "paths": {
        "/p/{id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "get": {
                "parameters": [
                    {"name": "id", "in": "query", "schema": {"$ref": "#/components/schemas/N"}}
                ],
                "responses": {
                    200: {"$ref": "#/components/responses/One"},
                    "4XX": {"description": "No", "headers": {"X": {}}},
                    "default": {"description": "Else"},
                },
            },
            "put": {"requestBody": {"$ref": "#/components/requestBodies/One"}},
        },
        "/alias": {"$ref": "#/paths/~1p~1{id}"},
        "/elsewhere": {"get": {"responses": {"$ref": "answers.yaml#/All"}}},
        "/circle": {"$ref": "#/paths/~1circle"},
        "/lost": {"$ref": "#/paths/~1nowhere"},
    },
    "components": {
        "parameters": {"Id": {"name": "id", "in": "path", "schema": {"type": "string"}}},
        "requestBodies": {
            "One": {"content": {"*/*": {"schema": {"$ref": "#/components/schemas/N"}}}}
        },
        "responses": {
            "One": {
                "content": {
                    "text/*": {"schema": {"type": "string"}},
                    "application/json; charset=utf-8": {
                        "schema": {"$ref": "#/components/schemas/N"}
                    },
                }
            }
        },
        "schemas": {"N": {"type": "object", "properties": {"a": {"minimum": 1}}}},
    },
}
OLD = {
    "swagger": "2.0",
    "paths": {
        "/p": {
            "post": {
                "parameters": [
                    {"name": "n", "in": "query", "minimum": 1},
                    {"name": "b", "in": "body", "schema": {"$ref": "#/definitions/N"}},
                ],
                "responses": {"200": {"schema": {"$ref": "#/definitions/N"}}},
            }
        }
    },
    "definitions": {"N": {"properties": {"a": {"enum": [1]}}}},
}
N = "/components/schemas/N"


def place(check, root=DOCUMENT, *, path="/p/{id}", method="get", status=200, **more):
    breach = Breach(check, path, method, status, **more)
    return pointer.text(Promises(root).broken(breach).pointer)


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/json", N),
        ("application/json; charset=latin-1", N),
        ("text/html", "/components/responses/One/content/text~1*/schema"),
        ("image/png", "/components/responses/One/content"),
        ("", "/components/responses/One/content"),
    ],
)
def test_a_body_is_promised_by_the_schema_of_its_media_type(content_type, expected):
    assert place("response_schema_conformance", content_type=content_type) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, "/components/responses/One"),
        (404, "/paths/~1p~1{id}/get/responses/4XX/headers"),
        (500, "/paths/~1p~1{id}/get/responses/default"),
    ],
)
def test_a_status_is_found_by_itself_its_class_or_the_default(status, expected):
    assert place("response_headers_conformance", status=status) == expected


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("status_code_conformance", "/paths/~1p~1{id}/get/responses"),
        ("content_type_conformance", "/components/responses/One/content"),
        ("unsupported_method", "/paths/~1p~1{id}"),
        ("not_a_server_error", "/paths/~1p~1{id}/get"),
        ("a_check_that_is_not_known", "/paths/~1p~1{id}/get"),
    ],
)
def test_each_check_has_its_place(check, expected):
    assert place(check) == expected


def test_a_parameter_is_told_from_another_of_its_name_by_where_it_is_sent():
    aim = {"check": "negative_data_rejection", "name": "id"}
    assert place(**aim, location="query") == "/paths/~1p~1{id}/get/parameters/0"
    assert place(**aim, location="path") == "/components/parameters/Id"
    assert place(**aim, location="header") == "/paths/~1p~1{id}/get"


def test_the_keyword_of_a_parameter_is_found_through_references():
    aim = {"check": "negative_data_rejection", "location": "query", "name": "id"}
    assert place(**aim, keyword="/properties/a/minimum") == f"{N}/properties/a/minimum"
    assert place(**aim, keyword="/properties/a/lost") == f"{N}/properties/a"


def test_the_keyword_of_a_body_is_found_through_references():
    aim = {"check": "negative_data_rejection", "method": "put", "location": "body"}
    assert place(**aim) == "/components/requestBodies/One"
    assert place(**aim, name="text/csv", keyword="/type") == f"{N}/type"


def test_a_2_0_document_has_its_schemas_elsewhere():
    old = {"root": OLD, "path": "/p", "method": "post"}
    assert place("response_schema_conformance", **old) == "/definitions/N"
    assert place(
        "negative_data_rejection", **old, location="body", keyword="/properties/a/enum"
    ) == ("/definitions/N/properties/a/enum")
    assert place(
        "negative_data_rejection", **old, location="query", name="n", keyword="/minimum"
    ) == ("/paths/~1p/post/parameters/0/minimum")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/alias", "/paths/~1p~1{id}/get/responses"),
        ("/elsewhere", "/paths/~1elsewhere/get/responses"),
        ("/circle", "/paths/~1circle"),
        ("/lost", "/paths/~1lost"),
        ("/unknown", "/paths"),
    ],
)
def test_references_are_followed_as_far_as_the_document_goes(path, expected):
    assert place("status_code_conformance", path=path) == expected


@pytest.mark.parametrize(
    ("path", "names", "expected"),
    [
        (["x-bundled", "s1", "properties", "a"], {"s1": f"#{N}"}, f"{N}/properties/a"),
        (["x-bundled", "s1", "type"], {"s1": f"file:///d.yaml#{N}"}, f"{N}/type"),
        (["x-bundled", "s2", "x-bundled", "s1", "type"], {"s1": f"#{N}"}, f"{N}/type"),
        (["properties", "a", "minimum"], {}, f"{N}/properties/a/minimum"),
        (["$ref", "properties", "a"], {}, f"{N}/properties/a"),
        (["x-bundled", "s1", "type"], {"s1": "file:///other.yaml#/N"}, N),
    ],
)
def test_the_keyword_of_a_gathered_schema_is_found_where_it_was_written(path, names, expected):
    promises = Promises(DOCUMENT, "file:///d.yaml")
    start = promises.follow(pointer.parse(N))
    assert pointer.text(promises.bundled(path, names, start).pointer) == expected
