"""Entries of one path and method that only a fragment tells apart."""

import pytest
from builder import spec

from mockserver.errors import Rejection
from mockserver.http import Headers, Request
from mockserver.routing import Router

DOCUMENT = """
openapi: 3.0.3
paths:
  /#Action=Make: {get: {operationId: make}}
  /#Action=Break: {get: {operationId: break}}
  /#Action=Break&Version=2: {get: {operationId: break2}}
  /#X-Target=Store.Put: {post: {operationId: put}}
  /#X-Target=Store.Get: {post: {operationId: get}}
  /tags/{id}: {get: {operationId: tags}, post: {operationId: tag}}
  /tags/{id}#keys: {delete: {operationId: untag}}
  /items/{id}#acl: {get: {operationId: acl}}
  /items/{id}: {get: {operationId: item}}
"""


def found(method, path, query="", **headers):
    lines = [(name.replace("_", "-"), value) for name, value in headers.items()]
    place = Router(spec(DOCUMENT).operations).find(path)
    request = Request(method, path, query, Headers(lines))
    return place.match(method, request).operation.id


@pytest.mark.parametrize(
    ("query", "operation"),
    [
        ("Action=Make", "make"),
        ("Version=1&Action=Break", "break"),
        ("Version=2&Action=Break", "break2"),
    ],
)
def test_the_query_names_the_entry_and_the_fullest_name_counts(query, operation):
    assert found("GET", "/", query) == operation


def test_head_is_answered_by_the_entry_that_is_named():
    assert found("HEAD", "/", "Action=Break") == "break"


def test_a_header_may_name_the_entry():
    assert found("POST", "/", X_Target="Store.Get") == "get"
    assert found("POST", "/", X_Target="Store.Put") == "put"


def test_where_nothing_names_one_the_first_says_what_is_missing():
    assert found("GET", "/") == "make"


def test_an_entry_without_a_fragment_comes_before_those_that_are_not_named():
    assert found("GET", "/items/7") == "item"
    assert found("GET", "/items/7", "acl") == "acl"
    assert found("GET", "/items/7", "acl=&x=1") == "acl"


def test_a_method_that_only_a_named_entry_has_is_not_allowed_without_the_name():
    assert found("DELETE", "/tags/7", "keys=a") == "untag"
    with pytest.raises(Rejection) as caught:
        found("DELETE", "/tags/7")
    assert caught.value.problem.status == 405
    assert caught.value.problem.detail.endswith("what it has is GET, POST, HEAD, OPTIONS.")
