"""The Customers API, kept to the letter by code that has nothing to do with that of the package."""

# ruff: noqa: ARG002, PLW0108, RUF012

from __future__ import annotations

import json
import re
import secrets
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any

import yaml
from flask import Flask, Response, request
from jsonschema_rs import Draft202012Validator

PROJECT = Path(__file__).resolve().parents[2]
PATH = "/api/v1/customers"

Record = dict[str, Any]


class Loader(yaml.SafeLoader):
    """Reads times, yes and no as what they are in YAML 1.2: texts."""

    yaml_implicit_resolvers = {
        first: [each for each in resolvers if not each[0].endswith((":timestamp", ":bool"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), [*"tf"])


def read(path: Path) -> Any:
    """A YAML file."""
    return yaml.load(path.read_text("utf-8"), Loader=Loader)


DOCUMENT = PROJECT / "openapi.yaml"
FIXTURES = PROJECT / "fixtures"
_SPEC = read(DOCUMENT)
_RECORDS = read(FIXTURES / "customers.yaml")["records"]


def validator(spec: Any, name: str) -> Draft202012Validator:
    """The judge of a component schema."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": spec["components"]}
    return Draft202012Validator(schema, validate_formats=True)


class Refused(Exception):
    """The request ends with a status."""

    def __init__(self, status: int, reason: str = "", **headers: str) -> None:
        self.status = status
        self.reason = reason
        self.headers = headers
        super().__init__(reason)


class Customers:
    """An honest implementation; a liar overrides one of its steps."""

    schemas = {name: validator(_SPEC, f"Customer{name}") for name in ("Create", "Update")}
    fields = ("name", "email", "phone", "address", "payment_method", "status", "custom_data")
    defaults = {
        "phone": None,
        "address": None,
        "payment_method": None,
        "status": "active",
        "custom_data": None,
    }

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.alone: AbstractContextManager[Any] = RLock()
        self.reset()

    def reset(self) -> None:
        self.records = {each["id"]: dict(each) for each in json.loads(json.dumps(_RECORDS))}

    # Steps

    def index(self) -> Response:
        return self.answer(200, self.listed())

    def listed(self) -> list[Record]:
        return [self.view(each) for each in self.records.values()]

    def create(self) -> Response:
        body = self.body("Create")
        with self.alone:  # of requests that come at once
            self.insist_free(body)
            record = self.made(body)
            self.store(record)
        return self.answer(201, self.view(record), **self.created_headers(record))

    def created_headers(self, record: Record) -> dict[str, str]:
        return {"Location": f"{PATH}/{record['id']}"}

    def made(self, body: Record) -> Record:
        now = self.now()
        kept = {**self.defaults, **{name: body[name] for name in self.fields if name in body}}
        return {"id": self.new_id(), **kept, "created_at": now, "updated_at": now}

    def store(self, record: Record) -> None:
        self.records[record["id"]] = record

    def new_id(self) -> str:
        return f"cus_{secrets.token_hex(12)}"

    def fetch(self, key: str) -> Response:
        return self.answer(200, self.view(self.known(key)))

    def update(self, key: str) -> Response:
        record, body = self.known(key), self.body("Update")
        self.insist_free_update(body, record)
        self.change(record, body)
        return self.answer(200, self.view(record))

    def change(self, record: Record, body: Record) -> None:
        record.update({name: body[name] for name in self.fields if name in body})
        record["updated_at"] = self.touched(record)

    def touched(self, record: Record) -> str:
        return self.now()

    def known(self, key: str) -> Record:
        if key not in self.records:
            raise Refused(404, f"there is no customer {key}")
        return self.records[key]

    def body(self, schema: str) -> Record:
        if request.mimetype != "application/json":
            raise Refused(400, "send application/json")
        body = self.parsed(request.get_data())
        self.judge(schema, body)
        return body

    def parsed(self, data: bytes) -> Any:
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            raise Refused(400, "this is no JSON") from None

    def judge(self, schema: str, body: Any) -> None:
        if not self.schemas[schema].is_valid(body):
            raise Refused(400, "the data is invalid")

    def insist_free(self, body: Record) -> None:
        if any(each["email"] == body["email"] for each in self.records.values()):
            raise Refused(409, "the email is taken")

    def insist_free_update(self, body: Record, record: Record) -> None:
        """The document declares no answer for it, so it is let pass."""

    def view(self, record: Record) -> Record:
        return dict(record)

    def now(self) -> str:
        return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def answer(self, status: int, value: Any, **headers: str) -> Response:
        text = self.text(value)
        return Response(text, status, headers, content_type="application/json")

    def text(self, value: Any) -> str:
        return json.dumps(value)

    def refusal(self, refused: Refused) -> Response:
        body = {"error": refused.reason}
        return Response(json.dumps(body), refused.status, content_type="application/json")

    def before(self) -> None:
        """What is done with every request first."""

    def finish(self, response: Response) -> Response:
        """What is done with every response at last."""
        return response

    # The server

    def app(self) -> Flask:
        app = Flask(__name__, static_folder=None)
        app.logger.disabled = True
        self.route(app)
        app.register_error_handler(Refused, self.refusal)
        app.before_request(self.before)
        app.after_request(self.finish)
        return app

    def route(self, app: Flask) -> None:
        item = f"{PATH}/<path:key>"
        app.add_url_rule(PATH, "index", lambda: self.index(), methods=["GET"])
        app.add_url_rule(PATH, "create", lambda: self.create(), methods=["POST"])
        app.add_url_rule(item, "fetch", lambda key: self.fetch(key), methods=["GET"])
        app.add_url_rule(item, "update", lambda key: self.update(key), methods=["PATCH"])
        app.add_url_rule("/__reset", "reset", self._reset, methods=["POST"])

    def _reset(self) -> Response:
        self.reset()
        return Response(status=204)


class Strict(Customers):
    """Honest: an update to a taken email is refused, whatever its case; errors are problems."""

    def insist_free_update(self, body: Record, record: Record) -> None:
        others = (each for each in self.records.values() if each is not record)
        taken = {str(each["email"]).casefold() for each in others}
        if "email" in body and str(body["email"]).casefold() in taken:
            raise Refused(400, "the email is taken")

    def insist_free(self, body: Record) -> None:
        taken = {str(each["email"]).casefold() for each in self.records.values()}
        if str(body["email"]).casefold() in taken:
            raise Refused(409, "the email is taken")

    def refusal(self, refused: Refused) -> Response:
        body = {"type": "about:blank", "title": refused.reason, "status": refused.status}
        text = json.dumps(body)
        return Response(text, refused.status, content_type="application/problem+json")


class Terse(Customers):
    """Honest: errors say nothing, there is no Location, records carry a field more."""

    def refusal(self, refused: Refused) -> Response:
        return Response(status=refused.status)

    def created_headers(self, record: Record) -> dict[str, str]:
        return {}

    def view(self, record: Record) -> Record:
        return {**record, "object": "customer", "tax_ids": []}

    def listed(self) -> list[Record]:
        return [self.view(each) for each in reversed(self.records.values())]


class Coarse(Customers):
    """Honest: moments are told in whole seconds, with an offset; nothing sent changes nothing."""

    def now(self) -> str:
        return datetime.now(UTC).isoformat(timespec="seconds")

    def change(self, record: Record, body: Record) -> None:
        if any(record[name] != body[name] for name in self.fields if name in body):
            super().change(record, body)


HONEST = {"honest": Customers, "strict": Strict, "terse": Terse, "coarse": Coarse}
