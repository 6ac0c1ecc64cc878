"""One cause is one finding: what one change mends is told together."""

from dataclasses import replace

import pytest

from mockserver.finding import Finding, Severity
from mockserver.verify.causes import COMES_OUT, LET_IN, cause_of, folded
from mockserver.verify.events import FailureFound

NAME = "/components/schemas/Name/type"


def failure(operation, check="ignored_auth", place="", message="", status=200, at=""):
    return FailureFound("coverage", operation, check, "", message, "curl", status=status,
                        schema_pointer=place or None, instance_pointer=at or None)  # fmt: skip


def finding(operation, rule=LET_IN, place=NAME, cause=None, severity=Severity.ERROR, requests=1):
    known = f"{rule} {place}" if cause is None else cause
    message = f"{operation}: answered 201 to what is forbidden (null)"
    return Finding(rule, severity, message, pointer=place, operation=operation, cause=known,
                   requests=requests)  # fmt: skip


def shown(findings):
    """The operation of each, with those that are told with it."""
    return [(each.operation, [one.operation for one in each.also]) for each in findings]


@pytest.mark.parametrize("check", ["response_schema_conformance", "negative_data_rejection"])
def test_a_keyword_is_one_promise_whoever_breaks_it(check):
    told = [cause_of(failure(each, check, NAME, each)) for each in ("GET /a", "GET /b")]
    assert told[0] == told[1] != cause_of(failure("GET /a", check, f"{NAME}s"))


def test_a_field_of_answers_is_one_whatever_is_wrong_with_it_and_wherever_it_is_sent():
    check = "response_headers_conformance"
    told = {
        cause_of(failure(operation, check, place, message, at=at))
        for operation, place, message, at in (
            ("GET /a", "/components/schemas/Page/type", "no object", "/X-Page"),
            ("GET /b", "/paths/~1b/get/responses/200/headers/x-page/schema", "no", "/x-page/a"),
        )
    }
    assert told == {f"{check}\0x-page"}
    assert cause_of(failure("GET /a", check, message="no tag")) == f"{check}\0no tag"


@pytest.mark.parametrize("check", ["touch_missing", "creation_moved"])
def test_moments_of_a_record_are_one_whichever_operation_shows_them(check):
    told = {cause_of(failure(each, check)) for each in ("PATCH /pets/{id}", "GET /pets/{id}")}
    assert len(told) == 1
    assert told != {cause_of(failure("PATCH /toys/{id}", check))}


@pytest.mark.parametrize(("count", "told"), [(3, 3), (4, 1)])
def test_many_fields_of_one_answer_are_one_and_some_are_several(count, told):
    """With what others show of the same fields."""
    fields = ("name", "size", "colour", "price")[:count]
    differing = [
        replace(finding(f"{verb} /pets", "value-differs", cause=cause_of(
            failure(f"{verb} /pets", "value_differs", at=f"/{field}"))), at=f"/{field}")
        for verb in ("PUT", "GET")
        for field in fields[: 4 if verb == "PUT" else 1]
    ]  # fmt: skip
    found = folded(differing)
    assert len(found) == told
    assert sum(len(each.whole) for each in found) == count + 1
    assert found[0].message.endswith("; 3 other fields differ, too") is (told == 1)


def test_a_header_field_of_a_credential_that_is_missing_is_one_with_who_is_let_in():
    missing = "Missing 'X-Key' header"
    forbidden = "Invalid component: Missing `X-Key` at header"
    told = {
        cause_of(failure("GET /a"), frozenset()),
        cause_of(failure("GET /b", "missing_required_header", message=missing), {"x-key"}),
        cause_of(failure("GET /c", "negative_data_rejection", message=forbidden), {"x-key"}),
    }
    assert len(told) == 1
    other = cause_of(failure("GET /c", "negative_data_rejection", message=forbidden), {"x-other"})
    assert other not in told


def test_of_a_field_all_that_is_broken_is_one():
    field = "/paths/~1a/post/requestBody/content/application~1json/schema/properties/name"
    parameter = "/paths/~1a/get/parameters/0"
    for place, ends in (
        (field, ("type", "items/enum")),
        (parameter, ("schema/type", "schema/enum")),
    ):
        told = {
            cause_of(failure("GET /a", "negative_data_rejection", f"{place}/{e}")) for e in ends
        }
        assert told == {f"negative_data_rejection\0{place}"}


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("negative_data_rejection", "answered {} to a body that ends too soon"),
        ("content_type_conformance", "answered {} with the Content-Type text/html"),
    ],
)
def test_what_the_frame_does_is_known_by_what_is_said_of_it(check, message):
    place = "/paths/~1a/post"
    told = [cause_of(failure("POST /a", check, place, message.format(s))) for s in (200, 201)]
    assert told[0] == told[1] != cause_of(failure("POST /a", check, place, "something else"))


def test_a_header_that_carries_a_key_is_missed_as_a_credential_is():
    missed = failure("GET /a", "missing_required_header", "", "Got 200: required 'X-Card' header")
    assert cause_of(missed, frozenset({"x-card"})) == cause_of(failure("POST /b"))
    assert cause_of(missed) != cause_of(failure("POST /b"))


def test_a_change_that_resets_the_rest_does_so_whichever_field_shows_it():
    told = {cause_of(failure(each, "rest_changed")) for each in ("PATCH /a", "PATCH /a", "PUT /a")}
    assert len(told) == 2


def test_a_status_that_stands_for_another_is_one_cause_for_each_pair():
    told = {
        cause_of(failure(operation, "refusal_wrong", f"/paths/~1a/get/responses/{wanted}", "", was))
        for operation in ("GET /a", "PUT /b")
        for was, wanted in ((400, 404), (400, 409))
    }
    assert len(told) == 2


def test_a_value_is_that_of_a_field_of_a_collection_whoever_shows_it():
    def told(operation, at="/name", check="value_differs"):
        found = FailureFound("lifecycle", operation, check, "", "m", "curl", instance_pointer=at)
        return cause_of(found)

    same = {told("GET /a/{id}"), told("POST /a"), told("GET /a", "/name/x", "fixture_differs")}
    assert len(same) == 1
    assert not same & {told("GET /a/{id}", "/size"), told("GET /b"), told("GET /a/{id}/name")}
    assert told("GET /a", "") == ""


def test_a_value_in_a_wrong_form_differs_as_well():
    found = folded(
        [
            finding("POST /a", "value-differs", "", "value\0/a\0name"),
            replace(finding("GET /a/{id}", COMES_OUT, NAME), at="/items/0/name"),
            finding("GET /b", "value-differs", "", "value\0/b\0name"),
        ]
    )
    assert shown(found) == [("GET /a/{id}", ["POST /a"]), ("GET /b", [])]


@pytest.mark.parametrize("check", ["not_a_server_error", "value_differs", "record_lost"])
def test_of_other_rules_nobody_knows_the_cause(check):
    assert cause_of(failure("GET /a", check, "/paths/~1a/get")) == ""


def test_one_cause_is_one_finding_in_the_place_of_the_first():
    other = finding("GET /b", "record-lost", cause="")
    found = folded([finding("POST /a"), other, finding("PUT /a/{id}", requests=4), other])
    assert shown(found) == [("POST /a", ["PUT /a/{id}"]), ("GET /b", []), ("GET /b", [])]
    assert [each.requests for each in found] == [5, 1, 1]


def test_a_warning_is_not_told_with_an_error():
    found = folded([finding("POST /a"), finding("PUT /a/{id}", severity=Severity.WARNING)])
    assert shown(found) == [("POST /a", []), ("PUT /a/{id}", [])]


def test_what_was_let_in_comes_out_and_is_told_with_it():
    inner = "/components/schemas/{}/properties/name/type"
    found = folded(
        [
            finding("GET /a", COMES_OUT, inner.format("Shown")),
            finding("POST /a", place=inner.format("Sent")),
            finding("GET /a/{id}", COMES_OUT, inner.format("Shown")),
            finding("GET /b", COMES_OUT, inner.format("Other")),
            finding("GET /a", COMES_OUT, inner.format("Shown").replace("name", "size")),
        ]
    )
    assert shown(found) == [("POST /a", ["GET /a", "GET /a/{id}"]), ("GET /b", []), ("GET /a", [])]


def test_two_fields_of_a_list_are_two():
    found = folded(
        [
            replace(finding("GET /a", COMES_OUT, f"{NAME}{name}"), at=f"/items/0/{name}")
            for name in ("name", "size")
        ]
    )
    assert shown(found) == [("GET /a", []), ("GET /a", [])]


def test_the_same_place_is_the_same_field_in_any_collection():
    found = folded([finding("POST /a"), finding("GET /b", COMES_OUT)])
    assert shown(found) == [("POST /a", ["GET /b"])]


def test_a_service_that_checks_nothing_has_one_fault():
    found = folded(
        [
            finding("POST /a"),
            finding("POST /a", place="/paths/~1a/post", cause="it ends too soon"),
            finding("PUT /a/{id}", place=f"{NAME}s"),
            finding("PUT /b/{id}", place=f"{NAME}z"),
            finding("GET /a", COMES_OUT, NAME),
        ],
        ["POST /a", "PUT /a/{id}"],
    )
    assert shown(found) == [
        ("POST /a", ["POST /a", "PUT /a/{id}", "GET /a"]),
        ("PUT /b/{id}", []),
    ]
    assert found[0].message == (
        "POST /a and PUT /a/{id}: took all bodies that the document forbids, of 3 kinds, such as "
        "one null; check what is sent, and refuse it with a 4xx"
    )


def test_a_single_fault_keeps_its_sentence():
    (found,) = folded([finding("POST /a")], ["POST /a"])
    assert found.message == finding("POST /a").message
