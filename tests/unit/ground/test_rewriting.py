"""A text that is to read as something else is changed where it has to be, and nowhere else."""

import pytest

from mockserver.errors import DocumentError, UsageError
from mockserver.source import parse
from mockserver.source.editing import ListEdit, edited, rewritten

GARDEN = """\
# What grows here.
plants: [fern, moss, {name: ivy, wild: true}, lily]
beds:
- name: north   # in the shade
  size: 3

- name: south
  size: 4
  notes: >
    Much sun,
    little wind.
last: {a: 1, b: 2}
"""


def changed(edit, text=GARDEN):
    value = parse(text, "g.yaml").root
    edit(value)
    return rewritten(text, "g.yaml", value)


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (lambda g: g["plants"].pop(0), "[fern, moss, ", "[moss, "),
        (lambda g: g["plants"].pop(), "true}, lily]", "true}]"),
        (lambda g: g["plants"].append("yew"), "lily]", "lily, yew]"),
        (lambda g: g["plants"][2].pop("name"), "{name: ivy, wild", "{wild"),
        (lambda g: g["plants"][2].pop("wild"), "ivy, wild: true}", "ivy}"),
        (lambda g: g["beds"][0].pop("size"), "the shade\n  size: 3\n", "the shade\n"),
        (lambda g: g["beds"][1].update(size=5), "size: 4", "size: 5"),
        (lambda g: g["last"].update(c=3), "b: 2}", "b: 2, c: 3}"),
        (lambda g: g["last"].pop("a"), "{a: 1, b", "{b"),
        (lambda g: g["beds"].pop(), GARDEN[GARDEN.index("- name: south"):GARDEN.index("last")],
         ""),
        (lambda g: g.pop("last"), "last: {a: 1, b: 2}\n", ""),
    ],
)  # fmt: skip
def test_only_that_is_touched_which_is_another_now(edit, old, new):
    assert GARDEN.count(old) == 1
    assert changed(edit) == GARDEN.replace(old, new)


def test_json_stays_json():
    assert rewritten('{"a": [1]}\n', "g.json", {"a": [1, 2]}) == '{"a": [1, 2]}\n'


def test_what_cannot_be_read_is_not_changed():
    with pytest.raises(DocumentError):
        rewritten("a: [1\n", "g.yaml", {})


def test_what_another_place_says_too_is_not_changed():
    text = "a: &x {n: 1}\nb: *x\n"
    with pytest.raises(UsageError, match="cannot be changed here; edit it"):
        rewritten(text, "g.yaml", {"a": {"n": 2}, "b": {"n": 1}})


@pytest.mark.parametrize("text", ["- a\n", "7\n", "text\n"])
def test_a_list_is_edited_in_an_object_only(text):
    with pytest.raises(UsageError, match="this is no object with 'records'"):
        edited(text, "g.yaml", "records", ListEdit({}, frozenset(), [1]))


def test_a_list_in_an_anchor_is_told_to_be_edited_by_hand():
    text = "records: &r [{n: 1}, {n: 2}]\nothers: *r\n"
    with pytest.raises(UsageError, match="'records' is written in a way"):
        edited(text, "g.yaml", "records", ListEdit({0: {"n": 3}}, frozenset(), []))


def test_windows_lines_stay_windows_lines():
    text = "a:\r\n- size: 1\r\n- size: 2\r\n"
    assert rewritten(text, "g.yaml", {"a": [{"size": 1}]}) == "a:\r\n- size: 1\r\n"
    longer = rewritten(text, "g.yaml", {"a": [{"size": 1}, {"size": 2}, {"size": 3}]})
    assert longer == text + "- size: 3\r\n"
