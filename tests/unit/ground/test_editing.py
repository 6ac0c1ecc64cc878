import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import DocumentError, UsageError
from mockserver.json_value import same
from mockserver.source import parse
from mockserver.source.editing import ListEdit, edited, written

PETS = """\
# All that a shelter has.
key: id   # the chip
records:
# The first of all.
- id: rex
  name: "Rex"   # quoted
  tags: [good, old]

# Came in May.
- id: tom
  since: 2024-05-01
  owner: {name: Ada, town: 'Bern'}
  notes: |
    Bites.
    Sleeps.

# Nobody knows.
- id: kim
# The end.
"""
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALAR = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXT
SCALAR |= st.floats(allow_nan=False, allow_infinity=False)
WORDS = "no yes on y n ~ null 1e3 0o14 0x1F 010 1_000 1:20 .5 2024-05-01 = <<".split()
WORDS += "- ? : # a: &a *a !a %a".split()
VALUE = st.recursive(
    SCALAR | st.sampled_from(WORDS),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXT, below, max_size=3),
    max_leaves=8,
)
RECORD = st.dictionaries(st.sampled_from(["id", "name", "tags", "owner", "n o"]), VALUE, min_size=1)


def records(text):
    return parse(text, "pets.yaml").root["records"]


def change(text, places=(), removed=(), added=()):
    return edited(text, "pets.yaml", "records", ListEdit(dict(places), frozenset(removed), added))


def test_what_does_not_change_stays_as_it_was_written():
    rex, tom, _ = records(PETS)
    told = change(
        PETS,
        {
            0: {**rex, "name": "Max", "tags": ["good", "no", "big"]},
            1: {**tom, "owner": {"name": "Eve"}, "since": "2024-06-01", "notes": None},
        },
    )
    assert told == (
        PETS.replace('"Rex"   #', '"Max"   #')
        .replace("[good, old]", "[good, 'no', big]")
        .replace("since: 2024-05-01", "since: '2024-06-01'")
        .replace("{name: Ada, town: 'Bern'}", "{name: Eve}")
        .replace("|\n    Bites.\n    Sleeps.", "null")
    )


def test_a_record_goes_with_the_comment_that_stands_on_it():
    assert change(PETS, removed=[1]) == (
        PETS[: PETS.index("\n# Came")] + PETS[PETS.index("\n# Nobody") :]
    )
    assert change(PETS, removed=[2]).endswith("    Sleeps.\n\n# The end.\n")


def test_a_record_is_added_as_the_others_are_set():
    told = change(PETS, added=({"id": "ben", "owner": {"name": "Al"}, "tags": ["a"]},))
    assert told == PETS.replace(
        "- id: kim\n",
        "- id: kim\n\n- id: ben\n  owner:\n    name: Al\n  tags:\n  - a\n",
    )


def test_fields_are_added_and_removed_beneath_their_own_comments():
    rex = {"id": "rex", "tags": ["good", "old"], "born": {"in": "Bern"}}
    assert change(PETS, {0: rex}) == PETS.replace('  name: "Rex"   # quoted\n', "").replace(
        "  tags: [good, old]\n", "  tags: [good, old]\n  born:\n    in: Bern\n"
    )


def test_lists_that_stand_to_the_right_are_continued_there_and_lines_end_as_they_did():
    text = "records:\r\n  - id: rex # r\r\n    tags:\r\n      - a\r\n"
    assert change(text, {0: {"id": "rex", "tags": ["a", "b"]}}, added=({"id": "tom"},)) == (
        "records:\r\n  - id: rex # r\r\n    tags:\r\n      - a\r\n      - b\r\n  - id: tom\r\n"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "records:\n- id: no1\n"),
        ("# none yet\n", "# none yet\nrecords:\n- id: no1\n"),
        ("collection: /pets", "collection: /pets\nrecords:\n- id: no1\n"),
        ("records: [] # none\nkey: id\n", "records:\n- id: no1 # none\nkey: id\n"),
        ("records:\nkey: id\n", "records:\n- id: no1\nkey: id\n"),
        ('{"records": []}', '{"records": [{"id": "no1"}]}'),
        ('{\n  "records": []\n}\n', '{\n  "records": [\n    {\n      "id": "no1"\n    }\n  ]\n}\n'),
    ],
)
def test_a_file_without_records_gets_some(text, told):
    assert change(text, added=({"id": "no1"},)) == told


def test_nothing_is_changed_where_nothing_changes():
    assert change(PETS, dict(enumerate(records(PETS)))) == PETS


def test_an_anchor_that_others_refer_to_is_not_changed_behind_their_back():
    text = "records:\n- {id: rex, of: &bern {town: Bern}}\n- {id: tom, of: *bern}\n"
    rex, tom = records(text)
    told = change(text, {1: {**tom, "of": {"town": "Thun"}}})
    assert records(told) == [rex, {"id": "tom", "of": {"town": "Thun"}}]
    with pytest.raises(UsageError, match=r"pets.yaml: 'records' is written in a way"):
        change(text, {0: {"id": "rex", "of": None}})


def test_an_element_that_cannot_be_changed_member_by_member_is_written_anew_alone():
    text = "records:\n- id: rex # r\n- ? id\n  : tom # t\n  name: Tom\n- id: kim # k\n"
    changed = {0: {"id": "max"}, 1: {"name": "Tim"}, 2: {"id": "ben"}}
    assert change(text, changed) == ("records:\n- id: max # r\n- name: Tim\n- id: ben # k\n")


def test_texts_of_brackets_in_double_quotes_are_written_so():
    text = 'records:\n- {"id": "rex", "on": "a"}\n'
    told = change(text, {0: {"id": "rex", "on": "b", "no": "\x7f"}})
    assert told == 'records:\n- {"id": "rex", "on": "b", "no": "\\u007f"}\n'


def test_what_cannot_be_read_is_not_edited():
    with pytest.raises(DocumentError, match=r"pets.yaml:1:10: "):
        change("records: [\n", added=({"id": "a"},))


@given(st.lists(RECORD, min_size=1, max_size=4))
def test_what_is_written_reads_as_what_it_was(values):
    assert same(records(written("records", values)), values)


@given(
    st.lists(RECORD, min_size=1, max_size=3),
    st.dictionaries(st.integers(0, 2), RECORD),
    st.frozensets(st.integers(0, 2)),
    st.lists(RECORD, max_size=2),
)
def test_an_edit_reads_as_what_was_asked_for(old, changed, removed, added):
    changed = {place: each for place, each in changed.items() if place < len(old)}
    edit = ListEdit(changed, frozenset(each for each in removed if each < len(old)), tuple(added))
    text = written("records", copy.deepcopy(old))
    assert same(records(edited(text, "pets.yaml", "records", edit)), edit.applied(old))
