import pytest

from mockserver.mock import Mock, Options

DOCUMENT = """
openapi: 3.1.0
paths:
  /pets:
    get: {responses: {'200': {content: {application/json: {example: [1]}}}}}
    options: {responses: {'200': {content: {text/plain: {example: mine}}}}}
"""
ORIGIN = "https://app.example"


@pytest.fixture
def ask(client):
    return client(DOCUMENT)


def test_a_browser_that_asks_whether_it_may_ask_may(ask):
    answer = ask(
        "OPTIONS",
        "/pets",
        Origin=ORIGIN,
        Access_Control_Request_Method="DELETE",
        Access_Control_Request_Headers="x-a, x-b",
    )
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers.get("Access-Control-Allow-Origin") == ORIGIN
    assert answer.headers.get("Access-Control-Allow-Methods") == "DELETE"
    assert answer.headers.get("Access-Control-Allow-Headers") == "x-a, x-b"
    assert answer.headers.get("Access-Control-Allow-Credentials") == "true"


def test_other_options_are_no_question_of_a_browser(ask):
    assert ask("OPTIONS", "/pets").body == b"mine"
    assert ask("OPTIONS", "/pets", Origin=ORIGIN).body == b"mine"


@pytest.mark.parametrize("path", ["/pets", "/nowhere"])
def test_scripts_of_the_asking_origin_may_read_every_answer_and_its_headers(ask, path):
    answer = ask("GET", path, Origin=ORIGIN)
    assert answer.headers.get("Access-Control-Allow-Origin") == ORIGIN
    assert answer.headers.get("Access-Control-Expose-Headers") == "Content-Type"
    assert answer.headers.get("Vary") == "Origin"


def test_without_an_origin_any_may_read_and_caches_know_that_it_matters(ask):
    answer = ask("GET", "/pets")
    assert answer.headers.get("Access-Control-Allow-Origin") == "*"
    assert answer.headers.get("Access-Control-Allow-Headers") == "*"
    assert answer.headers.get("Vary") == "Origin"
    assert "Access-Control-Expose-Headers" not in answer.headers


def test_it_can_be_turned_off(ask):
    ask.mock = Mock(ask.mock.spec, options=Options(cors=False))
    answer = ask("GET", "/pets", Origin=ORIGIN)
    assert [name for name, _ in answer.headers] == ["Content-Type"]
    preflight = ask("OPTIONS", "/pets", Origin=ORIGIN, Access_Control_Request_Method="GET")
    assert preflight.body == b"mine"
