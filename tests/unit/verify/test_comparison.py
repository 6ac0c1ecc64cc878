from hypothesis import given
from hypothesis import strategies as st

from mockserver.verify.sides.comparison import (
    Difference,
    difference,
    is_coarse,
    is_moment_alike,
    moment,
    shared,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_a_value_is_the_same_as_itself(value):
    assert difference(value, value, is_closed=True) is None


def test_the_place_where_two_values_part_is_told():
    found = difference({"a": [{"b": 1}]}, {"a": [{"b": 2}]})
    assert found == Difference(("a", 0, "b"), 1, 2)


def test_what_an_answer_adds_is_no_difference_unless_the_value_is_the_clients_own():
    assert difference({"a": 1}, {"a": 1, "b": 2}) is None
    assert difference({"a": 1}, {"a": 1, "b": 2}, is_closed=True) == Difference(("b",), None, 2)


def test_null_is_a_value_where_the_members_are_the_clients_own():
    assert difference({"a": [{"b": None}]}, {"a": [{}]}) is None
    found = difference({"a": [{"b": None}]}, {"a": [{}]}, is_own=True)
    assert found == Difference(("a", 0, "b"), None, None, is_missing=True)
    assert difference({"a": 1}, {"a": 1, "b": 2}, is_own=True) == Difference(("b",), None, 2)


def test_a_member_that_ought_to_be_gone_is_stale():
    found = difference({"a": 1}, {"a": 1, "b": 2}, {"b": 2})
    assert found == Difference(("b",), None, 2, is_stale=True)


def test_null_may_be_left_out_and_is_no_other_value():
    assert difference({"a": None}, {}) is None
    assert difference({"a": 1}, {}) == Difference(("a",), 1, None, is_missing=True)


def test_one_moment_may_be_written_in_several_ways():
    assert difference("2024-09-01T15:00:00Z", "2024-09-01T18:00:00.000+03:00") is None
    assert difference("2024-09-01T15:00:00Z", "2024-09-01T15:00:01Z") is not None
    assert moment("yesterday") is None
    assert is_coarse("2024-09-01T15:00:00.000Z")
    assert not is_coarse("2024-09-01T15:00:00.120Z")


def test_true_is_no_number_and_numbers_compare_by_value():
    assert difference(1, True) == Difference((), 1, True)
    assert difference(1, 1.0) is None
    assert difference("1", 1) == Difference((), "1", 1)


def test_moments_are_alike_that_differ_in_what_their_resolution_cuts_off():
    assert is_moment_alike("2024-09-01T15:00:00Z", "2024-09-01T15:00:00.900Z")
    assert is_moment_alike("2024-09-01T15:00:00.123Z", "2024-09-01T15:00:00.123456Z")
    assert not is_moment_alike("2024-09-01T15:00:00.123Z", "2024-09-01T15:00:00.125Z")
    assert not is_moment_alike("2024-09-01", "2024-09-01")


def test_what_is_shared_leaves_out_the_members_that_the_target_has_alone():
    assert shared({"a": {"b": 1, "own": 2}, "own": 3}, {"a": {"b": 0}}) == {"a": {"b": 1}}
    assert shared([1], None) == [1]
