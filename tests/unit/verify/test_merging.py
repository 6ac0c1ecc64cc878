"""Objects within a record, which a merge patch changes in part; versions, which only grow."""

# ruff: noqa: ARG001

import json

import pytest
from stage import Stage, value_of, with_members

DOCUMENT = """\
openapi: 3.1.0
info: {title: Notes, version: '1'}
paths:
  /notes:
    get:
      responses:
        '200':
          description: They.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Note'}}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
      responses:
        '201':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
        '404': {description: No.}
    patch:
      requestBody:
        required: true
        content: {application/merge-patch+json: {schema: {$ref: '#/components/schemas/Note'}}}
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
    delete: {responses: {'204': {description: Gone.}}}
components:
  schemas:
    Note:
      type: object
      properties:
        id: {type: string, readOnly: true}
        text: {type: string, maxLength: 20}
        version: {type: integer, readOnly: true}
        labels: {LABELS}
"""
FREE = "type: object, additionalProperties: true"
FIXTURES = "collection: /notes\nrecords: []\n"


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    text = DOCUMENT.replace("LABELS", FREE)
    return Stage(tmp_path_factory.mktemp("notes"), text, [FIXTURES])


def test_who_merges_is_accused_of_nothing(notes):
    assert notes.told() == {}


class Keeping:
    """A service that keeps what a merge patch says is null, as null."""

    def __init__(self):
        self.nulls = {}

    def __call__(self, request, honest, _more):
        labels = json.loads(request.body).get("labels") if request.method == "PATCH" else None
        kept = self.nulls.setdefault(request.path, {})
        if isinstance(labels, dict):
            kept |= {name: each for name, each in labels.items() if each is None}
        is_shown = kept and honest.is_success and honest.body
        shown = value_of(honest).get("labels") if is_shown else None
        return with_members(honest, labels={**kept, **shown}) if shown else None


def test_what_is_null_in_a_merge_patch_is_gone(notes):
    told = notes.told(Keeping(), "labels is merged")["change_kept_old"]
    assert "of labels as null, which a merge patch removes (RFC 7396 2)" in told


@pytest.mark.parametrize("bound", ["maxProperties: 0", "minProperties: 9"])
def test_what_cannot_be_sent_in_part_is_not_merged(tmp_path, bound):
    sent = []

    def noted(request, honest, more):
        sent.append(request.method)

    stage = Stage(tmp_path, DOCUMENT.replace("LABELS", f"type: object, {bound}"), [FIXTURES])
    assert stage.told(noted, "labels is merged") == {}
    assert "PATCH" not in sent


def test_a_version_that_goes_back_is_told(notes):
    def back(request, honest, more):
        return with_members(honest, version=0) if request.method == "PATCH" else None

    told = notes.told(back, "text changes alone")["touch_missing"]
    assert "version was 1 and is 0: it went back" in told
