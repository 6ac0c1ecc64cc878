"""What an action does to the record that it is about, by its name."""

import pytest

ORDERS = """
openapi: 3.1.0
info: {title: Orders, version: '1'}
paths:
  /orders:
    get:
      responses:
        '200':
          description: All
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Order'}}}
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
      responses:
        '201':
          description: Made
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
  /orders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200':
          description: One
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
        '404': {description: None}
DEEDS
components:
  schemas:
    Order:
      type: object
      required: [id, status]
      properties:
        id: {type: string, readOnly: true}
        status: {enum: [open, paid, cancelled, shipped], readOnly: true}
        archived: {type: boolean, default: false}
        cancelledAt: {type: [string, 'null'], format: date-time}
        reason: {type: string}
"""
DEED = """
  /orders/{id}/NAME:
    post:
      operationId: NAME
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody:
        content: {application/json: {schema: {type: object}}}
      responses:
        '200':
          description: Done
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
"""


@pytest.fixture
def ask(client):
    names = ("cancel", "pay", "archive", "unarchive", "touch")
    deeds = "".join(DEED.replace("NAME", name) for name in names)
    return client(ORDERS.replace("DEEDS", deeds.strip("\n")))


@pytest.fixture
def path(ask):
    return f"/orders/{ask('POST', '/orders', {}).json['id']}"


def test_an_action_leaves_the_record_in_the_state_that_it_is_called_after(ask, path):
    assert ask("GET", path).json["status"] == "open"
    done = ask("POST", f"{path}/cancel", {"reason": "too late"}).json
    assert (done["status"], done["reason"]) == ("cancelled", "too late")
    assert done["cancelledAt"].startswith("2024-12-14T")
    assert ask("GET", path).json == done


def test_a_state_may_be_called_otherwise_than_the_past_of_the_action(ask, path):
    assert ask("POST", f"{path}/pay").json["status"] == "paid"


def test_a_flag_is_set_and_taken_back(ask, path):
    assert ask("POST", f"{path}/archive").json["archived"] is True
    assert ask("POST", f"{path}/unarchive").json["archived"] is False


def test_what_a_body_says_comes_before_what_the_name_says(ask, path):
    assert ask("POST", f"{path}/archive", {"archived": False}).json["archived"] is False


def test_an_action_that_names_no_state_leaves_all_as_it_is(ask, path):
    before = ask("GET", path).json
    assert ask("POST", f"{path}/touch").json == before


def test_what_was_done_before_is_refused_where_the_document_has_a_word_for_it(client):
    told = "        '409': {description: It was cancelled already.}\n"
    once, open_ = (DEED.replace("NAME", name) for name in ("cancel", "pay"))
    ask = client(ORDERS.replace("DEEDS", f"{once}{told}{open_}".replace("\n\n", "\n").strip("\n")))
    path = f"/orders/{ask('POST', '/orders', {}).json['id']}"
    statuses = [ask("POST", f"{path}/cancel").status for _ in range(2)]
    assert statuses == [200, 409]
    assert [ask("POST", f"{path}/pay").status for _ in range(2)] == [200, 200]
    assert ask("POST", f"{path}/cancel").status == 200
