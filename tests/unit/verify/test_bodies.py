"""Bodies that are sent as a form: all values are texts."""

from random import Random

import pytest
from builder import spec

from mockserver.collection import Action, bind, read_fixture
from mockserver.mock import Mock
from mockserver.schema import Validators
from mockserver.verify.inputs.atlas import Atlas
from mockserver.verify.inputs.candidates import MISSING

DOCUMENT = """
    swagger: '2.0'
    info: {title: Cards, version: '1'}
    consumes: [application/x-www-form-urlencoded]
    produces: [application/json]
    definitions:
      Card:
        type: object
        properties: {id: {type: integer}, name: {type: string}, age: {type: integer}}
    paths:
      /cards:
        post:
          parameters:
          - {name: name, in: formData, required: true, type: string, maxLength: 9}
          - {name: age, in: formData, type: integer, minimum: 0, maximum: 99, default: 1}
          - {name: open, in: formData, type: boolean}
          responses: {'201': {description: Made., schema: {$ref: '#/definitions/Card'}}}
        get:
          responses:
            '200':
              description: All.
              schema: {type: array, items: {$ref: '#/definitions/Card'}}
      /cards/{id}:
        get:
          parameters: [{name: id, in: path, required: true, type: integer}]
          responses: {'200': {description: One., schema: {$ref: '#/definitions/Card'}}}
"""


def bodies(document=DOCUMENT):
    (cards,) = Mock(spec(document), ()).kept
    return Atlas((cards,), Validators(lenient=True)).door(cards, Action.CREATE).bodies


def test_a_form_is_sent_as_one():
    sent = bodies().sent({"name": "A & B", "age": 7, "open": True, "more": None})
    assert sent == b"name=A+%26+B&age=7&open=true"


def test_what_a_form_cannot_say_is_not_tried():
    tried = [(each.name, each.value, ok) for each, _, ok in bodies().tried({"name": "A", "age": 3})]
    assert ("name", MISSING, False) in tried
    assert ("age", 100, False) in tried
    assert ("open", "no-such-value", False) in tried
    kinds = {"name": str, "age": (int, str), "open": (bool, str)}
    assert all(isinstance(value, kinds[name]) for name, value, _ in tried if value is not MISSING)
    texts = {value for name, value, _ in tried if name in ("age", "open") and value != MISSING}
    assert {each for each in texts if isinstance(each, str)} == {"no-such-value"}


def test_numbers_with_a_default_differ_from_record_to_record():
    made = {bodies().full(Random(seed), "x").get("age") for seed in range(9)}
    assert len(made - {None}) > 3


@pytest.mark.parametrize("kind", ["array, items: {type: string}", "file"])
def test_a_form_with_more_than_texts_is_left_to_generated_requests(kind):
    assert (
        bodies(
            DOCUMENT.replace(
                "name: open, in: formData, type: boolean", f"name: open, in: formData, type: {kind}"
            )
        )
        is None
    )


TEAS = """
    openapi: 3.1.0
    info: {title: Teas, version: '1'}
    paths:
      /teas:
        post:
          requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Tea'}}}}
          responses:
            '201':
              description: Made.
              content: {application/json: {schema: {$ref: '#/components/schemas/Tea'}}}
      /teas/{id}:
        get:
          parameters: [{name: id, in: path, required: true, schema: {type: string}}]
          responses:
            '200':
              description: One.
              content: {application/json: {schema: {$ref: '#/components/schemas/Tea'}}}
    components:
      schemas:
        Tea:
          type: object
          required: [id, name]
          properties:
            id: {type: string, readOnly: true}
            name: {type: string}
            made: {type: string, format: date-time, readOnly: true}
"""


def test_what_a_client_may_not_set_is_not_sent():
    assert {*bodies(TEAS).full(Random(1), "n")} == {"name"}


COINS = """
    openapi: 3.1.0
    info: {title: Coins, version: '1'}
    paths:
      /coins:
        get:
          responses:
            '200':
              description: All.
              content:
                application/json:
                  schema: {type: array, items: {$ref: '#/components/schemas/Coin'}}
        post:
          requestBody:
            content:
              application/json:
                schema: {$ref: '#/components/schemas/NewCoin'}
                examples: {good: {value: {mint: K}}, bad: {value: {mint: 3}}}
          responses:
            '201':
              description: Made.
              content: {application/json: {schema: {$ref: '#/components/schemas/Coin'}}}
      /coins/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
        get:
          responses:
            '200':
              description: It.
              content: {application/json: {schema: {$ref: '#/components/schemas/Coin'}}}
    components:
      schemas:
        NewCoin:
          type: object
          required: [mint]
          properties: {mint: &mint {FIELD}, state: {enum: [new]}}
        Coin:
          type: object
          properties: {id: {type: integer, readOnly: true}, mint: *mint, state: {enum: [new, old]}}
"""


def coins(folder, field):
    path = folder / "coins.yaml"
    path.write_text("collection: /coins\nunique: [mint]\nrecords: []\n")
    document = spec(COINS.replace("FIELD", field))
    (kept,) = bind(document, [read_fixture(path)]).collections
    return Atlas((kept,), Validators(lenient=True)).door(kept, Action.CREATE).bodies


def test_an_example_that_breaks_its_schema_is_not_sent(tmp_path):
    (shown,) = coins(tmp_path, "type: string").examples(Random(1), "n")
    assert shown["mint"].startswith("K")


def test_a_state_that_only_the_server_sets_is_tried(tmp_path):
    tried = coins(tmp_path, "type: string").tried({"mint": "K", "state": "new"})
    told = [(each.value, each.trial, ok) for each, _, ok in tried if each.name == "state"]
    assert ("old", "a state that only the server sets", False) in told


@pytest.mark.parametrize(
    ("field", "differ"),
    [
        ("type: string", True),
        ("type: integer", True),
        ("type: string, pattern: '^[a-z]{2}$'", True),
        ("type: integer, minimum: 1, maximum: 99", True),
        ("type: boolean", True),
        ("const: K", False),
    ],
)
def test_what_has_to_be_unique_is_another_each_time_as_far_as_it_can_be(tmp_path, field, differ):
    bodies, random = coins(tmp_path, field), Random(1)
    made = [bodies.full(random, "n") for _ in range(30)]
    assert all(map(bodies.is_valid, made))
    assert (len({each["mint"] for each in made}) > 1) is differ


def test_what_is_sent_again_is_as_right_or_wrong_as_before(tmp_path):
    bodies = coins(tmp_path, "type: boolean")
    assert bodies.refreshed({"mint": True}, Random(1), "n") == {"mint": True}
    wrong = coins(tmp_path, "type: string, maxLength: 3").refreshed(
        {"mint": "long"}, Random(1), "n"
    )
    assert len(wrong["mint"]) > 3
