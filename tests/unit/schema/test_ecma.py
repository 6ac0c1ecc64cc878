import pytest

from mockserver.schema.ecma import respelled
from mockserver.schema.judge import compiled


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (r"^(?<year>\d{4})-\k<year>$", "2024-2024", "2024-2023"),
        (r"^(a)(?:x)(?<other>b)[(]\k<other>1$", "axb(b1", "axb(a1"),
        ("^[^]{2}$", "a\n", "a"),
        ("^([])?$", "", "a"),
        (r"^[\b]$", "\b", "b"),
        (r"^\0$", "\0", "0"),
        (r"^\uD83D\uDE00$", "😀", "😁"),
        (r"^[\uD83D\uDE00-\uD83D\uDE4F]$", "😁", "a"),
        (r"^[\uD800-\uDBFF][\uDC00-\uDFFF]$", "😀", "é"),
        (r"^\ud83c[\udf00-\udfff]$", "🌀", "😀"),
    ],
)
def test_a_pattern_of_ecma_262_means_the_same_in_the_spelling_of_the_library(pattern, good, bad):
    judge = compiled({"pattern": respelled(pattern)})
    assert judge.is_valid(good)
    assert not judge.is_valid(bad)


@pytest.mark.parametrize("pattern", ["^[a-z]+$", r"\[^]", r"\\0", "(", r"\k<none>", r"\01", ""])
def test_what_needs_no_other_spelling_stays_as_it_is(pattern):
    assert respelled(pattern) == pattern
