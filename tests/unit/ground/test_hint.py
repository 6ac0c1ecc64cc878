"""What may have been meant by a name."""

import pytest

from mockserver.hint import closest, hint, hint_among, listed


@pytest.mark.parametrize(
    ("name", "meant"),
    [("limt", "limit"), ("LIMIT", "limit"), ("Offset", "offset"), ("colour", ""), ("", "")],
)
def test_the_known_name_that_is_most_alike_is_meant_whatever_its_case(name, meant):
    assert closest(name, ["limit", "offset"]) == meant


def test_the_first_of_names_that_differ_in_case_is_meant():
    assert closest("Limit", ["limit", "LIMIT"]) == "limit"


def test_a_long_name_is_found_as_well():
    assert closest("Offset" * 50, ["limit", "offset" * 49]) == "offset" * 49


def test_a_sentence_ends_with_what_was_meant_else_with_what_is_said_otherwise_else_with_nothing():
    assert hint("limt", ["limit"]) == "; did you mean 'limit'?"
    assert hint("limt", ["limit"], form="{{}}") == "; did you mean {limit}?"
    assert hint("x", ["limit"], "say which") == "; say which"
    assert hint("x", ["limit"]) == ""


def test_what_there_is_is_told_where_nothing_is_alike():
    assert hint_among("x", ["slow", "flaky"]) == "; there is slow, flaky"
    assert hint_among("x", [], "it may have") == "; it may have none"


def test_a_dozen_names_are_listed_at_most():
    assert listed([f"n{number}" for number in range(14)]).endswith("n11 and 2 more")
