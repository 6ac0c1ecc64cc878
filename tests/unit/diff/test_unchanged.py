"""What is left as it was need not be compared: told from the text, and never wrongly."""

import json
from datetime import date

import pytest
import yaml

from mockserver.diff.compare import compare
from mockserver.diff.pairing import pair
from mockserver.diff.unchanged import Unchanged
from mockserver.source import parse
from mockserver.spec.load import load_spec, read_spec
from tests.unit.diff.test_cases import BASES, edited, listed, spec

TODAY = date(2026, 1, 1)
SHOP = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example}]
paths:
  /pets:
    parameters: [{$ref: '#/components/parameters/Page'}]
    get:
      security: [{key: []}]
      responses: {'200': {$ref: '#/components/responses/Pets'}}
  /shelves:
    get: {responses: {'200': {description: Shelves.}}}
components:
  parameters: {Page: {name: page, in: query, schema: {type: integer}}}
  responses:
    Pets:
      description: Pets.
      content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Pet:
      type: object
      properties:
        kind: {type: string}
        owner: {$ref: '#/components/schemas/Owner/properties/self'}
      discriminator: {propertyName: kind, mapping: {d: Dog}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]}
    Lion: {allOf: [{$ref: '#/components/schemas/Cat'}, {properties: {mane: {type: string}}}]}
    Dog: {type: object}
    Owner: {properties: {self: {type: string}}}
"""


def covered(old, new, file="api.yaml"):
    """The operations of which it is told that nothing can have changed."""
    base, revision = (read_spec(parse(each, file)) for each in (old, new))
    unchanged = Unchanged(base, revision)
    return {each.base.label for each in pair(base, revision).couples if unchanged.covers(each)}


def test_what_is_the_same_is_told_at_once():
    assert covered(SHOP, SHOP) == {"GET /pets", "GET /shelves"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("description: Pets.", "description: All.", id="a response"),
        pytest.param("name: page,", "name: page, required: true,", id="a parameter of the path"),
        pytest.param("self: {type: string}", "self: {type: integer}", id="behind a deep pointer"),
        pytest.param("lives: {type: integer}", "lives: {type: number}", id="an heir"),
        pytest.param("mane: {type: string}", "mane: {type: number}", id="an heir of an heir"),
        pytest.param("Dog: {type: object}", "Dog: {type: string}", id="what a tag maps to"),
        pytest.param(
            "    Dog:",
            "    Puma: {allOf: [{$ref: '#/components/schemas/Cat'}]}\n    Dog:",
            id="new",
        ),
        pytest.param("#/components/schemas/Pet'", "#/components/schemas/Dog'", id="a reference"),
    ],
)
def test_what_a_change_reaches_is_compared_and_nothing_else(old, new):
    assert covered(SHOP, edited(SHOP, old, new)) == {"GET /shelves"}


@pytest.mark.parametrize(
    ("new", "is_same"),
    [
        ("{type: object, title: Dogs, description: All}", True),
        ("{type: object, properties: {x: {description: X}}}", False),
        ("{type: object, default: {title: x}}", False),
        ("{type: object, properties: {title: {type: string}}}", False),
    ],
)
def test_what_is_said_to_people_changes_no_schema(new, is_same):
    seen = covered(SHOP, edited(SHOP, "Dog: {type: object}", f"Dog: {new}"))
    assert ("GET /pets" in seen) == is_same


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: X-Key", "name: X-Token"),
        ("https://shop.example", "https://shop.example/v2"),
        ("openapi: 3.1.0", "openapi: 3.0.3"),
        ("openapi: 3.1.0", "openapi: 3.1.0\njsonSchemaDialect: https://example.com/own"),
    ],
)
def test_what_concerns_all_operations_leaves_none(old, new):
    assert covered(SHOP, edited(SHOP, old, new)) == set()


@pytest.mark.parametrize("number", ["1", "1.0", "true", "'1'"])
def test_values_that_python_takes_for_equal_are_not(number):
    base = edited(SHOP, "Dog: {type: object}", "Dog: {const: 1}")
    seen = covered(base, edited(SHOP, "Dog: {type: object}", f"Dog: {{const: {number}}}"))
    assert ("GET /pets" in seen) == (number == "1")


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "other.yaml#/Pet"},
        {"$ref": "#pet"},
        {"$ref": "#/components/schemas/Nowhere"},
        {"$ref": "#/paths/~1shelves/get/responses/200"},
        {"$id": "https://example.com/pet", "type": "object"},
        {"$dynamicRef": "#pet"},
    ],
)
def test_what_the_text_cannot_tell_is_compared(schema):
    document = yaml.safe_load(SHOP)
    document["components"]["schemas"]["Owner"]["properties"]["self"] = schema
    text = json.dumps(document)
    assert covered(text, text, "api.json") == {"GET /shelves"}


def test_references_of_other_files_are_read_there(tmp_path):
    for name, kind in (("old", "string"), ("new", "integer")):
        folder = tmp_path / name
        folder.mkdir()
        paths = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {$ref: 'a.yaml'}}\n"
        item = """get:
  responses:
    '200':
      description: A.
      content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}
"""
        named = "components: {schemas: {A: {type: %s}}}\n"
        (folder / "api.yaml").write_text(paths + named % "string", encoding="utf-8")
        (folder / "a.yaml").write_text(item + named % kind, encoding="utf-8")
    sides = [load_spec(str(tmp_path / name / "api.yaml")) for name in ("old", "new")]
    assert [each.rule for each in compare(*sides, TODAY)] == ["response-type-widened"]


def test_another_file_that_changed_is_seen(tmp_path):
    sides = []
    for name, kind in (("old", "string"), ("new", "integer")):
        folder = tmp_path / name
        folder.mkdir()
        text = edited(
            SHOP, "{type: object}", "{$ref: 'dog.yaml'}", "mapping: {d: Dog}", "mapping: {}"
        )
        pets = "{schema: {$ref: '#/components/schemas/Pet'}}"
        text = edited(text, pets, "{schema: {$ref: '#/components/schemas/Dog'}}")
        (folder / "api.yaml").write_text(text, encoding="utf-8")
        (folder / "dog.yaml").write_text(f"type: {kind}\n", encoding="utf-8")
        sides.append(load_spec(str(folder / "api.yaml")))
    assert [each.rule for each in compare(*sides, TODAY)] == ["response-type-widened"]


EDITS = [each.values for name in ("breaking", "compatible", "risky") for each in listed(name)]


@pytest.mark.parametrize("folder", list(BASES))
def test_the_same_is_found_as_where_all_is_compared(folder, monkeypatch):
    base = BASES[folder]
    old = spec(base, "base.yaml")
    pairs = [
        (old, spec(edited(base, *_texts(args)), "new.yaml")) for text, args in EDITS if text is base
    ]
    found = [compare(*each, TODAY) for each in pairs]
    monkeypatch.setattr(Unchanged, "covers", lambda *_: False)
    monkeypatch.setattr(Unchanged, "holds", lambda *_: False)
    assert found == [compare(*each, TODAY) for each in pairs]


def _texts(args):
    old, new, _, *more = args
    return old, new, *more
