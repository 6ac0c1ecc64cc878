from datetime import UTC, datetime

from mockserver.http import Request, Response
from mockserver.journal import Exchange, Journal
from mockserver.journal.room import Room
from mockserver.store import MemoryTables

NOW = datetime(2024, 12, 14, tzinfo=UTC)


def exchange(size, session=""):
    """One whose bodies are so many bytes together."""
    request = Request("POST", "/a", body=b"x" * (size // 2))
    response = Response(200, body=b"y" * (size - size // 2))
    return Exchange(NOW, request, response, "POST /a", "example", session=session)


def test_short_bodies_are_bounded_by_their_number_alone():
    room = Room(3, most=100)
    assert [room.after(exchange(10)) for _ in range(5)] == [3] * 5


def test_of_long_bodies_the_newest_are_kept_that_fit():
    room = Room(10, most=100)
    assert [room.after(exchange(40)) for _ in range(4)] == [10, 10, 2, 2]
    assert room.after(exchange(5)) == 10
    assert room.after(exchange(99)) == 1


def test_one_that_is_longer_than_all_room_is_kept_alone():
    room = Room(10, most=100)
    assert [room.after(exchange(500)) for _ in range(2)] == [1, 1]
    assert Room(0, most=100).after(exchange(500)) == 0


def test_what_comes_again_takes_no_room():
    room = Room(10, most=100)
    assert [room.after(exchange(90), again=True) for _ in range(9)] == [10] * 9


def test_each_session_has_its_own_room():
    room = Room(10, most=100)
    assert [room.after(exchange(90, name)) for name in ("", "a", "b")] == [10] * 3
    assert room.after(exchange(90, "a")) == 1


def test_sizes_of_journals_that_nobody_writes_any_more_are_forgotten():
    room = Room(10, most=100)
    for number in range(3000):
        room.after(exchange(1, str(number)))
    assert len(room._known) <= 1024


def test_a_journal_of_long_bodies_is_bounded():
    journal = Journal(MemoryTables(), 1000)
    for _ in range(100):
        journal.add(exchange(1024 * 1024))
    kept = journal.exchanges()
    assert len(kept) == 16
    assert journal.entries()[-1].number == 100
