"""Values of schemas whose alternatives are too many to be looked at all."""

from random import Random

import pytest

from mockserver.generation import Exhausted


def needs(name):
    return {"properties": {name: {"type": "string"}}, "required": [name]}


def pairs(count):
    found = [{"anyOf": [needs(f"a{number}"), needs(f"b{number}")]} for number in range(count)]
    return {"type": "object", "allOf": found}


def test_a_value_is_made_of_the_first_alternatives(generator):
    value = generator(pairs(20)).value(Random(1))
    assert {f"a{each}" for each in range(20)} <= value.keys()


def test_where_the_first_alternatives_clash_nothing_is_claimed_of_the_rest(generator):
    schema = {**pairs(20), "not": {"required": ["a0"]}}
    with pytest.raises(Exhausted, match="more than 16,384 ways"):
        generator(schema).value(Random(1))


CALLS = {
    "dependentRequired": {f"a{each}": [f"a{each + 1}"] for each in range(30)},
    "dependentSchemas": {f"a{each}": {"required": [f"b{each}"]} for each in range(30)},
    "allOf": [
        {"if": {"required": [f"a{each}"]}, "then": {"required": [f"c{each}"]}, "else": False}
        for each in range(30)
    ],
}


@pytest.mark.parametrize("keyword", CALLS)
def test_what_may_be_called_for_is_there(generator, keyword):
    value = generator({"type": "object", keyword: CALLS[keyword]}).value(Random(1))
    assert len(value) >= 30
