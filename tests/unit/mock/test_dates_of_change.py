"""Dates of change that answers tell, and requests that hold by them (RFC 9110 §8.8.2, §13)."""

import pytest

NOTES = """
openapi: 3.1.0
info: {title: Notes, version: '1'}
paths:
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200':
          headers: {Last-Modified: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
        '304': {description: Known}
        '404': {description: None}
    head: {responses: {'200': {description: It is there}, '404': {description: None}}}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
      responses:
        '200':
          headers: {Last-Modified: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
        '412': {description: It was changed since}
  /notes:
    get:
      responses:
        '200':
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Note'}}
components:
  schemas:
    Note:
      type: object
      properties:
        id: {type: string}
        title: {type: string}
        created_at: {type: string, format: date-time, readOnly: true}
        updated_at: {type: string, format: date-time, readOnly: true}
"""
ONE = """
records:
- {id: a, title: One, created_at: '2024-09-01T15:00:00Z', updated_at: '2024-09-02T17:00:00.7+02:00'}
- {id: b, title: No date}
"""
CHANGED = "Mon, 02 Sep 2024 15:00:00 GMT"
BEFORE = "Mon, 02 Sep 2024 14:59:59 GMT"
CAMEL = NOTES.replace("updated_at: {type: string, format: date-time", "updatedAt: {type: integer")


@pytest.fixture
def ask(client):
    return client(NOTES, notes=ONE)


def test_the_date_is_that_of_the_record(ask):
    assert ask("GET", "/notes/a").headers.get("Last-Modified") == CHANGED
    changed = ask("PUT", "/notes/a", {"title": "Two"})
    assert changed.headers.get("Last-Modified").startswith("Sat, 14 Dec 2024 09:30:0")
    assert changed.json["updated_at"].startswith("2024-12-14T09:30:0")
    again = ask("GET", "/notes/a")
    assert again.headers.get("Last-Modified") == changed.headers.get("Last-Modified")


@pytest.mark.parametrize("seconds", [1725289200, 1725289200700])
def test_seconds_and_milliseconds_are_dates_as_well(client, seconds):
    ask = client(CAMEL, notes=f"records: [{{id: a, updatedAt: {seconds}}}]")
    assert ask("GET", "/notes/a").headers.get("Last-Modified") == CHANGED


def test_a_record_without_a_date_has_one_that_is_made(ask):
    assert ask("GET", "/notes/b").headers.get("Last-Modified")
    assert ask("GET", "/notes/b", If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT").status == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (CHANGED, 304),
        ("Monday, 02-Sep-24 15:00:00 GMT", 304),
        ("Mon Sep  2 15:00:00 2024", 304),
        (BEFORE, 200),
        ("yesterday", 200),
        ("Mon, 99 Sep 99999 15:00:00 GMT", 200),
    ],
)
def test_who_knows_the_record_is_told_that_alone(ask, since, status):
    answer = ask("GET", "/notes/a", If_Modified_Since=since)
    assert (answer.status, bool(answer.body)) == (status, status == 200)
    assert answer.headers.get("Last-Modified") == CHANGED


def test_tags_count_before_dates(ask):
    tag = ask("GET", "/notes/a").headers.get("ETag")
    sent = {"If_None_Match": '"other"', "If_Modified_Since": CHANGED}
    assert ask("GET", "/notes/a", **sent).status == 200
    assert ask("GET", "/notes/a", If_None_Match=tag, If_Modified_Since=BEFORE).status == 304


def test_a_change_that_holds_for_an_older_record_is_refused(ask):
    refused = ask("PUT", "/notes/a", {"title": "Two"}, If_Unmodified_Since=BEFORE)
    assert refused.status == 412
    assert CHANGED in refused.json["detail"]
    assert ask("GET", "/notes/a").json["title"] == "One"
    assert ask("PUT", "/notes/a", {"title": "Two"}, If_Unmodified_Since=CHANGED).status == 200


def test_head_that_is_declared_tells_what_get_tells(ask):
    get, head = ask("GET", "/notes/a"), ask("HEAD", "/notes/a")
    assert (head.status, head.body) == (200, b"")
    assert head.headers.get("Content-Length") == str(len(get.body))
    for name in ("Content-Type", "Last-Modified", "ETag"):
        assert head.headers.get(name) == get.headers.get(name) != None  # noqa: E711
    assert ask("HEAD", "/notes/none").status == 404
    assert ask("HEAD", "/notes/a", If_Modified_Since=CHANGED).status == 304


def test_the_whole_server_is_asked_for_its_methods(ask):
    answer = ask("OPTIONS", "*")
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers.get("Allow") == "GET, HEAD, PUT, OPTIONS"
    assert ask("GET", "*").status == 404


def test_what_head_declares_of_its_own_is_told_as_get_tells_it(client):
    told = "{description: It is there, headers: {ETag: {required: true, schema: {type: string}}}}"
    ask = client(NOTES.replace("{description: It is there}", told), notes=ONE)
    tags = [ask(method, "/notes/a").headers.get("ETag") for method in ("GET", "HEAD")]
    assert tags[0] == tags[1] != None  # noqa: E711
