"""Choices that lead back to themselves."""

from random import Random

import pytest
from builder import schema, spec

from mockserver.generation import Generator, Unsatisfiable
from mockserver.schema import Direction, Validators


def made(yaml):
    document = spec(f"openapi: 3.1.0\ncomponents:\n  schemas:\n    {yaml}\n")
    validator = Validators().of(schema(document, "A"), Direction.RESPONSE)
    return Generator(validator).value(Random(1))


CIRCLE = """A: {oneOf: [{$ref: '#/components/schemas/B'}]}
    B: {oneOf: [{$ref: '#/components/schemas/A'}, {type: string, maxLength: 3}]}"""


def test_a_circle_of_choices_ends():
    with pytest.raises(Unsatisfiable, match="show one in the document"):
        made(CIRCLE)


def test_a_way_out_of_a_choice_that_holds_itself_is_found():
    assert isinstance(made("A: {anyOf: [{$ref: '#/components/schemas/A'}, {type: string}]}"), str)
