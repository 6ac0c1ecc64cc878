"""Documents that lack what a story needs: it is not told, and nobody is accused of it."""

# ruff: noqa: ARG001

from dataclasses import replace

import pytest
from stage import Stage, saying, value_of, with_field

from mockserver.http import Headers, Response

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n"
THING = "content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}"
LIST = (
    "content: {application/json: {schema: {type: array, items: "
    "{$ref: '#/components/schemas/Thing'}}}}"
)
KEY = "parameters: [{name: id, in: path, required: true, schema: {type: string}}]"
BELOW = KEY.replace("]", ", {name: partId, in: path, required: true, schema: {type: string}}]")
POST = f"post: {{requestBody: {{{THING}}}, responses: {{'201': {{description: ., {THING}}}}}}}"
GET = f"get: {{responses: {{'200': {{description: ., {THING}}}, '404': {{description: .}}}}}}"
PATCH = (
    f"patch: {{requestBody: {{{THING}}}, responses: {{'200': {{description: ., {THING}}}, "
    "'400': {description: .}, '404': {description: .}}}"
)
PUT = PATCH.replace("patch:", "put:")
PUT_ANEW = PUT.replace("'400'", f"'201': {{description: ., {THING}}}, '400'")
DELETE = "delete: {responses: {'204': {description: .}, '404': {description: .}}}"
SCHEMAS = "components:\n  schemas:\n    Thing: "
PLAIN = "{type: object, properties: {id: {type: string, readOnly: true}, name: {type: string}}}"
OWN_KEY = "{type: object, required: [id], properties: {id: {type: string}, name: {type: string}}}"
CLOSED = (
    "{type: object, additionalProperties: false, required: [name], properties: {id: {type: "
    "string, readOnly: true}, name: {type: string, minLength: 1}, size: {type: object, "
    "additionalProperties: false, properties: {w: {type: integer}, h: {type: integer}}}, "
    "at: {type: array, items: {type: integer, multipleOf: 5}}, ok: {type: boolean}}}"
)
PUT_DONE = ("PUT", 200)
ALL = f"get: {{responses: {{'200': {{description: ., {LIST}}}}}}}"
MERGE = PATCH.replace("application/json", "application/merge-patch+json", 1)


def paths(**methods):
    return "".join(
        f"  {path}:\n" + "".join(f"    {each}\n" for each in told) for path, told in methods.items()
    )


def document(items, schema=PLAIN):
    return HEAD + paths(**items) + SCHEMAS + schema + "\n"


ODD = {
    "nothing can be read": {"/things": [POST], "/things/{id}": [KEY, PATCH, DELETE]},
    "nothing can be deleted": {"/things": [POST, ALL], "/things/{id}": [KEY, GET, PUT]},
    "nothing can be made": {"/things": [ALL], "/things/{id}": [KEY, GET, PATCH, PUT, DELETE]},
    "nothing can be listed": {"/things": [POST], "/things/{id}": [KEY, GET, PATCH, PUT, DELETE]},
    "things are put where they are to be": {
        "/things": [ALL],
        "/things/{id}": [KEY, GET, PUT.replace("'200'", "'201'"), DELETE],
    },
    "things are posted, and put as well": {
        "/things": [POST, ALL],
        "/things/{id}": [KEY, GET, PUT_ANEW, DELETE],
    },
    "parts belong to things": {
        "/things": [POST, ALL],
        "/things/{id}": [KEY, GET, DELETE],
        "/things/{id}/parts": [KEY, POST.replace("'201'", "'404': {description: .}, '201'"), ALL],
        "/things/{id}/parts/{partId}": [BELOW, GET, PATCH, PUT, DELETE],
    },
    "members are merged": {"/things": [POST, ALL], "/things/{id}": [KEY, GET, MERGE, DELETE]},
}


SCHEMAS_OF = {"plain": PLAIN, "own key": OWN_KEY, "closed": CLOSED}
TRIED = [(name, "plain" if number % 2 else "closed") for number, name in enumerate(ODD)]


@pytest.mark.parametrize(("name", "kind"), [*TRIED, ("nothing can be deleted", "own key")])
def test_what_is_missing_is_no_fault(tmp_path, name, kind):
    stage = Stage(tmp_path, document(ODD[name], SCHEMAS_OF[kind]))
    assert stage.told() == {}


def test_what_is_put_anew_is_told_though_things_are_posted_too(tmp_path):
    stage = Stage(tmp_path, document(ODD["things are posted, and put as well"]))

    def said(request, honest, more):
        return replace(honest, status=200) if request.method == "PUT" else None

    def again(request, honest, more):
        return replace(honest, status=201) if (request.method, honest.status) == PUT_DONE else None

    story = "what is put anew is 201, then 200"
    assert stage.told(story=story) == {}
    assert "answered 200 where it made" in stage.told(said, story)["status_wrong"]
    assert "answered 201 where it replaced" in stage.told(again, story)["status_wrong"]


def in_json(status, value):
    return saying(Response(status, Headers([("Content-Type", "application/json")])), value)


PARTS = document(ODD["parts belong to things"])


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("parts"), PARTS)


def told(stage, story, tell):
    memory = {}
    return stage.told(lambda *asked: tell(memory, *asked), story, profile="nightly")


def test_a_part_is_found_below_its_own_thing_alone(parts):
    def anywhere(memory, request, honest, _):
        if request.method == "POST" and request.path.endswith("/parts") and honest.is_success:
            memory[value_of(honest)["id"]] = honest
        key = request.path.rpartition("/")[2]
        if request.method == "GET" and honest.status == 404 and key in memory:
            return Response(200, memory[key].headers, memory[key].body)
        return None

    found = told(parts, "a record is found under its own parent alone", anywhere)
    assert "below a parent that is not its own" in found["unknown_key_found"]


def test_what_a_list_shows_is_where_the_list_is(parts):
    def borrowed(memory, request, honest, _):
        if request.method == "GET" and request.path.endswith("/parts") and honest.is_success:
            return saying(honest, [{"id": "nowhere", "name": "x"}])
        return None

    found = told(parts, "a list is of one parent alone", borrowed)
    assert 'lists the record "nowhere" below a parent, where it' in found["list_unfiltered"]


def test_parts_go_with_their_thing(parts):
    def made(memory, request, honest, _):
        if request.method == "POST" and request.path.endswith("/parts") and honest.is_success:
            path = f"{request.path}/{value_of(honest)['id']}"
            memory[path] = Response(200, honest.headers, honest.body)
        is_gone = request.method == "GET" and honest.status == 404
        return memory.get(request.path) if is_gone else None

    found = told(parts, "what is below is gone with it", made)
    assert "whose parent was deleted" in found["unknown_key_found"]


def test_a_location_that_leads_to_another_server_says_nothing(parts):
    def elsewhere(memory, request, honest, _):
        other = with_field(honest, "Location", "https://example.com/x")
        return other if honest.status == 201 else None

    assert told(parts, "Location leads to the record", elsewhere) == {}


def test_a_server_that_limits_the_rate_is_not_accused(parts):
    def limited(memory, request, honest, _):
        memory["asked"] = memory.get("asked", 0) + 1
        return Response(429) if memory["asked"] > 3 else None

    assert told(parts, "", limited) == {}


def test_a_list_of_a_parent_that_is_deleted_has_none_of_its_parts(parts):
    def kept(memory, request, honest, more):
        if request.path.endswith("/parts") and request.method == "POST" and honest.is_success:
            memory[request.path] = value_of(honest)
        is_gone = request.method == "GET" and honest.status == 404
        if is_gone and request.path in memory:
            return in_json(200, [memory[request.path]])
        return None

    found = told(parts, "what is below is gone with it", kept)
    assert "whose parent was deleted before" in found["deleted_found"]


def test_a_parent_that_is_not_deleted_while_it_has_parts_is_no_fault(tmp_path):
    def held(memory, request, honest, more):
        if request.method == "POST" and honest.is_success:
            memory[f"{request.path}/{value_of(honest)['id']}"] = honest
        if request.method == "DELETE" and request.path.count("/") == 2:
            return Response(409)
        is_gone = request.method == "GET" and honest.status == 404
        return replace(memory[request.path], status=200) if is_gone else None

    stage = Stage(tmp_path, PARTS.replace("'404': {description: .}}}", HELD, 2))
    assert told(stage, "what is below is gone with it", held) == {}


HELD = "'404': {description: .}, '409': {description: .}}}"


def test_a_part_that_is_below_another_thing_as_well_may_be_listed_there(parts):
    """What is shared is where it is listed."""

    def shared(memory, request, honest, more):
        part = {"id": "everywhere", "name": "x"}
        if request.method == "GET" and request.path.endswith("/parts") and honest.is_success:
            return saying(honest, [part])
        is_it = request.method == "GET" and request.path.endswith("/parts/everywhere")
        return in_json(200, part) if is_it else None

    assert told(parts, "a list is of one parent alone", shared) == {}


UNLISTED = {**ODD["parts belong to things"]}
UNLISTED["/things/{id}/parts"] = [each for each in UNLISTED["/things/{id}/parts"] if each != ALL]


def test_parts_that_are_in_no_list_go_with_their_thing(tmp_path):
    def made(memory, request, honest, _):
        if request.method == "POST" and request.path.endswith("/parts") and honest.is_success:
            memory[f"{request.path}/{value_of(honest)['id']}"] = honest
        is_gone = request.method == "GET" and honest.status == 404 and request.path in memory
        return replace(memory[request.path], status=200) if is_gone else None

    stage = Stage(tmp_path, document(UNLISTED))
    found = told(stage, "what is below is gone with it", made)
    assert "whose parent was deleted" in found["unknown_key_found"]


def test_what_is_put_below_another_thing_is_another_part(tmp_path):
    """Who makes what is put where it is to be is not asked whose it was."""
    items = {**ODD["parts belong to things"], "/things/{id}/parts/{partId}": [BELOW, GET, PUT_ANEW]}
    stage = Stage(tmp_path, document(items))
    methods = set()

    def noted(memory, request, honest, _):
        methods.add(request.method)

    assert told(stage, "a record is found under its own parent alone", noted) == {}
    assert methods == {"POST", "GET", "DELETE"}


def test_below_a_thing_that_cannot_be_looked_at_nobody_is_made_up(tmp_path):
    items = {**ODD["parts belong to things"], "/things/{id}": [KEY, PATCH]}

    methods = set()

    def noted(memory, request, honest, _):
        methods.add((request.method, request.path.count("/")))

    stage = Stage(tmp_path, document(items))
    assert told(stage, "a parent that nobody has is not found", noted) == {}
    assert methods == {("POST", 1)}
