"""What pages tell of themselves, and how far a list is read."""

import json
from urllib.parse import parse_qsl

import pytest
from stage import Stage, ask, saying, value_of, with_members

from mockserver.http import Response

BOAT = "{application/json: {schema: {$ref: '#/components/schemas/Boat'}}}"
DOCUMENT = f"""\
openapi: 3.1.0
info: {{title: Boats, version: '1'}}
paths:
  /boats:
    get:
      parameters:
      - {{name: page, in: query, schema: {{type: integer, minimum: 1, default: 1}}}}
      - {{name: per_page, in: query, schema: {{type: integer, minimum: 1, maximum: 20}}}}
      responses:
        '200':
          description: One page.
          content:
            application/json:
              schema:
                type: object
                required: [boats]
                properties:
                  boats: {{type: array, items: {{$ref: '#/components/schemas/Boat'}}}}
                  page: {{type: integer}}
                  pages: {{type: integer}}
                  per_page: {{type: integer}}
                  has_more: {{type: boolean}}
        '404': {{description: Beyond the last.}}
    post:
      requestBody: {{content: {BOAT}}}
      responses: {{'201': {{description: It., content: {BOAT}}}}}
  /boats/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get:
      responses: {{'200': {{description: It., content: {BOAT}}}, '404': {{description: No.}}}}
    delete: {{responses: {{'204': {{description: Gone.}}}}}}
components:
  schemas:
    Boat:
      type: object
      properties: {{id: {{type: string, readOnly: true}}, name: {{type: string}}}}
"""
PAGE = "      - {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}\n"
JOIN = "pages join"
TOLD, WHOLE, BEYOND = "pages tell what they are", "a page is as large as asked", "nothing is beyo"


@pytest.fixture(scope="module")
def boats(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("boats"), DOCUMENT)


@pytest.fixture(scope="module")
def unpaged(tmp_path_factory):
    """The same where a list can be asked for its first page alone."""
    return Stage(tmp_path_factory.mktemp("unpaged"), DOCUMENT.replace(PAGE, ""))


def listing(change):
    """A lie about the list: of its value, the parameters and the way to ask for more."""

    def tell(request, honest, more):
        is_listed = (request.method, request.path, honest.status) == ("GET", "/boats", 200)
        numbers = parse_qsl(request.query)
        asked = {name: int(value) for name, value in numbers if value.isdecimal()}
        return change(honest, asked, more) if is_listed else None

    return tell


@listing
def another_size(honest, _asked, _more):
    return with_members(honest, per_page=99)


@listing
def a_page_too_many(honest, _asked, _more):
    return with_members(honest, pages=(value_of(honest)["pages"] or 0) + 1)


@listing
def always_more(honest, _asked, _more):
    return with_members(honest, has_more=True)


@listing
def two_at_most(_honest, asked, more):
    size = min(asked.get("per_page", 2), 2)
    return more(ask("GET", f"/boats?per_page={size}&page={asked.get('page', 1)}"))


@listing
def the_last_again(honest, asked, more):
    last = value_of(honest)["pages"]
    if asked.get("page", 1) > last:
        return more(ask("GET", f"/boats?per_page={asked['per_page']}&page={last}"))
    return None


@listing
def the_last_again_under_its_number(honest, asked, more):
    last = value_of(honest)["pages"]
    if asked.get("page", 1) > last:
        again = more(ask("GET", f"/boats?per_page={asked['per_page']}&page={last}"))
        return with_members(again, page=asked["page"])
    return None


@pytest.mark.parametrize(
    ("story", "tell", "rule", "said"),
    [
        (TOLD, another_size, "list_miscounted", "told that a page has 99 where 2 were asked for"),
        (TOLD, a_page_too_many, "list_miscounted", "told of 4 pages and has 3"),
        (TOLD, always_more, "list_miscounted", "there is more behind the last of its records"),
        (WHOLE, two_at_most, "list_incomplete", "answered with 2 records where more were asked"),
        (f"{BEYOND}nd the end", the_last_again_under_its_number, "list_doubled", "beyond the end"),
    ],
)
def test_what_a_page_tells_wrongly_is_told(boats, story, tell, rule, said):
    assert boats.told(story=story, profile="nightly") == {}
    assert said in boats.told(tell, story, profile="nightly")[rule]


def test_pages_that_double_a_record_once_and_lose_one_then_are_seen_twice(boats):
    """Which of both it is hangs on how many records there are."""
    firsts, seconds = [], []

    @listing
    def apart(honest, asked, _more):
        page = asked.get("page", 1)
        if page == 1:
            firsts[:] = value_of(honest)["boats"]
        if page != 2:
            return None
        seconds.append(page)
        return with_members(honest, boats=[] if len(seconds) > 1 else firsts)

    assert "more than once" in boats.told(apart, JOIN)["list_doubled"]


def test_the_last_page_in_place_of_one_beyond_the_end_is_no_fault_where_it_says_so(boats):
    assert boats.told(the_last_again, f"{BEYOND}nd the end") == {}


@pytest.mark.parametrize("tell", [a_page_too_many, always_more])
def test_what_is_more_than_can_be_asked_for_is_not_counted(unpaged, tell):
    assert unpaged.told(tell, TOLD) == {}


def test_a_page_that_may_be_a_name_has_none_beyond_the_end(tmp_path):
    text = DOCUMENT.replace("name: page, in: query, schema: {type: integer,", "NAMED")
    named = "name: page, in: query, schema: {type: [integer, string],"
    stage = Stage(tmp_path, text.replace("NAMED", named))

    @listing
    def the_first_again(_honest, asked, more):
        return with_members(more(ask("GET", "/boats")), page=asked.get("page", 1))

    assert stage.told(the_first_again, f"{BEYOND}nd the end") == {}


def test_a_list_that_has_no_end_is_not_read_for_ever(boats):
    sent = []

    @listing
    def endless(honest, asked, _more):
        sent.append(asked)
        number = asked.get("page", 1)
        page = {"boats": [{"id": f"b{number}", "name": "Ark"}], "page": number, "has_more": True}
        return saying(honest, page)

    assert boats.told(endless, TOLD) == {}
    assert len(sent) < 100


def test_a_list_that_goes_round_is_told_though_it_has_no_end(boats):
    @listing
    def round_and_round(honest, _asked, _more):
        return saying(honest, {"boats": [{"id": "b", "name": "Ark"}], "has_more": True})

    assert (
        'lists the record "b" more than once' in boats.told(round_and_round, JOIN)["list_doubled"]
    )


def test_pages_of_another_size_are_not_compared_where_others_may_write(boats):
    @listing
    def only_full(honest, asked, _more):
        boats = value_of(honest)["boats"]
        is_short = asked.get("per_page", 0) in range(3, 20) and len(boats) < asked["per_page"]
        return with_members(honest, boats=[]) if is_short else None

    def crowd(request, honest, more):
        if request.method == "POST":
            for _ in range(2):
                more(ask("POST", "/boats", {"name": "Ark"}))
        return only_full(request, honest, more)

    assert "on pages of" in boats.told(crowd, JOIN)["list_incomplete"]
    assert boats.told(crowd, JOIN, is_own=False) == {}


def test_a_page_beyond_the_last_may_be_not_found(boats):
    @listing
    def ends(honest, asked, _more):
        boats = value_of(honest)["boats"]
        is_beyond = asked.get("page", 1) > 1 and not boats
        return Response(404) if is_beyond else saying(honest, {"boats": boats})

    assert boats.told(ends) == {}


def test_what_is_on_no_page_before_one_that_is_not_found_is_missing(boats):
    @listing
    def cut(_honest, asked, _more):
        return Response(404) if asked.get("page", 1) > 1 else None

    assert "on all of its pages" in boats.told(cut, JOIN)["list_incomplete"]


@pytest.mark.parametrize("value", [None, {"a": 1}])
def test_a_list_that_is_none_is_a_broken_answer_and_nothing_else(boats, value):
    @listing
    def no_list(honest, _asked, _more):
        return saying(honest, {**value_of(honest), "boats": value})

    told = boats.told(no_list, TOLD)
    assert list(told) == ["response_schema_conformance"]
    assert json.dumps(value) in told["response_schema_conformance"]


def test_of_a_list_that_cannot_be_read_no_page_is_judged(boats):
    @listing
    def gone(_honest, _asked, _more):
        return Response(404)

    assert boats.told(gone, TOLD) == boats.told(gone, JOIN) == {}


def test_a_page_that_is_not_as_large_as_asked_says_nothing_of_what_is_behind_it(boats):
    """Each record is on a page of its own unless twenty are asked for."""

    @listing
    def smaller(honest, asked, more):
        if asked.get("per_page") == 20:
            return with_members(honest, has_more=False)
        return more(ask("GET", "/boats?per_page=1"))

    assert boats.told(smaller, WHOLE) == {}
