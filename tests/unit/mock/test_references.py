"""A field that names another collection holds what leads to a record that exists."""

import pytest

CUSTOMER = "{application/json: {schema: {$ref: '#/components/schemas/Customer'}}}"
ORDER = "{application/json: {schema: {$ref: '#/components/schemas/Order'}}}"

DOCUMENT = f"""
openapi: 3.1.0
info: {{title: Shop, version: '1'}}
servers: [{{url: 'https://api.shop.example/v1'}}]
paths:
  /customers:
    get:
      responses:
        '200':
          description: all
          content:
            application/json:
              schema: {{type: array, items: {{$ref: '#/components/schemas/Customer'}}}}
  /customers/{{id}}:
    get:
      operationId: getCustomer
      responses: {{'200': {{description: one, content: {CUSTOMER}}}}}
  /orders:
    get:
      responses:
        '200':
          description: all
          content:
            application/json:
              schema: {{type: array, items: {{$ref: '#/components/schemas/Order'}}}}
    post:
      requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}
      responses: {{'201': {{description: made, content: {ORDER}}}}}
  /orders/{{order_id}}:
    get:
      responses:
        '200':
          description: one
          content: {ORDER}
          links:
            Payer: {{operationId: getCustomer, parameters: {{id: '$response.body#/payer'}}}}
            Giver:
              operationRef: '#/paths/~1customers~1{{id}}/get'
              parameters: {{path.id: '$response.body#/giver'}}
components:
  schemas:
    CustomerId: {{type: string, pattern: '^c[0-9]{{3}}$'}}
    Uuid: {{type: string, format: uuid}}
    Customer:
      type: object
      required: [id, name]
      properties:
        id: {{$ref: '#/components/schemas/CustomerId'}}
        name: {{type: string}}
        advisor: {{anyOf: [{{$ref: '#/components/schemas/CustomerId'}}, {{type: 'null'}}]}}
    Order:
      type: object
      required: [id, customer_id, buyer, owner, watchers, payer, giver, customer_url, customer_uri]
      properties:
        id: {{type: integer, readOnly: true}}
        customer_id: {{type: string}}
        buyer: {{$ref: '#/components/schemas/Customer/properties/id'}}
        owner: {{allOf: [{{$ref: '#/components/schemas/CustomerId'}}], description: Who has it}}
        watchers: {{type: array, minItems: 1, items: {{$ref: '#/components/schemas/CustomerId'}}}}
        payer: {{type: string}}
        giver: {{type: string}}
        customer_url: {{type: string, format: uri}}
        customer_uri: {{type: string, format: uri-reference}}
        customer_key: {{type: string, maxLength: 1}}
        trace: {{$ref: '#/components/schemas/Uuid'}}
"""
WHOLE = "https://api.shop.example"


@pytest.fixture
def ask(client):
    return client(DOCUMENT)


def orders(ask):
    """Orders of a list, one that no list shows, and one of which its client said nothing."""
    listed = ask("GET", "/v1/orders").json
    return [*listed, ask("GET", "/v1/orders/77").json, ask("POST", "/v1/orders", {}).json]


@pytest.fixture
def keys(ask):
    return [each["id"] for each in ask("GET", "/v1/customers").json]


@pytest.mark.parametrize("field", ["customer_id", "buyer", "owner", "payer", "giver"])
def test_its_name_a_reference_or_a_link_says_whose_key_it_is(ask, keys, field):
    assert {each[field] for each in orders(ask)} <= set(keys)


def test_a_list_has_the_keys_of_several(ask, keys):
    assert all(each["watchers"] and set(each["watchers"]) <= set(keys) for each in orders(ask))


@pytest.mark.parametrize(("field", "before"), [("customer_url", WHOLE), ("customer_uri", "")])
def test_what_has_to_be_a_place_is_that_of_a_record(ask, field, before):
    for each in orders(ask):
        place = each[field].removeprefix(before)
        assert place.startswith("/v1/customers/")
        assert ask("GET", place).json in ask("GET", "/v1/customers").json


def test_a_reference_to_its_own_kind_makes_no_circle(ask, keys):
    advisors = [each.get("advisor") for each in ask("GET", "/v1/customers").json]
    assert advisors[0] is None
    assert all(keys.index(each) < place for place, each in enumerate(advisors) if each)


def test_what_cannot_hold_a_key_keeps_no_other_field_from_it(ask, keys):
    for each in ask("GET", "/v1/orders").json:
        assert len(each["customer_key"]) <= 1
        assert each["trace"] not in keys
