import pytest

from mockserver.errors import Rejection
from mockserver.request.violation import refuse

POST = """
openapi: 3.1.0
paths:
  /pets:
    post:
      requestBody:
        {body}
"""
PET = """required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                id: {type: string, readOnly: true, minLength: 99}
                name: {type: string}
                age: {type: integer}"""


def document(body):
    return POST.replace("{body}", body)


def refusal(reading, *args, **kwargs):
    with pytest.raises(Rejection) as caught:
        reading(*args, **kwargs)
    return caught.value


def test_a_body_is_read_and_judged(reading):
    found = reading(document(PET), body='{"name": "Rex"}', Content_Type="application/json")
    assert (found.body, found.violations) == ({"name": "Rex"}, ())
    assert str(found.media_type) == "application/json"


def test_all_violations_are_told_with_their_place_and_line(reading):
    found = reading(document(PET), body='{"nam": "Rex", "age": "old"}')
    told = {each.sentence: each.origin.line for each in found.violations}
    assert told == {
        "body: 'name' is required and missing; did you mean it by 'nam'?": 12,
        'body /age: "old" is a string, expected integer': 16,
    }


def test_what_only_the_server_sets_is_not_judged(reading):
    assert reading(document(PET), body='{"name": "Rex", "id": "x"}').violations == ()


@pytest.mark.parametrize("body", ["[]", "[1]", "1", '"x"', "null", "true"])
def test_a_body_of_another_type_is_a_violation_of_the_whole(reading, body):
    [violation] = reading(document(PET), body=body).violations
    assert (violation.location, violation.pointer, violation.keyword) == ("body", (), "type")
    assert violation.message.endswith("expected object")


def test_a_body_that_is_required_and_not_sent_is_a_violation_at_the_declaration(reading):
    [violation] = reading(document(PET), Content_Type="application/json").violations
    assert violation.sentence == "body: a body is required"
    assert violation.origin.line == 7


def test_a_body_that_may_be_left_out_is_none(reading):
    found = reading(document("content: {application/json: {schema: {type: object}}}"))
    assert (found.body, found.media_type, found.violations) == (None, None, ())


def test_an_operation_without_a_body_does_not_look_at_one(reading):
    found = reading("openapi: 3.1.0\npaths: {/pets: {get: {}}}", body="{broken")
    assert (found.body, found.violations) == (None, ())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "it is no JSON at line 1, column 2"),
        (b'{"a": 1,\n "a": 2}', "the name 'a' comes twice in its object at line 2, column 2"),
        (b'{"a": NaN}', "JSON has no NaN at line 1, column 7"),
        (b'{"a": "\\ud800"}', "holds a lone surrogate"),
        (b"\xff", "it is not UTF-8 at line 1, column 1"),
        (b"\xef\xbb\xbf{}", "it starts with a byte order mark"),
        (b"  ", "it is empty where a JSON value is expected"),
        (b"[" * 1000 + b"]" * 1000, "deeper than 256 levels"),
        (b"1e999", "out of range"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(reading, body, reason):
    problem = refusal(reading, document(PET), body=body, Content_Type="application/json").problem
    assert (problem.status, problem.type) == (400, "urn:mockserver:unreadable-body")
    assert problem.detail.startswith("The body cannot be read as application/json: ")
    assert reason in problem.detail


@pytest.mark.parametrize("sent", ["text/plain", "application/xml", "json", "", "a/b/c", "é"])
def test_a_media_type_that_is_not_declared_is_refused_with_those_that_are(reading, sent):
    rejection = refusal(reading, document(PET), body="{}", Content_Type=sent)
    assert (rejection.problem.status, rejection.problem.extensions) == (
        415,
        {"supported": ["application/json"]},
    )
    assert rejection.problem.detail == (
        f"Content-Type {sent} is not supported here; send application/json."
    )
    assert rejection.headers == (("Accept", "application/json"),)


@pytest.mark.parametrize("sent", ["application/json", "Application/JSON; charset=utf-8", None])
def test_the_parameters_and_the_case_of_a_media_type_do_not_count_and_it_may_be_left_out(
    reading, sent
):
    headers = {"Content_Type": sent} if sent else {}
    assert reading(document(PET), body='{"name": "x"}', **headers).violations == ()


@pytest.mark.parametrize("content", ["{application/json: {}, text/plain: {}}", "{'*/*': {}}", "{}"])
def test_without_a_media_type_nothing_is_guessed_where_more_than_one_may_be_meant(reading, content):
    problem = refusal(reading, document(f"content: {content}"), body="{}").problem
    assert problem.status == 415
    assert problem.detail.startswith("a body without Content-Type is not supported here; send ")


def test_the_most_specific_declaration_counts(reading):
    text = document(
        "content: {'*/*': {schema: false}, application/*: {schema: false},"
        " application/json: {schema: {type: object}}}"
    )
    assert reading(text, body="{}", Content_Type="application/json").violations == ()
    assert reading(text, body="{}", Content_Type="application/hal+json").violations != ()


def test_bytes_of_a_media_type_that_carries_no_values_stay_bytes(reading):
    found = reading(
        document("content: {image/*: {schema: {type: string}}}"),
        body=b"\xff\xd8",
        Content_Type="image/jpeg",
    )
    assert (found.body, found.violations) == (b"\xff\xd8", ())


NESTED = """required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                owners: {type: array, items: {$ref: '#/components/schemas/Owner'}}
                vet: {$ref: '#/components/schemas/Vet'}
                age: {type: integer}
            encoding: {ENCODING}
components:
  schemas:
    Owner: {type: object}
    Vet: {type: object, properties: {rooms: {type: array, items: {type: integer}}}}"""


@pytest.mark.parametrize(
    ("encoding", "body", "judged"),
    [
        ("{}", "owners=Ann&vet[rooms]=x&age=old", {"age"}),
        ("{owners: {style: form}}", "owners=Ann&age=3", set()),
        ("{owners: {contentType: application/json}}", "owners=[7]&age=3", {"owners"}),
        ("{vet: {style: deepObject}}", "vet[rooms]=x&owners=Ann", {"vet"}),
    ],
)
def test_a_field_of_a_form_is_judged_where_its_form_is_said(reading, encoding, body, judged):
    text = document(NESTED.replace("ENCODING", encoding[1:-1]))
    found = reading(text, body=body, Content_Type="application/x-www-form-urlencoded")
    assert {each.pointer[0] for each in found.violations} == judged


def test_nested_values_are_judged_where_the_body_is_no_form(reading):
    text = document(NESTED.replace("x-www-form-urlencoded", "json").replace("ENCODING", ""))
    [violation] = reading(
        text, body='{"owners": "Ann"}', Content_Type="application/json"
    ).violations
    assert violation.pointer == ("owners",)


def test_a_body_where_none_can_be_declared_is_asked_to_be_left_out(reading):
    problem = refusal(reading, document("content: {}"), body="{}").problem
    assert problem.detail == "a body without Content-Type is not supported here; send no body."


LINES = "content: {application/x-ndjson: {itemSchema: {type: object, required: [name]}}}"


def test_each_value_of_a_sequence_is_read_and_judged_with_its_number(reading):
    body = b'{"name": "Rex"}\n{}\n'
    found = reading(document(LINES), body=body, Content_Type="application/x-ndjson")
    assert found.body == [{"name": "Rex"}, {}]
    [violation] = found.violations
    assert (violation.location, violation.pointer) == ("body", (1,))
    assert violation.sentence == "body /1: 'name' is required and missing"


def test_a_sequence_is_judged_as_a_whole_where_the_document_says_so_too(reading):
    whole = LINES.replace("{itemS", "{schema: {maxItems: 1}, itemS")
    body = b'{"name": "Rex"}\n{"name": "Tom"}\n'
    [violation] = reading(document(whole), body=body).violations
    assert (violation.pointer, violation.keyword) == ((), "maxItems")


@pytest.mark.parametrize(("coding", "status"), [("br", 415), ("gzip, br", 415), ("gzip", 400)])
def test_a_body_beneath_a_coding_that_cannot_be_taken_off_is_refused(reading, coding, status):
    rejection = refusal(reading, document(PET), body="x", Content_Encoding=coding)
    assert rejection.problem.status == status
    if status == 415:
        assert rejection.headers == (("Accept-Encoding", "gzip, deflate, identity"),)
        assert rejection.problem.detail == (
            "Content-Encoding br is not supported here; send gzip, deflate or identity."
        )
    else:
        assert rejection.problem.detail.startswith(
            "The body cannot be read beneath its Content-Encoding: it is no gzip: "
        )


def test_of_reasons_without_number_a_thousand_are_told(reading):
    numbers = "content: {application/json: {schema: {items: {type: string}}}}"
    found = reading(document(numbers), body=f"[{'1,' * 9_999}1]")
    assert len(found.violations) == 1000
    assert refuse(found.violations).problem.detail.endswith("; and at least 950 more.")


def test_of_a_vast_body_the_first_reason_is_told_alone(reading):
    numbers = "content: {application/json: {schema: {items: {type: string}}}}"
    vast = reading(document(numbers), body=f"[{'[],' * 2}{'1,' * 500_000}1]").violations
    assert [each.pointer for each in vast] == [(0,)]
    wide = "{" + ", ".join(f'"a{number}": 1' for number in range(30_000)) + "}"
    objects = "content: {application/json: {schema: {additionalProperties: {type: string}}}}"
    assert len(reading(document(objects), body=wide).violations) == 1


def test_of_a_sequence_a_thousand_reasons_are_told_too(reading):
    assert len(reading(document(LINES), body="{}\n" * 5000).violations) == 1000


def test_a_form_of_more_fields_than_anybody_sends_is_refused(reading):
    form = "content: {application/x-www-form-urlencoded: {schema: {type: object}}}"
    assert reading(document(form), body="a=1" + "&a=1" * 9_999).violations == ()
    rejection = refusal(reading, document(form), body="a=1" + "&a=1" * 10_000)
    assert rejection.problem.status == 400
    assert rejection.problem.detail.endswith(": it has more than 10,000 fields.")
