"""Implementations of the Customers API that lie about what comes in, or in how it goes out."""

from __future__ import annotations

import gzip
import time
from typing import Any

from customers import PATH, Customers, Record, Refused
from flask import Response, request


class DeletedIsAStatus(Customers):
    """A status that the document does not know."""

    def judge(self, schema: str, body: Any) -> None:
        if isinstance(body, dict) and body.get("status") == "deleted":
            super().judge(schema, {**body, "status": "active"})
        else:
            super().judge(schema, body)


class ListIsNoAddress(Customers):
    """As where a language does not tell an empty list from an empty object."""

    def judge(self, schema: str, body: Any) -> None:
        if isinstance(body, dict) and body.get("address") == []:
            body["address"] = {}
        super().judge(schema, body)


class DotsDropped(Customers):
    """As where a store reads a path in a name."""

    def view(self, record: Record) -> Record:
        data = record["custom_data"] or {}
        kept = {name: value for name, value in data.items() if "." not in name}
        return {**record, "custom_data": kept or (record["custom_data"] and {})}


class LimitCrashes(Customers):
    def index(self) -> Response:
        limit = int(request.args.get("limit", 100_000))
        return self.answer(200, self.listed()[:limit])


class RefusedInHtml(Customers):
    def refusal(self, refused: Refused) -> Response:
        page = f"<h1>{refused.status}</h1>"
        return Response(page, refused.status, content_type="application/json")


class PackedSilently(Customers):
    """What a client can unpack is packed, and nothing says so."""

    def finish(self, response: Response) -> Response:
        if "gzip" in request.headers.get("Accept-Encoding", "") and request.path == PATH:
            response.set_data(gzip.compress(response.get_data()))
        return response


class ReadsAreRemembered(Customers):
    """A record that was read is answered as it was then, for a while."""

    def reset(self) -> None:
        super().reset()
        self.read: dict[str, tuple[float, Record]] = {}

    def fetch(self, key: str) -> Response:
        since, record = self.read.get(key, (0.0, {}))
        if time.monotonic() - since > 3:
            since, record = time.monotonic(), self.view(self.known(key))
            self.read[key] = since, record
        return self.answer(200, record)


LIES = {
    "input": {
        "deleted-is-a-status": DeletedIsAStatus,
        "list-is-no-address": ListIsNoAddress,
    },
    "robustness": {"limit-crashes": LimitCrashes},
    "state": {"dots-dropped": DotsDropped, "reads-are-remembered": ReadsAreRemembered},
    "shape": {"refused-in-html": RefusedInHtml},
    "non-functional": {"packed-silently": PackedSilently},
}
