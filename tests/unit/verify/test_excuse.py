import json
from dataclasses import dataclass, replace

import pytest
from builder import spec
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import MissingContentType

from mockserver.http import Headers, Request, Response
from mockserver.media import MediaType
from mockserver.verify.fuzz.excuse import Excuses
from mockserver.verify.fuzz.plan import FuzzPlan
from mockserver.verify.inputs.leeway import Leeway
from mockserver.verify.inputs.unnamed import named

LABEL = "PUT /tickets/{id}"
REFUSED, UNDECLARED = "positive_data_acceptance", "status_code_conformance"


@dataclass
class Hit:
    check: str
    request: Request
    response: Response
    label: str = LABEL
    message: str = "as theirs"
    is_foreign: bool = False
    is_below: bool = False
    failure: Failure | None = None


def excuse(check, request, response, leeway=None, **more):
    leeways = {LABEL: leeway} if leeway else {}
    excuses = Excuses(FuzzPlan("http://x", {}, "", leeways=leeways, unique=frozenset({"email"})))
    excuses.observe(Response(200, body=b'{"email": "a@example.com"}'))
    return excuses.excuse(Hit(check, request, response, **more))


def sent(body=None, query="", **fields):
    lines = [(name.replace("_", "-"), value) for name, value in fields.items()]
    content = b"" if body is None else json.dumps(body).encode()
    return Request("PUT", "/tickets/1", query, Headers(lines), content)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (sent(If_Match='"of-long-ago"'), 412),
        (sent(if_match=""), 412),
        (sent(If_Match="no tag"), 400),
        (sent(If_None_Match='"abc"'), 304),
        (sent(If_Unmodified_Since="Sat, 29 Oct 1994 19:43:31 GMT"), 412),
        (sent(), 428),
    ],
)
def test_what_a_condition_comes_to_is_known_to_the_service_alone(request_, status):
    assert excuse(REFUSED, request_, Response(status)) == ""


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (sent(), 412),
        (sent(If_Match='"a"'), 428),
        (sent(If_Match='"a", W/"b"'), 400),
        (sent(If_Match='"a"'), 422),
    ],
    ids=["no condition", "one that is there", "a tag that is one", "another refusal"],
)
def test_a_refusal_that_no_condition_calls_for_counts(request_, status):
    assert excuse(REFUSED, request_, Response(status)) is None


def test_a_cursor_that_nobody_gave_out_may_be_refused():
    leeway = Leeway(marks=frozenset({"cursor"}))
    assert excuse(REFUSED, sent(query="cursor="), Response(400), leeway) == ""
    assert excuse(REFUSED, sent(query="limit=1"), Response(400), leeway) is None
    assert excuse(REFUSED, sent(query="cursor="), Response(415), leeway) is None


def test_a_record_that_is_not_there_may_not_be_named():
    leeway = Leeway(references=frozenset({"owner"}))
    assert excuse(REFUSED, sent({"owner": "x"}), Response(422), leeway) == ""
    assert excuse(REFUSED, sent({"owner": None}), Response(422), leeway) is None
    assert excuse(REFUSED, sent(["owner"]), Response(422), leeway) is None
    assert excuse(REFUSED, sent({"name": "x"}), Response(422), leeway) is None


def test_a_record_that_others_bring_into_a_state_may_refuse_a_change():
    assert excuse(REFUSED, sent({}), Response(422), Leeway(is_bound=True)) == ""
    assert excuse(REFUSED, sent({}), Response(415), Leeway(is_bound=True)) is None


@pytest.mark.parametrize("check", ["negative_data_rejection", "missing_required_header"])
@pytest.mark.parametrize(
    ("status", "told"), [(410, ""), (412, ""), (428, ""), (200, None), (500, None)]
)
def test_what_has_to_be_refused_may_be_so_for_another_reason(check, status, told):
    assert excuse(check, sent({}), Response(status)) == told


def test_a_form_may_hold_fields_that_nobody_declared():
    form = "application/x-www-form-urlencoded"
    request = Request("POST", "/cards", "", Headers([("Content-Type", form)]), b"name=A&x=1")
    known, other = (Leeway(form=frozenset(names)) for names in (("name",), ("name", "x")))
    assert excuse("negative_data_rejection", request, Response(200), known) == ""
    assert excuse("negative_data_rejection", request, Response(200), other) is None


def test_a_record_that_is_gone_is_one_that_is_not_there():
    assert excuse(REFUSED, sent(), Response(410)) == ""


def test_a_value_that_is_taken_may_be_refused():
    assert excuse(REFUSED, sent({"email": "A@example.com"}), Response(400)) == ""
    assert excuse(REFUSED, sent({"email": "b@example.com"}), Response(400)) is None


@pytest.mark.parametrize(
    ("body", "told"),
    [(b'"\xe9"', ""), (b'\xef\xbb\xbf"a"', ""), (b'{"a": 1', None), (b"{}", None)],
)
def test_a_body_that_breaks_the_law_of_json_is_told_once(body, told):
    fault = Failure(operation=LABEL, title="Content deserialization error", message="'utf-8' codec")
    check, answer = "response_schema_conformance", Response(200, body=body)
    assert excuse(check, sent(), answer, failure=fault) == told


def test_a_body_of_no_type_is_told_once():
    fault = MissingContentType(operation=LABEL, media_types=[], message="")
    answer = Response(200, body=b"{}")
    assert excuse("response_schema_conformance", sent(), answer, failure=fault) == ""
    assert excuse("content_type_conformance", sent(), answer, failure=fault) is None


def test_an_answer_without_content_has_no_media_type():
    check = "content_type_conformance"
    assert excuse(check, sent(), Response(204)) == ""
    assert excuse(check, sent(), Response(200)) is None
    assert excuse(check, sent(), Response(204, body=b"x")) is None


def test_the_status_of_a_media_type_that_is_not_taken_needs_no_declaration():
    leeway = Leeway(takes=(MediaType("application", "json"),))
    other, own = sent(Content_Type="text/plain"), sent(Content_Type="application/json; a=b")
    assert excuse(UNDECLARED, other, Response(415), leeway) == ""
    assert excuse(UNDECLARED, sent(), Response(415), leeway) == ""
    assert excuse(UNDECLARED, own, Response(415), leeway) is None
    assert excuse(UNDECLARED, other, Response(418), leeway) is None


@pytest.mark.parametrize("status", [500, 503])
def test_that_a_server_failed_is_not_told_as_a_status_that_is_not_declared(status):
    assert excuse(UNDECLARED, sent(), Response(status)) == ""
    assert excuse("not_a_server_error", sent(), Response(status)) is None


@pytest.mark.parametrize("check", [UNDECLARED, REFUSED, "response_schema_conformance"])
def test_a_limit_of_the_rate_is_told_and_no_failure(check):
    told = excuse(check, sent(), Response(429))
    assert told is not None
    assert "--rate-limit" in told


def test_an_allow_that_is_not_whole_is_told_and_one_that_is_missing_counts():
    check = "allow_header_conformance"
    partial = Response(405, Headers([("Allow", "GET")]))
    assert excuse(check, sent(), partial) == f"{LABEL}: as theirs (RFC 9110 §10.2.1)"
    assert excuse(check, sent(), Response(405)) is None


@pytest.mark.parametrize(
    ("query", "status", "expected"),
    [
        ("page=133792414184", 400, ""),
        ("page=-2147483649", 422, ""),
        ("page=2147483647", 400, None),
        ("q=133792414184x", 400, None),
        ("page=133792414184", 401, None),
    ],
)
def test_how_far_a_service_counts_is_its_own_where_no_maximum_is_declared(query, status, expected):
    assert excuse(REFUSED, sent(query=query), Response(status)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"pages": 12.0}', ""),
        ('{"pages": [1, {"of": 1e3}]}', ""),
        ('{"pages": 1e999}', ""),
        ('{"pages": 2147483648}', ""),
        ('{"title": "a\\u0000b"}', ""),
        ('{"title": "a\\ud800b"}', ""),
        ('{"a\\u0000b": 1}', ""),
        ('{"contact": "ann@mail.test"}', ""),
        ('{"home": "https://ann.example"}', ""),
        ('{"host": "ann.invalid"}', ""),
        ('{"pages": 12.5, "of": 12, "is": true}', None),
        ('{"title": "a\\ud83d\\ude00b 12.0"}', None),
        ('{"contact": "ann@example.com", "home": "https://tests.example.org/a.test"}', None),
        ("[" * 100_000, None),
    ],
)
def test_what_many_services_have_no_means_to_take_is_theirs_to_refuse(text, expected):
    asked = replace(sent(), body=text.encode())
    assert excuse(REFUSED, asked, Response(422)) == expected
    assert excuse(REFUSED, asked, Response(403)) is None


@pytest.mark.parametrize("check", ["not_a_server_error", "unsupported_method"])
def test_a_server_need_not_know_a_method_that_is_not_declared(check):
    assert excuse(check, sent(), Response(501), is_foreign=True) == ""
    assert excuse(check, sent(), Response(501)) is None
    assert excuse(check, sent(), Response(500), is_foreign=True) is None


@pytest.mark.parametrize(("method", "status"), [("QUERY", 404), ("DELETE", 403)])
def test_another_refusal_of_a_method_that_is_not_declared_is_told(method, status):
    told = excuse("unsupported_method", replace(sent(), method=method), Response(status))
    assert told == (
        f"{LABEL}: answered {status} to methods that the path does not declare; "
        "405 with Allow says so (RFC 9110 §15.5.6)"
    )


def test_nothing_is_told_of_a_trace_that_is_stopped_before_the_service():
    asked = replace(sent(), method="TRACE")
    assert excuse("unsupported_method", asked, Response(405)) == ""


@pytest.mark.parametrize(("method", "status"), [("DELETE", 405), ("DELETE", 200)])
def test_a_method_that_is_taken_or_refused_without_allow_counts(method, status):
    asked = replace(sent(), method=method)
    assert excuse("unsupported_method", asked, Response(status)) is None


def test_no_body_is_an_empty_one_where_that_is_allowed():
    wrong = "negative_data_rejection"
    assert excuse(wrong, sent(), Response(200), Leeway(takes_nothing=True)) == ""
    assert excuse(wrong, sent({"a": 1}), Response(200), Leeway(takes_nothing=True)) is None
    assert excuse(wrong, sent(), Response(200), Leeway()) is None


def test_a_key_may_be_that_of_another_request():
    """draft-ietf-httpapi-idempotency-key-header 2.7."""
    asked = sent({"name": "x"}, Idempotency_Key="0")
    for status, told in ((409, ""), (422, ""), (403, None)):
        assert excuse(REFUSED, asked, Response(status)) == told
    assert excuse(REFUSED, sent({"name": "x"}), Response(422)) is None


def test_what_lies_below_a_new_record_need_not_be_there():
    asked, missing = Request("GET", "/tickets/1/photo"), Response(404)
    assert excuse("ensure_resource_availability", asked, missing, is_below=True) == ""
    assert excuse("ensure_resource_availability", asked, missing) is None


OPEN = """
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /tickets:
    post:
      requestBody: {content: {application/json: {schema: SCHEMA}}}
      responses: {'200': {description: ok}}
T:
  type: object
  properties:
    title: {type: string}
    seat: {type: object, properties: {row: {type: integer}}}
    notes: {type: object}
    tags: {type: array, items: {type: object, properties: {name: {type: string}}}}
"""


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"title": "a", "zz": 1}, "zz"),
        ({"seat": {"row": 1, "col": 2}}, "col"),
        ({"tags": [{"name": "a"}, {"nam": "b"}]}, "nam"),
        ({"notes": {"zz": 1}, "title": "a"}, None),
        ([1], None),
        ("x", None),
    ],
)
def test_a_member_that_an_open_schema_does_not_name_may_be_refused(body, name):
    known = named(spec(OPEN.replace("SCHEMA", "{$ref: '#/T'}")).operation("POST /tickets"))
    assert known.unnamed(body) == name
    each = named(
        spec(OPEN.replace("SCHEMA", "{type: array, items: {$ref: '#/T'}}")).operation(
            "POST /tickets"
        )
    )
    assert each.unnamed([{"title": "right"}, body]) == name
    told = excuse(REFUSED, sent(body), Response(422), Leeway(named=known))
    assert told is None if name is None else "members that its schema leaves open" in told
    assert excuse(REFUSED, sent(body), Response(403), Leeway(named=known)) is None


@pytest.mark.parametrize("more", ["additionalProperties: true", "additionalProperties: {}"])
def test_a_member_that_a_schema_takes_by_word_may_not(more):
    text = OPEN.replace("SCHEMA", f"{{type: object, properties: {{a: {{}}}}, {more}}}")
    assert named(spec(text).operation("POST /tickets")) is None


@pytest.mark.parametrize(
    ("request_", "is_excused"),
    [
        (sent({"start": "2024-05-02", "end": "2024-05-01"}), True),
        (sent({"start": "2024-05-01", "end": "2024-05-01"}), True),
        (sent({"end": "2024-05-01"}), True),
        (sent(query="start=2024-05-02&end=2024-05-01"), True),
        (sent({"start": "2024-05-01", "end": "2024-05-02"}), False),
        (sent({"name": "x"}), False),
        (sent({"start": None, "end": None}), False),
        (sent(query="start=2024-05-01&end=2024-05-02"), False),
    ],
)
def test_one_moment_may_have_to_come_before_another(request_, is_excused):
    leeway = Leeway(moments=("start", "end"))
    told = excuse(REFUSED, request_, Response(422), leeway)
    assert told == ("" if is_excused else None)
    assert excuse(REFUSED, request_, Response(422)) is None


@pytest.mark.parametrize(
    ("body", "expected"), [({"id": "x", "title": "y"}, ""), ({"title": "y"}, None)]
)
def test_what_is_read_only_may_be_refused(body, expected):
    schema = (
        "{type: object, properties: {id: {type: string, readOnly: true}, title: {type: string}}}"
    )
    known = named(spec(OPEN.replace("SCHEMA", schema)).operation("POST /tickets"))
    assert excuse(REFUSED, sent(body), Response(400), Leeway(named=known)) == expected
    assert excuse(REFUSED, sent(body), Response(403), Leeway(named=known)) is None


def test_what_the_document_forbids_by_a_format_may_be_refused():
    leeway = Leeway(allows=lambda value: value.get("born") != "")
    assert excuse(REFUSED, sent({"born": ""}), Response(422), leeway) == ""
    assert excuse(REFUSED, sent({"born": "2020-01-01"}), Response(422), leeway) is None
    assert excuse(REFUSED, sent({"born": ""}), Response(415), leeway) is None
    assert excuse(REFUSED, sent(), Response(422), leeway) is None
