"""Records that are selected by a query, by two keys, or that are left out of what is sent."""

import pytest

from mockserver.mock.control import Control
from mockserver.scenario import parse_rule

ITEM = "{application/json: {schema: {$ref: '#/components/schemas/Item'}}}"
GRADE = "{application/json: {schema: {$ref: '#/components/schemas/Grade'}}}"
MEMBER = "{application/json: {schema: {$ref: '#/components/schemas/Member'}}}"
LABELS = "{application/json: {schema: {type: array, items: {type: string}}}}"
FILE = "{application/octet-stream: {schema: {type: string, format: binary}}}"

DOCUMENT = f"""
openapi: 3.0.3
info: {{title: Odd, version: '1'}}
paths:
  /item:
    parameters:
    - {{name: item_id, in: query, required: true, schema: {{type: integer}}}}
    - {{name: api-version, in: query, required: true, schema: {{type: string}}}}
    get: {{responses: {{'200': {{description: one, content: {ITEM}}}}}}}
    put:
      requestBody: {{content: {ITEM}}}
      responses: {{'200': {{description: changed, content: {ITEM}}}}}
    delete: {{responses: {{'204': {{description: gone}}}}}}
  /settings:
    get: {{responses: {{'200': {{description: all, content: {ITEM}}}}}}}
    put:
      requestBody: {{content: {ITEM}}}
      responses: {{'200': {{description: changed, content: {ITEM}}}}}
    delete: {{responses: {{'204': {{description: gone}}}}}}
  /logo:
    get: {{responses: {{'200': {{description: it, content: {FILE}}}}}}}
    put:
      requestBody: {{content: {FILE}}}
      responses: {{'204': {{description: put}}}}
  /labels:
    get: {{operationId: getLabels, responses: {{'200': {{description: all, content: {LABELS}}}}}}}
    put:
      requestBody: {{content: {LABELS}}}
      responses: {{'200': {{description: changed, content: {LABELS}}}}}
  /grades/{{student}}/{{course}}:
    get: {{responses: {{'200': {{description: one, content: {GRADE}}}}}}}
    put:
      requestBody: {{content: {GRADE}}}
      responses: {{'200': {{description: changed}}, '201': {{description: made}}}}
    delete: {{responses: {{'204': {{description: gone}}}}}}
  /teams/{{team_id}}/members:
    get:
      responses:
        '200':
          description: all
          content:
            application/json:
              schema: {{type: array, items: {{$ref: '#/components/schemas/Member'}}}}
  /teams/{{team_id}}/members/{{id}}:
    get: {{responses: {{'200': {{description: one, content: {MEMBER}}}}}}}
    put:
      requestBody: {{content: {MEMBER}}}
      responses:
        '200': {{description: changed, content: {MEMBER}}}
        '201': {{description: made, content: {MEMBER}}}
components:
  schemas:
    Item:
      type: object
      required: [label]
      properties: {{id: {{type: integer}}, label: {{type: string}}}}
    Grade:
      type: object
      required: [grade]
      properties: {{student: {{type: string}}, course: {{type: string}}, grade: {{type: integer}}}}
    Member:
      type: object
      required: [name]
      properties:
        id: {{type: string, readOnly: true}}
        team_id: {{type: string}}
        name: {{type: string}}
"""


@pytest.fixture
def ask(client):
    return client(DOCUMENT)


def item(key, version="1"):
    return f"/item?item_id={key}&api-version={version}"


def test_a_key_in_the_query_selects_one_record(ask):
    assert ask("GET", item(3)).json["id"] == 3
    put = ask("PUT", item(3), {"label": "three"})
    assert put.json == {"id": 3, "label": "three"}
    assert ask("GET", item(3)).json == put.json
    assert ask("GET", item(4)).json["label"] != "three"
    assert ask("GET", item(3, version="2")).json == put.json


def test_what_is_deleted_by_its_key_in_the_query_is_gone_alone(ask):
    assert ask("DELETE", item(3)).status == 204
    gone = ask("GET", item(3))
    assert (gone.status, ask("GET", item(4)).status) == (404, 200)
    assert gone.json["detail"] == "What /item held here was deleted by an earlier request."
    assert ask("PUT", item(3), {"label": "again"}).status == 200
    assert ask("GET", item(3)).json == {"id": 3, "label": "again"}


def test_the_deletion_of_what_is_there_once_leaves_what_was_put_elsewhere(ask):
    file = {"Content_Type": "application/octet-stream"}
    assert ask("PUT", "/logo", b"\x00logo", **file).status == 204
    assert ask("DELETE", "/settings").status == 204
    assert ask("GET", "/logo").body == b"\x00logo"
    assert ask("GET", "/settings").status == 404


def test_a_list_that_is_put_is_answered_and_fetched_as_it_was_sent(ask):
    put = ask("PUT", "/labels", ["big", "red"])
    assert (put.json, ask("GET", "/labels").json) == (["big", "red"], ["big", "red"])
    assert ask("PUT", "/labels", [7]).status == 422
    assert ask("GET", "/labels").json == ["big", "red"]


def test_a_rule_patches_what_was_put_as_all_else(ask):
    rule = {"match": {"operation": "getLabels"}, "respond": {"patch": ["small"]}}
    Control(ask.mock).put_rule("", parse_rule(rule, ask.mock.spec, "r1").rule)
    ask("PUT", "/labels", ["big"])
    assert ask("GET", "/labels").json == ["small"]


def test_two_keys_select_one_record(ask):
    assert ask("PUT", "/grades/ann/maths", {"grade": 2}).status == 201
    assert ask("PUT", "/grades/ann/maths", {"grade": 1}).status == 200
    assert ask("GET", "/grades/ann/maths").json["grade"] == 1
    assert ask("GET", "/grades/bob/maths").json["student"] == "bob"
    assert ask("DELETE", "/grades/ann/maths").status == 204
    assert ask("GET", "/grades/ann/maths").status == 404
    assert ask("GET", "/grades/bob/maths").status == 200


def test_a_record_that_is_replaced_stays_beneath_its_parent(ask):
    made = ask("PUT", "/teams/t1/members/m1", {"name": "Ann"})
    assert (made.status, made.json["team_id"]) == (201, "t1")
    replaced = ask("PUT", "/teams/t1/members/m1", {"name": "Anna"})
    assert replaced.json == {"id": "m1", "team_id": "t1", "name": "Anna"}
    assert replaced.json in ask("GET", "/teams/t1/members").json


def test_what_is_unique_and_made_by_the_mock_is_made_anew_for_each(client):
    ask = client("""
        openapi: 3.1.0
        info: {title: Users, version: '1'}
        paths:
          /users:
            get:
              responses:
                '200':
                  description: all
                  content:
                    application/json:
                      schema: {type: array, items: {$ref: '#/components/schemas/User'}}
            post:
              requestBody: {content: {application/json: {schema: {type: object}}}}
              responses:
                '201':
                  description: made
                  content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}
                '409': {description: A user with this email exists already}
          /users/{id}:
            get:
              responses:
                '200':
                  description: one
                  content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}
        components:
          schemas:
            User:
              type: object
              required: [id, email]
              properties:
                id: {type: integer, readOnly: true}
                email: {type: string, format: email}
    """)
    made = [ask("POST", "/users", {}) for _ in range(5)]
    assert [each.status for each in made] == [201] * 5
    assert len({each.json["email"] for each in made}) == 5
