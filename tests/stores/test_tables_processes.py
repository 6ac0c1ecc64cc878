"""Tables that several processes share. MOCKSERVER_KILLS=100 is the long form of the killing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.store.opening import open_tables

CLERK = Path(__file__).with_name("clerk.py")
KILLS = int(os.environ.get("MOCKSERVER_KILLS", "2"))


def hire(place, times, name):
    return subprocess.Popen(
        [sys.executable, str(CLERK), place, str(times), name], stdout=subprocess.PIPE, text=True
    )


def test_of_many_processes_that_count_none_is_lost(shared):
    clerks = [hire(shared, 50, str(each)) for each in range(4)]
    told = [clerk.communicate(timeout=90)[0].split()[-1] for clerk in clerks]
    assert told == ["50"] * 4
    tables = open_tables(shared)
    assert dict(tables.rows("counts")) == {"all": 200, **{str(each): 50 for each in range(4)}}
    tables.close()


@pytest.mark.parametrize("round_", range(KILLS))
def test_a_writer_that_is_killed_loses_nothing_acknowledged_and_leaves_nothing_half(shared, round_):
    clerk, other = hire(shared, 0, "killed"), hire(shared, 0, "other")
    heard = [clerk.stdout.readline() for _ in range(20 + 7 * round_)]
    clerk.kill()
    acknowledged = int((heard + clerk.communicate()[0].split())[-1])
    for _ in range(5):
        other.stdout.readline()  # it goes on, when the turn of the killed one is over at the latest
    other.kill()
    other.communicate()
    tables = open_tables(shared)
    with tables.change() as edit:
        edit.put("after", "1", 1)
    counts = dict(tables.rows("counts"))
    assert acknowledged <= counts["killed"] <= acknowledged + 1
    assert counts["all"] == counts["killed"] + counts["other"]
    tables.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system knows no fork")
def test_a_forked_process_works_on_its_own_connection(shared):
    tables = open_tables(shared)
    with tables.change() as edit:
        edit.put("counts", "parent", 1)
    child = os.fork()
    if not child:
        try:
            with tables.change() as edit:
                edit.put("counts", "child", edit.get("counts", "parent") + 1)
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    with tables.change() as edit:
        edit.put("counts", "parent", 3)
    assert tables.rows("counts") == (("parent", 3), ("child", 2))
    tables.close()
