"""Values that are written are texts, whatever type they are of."""

import json
from datetime import date

import pytest

from mockserver.diff.compare import compare
from mockserver.source import parse
from mockserver.spec.load import read_spec


def spec(parameter, media_type=""):
    held = {"content": {media_type: {"schema": parameter}}} if media_type else {"schema": parameter}
    described = {"name": "q", "in": "query", **(held if parameter is not None else {})}
    operation = {"parameters": [described], "responses": {"204": {"description": "Kept."}}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}
    text = json.dumps({**document, "paths": {"/a": {"get": operation}}})
    return read_spec(parse(text, "api.json"))


def rules(old, new, media_type=""):
    found = compare(spec(old, media_type), spec(new, media_type), date(2026, 1, 1))
    return [(each.rule, each.counterexample and each.counterexample.value) for each in found]


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    "old",
    [None, {}, True, {"type": ["string", "null"]}, {"oneOf": [TEXT, {"type": "integer"}]}],
)
def test_every_text_that_was_taken_is_a_text(old):
    assert rules(old, TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ({}, {"type": "integer"}, True),
        (None, {"type": "boolean"}, ""),
        (TEXT, {"type": "number"}, ""),
        ({"enum": ["1", "x"]}, {"type": "integer"}, "x"),
        ({"type": ["integer", "null"]}, {"type": "integer"}, None),
        ({"type": "string", "enum": ["NaN", "1e999"]}, {"type": "number"}, "NaN"),
    ],
)
def test_the_text_that_is_taken_no_more_is_shown(old, new, shown):
    assert shown in [value for _, value in rules(old, new)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"enum": ["true", "false"]}, {"type": "boolean"}),
        ({"enum": ["1", "2"]}, {"type": "integer"}),
        ({"type": "integer"}, TEXT),
        ({"type": "boolean"}, {"type": "string", "enum": ["true", "false"]}),
        (TEXT, {"type": "array", "items": TEXT}),
    ],
)
def test_a_type_that_reads_all_that_was_written_hurts_nobody(old, new):
    assert not [value for rule, value in rules(old, new) if value is not None]
    assert ("request-type-widened", None) in rules(old, new)


def test_what_is_written_as_json_keeps_its_type():
    assert rules({}, TEXT, "application/json")[0][0] == "request-type-narrowed"
    assert rules({"type": ["string", "null"]}, TEXT, "application/json") == [
        ("request-null-refused", None)
    ]


def answer(header):
    response = {"description": "Fine.", "headers": {"X-Q": {"schema": header}}}
    paths = {"/a": {"get": {"responses": {"200": response}}}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    return read_spec(parse(json.dumps(document), "api.json"))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ({}, TEXT, "response-type-narrowed"),
        (TEXT, {"type": "integer"}, "response-type-narrowed"),
        ({"type": "integer"}, TEXT, "response-type-widened"),
        (TEXT, {}, None),
    ],
)
def test_a_header_that_is_read_as_a_text_is_one(old, new, rule):
    found = compare(answer(old), answer(new), date(2026, 1, 1))
    assert [each.rule for each in found] == ([rule] if rule else [])


def answers(pattern):
    paths = {"/a": {"get": {"responses": {pattern: {"description": "Fine."}}}}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    return read_spec(parse(json.dumps(document), "api.json"))


def test_a_range_that_is_told_by_one_of_its_statuses_is_not_gone():
    assert compare(answers("2XX"), answers("200"), date(2026, 1, 1)) == ()
    (gone, _) = compare(answers("2XX"), answers("302"), date(2026, 1, 1))
    assert gone.rule == "response-success-removed"
