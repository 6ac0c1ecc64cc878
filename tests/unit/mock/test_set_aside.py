"""What was deleted is listed where a list is asked for it: ``include_deleted=true``."""

import pytest

from mockserver.collection import infer
from mockserver.mock.control import Control
from tests.builder import spec

BOATS = """
openapi: 3.1.0
info: {title: Boats, version: '1'}
paths:
  /boats:
    get:
      parameters: [{name: include_deleted, in: query, schema: {type: boolean, default: false}}]
      responses:
        '200': {content: {application/json: {schema: {type: array, items: {$ref: '#/Boat'}}}}}
  /boats/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/Boat'}}}}
        '404': {description: None}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/Boat'}}}}
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/Boat'}}}}
        '201': {content: {application/json: {schema: {$ref: '#/Boat'}}}}
    delete: {responses: {'204': {description: Gone}, '404': {description: None}}}
Boat:
  type: object
  properties:
    id: {type: string}
    name: {type: string}
    deleted_at: {type: [string, 'null'], format: date-time, readOnly: true}
    is_deleted: {type: boolean, readOnly: true}
"""
FLEET = "records: [{id: a, name: Dhow, deleted_at: null}, {id: b, name: Jahazi, deleted_at: null}]"


@pytest.fixture
def ask(client):
    ask = client(BOATS, boats=FLEET)
    assert ask("DELETE", "/boats/a").status == 204
    return ask


def keys(ask, query=""):
    return [each["id"] for each in ask("GET", f"/boats{query}").json]


def test_what_was_deleted_is_listed_on_demand_alone(ask):
    assert keys(ask) == ["b"]
    assert keys(ask, "?include_deleted=false") == ["b"]
    assert keys(ask, "?include_deleted=true") == ["b", "a"]
    assert ask("GET", "/boats/a").status == 404


def test_it_says_that_it_was_deleted_and_when(ask):
    gone = ask("GET", "/boats?include_deleted=true").json[-1]
    assert (gone["name"], gone["is_deleted"]) == ("Dhow", True)
    assert gone["deleted_at"].startswith("2024-12-14T")


def test_what_comes_again_is_listed_once(ask):
    assert ask("PUT", "/boats/a", {"name": "Dhow II"}).status == 201
    assert keys(ask, "?include_deleted=true") == ["a", "b"]


def test_a_snapshot_and_a_reset_take_it_along(ask):
    control = Control(ask.mock)
    world = control.world("")
    kept = control.take(world, "one is gone")
    control.begin_again("")
    assert keys(ask) == keys(ask, "?include_deleted=true") == ["a", "b"]
    control.restore(world, kept)
    assert (keys(ask), keys(ask, "?include_deleted=true")) == (["b"], ["b", "a"])


@pytest.mark.parametrize(
    ("name", "kind", "found"),
    [
        ("include_deleted", "boolean", ("include_deleted", "deleted")),
        ("withTrashed", "boolean", ("withTrashed", "trashed")),
        ("archived_included", "boolean", ("archived_included", "archived")),
        ("include_deleted", "string", None),
        ("include", "boolean", None),
        ("name", "boolean", None),
    ],
)
def test_flags_that_ask_for_more_are_told_by_their_names(name, kind, found):
    text = BOATS.replace(
        "{name: include_deleted, in: query, schema: {type: boolean, default: false}}",
        f"{{name: {name}, in: query, schema: {{type: {kind}}}}}",
    )
    listing = infer(spec(text))[0].listing
    told = [(each.parameter, each.state) for each in listing.inclusions]
    assert told == ([found] if found else [])
