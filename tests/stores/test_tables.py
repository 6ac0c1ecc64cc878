"""The laws of all tables, wherever they lie."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from mockserver.store.opening import open_tables

WORKERS = 8
PETS, SHOPS = "records:/pets", "records:/shops"
TEXTS = ["", " ", "a/b", "é", "陈😀", "'", '"', "\0", "a\0b", "%", "\ud800", "x" * 5000, "a:b", "*"]


def put(tables, table, *rows):
    with tables.change() as edit:
        for key, value in rows:
            edit.put(table, key, value)


def remove(tables, table, *keys):
    with tables.change() as edit:
        for key in keys:
            edit.remove(table, key)


def keys(rows):
    return [key for key, _ in rows]


@pytest.fixture
def filled(tables):
    put(tables, PETS, ("1", {"name": "Rex"}), ("2", {"name": "Tom"}))
    return tables


# --- values and names


@pytest.mark.parametrize(
    "value",
    [
        *(True, False, 0, -1, 2**53 + 1, 10**400, 0.1, 1.5e300, 5e-324, 1.0, "", "é陈😀\0", [], {}),
        *("\ud800", {"\udfff": ["\ud800é"]}, [1, [None, {"z": 1, "a": {"y": 2, "b": []}}]]),
    ],
)
def test_any_json_value_comes_back_as_it_was_in_its_type_and_order(tables, value):
    """Half a surrogate pair too: JSON may escape one, so a request may bring it."""
    put(tables, PETS, ("1", value))
    tables.append("log", value, 5)
    for found in (tables.get(PETS, "1"), tables.rows(PETS)[0][1], tables.entries("log")[0][1]):
        assert repr(found) == repr(value)


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_may_be_a_key_and_names_a_row_of_its_own(tables, text):
    put(tables, PETS, *((each, each) for each in TEXTS))
    assert tables.get(PETS, text) == text
    assert keys(tables.rows(PETS)) == TEXTS
    remove(tables, PETS, text)
    assert tables.get(PETS, text) is None
    assert keys(tables.rows(PETS)) == [each for each in TEXTS if each != text]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_may_name_a_table_and_a_log(tables, text):
    put(tables, text, ("1", 1))
    put(tables, PETS, ("1", 2))
    assert tables.append(text, "entry", 5) == 1
    assert (tables.get(text, "1"), tables.entries(text)) == (1, ((1, "entry"),))
    assert tables.names(text) == tuple(sorted({text, PETS} if PETS.startswith(text) else {text}))


def test_null_is_refused_because_it_means_that_there_is_no_row(filled):
    with pytest.raises(ValueError, match="any JSON value but null"):
        put(filled, PETS, ("1", 1), ("2", None))
    assert filled.get(PETS, "1") == {"name": "Rex"}


def test_a_key_that_nobody_has_finds_nothing(filled):
    for key in ("3", "", "01", "1 ", "1.0"):
        assert filled.get(PETS, key) is None
    assert filled.get(SHOPS, "1") is None
    assert (filled.rows(SHOPS), filled.count(SHOPS)) == ((), 0)


# --- order and pages


def test_rows_come_in_the_order_in_which_their_keys_came(tables):
    for key in ("b", "c", "a", "10", "9"):
        put(tables, PETS, (key, key))
    assert keys(tables.rows(PETS)) == ["b", "c", "a", "10", "9"]


def test_a_put_keeps_a_place_and_a_removed_key_comes_last_again(filled):
    put(filled, PETS, ("1", "Max"))
    assert filled.rows(PETS) == (("1", "Max"), ("2", {"name": "Tom"}))
    remove(filled, PETS, "1")
    put(filled, PETS, ("1", "Rex"))
    assert keys(filled.rows(PETS)) == ["2", "1"]


def test_a_key_removed_and_put_in_one_change_comes_last(filled):
    with filled.change() as edit:
        edit.remove(PETS, "1")
        edit.put(PETS, "3", 3)
        edit.put(PETS, "1", 1)
        assert keys(edit.rows(PETS)) == ["2", "3", "1"]
    assert keys(filled.rows(PETS)) == ["2", "3", "1"]


@pytest.mark.parametrize("gone", [(), ("0",), ("2499",), ("7", "8", "2000")])
def test_a_page_is_a_slice_of_all_rows(tables, gone):
    put(tables, PETS, *((str(each), each) for each in range(2500)))
    tables.rows(PETS, 2000, 1)
    remove(tables, PETS, *gone)
    pages = [(0, 3), (5, 0), (1990, 30), (2490, 99), (9999, 1), (7, None), (0, None)]
    found = [tables.rows(PETS, offset, limit) for offset, limit in pages]
    rows = tables.rows(PETS)
    assert keys(rows) == [str(each) for each in range(2500) if str(each) not in gone]
    for (offset, limit), page in zip(pages, found, strict=True):
        assert page == rows[offset : None if limit is None else offset + limit]
    assert tables.count(PETS) == 2500 - len(gone)


def test_a_page_of_a_table_without_some_rows_is_right_after_each_removal(tables):
    put(tables, PETS, *((str(each), each) for each in range(30)))
    left = [str(each) for each in range(30)]
    for key in ("29", "0", "15", "28", "14", "1"):
        tables.rows(PETS, 3, 4)
        remove(tables, PETS, key)
        left.remove(key)
        assert keys(tables.rows(PETS, 3, 9)) == left[3:12]


def test_rows_handed_out_do_not_change_later(filled):
    before = filled.rows(PETS)
    remove(filled, PETS, "1")
    put(filled, PETS, ("2", 2))
    assert before == (("1", {"name": "Rex"}), ("2", {"name": "Tom"}))


def test_names_are_those_of_tables_with_rows_sorted(filled):
    put(filled, SHOPS, ("1", 1))
    put(filled, "faults", ("1", 1))
    assert filled.names() == ("faults", PETS, SHOPS)
    assert filled.names("records:") == (PETS, SHOPS)
    remove(filled, SHOPS, "1")
    with filled.change() as edit:
        edit.clear("faults")
    assert filled.names() == (PETS,)
    assert filled.names("Records:") == filled.names("records_") == filled.names("%") == ()


def test_tables_know_nothing_of_each_other(filled):
    put(filled, SHOPS, ("1", "shop"))
    with filled.change() as edit:
        edit.clear(SHOPS)
    assert keys(filled.rows(PETS)) == ["1", "2"]


# --- changes


def test_an_edit_reads_what_it_has_written(filled):
    with filled.change() as edit:
        edit.put(PETS, "3", 3)
        edit.put(PETS, "1", 1)
        edit.remove(PETS, "2")
        assert [edit.get(PETS, key) for key in "1234"] == [1, None, 3, None]
        assert edit.rows(PETS) == (("1", 1), ("3", 3))
        edit.clear(PETS)
        assert (edit.get(PETS, "1"), edit.rows(PETS)) == (None, ())
        edit.put(PETS, "2", 2)
        assert edit.rows(PETS) == (("2", 2),)
    assert filled.rows(PETS) == (("2", 2),)


@pytest.mark.parametrize("error", [LookupError, KeyboardInterrupt])
def test_a_change_that_raises_changes_nothing_and_lets_others_in(filled, error):
    with pytest.raises(error), filled.change() as edit:  # noqa: PT012 - the block is what is undone
        edit.put(PETS, "1", 1)
        edit.remove(PETS, "2")
        edit.put(SHOPS, "1", 1)
        edit.clear(PETS)
        raise error
    assert filled.rows(PETS) == (("1", {"name": "Rex"}), ("2", {"name": "Tom"}))
    assert filled.names() == (PETS,)
    put(filled, PETS, ("3", 3))
    assert filled.count(PETS) == 3


def test_a_change_within_a_change_is_refused_and_the_outer_one_goes_on(filled):
    with filled.change() as edit:
        edit.put(PETS, "1", 1)
        with pytest.raises(RuntimeError, match="open in this thread already"), filled.change():
            pass
        edit.put(PETS, "2", 2)
    assert filled.rows(PETS) == (("1", 1), ("2", 2))


def test_nobody_sees_the_half_of_a_change(filled):
    inside, seen = Event(), Event()

    def look():
        inside.wait(10)
        found = filled.get(PETS, "1"), filled.rows(PETS), filled.count(SHOPS)
        seen.set()
        return found

    with ThreadPoolExecutor(1) as pool:
        looked = pool.submit(look)
        before = filled.rows(PETS)
        with filled.change() as edit:
            edit.clear(PETS)
            edit.put(SHOPS, "1", 1)
            inside.set()
            assert seen.wait(10)
        assert looked.result() == ({"name": "Rex"}, before, 0)


def test_a_row_that_is_there_before_and_after_a_change_is_there_all_the_time(filled):
    """A reset clears a table and fills it again: who reads meanwhile finds the one or the other."""

    def work(number):
        if number:
            return [filled.get(PETS, "1") for _ in range(300)]
        for _ in range(60):
            with filled.change() as edit:
                edit.clear(PETS)
                edit.put(PETS, "1", 1)
        return []

    assert None not in [value for values in at_once(work) for value in values]


def at_once(work):
    start = Barrier(WORKERS)

    def run(number):
        start.wait(timeout=10)
        return work(number)

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


def test_changes_of_many_threads_come_one_after_the_other(tables):
    def work(_number):
        for _ in range(25):
            with tables.change() as edit:
                edit.put(PETS, "count", (edit.get(PETS, "count") or 0) + 1)

    at_once(work)
    assert tables.get(PETS, "count") == WORKERS * 25


# --- logs


def test_a_log_keeps_its_last_entries_and_its_numbers_grow(tables):
    assert [tables.append("log", {"n": each}, 3) for each in range(1, 6)] == [1, 2, 3, 4, 5]
    assert tables.entries("log") == ((3, {"n": 3}), (4, {"n": 4}), (5, {"n": 5}))
    assert tables.entries("log", 4) == ((5, {"n": 5}),)
    assert tables.entries("log", 5) == tables.entries("log", 99) == tables.entries("other") == ()


def test_numbers_go_on_after_a_log_was_forgotten(tables):
    tables.forget("log")
    tables.append("log", "a", 3)
    tables.append("log", "b", 3)
    tables.forget("log")
    assert tables.entries("log") == ()
    assert tables.append("log", "c", 3) == 3
    assert tables.entries("log") == ((3, "c"),)


def test_a_smaller_limit_lets_older_entries_go_and_none_keeps_nothing(tables):
    for each in range(5):
        tables.append("log", each, 10)
    tables.append("log", 5, 2)
    assert tables.entries("log") == ((5, 4), (6, 5))
    assert tables.append("log", 6, 0) == 7
    assert tables.entries("log") == ()
    assert tables.append("log", 7, 5) == 8
    assert tables.entries("log", 3) == ((8, 7),)


def test_a_log_has_null_as_an_entry(tables):
    tables.append("log", None, 3)
    assert tables.entries("log") == ((1, None),)


def test_no_entry_of_many_threads_is_lost_and_each_has_its_number(tables):
    numbers = at_once(lambda worker: [tables.append("log", [worker, n], 999) for n in range(20)])
    given = [number for each in numbers for number in each]
    assert sorted(given) == list(range(1, WORKERS * 20 + 1))
    assert all(each == sorted(each) for each in numbers)
    found = dict(tables.entries("log"))
    assert all(found[numbers[w][n]] == [w, n] for w in range(WORKERS) for n in range(20))


# --- places


def test_two_handles_on_one_place_see_each_other(shared):
    one, other = open_tables(shared), open_tables(shared)
    put(one, PETS, ("1", 1))
    assert other.get(PETS, "1") == 1
    put(other, PETS, ("2", 2), ("1", "new"))
    assert one.rows(PETS) == (("1", "new"), ("2", 2))
    assert (one.append("log", "a", 5), other.append("log", "b", 5)) == (1, 2)
    assert one.entries("log") == other.entries("log") == ((1, "a"), (2, "b"))
    one.close()
    other.close()


def test_what_was_kept_is_there_when_a_place_is_opened_again(shared):
    first = open_tables(shared)
    put(first, PETS, ("1", 1))
    first.append("log", "a", 5)
    first.close()
    again = open_tables(shared)
    assert again.rows(PETS) == (("1", 1),)
    assert again.append("log", "b", 5) == 2
    again.close()


def test_closed_tables_can_be_used_again(filled):
    filled.close()
    assert keys(filled.rows(PETS)) == ["1", "2"]


def test_two_places_know_nothing_of_each_other(make_place):
    one, other = open_tables(make_place()), open_tables(make_place())
    put(one, PETS, ("1", 1))
    assert other.names() == ()
    one.close()
    other.close()


def test_what_lies_in_memory_is_not_shared_and_all_else_is(tables, kind):
    assert tables.is_shared is (kind != "memory")
