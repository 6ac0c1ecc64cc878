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
        ("dynamic", "true or false"),
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
