"""Records that are sent together: all of them are there, or none."""

# ruff: noqa: ARG001

import json

import pytest
from stage import Stage, ask, saying, value_of

from mockserver.http import Response

SEED = "{application/json: {schema: {$ref: '#/components/schemas/Seed'}}}"
SEEDS = (
    "{application/json: {schema: {type: array, MOST items: {$ref: '#/components/schemas/Seed'}}}}"
)
DOCUMENT = f"""\
openapi: 3.1.0
info: {{title: Seeds, version: '1'}}
paths:
  /seeds:
    get:
      parameters: [PARAMETERS]
      responses: {{'200': {{description: They., content: {SEEDS.replace("MOST ", "")}}}}}
    post:
      requestBody: {{required: true, content: {SEED}}}
      responses: {{'201': {{description: It., content: {SEED}}}, '409': {{description: Taken.}}}}
  /seeds/bulk:
    post:
      requestBody: {{required: true, content: {SEEDS}}}
      responses:
        '201': {{description: They., content: {SEEDS.replace("MOST ", "")}}}
        '202': {{description: Later.}}
        '400': {{description: No.}}
TAKEN
  /seeds/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get:
      responses: {{'200': {{description: It., content: {SEED}}}, '404': {{description: No.}}}}
    delete: {{responses: {{'204': {{description: Gone.}}}}}}
components:
  schemas:
    Seed:
      type: object
      required: [code]
      properties: {{id: {{type: string, readOnly: true}}, code: {{type: string, minLength: 1}}}}
"""
TAKEN = "        '409': {description: Taken.}\n"
FIXTURES = "collection: /seeds\nunique: [code]\nrecords: []\n"
TOGETHER, UNIQUE = "what is sent together is all there", "code is unique among them, too"


def stage(folder, parameters="", taken=TAKEN, most=""):
    text = DOCUMENT.replace("PARAMETERS", parameters).replace("TAKEN\n", taken)
    return Stage(folder, text.replace("MOST ", most), [FIXTURES])


def forgetful(request, honest, more):
    """Makes none of what is sent together, and says that it did."""
    if request.path == "/seeds" and request.method == "GET":
        return saying(honest, [])
    return None


def test_what_is_sent_together_and_not_there_is_told(tmp_path):
    seeds = stage(tmp_path)
    assert seeds.told() == {}
    told = seeds.told(forgetful, TOGETHER)["list_incomplete"]
    assert "answered 201 to 3 records and lists 0 more; keep them all" in told


def test_what_is_taken_later_need_not_be_there_now(tmp_path):
    def later(request, honest, more):
        is_bulk = request.path.endswith("/bulk")
        return Response(202) if is_bulk else forgetful(request, honest, more)

    assert stage(tmp_path).told(later, TOGETHER) == {}


@pytest.mark.parametrize("taken", [TAKEN, ""])
def test_codes_are_unique_among_them_where_that_is_declared(tmp_path, taken):
    def twice(request, honest, more):
        if not (request.path.endswith("/bulk") and honest.status in (400, 409)):
            return None
        for number, each in enumerate(json.loads(request.body)):
            more(ask("POST", "/seeds", {"code": f"{each['code']}{number}"}))
        return Response(400)

    def as_one(request, honest, more):
        if (request.method, request.path) != ("GET", "/seeds"):
            return twice(request, honest, more)
        return saying(honest, [{**each, "code": each["code"][:-1]} for each in value_of(honest)])

    told = stage(tmp_path, taken=taken).told(as_one, UNIQUE)
    assert ("made both; refuse them" in told.get("duplicate_accepted", "")) is bool(taken)


def test_more_than_may_be_sent_together_is_not_sent(tmp_path):
    sent = []

    def noted(request, honest, more):
        sent.append(request.path)
        return forgetful(request, honest, more)

    assert stage(tmp_path, most="maxItems: 2, ").told(noted, TOGETHER) == {}
    assert "/seeds/bulk" not in sent


def test_where_a_list_shows_a_part_alone_nothing_is_missed_in_it(tmp_path):
    limit = "{name: limit, in: query, schema: {type: integer, maximum: 3}}"
    assert stage(tmp_path, limit).told(forgetful, TOGETHER) == {}
