import pytest
from checking import at, findings

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents:\n  schemas:\n"


def document(pattern):
    return f"{HEAD}    One: {{type: string, pattern: '{pattern}'}}\n"


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [
        ("(?P<year>[0-9]+)", "a named group is written (?<name>...)"),
        (r"\Aabc", "the start is ^"),
        (r"abc\Z", "the end is $"),
        ("a++", "there are no possessive quantifiers"),
        ("(?i)abc", "there are no inline flags; write [Aa] for both"),
        ("(?>abc)", "there are no atomic groups; leave the '?>' out"),
        ("[[:alpha:]]+", "write the characters"),
    ],
)
def test_what_ecma_262_does_not_know_is_named_with_what_to_write(pattern, advice):
    text = document(pattern)
    ((rule, place, sentence),) = findings(text)
    assert (rule, place) == ("pattern-unreadable", at(text, f"'{pattern}"))
    assert sentence.startswith("ECMA-262 does not know ")
    assert advice in sentence


@pytest.mark.parametrize("pattern", ["^[A-Z{2}$", "(abc", "*a"])
def test_what_is_no_regular_expression_is_told(pattern):
    text = document(pattern)
    ((rule, place, sentence),) = findings(text)
    assert (rule, place) == ("pattern-unreadable", at(text, f"'{pattern}"))
    assert sentence.startswith("this is no regular expression: ")


@pytest.mark.parametrize("pattern", ["(a+)+$", "([a-z]*)*", "(a|a)*b"])
def test_a_pattern_that_can_take_very_long_is_told(pattern):
    assert [rule for rule, _, _ in findings(document(pattern))] == ["pattern-slow"]


@pytest.mark.parametrize(
    "pattern",
    [
        "(?<year>[0-9]{4})",
        "(?=a)b|(?!c)d",
        "(?<=a)b",
        "[+]+[*]+",
        r"\p{L}+",
        r"a\++",
        "(a+b)+",
        "(?:ab)+",
        r"\\\\A",
        "^[:a-z]+$",
    ],
)
def test_what_ecma_262_knows_is_left_alone(pattern):
    assert findings(document(pattern), "pattern-unreadable", "pattern-slow") == []


def test_names_by_pattern_are_patterns_too():
    text = f"{HEAD}    One: {{patternProperties: {{'(?P<a>b)': {{}}}}}}\n"
    ((rule, place, _),) = findings(text)
    assert (rule, place) == ("pattern-unreadable", at(text, "'(?P"))


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(?<year>\d{4})-\k<year>$",
        "^[^]+$",
        "^a|[]$",
        r"[\b]",
        r"a\0",
        r"\uD83D\uDE00",
        r"[\uD800-\uDBFF][\uDC00-\uDFFF]",
    ],
)
def test_what_the_library_reads_in_another_spelling_is_left_alone(pattern):
    assert findings(document(pattern), "pattern-unreadable") == []
