"""Each story finds what it was made to find, and tells nothing of who keeps the promise."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from stage import Stage, ask, saying, value_of, with_field, with_members

from mockserver.http import Request, Response

LATER = "2099-01-01T00:00:00Z"
LIST, ITEM = "/paintings", "/paintings/"


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    here = Path(__file__).parent
    document, fixtures = here / "gallery.yaml", here / "gallery_fixtures.yaml"
    return Stage(tmp_path_factory.mktemp("gallery"), document.read_text(), [fixtures.read_text()])


def test_who_keeps_the_document_is_accused_of_nothing(gallery):
    assert gallery.told() == {}
    assert gallery.told(profile="nightly", seed=2) == {}


def test_an_empty_list_that_is_not_required_may_be_left_out(gallery):
    """Of fixtures, and of what is made."""

    def lie(_request, honest, _more):
        told = value_of(honest)
        if not isinstance(told, dict) or told.get("tags") != []:
            return None
        return saying(honest, {name: each for name, each in told.items() if name != "tags"})

    assert gallery.told(lie) == {}


LIES = []


def lie(story, rule, said=""):
    """A lie that a story is to find: what is answered instead; None for the honest answer."""

    def named(tell):
        LIES.append(pytest.param(story, rule, said, tell, id=f"{story}: {tell.__name__}"))
        return tell

    return named


def sent(request):
    return json.loads(request.body) if request.body else None


@dataclass
class It:
    """A request with its honest answer; ``more`` asks on, ``memory`` is kept from call to call."""

    memory: dict
    request: Request
    honest: Response
    more: Callable


def is_read(it):
    return (
        it.request.method == "GET" and it.request.path.count("/") == 2 and ITEM in it.request.path
    )


def is_made(it):
    return (it.request.method, it.request.path, it.honest.status) == ("POST", LIST, 201)


def is_listed(it):
    return (it.request.method, it.request.path, it.honest.status) == ("GET", LIST, 200)


def is_changed(it):
    return (it.request.method, it.honest.status) == ("PATCH", 200) and ITEM in it.request.path


@lie("two records are two", "record_mixed_up", "gave two records the same id")
@lie("others stay as they are", "record_mixed_up", "gave two records the same id")
def every_other_record_has_the_key_of_the_one_before(it):
    if not is_made(it):
        return None
    if "last" in it.memory:
        return with_members(it.honest, id=it.memory.pop("last"))
    it.memory["last"] = value_of(it.honest)["id"]
    return None


@lie("odd bodies are survived", "not_a_server_error", "failed on a request with NUL in a text as")
def what_ends_a_text_elsewhere_ends_the_server(it):
    return Response(500) if b"\\u0000" in it.request.body else None


@lie("a key that nobody has is not found", "not_a_server_error", "failed on a request for the id ")
def a_record_that_is_not_there_ends_the_server(it):
    return Response(500) if it.request.method == "GET" and it.honest.status == 404 else None


@lie("what is forbidden changes nothing", "refusal_changed", "changed changed_at although")
def a_refused_change_moves_the_moment(it):
    if it.request.method == "PATCH" and 400 <= it.honest.status < 500:
        it.memory[it.request.path] = "refused"
    moves = is_read(it) and it.honest.status == 200 and it.request.path in it.memory
    return with_members(it.honest, changed_at=LATER) if moves else None


@lie("others stay as they are", "rest_changed", "changed changed_at of a record that it was not")
def a_change_moves_the_moments_of_others(it):
    if is_changed(it):
        it.memory["path"] = it.request.path
    moves = is_read(it) and it.memory.get("path") not in (None, it.request.path)
    return with_members(it.honest, changed_at=LATER) if moves else None


@lie("what is readOnly is not written", "read_only_written", "from a change, which only the server")
def a_change_takes_what_the_server_sets(it):
    if is_changed(it):
        it.memory[it.request.path] = {k: v for k, v in sent(it.request).items() if k == "made_at"}
    told = it.memory.get(it.request.path) if is_read(it) else None
    return with_members(it.honest, **told) if told else None


@lie("the least is enough", "value_differs")
def what_is_left_out_is_made_up(it):
    is_lacking = is_made(it) and "style" not in sent(it.request)
    return with_members(it.honest, style="water") if is_lacking else None


@lie("new moments are of now", "moment_wrong", "told 2020-01-01T00:00:00Z as made_at")
def a_record_is_old_when_it_is_made(it):
    return with_members(it.honest, made_at="2020-01-01T00:00:00Z") if is_made(it) else None


@lie("Location leads to the record", "location_broken")
def location_leads_to_the_first_record(it):
    return with_field(it.honest, "Location", "/paintings/p1") if is_made(it) else None


@lie("pages tell what they are", "list_miscounted", "told of 3 records on a page of 2")
def a_page_counts_one_too_many(it):
    if is_listed(it):
        value = value_of(it.honest)
        return saying(it.honest, {**value, "count": len(value["paintings"]) + 1})
    return None


@lie("pages tell what they are", "list_miscounted", "a page is the last, and there are more")
def each_page_is_the_last(it):
    return with_members(it.honest, last=True) if is_listed(it) else None


@lie("pages join", "list_miscounted", "records and lists")
def the_total_is_of_all_there_ever_were(it):
    return with_members(it.honest, total=99) if is_listed(it) else None


@lie("pages join", "list_incomplete", "on pages of")
def the_last_page_is_lost_unless_it_is_full(it):
    value = value_of(it.honest) if is_listed(it) else {}
    size = int(it.request.query.partition("per_page=")[2].partition("&")[0] or 0)
    is_short = size > 2 and len(value.get("paintings", ())) < size
    return saying(it.honest, {**value, "paintings": []}) if is_short else None


@lie("pages join", "list_incomplete", "and not on pages of")
def small_pages_leave_out_an_old_record(it):
    value = value_of(it.honest) if is_listed(it) else {}
    size = int(it.request.query.partition("per_page=")[2].partition("&")[0] or 0)
    if size != 2:  # as pages join where they are small
        return None
    shown = [each for each in value["paintings"] if each["id"] != "p1"]
    told = {"count": len(shown), "total": value["total"] - 1}
    return saying(it.honest, {**value, "paintings": shown, **told})


@lie("nothing is beyond the end", "list_doubled", "which is beyond the end, with the record")
def beyond_the_end_is_the_beginning(it):
    asked = parse_qs(it.request.query)
    if is_listed(it) and int(asked.get("page", ["1"])[0]) > value_of(it.honest)["total"]:
        return with_members(it.more(ask("GET", LIST)), page=int(asked["page"][0]))
    return None


@lie("what is deleted is not listed", "deleted_found", "lists the record")
def what_is_deleted_stays_in_the_list(it):
    if is_made(it):
        it.memory.setdefault("made", []).append(value_of(it.honest))
    if it.request.method == "DELETE" and it.honest.status == 204:
        key = it.request.path.rpartition("/")[2]
        it.memory["gone"] = [each for each in it.memory.get("made", ()) if each["id"] == key]
    if is_listed(it) and it.memory.get("gone"):
        value = value_of(it.honest)
        return saying(it.honest, {**value, "paintings": [*it.memory["gone"], *value["paintings"]]})
    return None


@lie("what changes is listed anew", "list_doubled", "of a change, which is listed since")
def a_change_makes_a_record(it):
    if is_changed(it):
        it.memory["number"] = it.memory.get("number", 0) + 1
        it.more(ask("POST", LIST, {"title": f"Copy {it.memory['number']}"}, **{"X-Trace": "abc"}))


@lie("title is unique", "refusal_changed", "and lists it all the same")
def what_is_refused_is_listed(it):
    if it.request.method == "POST" and it.honest.status == 409:
        it.memory["title"] = sent(it.request)["title"]
    if is_listed(it) and it.memory.get("title"):
        value = value_of(it.honest)
        twin = [{**e, "id": "x"} for e in value["paintings"] if e["title"] == it.memory["title"]]
        return saying(it.honest, {**value, "paintings": [*value["paintings"], *twin]})
    return None


@lie("painter filters", "list_unfiltered")
def a_filter_finds_nothing(it):
    if is_listed(it) and "painter=" in it.request.query:
        return saying(it.honest, {**value_of(it.honest), "paintings": [], "total": 0, "count": 0})
    return None


@lie("kept filters", "list_unfiltered", 'kept=lent with a record whose kept is "safe"')
def a_filter_of_what_changes_alone_bring_about_is_not_heeded(it):
    if is_listed(it) and "kept=" in it.request.query:
        return it.more(ask("GET", LIST))
    return None


@lie("painter filters by the whole value", "list_unfiltered")
def a_filter_takes_the_beginning_of_a_value(it):
    if is_listed(it) and "painter=" in it.request.query:
        return it.more(ask("GET", LIST))
    return None


@lie("sort=title&order=desc sorts", "list_unsorted", "; the order is falling")
@lie("sort=year&order=desc sorts", "list_unsorted", "; the order is falling")
def the_direction_is_not_heeded(it):
    if is_listed(it) and "order=desc" in it.request.query:
        return it.more(ask("GET", f"{LIST}?{it.request.query.replace('order=desc', 'order=asc')}"))
    return None


@lie("the entity tag stays with the record", "tag_stale", "and nothing changed")
def each_look_has_another_tag(it):
    if is_read(it):
        it.memory["looks"] = it.memory.get("looks", 0) + 1
        return with_field(it.honest, "ETag", f'"{it.memory["looks"]}"')
    return None


@lie("no other version is changed than was meant", "condition_ignored", "answer 412")
def a_condition_is_not_heeded(it):
    if it.honest.status == 412:
        return it.more(ask(it.request.method, it.request.path, sent(it.request)))
    return None


@lie("no other version is changed than was meant", "refusal_wrong", "answer 412")
def a_stale_version_is_a_bad_request(it):
    return Response(400) if it.honest.status == 412 else None


@lie("another record in its place keeps what was done", "rest_changed")
def a_replacement_undoes_what_was_done(it):
    if it.request.path.endswith("/hang") and it.honest.status == 200:
        it.memory[it.request.path.removesuffix("/hang")] = "hung"
        return with_members(it.honest, state="hung")
    if it.request.method == "PUT" and it.honest.status == 200:
        it.memory.pop(it.request.path, None)
    if (is_read(it) or is_changed(it)) and it.request.path in it.memory:
        return with_members(it.honest, state="hung")
    return None


@lie("what is left out is gone", "change_kept_old", "which was left out (RFC 9110 9.3.4)")
def a_replacement_keeps_what_is_left_out(it):
    if it.honest.status == 200 and it.request.path.endswith("/frame"):
        value = value_of(it.honest)
        if it.request.method == "PUT" and "note" in value:
            it.memory[it.request.path] = value["note"]
        if it.request.path in it.memory and "note" not in value:
            return with_members(it.honest, note=it.memory[it.request.path])
    return None


@lie("of what is not there nothing is found", "unknown_key_found", "which was deleted")
def what_is_below_outlives_its_parent(it):
    if it.request.method == "DELETE" and it.honest.status == 204:
        it.memory[f"{it.request.path}/frame"] = True
    if it.request.method == "GET" and it.request.path in it.memory:
        return with_members(Response(200, body=b"{}"), wood="oak", width=3, gold=False)
    return None


@lie("of what is not there nothing is found", "unknown_key_found", "which nobody has")
def anything_has_a_frame(it):
    if it.request.path.endswith("/frame") and it.honest.status == 404:
        return saying(Response(200), {"wood": "oak", "width": 3, "gold": False})
    return None


@lie("greeting changes alone", "value_differs")
def a_part_of_a_single_resource_is_not_kept(it):
    if it.request.path == "/settings" and "greeting" in (value_of(it.honest) or {}):
        return with_members(it.honest, greeting="none")
    return None


@lie("a list is of one parent alone", "list_unfiltered", "below a parent that is not its own")
def notes_are_of_all(it):
    if it.request.path.endswith("/notes") and it.honest.status == 201:
        it.memory.setdefault("notes", []).append(value_of(it.honest))
    if (
        it.request.path.endswith("/notes")
        and it.request.method == "GET"
        and it.honest.status == 200
    ):
        return saying(it.honest, it.memory.get("notes", []))
    return None


@lie("what is made at once is all there", "record_mixed_up", "that were made at once the id")
def records_made_at_once_have_one_key(it):
    if is_made(it):
        it.memory.setdefault("key", value_of(it.honest)["id"])
        return with_members(it.honest, id=it.memory["key"])
    return None


@lie("what nobody knows is sent", "condition_ignored", "an ETag that it never gave")
def any_version_is_known(it):
    is_asked = is_read(it) and it.request.headers.get("If-None-Match")
    return Response(304) if is_asked and it.honest.status == 200 else None


@lie("what changes has another entity tag", "tag_stale", "that the record had before it changed")
def all_versions_have_one_tag(it):
    return with_field(it.honest, "ETag", '"1"') if is_read(it) or is_changed(it) else None


@lie("what only the server sets begins as declared", "value_differs", 'where "stored" is its def')
def paintings_hang_from_the_beginning(it):
    return with_members(it.honest, state="hung") if is_made(it) or is_read(it) else None


@lie("Location leads to the record", "location_broken", "where the record is not")
def location_leads_to_something_else(it):
    return with_field(it.honest, "Location", "/settings") if is_made(it) else None


@lie("Location leads to the record", "location_broken", 'where title is "Another", not ')
def at_its_location_a_record_is_another(it):
    is_first = is_read(it) and it.memory.setdefault(it.request.path, it) is it
    return with_members(it.honest, title="Another") if is_first else None


@lie("title changes alone", "creation_moved", "the creation moved")
def a_change_makes_a_record_anew(it):
    return with_members(it.honest, made_at=LATER) if is_changed(it) else None


@lie("title changes alone", "touch_missing", "it went back")
def a_change_is_told_to_be_of_before(it):
    return with_members(it.honest, changed_at="2020-01-01T00:00:00Z") if is_changed(it) else None


@lie("title changes alone", "rest_changed", "painter")
def a_change_takes_the_painter_away(it):
    is_titled = is_changed(it) and sent(it.request).keys() == {"title"}
    return with_members(it.honest, painter="Nobody") if is_titled else None


@pytest.mark.parametrize(("story", "rule", "said", "tell"), LIES)
def test_each_story_finds_its_lie(gallery, story, rule, said, tell):
    assert gallery.told(story=story, profile="nightly") == {}
    memory = {}
    told = gallery.told(lambda *asked: tell(It(memory, *asked)), story, profile="nightly")
    assert rule in told
    assert said in told[rule]


def test_a_list_that_is_empty_need_not_be_told(gallery):
    def bare(_request, honest, _more):
        value = value_of(honest) if honest.body else None
        is_empty = isinstance(value, dict) and value.get("tags") == []
        return saying(honest, {k: v for k, v in value.items() if k != "tags"}) if is_empty else None

    assert gallery.told(bare, "the edges of fields are kept") == {}


def test_a_location_that_another_credential_is_needed_for_says_nothing(gallery):
    def closed(request, honest, _more):
        is_made = (request.method, request.path, honest.status) == ("POST", LIST, 201)
        if is_made:
            return with_field(honest, "Location", f"{ITEM}{value_of(honest)['id']}?signed")
        return Response(401) if request.query == "signed" else None

    assert gallery.told(closed, "Location leads to the record") == {}


def test_what_a_list_tells_otherwise_than_the_record_itself_is_told(gallery):
    def stale(request, honest, _more):
        if (request.path, honest.status) != (LIST, 200):
            return None
        value = value_of(honest)
        first, *others = value["paintings"]
        return saying(honest, {**value, "paintings": [{**first, "painter": "Zoe"}, *others]})

    told = gallery.told(stale, phases=("replay",))["value_differs"]
    assert 'lists painter of "p1" as "Zoe", and answers with "Ann" when asked' in told


def told_of_fixtures(gallery, **other):
    """What is said of each place of a record that is not as in the fixtures."""

    def lie(request, honest, _more):
        return with_members(honest, **other) if request.path == "/paintings/p1" else None

    found = gallery.failures(lie, phases=("replay",))
    return {
        each.instance_pointer: each.message
        for each in found
        if "GET /paintings/{" in each.operation
    }


def test_each_field_that_is_not_as_in_the_fixture_is_told(gallery):
    """Though the answer breaks its schema at another place."""
    told = told_of_fixtures(gallery, year="1642", painter="Eve", title="Noon")
    assert set(told) == {"/year", "/painter", "/title"}
    assert "breaks its schema" in told["/year"]
    assert told["/painter"] == 'answered with painter "Eve" where the fixture has "Ann"'


def test_of_many_fields_one_is_told(gallery):
    told = told_of_fixtures(gallery, year=1, painter="Eve", title="Noon", style="ink", tags=[])
    assert list(told) == ["/title"]
    assert told["/title"].endswith('has "Night"; 4 other fields differ, too')


EDGES = "the edges of fields are kept"


def changing(tell):
    """A lie about changes alone: what is sent, and the honest answer."""

    def answer(request, honest, _more):
        is_change = request.method == "PATCH" and honest.status == 200
        return tell(json.loads(request.body), honest) if is_change else None

    return answer


def test_edges_of_a_change_go_together_and_one_that_is_refused_is_told_alone(gallery):
    sent = []

    def without_letters(body, _honest):
        sent.append(body)
        return Response(400) if body.get("painter") == "\u00e9" * 40 else None

    told = gallery.told(changing(without_letters), EDGES, profile="pr")
    assert any({"year", "painter"} <= body.keys() for body in sent)
    assert list(told) == ["positive_data_acceptance"]
    assert '"painter": "' in told["positive_data_acceptance"]
    assert "year" not in told["positive_data_acceptance"]


@pytest.mark.parametrize("profile", ["pr", "nightly"])  # a replay tries what a night does
def test_an_edge_that_a_change_does_not_keep_is_told(gallery, profile):
    def shortened(body, honest):
        is_long = len(body.get("painter", "")) > 30
        return with_members(honest, painter=body["painter"][:30]) if is_long else None

    told = gallery.told(changing(shortened), EDGES, profile=profile)
    assert "painter" in told["value_differs"]


def test_edges_that_are_refused_together_alone_are_told(gallery):
    def one_at_a_time(body, _honest):
        return Response(400) if len(body) > 1 else None

    told = gallery.told(changing(one_at_a_time), EDGES, profile="pr")
    assert list(told) == ["positive_data_acceptance"]
