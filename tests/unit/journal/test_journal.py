from datetime import UTC, datetime

from mockserver.http import Request, Response
from mockserver.journal import Exchange, Journal

MOMENT = datetime(2024, 9, 1, 15, tzinfo=UTC)


def exchange(path):
    return Exchange(MOMENT, Request("GET", path), Response(200), f"GET {path}", "record")


def paths(journal):
    return [each.request.path for each in journal.exchanges()]


def test_exchanges_are_kept_in_the_order_in_which_they_came():
    journal = Journal()
    for path in ("/a", "/b", "/a"):
        journal.add(exchange(path))
    assert paths(journal) == ["/a", "/b", "/a"]


def test_when_it_is_full_the_oldest_goes():
    journal = Journal(limit=2)
    for path in ("/a", "/b", "/c"):
        journal.add(exchange(path))
    assert paths(journal) == ["/b", "/c"]


def test_what_was_handed_out_stays_as_it_was():
    journal = Journal()
    journal.add(exchange("/a"))
    before = journal.exchanges()
    journal.clear()
    assert [each.request.path for each in before] == ["/a"]
    assert paths(journal) == []


def test_a_listener_is_told_of_each_exchange_from_then_on():
    journal, told = Journal(), []
    journal.add(exchange("/a"))
    journal.listen(told.append)
    journal.add(exchange("/b"))
    assert [each.operation for each in told] == ["GET /b"]


def test_a_listener_sees_the_exchange_remembered_already():
    journal, seen = Journal(), []
    journal.listen(lambda _: seen.append(len(journal.exchanges())))
    journal.add(exchange("/a"))
    assert seen == [1]
