import inspect
import re
from dataclasses import replace

import pytest
from builder import spec, where
from schemathesis.core.failures import Failure
from schemathesis.openapi import checks  # noqa: F401  defines failures
from schemathesis.specs.openapi import checks as checking

from mockserver.finding import Evidence, Finding, Severity
from mockserver.report import Report
from mockserver.verify.conclusion import conclude
from mockserver.verify.events import (
    FailureFound,
    OperationTested,
    PhaseFinished,
    PhaseStarted,
    RunFinished,
    SeenAgain,
    Warned,
)
from mockserver.verify.wording import WORDINGS

DOCUMENT = """
    openapi: 3.1.0
    info: {title: Pets, version: '1'}
    paths:
      /pets:
        get:
          responses:
            '200': {description: All.}
        post:
          responses:
            '201': {description: Made.}
      /pets/{id}:
        get:
          responses:
            '200':
              description: One.
              content:
                application/json:
                  schema:
                    properties:
                      name: {maxLength: 5}
            '404': {description: None.}
      /pets/{id}/toys/{name}:
        get:
          responses:
            '200': {description: A toy.}
    """
SPEC = spec(DOCUMENT)
ENDED = RunFinished("completed", 1, 7)
SCHEMA = "/paths/~1pets~1{id}/get/responses/200/content/application~1json/schema"
TOO_LONG = FailureFound(
    phase="coverage",
    operation="GET /pets/{id}",
    check="response_schema_conformance",
    title="Response violates schema",
    message='"Methuselah" is longer than 5 characters (at /name)',
    curl="curl http://h/pets/1",
    response="HTTP 200 OK",
    status=200,
    schema_pointer=f"{SCHEMA}/properties/name/maxLength",
)


def of(operation, **valid):
    counts = {int(status[1:]): count for status, count in valid.items()}
    total = sum(counts.values())
    return OperationTested("coverage", operation, total, counts, counts, f"curl {operation}")


GOOD = of("GET /pets", _200=3)


def concluded(*events, known=()):
    return conclude(events, SPEC, known, seed=4)


def told(*events):
    return [(each.rule, each.severity, each.message) for each in concluded(*events).findings]


def failure(title, message, check="some_check", **more):
    parts = {"operation": "POST /pets", "curl": "curl http://h/pets", "status": 400, **more}
    return FailureFound("coverage", check=check, title=title, message=message, **parts)


def test_a_failure_becomes_a_finding_at_the_line_it_breaks():
    (finding,) = concluded(GOOD, TOO_LONG, ENDED).findings
    assert finding == Finding(
        rule="response-schema-conformance",
        severity=Severity.ERROR,
        message="GET /pets/{id}: answered 200 with a body that breaks its schema: "
        '"Methuselah" is longer than 5 characters (at /name)',
        origin=finding.origin,
        pointer=f"{SCHEMA}/properties/name/maxLength",
        operation="GET /pets/{id}",
        evidence=Evidence("curl http://h/pets/1", "HTTP 200 OK", seed=4),
        cause=f"response_schema_conformance\0{SCHEMA}/properties/name",
        requests=1,
    )
    assert str(finding.origin) == where(DOCUMENT, "maxLength: 5}\n")


def test_what_is_seen_again_is_counted_where_it_was_told():
    once = failure("Odd", "Very odd", signature="a")
    other = failure("Odd", "Odder", signature="b")
    again = [SeenAgain(once.operation, once.check, each) for each in ("a", "b", "b", "")]
    found = concluded(GOOD, once, other, *again, ENDED).findings
    assert [each.requests for each in found] == [3, 3]


def test_a_failure_without_a_place_stands_where_its_operation_is_declared():
    (finding,) = concluded(GOOD, failure("Odd", "Very odd"), ENDED).findings
    assert str(finding.origin) == where(DOCUMENT, "post:")


def test_a_failure_of_an_operation_that_nobody_knows_has_no_place():
    (finding,) = concluded(GOOD, failure("Odd", "Very odd", operation="GET /pets/1")).findings
    assert (finding.origin, finding.message) == (None, "GET /pets/1: Odd: Very odd")


@pytest.mark.parametrize(
    ("title", "message", "sentence"),
    [
        (
            "Undocumented status code",
            "Received: 400; Documented: 200, 404",
            "answered 400, which is not declared; declared: 200, 404",
        ),
        (
            "Undocumented Content-Type",
            "Received: text/html; charset=utf-8; Documented: application/json, text/csv",
            (
                "answered 400 with the Content-Type text/html; charset=utf-8; "
                "declared: application/json, text/csv"
            ),
        ),
        (
            "Missing Content-Type header",
            "The following media types are documented in the schema: - `application/json`",
            "answered 400 without a Content-Type; declared: `application/json`",
        ),
        (
            "Missing required response headers",
            "The following required headers are missing from the response: - `X-Total`",
            "answered 400 without a header that is required: `X-Total`",
        ),
        (
            "Response header does not conform to the schema",
            '"x" is not of type "integer" (at the whole body)',
            'answered 400 with a header that breaks its schema: "x" is not of type "integer"',
        ),
        (
            "Response violates schema",
            "\"x\" is not valid under any of the schemas listed in the 'anyOf' keyword (at /a/b)",
            'answered 400 with a body that breaks its schema: "x" fits no alternative (at /a/b)',
        ),
        (
            "JSON deserialization error",
            (
                "Response must be valid JSON with 'Content-Type: application/json' header: "
                "Expecting ',' delimiter: line 1 column 263 (char 262)"
            ),
            (
                "answered 400 with a body that is no JSON: "
                "Expecting ',' delimiter: line 1 column 263 (char 262)"
            ),
        ),
        (
            "Server error",
            "Received: 400",
            "answered 400: the server failed on this request",
        ),
        (
            "Server error",
            "Sent: Missing `name` at query",
            "answered 400: the server failed on a request (Missing `name` at query)",
        ),
        (
            "Schema-violating request accepted",
            (
                "Invalid data should have been rejected; Expected: 400, 5xx; Invalid component: "
                "in body - violates `pattern` at /$ref/schema1/properties/a/$ref/schema5"
                "/properties/b (was 1)"
            ),
            (
                "answered 400 to a request that the document forbids (in body - violates "
                "`pattern` at /a/b (was 1)); refuse it with a 4xx, or have the document allow it"
            ),
        ),
        (
            "Schema-valid request rejected",
            "Valid data should have been accepted; Expected: 2xx, 3xx",
            (
                "answered 400 to a request that the document allows; accept it, or have the "
                "document forbid it"
            ),
        ),
        (
            "Wrong response to undeclared method",
            (
                "Unsupported method TRACE returned 400, expected 405 Method Not Allowed; Return "
                "405 for methods not listed in the OpenAPI spec"
            ),
            "answered 400 to TRACE, a method that the path does not declare; answer 405",
        ),
        (
            "Wrong response to undeclared method",
            "TRACE returned 405 without required `Allow` header; Add `Allow` header listing",
            "answered 405 to TRACE without the Allow that goes with it (RFC 9110 15.5.6)",
        ),
        (
            "The server gave no answer",
            "The server gave no answer to this request: it did not answer in time.",
            "gave no answer: it did not answer in time",
        ),
        (
            "API accepts invalid authentication",
            "Expected 401 or 403, got `200 OK`",
            "answered 400 to a credential that is none; answer 401, as the document requires one",
        ),
        (
            "Missing required header accepted",
            "Got 200 when missing required 'X-Card' header, expected 400",
            "answered 400 to a request without the header X-Card, which is required",
        ),
        ("Deleted resource still available", "Found.", "Deleted resource still available: Found."),
        ("Undocumented status code", "In other words", "Undocumented status code: In other words"),
    ],
)
def test_failures_are_told_in_our_words_and_in_theirs_where_we_have_none(title, message, sentence):
    (finding,) = concluded(GOOD, failure(title, message), ENDED).findings
    assert finding.message == f"POST /pets: {sentence}"


def test_there_are_words_for_titles_that_exist():
    def kinds(kind):
        return {kind.kind_title}.union(*map(kinds, kind.__subclasses__()))

    ours = {"The server gave no answer", "A record that does not exist is found"}
    others = {"Response header does not conform to the schema"}
    told = {wording.title for wording in WORDINGS} - ours - others - kinds(Failure)
    source = inspect.getsource(checking)
    assert [each for each in told if f'"{each}"' not in source] == []


def test_a_message_has_an_end():
    (finding,) = concluded(GOOD, failure("Odd", "o" * 5000), ENDED).findings
    assert re.fullmatch(r"POST /pets: Odd: o+\.\.\.", finding.message)
    assert len(finding.message) < 410


def test_a_status_that_is_not_declared_is_not_told_twice():
    crash = failure("Server error", "Received: 500", "not_a_server_error", status=500)
    undeclared = failure("Undocumented status code", "Documented: 201", "status_code_conformance")
    same, other = replace(undeclared, status=500), replace(undeclared, status=418)
    elsewhere = replace(same, operation="GET /pets")
    rules = [each.evidence for each in concluded(GOOD, same, crash, other, elsewhere).findings]
    assert len(rules) == 3
    assert [each.message[:23] for each in concluded(GOOD, same, crash, other).findings] == [
        "POST /pets: answered 50",
        "POST /pets: answered 41",
    ]


def test_an_operation_that_only_refused_was_not_of():
    (finding,) = concluded(GOOD, of("POST /pets", _401=3), ENDED).findings
    assert (finding.rule, str(finding.origin)) == ("missing-auth", where(DOCUMENT, "post:"))
    assert finding.message == (
        "POST /pets: every valid request was refused for want of a credential, so nothing else "
        "about it was tested. Send one that the server accepts: -H 'Authorization: ...'."
    )
    assert finding.evidence == Evidence("curl POST /pets", "", seed=4)


def test_a_refusal_for_want_of_a_credential_is_told_instead_of_its_status():
    undeclared = failure(
        "Undocumented status code", "Documented: 201", "status_code_conformance", status=401
    )
    (finding,) = concluded(GOOD, undeclared, of("POST /pets", _401=3), ENDED).findings
    assert finding.rule == "missing-auth"


@pytest.mark.parametrize(
    ("known", "operation", "rule"),
    [
        ((), "GET /pets", "missing-test-data"),
        (("/pets/{id}",), "GET /pets/{id}", "missing-test-data"),
        (("/pets/{id}/toys/{name}",), "GET /pets/{id}/toys/{name}", "missing-test-data"),
        ((), "GET /pets/{id}", "verify-incomplete"),
        (("/others/{id}",), "GET /pets/{id}", "verify-incomplete"),
        (("/pets/{id}",), "GET /pets/{id}/toys/{name}", "verify-incomplete"),
    ],
)
def test_404_alone_is_a_fault_where_a_record_is_known(known, operation, rule):
    (finding,) = concluded(
        of("POST /pets", _201=1), of(operation, _404=3), ENDED, known=known
    ).findings
    assert finding.rule == rule
    assert finding.severity == ("error" if rule == "missing-test-data" else "warning")
    assert finding.message.startswith(f"{operation}: every valid request was answered with 404")
    assert finding.origin == SPEC.operation(operation).origin


@pytest.mark.parametrize(
    ("walked", "rule"), [(True, "always-conflict"), (False, "verify-incomplete")]
)
def test_409_alone_is_a_fault_where_values_were_sent_that_nobody_can_have_taken(walked, rule):
    cases = OperationTested("lifecycle", "POST /pets", 2, {409: 2}, {}) if walked else GOOD
    (finding,) = concluded(GOOD, cases, of("POST /pets", _409=3), ENDED).findings
    assert finding.rule == rule
    assert finding.severity == ("error" if walked else "warning")
    assert finding.message.startswith("POST /pets: every valid request was answered with 409")


@pytest.mark.parametrize(
    "events",
    [
        (),
        (of("GET /pets", _404=3),),
        (of("GET /pets/{id}", _404=3),),
        (OperationTested("x", "GET /p", 9),),
    ],
    ids=["no request", "404 to a list", "404 to all ids", "no valid request"],
)
def test_a_run_without_success_never_ends_well(events):
    assert Report(concluded(*events, ENDED).findings).exit_code == 1


def test_a_run_without_success_says_that_nothing_was_of():
    assert told(of("GET /pets/{id}", _404=3), ENDED)[0] == (
        "nothing-tested",
        "error",
        (
            "Not one valid request was answered with success, so nothing was tested. Check the "
            "URL, and name records that exist in a fixture file (--fixtures)."
        ),
    )
    assert told(RunFinished("max_time", 1, 0))[0][2].endswith("more time than --max-time did.")


@pytest.mark.parametrize("ends", [(), (RunFinished("interrupted", 1, 0),)])
def test_a_run_that_was_broken_off_need_not_have_tested_anything(ends):
    assert concluded(*ends).findings == ()


def test_a_run_with_findings_need_not_say_that_nothing_was_of():
    crash = failure("Server error", "Received: 500", "not_a_server_error", status=500)
    assert [rule for rule, _, _ in told(crash, ENDED)] == ["not-a-server-error"]


def test_a_run_that_did_not_end_says_what_it_found_until_then():
    conclusion = concluded(PhaseStarted("coverage"), GOOD, TOO_LONG)
    assert [each.rule for each in conclusion.findings] == ["response-schema-conformance"]
    assert (conclusion.requests, conclusion.reason) == (3, "")


def test_warnings_come_last_and_fail_nothing():
    conclusion = concluded(Warned("Half of it."), GOOD, TOO_LONG, ENDED)
    assert conclusion.findings[-1] == Finding("verify-incomplete", Severity.WARNING, "Half of it.")
    assert Report(concluded(Warned("Half of it."), GOOD, ENDED).findings).exit_code == 0


def test_what_was_answered_is_counted_over_all_phases():
    conclusion = concluded(
        PhaseStarted("examples"),
        GOOD,
        of("POST /pets", _201=1),
        PhaseFinished("examples", "success"),
        OperationTested("fuzzing", "GET /pets", 2, {200: 1, 400: 1}, {200: 1}),
        ENDED,
    )
    assert conclusion.statuses == {"GET /pets": {200: 4, 400: 1}, "POST /pets": {201: 1}}
    assert (conclusion.requests, conclusion.reason, conclusion.findings) == (7, "completed", ())
