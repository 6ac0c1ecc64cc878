"""A request that is sent again to be sure is done once: the Idempotency-Key field."""

import pytest

from mockserver.mock import Mock, Options

PAYMENTS = """
openapi: 3.1.0
info: {title: Payments, version: '1'}
paths:
  /payments:
    get:
      responses:
        '200': {content: {application/json: {schema: {type: array, items: {$ref: '#/Payment'}}}}}
    post:
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/Payment'}}}}
      responses:
        '201': {content: {application/json: {schema: {$ref: '#/Payment'}}}}
        '409': {description: There is one}
        '422': {description: Wrong}
  /payments/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/Payment'}}}}}}
Payment:
  type: object
  required: [amount]
  properties: {id: {type: integer, readOnly: true}, amount: {type: integer}, note: {type: string}}
"""
FIRST = "unique: [note]\nrecords: [{id: 1, amount: 5, note: first}]"
SILENT = PAYMENTS.replace(
    "parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]", "summary: Pay"
)


@pytest.fixture
def ask(client):
    return client(PAYMENTS, payments=FIRST)


def pay(ask, key, amount=7, **told):
    headers = {name: told.pop(name) for name in ("X_Mock_Session", "Prefer") if name in told}
    return ask("POST", "/payments", {"amount": amount, **told}, Idempotency_Key=key, **headers)


def ids(ask, **headers):
    return [row["id"] for row in ask("GET", "/payments", **headers).json]


def test_a_request_that_comes_again_is_answered_again_and_done_once(ask):
    first, again = pay(ask, "k1"), pay(ask, "k1")
    assert (again.status, again.body) == (first.status, first.body) == (201, again.body)
    assert again.headers.get("Location") == first.headers.get("Location") == "/payments/2"
    replayed = [each.headers.get("Idempotent-Replayed") for each in (first, again)]
    assert replayed == [None, "true"]
    assert ids(ask) == [1, 2]


def test_another_key_or_none_is_another_request(ask):
    for key in ("k1", "k2", None, None):
        assert pay(ask, key).status == 201
    assert ids(ask) == [1, 2, 3, 4, 5]


def test_a_key_that_comes_with_another_request_is_refused(ask):
    pay(ask, "k1")
    answer = pay(ask, "k1", amount=8)
    assert (answer.status, answer.json["type"]) == (409, "urn:mockserver:idempotency-key-reused")
    assert answer.json["detail"] == (
        "The Idempotency-Key 'k1' belongs to another request; use a new one."
    )
    assert ids(ask) == [1, 2]


def test_a_request_that_was_refused_may_be_sent_again(ask):
    assert pay(ask, "k1", note="first").status == 409
    assert pay(ask, "k1", amount="much").status in (400, 422)
    assert pay(ask, "k1").status == 201
    assert ids(ask) == [1, 2]


def test_an_answer_that_was_only_shown_is_not_remembered(ask):
    assert pay(ask, "k1", Prefer="code=409").status == 409
    assert pay(ask, "k1").status == 201


def test_each_session_has_its_own_keys(ask):
    assert ids(ask, X_Mock_Session="a") == [1]
    for headers in ({}, {"X_Mock_Session": "a"}, {"X_Mock_Session": "b"}):
        answer = pay(ask, "k1", **headers)
        assert answer.headers.get("Idempotent-Replayed") is None
    assert ids(ask) == ids(ask, X_Mock_Session="a") == [1, 2]


def test_where_the_document_does_not_declare_the_field_it_says_nothing(client):
    ask = client(SILENT, payments=FIRST)
    assert [pay(ask, "k1").json["id"] for _ in range(2)] == [2, 3]


def test_where_it_is_wished_it_is_heeded_nevertheless(client):
    ask = client(SILENT, payments=FIRST)
    ask.mock = Mock(ask.mock.spec, ask.mock.collections, options=Options(idempotency=True))
    assert [pay(ask, "k1").json["id"] for _ in range(2)] == [2, 2]
    assert pay(ask, "k1", amount=8).status == 422


def test_the_status_whose_words_speak_of_the_key_is_that_of_a_key_with_another_request(client):
    told = "'422': {description: The Idempotency-Key was sent with another body before}"
    ask = client(PAYMENTS.replace("'422': {description: Wrong}", told), payments=FIRST)
    pay(ask, "k1")
    assert pay(ask, "k1", amount=8).status == 422
    assert ids(ask) == [1, 2]
