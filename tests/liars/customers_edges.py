"""Implementations of the Customers API that lie at an edge only: what is nearly right, or aside."""

# ruff: noqa: ARG002, I001

from __future__ import annotations

import re
from typing import Any

from flask import Response, abort, request

from customers import PATH, Customers, Record, Refused


class StatusInAnyCase(Customers):
    def judge(self, schema: str, body: Any) -> None:
        if isinstance(body, dict) and isinstance(body.get("status"), str):
            body["status"] = body["status"].lower()
        super().judge(schema, body)


class NamesTrimmed(Customers):
    def made(self, body: Record) -> Record:
        return super().made({**body, "name": body["name"].strip()})


class PlusDropped(Customers):
    def made(self, body: Record) -> Record:
        return super().made({**body, "email": re.sub(r"\+[^@]*@", "@", body["email"])})


class RefusalKeepsHalf(Customers):
    """What is right in a change that is refused is kept."""

    def update(self, key: str) -> Response:
        body = request.get_json(silent=True)
        if isinstance(body, dict) and isinstance(body.get("name"), str):
            self.known(key)["name"] = body["name"]
        return super().update(key)


class RefusalTakesEmail(Customers):
    def __init__(self) -> None:
        self.taken: set[str] = set()
        super().__init__()

    def judge(self, schema: str, body: Any) -> None:
        try:
            super().judge(schema, body)
        except Refused:
            self.taken.add(str(body.get("email")) if isinstance(body, dict) else "")
            raise

    def insist_free(self, body: Record) -> None:
        if body["email"] in self.taken:
            raise Refused(409)
        super().insist_free(body)


class TouchForgetsCustomData(Customers):
    def change(self, record: Record, body: Record) -> None:
        before = record["updated_at"]
        super().change(record, body)
        if set(body) == {"custom_data"}:
            record["updated_at"] = before


class FirstChangesToo(Customers):
    def change(self, record: Record, body: Record) -> None:
        super().change(record, body)
        next(iter(self.records.values()))["phone"] = record["phone"]


class AlikeChangeToo(Customers):
    """Whoever has the phone number gets the status."""

    def change(self, record: Record, body: Record) -> None:
        super().change(record, body)
        for each in self.records.values():
            if each["phone"] == record["phone"]:
                each["status"] = record["status"]


class SameNameSameCustomer(Customers):
    def made(self, body: Record) -> Record:
        alike = (each for each in self.records.values() if each["name"] == body["name"])
        return next(alike, None) or super().made(body)


class LocationOfAll(Customers):
    def created_headers(self, record: Record) -> dict[str, str]:
        return {"Location": PATH}


class CreationOfTheClient(Customers):
    def made(self, body: Record) -> Record:
        made = super().made(body)
        return {**made, "created_at": body.get("created_at", made["created_at"])}


class CreationLongAgo(Customers):
    def made(self, body: Record) -> Record:
        return {**super().made(body), "created_at": "0001-01-01T00:00:00Z"}


class EmailFinds(Customers):
    def known(self, key: str) -> Record:
        alike = (each for each in self.records.values() if each["email"] == key)
        return next(alike, None) or super().known(key)


class LongKeyCrashes(Customers):
    def known(self, key: str) -> Record:
        return abort(500) if len(key) > 255 else super().known(key)


class OddNamesCrash(Customers):
    def store(self, record: Record) -> None:
        names = record["custom_data"] or {}
        if any("." in name or name.startswith("$") for name in names):
            abort(500)
        super().store(record)


class CharsetRefused(Customers):
    def body(self, schema: str) -> Record:
        if "charset" in (request.content_type or ""):
            raise Refused(400)
        return super().body(schema)


class Gateway(Customers):
    """Honest: 415 for other media types, keys that want escaping, the newest first."""

    def body(self, schema: str) -> Record:
        if request.mimetype != "application/json":
            raise Refused(415)
        return super().body(schema)

    def new_id(self) -> str:
        return f"cus:{super().new_id()[4:16]} \u00e9+"

    def listed(self) -> list[Record]:
        return [dict(reversed(each.items())) for each in reversed(super().listed())]


HONEST = {"gateway": Gateway}
LIES = {
    "input": {
        "status-in-any-case": StatusInAnyCase,
        "names-trimmed": NamesTrimmed,
        "plus-dropped": PlusDropped,
        "creation-of-the-client": CreationOfTheClient,
        "charset-refused": CharsetRefused,
    },
    "robustness": {"long-key-crashes": LongKeyCrashes, "odd-names-crash": OddNamesCrash},
    "state": {
        "refusal-keeps-half": RefusalKeepsHalf,
        "refusal-takes-email": RefusalTakesEmail,
        "touch-forgets-custom-data": TouchForgetsCustomData,
        "first-changes-too": FirstChangesToo,
        "alike-change-too": AlikeChangeToo,
        "same-name-same-customer": SameNameSameCustomer,
        "location-of-all": LocationOfAll,
        "creation-long-ago": CreationLongAgo,
        "email-finds": EmailFinds,
    },
}
