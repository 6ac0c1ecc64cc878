import subprocess
import sys
from itertools import chain, count
from types import SimpleNamespace

import pytest

from mockserver.web import garbage
from mockserver.web.garbage import Garbage

A_CYCLE_THAT_OUTLIVED_ITS_PORTION = """
import gc, time, weakref
from mockserver.web.garbage import Garbage

class Node: pass

Garbage(look=0.05).begin()
held = Node()
held.itself, gone = held, weakref.ref(held)
kept = [[] for _ in range(200_000)]
print(gc.get_freeze_count() >= 199_000)
del held
until = time.monotonic() + 60
while gone() is not None and time.monotonic() < until:
    time.sleep(0.05)
print(gone() is None, gc.get_freeze_count() >= 199_000)
"""


def test_what_is_new_is_set_aside_and_what_became_garbage_there_is_found_in_a_rest():
    told = subprocess.run(
        [sys.executable, "-c", A_CYCLE_THAT_OUTLIVED_ITS_PORTION],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["True"] * 3


@pytest.fixture
def asked(monkeypatch):
    """What the collector is asked to do, instead of doing it."""
    asked = []
    told = {each: lambda each=each: asked.append(each) for each in ("freeze", "unfreeze")}
    told |= {"collect": lambda: asked.append("all"), "get_freeze_count": lambda: 1_000_000}
    monkeypatch.setattr(garbage, "gc", SimpleNamespace(**told))
    return asked


@pytest.mark.parametrize(
    ("portions", "seconds_at_work", "walks"),
    [(99, 0, False), (100, 0.04, True), (100, 0.06, False), (999, 1, False), (1000, 1, True)],
)
def test_the_whole_is_walked_in_a_rest_or_when_too_much_has_come(
    asked, portions, seconds_at_work, walks
):
    used = chain((5.0, 5.0 + seconds_at_work), count(7))
    collector = Garbage(used=lambda: next(used), look=1)
    for _ in range(portions):
        collector.looked("start", {})
        collector.looked("stop", {})
    assert asked == ["freeze"] * portions
    asked.clear()
    collector.rest()
    assert asked == (["unfreeze", "all", "freeze"] if walks else [])
    asked.clear()
    collector.rest()
    assert asked == []


def test_where_there_is_much_as_much_has_to_come(asked):
    used = count()
    collector = Garbage(used=lambda: next(used), look=1)
    walked = []
    for _ in range(4000):
        collector.looked("stop", {})
        asked.clear()
        collector.rest()
        walked.append("all" in asked)
    assert [number for number, is_walked in enumerate(walked, 1) if is_walked] == [1000, 3000]


def test_another_document_is_no_time_to_wait(asked):
    used, renewed = count(), iter((0, 1, 1))
    collector = Garbage(lambda: next(renewed), lambda: next(used), look=1)
    walked = []
    for _ in range(3):
        asked.clear()
        collector.rest()
        walked.append("all" in asked)
    assert walked == [False, True, False]


def test_what_is_looked_at_while_all_is_walked_is_not_set_aside(asked, monkeypatch):
    collector = Garbage(used=lambda: 0.0, look=1)
    for _ in range(100):
        collector.looked("stop", {})
    asked.clear()
    monkeypatch.setattr(garbage.gc, "collect", lambda: collector.looked("stop", {}))
    collector.rest()
    assert asked == ["unfreeze", "freeze"]
