"""Bodies that are sent as a form: all values are texts."""

from random import Random

import pytest
from builder import spec

from mockserver.collection import Action
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
