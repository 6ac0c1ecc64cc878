"""An API whose tokens run out, whose records belong to somebody, and which has a state of its own.

``faults``: ``shares-reading``, ``shares-lists``, ``shares-deleting`` let others at a record;
``loses-items`` answers with another item, ``takes-anything`` makes an order of every body.
"""

from __future__ import annotations

import json
from typing import Any

from faulty import served
from flask import Flask, Response, jsonify, request

__all__ = ["DOCUMENT", "SECRETS", "create_vault", "served"]

SECRETS = {"first": "first-pass-7Q", "second": "second-pass-8R"}
DOCUMENT = """\
openapi: 3.1.0
info: {title: Vault, version: '1'}
security: [{tokens: []}]
paths:
  /orders:
    get:
      operationId: listOrders
      tags: [orders]
      responses:
        '200':
          description: Those of whoever asks.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Order'}}
        '401': {description: Who?}
    post:
      operationId: createOrder
      tags: [orders]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewOrder'}}}
      responses:
        '201':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
        '400': {description: No.}
        '401': {description: Who?}
  /orders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getOrder
      tags: [orders]
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
        '401': {description: Who?}
        '404': {description: None.}
    delete:
      operationId: deleteOrder
      tags: [orders]
      responses:
        '204': {description: Gone.}
        '401': {description: Who?}
        '404': {description: None.}
  /orders/{id}/shipment:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: shipOrder
      tags: [shipments]
      responses:
        '202': {description: On its way.}
        '401': {description: Who?}
        '404': {description: None.}
        '409': {description: Not paid.}
components:
  securitySchemes:
    tokens: {type: http, scheme: bearer}
  schemas:
    NewOrder:
      type: object
      required: [item]
      additionalProperties: false
      properties:
        item: {type: string, minLength: 1, maxLength: 40}
    Order:
      type: object
      required: [id, item]
      properties:
        id: {type: string, readOnly: true}
        item: {type: string, minLength: 1, maxLength: 40}
"""


class Vault:
    """The orders with their owners, and the tokens; each is good for so many requests."""

    def __init__(self, faults: frozenset[str], uses: int) -> None:
        self.faults, self.uses = faults, uses
        self.orders: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, list[Any]] = {}
        self.asked: list[str] = []
        self.shipped: list[int] = []
        self.made = self.resets = 0

    def reset(self) -> Response:
        self.resets += 1
        self.orders.clear()
        return Response(status=204)

    def token(self) -> tuple[Response, int] | Response:
        user = request.form.get("client_id", "")
        if request.form.get("client_secret") != SECRETS.get(user):
            return jsonify(error="invalid_client"), 401
        token = f"tok-{user}-{len(self.tokens):04}-abcdef"
        self.tokens[token] = [user, self.uses]
        self.asked.append(user)
        return jsonify(access_token=token, token_type="Bearer", expires_in=3600)

    def who(self) -> str | None:
        """Who asks with a token that is still good."""
        held = self.tokens.get((request.headers.get("Authorization") or "")[len("Bearer ") :])
        if held is None or not held[1]:
            return None
        held[1] -= 1
        return str(held[0])

    def order(self, key: str, user: str, fault: str = "") -> dict[str, Any] | None:
        found = self.orders.get(key)
        return found if found and (found["owner"] == user or fault in self.faults) else None


def create_vault(*faults: str, uses: int = 10**9) -> Flask:
    """The implementation with faults; a token is good for ``uses`` requests."""
    app, vault = Flask(__name__, static_folder=None), Vault(frozenset(faults), uses)
    app.extensions["vault"] = vault
    app.logger.disabled = True
    app.add_url_rule("/token", view_func=vault.token, methods=["POST"])
    app.add_url_rule("/__reset", view_func=vault.reset, methods=["POST"])

    @app.before_request
    def admit() -> Response | None:
        if request.path in ("/token", "/__reset"):
            return None
        request.environ["user"] = vault.who()
        return None if request.environ["user"] else Response(status=401)

    _orders(app, vault)
    return app


def _shown(order: dict[str, Any]) -> dict[str, Any]:
    return {name: order[name] for name in ("id", "item")}


def _orders(app: Flask, vault: Vault) -> None:  # noqa: C901, PLR0915  one for each operation
    @app.get("/orders")
    def index() -> Response:
        user, is_open = request.environ["user"], "shares-lists" in vault.faults
        return jsonify([_shown(o) for o in vault.orders.values() if is_open or o["owner"] == user])

    @app.post("/orders")
    def create() -> Response:
        try:
            body = json.loads(request.get_data()) if request.mimetype == "application/json" else 0
        except ValueError:
            body = 0
        item = body.get("item") if isinstance(body, dict) and set(body) == {"item"} else None
        if "takes-anything" in vault.faults and item is None:
            item = "anything"
        if not isinstance(item, str) or not 1 <= len(item) <= 40:
            return Response(status=400)
        vault.made += 1
        key = f"ord{vault.made:08}"
        vault.orders[key] = {"id": key, "item": item, "owner": request.environ["user"]}
        answer = jsonify(_shown(vault.orders[key]))
        answer.status_code = 201
        return answer

    @app.get("/orders/<key>")
    def fetch(key: str) -> Response:
        found = vault.order(key, request.environ["user"], "shares-reading")
        shown = _shown(found) if found else {}
        if found and "loses-items" in vault.faults:
            shown["item"] = "lost"
        return jsonify(shown) if found else Response(status=404)

    @app.delete("/orders/<key>")
    def delete(key: str) -> Response:
        found = vault.order(key, request.environ["user"], "shares-deleting")
        if found:
            del vault.orders[key]
        return Response(status=204 if found else 404)

    @app.post("/orders/<key>/payment")
    def pay(key: str) -> Response:
        found = vault.order(key, request.environ["user"])
        if found:
            found["paid"] = True
        return Response(status=204 if found else 404)

    @app.post("/orders/<key>/shipment")
    def ship(key: str) -> Response:
        found = vault.order(key, request.environ["user"])
        status = 404 if not found else 202 if found.get("paid") else 409
        vault.shipped.append(status)
        return Response(status=status)
