"""The laws of the records of one collection, wherever they lie."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from mockserver.store import Ground, UniqueTaken, World

REX, TOM = {"id": "1", "name": "Rex"}, {"id": "2", "name": "Tom"}
EMPTY = Ground("/pets", {}, unique=("name",))
LISTED = Ground("/pets", {"1": REX, "2": TOM}, unique=("name",))
MAKING = Ground(
    "/pets", {"1": REX}, lambda key: {"id": key, "name": f"made {key}"} if key else None
)
SHOPS = Ground("/shops", {}, unique=("name",))
WORKERS = 4


@pytest.fixture
def world(tables):
    return World(tables)


def put(world, ground, *records):
    with world.change() as writing:
        for record in records:
            writing.records(ground).put(record["id"], record)


def delete(world, ground, *keys):
    with world.change() as writing:
        for key in keys:
            writing.records(ground).delete(key)


def listed(world, ground=LISTED):
    return [record for _, record in world.records(ground).page()]


def seen(world, ground=LISTED):
    found = listed(world, ground)
    assert [*world.records(ground).all()] == found
    return found


def pet(key, name=None, **members):
    return {"id": key, **({} if name is None else {"name": name}), **members}


def taken(world, ground, record):
    with pytest.raises(UniqueTaken) as caught:
        put(world, ground, record)
    return caught.value.field, caught.value.value, caught.value.holder


def at_once(work):
    """The results of a function called by all workers at the same moment, each with its number."""
    start = Barrier(WORKERS)

    def run(number):
        start.wait(timeout=10)
        return work(number)

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


# --- one record


def test_what_was_put_is_found_by_its_key(world):
    put(world, EMPTY, REX, TOM)
    assert world.records(EMPTY).get("2") == TOM


def test_what_the_ground_lists_is_there_from_the_start(world):
    assert world.records(LISTED).get("2") == TOM
    assert world.records(LISTED).page() == [("1", REX), ("2", TOM)]


def test_what_the_ground_makes_is_found_and_not_listed(world):
    assert world.records(MAKING).get("7") == {"id": "7", "name": "made 7"}
    assert world.records(MAKING).get("") is None
    assert seen(world, MAKING) == [REX]


def test_a_made_record_is_listed_once_it_was_written(world):
    put(world, MAKING, pet("7", "Seven"))
    assert seen(world, MAKING) == [REX, pet("7", "Seven")]


@pytest.mark.parametrize(
    "key", ["3", "", "1 ", "01", "%31", "a/b", "'", "\0", "é", "x" * 10_000, "1; DROP TABLE pets"]
)
def test_a_key_that_nobody_has_finds_nothing(world, key):
    assert world.records(LISTED).get(key) is None
    delete(world, LISTED, key)
    assert seen(world) == [REX, TOM]


@pytest.mark.parametrize("key", ["a/b", "a b", "é", "陈", "'", '"', "%00", "..", "|", "x" * 1000])
def test_any_text_may_be_a_key(world, key):
    put(world, LISTED, pet(key))
    assert world.records(LISTED).get(key) == {"id": key}
    delete(world, LISTED, key)
    assert seen(world) == [REX, TOM]


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, False, 0, -1, 10**30, 1.5, "", "é陈😀", [], {}, "\ud800"),
        *([1, [None, {"a": "b"}]], {"b": 1, "a": {}}),
    ],
)
def test_any_json_value_comes_back_as_it_was(world, value):
    ground = Ground("/pets", {}, unique=("value",))
    put(world, ground, {"id": "1", "value": value})
    found = world.records(ground).get("1")["value"]
    assert (found, type(found)) == (value, type(value))


def test_members_keep_their_order(world):
    put(world, EMPTY, {"id": "1", "z": 1, "a": {"y": 2, "b": 3}})
    found = world.records(EMPTY).get("1")
    assert (list(found), list(found["a"])) == (["id", "z", "a"], ["y", "b"])


# --- many


def test_records_come_in_the_order_in_which_they_came(world):
    put(world, EMPTY, *map(pet, ("b", "c", "a", "10", "9")))
    assert [key for key, _ in world.records(EMPTY).page()] == ["b", "c", "a", "10", "9"]


def test_those_of_the_ground_come_first_wherever_they_were_changed(world):
    put(world, LISTED, pet("3"), pet("2", "Max"), pet("1", "Ann"))
    assert seen(world) == [pet("1", "Ann"), pet("2", "Max"), pet("3")]


@pytest.mark.parametrize("ground", [EMPTY, MAKING])
def test_a_change_does_not_move_a_record_and_a_new_one_under_an_old_key_comes_last(world, ground):
    put(world, ground, pet("3"), pet("4"))
    put(world, ground, pet("3", "Max"))
    assert seen(world, ground)[-2:] == [pet("3", "Max"), pet("4")]
    delete(world, ground, "3")
    put(world, ground, pet("3", "Rey"))
    assert seen(world, ground)[-2:] == [pet("4"), pet("3", "Rey")]


def test_a_page_is_a_part_of_the_list(world):
    put(world, LISTED, pet("3"), pet("4"))
    assert [key for key, _ in world.records(LISTED).page(1, 2)] == ["2", "3"]
    assert world.records(LISTED).page(4) == []
    assert world.records(LISTED).page(0, 0) == []


def test_a_record_that_was_deleted_is_in_no_list_and_found_nowhere(world):
    delete(world, LISTED, "1")
    assert seen(world) == [TOM]
    assert world.records(LISTED).get("1") is None
    delete(world, MAKING, "7")
    assert world.records(MAKING).get("7") is None


def test_collections_know_nothing_of_each_other(world):
    put(world, SHOPS, REX)
    delete(world, SHOPS, "1")
    assert seen(world, SHOPS) == []
    assert seen(world) == [REX, TOM]


def test_a_list_handed_out_does_not_change_later(world):
    put(world, EMPTY, REX, TOM)
    before = seen(world, EMPTY)
    delete(world, EMPTY, "1")
    put(world, EMPTY, pet("2", "Max"))
    assert before == [REX, TOM]


def test_it_is_known_what_was_changed(world):
    records = world.records(LISTED)
    assert (records.is_untouched(), records.is_changed("1")) == (True, False)
    put(world, LISTED, pet("1", "Max"))
    delete(world, LISTED, "2")
    assert not records.is_untouched()
    assert [records.is_changed(key) for key in ("1", "2", "3")] == [True, True, False]


def test_within_a_change_all_is_read_as_if_it_were_done(world):
    with world.change() as writing:
        records = writing.records(LISTED)
        records.put("3", pet("3"))
        records.delete("1")
        assert records.page() == [("2", TOM), ("3", pet("3"))]
        assert (records.get("1"), records.get("3"), records.is_untouched()) == (
            None,
            pet("3"),
            False,
        )
        with ThreadPoolExecutor(1) as another:
            assert another.submit(seen, world).result() == [REX, TOM]
    assert seen(world) == [TOM, pet("3")]


def test_a_change_that_fails_changes_nothing_not_even_who_holds_a_unique_value(world):
    def fail():
        with world.change() as writing:
            writing.records(LISTED).put("3", pet("3", "Max"))
            writing.records(LISTED).delete("1")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert seen(world) == [REX, TOM]
    put(world, LISTED, pet("4", "Max"))
    assert taken(world, LISTED, pet("5", "Rex")) == ("name", "Rex", "1")


# --- unique values


@pytest.mark.parametrize("is_listed", [True, False])
def test_a_unique_value_that_is_taken_is_refused_with_its_holder_and_changes_nothing(
    world, is_listed
):
    ground = LISTED if is_listed else EMPTY
    if not is_listed:
        put(world, EMPTY, REX, TOM)
    assert taken(world, ground, pet("3", "Tom")) == ("name", "Tom", "2")
    assert taken(world, ground, pet("1", "Tom")) == ("name", "Tom", "2")
    assert seen(world, ground) == [REX, TOM]


def test_a_record_may_keep_its_own_unique_value(world):
    put(world, LISTED, pet("1", "Rex", age=3))
    put(world, LISTED, pet("1", "Rex", age=4))
    assert world.records(LISTED).get("1") == pet("1", "Rex", age=4)


def test_a_unique_value_is_free_again_after_a_change_or_a_delete(world):
    put(world, LISTED, pet("1", "Max"))
    delete(world, LISTED, "2")
    put(world, LISTED, pet("3", "Rex"), pet("4", "Tom"))
    assert taken(world, LISTED, pet("5", "Rex")) == ("name", "Rex", "3")
    put(world, LISTED, pet("3", "Ann"), pet("5", "Rex"))
    delete(world, LISTED, "5")
    put(world, LISTED, pet("6", "Rex"))
    assert taken(world, LISTED, pet("7", "Rex")) == ("name", "Rex", "6")


def test_null_and_absence_are_no_values_and_may_come_twice(world):
    put(world, EMPTY, *({"id": key, "name": None} for key in "12"), *map(pet, "34"))
    assert len(seen(world, EMPTY)) == 4


@pytest.mark.parametrize(
    ("value", "same"),
    [
        *((0, 0), (0, 0.0), (-0.0, 0), (1e3, 1000), (False, False), ("", ""), ([], []), ({}, {})),
        *(([1], [1.0]), ({"a": 1, "b": 2}, {"b": 2, "a": 1.0}), ("é", "é")),
    ],
)
def test_what_json_takes_for_equal_is_taken(world, value, same):
    put(world, EMPTY, pet("1", value))
    with pytest.raises(UniqueTaken):
        put(world, EMPTY, pet("2", same))


@pytest.mark.parametrize(
    ("value", "other"), [(0, False), (1, True), (1, "1"), ("", []), ([], {}), ("None", None)]
)
def test_what_json_tells_apart_is_no_conflict(world, value, other):
    put(world, EMPTY, pet("1", value), {"id": "2", "name": other})
    assert len(seen(world, EMPTY)) == 2


def test_of_several_unique_fields_the_one_that_is_taken_is_told(world):
    ground = Ground("/pets", {}, unique=("name", "chip"))
    put(world, ground, pet("1", "Rex", chip=7))
    assert taken(world, ground, pet("2", "Max", chip=7)) == ("chip", 7, "1")


def test_the_same_value_in_another_field_or_collection_is_no_conflict(world):
    ground = Ground("/pets", {"2": TOM}, unique=("name", "owner"))
    put(world, ground, pet("3", "Max", owner="Tom"))
    put(world, SHOPS, {"id": "1", "name": "Tom"})
    assert len(seen(world, ground)) == 2


def test_a_conflict_passes_through_a_context_manager_unharmed():
    @contextlib.contextmanager
    def transaction():
        yield

    with pytest.raises(UniqueTaken), transaction():
        raise UniqueTaken("name", "Tom", "2")


# --- many at once


def test_of_many_that_put_one_unique_value_at_once_one_wins(world):
    def insert(number):
        try:
            put(world, EMPTY, pet(f"{turn}-{number}", f"Rex {turn}"))
        except UniqueTaken:
            return False
        return True

    for turn in range(5):
        assert at_once(insert).count(True) == 1
        assert len(seen(world, EMPTY)) == turn + 1


def test_no_record_is_lost(world):
    def insert(number):
        for each in range(10):
            put(world, EMPTY, pet(f"{number}-{each}"))

    at_once(insert)
    assert len(seen(world, EMPTY)) == WORKERS * 10


def test_no_change_is_lost(world):
    put(world, EMPTY, pet("1", count=0))

    def count(_number):
        for _ in range(10):
            with world.change() as writing:
                records = writing.records(EMPTY)
                records.put("1", {**records.get("1"), "count": records.get("1")["count"] + 1})

    at_once(count)
    assert world.records(EMPTY).get("1")["count"] == WORKERS * 10


def test_what_is_read_while_others_write_is_of_one_change(world):
    """Writers move both records together: no list may have one without the other."""

    def work(number):
        if not number:
            return [listed(world, EMPTY) for _ in range(20)]
        for each in range(10):
            with world.change() as writing:
                for key in "12":
                    writing.records(EMPTY).put(key, pet(key, at=(number, each)))
        return []

    for records in at_once(work)[0]:
        assert len({str(record["at"]) for record in records}) <= 1
