import json

import pytest
from builder import operation, spec

from mockserver.errors import Rejection
from mockserver.http import Headers, Request
from mockserver.problem import Problem
from mockserver.response import Sampler, Wish, choose_failure, compose_refusal, problem_response
from mockserver.schema import Validators

REJECTION = Rejection(Problem(404, "No pet has the id 'é'.", "urn:x", extensions={"key": "é"}))


def refused(content="", rejection=REJECTION, accept=()):
    """The refusal of a GET that declares some content for 404."""
    text = f"openapi: 3.1.0\npaths: {{/pets: {{get: {{responses: {{'404': {{{content}}}}}}}}}}}"
    choice = choose_failure(operation(spec(text), "GET /pets"), rejection.problem.status)
    request = Request("GET", "/pets", "", Headers(("Accept", each) for each in accept))
    return compose_refusal(choice, rejection, request, Sampler(Validators()), Wish())


def test_where_no_body_is_declared_a_problem_is_sent():
    response = refused()
    assert (response.status, response.headers.get("Content-Type")) == (
        404,
        "application/problem+json",
    )
    assert json.loads(response.body) == {
        "type": "urn:x",
        "title": "Not Found",
        "status": 404,
        "detail": "No pet has the id 'é'.",
        "key": "é",
    }


def test_a_declared_problem_is_sent_as_one_where_it_fits():
    response = refused("content: {application/problem+json: {schema: {required: [detail]}}}")
    assert json.loads(response.body)["detail"] == "No pet has the id 'é'."
    assert response.headers.get("Content-Type") == "application/problem+json"


def test_a_declared_body_is_sent_as_it_is_declared_with_the_reason_in_a_header():
    response = refused(
        "content: {application/json: {schema: {additionalProperties: false, properties:"
        " {code: {type: integer}}}, example: {code: 7}}}"
    )
    assert json.loads(response.body) == {"code": 7}
    assert response.headers.get("Content-Type") == "application/json"
    assert response.headers.get("X-Mock-Explanation") == "No pet has the id '%C3%A9'."


def test_an_example_that_breaks_its_own_schema_is_not_sent():
    response = refused(
        "content: {application/json: {schema: {properties: {code: {type: integer}}},"
        " examples: {bad: {value: {code: x}}, good: {value: {code: 7}}}}}"
    )
    assert json.loads(response.body) == {"code": 7}


def test_headers_that_belong_to_the_status_are_kept():
    rejection = Rejection(Problem(404, "no"), ("Retry-After", "1"))
    assert refused(rejection=rejection).headers.get("Retry-After") == "1"
    declared = refused("content: {text/plain: {example: gone}}", rejection=rejection)
    assert (declared.headers.get("Retry-After"), declared.body) == ("1", b"gone")


def test_a_refusal_is_sent_even_to_those_who_accept_none_of_its_forms():
    response = refused("content: {text/plain: {example: gone}}", accept=["image/png"])
    assert (response.status, response.body) == (404, b"gone")


def test_an_explanation_is_cut_to_what_a_header_may_hold():
    rejection = Rejection(Problem(404, "x" * 100_000))
    response = refused("content: {text/plain: {example: gone}}", rejection=rejection)
    assert len(response.headers.get("X-Mock-Explanation")) == 1000


def test_violations_are_listed_in_a_header_as_far_as_they_fit():
    listed = [{"location": ["body", "x" * 1000], "message": str(each)} for each in range(50)]
    rejection = Rejection(Problem(404, "no", extensions={"validation": listed}))
    response = refused("content: {text/plain: {example: gone}}", rejection=rejection)
    told = json.loads(response.headers.get("sl-violations"))
    assert [each["message"] for each in told] == ["0", "1", "2", "3", "4"]
    assert told[0]["location"] == ["request", "body", "x" * 1000]


@pytest.mark.parametrize("detail", ["\ud800", "a\r\nX: y", "\0", "é😀", "100 %"])
def test_any_text_can_be_explained(detail):
    rejection = Rejection(Problem(404, detail, extensions={"key": [detail, {"a": (detail,)}]}))
    told = json.loads(problem_response(rejection).body)
    shown = detail.encode(errors="backslashreplace").decode()
    assert (told["detail"], told["key"]) == (shown, [shown, {"a": [shown]}])
    header = refused("content: {text/plain: {example: gone}}", rejection=rejection)
    explained = header.headers.get("X-Mock-Explanation")
    assert explained.isprintable()
    assert explained.isascii()
