import pytest
from builder import schema, spec

from mockserver.schema import Direction
from mockserver.schema.screen import Screen

DOCUMENT = spec("""\
    openapi: 3.1.0
    components:
      schemas:
        Pet:
          type: object
          required: [id, name]
          properties:
            id: {type: integer, readOnly: true}
            name: {type: string}
            friend: {$ref: '#/components/schemas/Pet'}
        Odd: {type: [string, 7]}
    """)
PET, ODD = schema(DOCUMENT, "Pet"), schema(DOCUMENT, "Odd")


@pytest.mark.parametrize(
    ("direction", "value", "passes"),
    [
        (Direction.RESPONSE, {"id": 1, "name": "Rex"}, True),
        (Direction.RESPONSE, {"name": "Rex"}, False),
        (Direction.REQUEST, {"name": "Rex"}, True),
        (Direction.REQUEST, {"name": "Rex", "friend": {"name": 1}}, False),
    ],
)
def test_a_value_passes_as_it_is_seen_from_one_direction(direction, value, passes):
    assert Screen(direction, [PET]).passes(PET, value) is passes


def test_a_schema_that_cannot_be_used_passes_nothing_and_costs_no_other():
    screen = Screen(Direction.RESPONSE, [ODD, PET])
    assert screen.passes(ODD, "text") is False
    assert screen.passes(PET, {"id": 1, "name": "Rex"}) is True
