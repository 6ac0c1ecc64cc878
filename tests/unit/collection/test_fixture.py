import pytest

from mockserver.collection import find_fixtures, read_fixture
from mockserver.errors import DocumentError, UsageError


@pytest.fixture
def write(tmp_path):
    def written(text, name="pets.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def told(fixture):
    """Rule, sentence, line, column and pointer of each finding."""
    return [
        (each.rule, each.message, each.origin.line, each.origin.column, each.pointer)
        for each in fixture.findings
    ]


def test_all_that_a_file_says_is_read(write):
    fixture = read_fixture(
        write("""\
collection: /v1/pets
key: tag
unique: [name, chip]
generate: {tag: "p_{next}", born: "{now}"}
touch: [seen]
records:
- {tag: p_1, name: Rex}
- tag: p_2
  name: Tom
""")
    )
    assert (fixture.collection, fixture.key, fixture.unique) == (
        "/v1/pets",
        "tag",
        ("name", "chip"),
    )
    assert (fixture.generate, fixture.touch) == ({"tag": "p_{next}", "born": "{now}"}, ("seen",))
    assert [each.value["name"] for each in fixture.records] == ["Rex", "Tom"]
    assert [fixture.origin(each.pointer).line for each in fixture.records] == [7, 8]
    assert (fixture.stem, fixture.findings) == ("pets", ())


def test_what_a_file_leaves_out_is_none_and_no_fault(write):
    fixture = read_fixture(write("records: []"))
    assert (fixture.collection, fixture.key, fixture.generate, fixture.touch) == (None,) * 4
    assert (fixture.unique, fixture.records, fixture.findings) == (None, (), ())


def test_a_list_that_is_said_to_be_empty_is_not_the_same_as_one_left_out(write):
    fixture = read_fixture(write("{generate: {}, touch: [], records: []}"))
    assert (fixture.generate, fixture.touch) == ({}, ())


def test_json_is_read_as_well(write):
    fixture = read_fixture(write('{"records": [{"id": 1}]}', "pets.json"))
    assert [each.value for each in fixture.records] == [{"id": 1}]


def test_a_moment_stays_the_text_that_was_written(write):
    fixture = read_fixture(write("records: [{at: 2024-09-01T15:00:00.000Z, country: NO}]"))
    assert fixture.records[0].value == {"at": "2024-09-01T15:00:00.000Z", "country": "NO"}


def test_an_unknown_field_is_told_with_the_one_that_was_meant(write):
    assert told(read_fixture(write("records: []\ncolection: /pets\n"))) == [
        (
            "fixture-field-unknown",
            "'colection' is not a field of a fixture file; did you mean 'collection'?",
            2,
            1,
            "/colection",
        )
    ]


def test_a_field_like_no_other_is_told_with_all_there_are(write):
    [finding] = read_fixture(write("records: []\nzzz: 1\n")).findings
    assert finding.message == (
        "'zzz' is not a field of a fixture file; "
        "it may have collection, key, unique, generate, touch, records"
    )


@pytest.mark.parametrize(
    ("line", "message", "pointer"),
    [
        ("collection: 1", "'collection' is a path of the document", "/collection"),
        ("key: [id]", "'key' is the name of the field that selects a record", "/key"),
        ("unique: name", "'unique' is a list of field names", "/unique"),
        ("touch: [1]", "'touch' is a list of field names", "/touch"),
        (
            "generate: {id: 1}",
            "'generate' is an object of field names and templates such as 'pet_{ulid}'",
            "/generate",
        ),
        ("records: {}", "'records' is a list of objects", "/records"),
    ],
)
def test_a_field_of_another_form_is_told_and_left_out(write, line, message, pointer):
    fixture = read_fixture(write(line))
    assert [(each[0], each[1], each[4]) for each in told(fixture)] == [
        ("fixture-malformed", message, pointer)
    ]
    assert (fixture.collection, fixture.key, fixture.unique) == (None, None, None)
    assert (fixture.generate, fixture.touch, fixture.records) == (None, None, ())


def test_a_record_that_is_no_object_costs_only_itself(write):
    fixture = read_fixture(write("records:\n- {id: 1}\n- 2\n- {id: 3}\n"))
    assert [each.pointer for each in fixture.records] == [("records", 0), ("records", 2)]
    assert told(fixture) == [
        (
            "fixture-malformed",
            "a record is an object: field names and values",
            3,
            3,
            "/records/1",
        )
    ]


@pytest.mark.parametrize("text", ["[1]", "text", "3"])
def test_a_file_that_is_no_object_is_told(write, text):
    [finding] = read_fixture(write(text)).findings
    assert finding.message == "a fixture file is an object with 'records', a list of objects"


@pytest.mark.parametrize(("text", "rule"), [("records: [", "yaml-syntax"), ("", "file-empty")])
def test_what_cannot_be_parsed_is_told_once_and_holds_nothing(write, text, rule):
    fixture = read_fixture(write(text))
    assert [finding.rule for finding in fixture.findings] == [rule]
    assert fixture.records == ()


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(DocumentError, match=r"pets\.yaml"):
        read_fixture(tmp_path / "pets.yaml")


def test_the_files_of_a_folder_come_by_name_without_scenarios_and_others(write, tmp_path):
    for name in ("b.yml", "a.yaml", "c.json", "scenarios.yaml", "notes.md", "d.yaml.bak"):
        write("records: []", name)
    (tmp_path / "folder.yaml").mkdir()
    assert [path.name for path in find_fixtures(tmp_path)] == ["a.yaml", "b.yml", "c.json"]


def test_one_file_is_taken_whatever_its_name(write):
    path = write("records: []", "scenarios.yaml")
    assert find_fixtures(path) == (path,)


def test_fixtures_that_are_not_there_are_refused_with_advice(tmp_path):
    with pytest.raises(UsageError, match="there is no such file or folder of fixtures; create it"):
        find_fixtures(tmp_path / "fixtures")
