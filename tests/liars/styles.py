"""Honest implementations of the Customers API that differ in style: how answers are sent."""

from __future__ import annotations

import copy
import gzip
import json
import time
from typing import Any

from customers import PATH, Customers, Record, Refused
from flask import Response, request


class Packed(Customers):
    """Every body comes in gzip, asked for or not; connections end with each answer."""

    def finish(self, response: Response) -> Response:
        if response.get_data():
            response.set_data(gzip.compress(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Connection"] = "close"
        return response


class Chatty(Customers):
    """Fields of its own, an absolute Location, members in another order, indented."""

    def created_headers(self, record: Record) -> dict[str, str]:
        return {"Location": f"{request.host_url.rstrip('/')}{PATH}/{record['id']}"}

    def text(self, value: Any) -> str:
        return json.dumps(value, indent=2, sort_keys=True)

    def finish(self, response: Response) -> Response:
        response.headers["X-Request-Id"] = "1"
        response.headers["X-Customers-Node"] = "7"
        response.headers["X-RateLimit-Remaining"] = "99"
        return response


class Light(Customers):
    """Its libraries take an address for what has an @, and overlook a line end after a text."""

    def judge(self, schema: str, body: Any) -> None:
        body = copy.deepcopy(body)
        inner = body.get("address") if isinstance(body, dict) else None
        if isinstance(inner, dict) and isinstance(inner.get("country"), str):
            inner["country"] = inner["country"].removesuffix("\n")
        email = body.get("email") if isinstance(body, dict) else None
        is_taken = isinstance(email, str) and "@" in email
        super().judge(schema, {**body, "email": "a@b.co"} if is_taken else body)


class Tidy(Customers):
    """Tidies texts, takes no body for an empty one, hides methods, tells more of an address."""

    def parsed(self, data: bytes) -> Any:
        return super().parsed(data or b"{}")

    def body(self, schema: str) -> Record:
        found = {
            name: each.strip() if isinstance(each, str) else each
            for name, each in super().body(schema).items()
        }
        return {**found, "email": found["email"].lower()} if "email" in found else found

    def view(self, record: Record) -> Record:
        address = record["address"]
        own = address and {**address, "label": f"{address.get('city')} {address.get('country')}"}
        return {**record, "address": own}

    def finish(self, response: Response) -> Response:
        return Response(status=404) if response.status_code == 405 else response


class Unimplemented(Customers):
    """501 for methods that it has not got (RFC 9110 §15.6.2)."""

    def finish(self, response: Response) -> Response:
        return Response(status=501) if response.status_code == 405 else response


class Busy(Customers):
    """Now and then it asks to come again (RFC 6585 §4), and has done nothing then."""

    count = 0

    def before(self) -> Any:
        self.count += 1
        if self.count % 40:
            return None
        return Response("{}", 429, {"Retry-After": "0"}, content_type="application/json")


class Lagging(Customers):
    """What was written is read a moment later."""

    lag = 0.15

    def __init__(self) -> None:
        super().__init__()
        self.seen = copy.deepcopy(self.records)
        self.pending: list[tuple[float, Record]] = []

    def store(self, record: Record) -> None:
        super().store(record)
        self.publish(record)

    def change(self, record: Record, body: Record) -> None:
        super().change(record, body)
        self.publish(record)

    def publish(self, record: Record) -> None:
        self.pending.append((time.monotonic() + self.lag, copy.deepcopy(record)))

    def visible(self) -> dict[str, Record]:
        while self.pending and self.pending[0][0] <= time.monotonic():
            _, record = self.pending.pop(0)
            self.seen[record["id"]] = record
        return self.seen

    def listed(self) -> list[Record]:
        return [self.view(each) for each in self.visible().values()]

    def fetch(self, key: str) -> Response:
        if key not in self.visible():
            raise Refused(404)
        return self.answer(200, self.view(self.visible()[key]))


STYLES = {
    "packed": Packed,
    "chatty": Chatty,
    "light": Light,
    "busy": Busy,
    "tidy": Tidy,
    "unimplemented": Unimplemented,
}
