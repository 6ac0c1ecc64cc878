import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from mockserver.errors import StoreError
from mockserver.store.sqlite_tables import SqliteTables


def test_a_missing_folder_is_told_with_what_to_do(tmp_path):
    path = tmp_path / "none" / "state.db"
    with pytest.raises(StoreError) as caught:
        SqliteTables(path)
    assert str(caught.value) == (
        f"the store {path} cannot be made, its folder does not exist: "
        "make the folder, or name another"
    )


def test_a_folder_is_no_store(tmp_path):
    with pytest.raises(StoreError, match="is a folder: name a file"):
        SqliteTables(tmp_path)


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to be looked at\n" * 50, "utf-8")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"notes\.txt is no SQLite database"):
        SqliteTables(path)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_refused(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE songs (name)")
    other.close()
    with pytest.raises(StoreError, match=r"other\.db is a database of another program"):
        SqliteTables(path)


def test_a_file_of_another_format_is_refused(tmp_path):
    path = tmp_path / "state.db"
    SqliteTables(path).close()
    with sqlite3.connect(path) as later:
        later.execute("PRAGMA user_version = 9")
    later.close()
    with pytest.raises(StoreError, match=r"has format 9 and this version .* reads format 2"):
        SqliteTables(path)


def test_a_damaged_file_is_told_and_a_repaired_one_is_read_again(tmp_path):
    path = tmp_path / "state.db"
    tables = SqliteTables(path)
    with tables.change() as edit:
        for each in range(500):
            edit.put("pets", str(each), "x" * 200)
    tables.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoreError, match=r"state\.db is damaged: move it away"):
        tables.rows("pets")
    path.write_bytes(whole)
    assert tables.count("pets") == 500
    tables.close()


def test_a_file_that_is_moved_away_is_left_by_all_threads(tmp_path):
    tables = SqliteTables(tmp_path / "state.db")
    with tables.change() as edit:
        edit.put("pets", "1", "old")
    with tables.change() as edit:
        edit.put("pets", "2", "old")
        for each in [*tmp_path.iterdir()]:
            each.rename(each.with_name(f"moved-{each.name}"))
        assert edit.get("pets", "1") == "old"

    def write():
        with tables.change() as edit:
            edit.put("pets", "3", "new")

    with ThreadPoolExecutor(1) as other:
        other.submit(write).result()
        assert tables.rows("pets") == other.submit(tables.rows, "pets").result() == (("3", "new"),)
    tables.close()
    moved = SqliteTables(tmp_path / "moved-state.db")
    assert moved.rows("pets") == (("1", "old"), ("2", "old"))
    moved.close()


def test_a_locked_file_is_told_and_still_read(tmp_path):
    path = tmp_path / "state.db"
    tables = SqliteTables(path, patience=0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="is locked by another process"), tables.change():
        pass
    assert tables.names() == ()
    other.execute("ROLLBACK")
    other.close()
    with tables.change() as edit:
        edit.put("pets", "1", 1)
    assert tables.get("pets", "1") == 1
    tables.close()


def test_a_full_disk_is_told_and_the_change_is_undone(tmp_path):
    tables = SqliteTables(tmp_path / "state.db")
    tables._own().connection.execute("PRAGMA max_page_count = 20")
    full = pytest.raises(StoreError, match="the disk is full: make room")
    with full, tables.change() as edit:
        for each in range(1000):
            edit.put("pets", str(each), "x" * 1000)
    assert tables.rows("pets") == ()
    tables.close()


def test_a_file_that_may_not_be_written_is_told(tmp_path):
    tables = SqliteTables(tmp_path / "state.db")
    tables._own().connection.execute("PRAGMA query_only = 1")
    with pytest.raises(StoreError, match="cannot be written: allow writing"), tables.change() as e:
        e.put("pets", "1", 1)
    tables.close()


def test_an_edit_is_of_no_use_after_its_change(tmp_path):
    tables = SqliteTables(tmp_path / "state.db")
    with tables.change() as edit:
        edit.put("pets", "1", 1)
    with pytest.raises(RuntimeError, match="is over: open another"):
        edit.put("pets", "2", 2)
    assert tables.rows("pets") == (("1", 1),)
    tables.close()
