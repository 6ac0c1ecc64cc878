"""Credentials that a document asks for as a parameter."""

import pytest
from builder import spec

from mockserver.errors import Rejection
from mockserver.http import Headers, Request
from mockserver.request import Guard

DOCUMENT = """
openapi: 3.0.3
paths:
  /a:
    get:
      parameters: [{name: Authorization, in: header, required: true, schema: {type: string}}]
    put:
      parameters: [{name: Authorization, in: header, schema: {type: string}}]
"""


def admit(method, *lines):
    operation = spec(DOCUMENT).operation(f"{method} /a")
    Guard(operation, {}).admit(Request(method, "/a", "", Headers(lines)))


def test_a_request_without_a_required_authorization_is_unauthorized():
    with pytest.raises(Rejection) as caught:
        admit("GET")
    assert caught.value.problem.status == 401
    assert "send an 'Authorization' header" in caught.value.problem.detail
    assert ("WWW-Authenticate", "Bearer") in caught.value.headers


def test_any_authorization_will_do_and_none_where_it_is_not_required():
    admit("GET", ("authorization", "whatever"))
    admit("PUT")
