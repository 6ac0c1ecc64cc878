"""Versions of records, and requests that hold for one version only (RFC 9110 §13)."""

import pytest

from mockserver.mock import Mock, Options

PETS = """
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200':
          headers: {ETag: {schema: {type: string}}}
          content: {application/json: {schema: {type: array, items: {$ref: '#/Pet'}}}}
        '304': {description: Known}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/Pet'}}}}
      responses:
        '201':
          headers: {ETag: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/Pet'}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200':
          headers: {ETag: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/Pet'}}}
        '304': {description: Known}
        '404': {description: None}
    patch:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '200':
          headers: {ETag: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/Pet'}}}
        '412': {description: Another version}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/Pet'}}}}
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/Pet'}}}}
        '201': {content: {application/json: {schema: {$ref: '#/Pet'}}}}
        '412': {description: Another version}
    delete: {responses: {'204': {}, '412': {description: Another version}}}
Pet: {type: object, required: [id], properties: {id: {type: string}, age: {type: integer}}}
"""
SILENT = (
    PETS.replace("        '304': {description: Known}\n", "")
    .replace("        '412': {description: Another version}\n", "")
    .replace(", '412': {description: Another version}", "")
    .replace("headers: {ETag: {schema: {type: string}}}", "description: It")
)
REX = "records: [{id: rex, age: 3}]"


@pytest.fixture
def ask(client):
    return client(PETS, pets=REX)


def tag(answer):
    return answer.headers.get("ETag")


def test_a_version_is_told_and_changes_with_the_record(ask):
    first = tag(ask("GET", "/pets/rex"))
    assert first.startswith('"')
    assert first == tag(ask("GET", "/pets/rex"))
    patched = ask("PATCH", "/pets/rex", {"age": 4})
    assert tag(patched) == tag(ask("GET", "/pets/rex")) != first
    ask("PATCH", "/pets/rex", {"age": 3})
    assert tag(ask("GET", "/pets/rex")) == first


@pytest.mark.parametrize(
    "form", ["{0}", "W/{0}", '"x", {0}', '"x" , W/{0},"y"', ',, {0},,"y",', "*"]
)
def test_who_has_the_version_already_is_told_so_and_no_more(ask, form):
    known = tag(ask("GET", "/pets/rex"))
    answer = ask("GET", "/pets/rex", If_None_Match=form.format(known))
    assert (answer.status, answer.body, tag(answer)) == (304, b"", known)


def test_who_has_another_version_gets_the_present_one(ask):
    answer = ask("GET", "/pets/rex", If_None_Match='"other"')
    assert (answer.status, answer.json) == (200, {"id": "rex", "age": 3})


def test_a_list_has_a_version_too(ask):
    known = tag(ask("GET", "/pets"))
    assert ask("GET", "/pets", If_None_Match=known).status == 304
    ask("POST", "/pets", {"id": "tom"})
    assert ask("GET", "/pets", If_None_Match=known).json[-1] == {"id": "tom"}


@pytest.mark.parametrize(
    ("method", "body"), [("PATCH", {"age": 4}), ("PUT", {"id": "rex", "age": 4}), ("DELETE", None)]
)
def test_a_change_of_another_version_is_refused_and_not_made(ask, method, body):
    old = tag(ask("GET", "/pets/rex"))
    ask("PATCH", "/pets/rex", {"age": 5})
    for condition in ({"If_Match": old}, {"If_Match": f"W/{old}"}, {"If_Match": '"x"'}):
        answer = ask(method, "/pets/rex", body, **condition)
        assert (answer.status, answer.json["type"]) == (412, "urn:mockserver:precondition-failed")
        assert answer.json["detail"].startswith("If-Match asks for the record as ")
    assert ask("GET", "/pets/rex").json == {"id": "rex", "age": 5}


@pytest.mark.parametrize("form", ["{0}", '"x", {0}', "*"])
def test_a_change_of_the_present_version_is_made(ask, form):
    present = tag(ask("GET", "/pets/rex"))
    answer = ask("PATCH", "/pets/rex", {"age": 4}, If_Match=form.format(present))
    assert (answer.status, answer.json["age"]) == (200, 4)


def test_a_put_that_must_not_replace_makes_what_is_not_there(ask):
    answer = ask("PUT", "/pets/tom", {"id": "tom"}, If_None_Match="*")
    assert (answer.status, answer.json) == (201, {"id": "tom"})
    refused = ask("PUT", "/pets/tom", {"id": "tom", "age": 1}, If_None_Match="*")
    assert refused.status == 412
    assert ask("GET", "/pets/tom").json == {"id": "tom"}


def test_a_change_of_what_is_there_makes_nothing_new(ask):
    answer = ask("PUT", "/pets/tom", {"id": "tom"}, If_Match="*")
    assert (answer.status, answer.json["type"]) == (412, "urn:mockserver:precondition-failed")
    assert ask("GET", "/pets/tom").status == 404


def test_a_change_that_names_no_version_is_refused_where_one_is_required(client):
    ask = client(PETS.replace("'204': {}", "'204': {}, '428': {description: Which}"), pets=REX)
    assert ask("DELETE", "/pets/rex").status == 428
    present = tag(ask("GET", "/pets/rex"))
    assert ask("DELETE", "/pets/rex", If_Match=present).status == 204
    assert ask("DELETE", "/pets/rex").status == 404


def test_where_the_document_does_not_speak_of_versions_there_are_none(client):
    ask = client(SILENT, pets=REX)
    assert tag(ask("GET", "/pets/rex")) is None
    assert ask("GET", "/pets/rex", If_None_Match="*").status == 200
    assert ask("PATCH", "/pets/rex", {"age": 4}, If_Match='"x"').json["age"] == 4


def test_where_they_are_wished_all_operations_mind_them(client):
    ask = client(SILENT, pets=REX)
    ask.mock = Mock(ask.mock.spec, ask.mock.collections, options=Options(etags=True))
    known = tag(ask("GET", "/pets/rex"))
    assert ask("GET", "/pets/rex", If_None_Match=known).status == 304
    assert ask("PATCH", "/pets/rex", {"age": 4}, If_Match='"x"').status == 412
    assert ask("GET", "/pets/rex").json["age"] == 3


PLAIN = """
openapi: 3.1.0
info: {title: Plain, version: '1'}
paths:
  /now:
    get:
      responses:
        '200':
          description: It
          headers: {ETag: {schema: {type: string}}}
          content: {application/json: {schema: {type: object, properties: {v: {type: integer}}}}}
        '304': {description: Known}
  /shown:
    get:
      responses:
        '200':
          description: It
          headers: {ETag: {schema: {type: string}, example: 'W/"7"'}}
          content: {text/plain: {example: seven}}
        '304': {description: Known}
"""


class TestWhatKeepsNoRecord:
    def test_it_has_the_version_of_what_it_says(self, client):
        ask = client(PLAIN)
        tag = ask("GET", "/now").headers.get("ETag")
        assert tag.startswith('"')
        known = ask("GET", "/now", If_None_Match=tag)
        assert (known.status, known.body) == (304, b"")
        assert ask("GET", "/now", If_None_Match='"other"').status == 200

    def test_a_version_that_the_document_shows_stands(self, client):
        ask = client(PLAIN)
        assert ask("GET", "/shown").headers.get("ETag") == 'W/"7"'
        assert ask("GET", "/shown", If_None_Match='W/"7"').status == 304


LASTING = """
openapi: 3.1.0
info: {title: Lasting, version: '1'}
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {$ref: '#/Told'}, '304': {$ref: '#/Known'}}}
  /pets:
    get:
      responses:
        '200': {content: {application/json: {schema: {type: array, items: {$ref: '#/Pet'}}}}}
  /now:
    get: {responses: {'200': {$ref: '#/Told'}, '304': {$ref: '#/Known'}}}
Told:
  headers:
    ETag: {schema: {type: string}}
    Cache-Control: {example: max-age=60}
    X-Left: {example: 9}
    X-Total: {example: 1}
  content: {application/json: {schema: {$ref: '#/Pet'}}}
Known: {headers: {ETag: {example: '"another"'}, X-Left: {example: 8}}}
Pet: {type: object, required: [id], properties: {id: {type: string}, age: {type: integer}}}
"""


@pytest.mark.parametrize("path", ["/pets/rex", "/now"])
def test_who_has_it_is_told_how_long_it_holds_and_what_the_document_declares_of_304(client, path):
    ask = client(LASTING, pets=REX)
    told = ask("GET", path)
    assert told.headers.get("X-Total") == "1"
    known = ask("GET", path, If_None_Match=tag(told)).headers
    assert known.all("ETag") == [tag(told)]
    assert known.all("Cache-Control") == ["max-age=60"]
    assert known.all("X-Left") == ["8"]
    assert not known.has_any({"x-total", "content-type"})


COUNTED = PETS.replace(
    "schema: {type: array, items: {$ref: '#/Pet'}}",
    "schema: {$ref: '#/Pets'}",
).replace(
    "    post:\n",
    "      parameters: [{name: limit, in: query, schema: {type: integer}}]\n    post:\n",
    1,
) + (
    "Pets:\n  type: object\n  required: [items, total]\n  properties:\n"
    "    total: {type: integer}\n    items: {type: array, items: {$ref: '#/Pet'}}\n"
)


def test_a_list_that_tells_another_total_is_another_version(client):
    ask = client(COUNTED, pets=REX)
    known = tag(ask("GET", "/pets?limit=1"))
    assert ask("GET", "/pets?limit=1", If_None_Match=known).status == 304
    ask("POST", "/pets", {"id": "tom"})
    answer = ask("GET", "/pets?limit=1", If_None_Match=known)
    assert (answer.status, answer.json) == (200, {"items": [{"id": "rex", "age": 3}], "total": 2})


def test_who_reads_what_is_not_the_version_that_is_meant_is_refused_where_that_is_declared(client):
    refusing = PETS.replace("'404': {description: None}", "'412': {description: Another version}")
    ask = client(refusing, pets=REX)
    known = tag(ask("GET", "/pets/rex"))
    statuses = [ask("GET", "/pets/rex", If_Match=each).status for each in (known, '"x"', "*", "x")]
    assert statuses == [200, 412, 200, 200]
    assert client(PETS, pets=REX)("GET", "/pets/rex", If_Match='"x"').status == 200


def test_who_asks_for_a_code_gets_that_and_no_304(ask):
    known = tag(ask("GET", "/pets/rex"))
    answer = ask("GET", "/pets/rex", If_None_Match=known, Prefer="code=200")
    assert (answer.status, answer.headers.get("Preference-Applied")) == (200, "code=200")
    assert ask("GET", "/pets/rex", Prefer="code=304").status == 304


RULES = """
scenarios:
  older: {rules: [{match: {operation: "GET /pets/{id}"}, respond: {patch: {age: 9}}}]}
  tagged: {rules: [{match: {operation: "GET /pets/{id}"}, respond: {headers: {ETag: '"rule"'}}}]}
"""


def test_what_a_rule_patches_is_another_version_of_the_same_record(client):
    ask = client(PETS, pets=REX, scenarios=RULES)
    known = tag(ask("GET", "/pets/rex"))
    older = ask("GET", "/pets/rex", If_None_Match=known, Prefer="scenario=older")
    assert (older.status, older.json["age"]) == (200, 9)
    again = ask("GET", "/pets/rex", If_None_Match=tag(older), Prefer="scenario=older")
    assert again.status == 304
    assert ask("GET", "/pets/rex", If_None_Match=tag(older)).json["age"] == 3
    assert ask("PATCH", "/pets/rex", {"age": 4}, If_Match=tag(older)).status == 200
    assert ask("PATCH", "/pets/rex", {"age": 5}, If_Match=tag(older)).status == 412


def test_a_version_that_a_rule_tells_is_the_one_to_name(client):
    ask = client(PETS, pets=REX, scenarios=RULES)
    known = tag(ask("GET", "/pets/rex"))
    statuses = [
        ask("GET", "/pets/rex", If_None_Match=each, Prefer="scenario=tagged").status
        for each in (known, '"rule"')
    ]
    assert statuses == [200, 304]


def test_where_versions_are_wished_what_selects_no_record_knows_none(client):
    asked = PLAIN.replace(
        "  /shown:", "    options: {responses: {'200': {description: It}}}\n  /shown:"
    )
    ask = client(asked)
    ask.mock = Mock(ask.mock.spec, ask.mock.collections, options=Options(etags=True))
    assert ask("OPTIONS", "/now", If_None_Match="*").status == 200
    assert ask("GET", "/now", If_None_Match="*").status == 304
