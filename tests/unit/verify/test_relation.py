"""One record of the target held against the oracle's."""

from types import SimpleNamespace

import pytest

from mockserver.collection import Shape
from mockserver.collection.shape import Member
from mockserver.verify.sides.both import Both
from mockserver.verify.sides.relation import Relation
from mockserver.verify.sides.twin import Twin

COLLECTION = SimpleNamespace(
    key="id",
    parents=(),
    parent_fields={},
    made_by_server=frozenset(),
    references={},
    generate={},
    touch=(),
    counters={},
)


def fault(schema, actual, *, nulled=("note",)):
    twin = Twin(COLLECTION, (), Both("1", "1"), {"note"}, nulled=frozenset(nulled))
    shape = Shape({"note": Member((schema,))}, frozenset(), is_open=True)
    return Relation(twin, shape, {}).fault({"id": "1"}, {"id": "1", **actual})


@pytest.mark.parametrize("actual", [{}, {"note": None}])
def test_what_a_merge_patch_takes_away_is_not_there_or_null(actual):
    assert fault({"type": ["string", "null"]}, actual) is None


def test_what_a_merge_patch_takes_away_does_not_stay():
    found = fault({"type": ["string", "null"]}, {"note": "old"})
    assert (found.check, found.at) == ("value_differs", "/note")


def test_what_is_taken_away_may_begin_anew_with_its_default():
    assert fault({"type": "string", "default": "new"}, {"note": "new"}) is None


def test_what_the_oracle_does_not_show_for_another_reason_is_left_open():
    assert fault({"type": "string"}, {"note": "old"}, nulled=()) is None


@pytest.mark.parametrize(
    ("sent", "answer", "told"),
    [
        ("new", "old", 'with "old" at /note where "new" is expected'),
        (
            "x" * 99 + "yz",
            "x" * 90,
            f'with the first 90 of 101 characters at /note: "{"x" * 79}...',
        ),
        ("x" * 99 + "yz", "x" * 99 + "z", 'where "xxxxxxxxxxyz" is expected, from character 90 on'),
        ({"a": 1}, {}, "without it at /note/a where 1 is expected"),
    ],
)
def test_how_a_value_differs_is_told_where_the_two_part(sent, answer, told):
    twin = Twin(COLLECTION, (), Both("1", "1"), {"note"})
    shape = Shape({"note": Member(({},))}, frozenset(), is_open=True)
    found = Relation(twin, shape, {}).fault({"note": sent}, {"note": answer})
    assert told in found.message
