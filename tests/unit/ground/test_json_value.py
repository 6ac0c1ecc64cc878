"""JSON values: when two are one, and how deep one goes."""

import pytest

from mockserver.json_value import is_deeper, same

VALUES = [None, True, False, 0, 1, "", "1", [], [1], [True], {}, {"a": 1}, {"a": True}, {"b": 1}]


@pytest.mark.parametrize("one", VALUES)
def test_each_value_is_itself_and_no_other(one):
    assert [other for other in VALUES if same(one, other)] == [one]
    assert [type(other) for other in VALUES if same(one, other)] == [type(one)]


@pytest.mark.parametrize(
    ("one", "other"), [(1, 1.0), ([1], [1.0]), ({"a": [0]}, {"a": [0.0]}), ((1,), [1])]
)
def test_a_number_is_what_it_says_however_it_is_written(one, other):
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("value", "depth"), [(1, 0), ([], 1), ({"a": [1, {}]}, 3), ([[], [[]]], 3)]
)
def test_the_depth_of_a_value_is_that_of_its_deepest_part(value, depth):
    assert not is_deeper(value, depth)
    assert depth == 0 or is_deeper(value, depth - 1)
