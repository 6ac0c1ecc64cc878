"""Stories of flags, numbers that are looked for, what only the server sets, and what comes late."""

import json
import time

import pytest
from stage import Stage, saying, value_of, with_members

from mockserver.http import Request

DOCUMENT = """
openapi: 3.1.0
info: {title: Parcels, version: '1'}
paths:
  /parcels:
    get:
      parameters:
      - {name: shelf, in: query, schema: {type: integer}}
      - {name: weighed, in: query, schema: {type: string, format: date}}
      responses:
        '200': {description: All., content: {application/json: {schema: {
          type: array, items: {$ref: '#/components/schemas/Parcel'}}}}}
        '400': {description: No.}
    post:
      requestBody: {required: true, content: {application/json: {schema: {
        $ref: '#/components/schemas/Parcel'}}}}
      responses:
        '201': {description: Made., content: {application/json: {schema: {
          $ref: '#/components/schemas/Parcel'}}}}
        '400': {description: No.}
  /parcels/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200': {description: It., content: {application/json: {schema: {
          $ref: '#/components/schemas/Parcel'}}}}
        '404': {description: None.}
    METHOD:
      requestBody: {required: true, content: {application/json: {schema: {
        $ref: '#/components/schemas/Parcel'}}}}
      responses:
        '200': {description: It., content: {application/json: {schema: {
          $ref: '#/components/schemas/Parcel'}}}}
        '400': {description: No.}
        '404': {description: None.}
    delete: {responses: {'204': {description: Gone.}, '404': {description: None.}}}
components:
  schemas:
    Parcel:
      type: object
      required: [id, cents, owner, weighed]
      properties:
        id: {type: string, readOnly: true}
        cents: {type: integer, readOnly: true, example: 250}
        owner: {type: string, readOnly: true, example: ann}
        weighed: {type: string, format: date, readOnly: true}
        shelf: {type: integer}
        fragile: {type: boolean}
"""


@pytest.fixture(scope="module", params=["patch", "put"])
def parcels(request, tmp_path_factory):
    text = DOCUMENT.replace("METHOD", request.param)
    return Stage(tmp_path_factory.mktemp(request.param), text)


ALL = Request("GET", "/parcels")


def is_listed(request, honest):
    return (request.method, request.path, honest.status) == ("GET", "/parcels", 200)


def taking(name, *methods):
    """A service that takes what a client says of a field that only the server sets."""
    known = {}

    def lie(request, honest, _more):
        told = value_of(honest)
        if not isinstance(told, dict) or honest.status >= 400:
            return None
        sent = json.loads(request.body) if request.body else {}
        if request.method in methods and name in sent:
            known[told["id"]] = sent[name]
        return with_members(honest, **{name: known.get(told["id"], told.get(name))})

    return lie


def test_who_keeps_the_document_is_accused_of_nothing(parcels):
    assert parcels.told(phases=("lifecycle",)) == {}


@pytest.mark.parametrize("name", ["cents", "owner", "weighed"])
def test_what_only_the_server_sets_is_not_taken_from_a_new_record(parcels, name):
    told = parcels.told(taking(name, "POST"), phases=("lifecycle",))
    assert f"took the {name} that the client sent" in told["read_only_written"]


@pytest.mark.parametrize("name", ["cents", "owner", "weighed"])
def test_what_only_the_server_sets_is_not_taken_from_a_change(parcels, name):
    told = parcels.told(taking(name, "PATCH", "PUT"), phases=("lifecycle",))
    assert f": took {name} " in told["read_only_written"]


def test_a_number_is_not_the_beginning_of_another(parcels):
    def lie(request, honest, more):
        wanted = request.query.removeprefix("shelf=")
        if not is_listed(request, honest) or wanted == request.query:
            return None
        found = value_of(more(ALL))
        return saying(honest, [each for each in found if str(each.get("shelf")).startswith(wanted)])

    told = parcels.told(lie, story="shelf filters", phases=("lifecycle",))
    assert "a record whose shelf is" in told["list_unfiltered"]


def test_what_is_no_day_is_not_looked_for(parcels):
    def lie(request, honest, more):
        is_odd = "weighed=" in request.query and honest.status == 400
        return more(ALL) if is_odd else None

    told = parcels.told(lie, phases=("lifecycle",))
    assert 'with "2024-13-45" as weighed' in told["negative_data_rejection"]


def test_a_number_that_may_not_be_long_is_none_that_another_begins_with(tmp_path):
    """Those are tried that may be."""
    text = DOCUMENT.replace("METHOD", "patch").replace(
        "        shelf: {type: integer}", "        shelf: {type: integer, minimum: 5, maximum: 61}"
    )

    def lie(request, honest, more):
        wanted = request.query.removeprefix("shelf=")
        if not is_listed(request, honest) or wanted == request.query:
            return None
        found = value_of(more(ALL))
        return saying(honest, [each for each in found if str(each.get("shelf")).startswith(wanted)])

    told = Stage(tmp_path, text).told(lie, story="shelf filters", phases=("lifecycle",))
    assert "a record whose shelf is" in told["list_unfiltered"]


def test_a_flag_is_not_passed_on_to_another_record(parcels):
    """To one that the story does not know, whichever of the two values that has."""
    fixed = {}

    def lie(request, honest, more):
        told = value_of(honest)
        if request.method in ("PATCH", "PUT") and honest.status == 200:
            others = [each for each in value_of(more(ALL)) if each["id"] != told["id"]]
            fixed.update({each["id"]: told.get("fragile") for each in others[:1]})
        if is_listed(request, honest):
            shown = [{**each, **flag(each["id"])} for each in told]
            return saying(honest, shown)
        is_one = isinstance(told, dict) and "id" in told
        return with_members(honest, **flag(told["id"])) if is_one else None

    def flag(key):
        return {"fragile": fixed[key]} if key in fixed else {}

    told = parcels.told(lie, story="others stay as they are", phases=("lifecycle",))
    assert "rest_changed" in told or "value_differs" in told


def test_what_is_right_a_little_later_is_told_with_what_waits_for_it(parcels):
    made = {}

    def lie(request, honest, _more):
        if (request.method, honest.status) == ("POST", 201):
            made[value_of(honest)["id"]] = time.monotonic()
        if is_listed(request, honest):
            known = [e for e in value_of(honest) if time.monotonic() - made.get(e["id"], 0) > 0.1]
            return saying(honest, known)
        return None

    told = parcels.told(lie, story="what is created is listed", phases=("lifecycle",))
    assert told["list_incomplete"].endswith(
        "0.5 s later it was right: if a change may take as long, --settle 1 waits for it"
    )
    assert parcels.told(lie, phases=("lifecycle",), settle=1.0) == {}


def test_what_is_wrong_for_good_is_told_without_advice(parcels):
    def lie(request, honest, _more):
        return saying(honest, value_of(honest)[:-1]) if is_listed(request, honest) else None

    told = parcels.told(lie, story="what is created is listed", phases=("lifecycle",))
    assert "settle" not in told["list_incomplete"]
