"""Another identity is told of only where it comes upon a record of the first."""

import json
from dataclasses import replace

import pytest
from builder import spec

from mockserver.collection import bind
from mockserver.http import Headers, Response
from mockserver.mock import Mock, Options
from mockserver.verify.cases.trespass import Stranger
from mockserver.verify.course import course_of
from mockserver.verify.events import FailureFound
from mockserver.verify.ledger import Ledger
from mockserver.verify.lifecycle import play
from mockserver.verify.plan import TRESPASS, Plan
from mockserver.verify.stories import stories

ONE = "{application/json: {schema: {$ref: '#/components/schemas/Extra'}}}"
DOCUMENT = f"""
openapi: 3.1.0
info: {{title: Extras, version: '1'}}
security: [{{bearer: []}}]
paths:
  /extras/{{code}}:
    parameters: [{{name: code, in: path, required: true, schema: {{type: string}}}}]
    get:
      responses: {{'200': {{description: One, content: {ONE}}}, '404': {{description: None}}}}
    put:
      requestBody: {{required: true, content: {ONE}}}
      responses:
        '200': {{description: Replaced, content: {ONE}}}
        '201': {{description: Made, content: {ONE}}}
    delete: {{responses: {{'204': {{description: Gone}}}}}}
components:
  securitySchemes: {{bearer: {{type: http, scheme: bearer}}}}
  schemas:
    Extra:
      type: object
      required: [code, name]
      properties: {{code: {{type: string, readOnly: true}}, name: {{type: string}}}}
"""


@pytest.fixture
def told():
    return _telling(DOCUMENT)


@pytest.fixture
def told_of():
    return _telling


def _telling(text):
    document = spec(text)
    collections = bind(document, ()).every

    def mock():
        return Mock(document, collections, options=Options(cors=False))

    def tell(of_stranger, may=frozenset()):
        oracle, first = mock(), mock()
        plan = Plan(
            spec=document, collections=collections, base_url="http://localhost",
            oracle=_admitted(oracle.respond), every=oracle.kept, nonce="n", profile="pr",
        )  # fmt: skip
        mine = _admitted(first.respond)
        stranger = Stranger(
            of_stranger(mine, _admitted(mock().respond)), lambda request: request, may
        )
        told = stories(course_of(plan, mine), TRESPASS, stranger=stranger)
        played = play(course_of(plan, mine), Ledger(), TRESPASS, told)
        return {f"{e.operation}: {e.check}" for e in played if isinstance(e, FailureFound)}

    return tell


def _admitted(send):
    def sent(request):
        proved = Headers((*request.headers, ("Authorization", "Bearer t")))
        return send(replace(request, headers=proved))

    return sent


def test_who_has_records_of_their_own_under_the_same_keys_reaches_none(told):
    def answer(_, own):
        return lambda request: Response(404) if request.method == "GET" else own(request)

    assert told(answer) == set()


def test_who_reaches_the_records_of_the_first_is_told(told):
    assert told(lambda mine, _: mine) == {
        "GET /extras/{code}: record_reached",
        "PUT /extras/{code}: record_reached",
        "DELETE /extras/{code}: record_reached",
    }


def test_who_answers_as_if_it_were_done_and_does_it_to_nothing_is_not_told(told):
    def answer(*_):
        done = Response(200, body=json.dumps({"code": "x", "name": "y"}).encode())
        return lambda request: {"PUT": done, "DELETE": Response(204)}.get(
            request.method, Response(404)
        )

    assert told(answer) == set()


CLOSE = """
  /extras/{code}/close:
    parameters: [{name: code, in: path, required: true, schema: {type: string}}]
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'200': {description: Done}, '403': {description: No}, '404': {description: None}}
components:"""
LABEL = "POST /extras/{code}/close"


@pytest.mark.parametrize(("status", "is_told"), [(404, True), (403, True), (200, False)])
def test_who_may_not_read_a_record_does_nothing_to_it(told_of, status, is_told):
    """Who may read it may have something to do with it."""
    told = told_of(DOCUMENT.replace("\ncomponents:", CLOSE))

    def answer(_mine, _own):
        is_done = Response(200, Headers([("Content-Type", "application/json")]), b"{}")
        return lambda request: is_done if request.path.endswith("/close") else Response(status)

    assert (f"{LABEL}: record_reached" in told(answer)) is is_told


@pytest.mark.parametrize("may", [{"GET /extras/{code}"}, {"GET /extras/{code}", LABEL}])
@pytest.mark.parametrize("method", ["post", "put"])
def test_who_may_read_by_the_word_of_the_user_does_no_more_than_that_names(told_of, may, method):
    told = told_of(DOCUMENT.replace("\ncomponents:", CLOSE.replace("post:", f"{method}:")))
    label = LABEL.replace("POST", method.upper())
    shared = frozenset(label if each == LABEL else each for each in may)

    def answer(mine, _own):
        done = Response(200, Headers([("Content-Type", "application/json")]), b"{}")
        return lambda request: done if request.path.endswith("/close") else mine(request)

    assert (f"{label}: record_reached" in told(answer, shared)) is (label not in shared)


def test_an_action_that_is_refused_to_others_is_not_told(told_of):
    told = told_of(DOCUMENT.replace("\ncomponents:", CLOSE))
    assert told(lambda *_: lambda _: Response(404)) == set()


PART = "{{application/json: {{schema: {{$ref: '#/components/schemas/{}'}}}}}}"
BOOKS = f"""
openapi: 3.1.0
info: {{title: Books, version: '1'}}
security: [{{bearer: []}}]
paths:
  /shelves:
    post:
      requestBody: {{required: true, content: {PART.format("Shelf")}}}
      responses: {{'201': {{description: Made, content: {PART.format("Shelf")}}}}}
  /shelves/{{shelf_id}}:
    parameters: [{{name: shelf_id, in: path, required: true, schema: {{type: string}}}}]
    get: {{responses: {{'200': {{description: One, content: {PART.format("Shelf")}}}}}}}
  /books:
    post:
      requestBody: {{required: true, content: {PART.format("Book")}}}
      responses: {{'201': {{description: Made, content: {PART.format("Book")}}}}}
  /books/{{book_id}}:
    parameters: [{{name: book_id, in: path, required: true, schema: {{type: string}}}}]
    get: {{responses: {{'200': {{description: One, content: {PART.format("Book")}}}}}}}
    patch:
      requestBody: {{required: true, content: {PART.format("Change")}}}
      responses:
        '200': {{description: Changed, content: {PART.format("Book")}}}
        '422': {{description: Refused}}
components:
  securitySchemes: {{bearer: {{type: http, scheme: bearer}}}}
  schemas:
    Shelf:
      type: object
      required: [id, name]
      properties: {{id: {{type: string, readOnly: true}}, name: {{type: string}}}}
    Book:
      type: object
      required: [id, title, shelf_id]
      properties:
        id: {{type: string, readOnly: true}}
        title: {{type: string}}
        shelf_id: {{type: string}}
    Change:
      type: object
      properties: {{title: {{type: string}}, shelf_id: {{type: string}}}}
"""


def test_what_names_records_that_others_do_not_know_is_sent_without_them(told_of):
    def answer(mine, _):
        def reach(request):
            if request.method != "PATCH":
                return Response(404)
            return Response(422) if b"shelf_id" in request.body else mine(request)

        return reach

    assert told_of(BOOKS)(answer) == {"PATCH /books/{book_id}: record_reached"}
