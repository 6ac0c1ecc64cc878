"""A third API, in Swagger 2.0: articles are put where they are to be, movements name them."""

# ruff: noqa: ARG002, I001, PLW0108, RUF012

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any

from flask import Flask, Response, request
from jsonschema_rs import Draft4Validator
from werkzeug.exceptions import HTTPException

from customers import Record, Refused, read

HERE = Path(__file__).resolve().parent
DOCUMENT, FIXTURES = HERE / "depot.yaml", HERE / "depot_fixtures"
KEY = "k3y-of-the-depot"
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SPEC = read(DOCUMENT)
_ARTICLES = read(FIXTURES / "articles.yaml")["records"]
_MOVEMENTS = read(FIXTURES / "movements.yaml")["records"]


def _with_null(value: Any) -> Any:
    """A schema with ``x-nullable`` as a type."""
    if isinstance(value, list):
        return [_with_null(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {name: _with_null(each) for name, each in value.items()}
    if made.pop("x-nullable", False) is True:
        made["type"] = [made["type"], "null"]
    return made


def _judge(name: str) -> Draft4Validator:
    schema = {"$ref": f"#/definitions/{name}", "definitions": _with_null(_SPEC["definitions"])}
    return Draft4Validator(schema, validate_formats=True)


class Depot:
    """An honest implementation; a liar overrides one of its steps."""

    fields = ("code", "label", "state", "hazard", "weight", "note", "sizes")
    defaults = {"state": "draft", "hazard": "none", "weight": 0}
    judges = {name: _judge(name) for name in ("ArticleIn", "ArticleChange", "Stock", "MovementIn")}

    def __init__(self) -> None:
        self.lock = RLock()
        self.articles: dict[str, Record] = {}
        self.movements: dict[int, Record] = {}
        self.stocks: dict[str, Record] = {}
        self.reset()

    def reset(self) -> None:
        self.articles = {each["id"]: each for each in json.loads(json.dumps(_ARTICLES))}
        self.movements = {each["n"]: each for each in json.loads(json.dumps(_MOVEMENTS))}
        self.stocks = {}

    # Articles

    def index(self) -> Response:
        start = self.number("offset", 0, 0, 10**12)
        size = self.number("limit", 20, 1, 100)
        asked = self.asked()
        found = [each for each in self.articles.values() if self.passes(each, asked)]
        response = self.answer(200, self.cut(found, start, size))
        response.headers["X-Total-Count"] = str(len(found))
        return response

    def cut(self, found: list[Record], start: int, size: int) -> list[Record]:
        return found[start : start + size]

    def asked(self) -> tuple[str | None, list[str], float | None]:
        hazards = [each for each in request.args.get("hazard", "").split(",") if each]
        if not {*hazards} <= {"fire", "toxic", "none"}:
            raise Refused(400, "hazard")
        return self.choice("state", "draft", "listed", "retired"), hazards, self.weight()

    def passes(self, article: Record, asked: tuple[str | None, list[str], float | None]) -> bool:
        state, hazards, most = asked
        return (
            state in (None, article["state"])
            and (not hazards or article["hazard"] in hazards)
            and self.is_light(article, most)
            and self.is_coded(article, request.args.get("code"))
        )

    def is_coded(self, article: Record, code: str | None) -> bool:
        return code in (None, article["code"])

    def is_light(self, article: Record, most: float | None) -> bool:
        return most is None or article["weight"] <= most

    def weight(self) -> float | None:
        text = request.args.get("weight_max")
        if text is not None and not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", text):
            raise Refused(400, "weight_max")
        return None if text is None else float(text)

    def choice(self, name: str, *values: str) -> str | None:
        text = request.args.get(name)
        if text not in (None, *values):
            raise Refused(400, name)
        return text

    def number(self, name: str, default: int, least: int, most: int) -> int:
        text = request.args.get(name, str(default))
        if not re.fullmatch("[0-9]{1,13}", text) or not least <= int(text) <= most:
            raise Refused(400, f"{name} is no such number")
        return int(text)

    def fetch(self, key: str) -> Response:
        return self.answer(200, self.known(key))

    def put(self, key: str) -> Response:
        key, body = self.key(key), self.body("ArticleIn")
        self.insist_free(body["code"], key)
        before = self.articles.get(key)
        self.articles[key] = self.touched({"id": key, **self.whole(body, before)}, before)
        return self.answer(200 if before else 201, self.articles[key])

    def whole(self, body: Record, before: Record | None) -> Record:
        return {**self.defaults, **{name: body[name] for name in self.fields if name in body}}

    def change(self, key: str) -> Response:
        before, body = self.known(key), self.body("ArticleChange")
        self.insist_free(body.get("code", ""), before["id"])
        sent = {name: body[name] for name in self.fields if name in body}
        self.articles[before["id"]] = self.touched({**before, **self.kept(sent)}, before)
        return self.answer(200, self.articles[before["id"]])

    def kept(self, sent: Record) -> Record:
        return sent

    def touched(self, record: Record, before: Record | None) -> Record:
        now = datetime.now(UTC)
        if before:
            earlier = datetime.fromisoformat(before["changed"])
            now = max(now, earlier + timedelta(milliseconds=1))
        return {**record, "changed": now.isoformat(timespec="milliseconds")}

    def drop(self, key: str) -> Response:
        del self.articles[self.known(key)["id"]]
        return Response(status=204)

    def insist_free(self, code: str, key: str) -> None:
        if any(each["code"] == code and each["id"] != key for each in self.articles.values()):
            raise Refused(409, "the code is taken")

    def known(self, key: str) -> Record:
        if self.key(key) not in self.articles:
            raise Refused(404, "no such article")
        return self.articles[self.key(key)]

    def key(self, text: str) -> str:
        if not _UUID.fullmatch(text.lower()):
            raise Refused(400, "a UUID is expected")
        return text.lower()

    # Their stock

    def stock(self, key: str) -> Response:
        return self.answer(200, self.stocks.get(self.known(key)["id"], {"quantity": 0}))

    def set_stock(self, key: str) -> Response:
        article, body = self.known(key), self.body("Stock")
        kept = {name: body[name] for name in ("quantity", "place") if name in body}
        self.stocks[article["id"]] = kept
        return self.answer(200, kept)

    # Movements

    def moves(self) -> Response:
        start, size = self.mark(), self.number("limit", 5, 1, 50)
        kind, since = self.choice("kind", "in", "out"), self.moment("since")
        found = [
            each
            for each in self.movements.values()
            if kind in (None, each["kind"])
            and (since is None or datetime.fromisoformat(each["at"]) >= since)
        ]
        rest = [each for each in found if each["n"] > start]
        page = rest[:size]
        cursor = self.cursor(page[-1]["n"]) if len(rest) > len(page) else None
        return self.answer(200, {"data": page, "next_cursor": cursor})

    def moment(self, name: str) -> datetime | None:
        text = request.args.get(name)
        if text is None:
            return None
        try:
            found = datetime.fromisoformat(text.replace(" ", "+").upper())
        except ValueError:
            raise Refused(400, name) from None
        if found.tzinfo is None:
            raise Refused(400, name)
        return found

    def mark(self) -> int:
        text = request.args.get("cursor")
        try:
            return 0 if text is None else int(base64.b16decode(text))
        except ValueError:
            raise Refused(400, "nobody gave that cursor") from None

    def cursor(self, number: int) -> str:
        return base64.b16encode(b"%06d" % number).decode()

    def move(self) -> Response:
        body = self.body("MovementIn")
        if body["article"].lower() not in self.articles:
            raise Refused(422, "no such article")
        number = max(self.movements, default=0) + 1
        sent = {
            name: body[name] for name in ("article", "kind", "quantity", "memo") if name in body
        }
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        self.movements[number] = {"n": number, **sent, "at": now}
        response = self.answer(201, self.movements[number])
        response.headers["Location"] = self.where(number)
        return response

    def where(self, number: int) -> str:
        return f"/depot/movements/{number}"

    def movement(self, number: str) -> Response:
        if not re.fullmatch("-?[0-9]{1,10}", number):
            raise Refused(400, "a number is expected")
        if int(number) not in self.movements:
            raise Refused(404, "no such movement")
        return self.answer(200, self.movements[int(number)])

    # The server

    def body(self, schema: str) -> Any:
        if request.mimetype != "application/json":
            raise Refused(415, "send application/json")
        try:
            body = json.loads(request.get_data())
        except (ValueError, RecursionError):
            raise Refused(400, "no JSON") from None
        if not self.judges[schema].is_valid(body):
            raise Refused(400, "it breaks the schema")
        return body

    def answer(self, status: int, value: Any) -> Response:
        return Response(json.dumps(value), status, content_type="application/json")

    def refusal(self, refused: Refused) -> Response:
        return self.answer(refused.status, {"error": refused.reason})

    def admit(self) -> Response | None:
        is_known = request.headers.get("X-Api-Key") == KEY or request.path == "/__reset"
        return None if is_known else self.answer(401, {"error": "no key"})

    def app(self) -> Flask:
        app = Flask(__name__, static_folder=None)
        app.logger.disabled = True
        item = "/depot/articles/<key>"
        routes: list[tuple[str, str, Callable[..., Response], str]] = [
            ("/depot/articles", "index", lambda: self.index(), "GET"),
            (item, "fetch", lambda key: self.fetch(key), "GET"),
            (item, "put", lambda key: self.put(key), "PUT"),
            (item, "change", lambda key: self.change(key), "PATCH"),
            (item, "drop", lambda key: self.drop(key), "DELETE"),
            (f"{item}/stock", "stock", lambda key: self.stock(key), "GET"),
            (f"{item}/stock", "set_stock", lambda key: self.set_stock(key), "PUT"),
            ("/depot/movements", "moves", lambda: self.moves(), "GET"),
            ("/depot/movements", "move", lambda: self.move(), "POST"),
            ("/depot/movements/<number>", "movement", lambda number: self.movement(number), "GET"),
        ]
        for path, name, act, method in routes:
            app.add_url_rule(path, name, self.alone(act), methods=[method])
        app.register_error_handler(Refused, self.refusal)
        app.register_error_handler(HTTPException, self._other)
        app.before_request(self.admit)
        return app

    def alone(self, act: Callable[..., Response]) -> Callable[..., Response]:
        """The same, while nobody else does anything."""

        def acted(**values: str) -> Response:
            with self.lock:
                return act(**values)

        return acted

    def _other(self, error: HTTPException) -> Response:
        response = self.answer(error.code or 500, {"error": error.name})
        for name, value in error.get_response().headers:
            if name == "Allow":
                response.headers[name] = value
        return response


HONEST = {"depot-honest": Depot}
