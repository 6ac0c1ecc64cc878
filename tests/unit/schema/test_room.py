import threading

import pytest

from mockserver.schema.canonical import canonicalize
from mockserver.schema.room import DEEPEST, SHALLOW, levels, with_room


def test_a_bundle_is_as_deep_as_all_of_its_definitions_together():
    assert levels({}) == 1
    assert levels({"type": "string", "$defs": {}}) == 1
    nested = {"properties": {"a": {"anyOf": [{"type": "string"}, True]}}}
    assert levels(nested) == 5
    assert levels({"$ref": "#/$defs/A", "$defs": {"A": nested, "B": True, "C": {}}}) == 8


def test_what_is_shallow_is_done_here_and_what_is_deep_on_a_stack_of_its_own():
    here = threading.current_thread()
    assert with_room(SHALLOW, threading.current_thread) is here
    assert with_room(SHALLOW + 1, threading.current_thread) is not here


def test_what_it_raises_is_raised_here_and_the_stacks_of_others_stay_as_they_were():
    usual = threading.stack_size()
    with pytest.raises(ZeroDivisionError):
        with_room(SHALLOW + 1, lambda: 1 // 0)
    assert threading.stack_size() == usual


def test_what_leads_too_deep_is_not_begun():
    with pytest.raises(ValueError, match="150,001 levels deep"):
        with_room(DEEPEST + 1, lambda: pytest.fail("begun"))


@pytest.mark.parametrize("keyword", ["items", "additionalProperties", "contains"])
def test_a_row_of_thousands_of_definitions_is_reduced(keyword):
    row = {f"A{n}": {keyword: {"$ref": f"#/$defs/A{n + 1}"}} for n in range(4000)}
    found = canonicalize({"$ref": "#/$defs/A0", "$defs": {**row, "A4000": {"type": "string"}}})
    assert not found.is_empty


def test_a_row_of_schemas_that_are_composed_of_one_another_is_not_begun():
    row = {f"A{n}": {"allOf": [{"$ref": f"#/$defs/A{n + 1}"}, {}]} for n in range(1000)}
    with pytest.raises(ValueError, match="too long a row"):
        canonicalize({"$ref": "#/$defs/A0", "$defs": {**row, "A1000": {"type": "string"}}})
