"""What is refused because one moment has to come before another is no fault, and all else is."""

import json
from datetime import date

import pytest
from builder import spec
from stage import Stage, saying, value_of

from mockserver.collection import bind
from mockserver.http import Response
from mockserver.schema import Validators
from mockserver.verify.inputs.atlas import Atlas
from mockserver.verify.inputs.order import is_ascending, is_of_order, moments

ONE = "{application/json: {schema: {$ref: '#/components/schemas/Stay'}}}"
DOCUMENT = f"""
openapi: 3.1.0
info: {{title: Stays, version: '1'}}
paths:
  /stays:
    post:
      requestBody: {{required: true, content: {ONE}}}
      responses:
        '201': {{description: Made, content: {ONE}}}
        '400': {{description: Wrong}}
        '422': {{description: It cannot be so}}
  /stays/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get:
      responses: {{'200': {{description: One, content: {ONE}}}, '404': {{description: None}}}}
    patch:
      requestBody: {{required: true, content: {ONE}}}
      responses:
        '200': {{description: One, content: {ONE}}}
        '400': {{description: Wrong}}
        '404': {{description: None}}
        '422': {{description: It cannot be so}}
components:
  schemas:
    Stay:
      type: object
      required: [id, vom, bis]
      properties:
        id: {{type: string, readOnly: true}}
        vom: {{type: string, format: date}}
        bis: {{type: string, format: date}}
        note: {{type: [string, 'null']}}
"""
SAID = Response(422, body=b'{"title": "no"}')


@pytest.fixture(scope="module")
def stays(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("stays"), DOCUMENT)


@pytest.fixture(scope="module")
def bodies():
    document = spec(DOCUMENT)
    collections = bind(document, ()).every
    atlas = Atlas(collections, Validators(lenient=True))
    return atlas.maker(collections[0]).takes


def ordered(refuses):
    """A service that refuses what ``refuses`` says of a whole record; what it refused is undone."""
    kept = {}

    def lie(request, honest, _):
        key = request.path.rpartition("/")[2]
        if request.method == "GET" and honest.is_success and key in kept:
            return saying(honest, kept[key])
        if request.method not in ("POST", "PATCH") or not honest.is_success:
            return None
        made = value_of(honest)
        record = {**made, **kept.get(key, {}), **json.loads(request.body), "id": made["id"]}
        if refuses(record):
            return SAID
        kept[made["id"]] = record
        return saying(honest, record)

    return lie


def test_who_wants_one_moment_before_the_other_is_accused_of_nothing(stays):
    assert stays.told(ordered(lambda stay: stay["vom"] >= stay["bis"])) == {}
    assert stays.told(ordered(lambda stay: stay["vom"] > stay["bis"]), profile="nightly") == {}


def test_who_refuses_a_moment_whatever_the_other_is_told(stays):
    told = stays.told(ordered(lambda stay: stay["vom"].endswith("02-29")), profile="nightly")
    assert "positive_data_acceptance" in told


def test_who_refuses_something_else_is_told(stays):
    told = stays.told(ordered(lambda stay: stay.get("note", "") is None))
    assert "positive_data_acceptance" in told


def test_each_of_two_moments_is_taken_beside_another(bodies):
    assert moments(bodies.fields) == ("vom", "bis")
    body = {"vom": "2024-05-05", "bis": "2024-05-01"}
    assert is_of_order(bodies, body, lambda each: each["vom"] <= each["bis"])
    assert not is_of_order(bodies, body, lambda each: each["vom"] != "2024-05-05")
    assert not is_of_order(bodies, body, lambda _: False)
    assert not is_of_order(bodies, {"note": "x"}, lambda _: True)
    assert is_of_order(bodies, {"vom": "2024-05-05"}, lambda each: each["bis"] > each["vom"])


def test_what_is_moved_beyond_all_days_is_not_tried(bodies):
    last = date.max.isoformat()
    assert not is_of_order(bodies, {"vom": last, "bis": "2024-05-01"}, lambda _: False)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2024-01-01", "2024-01-02"], True),
        (["2024-01-02", "2024-01-02"], False),
        (["2024-01-03", "2024-01-02"], False),
        (["2024-01-03", None], False),
        ([], False),
    ],
)
def test_the_order_of_moments(values, expected):
    assert is_ascending(values) is expected
