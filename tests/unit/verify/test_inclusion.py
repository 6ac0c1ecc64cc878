"""Flags that ask a list for what it leaves out otherwise: ``include_archived=true``."""

# ruff: noqa: ARG001

import pytest
from stage import Stage, saying

from mockserver.http import Response

TOOL = "{application/json: {schema: {$ref: '#/components/schemas/Tool'}}}"
DOCUMENT = f"""\
openapi: 3.1.0
info: {{title: Tools, version: '1'}}
paths:
  /tools:
    get:
      parameters: [{{name: include_archived, in: query, schema: {{type: boolean}}}}]
      responses:
        '200':
          description: They.
          content:
            application/json:
              schema: {{type: array, items: {{$ref: '#/components/schemas/Tool'}}}}
    post:
      requestBody: {{content: {TOOL}}}
      responses: {{'201': {{description: It., content: {TOOL}}}}}
  /tools/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get:
      responses: {{'200': {{description: It., content: {TOOL}}}, '404': {{description: No.}}}}
    delete: {{responses: {{'204': {{description: Gone.}}, '409': {{description: Lent.}}}}}}
DEEDS
components:
  schemas:
    Tool:
      type: object
      properties: {{id: {{type: string, readOnly: true}}, name: {{type: string}}, STATE}}
"""
DEED = f"""\
  /tools/{{id}}/VERB:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    post:
      responses: {{'200': {{description: It., content: {TOOL}}}, '409': {{description: Lent.}}}}
"""
LEND, ARCHIVE = DEED.replace("VERB", "lend"), DEED.replace("VERB", "archive")
READ_ONLY = "state: {type: string, enum: [free, archived], readOnly: true}"
THERE = f"{READ_ONLY}, deleted: {{type: boolean, readOnly: true, default: false}}"
WORDS = "state: {type: string, enum: [free, archived]}"
FLAG = "isArchived: {type: boolean}"


def document(deeds="", state=READ_ONLY):
    return DOCUMENT.replace("DEEDS\n", deeds).replace("STATE", state)


def forgetful(request, honest, more):
    """Lists nothing where it is asked for what it leaves out otherwise."""
    is_asked = request.path == "/tools" and "=true" in request.query
    return saying(honest, []) if is_asked and honest.is_success else None


STORY = "include_archived is heeded"


@pytest.mark.parametrize(
    ("deeds", "state"),
    [(ARCHIVE, READ_ONLY), (LEND + ARCHIVE, THERE), (LEND, WORDS), ("", FLAG)],
    ids=["an action", "the second action", "a state", "a flag"],
)
def test_what_a_flag_asks_for_is_listed(tmp_path, deeds, state):
    stage = Stage(tmp_path, document(deeds, state))
    assert stage.told(story=STORY) == {}
    told = stage.told(forgetful, STORY)["list_unfiltered"]
    assert "leaves out of include_archived=true the record" in told


@pytest.mark.parametrize("state", [READ_ONLY, "state: {enum: [free, lent]}"])
def test_of_a_state_that_nobody_brings_about_nothing_is_told(tmp_path, state):
    stage = Stage(tmp_path, document(LEND, state))
    assert stage.told(forgetful, STORY) == {}


def test_a_record_that_could_not_be_archived_need_not_be_listed_as_such(tmp_path):
    def busy(request, honest, more):
        is_deed = request.path.endswith("/archive")
        return Response(409) if is_deed else forgetful(request, honest, more)

    assert Stage(tmp_path, document(ARCHIVE)).told(busy, STORY) == {}


def test_a_list_of_which_only_a_part_can_be_read_need_not_have_the_record(tmp_path):
    flag = "parameters: ["
    limit = f"{flag}{{name: limit, in: query, schema: {{type: integer, maximum: 3}}}}, "
    stage = Stage(tmp_path, document(ARCHIVE).replace(flag, limit, 1))
    sent = []

    def noted(request, honest, more):
        sent.append(request)
        return forgetful(request, honest, more)

    assert stage.told(noted, STORY) == {}
    assert sent == []


@pytest.mark.parametrize("is_lent", [True, False])
def test_what_could_not_be_deleted_is_not_looked_for_among_the_deleted(tmp_path, is_lent):
    text = document().replace("include_archived", "include_deleted")
    stage = Stage(tmp_path, text)

    def lent(request, honest, more):
        is_kept = is_lent and request.method == "DELETE"
        return Response(409) if is_kept else forgetful(request, honest, more)

    told = stage.told(lent, "include_deleted is heeded")
    assert ("list_unfiltered" in told) is not is_lent


def test_without_a_way_to_delete_the_deleted_are_not_looked_for(tmp_path):
    lines = document().replace("include_archived", "include_deleted").splitlines()
    text = "\n".join(each for each in lines if not each.startswith("    delete:"))
    assert Stage(tmp_path, text).told(forgetful, "include_deleted is heeded") == {}
