"""Lists of several, names of any kind, variants that are mixed, and what no answer may show."""

import json
from dataclasses import replace

import pytest
from stage import Stage, saying, value_of

from mockserver.collection.shape import Member
from mockserver.http import Response
from mockserver.verify.inputs.alike import named, nth, several
from mockserver.verify.inputs.candidates import candidates
from mockserver.verify.sides.hidden import hidden, places

THING = "content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}"
DOCUMENT = f"""openapi: 3.1.0
info: {{title: Things, version: '1'}}
paths:
  /things:
    post:
      requestBody: {{required: true, {THING}}}
      responses:
        '201': {{description: made, {THING}}}
        '400': {{description: refused}}
  /things/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get:
      responses: {{'200': {{description: found, {THING}}}, '404': {{description: none}}}}
    put:
      requestBody: {{required: true, {THING}}}
      responses:
        '200': {{description: replaced, {THING}}}
        '201': {{description: made, {THING}}}
        '400': {{description: refused}}
    delete:
      responses: {{'204': {{description: gone}}, '404': {{description: none}}}}
components:
  schemas:
    Thing:
      type: object
      required: [drive]
      additionalProperties: false
      properties:
        id: {{type: string, readOnly: true}}
        pin: {{type: string, writeOnly: true, minLength: 8, maxLength: 20}}
        more: {{type: object}}
        words: {{type: array, uniqueItems: true, maxItems: 8, items: {{type: string}}}}
        labels: {{type: object, maxProperties: 5, additionalProperties: {{type: string}}}}
        drive:
          oneOf:
            - type: object
              additionalProperties: false
              required: [kind, volts]
              properties: {{kind: {{const: electric}}, volts: {{type: integer}}}}
            - type: object
              additionalProperties: false
              required: [kind, fuel]
              properties: {{kind: {{enum: [diesel]}}, fuel: {{type: string}}}}
"""


@pytest.fixture(scope="module")
def things(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("things"), DOCUMENT)


OTHER_KIND = {"electric": "diesel", "diesel": "electric"}


def sent(request):
    """The object that is sent to make or replace a record, empty for none."""
    try:
        value = json.loads(request.body) if request.method in {"POST", "PUT"} else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def with_record(honest, change):
    """The answer, if it is one record, with what ``change`` makes of it."""
    value = value_of(honest) if honest.body and honest.is_success else None
    return saying(honest, change(value)) if isinstance(value, dict) and "id" in value else None


def test_an_honest_service_is_not_accused(things):
    assert things.told() == {}


def test_a_list_that_is_cut_is_found(things):
    def cut(_request, honest, _more):
        return with_record(honest, lambda it: {**it, "words": (it.get("words") or [])[:3]})

    assert "words" in things.told(cut)["value_differs"]


def test_names_that_come_back_in_lower_case_are_found(things):
    def lowered(_request, honest, _more):
        return with_record(
            honest,
            lambda it: {**it, "labels": {k.lower(): v for k, v in it.get("labels", {}).items()}},
        )

    assert "labels" in things.told(lowered)["value_differs"]


def test_one_variant_under_the_name_of_another_is_found(things):
    def any_variant(request, honest, more):
        drive = sent(request).get("drive")
        kind = drive.get("kind") if isinstance(drive, dict) else None
        own = OTHER_KIND.get(kind) if isinstance(kind, str) else None
        if own is None or honest.status != 400 or not drive.keys() & {"volts", "fuel"}:
            return None
        other = {**sent(request), "drive": {**drive, "kind": own}}
        return more(replace(request, body=json.dumps(other).encode()))

    told = things.told(any_variant)["negative_data_rejection"]
    assert "in kind as drive" in told


def test_what_is_put_after_its_deletion_is_made(things):
    gone = set()

    def again(request, honest, _more):
        if request.method == "DELETE" and honest.is_success:
            gone.add(request.path)
        is_anew = request.method == "PUT" and honest.status == 201 and request.path in gone
        return replace(honest, status=200) if is_anew else None

    story = "what was deleted may be put again"
    assert things.told(story=story) == {}
    assert "answered 200 where it made" in things.told(again, story)["status_wrong"]


def test_what_is_write_only_is_shown_by_no_other_name(things):
    kept = {}

    def shown(request, honest, _more):
        value = value_of(honest) if honest.body and honest.is_success else None
        if isinstance(value, dict) and sent(request).get("pin"):
            kept[value["id"]] = sent(request)["pin"]
        return with_record(honest, lambda it: {**it, "more": {"note": f"pin {kept.get(it['id'])}"}})

    told = things.told(shown)["secret_leaked"]
    assert "shows as more/note what was sent as pin, which is writeOnly" in told


def test_short_texts_and_those_of_other_members_are_not_hidden():
    fields = {"pin": Member(({"writeOnly": True},)), "name": Member(({},))}
    assert hidden(fields, {"pin": "1234567", "name": "somebody else"}) == {}
    assert hidden(fields, {"pin": "12345678", "name": "somebody"}) == {"12345678": "pin"}
    assert hidden(fields, {"pin": 12345678}) == {}


def test_a_text_is_found_wherever_it_is():
    value = {"a": ["x", {"b/c": "a secret!"}], "secret": 1}
    assert list(places(value, "secret")) == ["/a/1/b~1c"]
    assert list(places(["secret", None], "secret")) == ["/0"]


def test_a_list_has_as_many_elements_as_it_may():
    words = Member(({"type": "array", "maxItems": 3, "items": {"type": "string", "maxLength": 4}},))
    assert several(words, ["word"]) == ["wor0", "wor1", "wor2"]
    states = {"type": "array", "uniqueItems": True, "items": {"enum": ["a", "b", None]}}
    assert several(Member((states,)), ["a"]) == ["a", "b"]
    assert len(several(Member(({"items": {"type": "integer"}},)), [5])) == 12


@pytest.mark.parametrize(
    ("schema", "value", "wanted"),
    [
        ({"type": "integer"}, 4, 6),
        ({"type": "boolean"}, True, True),
        ({"type": "string", "format": "uuid"}, "u", "u"),
        ({"enum": ["a", "b"]}, "b", "a"),
        ({"type": "object", "properties": {"n": {"type": "integer"}}}, {"n": 1}, {"n": 3}),
    ],
)
def test_the_third_value_like_another(schema, value, wanted):
    assert nth(Member((schema,)), value, 2) == wanted


def test_names_of_a_clients_own_hold_values_of_the_declared_type():
    numbers = Member(({"type": "object", "additionalProperties": {"type": "integer"}},))
    many, few = named(numbers, {})
    assert list(many.values()) == [1, 2, 3, 4, 5, 6]
    assert few == {"Alpha": 1, "beta": 2}
    assert [each["Alpha"] for each in named(numbers, {"any": 70})] == [70, 70]
    assert list(named(Member(({"type": "object"},)), {})) == []


def test_what_is_tried_of_variants_is_of_use_where_it_is_right_or_wrong():
    words = {"type": "array", "items": {"type": "string"}}
    found = {each.trial: each for each in candidates("words", Member((words,)), ["a"])}
    assert found["several elements"].is_of_use(True)
    assert not found["several elements"].is_of_use(False)
    assert found["null"].is_of_use(True)
    assert found["null"].is_of_use(False)


def test_the_same_answer_in_another_form_is_no_secret(things):
    """A service that shows nothing of it is left alone, whatever else its answers hold."""

    def more(_request, honest, _more):
        return with_record(honest, lambda it: {**it, "more": {"note": "pin"}})

    assert "secret_leaked" not in things.told(more)


def test_an_answer_without_a_body_tells_nothing(things):
    def bare(request, honest, _more):
        return Response(204) if request.method == "PUT" and honest.status == 200 else None

    assert "secret_leaked" not in things.told(bare)


AT_ONCE = "what is made at once is all there"


@pytest.mark.parametrize("is_declared", [True, False])
def test_what_other_records_are_in_the_way_of_is_no_fault_where_409_is_declared(
    tmp_path, is_declared
):
    """As of a room that is booked for those days, or of a limit: nobody knows what it is of."""
    refused = "'409': {description: taken}, '400': {description: refused}"
    post, rest = DOCUMENT.split("        '400': {description: refused}\n", 1)
    lines = refused.replace(", ", "\n        ")
    text = f"{post}        {lines}\n{rest}"
    stage = Stage(tmp_path, text if is_declared else DOCUMENT)

    def full(request, honest, _more):
        return Response(409) if request.method == "POST" and honest.status == 201 else None

    told = stage.told(full, AT_ONCE)
    assert told == {} if is_declared else "positive_data_acceptance" in told
