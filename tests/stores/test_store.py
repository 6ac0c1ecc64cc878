"""The laws of every store. A store is added to STORES; the laws stay as they are."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from mockserver.store import MemoryStore, UniqueTaken

STORES = {"memory": MemoryStore}
PETS, SHOPS = "/pets", "/shops"
REX, TOM = {"id": "1", "name": "Rex"}, {"id": "2", "name": "Tom"}
UNIQUE = ("name",)
WORKERS = 8


@pytest.fixture(params=STORES.values(), ids=STORES.keys())
def store(request):
    return request.param()


@pytest.fixture
def filled(store):
    assert store.insert(PETS, "1", REX, UNIQUE)
    assert store.insert(PETS, "2", TOM, UNIQUE)
    return store


def renamed(name):
    return lambda record: {**record, "name": name}


def at_once(work):
    """The results of a function called by all workers at the same moment, each with its number."""
    start = Barrier(WORKERS)

    def run(number):
        start.wait(timeout=10)
        return work(number)

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


# --- one record


def test_what_was_inserted_is_found_by_its_key(filled):
    assert filled.get(PETS, "2") == TOM


@pytest.mark.parametrize(
    "key", ["3", "", "1 ", "01", "%31", "a/b", "'", "\0", "é", "x" * 10_000, "1; DROP TABLE pets"]
)
def test_a_key_that_nobody_has_finds_nothing(filled, key):
    assert filled.get(PETS, key) is None
    assert filled.update(PETS, key, renamed("Max"), UNIQUE) is None
    assert filled.delete(PETS, key) is False
    assert filled.records(PETS) == (REX, TOM)


@pytest.mark.parametrize("key", ["a/b", "a b", "é", "陈", "'", '"', "%00", "..", "x" * 1000])
def test_any_text_may_be_a_key(store, key):
    assert store.insert(PETS, key, {"id": key}, ())
    assert store.get(PETS, key) == {"id": key}
    assert store.delete(PETS, key)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -1,
        10**30,
        1.5,
        "",
        "é陈😀",
        [],
        {},
        [1, [None, {"a": "b"}]],
        {"b": 1, "a": {}},
    ],
)
def test_any_json_value_comes_back_as_it_was(store, value):
    store.insert(PETS, "1", {"id": "1", "value": value}, ("value",))
    found = store.get(PETS, "1")["value"]
    assert (found, type(found)) == (value, type(value))


def test_members_keep_their_order(store):
    record = {"z": 1, "a": {"y": 2, "b": 3}}
    store.insert(PETS, "1", record, ())
    found = store.get(PETS, "1")
    assert (list(found), list(found["a"])) == (["z", "a"], ["y", "b"])


# --- many


def test_records_come_in_the_order_in_which_they_came(store):
    for key in ("b", "c", "a", "10", "9"):
        store.insert(PETS, key, {"id": key}, ())
    assert [record["id"] for record in store.records(PETS)] == ["b", "c", "a", "10", "9"]


def test_an_update_does_not_move_a_record_and_a_new_one_under_an_old_key_comes_last(filled):
    filled.update(PETS, "1", renamed("Max"), UNIQUE)
    assert [record["name"] for record in filled.records(PETS)] == ["Max", "Tom"]
    filled.delete(PETS, "1")
    filled.insert(PETS, "1", REX, UNIQUE)
    assert filled.records(PETS) == (TOM, REX)


def test_a_collection_that_nobody_has_written_to_is_empty(store):
    assert store.records(PETS) == ()
    assert store.get(PETS, "1") is None
    assert store.delete(PETS, "1") is False


def test_collections_know_nothing_of_each_other(filled):
    assert filled.insert(SHOPS, "1", REX, UNIQUE)
    assert filled.delete(SHOPS, "1")
    assert filled.get(PETS, "1") == REX
    assert filled.records(SHOPS) == ()


def test_a_list_handed_out_does_not_change_later(filled):
    before = filled.records(PETS)
    filled.delete(PETS, "1")
    filled.update(PETS, "2", renamed("Max"), UNIQUE)
    assert before == (REX, TOM)


# --- keys and unique values


def test_a_key_is_given_once(filled):
    assert filled.insert(PETS, "1", {"id": "1", "name": "Max"}, UNIQUE) is False
    assert filled.get(PETS, "1") == REX


def test_a_key_is_free_again_after_a_delete(filled):
    assert filled.delete(PETS, "1") is True
    assert filled.delete(PETS, "1") is False
    assert filled.insert(PETS, "1", REX, UNIQUE)


def test_a_unique_value_that_is_taken_is_refused_with_its_holder_and_changes_nothing(filled):
    with pytest.raises(UniqueTaken) as caught:
        filled.insert(PETS, "3", {"id": "3", "name": "Tom"}, UNIQUE)
    assert (caught.value.field, caught.value.value, caught.value.holder) == ("name", "Tom", "2")
    assert filled.records(PETS) == (REX, TOM)


def test_an_update_to_a_value_that_is_taken_is_refused_and_changes_nothing(filled):
    with pytest.raises(UniqueTaken) as caught:
        filled.update(PETS, "1", renamed("Tom"), UNIQUE)
    assert caught.value.holder == "2"
    assert filled.records(PETS) == (REX, TOM)


def test_a_record_may_keep_its_own_unique_value(filled):
    assert filled.update(PETS, "1", renamed("Rex"), UNIQUE) == REX


def test_a_unique_value_is_free_again_after_a_change_or_a_delete(filled):
    filled.update(PETS, "1", renamed("Max"), UNIQUE)
    filled.delete(PETS, "2")
    assert filled.insert(PETS, "3", {"id": "3", "name": "Rex"}, UNIQUE)
    assert filled.insert(PETS, "4", {"id": "4", "name": "Tom"}, UNIQUE)


def test_null_and_absence_are_no_values_and_may_come_twice(store):
    for key, record in (("1", {"name": None}), ("2", {"name": None}), ("3", {}), ("4", {})):
        assert store.insert(PETS, key, record, UNIQUE)
    assert len(store.records(PETS)) == 4


@pytest.mark.parametrize("value", [0, False, "", [], {}, [1], {"a": 1}])
def test_an_empty_or_composed_value_is_a_value(store, value):
    store.insert(PETS, "1", {"name": value}, UNIQUE)
    with pytest.raises(UniqueTaken):
        store.insert(PETS, "2", {"name": value}, UNIQUE)


def test_of_several_unique_fields_the_one_that_is_taken_is_told(store):
    unique = ("name", "chip")
    store.insert(PETS, "1", {"name": "Rex", "chip": 7}, unique)
    with pytest.raises(UniqueTaken) as caught:
        store.insert(PETS, "2", {"name": "Max", "chip": 7}, unique)
    assert (caught.value.field, caught.value.value) == ("chip", 7)


def test_the_same_value_in_another_field_or_collection_is_no_conflict(filled):
    assert filled.insert(PETS, "3", {"name": "Max", "owner": "Tom"}, ("name", "owner"))
    assert filled.insert(SHOPS, "1", {"name": "Tom"}, UNIQUE)


def test_a_conflict_passes_through_a_context_manager_unharmed():
    @contextlib.contextmanager
    def transaction():
        yield

    with pytest.raises(UniqueTaken), transaction():
        raise UniqueTaken("name", "Tom", "2")


# --- changes


def test_an_update_gives_the_change_the_present_record_and_returns_the_new_one(filled):
    seen = []

    def change(record):
        seen.append(record)
        return {**record, "age": 3}

    assert filled.update(PETS, "1", change, UNIQUE) == {**REX, "age": 3}
    assert seen[-1] == REX
    assert filled.get(PETS, "1") == {**REX, "age": 3}


def test_a_change_that_fails_changes_nothing(filled):
    def fail(_record):
        raise LookupError("no")

    with pytest.raises(LookupError):
        filled.update(PETS, "1", fail, UNIQUE)
    assert filled.records(PETS) == (REX, TOM)
    assert filled.update(PETS, "1", renamed("Max"), UNIQUE) == {"id": "1", "name": "Max"}


# --- snapshots


def test_a_restored_snapshot_brings_back_all_records_in_their_order(filled):
    filled.insert(SHOPS, "1", {"id": "1"}, ())
    snapshot = filled.snapshot()
    filled.delete(PETS, "1")
    filled.update(PETS, "2", renamed("Max"), UNIQUE)
    filled.insert(PETS, "3", {"id": "3"}, ())
    filled.restore(snapshot)
    assert filled.records(PETS) == (REX, TOM)
    assert filled.records(SHOPS) == ({"id": "1"},)
    assert filled.get(PETS, "3") is None


def test_a_snapshot_can_be_restored_many_times(filled):
    snapshot = filled.snapshot()
    for _ in range(2):
        filled.restore(snapshot)
        filled.delete(PETS, "1")
        filled.insert(PETS, "3", {"id": "3"}, ())
        assert snapshot == {PETS: (("1", REX), ("2", TOM))}
    filled.restore(snapshot)
    assert filled.records(PETS) == (REX, TOM)


def test_a_snapshot_of_one_store_can_be_restored_in_another(filled):
    other = type(filled)()
    other.insert(SHOPS, "9", {"id": "9"}, ())
    other.restore(filled.snapshot())
    assert other.records(PETS) == (REX, TOM)
    assert other.records(SHOPS) == ()


def test_unique_values_hold_after_a_restore(filled):
    filled.restore(filled.snapshot())
    with pytest.raises(UniqueTaken):
        filled.insert(PETS, "3", {"id": "3", "name": "Tom"}, UNIQUE)


def test_restoring_nothing_empties_the_store(filled):
    filled.restore({})
    assert filled.records(PETS) == ()


# --- many at once


def test_of_many_that_insert_one_unique_value_at_once_one_wins(store):
    def insert(number):
        try:
            return store.insert(PETS, str(number), {"id": number, "name": "Rex"}, UNIQUE)
        except UniqueTaken:
            return False

    for _ in range(20):
        store.restore({})
        assert at_once(insert).count(True) == 1
        assert len(store.records(PETS)) == 1


def test_of_many_that_insert_one_key_at_once_one_wins(store):
    won = at_once(lambda number: store.insert(PETS, "1", {"number": number}, ()))
    assert won.count(True) == 1
    assert store.get(PETS, "1") == {"number": won.index(True)}


def test_no_insert_is_lost(store):
    def insert(number):
        return [store.insert(PETS, f"{number}-{each}", {"of": number}, ()) for each in range(50)]

    assert all(all(done) for done in at_once(insert))
    assert len(store.records(PETS)) == WORKERS * 50


def test_no_update_is_lost(store):
    store.insert(PETS, "1", {"count": 0}, ())

    def count(_number):
        for _ in range(50):
            store.update(PETS, "1", lambda record: {"count": record["count"] + 1}, ())

    at_once(count)
    assert store.get(PETS, "1") == {"count": WORKERS * 50}


def test_of_many_that_update_to_one_unique_value_at_once_one_wins(store):
    for number in range(WORKERS):
        store.insert(PETS, str(number), {"name": number}, UNIQUE)

    def rename(number):
        try:
            return store.update(PETS, str(number), renamed("Rex"), UNIQUE) is not None
        except UniqueTaken:
            return False

    assert at_once(rename).count(True) == 1
    names = [record["name"] for record in store.records(PETS)]
    assert len(set(names)) == WORKERS


def test_of_many_that_delete_one_record_at_once_one_has_done_it(filled):
    assert at_once(lambda _: filled.delete(PETS, "1")).count(True) == 1


def test_what_is_read_while_others_write_is_whole(store):
    """Writers move both halves of a record together: no reader may see one without the other."""
    store.insert(PETS, "1", {"left": 0, "right": 0}, ())

    def step(record):
        return {"left": record["left"] + 1, "right": record["right"] + 1}

    def work(number):
        if number % 2:
            return [store.update(PETS, "1", step, ()) for _ in range(50)]
        return [record for _ in range(50) for record in store.records(PETS)]

    seen = [record for records in at_once(work) for record in records]
    assert all(record["left"] == record["right"] for record in seen)
    assert store.get(PETS, "1")["left"] == WORKERS // 2 * 50


def test_snapshots_taken_while_others_write_are_of_one_moment(store):
    """Inserts come in order, so that a snapshot holds the first so many of each writer."""

    def work(number):
        if number:
            return [store.insert(PETS, f"{number}-{each}", {"at": each}, ()) for each in range(30)]
        return [store.snapshot() for _ in range(10)]

    for snapshot in at_once(work)[0]:
        keys = [key for key, _ in snapshot.get(PETS, ())]
        for number in range(1, WORKERS):
            own = [key for key in keys if key.startswith(f"{number}-")]
            assert own == [f"{number}-{each}" for each in range(len(own))]
