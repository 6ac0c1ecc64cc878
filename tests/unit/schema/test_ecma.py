import pytest

from mockserver.schema.ecma import loosened, respelled
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
        (r"^[^\uD800-\uDFFF]$", "a", ""),
        (r"^[a\ud800]$", "a", "\ud7ff"),
        (r"^[\ud800]?b$", "b", "ab"),
        (r"^[^\udfff]$", "\ue000", ""),
        (r"^\ud800?b$", "b", "ab"),
        (r"^[\u0020-\uDBFF]$", "\ud7ff", "\ue000"),
        (r"^[\uD800-\uFFFD]$", "\ue000", "\ud7ff"),
        (r"^[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDBFF-\uDC00\uDFFF\r\n\t]$", "\t", "\b"),
        (r"^[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]$", "😀", "\b"),
        (r"^[\uDBFF-]$", "-", "a"),
        (r"^[\uD800-\uDBFF\uDFFF]$", "\U0010ffff", "\ud7ff"),
    ],
)
def test_a_pattern_of_ecma_262_means_the_same_in_the_spelling_of_the_library(pattern, good, bad):
    judge = compiled({"pattern": respelled(pattern)})
    assert judge.is_valid(good)
    assert not judge.is_valid(bad)


@pytest.mark.parametrize("pattern", ["^[a-z]+$", r"\[^]", r"\\0", "(", r"\k<none>", r"\01", ""])
def test_what_needs_no_other_spelling_stays_as_it_is(pattern):
    assert respelled(pattern) == pattern


@pytest.mark.parametrize(
    ("pattern", "looser"),
    [
        ("^.{1,20000}$", "^.{1,}$"),
        ("^.{20000}$", "^.{1000,}$"),
        ("^.{20000,}$", "^.{1000,}$"),
        ("^a{2,1000}b{3}c{4,}$", "^a{2,1000}b{3}c{4,}$"),
        (r"^[{9999}]\{9999}[\]{9999}]{9999,99999}$", r"^[{9999}]\{9999}[\]{9999}]{1000,}$"),
        ("^(?!.{2000}).{20000}$", "^(?!.{2000}).{20000}$"),
        ("(?<!a{2000})b", "(?<!a{2000})b"),
    ],
)
def test_a_count_is_loosened_where_more_texts_are_taken_and_never_fewer(pattern, looser):
    assert loosened(pattern, 1000) == looser
