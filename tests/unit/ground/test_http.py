from dataclasses import FrozenInstanceError

import pytest

from mockserver.http import Headers, Request, Response

LINES = (("Accept", "text/html"), ("X-Id", "1"), ("accept", "*/*"))


def test_a_field_is_found_whatever_the_case_of_its_name():
    headers = Headers(LINES)
    assert headers.get("x-ID") == "1"
    assert "X-ID" in headers
    assert "X-Other" not in headers


def test_the_lines_of_a_field_are_joined_in_their_order():
    headers = Headers(LINES)
    assert headers.get("ACCEPT") == "text/html, */*"
    assert headers.all("Accept") == ["text/html", "*/*"]


def test_a_field_that_is_absent_has_no_value():
    assert Headers().get("Accept") is None
    assert Headers().all("Accept") == []


def test_an_empty_value_is_a_value():
    headers = Headers([("X-Empty", "")])
    assert headers.get("X-Empty") == ""
    assert "X-Empty" in headers


def test_the_lines_keep_their_order_and_their_case():
    assert tuple(Headers(iter(LINES))) == LINES


def test_replacing_leaves_one_line_of_a_name_and_the_others_alone():
    headers = Headers(LINES)
    replaced = headers.replacing("ACCEPT", "text/plain")
    assert tuple(replaced) == (("X-Id", "1"), ("ACCEPT", "text/plain"))
    assert tuple(headers) == LINES


def test_without_takes_all_lines_of_a_name_away():
    assert tuple(Headers(LINES).without("accept")) == (("X-Id", "1"),)
    assert Headers(LINES).without("X-Other") == Headers(LINES)


def test_headers_are_equal_if_their_lines_are():
    assert Headers(LINES) == Headers(list(LINES))
    assert hash(Headers(LINES)) == hash(Headers(list(LINES)))
    assert Headers(LINES) != Headers(reversed(LINES))
    assert Headers(LINES) != LINES
    assert repr(Headers([("A", "1")])) == "Headers((('A', '1'),))"


def test_the_target_of_a_request_is_its_path_and_query():
    assert Request("GET", "/toys", "a=1&b=%20").target == "/toys?a=1&b=%20"
    assert Request("GET", "/toys").target == "/toys"


def test_a_request_and_a_response_are_values():
    assert Request("GET", "/") == Request("GET", "/", "", Headers(), b"")
    assert Response(204) == Response(204, Headers(), b"")
    with pytest.raises(FrozenInstanceError):
        Response(204).status = 200
