import json

import pytest
from builder import operation, spec

from mockserver.errors import Rejection
from mockserver.http import Headers, Request
from mockserver.problem import Problem
from mockserver.response import Sampler, Wish, choose_failure, compose_refusal, problem_response
from mockserver.response.refusal import violations_line
from mockserver.schema import Validators

REJECTION = Rejection(Problem(404, "No pet has the id 'é'.", "urn:x", extensions={"key": "é"}))


DETAIL = REJECTION.problem.detail


def refused(content="", rejection=REJECTION, accept=(), wish=None):
    """The refusal of a GET that declares some content for 404."""
    text = f"openapi: 3.1.0\npaths: {{/pets: {{get: {{responses: {{'404': {{{content}}}}}}}}}}}"
    choice = choose_failure(operation(spec(text), "GET /pets"), rejection.problem.status)
    request = Request("GET", "/pets", "", Headers(("Accept", each) for each in accept))
    return compose_refusal(choice, rejection, request, Sampler(Validators()), wish or Wish())


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


REASONS = """content: {application/json: {schema: {required: [message, detail, description,
 error_description, title, status], properties: {message: {type: string}, detail: {type: string},
 description: {type: string}, error_description: {type: string}, title: {type: string},
 status: {type: integer}, other: {type: string}}}}}"""


def test_members_of_a_declared_error_that_are_made_for_the_reason_hold_it():
    told = json.loads(refused(REASONS.replace("\n", "")).body)
    assert {name: value for name, value in told.items() if name != "other"} == {
        **dict.fromkeys(("message", "detail", "description", "error_description"), DETAIL),
        "title": "Not Found",
        "status": 404,
    }


def declared(schema):
    return f"description: None, content: {{application/json: {{schema: {schema}}}}}"


def test_errors_within_a_body_hold_the_reason_as_their_members_are_typed():
    error = "{type: object, properties: {status: {type: string}, detail: {type: string}}}"
    listed = f"{{properties: {{errors: {{type: array, minItems: 1, items: {error}}}}}}}"
    told = {"status": "404", "detail": DETAIL}
    assert json.loads(refused(declared(listed)).body) == {"errors": [told]}
    single = f"{{properties: {{error: {error}}}}}"
    assert json.loads(refused(declared(single)).body) == {"error": told}


def test_errors_that_cannot_hold_the_reason_are_made():
    error = "{type: object, properties: {detail: {type: string, maxLength: 3}}}"
    body = json.loads(refused(declared(f"{{properties: {{error: {error}}}}}")).body)
    assert len(body["error"]["detail"]) <= 3


def test_json_without_a_schema_is_the_problem_and_has_its_headers():
    rejection = Rejection(Problem(404, DETAIL), ("Retry-After", "1"))
    response = refused("content: {application/json: {}}", rejection)
    assert json.loads(response.body)["detail"] == DETAIL
    assert response.headers.get("Content-Type") == "application/json"
    assert response.headers.get("Retry-After") == "1"
    shown = refused("content: {application/json: {example: [gone]}}", rejection)
    assert json.loads(shown.body) == ["gone"]


def test_where_nothing_fits_what_is_declared_a_problem_is_sent():
    response = refused("content: {application/json: {schema: {enum: []}}}")
    assert response.headers.get("Content-Type") == "application/problem+json"
    assert json.loads(response.body)["detail"] == DETAIL


def test_what_the_client_wishes_for_an_error_counts():
    examples = "examples: {a: {value: 1}, b: {value: 2}}"
    two = f"content: {{application/json: {{schema: {{const: 3}}, {examples}}}}}"
    assert refused(two, wish=Wish(example="b")).body == b"2"
    three = two.replace("a: {value: 1}", "a: {value: 3}").replace("const: 3", "type: integer")
    assert refused(three).body == b"3"
    drawn = {refused(three, wish=Wish(dynamic=True, seed=str(seed))).body for seed in range(9)}
    assert len(drawn) > 1


def test_a_problem_has_the_title_it_was_given_and_what_belongs_to_it_in_fields():
    listed = [{"location": ["body"], "message": "no"}]
    problem = Problem(404, DETAIL, title="Gone", extensions={"validation": listed})
    response = problem_response(Rejection(problem, ("Retry-After", "1")))
    assert json.loads(response.body)["title"] == "Gone"
    assert [name for name, _ in response.headers] == [
        "Content-Type",
        "Retry-After",
        "sl-violations",
    ]


def test_a_header_of_violations_is_shorter_than_6000():
    [(_, empty)] = violations_line("request", [{"location": ["body"], "message": ""}])
    least = len(empty) - len("[]")
    for length, kept in ((5999 - least, 1), (6000 - least, 0)):
        listed = [{"location": ["body"], "message": "x" * length}]
        [(_, line)] = violations_line("request", listed)
        assert len(json.loads(line)) == kept
