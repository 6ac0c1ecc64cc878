"""No more of a story is told than shows what is broken."""

import json
from collections import Counter
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random

import pytest
from stage import Stage

from mockserver.http import Response
from mockserver.verify.sides.parts import Part, Parts

FAILED = Response(500)
STORY = "the edges of fields are kept"
LAST_EDGE = b'"year": 2100'
"""In the second change of the story of edges, after one to the least year of all."""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    here = Path(__file__).parent
    document, fixtures = here / "gallery.yaml", here / "gallery_fixtures.yaml"
    return Stage(tmp_path_factory.mktemp("gallery"), document.read_text(), [fixtures.read_text()])


def of_edges(gallery, lie):
    """The first finding of the edges of changes: its requests as method and body."""
    found = next(failures(gallery, lie))
    return [(each.request.method, each.request.body) for each in found.trail], found


def failures(gallery, lie, *operations):
    chosen = frozenset(operations or ["PATCH /paintings/{id}"])
    return gallery.failures(lie, STORY, phases=("lifecycle",), selected=chosen)


def fails_at_the_edge(request, _honest, _more):
    return FAILED if request.method == "PATCH" and LAST_EDGE in request.body else None


def test_a_change_that_another_one_does_not_need_is_left_out(gallery):
    sent, found = of_edges(gallery, fails_at_the_edge)
    assert [method for method, _ in sent] == ["POST", "PATCH"]
    assert LAST_EDGE in sent[-1][1]
    assert len(found.curl.splitlines()) == 2
    assert len({each.request.path for each in found.trail[1:]}) == 1


def test_a_change_that_another_one_needs_is_told(gallery):
    changes = Counter()

    def fails_the_second_time(request, _honest, _more):
        changes[request.path] += request.method == "PATCH"
        is_second = request.method == "PATCH" and changes[request.path] == 2
        return FAILED if is_second else None

    sent, _ = of_edges(gallery, fails_the_second_time)
    assert [method for method, _ in sent] == ["POST", "PATCH", "PATCH"]


def test_of_several_records_the_one_that_shows_it_is_told(gallery):
    """With the list that leaves it out, though the record itself was read after that."""

    def leaves_out(request, honest, _more):
        if (request.method, request.path) != ("GET", "/paintings"):
            return None
        page = json.loads(honest.body)
        kept = [each for each in page["paintings"] if each.get("year") != 1000]
        return replace(honest, body=json.dumps({**page, "paintings": kept}).encode())

    made = failures(gallery, leaves_out, "POST /paintings", "GET /paintings")
    found = next(each for each in made if each.check == "list_incomplete")
    lines = found.curl.splitlines()
    assert [each.request.method for each in found.trail if each.request.method != "GET"] == ["POST"]
    assert '"year": 1000' in lines[0]
    assert lines[1].startswith("curl 'http://localhost/paintings")
    assert lines[2].startswith("curl http://localhost/paintings/")
    assert len(lines) == 3


def failing_until(event):
    """Fails as above twice, so that it is certain; what happens at the third time."""
    seen = Counter()

    def lie(request, honest, more):
        failed = fails_at_the_edge(request, honest, more)
        seen["failed"] += failed is not None
        if seen["failed"] > 2:
            event()
        return failed

    return lie


def test_what_is_certain_is_told_at_length_where_somebody_interrupts(gallery):
    def interrupt():
        raise KeyboardInterrupt

    events = failures(gallery, failing_until(interrupt))
    found = next(events)
    assert [each.request.method for each in found.trail] == ["POST", "PATCH", "PATCH"]
    with pytest.raises(KeyboardInterrupt):
        next(events)


def test_where_it_is_not_seen_in_less_it_is_told_at_length(gallery):
    def fails_once_more(request, honest, more):
        failed = fails_at_the_edge(request, honest, more)
        seen["failed"] += failed is not None
        return failed if seen["failed"] <= 2 else None

    seen = Counter()
    sent, found = of_edges(gallery, fails_once_more)
    assert [method for method, _ in sent] == ["POST", "PATCH", "PATCH"]
    assert found.status == 500


def told(parts, trail, *names):
    """Each part sends its name; one with parts of its own is a pair."""
    for name in names:
        own, inner = name if isinstance(name, tuple) else (name, ())
        with parts.begun(trail) as is_told:
            if is_told:
                trail.append(own)
                told(parts, trail, *inner)


def test_parts_are_known_by_their_numbers():
    parts, trail = Parts(), []
    told(parts, trail, "a", ("b", ("c", "d")), "e")
    assert trail == ["a", "b", "c", "d", "e"]
    assert sorted(parts.told) == [
        Part((1,), 0, 1),
        Part((2,), 1, 4),
        Part((2, 1), 2, 3),
        Part((2, 2), 3, 4),
        Part((3,), 4, 5),
    ]


@pytest.mark.parametrize(
    ("last", "before", "after"),
    [
        (0, [], [(2, 1), (2, 2), (2,), (3,)]),
        (1, [(1,)], [(2, 1), (2, 2), (3,)]),
        (3, [(1,), (2, 1)], [(3,)]),
        (4, [(1,), (2,)], []),
    ],
)
def test_what_is_before_an_exchange_or_after_it_is_in_no_part_with_it(last, before, after):
    parts, trail = Parts(), []
    told(parts, trail, "a", ("b", ("c", "d")), "e")
    assert sorted(each.place for each in parts.before(last)) == before
    assert sorted(parts.after(last)) == sorted(after)


def test_what_is_drawn_is_the_same_without_what_was_before():
    def drawn(*omitted):
        random = Random(1)
        parts, found = Parts(frozenset(omitted), random, "seed"), []
        for _ in range(3):
            with parts.begun([]) as is_told:
                found += [random.random()] if is_told else []
            found.append(random.random())
        return found

    whole = drawn()
    assert len(set(whole)) == 6
    assert drawn((1,)) == whole[1:]
    assert drawn((1,), (2,)) == [whole[1], *whole[3:]]


def test_what_is_left_out_is_not_told_and_changes_no_numbers():
    parts, trail = Parts(frozenset([(1,), (2, 1)])), []
    told(parts, trail, "a", ("b", ("c", "d")), "e")
    assert trail == ["b", "d", "e"]
    assert {each.place for each in parts.before(2)} == {(2,)}


def test_what_shows_once_a_record_was_read_is_found_and_told_with_that(gallery):
    """An earlier story has read the record; the second telling makes one that nobody has read."""
    seen = {}

    def remembers(request, honest, _more):
        if request.method == "POST" and honest.status == 201:
            seen.pop(f"/paintings/{json.loads(honest.body)['id']}", None)
        if request.method == "GET" and request.path.count("/") == 2 and honest.is_success:
            return replace(honest, body=seen.setdefault(request.path, honest.body))
        return None

    events = gallery.failures(remembers, phases=("lifecycle",))
    found = next(each for each in events if each.check == "value_differs")
    sent = [each.request.method for each in found.trail]
    assert sent in (["POST", "GET", "PATCH", "GET"], ["POST", "GET", "PUT", "GET"])
    assert len(found.curl.splitlines()) == 4


def test_what_is_blamed_is_in_what_is_told(gallery):
    """Each reading moves the moment of change, so that it is another without any change, too."""
    moments = count()

    def touches(request, honest, _more):
        if request.method != "GET" or request.path.count("/") != 2 or not honest.is_success:
            return None
        moved = f"2031-01-01T00:00:00.{next(moments):06d}Z"
        record = {**json.loads(honest.body), "changed_at": moved}
        return replace(honest, body=json.dumps(record).encode())

    found = [
        each
        for each in gallery.failures(touches, phases=("lifecycle",))
        if each.check in {"rest_changed", "refusal_changed"}
    ]
    assert found
    for each in found:
        method = each.operation.partition(" ")[0]
        assert method in {passage.request.method for passage in each.trail}, each.message
