import re

import pytest

from mockserver.schema.judge import whole_text


@pytest.mark.parametrize(
    ("expression", "text", "fits"),
    [
        ("t-[0-9]", "t-7", True),
        ("t-[0-9]", "at-7", False),
        ("t-[0-9]", "t-77", False),
        ("a|b", "b", True),
        ("a|b", "ab", False),
        ("[a-z]+", "abc\n", False),
        ("", "", True),
        ("(?i)rex", "REX", True),
        ("(?P<x>a)(?P=x)", "aa", True),
        ("a+", "\ud800", False),
        (".", "\ud800", True),
    ],
)
def test_an_expression_is_meant_for_the_whole_of_a_text(expression, text, fits):
    assert whole_text(expression)(text) is fits


@pytest.mark.parametrize("expression", ["(a+)+", "(a|aa)+", r"([a-z]+\s?)*", "(.*a){20}"])
def test_an_expression_that_goes_back_without_end_is_given_up(expression):
    assert whole_text(expression)("a" * 5000 + "!") is False


@pytest.mark.parametrize("expression", ["(", "[a", "a{2,1}", "*"])
def test_what_is_no_expression_is_refused(expression):
    with pytest.raises(re.error):
        whole_text(expression)
