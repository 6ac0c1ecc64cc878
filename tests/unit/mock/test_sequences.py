"""Bodies of one value after another, and examples that are texts (OAS 3.2 §4.14.3, §4.19)."""

import json

import pytest

DOCUMENT = """
openapi: 3.2.0
info: {title: Feed, version: "1"}
paths:
  /lines:
    get:
      responses:
        "200":
          description: All.
          content: {application/jsonl: {itemSchema: {$ref: "#/components/schemas/Item"}}}
    post:
      requestBody:
        required: true
        content: {application/x-ndjson: {itemSchema: {$ref: "#/components/schemas/Item"}}}
      responses: {"202": {description: Taken.}}
  /shown:
    get:
      responses:
        "200":
          description: All.
          content:
            application/jsonl:
              itemSchema: {$ref: "#/components/schemas/Item"}
              examples:
                few: {dataValue: [{id: 1}, {id: 2}]}
                text: {serializedValue: "{\\"id\\":3}\\n"}
  /events:
    get:
      responses:
        "200":
          description: A stream.
          content:
            text/event-stream:
              itemSchema:
                type: object
                required: [event, data]
                properties:
                  event: {enum: [added]}
                  data:
                    type: string
                    contentMediaType: application/json
                    contentSchema: {$ref: "#/components/schemas/Item"}
  /one:
    get:
      responses:
        "200":
          description: One.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Item"}
              examples: {told: {serializedValue: "{\\"id\\": 5}"}, broken: {serializedValue: "{"}}
components:
  schemas: {Item: {type: object, required: [id], properties: {id: {type: integer}}}}
"""


@pytest.fixture
def ask(client):
    return client(DOCUMENT)


def test_items_are_made_one_after_another(ask):
    answer = ask("GET", "/lines")
    assert answer.type == "application/jsonl"
    items = [json.loads(line) for line in answer.body.splitlines()]
    assert len(items) > 1
    assert all(isinstance(each["id"], int) for each in items)


def test_events_hold_the_json_that_they_are_said_to_hold(ask):
    lines = ask("GET", "/events").body.decode().splitlines()
    assert lines[0] == "event: added"
    assert isinstance(json.loads(lines[1].removeprefix("data: "))["id"], int)


@pytest.mark.parametrize(
    ("sent", "status", "told"),
    [
        (b'{"id":1}\n{"id":2}\n', 202, ""),
        (b'{"id":1}\n{"id":"x"}\n', 422, "body /1/id"),
        (b'{"id":1}\n{"id":\n', 400, "its item 2"),
    ],
)
def test_items_are_judged_one_by_one(ask, sent, status, told):
    answer = ask("POST", "/lines", sent, Content_Type="application/x-ndjson")
    assert answer.status == status
    assert told in (answer.json["detail"] if told else "")


def test_an_example_is_a_list_of_items_or_their_text(ask):
    assert ask("GET", "/shown").body == b'{"id":1}\n{"id":2}\n'
    assert ask("GET", "/shown", Prefer="example=text").body == b'{"id":3}\n'


def test_a_text_that_stands_for_json_is_the_value_it_says(ask):
    assert ask("GET", "/one", Prefer="example=told").json == {"id": 5}
    assert "there is 'told'." in ask("GET", "/one", Prefer="example=broken").json["detail"]
