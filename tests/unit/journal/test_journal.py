import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mockserver.http import Headers, Request, Response
from mockserver.journal import Exchange, Journal, from_json, to_json
from mockserver.store import MemoryTables, open_tables

MOMENT = datetime(2024, 9, 1, 15, tzinfo=UTC)


def exchange(path):
    return Exchange(MOMENT, Request("GET", path), Response(200), f"GET {path}", "record")


def paths(journal, session=""):
    return [each.request.path for each in journal.exchanges(session)]


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


# --- sessions and numbers


def test_each_session_has_its_own_memory_which_is_full_on_its_own():
    journal = Journal(limit=2)
    for path, session in (("/a", ""), ("/b", "x"), ("/c", "x"), ("/d", "x"), ("/e", "y")):
        journal.add(exchange(path)._replace(session=session))
    assert [paths(journal, session) for session in ("", "x", "y", "z")] == [
        ["/a"],
        ["/c", "/d"],
        ["/e"],
        [],
    ]
    journal.clear("x")
    assert (paths(journal, "x"), paths(journal)) == ([], ["/a"])


def test_an_entry_has_a_number_that_only_grows():
    journal = Journal(limit=2)
    for path in ("/a", "/b", "/c"):
        journal.add(exchange(path))
    journal.clear()
    journal.add(exchange("/d"))
    [entry] = journal.entries()
    assert (entry.number, entry.exchange.request.path) == (4, "/d")
    assert journal.entries(after=4) == ()


def test_who_asks_for_what_came_after_a_number_gets_that():
    journal = Journal()
    for path in ("/a", "/b", "/c"):
        journal.add(exchange(path))
    assert [entry.number for entry in journal.entries(after=1)] == [2, 3]


# --- what is shared


FULL = Exchange(
    moment=MOMENT,
    request=Request(
        "POST", "/p\ud800", "q=%C3%A9", Headers([("A", "1"), ("a", "2"), ("B", "\xff")]), b"\xff\0x"
    ),
    response=Response(201, Headers([("Location", "/p/1")]), "é".encode(), 0.25, "reset"),
    operation="POST /p",
    source="record",
    violations=("one", "two"),
    duration=0.5,
    rule="rule r1",
    session="a",
)


def test_an_exchange_comes_back_from_json_as_it_was():
    assert from_json(json.loads(json.dumps(to_json(FULL)))) == FULL


@pytest.mark.parametrize("body", [b"", b"plain", "é😀".encode(), b"\xff\xfe", b"\xed\xa0\x80"])
def test_any_body_comes_back_as_it_was(body):
    sent = FULL._replace(request=replace(FULL.request, body=body))
    assert from_json(json.loads(json.dumps(to_json(sent)))).request.body == body


def test_a_body_that_is_text_is_written_as_text():
    assert to_json(FULL)["response"]["body"] == {"text": "é"}
    assert to_json(FULL)["request"]["body"] == {"base64": "/wB4"}


def test_journals_that_share_tables_share_what_they_remember(tmp_path):
    place = f"sqlite:{tmp_path / 'state.db'}"
    one, other = Journal(open_tables(place)), Journal(open_tables(place))
    one.add(FULL)
    one.add(exchange("/a"))
    assert other.exchanges("a") == (FULL,)
    assert paths(other) == ["/a"]
    other.clear("a")
    assert one.exchanges("a") == ()


def test_in_one_process_the_exchange_itself_is_kept():
    journal = Journal(MemoryTables())
    journal.add(FULL)
    assert journal.exchanges("a")[0] is FULL
