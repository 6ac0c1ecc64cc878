"""What hooks have prepared is asked for, in the state that it needs."""

import pytest
from stage import Stage

from mockserver.http import Response
from mockserver.transport import Target
from mockserver.verify.hooks import Hook, Hooks

DOCUMENT = """\
openapi: 3.1.0
info: {title: Post, version: '1'}
paths:
  /parcels/{id}/label:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post:
      requestBody:
        required: true
        content:
          text/csv: {schema: {type: string}}
          application/json:
            schema: {type: object, required: [to], properties: {to: {enum: [Rome]}}}
      responses: {'200': {description: It.}, '400': {description: No.}}
"""
LABEL = "POST /parcels/{id}/label"
NAME = "what a hook has prepared is answered as declared"


def told(folder, values, status, text=DOCUMENT):
    """What was told where the answer is a status, and the bodies that were sent."""
    sent = []

    def answered(request, _honest, _more):
        if request.path == "/parcels/a%20b/label":
            sent.append(request)
            return Response(status)
        return None

    hooks = Hooks(
        "hooks.py", (Hook(lambda _: values, LABEL, variables=("id", "key")),), Target("http://h")
    )
    return Stage(folder, text).told(answered, NAME, hooks=hooks), sent


def test_what_needs_a_body_gets_one_that_the_document_allows(tmp_path):
    found, (request, *_) = told(tmp_path, {"id": "a b"}, 500)
    assert "answered 500" in found["not_a_server_error"]
    assert (request.headers.get("Content-Type"), request.body) == (
        "application/json", b'{"to": "Rome"}',
    )  # fmt: skip


@pytest.mark.parametrize("status", [200, 400])
def test_with_a_body_it_may_be_refused_as_declared(tmp_path, status):
    assert told(tmp_path, {"id": "a b"}, status)[0] == {}


def test_what_a_hook_does_not_name_is_not_asked_for(tmp_path):
    assert told(tmp_path, {"key": "a b"}, 500) == ({}, [])


def test_where_no_body_can_be_made_nothing_is_asked_for(tmp_path):
    text = DOCUMENT.replace("application/json", "application/xml")
    assert told(tmp_path, {"id": "a b"}, 500, text) == ({}, [])
