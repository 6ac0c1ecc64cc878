from random import Random

import pytest

from mockserver.generation.language import Algebra
from mockserver.generation.pattern import Patterns
from mockserver.generation.pattern_syntax import Unreadable, parse

READABLE = {
    "literal": r"^abc$",
    "found_anywhere": r"b+c",
    "classes": r"^[A-Fa-f0-9_\-.]{4}\d\w\s\S$",
    "negated_class": r"^[^a-z]{3}$",
    "groups": r"^(?:ab|cd)+(?<rest>x?)$",
    "named_the_python_way": r"^(?P<year>[0-9]{4})$",
    "lazy": r"^a+?b*?c??$",
    "counts": r"^a{2}b{1,}c{0,2}$",
    "a_brace_that_is_a_brace": r"^a\{b\}$",
    "hexadecimal": r"^\x41\u0042\u{43}$",
    "controls": r"^\t\n\r$",
    "control_by_letter": r"^\cJ\cA$",
    "any_of_unicode": r"^\p{Any}{2}$",
    "ends_by_letters": r"^a$|^$",
    "edges_inside": r"(^|,)a($|,)",
    "one_look_ahead": r"^(?=.*\d)[a-z\d]{5}$",
    "two_look_aheads": r"^(?=.*[a-z])(?=.*\d).{6,9}$",
    "look_ahead_inside": r"^a(?=b)[a-z]{2}$",
    "negative_look_ahead": r"^(?!0000)\d{4}$",
    "repeated_look_ahead": r"^(?:(?!ab)[a-c])+$",
    "look_behind": r"^[a-z-]{3,6}(?<!-)$",
    "word_edge": r"^\bab\b$",
    "unicode_letters": r"^\p{L}+$",
    "not_unicode_letters": r"^\P{L}{3}$",
    "script": r"^\p{Script=Greek}{3}$",
    "unicode_short": r"^\p{Lu}\p{Ll}$",
    "base64": r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    "semver": r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+)?$",
    "phone": r"^\+[1-9]\d{6,14}$",
    "url": r"^https?://[^\s/$.?#].[^\s]*$",
}


def texts(pattern, window=(0, None), excluded=(), count=12):
    found = Patterns()
    return [
        next(found.texts((pattern,), excluded, window, Random(seed)), None) for seed in range(count)
    ]


@pytest.mark.parametrize("name", READABLE)
def test_what_is_written_is_matched(name):
    judge = Patterns().judge(READABLE[name])
    made = texts(READABLE[name])
    assert sum(text is not None and judge.accepts(text) for text in made) >= len(made) / 2


@pytest.mark.parametrize("name", sorted(set(READABLE) - {"look_behind", "word_edge"}))
def test_what_is_said_to_match_does_without_a_second_try(name):
    judge = Patterns().judge(READABLE[name])
    assert [text for text in texts(READABLE[name]) if not judge.accepts(text)] == []


def test_a_length_is_kept():
    assert {len(text) for text in texts("^[a-z]+$", (17, 17))} == {17}


def test_a_length_that_only_some_ways_lead_to_is_found():
    assert texts("^(ab|cde){4}$", (12, 12), count=3) == ["cdecdecdecde"] * 3


def test_a_length_that_no_way_leads_to_is_given_up():
    assert texts("^(ab)+$", (3, 3), count=1) == [None]


def test_what_must_not_match_does_not():
    made = texts("^[ab]{3}$", excluded=("^a", "b$"), count=30)
    assert set(made) == {"baa", "bba"}


def test_patterns_that_exclude_each_other_give_nothing():
    assert next(Patterns().texts(("^a", "^b"), (), (0, None), Random(1)), None) is None


def test_a_long_count_is_no_burden():
    assert len(texts("^[a-z]{4000}$", count=1)[0]) == 4000


@pytest.mark.parametrize("pattern", [r"(a)\1", "(", "[a", "a)", r"\p{Nonsense}", "(?#x)", "a\\"])
def test_what_is_not_known_is_said_to_be_unreadable(pattern):
    with pytest.raises(Unreadable):
        parse(pattern)


def test_what_is_unreadable_gives_no_text():
    assert texts(r"(a)\1", count=1) == [None]


def test_equal_languages_are_the_same_object():
    algebra = Algebra()
    one, other = (algebra.chars(((code, code),)) for code in (97, 98))
    assert algebra.either((one, other)) is algebra.either((other, one, algebra.nothing))
    assert algebra.negated(algebra.negated(one)) is one
    assert algebra.both((one, algebra.nothing)) is algebra.nothing
