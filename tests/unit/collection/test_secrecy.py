"""What clients never see again is taken out of what they see."""

import pytest

from mockserver.collection import without

KEY = ("keys", "*", "secret")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"keys": [{"secret": "s", "n": 1}, {"n": 2}]}, {"keys": [{"n": 1}, {"n": 2}]}),
        ({"keys": {"secret": "s"}}, {"keys": {"secret": "s"}}),
        ({"keys": ["secret"]}, {"keys": ["secret"]}),
        ({"n": 1}, {"n": 1}),
    ],
)
def test_it_is_taken_from_each_element_of_a_list(value, expected):
    assert without(value, (KEY,)) == expected


def test_a_list_in_the_place_of_an_object_stays():
    value = {"key": [{"secret": "s"}]}
    assert without(value, (("key", "secret"),)) == value
