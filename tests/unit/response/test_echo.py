import pytest
from builder import schema, spec

from mockserver.response.echo import echoed, is_agreeing

PET = schema(
    spec("""
    openapi: 3.1.0
    components:
      schemas:
        Pet: {properties: {id: {}, name: {}, size: {}}}
    """),
    "Pet",
)


def test_values_whose_name_a_property_has_belong_into_the_answer():
    assert echoed(PET, {"name": "Rex", "limit": 3}, "") == {"name": "Rex"}


def test_the_value_that_ends_the_path_is_the_key():
    assert echoed(PET, {"petId": 7, "name": "Rex"}, "petId") == {"id": 7, "name": "Rex"}
    assert echoed(PET, {"name": "Rex"}, "petId") == {"name": "Rex"}


@pytest.mark.parametrize(
    ("example", "values", "agreement"),
    [
        ({"name": "Rex", "size": 3}, {"name": "Rex", "size": "3"}, 2),
        ({"name": "Rex", "size": 3}, {"name": "Rex", "size": 4}, 0),
        ({"name": "Rex"}, {"size": 3}, 0),
        ({"name": "Rex"}, {"name": "Tom"}, -1),
        ({"id": 7}, {"pet_id": "7"}, 1),
        ({"id": 8}, {"pet_id": "7"}, -1),
        ([1], {"name": "Rex"}, 0),
        (None, {}, 0),
    ],
)
def test_an_example_agrees_with_a_request_as_far_as_it_repeats_it(example, values, agreement):
    assert is_agreeing(example, values, "pet_id") == agreement
