import pytest

from mockserver.errors import Rejection
from mockserver.http import Headers, Request
from mockserver.request import Preference, read_preference


def preferred(*lines, query=""):
    return read_preference(Request("GET", "/", query, Headers(("Prefer", line) for line in lines)))


def test_without_a_word_nothing_is_preferred():
    assert preferred() == Preference()
    assert preferred().applied == ""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("code=404", Preference(code=404)),
        ("status=404", Preference(code=404)),
        ("Code = 404", Preference(code=404)),
        ('code="404"', Preference(code=404)),
        ("example=rex", Preference(example="rex")),
        ('example="a, b; c"', Preference(example="a, b; c")),
        ("dynamic=true", Preference(dynamic=True)),
        ("dynamic=false", Preference(dynamic=False)),
        ("dynamic", Preference(dynamic=True)),
        ("dynamic=, code=200", Preference(dynamic=True, code=200)),
        ('dynamic=""', Preference(dynamic=True)),
        ("dynamic=1", Preference(dynamic=True)),
        ("dynamic=0", Preference(dynamic=False)),
        (r'example="a \"b\" \\c"', Preference(example=r'a "b" \c')),
        ('code=404;x="a,b", wait=1', Preference(code=404, wait=1.0)),
        (
            "gr\u00c3\u00bc\u00c3\u009f, example=gr\u00c3\u00bc\u00c3\u009f",
            Preference(example="gr\u00fc\u00df"),
        ),
        ("example=gr\u00fc\u00df", Preference(example="gr\u00fc\u00df")),
        ("code=404, code=500, status=201", Preference(code=404)),
        ("seed=7", Preference(seed="7")),
        ("wait=0.5", Preference(wait=0.5)),
        ("explain", Preference(explain=True)),
        ("code=404, example=gone", Preference(code=404, example="gone")),
        ("code=404;x=y, wait=1", Preference(code=404, wait=1.0)),
        ("respond-async, return=minimal", Preference()),
        (",,;", Preference()),
    ],
)
def test_a_field_is_read_as_rfc_7240_says(line, expected):
    assert preferred(line) == expected


def test_several_lines_are_one_list():
    assert preferred("code=404", "example=gone") == Preference(code=404, example="gone")


def test_the_query_has_the_same_words_behind_two_underscores():
    found = preferred(query="__code=404&limit=3&__example=a%20b&__other=1&_code=500")
    assert found == Preference(code=404, example="a b")


@pytest.mark.parametrize("query", ["__dynamic", "__dynamic=", "__dynamic=1", "__dynamic=true"])
def test_a_word_without_a_value_is_switched_on(query):
    assert preferred(query=query) == Preference(dynamic=True)


def test_a_field_silences_the_query():
    assert preferred("wait=1", query="__code=404") == Preference(wait=1.0)


def test_a_query_that_cannot_be_read_prefers_nothing():
    assert preferred(query="__code=%ff") == Preference()


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("code=99", "a status code from 200 to 599"),
        ("code=100", "a status code from 200 to 599"),
        ("code=ok", "a status code from 200 to 599"),
        ("dynamic=yes", "true or false"),
        ("dynamic=2", "true or false"),
        ("wait=-1", "seconds, at most 60"),
        ("wait=61", "seconds, at most 60"),
        ("wait=nan", "seconds, at most 60"),
        ("wait=inf", "seconds, at most 60"),
        ("wait=", "seconds, at most 60"),
    ],
)
def test_a_value_of_no_use_is_refused_with_its_form(line, form):
    with pytest.raises(Rejection) as caught:
        preferred(line)
    problem = caught.value.problem
    name = line.partition("=")[0]
    assert (problem.status, problem.type) == (422, "urn:mockserver:unreadable-preference")
    assert problem.detail.endswith(f"cannot be used: '{name}' is {form}.")


def test_what_was_applied_can_be_told():
    told = Preference(code=404, example="a", dynamic=False, seed="s", wait=0.5, explain=True)
    assert told.applied == "code=404, example=a, dynamic=false, seed=s, wait=0.5, explain"
    assert Preference(explain=True).applied == "explain"


@pytest.mark.parametrize(
    ("example", "told"),
    [
        ("rex-1", "rex-1"),
        ("a b", '"a b"'),
        ("a, code=500", '"a, code=500"'),
        (r'a "b" \c', r'"a \"b\" \\c"'),
        ("gr\u00fc\u00df", "gr%C3%BC%C3%9F"),
        ("50%", "50%25"),
        ("a\r\nX-B: c", '"a%0D%0AX-B: c"'),
        ("\ud800", r'"\\ud800"'),
        ("", '""'),
    ],
)
def test_what_is_no_token_is_told_in_quotes_and_always_in_ascii(example, told):
    applied = Preference(example=example).applied
    assert applied == f"example={told}"
    assert applied.isascii()


def test_what_was_told_can_be_preferred_again():
    once = Preference(example=r'a "b", \c', seed="x y")
    assert preferred(once.applied) == once
