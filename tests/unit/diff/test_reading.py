"""What diff reads off values."""

import pytest

from mockserver.diff.reading import type_of


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "boolean"),
        (1, "integer"),
        (2.0, "integer"),
        (2.5, "fraction"),
        ("1", "string"),
        ([1], "array"),
        ({"a": 1}, "object"),
    ],
)
def test_whole_numbers_and_fractions_are_two_types(value, expected):
    assert type_of(value) == expected
