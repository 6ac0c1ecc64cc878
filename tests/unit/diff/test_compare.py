"""What the table of edits does not reach: webhooks, broken parts, one cause in many places."""

from datetime import date

from builder import spec

from mockserver.diff.compare import compare

TODAY = date(2026, 1, 1)
HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"


def told(base, revision, today=TODAY):
    old, new = spec(HEAD + base, "base.yaml"), spec(HEAD + revision, "revision.yaml")
    return [(each.rule, each.operations, each.message) for each in compare(old, new, today)]


HOOK = """
webhooks:
  sold:
    post:
      requestBody: {content: {application/json: {schema: {type: object, required: [id]}}}}
      responses: {'204': {description: Heard.}}
"""


def test_a_webhook_that_is_gone_is_told_and_one_that_is_new():
    gone = [("webhook-removed", ("webhook sold POST",), "the webhook is gone")]
    assert told(HOOK, "webhooks: {}\n") == gone
    new = [("webhook-added", ("webhook sold POST",), "the webhook is new")]
    assert told("webhooks: {}\n", HOOK) == new


def test_what_a_webhook_sends_is_to_clients_as_a_response_is():
    changes = told(HOOK, HOOK.replace("required: [id]", "required: []"))
    assert [each[0] for each in changes] == ["response-property-became-optional"]


SHARED = """
paths:
  /a: {get: {responses: {'200': {$ref: '#/components/responses/Pets'}}}}
  /b: {get: {responses: {'200': {$ref: '#/components/responses/Pets'}}}}
components:
  responses:
    Pets:
      description: Pets.
      content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/P'}}}}
  schemas:
    P: {type: object, properties: {n: {type: integer}, self: {$ref: '#/components/schemas/P'}}}
"""


def test_one_cause_is_one_change_of_all_the_operations_it_is_seen_in():
    changes = told(SHARED, SHARED.replace("type: integer", "type: string"))
    assert [each[:2] for each in changes] == [("response-type-widened", ("GET /a", "GET /b"))]


def test_a_part_that_cannot_be_read_costs_only_itself():
    broken = SHARED.replace("schemas/P'}}}}\n  schemas", "schemas/Q'}}}}\n  schemas")
    changes = told(SHARED, broken)
    assert {each[0] for each in changes} == {"part-unreadable"}
    assert "there is no 'Q'" in changes[0][2]


ENDING = """
paths:
  /a:
    get: {deprecated: true, x-sunset: 2026-06-30, responses: {}}
    put: {responses: {}}
"""
ENDED = "paths:\n  /a:\n    put: {responses: {}}\n"


def test_what_is_deprecated_may_go_on_the_day_that_it_names():
    assert told(ENDING, ENDED, date(2026, 6, 29))[0][::2] == (
        "operation-removed",
        "the operation is gone; x-sunset is 2026-06-30",
    )
    assert told(ENDING, ENDED, date(2026, 6, 30))[0][0] == "operation-removed-as-announced"


NARROWER = """
paths:
  /a:
    get:
      parameters: [{name: n, in: query, schema: {SCHEMA}}]
      responses: {}
"""


def test_a_parameter_that_was_a_number_may_be_any_text():
    changes = told(
        NARROWER.replace("SCHEMA", "type: integer"), NARROWER.replace("SCHEMA", "type: string")
    )
    assert [each[0] for each in changes] == ["request-type-widened"]


def test_a_parameter_that_was_text_may_not_be_a_number_only():
    changes = told(
        NARROWER.replace("SCHEMA", "type: string"), NARROWER.replace("SCHEMA", "type: integer")
    )
    assert [each[0] for each in changes] == ["request-type-narrowed"]


def test_a_part_that_could_not_be_read_before_either_is_no_change():
    broken = SHARED.replace("schemas/P'}}}}\n  schemas", "schemas/Q'}}}}\n  schemas")
    assert told(broken, broken) == []


CHOICE = """
paths:
  /a:
    post:
      requestBody: {content: &c {application/json: {schema: {$ref: '#/components/schemas/C'}}}}
      responses: {'200': {description: ., content: *c}}
components:
  schemas:
    C:
      type: object
      properties: {a: {type: string}, b: {type: string}}
      anyOf: [{required: [a]}]
"""


def test_what_stands_beside_a_choice_belongs_to_each_of_its_variants():
    more = CHOICE.replace("[{required: [a]}]", "[{required: [a]}, {required: [b]}]")
    assert {each[0] for each in told(CHOICE, more)} == {
        "request-variant-added",
        "response-variant-added",
    }
    assert {each[0] for each in told(more, CHOICE)} == {
        "request-variant-removed",
        "response-variant-removed",
    }


PAY = """
paths:
  /pay:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pay'}}}}
      responses:
        '200':
          description: Paid.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pay'}}}
components:
  schemas:
    Pay:
      oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]
      discriminator: {propertyName: t, mapping: {card: Card, bank: Bank}}
    Card: {type: object, required: [t, no], properties: {t: {const: card}, no: {type: string}}}
    Bank: {type: object, required: [t, iban], properties: {t: {const: bank}, iban: {type: string}}}
"""


def test_a_tag_that_is_another_is_told_once_each_way_with_the_variant_it_is_of():
    other = PAY.replace("{card: Card", "{slip: Card").replace("const: card", "const: slip")
    assert {rule for rule, _, _ in told(PAY, other)} == {
        "request-enum-value-removed",
        "request-enum-value-added",
        "response-enum-value-added",
        "response-enum-value-removed",
    }
    assert all("(Card)/t: a listed value" in said for *_, said in told(PAY, other))


ANSWER = """
paths:
  /a:
    get:
      responses:
        '200':
          description: All.
          content: {application/json: {schema: {type: array, items: {type: string}}}}
"""


def test_an_answer_whose_schema_is_none_is_no_narrower_one():
    ((rule, _, said),) = told(ANSWER, ANSWER.replace("string", "strin"))
    assert rule == "part-unreadable"
    assert [each[0] for each in told(ANSWER, ANSWER.replace("array", "[array, nul]"))] == [rule]
    assert said.endswith("'strin' is no type; did you mean 'string'?")
