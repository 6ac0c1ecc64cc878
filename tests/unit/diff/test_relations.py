"""Schemas that take fewer values, more or the same: whom that hurts, and what shows it."""

import json
from datetime import date
from pathlib import Path

import pytest
import yaml

from mockserver.diff.change import Verdict
from mockserver.diff.compare import compare
from mockserver.diff.rules import BY_ID
from mockserver.schema import Direction, Validators
from mockserver.source import parse
from mockserver.spec.load import read_spec

TABLE = Path(__file__).resolve().parents[2] / "diff_cases" / "relations.yaml"
PAIRS = [
    pytest.param(*pair, id=f"{json.dumps(one)} {relation} {json.dumps(other)}")
    for one, relation, other in yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    for pair in (
        (one, relation, other),
        (other, {"<": ">", ">": "<"}.get(relation, relation), one),
    )
]
HURT = {"<": {Direction.REQUEST}, ">": {Direction.RESPONSE}, "=": set(), "x": set(Direction)}
PLACES = {
    Direction.REQUEST: "#/paths/~1a/post/requestBody/content/application~1json/schema",
    Direction.RESPONSE: "#/paths/~1a/post/responses/200/content/application~1json/schema",
}


def spec(schema, way, name):
    body = {"content": {"application/json": {"schema": schema}}}
    operation = {"responses": {"200": {"description": "d"}}}
    holder = operation if way is Direction.REQUEST else operation["responses"]["200"]
    holder.update({"requestBody": body} if way is Direction.REQUEST else body)
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}
    text = json.dumps({**document, "paths": {"/a": {"post": operation}}})
    return read_spec(parse(text.replace("#S", PLACES[way]), name))


def the_schema(document, way):
    operation = document.operation("POST /a")
    body = operation.request_body if way is Direction.REQUEST else operation.responses[0]
    return body.content[0].schema


@pytest.mark.parametrize("way", Direction)
@pytest.mark.parametrize(("one", "relation", "other"), PAIRS)
def test_who_is_hurt_follows_from_which_values_fit(one, relation, other, way):
    old, new = spec(one, way, "base.json"), spec(other, way, "revision.json")
    found = compare(old, new, date(2026, 1, 1))
    verdicts = {BY_ID[each.rule].verdict for each in found}
    if relation == "=":
        assert verdicts == set(), found
    elif way in HURT[relation]:
        assert Verdict.BREAKING in verdicts, found
    else:
        assert verdicts == {Verdict.COMPATIBLE}, found
    judges = [Validators().of(the_schema(each, way), way) for each in (old, new)]
    shown = [each.counterexample.value for each in found if each.counterexample]
    for value in shown:
        fits = [judge.is_valid(value) for judge in judges]
        assert fits == [way is Direction.REQUEST, way is Direction.RESPONSE], value
