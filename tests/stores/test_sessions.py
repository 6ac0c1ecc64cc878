"""The laws of sessions, wherever their state lies."""

from datetime import UTC, datetime, timedelta

import pytest

from mockserver.clock import SteppingClock
from mockserver.store import Bounds, Ground, SessionRefused, Sessions, World

START = datetime(2024, 9, 1, tzinfo=UTC)
REX = {"id": "1", "name": "Rex"}
LISTED = Ground("/pets", {"1": REX}, unique=("name",))
BOUNDS = Bounds(most=3, idle=timedelta(minutes=10))


@pytest.fixture
def clock():
    return SteppingClock(START)


@pytest.fixture
def sessions(tables, clock):
    return Sessions(tables, clock, BOUNDS)


@pytest.fixture
def wait(clock):
    """Lets minutes pass."""

    def pass_by(minutes):
        clock.moment += timedelta(minutes=minutes)

    return pass_by


def put(tables, session, *records):
    with World(tables, session).change() as writing:
        for record in records:
            writing.records(LISTED).put(record["id"], record)
        writing.put("settings", "seed", 7)
        writing.next_number("id")


def seen(tables, session):
    return [record for _, record in World(tables, session).records(LISTED).page()]


def names(sessions):
    return [each.name for each in sessions.all()]


def test_a_session_is_there_when_it_was_opened(sessions):
    sessions.open("a")
    sessions.open("b")
    sessions.open("a")
    assert names(sessions) == ["a", "b"]
    assert (sessions.knows("b"), sessions.knows("c"), sessions.knows("")) == (True, False, False)


def test_it_is_told_when_it_began_and_when_it_was_used(sessions, wait):
    sessions.open("a")
    wait(3)
    sessions.open("a")
    [session] = sessions.all()
    assert (session.begun, session.used) == (START, START + timedelta(minutes=3))


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "a|b", "a/b", "é", "x" * 101, "a\n", "\0", "\ud800", "a;b", "{id}"]
)
def test_a_name_that_cannot_be_one_is_refused_with_what_can(sessions, name):
    with pytest.raises(SessionRefused, match=r"letters, digits and \._~:@- can, up to 100\."):
        sessions.open(name)
    assert names(sessions) == []


@pytest.mark.parametrize("name", ["a", "0", "test_login", "x" * 100, "a.b~c:d@e-f", "-", "..", "_"])
def test_other_names_can(sessions, name):
    sessions.open(name)
    assert names(sessions) == [name]


def test_what_a_session_had_is_gone_when_it_ended(sessions, tables):
    for name in ("a", "ab"):
        sessions.open(name)
        put(tables, name, {"id": "2"})
        World(tables, name).append("journal", "x", 5)
    assert sessions.end("a") is True
    assert sessions.end("a") is False
    assert names(sessions) == ["ab"]
    assert tables.names("a|") == ()
    assert World(tables, "a").entries("journal") == ()
    assert seen(tables, "ab") == [REX, {"id": "2"}]
    assert len(World(tables, "ab").entries("journal")) == 1


def test_a_session_that_was_reset_goes_on_with_the_common_world_as_it_is(sessions, tables):
    sessions.open("a")
    put(tables, "a", {"id": "2"})
    put(tables, "", {"id": "3"})
    sessions.reset("a")
    assert names(sessions) == ["a"]
    assert seen(tables, "a") == [REX, {"id": "3"}]


def test_a_reset_of_the_common_world_forgets_all_but_what_sessions_see(sessions, tables):
    put(tables, "", {"id": "2", "name": "Max"})
    sessions.open("a")
    put(tables, "", {"id": "3"})
    sessions.reset("")
    assert tables.names("|") == ()
    assert seen(tables, "") == [REX]
    assert seen(tables, "a") == [REX, {"id": "2", "name": "Max"}]
    assert World(tables).get("settings", "seed") is None
    put(tables, "", {"id": "4", "name": "Max"})
    assert seen(tables, "a") == [REX, {"id": "2", "name": "Max"}]


def test_a_session_that_nobody_uses_is_over_after_its_time(sessions, tables, wait):
    sessions.open("a")
    put(tables, "a", {"id": "2"})
    wait(11)
    assert names(sessions) == []
    sessions.open("b")
    assert names(sessions) == ["b"]
    assert tables.names("a|") == ()


def test_whoever_comes_back_too_late_begins_anew(sessions, tables, wait):
    sessions.open("a")
    put(tables, "a", {"id": "2"})
    wait(11)
    sessions.open("a")
    assert seen(tables, "a") == [REX]
    assert sessions.all()[0].begun == START + timedelta(minutes=11)


def test_a_session_that_is_used_lives_on(sessions, tables, wait):
    sessions.open("a")
    put(tables, "a", {"id": "2"})
    for _ in range(4):
        wait(9)
        sessions.open("a")
    assert seen(tables, "a") == [REX, {"id": "2"}]
    assert sessions.all()[0].begun == START


def test_a_session_may_end_within_seconds(tables, clock):
    sessions = Sessions(tables, clock, Bounds(idle=timedelta(seconds=3)))
    sessions.open("a")
    put(tables, "a", {"id": "2"})
    for _ in range(4):
        clock.moment += timedelta(seconds=2)
        sessions.open("a")
    assert seen(tables, "a") == [REX, {"id": "2"}]
    clock.moment += timedelta(seconds=4)
    sessions.open("a")
    assert seen(tables, "a") == [REX]


def test_all_worlds_are_reset_at_once_and_once_for_an_occasion(sessions, tables):
    put(tables, "", {"id": "2"})
    sessions.open("a")
    put(tables, "a", {"id": "3"})
    sessions.reset_all("a new file")
    assert (seen(tables, ""), seen(tables, "a")) == ([REX], [REX])
    assert names(sessions) == ["a"]
    put(tables, "a", {"id": "4"})
    sessions.reset_all("a new file")
    assert seen(tables, "a") == [REX, {"id": "4"}]
    sessions.reset_all("a new file", again=True)
    assert seen(tables, "a") == [REX]


def test_when_there_are_too_many_the_one_idle_longest_makes_room(sessions, wait):
    for name in ("a", "b", "c", "a"):
        sessions.open(name)
        wait(2)
    sessions.open("d")
    assert names(sessions) == ["a", "c", "d"]


def test_when_all_are_in_use_no_other_is_opened(sessions):
    for name in ("a", "b", "c"):
        sessions.open(name)
    expected = "There are 3 sessions, and all are in use: end one, or allow more with --sessions."
    with pytest.raises(SessionRefused) as caught:
        sessions.open("d")
    assert str(caught.value) == expected
    assert names(sessions) == ["a", "b", "c"]
    sessions.open("c")
    sessions.end("a")
    sessions.open("d")
    assert names(sessions) == ["b", "c", "d"]


def test_all_who_share_the_tables_share_the_sessions(sessions, tables, clock):
    Sessions(tables, clock, BOUNDS).open("a")
    assert names(sessions) == ["a"]


def test_one_that_two_begin_at_once_keeps_what_the_first_has_done(tables, clock):
    class Late(type(sessions := Sessions(tables, clock, BOUNDS, ("settings",)))):
        """Looks whether there is a session, and acts when another has begun it meanwhile."""

        def open(self, name):
            present = self._tables

            class Before:
                def get(self, table, key):
                    found = present.get(table, key)
                    sessions.open(name)
                    with World(present, name).change() as writing:
                        writing.put("settings", "seed", 8)
                    return found

                def __getattr__(self, attribute):
                    return getattr(present, attribute)

            self._tables = Before()
            super().open(name)

    with World(tables).change() as writing:
        writing.put("settings", "seed", 7)
    Late(tables, clock, BOUNDS, ("settings",)).open("a")
    assert World(tables, "a").get("settings", "seed") == 8
