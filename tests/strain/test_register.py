"""The judge of histories is judged first."""

import pytest
from strain.register import Deed, contradictions


def read(begun, ended, value):
    return Deed(begun, ended, value, is_write=False)


def write(begun, ended, value):
    return Deed(begun, ended, value, is_write=True)


@pytest.mark.parametrize(
    "deeds",
    [
        [],
        [read(0, 1, "a")],
        [write(0, 1, "b"), read(2, 3, "b")],
        [write(0, 5, "b"), read(1, 2, "a"), read(3, 4, "b")],
        [write(0, 9, "b"), write(1, 8, "c"), read(2, 3, "c"), read(4, 5, "b")],
        [write(0, 1, "b"), write(2, 6, "c"), read(3, 4, "b"), read(5, 7, "c")],
    ],
)
def test_what_can_be_put_in_one_order_is_fine(deeds):
    assert contradictions(deeds, "a") == []


@pytest.mark.parametrize(
    ("deeds", "told"),
    [
        ([write(0, 1, "b"), read(2, 3, "a")], "'b' came and went while 'a' was there"),
        ([read(0, 1, "b"), write(2, 3, "b")], "'b' was read before it was written"),
        ([read(0, 1, "x")], "'x' was read and never written"),
        (
            [write(0, 1, "b"), write(2, 3, "c"), read(4, 5, "b")],
            "'c' came and went while 'b' was there",
        ),
        (
            [
                write(0, 9, "b"),
                write(0, 9, "c"),
                read(1, 2, "b"),
                read(3, 4, "c"),
                read(5, 6, "b"),
                read(7, 8, "c"),
            ],
            "'b' and 'c' were there by turns",
        ),
    ],
)
def test_what_cannot_is_told(deeds, told):
    assert told in contradictions(deeds, "a")
