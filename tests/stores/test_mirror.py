"""Whoever reads all rows of a shared table sees what others changed, however far behind it was."""

import os
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_steps import STEPS, done, follow

from mockserver.store import mirror
from mockserver.store.ground import Ground
from mockserver.store.layers import Census, Layers
from mockserver.store.opening import open_tables

GROUND = Ground("/g", {"1": {"n": 1}, "2": {"n": 2}, "3": {"n": 3}})


@pytest.fixture(params=["sqlite", "redis"])
def kind(request):
    return request.param


@pytest.fixture
def pair(make_place):
    """Opens the same fresh place twice, as two processes do."""
    opened = []

    def make():
        place = make_place()
        opened.extend(open_tables(place) for _ in range(2))
        return opened[-2:]

    yield make
    for each in opened:
        each.close()


def changed(tables, steps, fails):
    """Do steps in one change; whether it failed, and nothing was done."""
    with suppress(LookupError), tables.change() as edit:
        follow(edit, steps)
        if fails:
            raise LookupError
    return fails


def put(tables, *rows, table="t"):
    with tables.change() as edit:
        for key, value in rows:
            edit.put(table, key, value)


@pytest.mark.parametrize("remembered", [2, 1000])
def test_what_another_changed_is_seen_from_any_distance(pair, monkeypatch, remembered):
    for module in ("sqlite_file", "redis_tables"):
        monkeypatch.setattr(f"mockserver.store.{module}.REMEMBERED", remembered)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(STEPS, st.booleans(), st.booleans()), max_size=12))
    def compare(changes):
        here, there = pair()
        model = {}
        for steps, fails, looks in changes:
            model = model if changed(here, steps, fails) else done(model, steps)
            for name in ("a", "ab", "\ud800") if looks else ():
                rows = model.get(name, {})
                assert repr(there.rows(name)) == repr(tuple(rows.items()))
                anew = Layers(Census(rows, GROUND), rows) if rows else GROUND.listed
                assert repr([*there.layers(name, GROUND)]) == repr([*anew])

    compare()


def test_a_table_is_read_wholly_once_and_then_only_what_was_touched(pair, monkeypatch):
    here, there = pair()
    put(here, *((str(each), each) for each in range(50)))
    assert len(there.rows("t")) == 50
    read, after = [], mirror.Copy.after
    monkeypatch.setattr(
        mirror.Copy, "after", lambda copy, news: (read.append(len(news.rows)), after(copy, news))[1]
    )
    for _ in range(3):
        there.rows("t")
    put(here, ("7", "seven"), ("50", 50))
    rows = dict(there.rows("t"))
    assert (rows["7"], rows["50"], len(rows)) == ("seven", 50, 51)
    assert read == [2]


def test_rows_lie_over_a_ground_as_in_memory(pair):
    here, there = pair()
    memory = open_tables("memory")
    for change in (
        [("2", False)],
        [("new", {"n": 4}), ("1", {"n": 10})],
        [("2", {"n": 20})],
        [("new", False), ("other", {"n": 5})],
    ):
        for tables in (here, memory):
            put(tables, *change, table="g")
        expected = list(memory.layers("g", GROUND))
        assert list(there.layers("g", GROUND)) == expected
        assert there.layers("g", GROUND)[1:3] == expected[1:3]
    assert list(there.layers("h", GROUND)) == list(GROUND.listed)


def test_what_is_read_stays_as_it_was_while_others_change_it(pair):
    here, there = pair()
    put(here, ("1", {"n": 1}), ("2", {"n": 2}), table="g")
    rows, layers = there.rows("g"), there.layers("g", GROUND)
    with here.change() as edit:
        edit.remove("g", "1")
        edit.put("g", "2", {"n": 9})
    there.rows("g")
    assert rows == (("1", {"n": 1}), ("2", {"n": 2}))
    assert list(layers) == [{"n": 1}, {"n": 2}, {"n": 3}]


def test_within_a_change_its_thread_sees_it_and_no_other_does(pair):
    here, _ = pair()
    put(here, ("1", 1))
    here.rows("t")
    with suppress(LookupError), here.change() as edit:
        edit.put("t", "2", 2)
        assert edit.rows("t") == (("1", 1), ("2", 2))
        with ThreadPoolExecutor(1) as other:
            assert other.submit(here.rows, "t").result() == (("1", 1),)
        here.rows("t")
        raise LookupError
    put(here, ("3", 3))
    assert here.rows("t") == (("1", 1), ("3", 3))


def test_many_readers_never_see_less_than_was_done(pair):
    here, there = pair()
    numbers, stopped = count(), Event()

    def write():
        while not stopped.is_set():
            put(here, ("last", next(numbers)), *((f"{next(numbers)}", 1),))

    def read():
        for _ in range(60):
            before = here.get("t", "last")
            seen = dict(there.rows("t"))["last"]
            assert before <= seen <= here.get("t", "last")

    put(here, ("last", next(numbers)))
    with ThreadPoolExecutor(9) as pool:
        writing = pool.submit(write)
        reading = [pool.submit(read) for _ in range(8)]
        try:
            for each in reading:
                each.result()
        finally:
            stopped.set()
        writing.result()
    assert repr(there.rows("t")) == repr(here.rows("t"))


def test_of_many_tables_those_that_changed_last_are_kept(pair, monkeypatch):
    monkeypatch.setattr(mirror, "TABLES", 3)
    here, there = pair()
    for each in range(6):
        put(here, ("1", each), table=f"t{each}")
    for _ in range(2):
        assert [there.rows(f"t{each}") for each in range(6)] == [(("1", n),) for n in range(6)]
    assert len(there._mirror._copies) == 3


def test_a_row_that_gets_its_place_again_lies_behind_one_that_came_before_it(pair):
    here, there = pair()
    put(here, *((key, key) for key in "ABCDK"))
    assert len(there.rows("t")) == 5
    with here.change() as edit:
        edit.remove("t", "D")
        edit.remove("t", "K")
        edit.put("t", "N", "new")
        edit.put("t", "K", "again")
    assert [key for key, _ in there.rows("t")] == [*"ABCNK"]
    assert there.rows("t", 0, 9) == there.rows("t")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_process_waits_for_no_thread_that_it_does_not_have(pair):
    here, _ = pair()
    put(here, ("1", 1))
    with here._mirror._lock_of("t"):
        process = os.fork()
        if not process:
            signal.alarm(20)
            os._exit(0 if here.rows("t") == (("1", 1),) else 1)
    assert os.waitpid(process, 0) == (process, 0)


def left(tables):
    """What a place holds of tables, beside their rows."""
    if link := getattr(tables, "_link", None):
        keys = link.ask("KEYS", tables._key("*"))
        return [key for key in keys if b":touched:" in key or b":edition:" in key]
    ask = tables._own().connection.execute
    each = (f"SELECT tbl FROM {name}" for name in ("revisions", "touched", "tables"))
    return [*ask(" UNION ".join(each))]


def test_nothing_is_left_of_a_table_without_rows(pair):
    here, there = pair()
    for undo in (lambda edit: edit.clear("t"), lambda edit: edit.remove("t", "1")):
        put(here, ("1", 1))
        assert there.rows("t") == (("1", 1),)
        assert left(here)
        with here.change() as edit:
            undo(edit)
        assert left(here) == []
        assert there.rows("t") == ()


@pytest.mark.parametrize("kind", ["redis"], indirect=True)
def test_rows_that_nobody_counted_are_read_each_time(pair):
    here, there = pair()
    put(here, ("1", 1), ("2", 2))
    for kind in ("edition:", "touched:"):  # as an earlier version left them
        here._link.ask("DEL", here._key(kind, "t"))
    assert there.rows("t") == (("1", 1), ("2", 2))
    with here.change() as edit:
        edit.clear("t")
    assert there.rows("t") == ()


@pytest.mark.parametrize("kind", ["redis"], indirect=True)
def test_no_script_goes_over_all_rows_of_a_long_table(pair):
    here, there = pair()
    put(here, *((str(each), each) for each in range(3000)))
    client = here._link.client
    client.config_resetstat()
    assert there.rows("t")[-1] == ("2999", 2999)
    assert "cmdstat_hget" not in client.info("commandstats")


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_file_that_is_put_back_as_it_was_once_is_read_anew(pair, tmp_path):
    here, there = pair()
    put(here, ("1", "old"))
    file, kept = (sqlite3.connect(path) for path in (here._file.path, tmp_path / "kept"))
    file.backup(kept)
    put(here, ("2", "gone"))
    put(here, ("3", "gone"))
    assert len(there.rows("t")) == 3
    kept.backup(file)
    file.close()
    kept.close()
    put(here, ("4", "new"))
    put(here, ("5", "new"))
    assert there.rows("t") == (("1", "old"), ("4", "new"), ("5", "new"))


@pytest.mark.parametrize("kind", ["redis"], indirect=True)
def test_a_redis_that_came_back_empty_is_read_anew(pair):
    here, there = pair()
    put(here, ("1", 1), ("2", 2))
    assert len(there.rows("t")) == 2
    here._link.client.flushdb()
    put(here, ("3", 3), ("4", 4))
    assert there.rows("t") == (("3", 3), ("4", 4))


def test_a_file_of_the_first_format_is_taken_over(tmp_path):
    path = tmp_path / "old.db"
    tables = open_tables(f"sqlite:{path}")
    put(tables, ("1", 1), ("2", 2))
    tables.close()
    with sqlite3.connect(path) as old:
        for each in ("touch", "touched_added", "touched_replaced", "removed", "emptied"):
            old.execute(f"DROP TRIGGER {each}")
        old.execute(
            "CREATE TRIGGER removed AFTER DELETE ON entries BEGIN "
            "UPDATE tables SET size = size - 1 WHERE tbl = OLD.tbl; END"
        )
        old.executescript("DROP VIEW touching; DROP TABLE touched; DROP TABLE revisions")
        old.execute("PRAGMA user_version = 1")
    old.close()
    tables = open_tables(f"sqlite:{path}")
    assert tables.rows("t") == (("1", 1), ("2", 2))
    put(tables, ("1", "one"), ("3", 3))
    assert tables.rows("t") == (("1", "one"), ("2", 2), ("3", 3))
    with tables.change() as edit:
        edit.remove("t", "2")
    assert tables.rows("t") == (("1", "one"), ("3", 3))
    with sqlite3.connect(path) as new:
        assert new.execute("PRAGMA user_version").fetchone() == (2,)
    new.close()
    tables.close()
