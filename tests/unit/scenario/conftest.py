from collections import defaultdict

import pytest
from builder import spec

from mockserver.scenario import read_scenarios

ORDERS = """\
    openapi: 3.1.0
    info: {title: Orders, version: '1'}
    paths:
      /orders:
        get:
          operationId: listOrders
          tags: [reading]
          parameters:
            - {name: limit, in: query, schema: {type: integer, maximum: 50}}
            - {name: X-Tenant, in: header, schema: {type: string}}
          responses:
            '200':
              description: ok
              content:
                application/json:
                  schema: {type: array, items: {$ref: '#/components/schemas/Order'}}
            '429': {description: too many}
        post:
          operationId: createOrder
          requestBody:
            content:
              application/json:
                schema:
                  type: object
                  properties: {item: {type: string}, count: {type: integer}}
                  additionalProperties: false
          responses:
            '201':
              description: made
              content:
                application/json: {schema: {$ref: '#/components/schemas/Order'}}
      /orders/{order_id}:
        parameters:
          - {name: order_id, in: path, required: true, schema: {type: string}}
        get:
          operationId: getOrder
          tags: [reading]
          responses:
            '200':
              description: ok
              content:
                application/json:
                  schema: {$ref: '#/components/schemas/Order'}
                  examples: {tea: {value: {id: o1, state: pending, note: null}}}
            '404':
              description: none
              content:
                application/json:
                  schema: {type: object, properties: {code: {type: string}}, required: [code]}
                  examples: {gone: {value: {code: gone}}}
    components:
      schemas:
        Order:
          type: object
          properties:
            id: {type: string}
            state: {enum: [pending, paid]}
            note: {type: [string, 'null']}
          required: [id, state]
"""


class Memory:
    """What rules remember, in one process."""

    def __init__(self):
        self.values = defaultdict(lambda: None)
        self.touched = 0

    def get(self, key):
        self.touched += 1
        return self.values[key]

    def update(self, key, change):
        self.touched += 1
        self.values[key] = change(self.values[key])
        return self.values[key]


@pytest.fixture
def steps():
    return Memory()


@pytest.fixture
def orders():
    return spec(ORDERS)


@pytest.fixture
def read(tmp_path, orders, monkeypatch):
    """Reads a file of scenarios for the orders."""
    monkeypatch.chdir(tmp_path)

    def reading(text):
        from pathlib import Path

        path = Path("scenarios.yaml")
        path.write_text(text, encoding="utf-8")
        return read_scenarios(path, orders)

    return reading
