"""Whether texts that match one pattern match another."""

import re

import pytest

from mockserver.diff.patterns import Undecided, stranger


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("^[a-c]+$", "^[a-z]+$"),
        ("^[0-9]+$", r"^\d+$"),
        ("^ab$", "b"),
        ("^(cat|dog)$", "^[a-z]{3}$"),
        ("^a{2,3}$", "^a+$"),
        ("x", ".*"),
    ],
)
def test_a_pattern_within_another_has_no_stranger(narrow, wide):
    assert stranger(frozenset([narrow]), frozenset([wide])) is None


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("^[a-z]+$", "^[a-c]+$"),
        ("b", "^b$"),
        ("^[0-9]{13}$", "^97[0-9]{11}$"),
        ("^.{1,5}$", "^.{1,4}$"),
        ("^(?!x)[a-z]+$", "^[a-m]+$"),
    ],
)
def test_a_stranger_matches_the_one_and_not_the_other(narrow, wide):
    text = stranger(frozenset([narrow]), frozenset([wide]))
    assert text is not None
    assert (bool(re.search(narrow, text)), bool(re.search(wide, text))) == (True, False)


def test_no_pattern_at_all_matches_everything():
    assert stranger(frozenset(["^a"]), frozenset()) is None
    assert stranger(frozenset(), frozenset(["^a"])) == ""


def test_a_pattern_that_cannot_be_read_is_left_undecided():
    with pytest.raises(Undecided):
        stranger(frozenset(["("]), frozenset(["a"]))
