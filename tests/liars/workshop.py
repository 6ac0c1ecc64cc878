"""A fourth API: entity tags, merge patches, an action, lines below orders, own settings."""

# ruff: noqa: I001, PLW0108, RUF012

from __future__ import annotations

import copy
import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from customers import Record, Refused, read, validator

HERE = Path(__file__).resolve().parent
DOCUMENT, FIXTURES = HERE / "workshop.yaml", HERE / "workshop_fixtures"
TOKEN = "t0ken-of-the-workshop"
_SPEC = read(DOCUMENT)
_ORDERS = read(FIXTURES / "orders.yaml")["records"]
_LINES = read(FIXTURES / "lines.yaml")["records"]
_MERGE = "application/merge-patch+json"


class Workshop:
    """An honest implementation; a liar overrides one of its steps."""

    judges = {
        name: validator(_SPEC, name)
        for name in ("OrderInput", "OrderChange", "LineInput", "Settings")
    }

    def __init__(self) -> None:
        self.lock = RLock()
        self.orders: dict[str, Record] = {}
        self.lines: dict[int, Record] = {}
        self.settings: Record = {}
        self.answered: dict[str, tuple[bytes, Response]] = {}
        self.last = 100
        self.reset()

    def reset(self) -> None:
        self.orders = {each["id"]: copy.deepcopy(each) for each in _ORDERS}
        self.lines = {each["id"]: copy.deepcopy(each) for each in _LINES}
        self.settings = {"language": "en", "news": False}

    # Orders

    def index(self) -> Response:
        page, size = self.number("page", 1, 10**12), self.number("per_page", 10, 20)
        found = self.sorted(self.found())
        items = self.cut(found, page, size)
        body = {
            "orders": [self.listed(each) for each in items],
            "page": page,
            "per_page": size,
            "has_more": self.has_more(found, page, size),
        }
        return self.answer(200, body, **{"X-Total-Count": str(self.total(found, items))})

    def listed(self, order: Record) -> Record:
        return self.view(order)

    def total(self, found: list[Record], items: list[Record]) -> int:  # noqa: ARG002
        return len(found)

    def has_more(self, found: list[Record], page: int, size: int) -> bool:
        return page * size < len(found)

    def cut(self, found: list[Record], page: int, size: int) -> list[Record]:
        return found[(page - 1) * size : page * size]

    def found(self) -> list[Record]:
        return [each for each in self.orders.values() if self.passes(each)]

    def passes(self, order: Record) -> bool:
        states, customer = request.args.getlist("state"), request.args.get("customer")
        if any(each not in ("open", "cancelled") for each in states):
            raise Refused(400, "unknown state")
        return (
            (not states or order["state"] in states)
            and customer in (None, order["customer"])
            and request.args.get("q", "").lower() in order["title"].lower()
        )

    def wish(self) -> str:
        wish = request.args.get("sort", "-placed_at")
        if wish not in ("placed_at", "-placed_at", "total", "-total"):
            raise Refused(400, "unknown order")
        return wish

    def sorted(self, orders: list[Record]) -> list[Record]:
        wish = self.wish()
        name = wish.lstrip("-")
        return sorted(orders, key=lambda each: each[name], reverse=wish.startswith("-"))

    def number(self, name: str, default: int, most: int) -> int:
        text = request.args.get(name, str(default))
        if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
            raise Refused(400, f"{name} is no number")
        return int(text)

    def place(self) -> Response:
        body, key = self.body("OrderInput"), request.headers.get("Idempotency-Key")
        known = self.answered.get(key) if key else None
        if known:
            if known[0] != request.get_data():
                raise Refused(409, "the key belongs to another request")
            return self.repeated(known[1])
        response = self.placed(self.made(body))
        if key:
            self.answered[key] = (request.get_data(), response)
        return response

    def repeated(self, response: Response) -> Response:
        return Response(response.get_data(), response.status_code, response.headers)

    def placed(self, order: Record) -> Response:
        self.orders[order["id"]] = order
        where = {"Location": self.location(order), "ETag": self.tag(order)}
        return self.answer(201, self.view(order), **where)

    def location(self, order: Record) -> str:
        return f"/orders/{order['id']}"

    def made(self, body: Record) -> Record:
        now = self.now()
        own = {name: body[name] for name in ("title", "total", "customer")}
        notes = copy.deepcopy(body.get("notes", {}))
        fixed = {"placed_at": now, "changed_at": now}
        return {"id": self.new_id(), **own, "notes": notes, "state": "open", **fixed}

    def new_id(self) -> str:
        return f"ord-{secrets.token_hex(8)}"

    def show(self, key: str) -> Response:
        order = self.known(key)
        if self.is_known(order):
            return Response(status=304, headers={"ETag": self.tag(order)})
        return self.answer(200, self.view(order), ETag=self.tag(order))

    def seen(self, key: str) -> Response:
        """What answers GET answers HEAD, as Flask has it."""
        return self.look(key) if request.method == "HEAD" else self.show(key)

    def look(self, key: str) -> Response:
        return self.show(key)

    def is_known(self, order: Record) -> bool:
        return self.names("If-None-Match", order, weak=True)

    def names(self, field: str, order: Record, *, weak: bool) -> bool:
        """Whether a field names the version of an order (RFC 9110 §13.1)."""
        told = [each.strip() for each in request.headers.get(field, "").split(",")]
        known = [each.removeprefix("W/") if weak else each for each in told]
        return "*" in known or self.tag(order) in known

    def insist_meant(self, order: Record) -> None:
        if "If-Match" in request.headers and not self.names("If-Match", order, weak=False):
            raise Refused(412, "it was changed meanwhile")

    def tag(self, order: Record) -> str:
        text = json.dumps(order, sort_keys=True).encode("utf-8", "surrogatepass")
        return f'"{hashlib.sha256(text).hexdigest()[:16]}"'

    def change(self, key: str) -> Response:
        order, body = self.known(key), self.body("OrderChange", _MERGE)
        self.insist_meant(order)
        self.merge(order, body)
        order["changed_at"] = self.now()
        return self.answer(200, self.view(order), ETag=self.tag(order))

    def merge(self, order: Record, body: Record) -> None:
        for name in ("title", "total", "customer"):
            if name in body:
                order[name] = body[name]
        if "notes" in body:
            order["notes"] = self.merged(order["notes"], body["notes"])

    def merged(self, old: Any, new: Any) -> Any:
        """RFC 7396 §2."""
        if not isinstance(new, dict):
            return new
        made = dict(old) if isinstance(old, dict) else {}
        for name, value in new.items():
            if value is None:
                made.pop(name, None)
            else:
                made[name] = self.merged(made.get(name), value)
        return made

    def drop(self, key: str) -> Response:
        order = self.known(key)
        self.insist_meant(order)
        del self.orders[order["id"]]
        self.lines = {n: each for n, each in self.lines.items() if each["order_id"] != order["id"]}
        return Response(status=204)

    def cancel(self, key: str) -> Response:
        order = self.known(key)
        self.insist_open(order)
        order.update(state="cancelled", changed_at=self.now())
        return self.answer(200, self.view(order), ETag=self.tag(order))

    def insist_open(self, order: Record) -> None:
        if order["state"] == "cancelled":
            raise Refused(409, "it is cancelled already")

    def known(self, key: str) -> Record:
        if key not in self.orders:
            raise Refused(404, "no such order")
        return self.orders[key]

    # Lines

    def line_index(self, key: str) -> Response:
        order = self.known(key)
        own = [each for each in self.lines.values() if each["order_id"] == order["id"]]
        return self.answer(200, own)

    def line_add(self, key: str) -> Response:
        order, body = self.known(key), self.body("LineInput")
        self.last += 1
        line = {"id": self.last, "order_id": order["id"], **body}
        self.lines[line["id"]] = line
        return self.answer(201, line)

    def line_known(self, key: str, number: str) -> Record:
        order = self.known(key)
        if not (number.isascii() and number.isdecimal() and int(number) > 0):
            raise Refused(400, "no number")
        line = self.lines.get(int(number))
        if line is None or line["order_id"] != order["id"]:
            raise Refused(404, "no such line")
        return line

    def line_show(self, key: str, number: str) -> Response:
        return self.answer(200, self.line_known(key, number))

    def line_replace(self, key: str, number: str) -> Response:
        line = self.line_known(key, number)
        line.update(self.body("LineInput"))
        return self.answer(200, line)

    def line_drop(self, key: str, number: str) -> Response:
        del self.lines[self.line_known(key, number)["id"]]
        return Response(status=204)

    # Settings

    def settings_show(self) -> Response:
        return self.answer(200, self.settings)

    def settings_replace(self) -> Response:
        body = self.body("Settings")
        known = ("language", "news", "signature")
        self.settings = {"news": False, **{name: body[name] for name in known if name in body}}
        return self.answer(200, self.settings)

    # The server

    def body(self, schema: str, media_type: str = "application/json") -> Any:
        body = self.json(media_type)
        if not self.judges[schema].is_valid(body):
            raise Refused(400, "it breaks the schema")
        return body

    def json(self, media_type: str = "application/json") -> Any:
        if request.mimetype != media_type:
            raise Refused(400, f"send {media_type}")
        try:
            return json.loads(request.get_data())
        except (ValueError, RecursionError):
            raise Refused(400, "no JSON") from None

    def view(self, record: Record) -> Record:
        return dict(record)

    def now(self) -> str:
        return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def answer(self, status: int, value: Any, **headers: str) -> Response:
        return Response(json.dumps(value), status, headers, content_type="application/json")

    def refusal(self, refused: Refused) -> Response:
        return self.answer(refused.status, {"message": refused.reason})

    def failure(self, error: HTTPException) -> Response:
        response = self.answer(error.code or 500, {"message": error.name})
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response

    def admit(self) -> Response | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if request.path == "/__reset" or (scheme.lower() == "bearer" and token == TOKEN):
            return None
        response = self.answer(401, {"message": "no token"})
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    def finish(self, response: Response) -> Response:
        return response

    def app(self) -> Flask:
        app = Flask(__name__, static_folder=None)
        app.logger.disabled = True
        for (method, path), step in self.routes().items():
            view = self.locked(step)
            options: dict[str, Any] = {"methods": [method], "provide_automatic_options": False}
            app.add_url_rule(path, f"{method} {path}", view, **options)
        app.register_error_handler(Refused, self.refusal)
        app.register_error_handler(HTTPException, self.failure)
        app.before_request(self.admit)
        app.after_request(self.finish)
        return app

    def locked(self, step: Callable[..., Response]) -> Callable[..., Response]:
        def view(**keys: str) -> Response:
            with self.lock:
                return step(**keys)

        return view

    def routes(self) -> dict[tuple[str, str], Callable[..., Response]]:
        order, lines = "/orders/<key>", "/orders/<key>/lines"
        return {
            ("GET", "/orders"): lambda: self.index(),
            ("POST", "/orders"): lambda: self.place(),
            ("GET", order): lambda key: self.seen(key),
            ("PATCH", order): lambda key: self.change(key),
            ("DELETE", order): lambda key: self.drop(key),
            ("POST", f"{order}/cancel"): lambda key: self.cancel(key),
            ("GET", lines): lambda key: self.line_index(key),
            ("POST", lines): lambda key: self.line_add(key),
            ("GET", f"{lines}/<number>"): lambda key, number: self.line_show(key, number),
            ("PUT", f"{lines}/<number>"): lambda key, number: self.line_replace(key, number),
            ("DELETE", f"{lines}/<number>"): lambda key, number: self.line_drop(key, number),
            ("GET", "/me/settings"): lambda: self.settings_show(),
            ("PUT", "/me/settings"): lambda: self.settings_replace(),
            ("POST", "/__reset"): lambda: self._reset(),
        }

    def _reset(self) -> Response:
        self.reset()
        return Response(status=204)


class Weakly(Workshop):
    """Honest: weak entity tags, whole seconds, an absolute Location, what is cancelled is fixed."""

    def tag(self, order: Record) -> str:
        return f"W/{super().tag(order)}"

    def names(self, field: str, order: Record, *, weak: bool) -> bool:
        told = request.headers.get(field, "")
        return "*" in told or (super().tag(order) in told and weak)

    def now(self) -> str:
        return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def location(self, order: Record) -> str:
        return f"{request.host_url.rstrip('/')}{super().location(order)}"

    def merge(self, order: Record, body: Record) -> None:
        if order["state"] == "cancelled":
            raise Refused(400, "it is cancelled")
        super().merge(order, body)

    def finish(self, response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response


class Otherwise(Workshop):
    """Honest: the case of a scheme counts, cancelling twice does nothing, lines stay in order."""

    def admit(self) -> Response | None:
        if request.headers.get("Authorization", f"Bearer {TOKEN}").startswith("bearer"):
            return self.answer(401, {"message": "no token"})
        return super().admit()

    def line_index(self, key: str) -> Response:
        response = super().line_index(key)
        found = sorted(json.loads(response.get_data()), key=lambda each: each["what"])
        return self.answer(200, found)


class NoTwins(Workshop):
    """Honest: no two orders are alike but for their notes; its 409 may be of anything."""

    def made(self, body: Record) -> Record:
        names = ("title", "total", "customer")
        if any(all(each[n] == body[n] for n in names) for each in self.orders.values()):
            raise Refused(409, "there is such an order")
        return super().made(body)


HONEST = {
    "workshop-honest": Workshop,
    "weakly": Weakly,
    "otherwise": Otherwise,
    "no-twins": NoTwins,
}
