"""What the mock says beside generated requests, and where it says nothing."""

import json

import pytest
from builder import spec

from mockserver.collection import bind, read_fixture
from mockserver.http import Headers, Request, Response
from mockserver.mock import Mock
from mockserver.schema import Validators
from mockserver.verify.fuzz.shadow import REFUSAL, STATE, WITHHELD, Shadow
from mockserver.verify.inputs.atlas import Atlas
from mockserver.verify.recordings.recording import Passage

JSON = Headers([("Content-Type", "application/json")])
OLD = {"id": "b1", "title": "Old"}
LIST, POST, GET, DELETE = (
    f"{method} /books{rest}"
    for method, rest in (("GET", ""), ("POST", ""), ("GET", "/{id}"), ("DELETE", "/{id}"))
)


@pytest.fixture
def shadow(document, tmp_path):
    """Make one that compares what it is told; the fixtures hold two books."""
    path = tmp_path / "books.yaml"
    path.write_text(json.dumps({"records": [OLD, {"id": "b2", "title": "New"}]}))
    model = spec(json.dumps(document), "books.json")
    collections = bind(model, [read_fixture(path)]).collections

    class Told(Shadow):
        def tell(self, label, path, status, body=None, sent=None, query=""):
            """What it has to say: the checks of an exchange."""
            method = label.split()[0]
            content = b"" if sent is None else json.dumps(sent).encode()
            request = Request(method, path, query, JSON if content else Headers(), content)
            answer = Response(status, JSON, b"" if body is None else json.dumps(body).encode())
            operation = model.operation(label)
            return [each.check for each in self.compare(operation, Passage(label, request, answer))]

    def make(**options):
        oracle = Mock(model, collections).respond
        return Told(Atlas(collections, Validators(lenient=True)), oracle, **options)

    return make


def test_answers_that_are_alike_are_counted(shadow):
    made = shadow()
    assert made.tell(GET, "/books/b1", 200, OLD) == []
    assert made.tell(GET, "/books/none", 404) == []
    assert made.tell(LIST, "/books", 400, query="limit=0") == []
    assert (made.judged, dict(made.unjudged)) == (3, {})


def test_what_the_document_forbids_and_the_target_takes_is_told(shadow):
    made = shadow()
    assert made.tell(LIST, "/books", 200, [], query="limit=0") == ["negative_data_rejection"]
    assert made.tell(POST, "/books", 201, {"id": "n1"}, sent={"pages": 1}) == [
        "negative_data_rejection"
    ]


def test_another_record_than_was_asked_for_is_told_of_records_that_are_known(shadow):
    made = shadow()
    assert made.tell(GET, "/books/b1", 200, {"id": "b2", "title": "New"}) == ["record_mixed_up"]
    assert made.tell(GET, "/books/mine", 200, OLD) == []


@pytest.mark.parametrize(("is_seeded", "told"), [(True, ["unknown_key_found"]), (False, [])])
def test_a_key_that_nobody_has_is_known_after_a_reset_alone(shadow, is_seeded, told):
    made = shadow(is_seeded=is_seeded)
    assert made.tell(GET, "/books/nobody-has", 200, {"id": "x", "title": "X"}) == told
    assert dict(made.unjudged) == ({} if told else {STATE: 1})


def test_a_reset_may_leave_records_that_the_target_tells_of(shadow):
    made = shadow(is_seeded=True)
    made.tell(LIST, "/books", 200, [{"id": "left-over", "title": "X"}])
    assert made.tell(GET, "/books/left-over", 200, {"id": "left-over", "title": "X"}) == []
    assert made.tell(GET, "/books/12345678", 200, {"id": "12345678", "title": "X"}) == []


def test_a_record_that_was_shown_and_not_deleted_is_there(shadow):
    made = shadow()
    assert made.tell(GET, "/books/b1", 404) == []
    assert dict(made.unjudged) == {REFUSAL: 1}, "it may never have been there"
    made.tell(GET, "/books/b1", 200, OLD)
    assert made.tell(GET, "/books/b1", 404) == ["record_lost"]
    made.tell(POST, "/books", 201, {"id": "n1", "title": "A"}, sent={"title": "A"})
    assert made.tell(GET, "/books/b1", 404) == [], "what was written may have put an end to it"


def test_records_that_both_have_made_are_known_by_either_key(shadow):
    made = shadow(is_seeded=True)
    made.tell(POST, "/books", 201, {"id": "n1", "title": "A"}, sent={"title": "A"})
    assert made.tell(GET, "/books/n1", 200, {"id": "n1", "title": "A"}) == []
    assert made.tell(GET, "/books/n1", 200, {"id": "n2", "title": "A"}) == ["record_mixed_up"]
    assert made.tell(DELETE, "/books/n1", 204) == []
    assert made.tell(GET, "/books/n1", 404) == []
    assert not made.unjudged


def test_what_the_target_alone_has_done_leaves_unknown_what_is_there(shadow):
    made = shadow(is_seeded=True)
    made.tell(POST, "/books", 500, sent={"title": "A"})
    assert made.tell(GET, "/books/b9", 200, {"id": "b9", "title": "X"}) == []
    assert dict(made.unjudged) == {WITHHELD: 1, STATE: 1}


@pytest.mark.parametrize("status", [0, 401, 403, 429, 500])
def test_an_answer_that_tells_nothing_is_not_judged(shadow, status):
    made = shadow()
    assert made.tell(GET, "/books/b1", status) == []
    assert dict(made.unjudged) == {WITHHELD: 1}


def test_a_refusal_may_have_reasons_of_its_own(shadow):
    made = shadow()
    assert made.tell(POST, "/books", 409, sent={"title": "A"}) == []
    assert made.tell(GET, "/books/b1", 400) == []
    assert dict(made.unjudged) == {REFUSAL: 2}
