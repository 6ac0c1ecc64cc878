"""Another implementation of the Customers API, which can be told to break its promises.

Without faults it keeps the document, by code that has nothing to do with that of the package, and
is stricter than it has to be: an update to an email that is taken is refused.
"""

from __future__ import annotations

import json
import logging
import re
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import yaml
from flask import Flask, Response, abort, jsonify, request
from jsonschema_rs import Draft202012Validator
from werkzeug.exceptions import HTTPException
from werkzeug.serving import make_server

PROJECT = Path(__file__).resolve().parents[1]
PATH = "/api/v1/customers"
UNSET = dict.fromkeys(("phone", "address", "payment_method", "custom_data"))
MADE = ("id", "created_at", "updated_at")

Record = dict[str, Any]
Change = Callable[[Response], None]


class _Loader(yaml.SafeLoader):
    """Reads times, yes and no as what they are in YAML 1.2: texts."""

    yaml_implicit_resolvers = {  # noqa: RUF012  as its base has it
        first: [each for each in resolvers if not each[0].endswith((":timestamp", ":bool"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), [*"tf"])


def _read(file: str) -> Any:
    return yaml.load((PROJECT / file).read_text("utf-8"), Loader=_Loader)


def _validator(name: str) -> Draft202012Validator:
    components = _read("openapi.yaml")["components"]
    schema = {"$ref": f"#/components/schemas/{name}", "components": components}
    return Draft202012Validator(schema, validate_formats=True)


class Customers:
    """The records and what is done with them. ``faults`` are those of DEEDS.

    ``conflicts`` are the methods of the requests that were refused as an email was taken.
    """

    def __init__(self, faults: frozenset[str]) -> None:
        self.faults = faults
        self.requests = 0
        self.conflicts: list[str] = []
        self.records = {each["id"]: each for each in _read("fixtures/customers.yaml")["records"]}
        self.schemas = {name: _validator(f"Customer{name}") for name in ("Create", "Update")}

    def index(self) -> Response:
        return jsonify([*self.records.values()])

    def create(self) -> tuple[Response, int]:
        body = self._body("Create")
        self._insist_on_free_email(body, 409)
        key, now = f"cus_{len(self.records):026}", _now()
        record = {**UNSET, "name": "", "email": "", "status": "active", **body, "id": key}
        self.records[key] = {**record, "created_at": now, "updated_at": now}
        return jsonify(self.records[key]), 201

    def fetch(self, key: str) -> Response:
        if "finds-unknown-ids" in self.faults and key not in self.records:
            return jsonify({**next(iter(self.records.values())), "id": key})
        return jsonify(self._known(key))

    def update(self, key: str) -> Response:
        record, body = self._known(key), self._body("Update")
        self._insist_on_free_email(body, 400, but=key)
        record.update({name: value for name, value in body.items() if name not in MADE})
        record["updated_at"] = _now()
        return jsonify(record)

    def _known(self, key: str) -> Record:
        if key not in self.records:
            abort(404)
        return self.records[key]

    def _body(self, schema: str) -> Record:
        if request.mimetype != "application/json":
            abort(400)
        try:
            body = json.loads(request.get_data())
        except ValueError:
            abort(400)
        if "crashes-on-lists" in self.faults:
            body.get("name")
        if not self.schemas[schema].is_valid(body) and "takes-anything" not in self.faults:
            abort(400)
        sent = {**body} if isinstance(body, dict) else {}
        if "refuses-short-names" in self.faults and len(str(sent.get("name", "Ada"))) < 2:
            abort(400)
        return sent

    def _insist_on_free_email(self, body: Record, otherwise: int, but: str = "") -> None:
        taken = {str(each["email"]).casefold() for each in self.records.values()}
        own = str(self.records[but]["email"]).casefold() if but else ""
        if "email" in body and str(body["email"]).casefold() in taken - {own}:
            self.conflicts.append(request.method)
            abort(otherwise)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _answer(status: int) -> Change:
    def change(response: Response) -> None:
        response.status_code = status

    return change


def _rewrite(methods: str, pattern: bytes, by: bytes) -> Change:
    """Change the text of what is answered when all is well."""

    def change(response: Response) -> None:
        if response.status_code < 300 and request.method in methods.split():
            response.set_data(re.sub(pattern, by, response.get_data()))

    return change


def _answer_200_for_201(response: Response) -> None:
    if response.status_code == 201:
        response.status_code = 200


def _call_lists_html(response: Response) -> None:
    if (request.method, request.path) == ("GET", PATH):
        response.mimetype = "text/html"


CHANGES: dict[str, Change] = {
    "spells-countries-out": _rewrite("GET", rb'"country":"TZ"', b'"country":"Tanzania"'),
    "forgets-a-key": _rewrite("PATCH", rb'"updated_at":"[^"]*"', b'"changed":true'),
    "calls-lists-html": _call_lists_html,
    "creates-with-200": _answer_200_for_201,
    "cuts-answers-off": _rewrite("POST", rb"}\s*$", b""),
    "401-to-all": _answer(401),
    "404-to-all": _answer(404),
    "500-to-all": _answer(500),
    "slow": lambda _: time.sleep(0.2),
}
"""Faults of answers."""
DEEDS = ("finds-unknown-ids", "crashes-on-lists", "takes-anything", "refuses-short-names")
"""Faults of the work itself."""


def create_app(*faults: str) -> Flask:
    """The implementation with the faults of these names, without names an honest one."""
    assert {*faults} <= {*CHANGES, *DEEDS}, faults
    customers, app = Customers(frozenset(faults)), Flask(__name__, static_folder=None)
    app.add_url_rule(PATH, view_func=customers.index, methods=["GET"])
    app.add_url_rule(PATH, view_func=customers.create, methods=["POST"])
    app.add_url_rule(f"{PATH}/<path:key>", view_func=customers.fetch, methods=["GET"])
    app.add_url_rule(f"{PATH}/<path:key>", view_func=customers.update, methods=["PATCH"])
    app.register_error_handler(HTTPException, _say_nothing)
    app.logger.disabled = True
    app.extensions["customers"] = customers

    @app.after_request
    def spoil(response: Response) -> Response:
        customers.requests += 1
        for fault in CHANGES.keys() & {*faults}:
            CHANGES[fault](response)
        return response

    return app


def _say_nothing(error: HTTPException) -> Response:
    """The document promises no body of an error; a 405 keeps its Allow."""
    response = Response(status=error.code)
    for name, value in error.get_response().headers:
        if name == "Allow":
            response.headers[name] = value
    return response


@contextmanager
def served(app: Flask, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve an application on loopback, by TLS with a context; its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=context)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
