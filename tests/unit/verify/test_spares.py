"""A record that a story left as it is known is there for the next one, and no other is."""

from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from stage import Stage, value_of

from mockserver.http import Request, Response
from mockserver.verify import lifecycle
from mockserver.verify.sides.belongings import Belongings
from mockserver.verify.sides.dialogue import Exchange
from mockserver.verify.sides.spares import Spare, Spares, is_known
from mockserver.verify.sides.twin import Twin

ITEM = "/books/7"


def trail(*exchanges):
    """What was sent: method, path and the status of the answer."""
    return [Exchange(None, Request(method, path), Response(s)) for method, path, s in exchanges]


@pytest.mark.parametrize(
    "exchanges",
    [
        [],
        [("GET", ITEM, 200), ("HEAD", ITEM, 200)],
        [("PATCH", ITEM, 400), ("GET", ITEM, 200)],
        [("PATCH", ITEM, 400), ("DELETE", ITEM, 405), ("GET", ITEM, 200)],
        [("PATCH", "/books/70", 200), ("POST", "/books", 201), ("DELETE", "/books/8", 204)],
    ],
)
def test_what_is_read_or_refused_leaves_a_record_as_it_was(exchanges):
    assert is_known(ITEM, trail(*exchanges))


@pytest.mark.parametrize(
    "exchanges",
    [
        [("PATCH", ITEM, 200)],
        [("PATCH", ITEM, 200), ("GET", ITEM, 200)],
        [("PATCH", ITEM, 400)],
        [("GET", ITEM, 200), ("PATCH", ITEM, 400)],
        [("PATCH", ITEM, 400), ("GET", ITEM, 404)],
        [("PATCH", ITEM, 400), ("GET", "/books/70", 200)],
        [("POST", f"{ITEM}/sell", 200), ("GET", ITEM, 200)],
        [("DELETE", ITEM, 204)],
        [("PUT", ITEM, 302), ("GET", ITEM, 200)],
    ],
)
def test_what_was_changed_or_may_have_been_is_no_spare(exchanges):
    assert not is_known(ITEM, trail(*exchanges))


@pytest.mark.parametrize(
    ("is_known_now", "exchanges"),
    [
        (True, [("PATCH", ITEM, 200), ("GET", ITEM, 200)]),
        (False, [("PATCH", ITEM, 200)]),
        (False, [("GET", ITEM, 200), ("PATCH", ITEM, 200)]),
        (False, [("PATCH", ITEM, 200), ("GET", ITEM, 500)]),
    ],
)
def test_what_was_changed_and_looked_at_is_known_once_it_was_read(is_known_now, exchanges):
    sent = trail(*exchanges)
    changes = {id(each) for each in sent if each.request.method == "PATCH"}
    assert is_known(ITEM, sent, changes) is is_known_now


def collection(path, parents=(), references=()):
    return SimpleNamespace(path=path, parents=parents, references=references)


def made(own, *parents):
    """A record, and the exchange that made it."""
    return Twin(own, parents, None), *trail(("POST", own.path, 201))


def spare(path="/books"):
    twin, origin = made(collection(path))
    return Spare(twin, ((origin,),))


def test_the_oldest_is_taken_first_and_once():
    spares, first, second = Spares(2), spare(), spare()
    assert spares.give(first)
    assert spares.give(second)
    assert not spares.give(spare())
    assert [spares.take("/books") for _ in range(3)] == [first, second, None]
    assert spares.take("/others") is None


def test_one_that_nobody_has_changed_is_taken_where_that_is_asked_for():
    spares, twin = Spares(3), made(collection("/books"))[0]
    changed = Spare(twin, (tuple(trail(("POST", "/books", 201), ("PATCH", ITEM, 200))),))
    new, other = spare(), spare()
    for each in (changed, new, other):
        spares.give(each)
    assert spares.take("/books", is_new=True) is new
    assert spares.take("/books") is changed
    assert spares.take("/books", is_new=True) is other
    spares.give(changed)
    assert spares.take("/books", is_new=True) is None


def test_none_is_kept_where_none_is_wanted():
    assert not Spares().give(spare())


def test_what_is_cleared_is_not_there_any_more():
    spares, one, other = Spares(2), spare(), spare("/others")
    spares.give(one)
    spares.give(other)
    assert spares.clear() == [one.twin, other.twin]
    assert spares.take("/books") is None
    assert spares.clear() == []


SHELVES = collection("/shelves")
ON_SHELF = collection("/shelves/{id}/books", parents=("id",))
PATHS = {SHELVES.path: "/shelves/1", ON_SHELF.path: "/shelves/1/books/7"}


def shelved(spares, *more, is_emptied=False):
    """A walk that made a book on a shelf and sent ``more``, and what it leaves to others."""
    own = Belongings(spares)
    (shelf, first), sent = made(SHELVES), trail(*more)
    book, second = made(ON_SHELF, shelf)
    own.twins += [shelf, book]
    own.shared[SHELVES.path] = shelf
    own.whole.update({shelf: (first,), book: (second,)})
    if is_emptied:
        own.note_change(shelf, sent[0], is_whole=False)
    given = own.give([first, second, *sent], lambda twin: PATHS[twin.collection.path])
    return shelf, book, given


def test_what_lies_in_another_record_goes_with_it():
    spares = Spares(2)
    shelf, book, given = shelved(spares, ("GET", "/shelves/1/books/7", 200))
    assert given == {shelf, book}
    assert spares.take(SHELVES.path) is None
    own = Belongings(spares)
    taken = own.borrow(ON_SHELF)
    assert taken.twins == (shelf, book)
    assert [each.request.path for each in own.borrowed] == [SHELVES.path, ON_SHELF.path]
    assert own.shared == {SHELVES.path: shelf}
    assert own.twins == [shelf, book]


@pytest.mark.parametrize(
    "spoiled",
    [
        ("PATCH", "/shelves/1", 200),
        ("POST", "/shelves/1/books", 201),
        ("PUT", "/shelves/1/books/7", 204),
        ("DELETE", "/shelves/1", 409),
    ],
)
def test_neither_is_left_to_others_where_one_may_have_changed(spoiled):
    assert shelved(Spares(2), spoiled)[2] == set()


def test_what_lies_in_a_record_that_was_emptied_is_left_to_nobody():
    emptying = ("PATCH", "/shelves/1", 200), ("GET", "/shelves/1", 200)
    assert shelved(Spares(2), *emptying, is_emptied=True)[2] == set()


def test_a_change_goes_with_the_record_to_who_takes_it():
    spares = Spares(2)
    own = Belongings(spares)
    shelf, first = made(SHELVES)
    own.whole[shelf] = (first,)
    change, reading = trail(("PATCH", "/shelves/1", 200), ("GET", "/shelves/1", 200))
    own.note_change(shelf, change, is_whole=True)
    assert own.give([first, change, reading], lambda _: "/shelves/1") == {shelf}
    taken = Belongings(spares)
    assert taken.borrow(SHELVES).twin is shelf
    assert taken.borrowed == [first, change]
    again = taken.give([first, change], lambda _: "/shelves/1")
    assert again == {shelf}


def test_what_a_change_has_emptied_is_left_to_nobody():
    own = Belongings(Spares(2))
    shelf, first = made(SHELVES)
    own.whole[shelf] = (first,)
    change, reading = trail(("PATCH", "/shelves/1", 200), ("GET", "/shelves/1", 200))
    own.note_change(shelf, change, is_whole=False)
    own.note_change(shelf, change, is_whole=True)
    assert own.give([first, change, reading], lambda _: "/shelves/1") == set()


def test_a_book_on_another_shelf_is_not_taken_where_one_is_chosen():
    spares = Spares(2)
    shelved(spares)
    own = Belongings(spares)
    own.shared[SHELVES.path] = made(SHELVES)[0]
    assert own.borrow(ON_SHELF) is None
    assert Belongings(spares).borrow(ON_SHELF) is not None


def test_what_is_gone_or_can_be_read_nowhere_is_left_to_nobody():
    spares = Spares(2)
    for is_gone, path in ((True, "/shelves/1"), (False, None)):
        own = Belongings(spares)
        twin, origin = made(SHELVES)
        own.whole[twin] = (origin,)
        twin.is_gone = is_gone
        assert own.give([origin], lambda _, path=path: path) == set()


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    here = Path(__file__).parent
    document, fixtures = here / "gallery.yaml", here / "gallery_fixtures.yaml"
    return Stage(tmp_path_factory.mktemp("gallery"), document.read_text(), [fixtures.read_text()])


def lived(gallery, lie=None):
    """What is told of a lifecycle, how often each method was sent, and which records are left."""
    methods, asked = Counter(), []

    def watched(request, honest, more):
        methods[request.method] += 1
        asked.append(more)
        return lie(request, honest) if lie else None

    told = gallery.told(watched, phases=("lifecycle",))
    left = value_of(asked[-1](Request("GET", "/paintings")))
    return told, methods, [each["id"] for each in left["paintings"]]


def test_stories_share_records_and_leave_none(gallery, monkeypatch):
    told, methods, left = lived(gallery)
    monkeypatch.setattr(lifecycle, "_SPARES", 0)
    _, before, _ = lived(gallery)
    assert told == {}
    assert left == ["p1", "p2"]
    assert methods["POST"] < before["POST"] - 10


def test_a_finding_is_told_with_the_request_that_made_its_record(gallery):
    """Though an earlier story has sent it."""

    def failing(request, _honest, _more):
        is_odd = request.method == "GET" and "zz_unknown" in request.query
        return Response(500) if is_odd and request.path != "/paintings" else None

    found = next(gallery.failures(failing, phases=("lifecycle",)))
    assert [each.request.method for each in found.trail] == ["POST", "GET"]
    key = value_of(found.trail[0].response)["id"]
    assert found.trail[1].request.path == f"/paintings/{key}"
    making, reading = found.curl.splitlines()
    assert making.startswith("curl http://localhost/paintings -H")
    assert f"/paintings/{key}?zz_unknown" in reading


def test_what_an_earlier_story_changed_is_not_told_where_it_fails_without(gallery):
    """The record of the first telling was changed before; that of the second is a new one."""
    asked = []

    def failing(request, _honest, _more):
        if not request.headers.get("If-None-Match"):
            asked.append((request.method, request.path))
            return None
        asked.append(("conditional", request.path))
        return Response(500)

    found = next(gallery.failures(failing, phases=("lifecycle",)))
    first = next(path for method, path in asked if method == "conditional")
    assert ("PATCH", first) in asked
    assert [each.request.method for each in found.trail] == ["POST", "GET"]
    assert found.trail[-1].request.path != first
    assert found.request.startswith(f"GET {found.trail[-1].request.path}")
