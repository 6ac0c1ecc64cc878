"""The laws of worlds: a session is a copy on write of the common one, wherever they lie."""

from datetime import UTC, datetime

import pytest

from mockserver.clock import SteppingClock
from mockserver.store import Ground, Sessions, UniqueTaken, World

REX, TOM = {"id": "1", "name": "Rex"}, {"id": "2", "name": "Tom"}
LISTED = Ground("/pets", {"1": REX, "2": TOM}, unique=("name",))
PLAIN = Ground("/pets", {})
GROUNDS = {"/pets": LISTED}


@pytest.fixture
def common(tables):
    return World(tables)


@pytest.fixture
def open_session(tables):
    sessions = Sessions(tables, SteppingClock(datetime(2024, 9, 1, tzinfo=UTC)))

    def begin(name):
        sessions.open(name)
        return World(tables, name)

    return begin


@pytest.fixture
def sessions(tables):
    return Sessions(tables, SteppingClock(datetime(2024, 9, 1, tzinfo=UTC)))


def pet(key, name=None):
    return {"id": key, **({} if name is None else {"name": name})}


def put(world, *records, ground=LISTED):
    with world.change() as writing:
        for record in records:
            writing.records(ground).put(record["id"], record)


def delete(world, *keys, ground=LISTED):
    with world.change() as writing:
        for key in keys:
            writing.records(ground).delete(key)


def seen(world, ground=LISTED):
    return [record for _, record in world.records(ground).page()]


def is_taken(world, record):
    try:
        put(world, record)
    except UniqueTaken:
        return True
    return False


# --- a session sees the common world as it was when it began


def test_a_session_begins_with_what_was_changed_in_common(common, open_session):
    put(common, pet("1", "Max"), pet("3", "Ann"))
    delete(common, "2")
    session = open_session("a")
    assert seen(session) == [pet("1", "Max"), pet("3", "Ann")]
    assert session.records(LISTED).get("2") is None


def test_what_happens_in_common_later_is_not_seen(common, open_session):
    put(common, pet("3", "Ann"))
    delete(common, "2")
    session = open_session("a")
    before = seen(session)
    put(common, pet("1", "Max"), pet("2", "Back"), pet("4", "New"))
    put(common, pet("1", "Maxine"))
    delete(common, "3")
    assert seen(common) == [pet("1", "Maxine"), pet("2", "Back"), pet("4", "New")]
    assert seen(session) == before == [REX, pet("3", "Ann")]
    assert [session.records(LISTED).get(key) for key in "1234"] == [REX, None, before[1], None]


def test_what_common_deletes_later_keeps_its_place(common, open_session):
    put(common, *map(pet, "345"))
    session = open_session("a")
    delete(common, "3", ground=PLAIN)
    assert seen(session, PLAIN) == [*map(pet, "345")]
    assert seen(common, PLAIN) == [*map(pet, "45")]


def test_sessions_that_begin_one_after_the_other_see_different_pasts(common, open_session):
    first = open_session("a")
    put(common, pet("1", "Max"))
    second = open_session("b")
    put(common, pet("1", "Ann"))
    third = open_session("c")
    names = [seen(world)[0]["name"] for world in (first, second, third, common)]
    assert names == ["Rex", "Max", "Ann", "Ann"]


def test_what_a_session_does_is_seen_by_nobody_else(common, open_session):
    one, other = open_session("a"), open_session("b")
    put(one, pet("1", "Max"), pet("3", "Ann"))
    delete(one, "2")
    assert seen(one) == [pet("1", "Max"), pet("3", "Ann")]
    assert seen(common) == seen(other) == [REX, TOM]


def test_a_change_of_a_session_stays_when_common_changes_the_same_record(common, open_session):
    session = open_session("a")
    put(session, pet("1", "Max"), pet("3", "Ann"))
    delete(session, "2")
    put(common, pet("1", "Kim"), pet("2", "Lee"), pet("3", "Sam"))
    assert seen(session) == [pet("1", "Max"), pet("3", "Ann")]


def test_new_records_of_a_session_come_last_in_the_order_in_which_they_came(common, open_session):
    put(common, pet("9"))
    session = open_session("a")
    put(session, pet("8"), pet("7"))
    put(common, pet("7"), pet("6"))
    assert [record["id"] for record in seen(session)] == ["1", "2", "9", "8", "7"]


def test_whether_a_session_is_untouched_does_not_depend_on_what_common_does_later(
    common, open_session
):
    session = open_session("a")
    put(common, pet("1", "Max"), pet("3", "Ann"))
    assert session.records(LISTED).is_untouched()
    assert not session.records(LISTED).is_changed("1")
    assert not open_session("b").records(LISTED).is_untouched()


# --- unique values within each world


def test_a_unique_value_is_that_of_the_records_that_a_world_sees(common, open_session):
    session = open_session("a")
    put(session, pet("1", "Max"))
    put(common, pet("3", "Ann"))
    assert (is_taken(session, pet("4", "Rex")), is_taken(session, pet("5", "Ann"))) == (
        False,
        False,
    )
    assert is_taken(session, pet("6", "Max"))
    assert (is_taken(common, pet("4", "Max")), is_taken(common, pet("5", "Rex"))) == (False, True)


def test_a_value_that_common_gave_away_since_is_still_taken_in_the_session(common, open_session):
    session = open_session("a")
    put(common, pet("1", "Max"), pet("3", "Rex"))
    delete(common, "2")
    assert is_taken(session, pet("4", "Rex"))
    assert is_taken(session, pet("4", "Tom"))
    assert not is_taken(session, pet("4", "Max"))


def test_the_reset_of_a_session_frees_no_value_of_the_common_world(common, sessions):
    put(common, pet("3", "Ann"))
    sessions.open("a")
    put(World(common._tables, "a"), pet("4", "Kim"))
    sessions.reset("a")
    World(common._tables, "a").restore({}, GROUNDS.get)
    assert is_taken(common, pet("5", "Ann"))


# --- snapshots


def test_a_restored_snapshot_brings_back_all_records_in_their_order(common):
    put(common, pet("4"), pet("3"))
    delete(common, "2")
    before, snapshot = seen(common), common.snapshot()
    delete(common, "3", "1")
    put(common, pet("2", "Back"), pet("5"), pet("4", "Max"))
    common.restore(snapshot, GROUNDS.get)
    assert seen(common) == before == [REX, pet("4"), pet("3")]


def test_restoring_nothing_brings_back_the_ground(common):
    put(common, pet("1", "Max"), pet("3"))
    common.restore({}, GROUNDS.get)
    assert seen(common) == [REX, TOM]
    assert common.records(LISTED).is_untouched()


def test_a_snapshot_can_be_restored_many_times_and_stays_as_it_is(common):
    put(common, pet("3"))
    snapshot = common.snapshot()
    for _ in range(2):
        common.restore(snapshot, GROUNDS.get)
        delete(common, "1", "3")
        assert snapshot == {"/pets": (("3", pet("3")),)}
    common.restore(snapshot, GROUNDS.get)
    assert seen(common) == [REX, TOM, pet("3")]


def test_unique_values_that_were_handed_on_can_be_restored_and_hold_afterwards(common):
    put(common, pet("3", "Kim"))
    delete(common, "2")
    put(common, pet("3", "Tom"), pet("1", "Max"), pet("4", "Rex"))
    snapshot = common.snapshot()
    common.restore({}, GROUNDS.get)
    common.restore(snapshot, GROUNDS.get)
    assert seen(common) == [pet("1", "Max"), pet("3", "Tom"), pet("4", "Rex")]
    assert is_taken(common, pet("5", "Tom"))
    assert not is_taken(common, pet("5", "Kim"))


def test_a_snapshot_of_one_world_can_be_restored_in_another(common, open_session):
    session = open_session("a")
    put(session, pet("1", "Max"), pet("3"))
    other = open_session("b")
    other.restore(session.snapshot(), GROUNDS.get)
    assert seen(other) == seen(session)
    assert seen(common) == [REX, TOM]


def test_a_session_that_is_restored_still_does_not_see_what_common_did_since(common, open_session):
    session = open_session("a")
    empty = session.snapshot()
    put(session, pet("1", "Max"))
    put(common, pet("1", "Kim"), pet("3"))
    delete(common, "2")
    session.restore(empty, GROUNDS.get)
    assert seen(session) == [REX, TOM]


def test_restoring_common_is_not_seen_in_sessions(common, open_session):
    put(common, pet("1", "Max"), pet("3"))
    session = open_session("a")
    common.restore({}, GROUNDS.get)
    assert seen(common) == [REX, TOM]
    assert seen(session) == [pet("1", "Max"), TOM, pet("3")]


def test_a_collection_that_the_document_no_longer_has_is_left_out(common):
    put(common, pet("1", "Max"))
    snapshot = {**common.snapshot(), "/gone": (("1", pet("1")),)}
    common.restore(snapshot, GROUNDS.get)
    assert common.snapshot() == {"/pets": (("1", pet("1", "Max")),)}


# --- what is no record


def test_a_session_takes_along_the_values_that_it_is_to_have_and_sees_no_later_ones(tables, common):
    sessions = Sessions(
        tables, SteppingClock(datetime(2024, 9, 1, tzinfo=UTC)), None, ("settings",)
    )
    with common.change() as writing:
        writing.put("settings", "seed", 7)
        writing.put("other", "seed", 7)
    sessions.open("a")
    with common.change() as writing:
        writing.put("settings", "seed", 8)
        writing.put("settings", "clock", 9)
    session = World(tables, "a")
    assert (session.get("settings", "seed"), session.get("settings", "clock")) == (7, None)
    assert (session.get("other", "seed"), session.get("other", "seed", inherited=True)) == (None, 7)
    with session.change() as writing:
        writing.put("settings", "seed", 10)
        assert (writing.get("settings", "seed"), writing.rows("settings")) == (10, (("seed", 10),))
    assert (common.get("settings", "seed"), session.get("settings", "seed")) == (8, 10)
    sessions.reset("a")
    assert session.rows("settings") == (("seed", 8), ("clock", 9))


def test_a_session_sees_records_in_the_order_in_which_they_were(common, open_session):
    put(common, pet("a"), pet("b"), pet("c"))
    session = open_session("a")
    put(common, pet("b", "Bello"))
    delete(common, "a")
    put(common, pet("a", "again"))
    assert [each["id"] for each in seen(common)][-3:] == ["b", "c", "a"]
    assert seen(session)[-3:] == [pet("a"), pet("b"), pet("c")]


def test_a_session_sees_that_order_when_the_common_world_was_reset(common, open_session, sessions):
    put(common, pet("a"), pet("b"), pet("c"))
    session = open_session("a")
    put(common, pet("b", "Bello"), pet("d"))
    sessions.reset("")
    assert seen(session)[-3:] == [pet("a"), pet("b"), pet("c")]
    put(common, pet("c"), pet("a"))
    assert seen(session)[-3:] == [pet("a"), pet("b"), pet("c")]


def test_numbers_go_on_from_the_greatest_one_known(common):
    with common.change() as writing:
        numbers = [writing.next_number("id", floor=3) for _ in range(2)]
        numbers += [writing.next_number("id", floor=9), writing.next_number("other")]
    assert numbers == [4, 5, 10, 1]


def test_numbers_of_a_session_go_on_from_where_common_was_when_it_began(common, open_session):
    def count(world, times, floor=3):
        with world.change() as writing:
            return [writing.next_number("id", floor) for _ in range(times)]

    assert count(common, 2) == [4, 5]
    session = open_session("a")
    assert count(common, 3) == [6, 7, 8]
    assert count(session, 2) == [6, 7]
    assert count(open_session("b"), 1) == [9]
    assert count(common, 1) == [9]


# --- logs


def test_each_world_has_its_own_log(common, open_session):
    session = open_session("a")
    common.append("log", "x", 5)
    session.append("log", "y", 5)
    assert [entry for _, entry in session.entries("log")] == ["y"]
    session.forget("log")
    assert session.entries("log") == ()
    assert [entry for _, entry in common.entries("log")] == ["x"]
