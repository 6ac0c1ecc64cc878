import re

import pytest
from builder import spec

from mockserver.collection import Action, bind
from mockserver.schema import Validators
from mockserver.verify.inputs.atlas import Atlas
from mockserver.verify.inputs.keys import fresh_key
from mockserver.verify.sides.dialogue import Skipped

DOCUMENT = """
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /crates:
    get:
      responses:
        '200':
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Crate'}}
  /crates/{id}:
    parameters: [{name: id, in: path, required: true, schema: SCHEMA}]
    get:
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Crate'}}}}
    put:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Crate'}}}
      responses:
        '201': {content: {application/json: {schema: {$ref: '#/components/schemas/Crate'}}}}
components:
  schemas: {Crate: {type: object, properties: {id: {}, weight: {type: integer}}}}
"""


def maker(schema):
    validators = Validators(lenient=True)
    [collection] = bind(spec(DOCUMENT.replace("SCHEMA", schema)), []).every
    return Atlas((collection,), validators).maker(collection), validators


@pytest.mark.parametrize(
    ("schema", "form"),
    [
        ("{type: string}", ".*tok"),
        ("{type: string, format: uuid}", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        ("{type: integer, minimum: 1}", "[1-9][0-9]*"),
        ("{type: string, pattern: '^[a-z]{3}-[0-9]{4}$'}", "[a-z]{3}-[0-9]{4}"),
    ],
)
def test_a_key_that_no_record_has_fits_its_schema(schema, form):
    door, validators = maker(schema)
    assert door.part.action is Action.REPLACE
    keys = {str(fresh_key(door, validators, f"{each}tok")) for each in range(5)}
    assert len(keys) > 1
    assert all(re.fullmatch(form, key) for key in keys), keys


def test_where_no_key_is_left_nothing_can_be_told():
    door, validators = maker("{type: string, maxLength: 0}")
    with pytest.raises(Skipped, match="id"):
        fresh_key(door, validators, "tok")
