"""A base whose discriminator chooses among what is composed of it (OAS 3.1 §4.8.25.4)."""

import pytest

ANIMALS = """
openapi: 3.0.3
info: {title: Zoo, version: '1'}
paths:
  /animals:
    get:
      responses:
        '200':
          description: All
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Animal'}}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}
      responses:
        '201':
          description: Made
          content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}
  /animals/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: One
          content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}
  /dogs:
    post:
      responses:
        '201':
          description: Made
          content: {application/json: {schema: {$ref: '#/components/schemas/Dog'}}}
components:
  schemas:
    Animal:
      type: object
      required: [id, kind]
      properties: {id: {type: integer, readOnly: true}, kind: {type: string}}
      discriminator: {propertyName: kind, mapping: {kitty: '#/components/schemas/Cat'}}
    Pet:
      allOf:
      - $ref: '#/components/schemas/Animal'
      - type: object
        required: [id, name]
        properties: {name: {type: string}, friend: {$ref: '#/components/schemas/Animal'}}
    Cat:
      allOf: [{$ref: '#/components/schemas/Pet'}]
      required: [lives]
      properties: {lives: {type: integer, maximum: 9}}
    Dog:
      allOf:
      - $ref: '#/components/schemas/Pet'
      - {type: object, properties: {bark: {type: boolean}}}
"""
SWAGGER = """
swagger: '2.0'
info: {title: Zoo, version: '1'}
paths:
  /animals:
    post:
      parameters: [{in: body, name: body, required: true, schema: {$ref: '#/definitions/Animal'}}]
      responses: {201: {description: Made, schema: {$ref: '#/definitions/Animal'}}}
definitions:
  Animal: {type: object, discriminator: kind, required: [kind], properties: {kind: {type: string}}}
  Cat:
    allOf:
    - $ref: '#/definitions/Animal'
    - {type: object, properties: {lives: {type: integer}}}
"""


@pytest.fixture
def ask(client):
    return client(ANIMALS)


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "kitty", "name": "Tom", "lives": 3},
        {
            "kind": "Dog",
            "name": "Rex",
            "bark": True,
            "friend": {"id": 7, "kind": "Pet", "name": "A"},
        },
        {"kind": "unheard of"},
    ],
)
def test_what_an_heir_adds_is_kept(ask, sent):
    made = ask("POST", "/animals", sent)
    assert made.status == 201
    assert made.json == {"id": made.json["id"], **sent}
    assert ask("GET", f"/animals/{made.json['id']}").json == made.json


@pytest.mark.parametrize(
    ("sent", "place", "told"),
    [
        ({"kind": "kitty", "name": "Tom"}, [], "'lives' is required"),
        ({"kind": "kitty", "lives": 3}, [], "'name' is required"),
        ({"kind": "kitty", "name": "Tom", "lives": 30}, ["lives"], "more than the maximum 9"),
        (
            {"kind": "Dog", "name": "Rex", "friend": {"kind": "Dog"}},
            ["friend"],
            "'name' is required",
        ),
    ],
)
def test_the_tag_says_what_a_request_has_to_fit(ask, sent, place, told):
    refused = ask("POST", "/animals", sent)
    assert refused.status == 422
    [violation] = refused.json["validation"]
    assert violation["location"] == ["body", *place]
    assert told in violation["message"]


def test_the_line_is_that_of_the_heir(ask):
    refused = ask("POST", "/animals", {"kind": "kitty", "name": "Tom", "lives": 30})
    [violation] = refused.json["validation"]
    line = ANIMALS.splitlines().index("      properties: {lives: {type: integer, maximum: 9}}") + 1
    assert f":{line}:" in violation["document"]


def test_made_records_are_heirs_and_say_which(ask):
    members = {"Pet": {"name"}, "kitty": {"name", "lives"}, "Dog": {"name", "bark"}}
    for key in range(12):
        made = ask("GET", f"/animals/{key}").json
        assert made.keys() - {"id", "kind", "friend"} == members[made["kind"]]


def test_an_heir_by_itself_says_what_it_is(ask):
    made = ask("POST", "/dogs").json
    assert made["kind"] == "Dog"
    assert made["friend"]["kind"] in {"Pet", "kitty", "Dog"}


def test_swagger_names_the_property_alone(client):
    ask = client(SWAGGER)
    assert ask("POST", "/animals", {"kind": "Cat", "lives": 3}).json == {"kind": "Cat", "lives": 3}
    assert ask("POST", "/animals", {"kind": "Cat", "lives": "x"}).status == 422
