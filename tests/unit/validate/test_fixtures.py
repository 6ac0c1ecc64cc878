import pytest
from builder import spec, where

from mockserver.collection import read_fixture
from mockserver.validate.fixtures import RULES, check_fixtures

PETS = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get: {responses: {'200': {$ref: '#/components/responses/Pet'}}}
  /pets/{id}:
    get: {responses: {'200': {$ref: '#/components/responses/Pet'}}}
components:
  responses:
    Pet:
      description: A pet.
      content:
        application/json:
          schema:
            type: object
            required: [id, name]
            additionalProperties: false
            properties:
              id: {type: string}
              name: {type: string, minLength: 2}
              tag: {type: [string, 'null']}
              secret: {type: string, writeOnly: true}
              seen_at: {type: string, format: date-time}
"""


@pytest.fixture
def check(tmp_path):
    """Findings of a file of pets: rule, line and column, sentence."""

    def checked(text, name="pets.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        found = check_fixtures(spec(PETS), [read_fixture(path)])
        assert {str(finding.origin.file) for finding in found} <= {str(path)}
        return [
            (finding.rule, f"{finding.origin.line}:{finding.origin.column}", finding.message)
            for finding in found
        ]

    return checked


def at(text, words):
    return where(text, words, "").removeprefix(":")


def test_records_that_fit_leave_nothing_to_say(check):
    assert check("records: [{id: a, name: Rex}, {id: b, name: Tom, tag: null}]") == []


@pytest.mark.parametrize(
    ("record", "words", "sentence"),
    [
        ("{id: a, name: R}", "R}", '"R" '),
        ("{id: a}", "{id: a}", "'name' is required and missing"),
        ("{id: a, name: Rex, tga: x}", "tga", "'tga' is not expected here"),
        ("{id: 7, name: Rex}", "7,", "7 is a number, expected"),
        ("{id: a, name: Rex, secret: [1]}", "[1]", ""),
        ("{id: a, name: Rex, seen_at: now}", "now", '"now" '),
    ],
)
def test_a_record_that_breaks_the_schema_is_found_where_it_does(check, record, words, sentence):
    text = f"# pets\nrecords:\n  - {record}\n"
    ((rule, place, message),) = check(text)
    assert rule == "fixture-record-invalid"
    assert place in {at(text, words), at(text, words.replace("x}", "secret"))}
    assert message.startswith(sentence)
    assert "(as openapi.yaml:" in message


@pytest.mark.parametrize(
    ("written", "read"), [("0123", "123"), ("1e3", "1000.0"), ("0x1F", "31"), ("1.50", "1.5")]
)
def test_text_that_yaml_reads_as_a_number_is_told_as_it_was_written(check, written, read):
    ((_, place, message),) = check(f"records:\n- id: a\n  name: {written}\n")
    assert place == "3:9"
    assert message.endswith(f"; {written} is read as {read}: quote it if it is text")


@pytest.mark.parametrize("written", ["7", "true", "null"])
def test_what_reads_as_it_is_written_needs_no_such_word(check, written):
    ((_, _, message),) = check(f"records:\n- id: a\n  name: {written}\n")
    assert "is read as" not in message


def test_a_record_needs_a_key(check):
    found = check("records:\n- name: Rex\n")
    assert ("fixture-key-missing", "2:3") in [each[:2] for each in found]
    (message,) = [each[2] for each in found if each[0] == "fixture-key-missing"]
    assert message == "this record has no 'id', by which /pets finds it"


def test_the_second_record_of_a_key_is_found(check):
    text = "records:\n- {id: a, name: Rex}\n- {id: b, name: Tom}\n- {id: 'a', name: Ben}\n"
    ((rule, place, message),) = check(text)
    assert (rule, place) == ("fixture-key-duplicate", at(text, "'a'"))
    assert message == "'a' is the id of the record at line 2 already"


def test_a_value_of_a_unique_field_is_there_once(check):
    text = "unique: [tag]\nrecords:\n- {id: a, name: Rex, tag: x}\n- {id: b, name: Tom, tag: x}\n"
    ((rule, place, message),) = check(text)
    assert (rule, place) == ("fixture-unique-duplicate", "4:27")
    assert message == "'x' is the tag of the record at line 3 already"


def test_records_without_a_unique_field_do_not_meet(check):
    assert (
        check("unique: [tag]\nrecords: [{id: a, name: Rex, tag: null}, {id: b, name: Tom}]") == []
    )


@pytest.mark.parametrize(
    ("rules", "words", "message"),
    [
        ("unique: [tga]", "tga", "records of /pets have no field 'tga'; did you mean 'tag'?"),
        (
            "touch: [zzz]",
            "zzz",
            "records of /pets have no field 'zzz'; they have id, name, tag, secret, seen_at",
        ),
        (
            "generate: {nme: x}",
            "x}",
            "records of /pets have no field 'nme'; did you mean 'name'?",
        ),
    ],
)
def test_the_rules_of_a_file_name_fields_that_are_there(check, rules, words, message):
    text = f"{rules}\nrecords: [{{id: a, name: Rex}}]\n"
    assert check(text) == [("fixture-rule-unknown-field", at(text, words), message)]


def test_a_template_uses_words_that_mean_something(check):
    text = "generate: {id: 'p_{ulidd}'}\nrecords: [{id: a, name: Rex}]\n"
    ((rule, place, message),) = check(text)
    assert (rule, place) == ("fixture-template-unknown", at(text, "'p_"))
    assert message.startswith("{ulidd} means nothing here; there are ")
    assert "ulid" in message


def test_a_file_of_no_collection_is_one_finding_and_no_more(check):
    ((rule, place, message),) = check("records: [{id: 7}]", "pest.yaml")
    assert (rule, place) == ("fixture-collection-unknown", "1:1")
    assert "/pets" in message


def test_faults_of_form_come_with_those_of_the_records(check):
    found = check("recrods: []\nrecords: [{id: a, name: R}, 7]\n")
    assert [(rule, place) for rule, place, _ in found] == [
        ("fixture-field-unknown", "1:1"),
        ("fixture-malformed", "2:29"),
        ("fixture-record-invalid", "2:25"),
    ]


def test_a_finding_carries_the_pointer_of_its_value(tmp_path):
    path = tmp_path / "pets.yaml"
    path.write_text("records: [{id: a, name: Rex}, {id: b, name: R}]", encoding="utf-8")
    (finding,) = check_fixtures(spec(PETS), [read_fixture(path)])
    assert finding.pointer == "/records/1/name"


def test_every_rule_is_an_error_with_a_sentence():
    assert {str(rule.severity) for rule in RULES} == {"error"}
    assert all(rule.summary.endswith(".") for rule in RULES)
