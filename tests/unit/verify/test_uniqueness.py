import json

import pytest

from mockserver.http import Request, Response
from mockserver.verify.fuzz.uniqueness import Uniqueness

REFUSED = "positive_data_acceptance"
ADA = {"email": "Ada@example.com", "name": "Ada"}


def sent(body):
    return Request("PATCH", "/people/1", body=json.dumps(body).encode())


def seen(body, status=200):
    uniqueness = Uniqueness(frozenset({"email", "handle"}))
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    uniqueness.observe(Response(status, body=content))
    return uniqueness


@pytest.mark.parametrize(
    "answer",
    [ADA, [ADA], [None, 1, {"name": "Bo"}, ADA], {"items": [ADA], "total": 1}],
    ids=["a record", "a list", "a list with other things", "a list in a member"],
)
@pytest.mark.parametrize("status", [400, 409, 422])
def test_a_value_that_was_seen_may_be_refused(answer, status):
    assert seen(answer).excuses(REFUSED, sent({"email": "Ada@example.com"}), Response(status))


def test_values_are_compared_without_case():
    assert seen(ADA).excuses(REFUSED, sent({"email": "aDA@EXAMPLE.com"}), Response(400))


@pytest.mark.parametrize(
    "body",
    [
        {"email": "bo@example.com"},
        {"name": "Ada"},
        {"handle": "Ada@example.com"},
        {"email": None},
        "Ada@example.com",
        None,
    ],
    ids=["another value", "no unique field", "another field", "null", "a text", "nothing"],
)
def test_all_else_has_to_be_accepted(body):
    assert not seen(ADA).excuses(REFUSED, sent(body), Response(400))


@pytest.mark.parametrize("status", [401, 405, 415, 500])
def test_other_refusals_have_nothing_to_do_with_it(status):
    assert not seen(ADA).excuses(REFUSED, sent(ADA), Response(status))


@pytest.mark.parametrize("check", ["negative_data_rejection", "not_a_server_error"])
def test_other_checks_are_not_excused(check):
    assert not seen(ADA).excuses(check, sent(ADA), Response(400))


def test_a_value_that_was_only_shown_in_a_refusal_is_not_taken():
    assert not seen(ADA, status=400).excuses(REFUSED, sent(ADA), Response(400))


def test_null_is_no_value_that_could_be_taken():
    assert not seen({"email": None}).excuses(REFUSED, sent({"email": None}), Response(400))


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'"Ada"', b"[[[" * 40_000])
def test_what_is_no_record_is_passed_over(body):
    assert not seen(body).excuses(REFUSED, sent(ADA), Response(400))
    assert not seen(ADA).excuses(REFUSED, Request("POST", "/p", body=body), Response(400))


def test_without_unique_fields_nothing_is_excused():
    uniqueness = Uniqueness(frozenset())
    uniqueness.observe(Response(200, body=json.dumps(ADA).encode()))
    assert not uniqueness.excuses(REFUSED, sent(ADA), Response(409))
