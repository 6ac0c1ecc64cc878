"""Implementations of the Customers API with one lie each, by family."""

# ruff: noqa: ARG001, ARG002, ARG005, I001, RUF012, RUF015

from __future__ import annotations

import copy
import html
import json
import re
import time
import traceback
from typing import Any

from flask import Response, abort, request

from customers import PATH, Customers, Record, Refused

LIES: dict[str, dict[str, type[Customers]]] = {}


def lie(family: str) -> Any:
    """Put a class under its family, by its name."""

    def put(liar: type[Customers]) -> type[Customers]:
        name = re.sub(r"(?<!^)(?=[A-Z])", "-", liar.__name__).lower()
        LIES.setdefault(family, {})[name] = liar
        return liar

    return put


def viewing(family: str, name: str, change: Any) -> None:
    """A liar whose answers show records as ``change`` leaves them."""

    def view(self: Customers, record: Record) -> Record:
        shown = copy.deepcopy(record)
        return change(shown) or shown

    LIES.setdefault(family, {})[name] = type(name, (Customers,), {"view": view})


# Shape

viewing("shape", "key-missing-when-null", lambda r: {k: v for k, v in r.items() if v is not None})
viewing("shape", "status-capitalized", lambda r: r.update(status=r["status"].title()))
viewing("shape", "created-without-offset", lambda r: r.update(created_at=r["created_at"][:19]))
viewing("shape", "created-as-number", lambda r: r.update(created_at=1725202800))
viewing(
    "shape",
    "country-spelt-out",
    lambda r: r.update(address={**r["address"], "country": "Tanzania"} if r["address"] else None),
)
viewing(
    "shape",
    "custom-data-as-text",
    lambda r: r.update(custom_data=json.dumps(r["custom_data"]) if r["custom_data"] else None),
)
viewing(
    "shape",
    "phone-as-number",
    lambda r: r.update(
        phone=int(r["phone"].strip("+") or 0)
        if r["phone"] and r["phone"].strip("+").isdecimal()
        else r["phone"]
    ),
)


@lie("shape")
class ListWrapped(Customers):
    def index(self) -> Response:
        return self.answer(200, {"data": self.listed()})


@lie("shape")
class CreatesWith200(Customers):
    def finish(self, response: Response) -> Response:
        if response.status_code == 201:
            response.status_code = 200
        return response


@lie("shape")
class HtmlList(Customers):
    def finish(self, response: Response) -> Response:
        if request.path == PATH and request.method == "GET":
            response.mimetype = "text/html"
        return response


@lie("shape")
class PatchEmpty(Customers):
    def update(self, key: str) -> Response:
        super().update(key)
        return Response(status=204)


@lie("shape")
class ListItemsLackAddress(Customers):
    def listed(self) -> list[Record]:
        return [{k: v for k, v in each.items() if k != "address"} for each in super().listed()]


# Input


@lie("input")
class NameOptional(Customers):
    def judge(self, schema: str, body: Any) -> None:
        extra = {"name": "x"} if isinstance(body, dict) and "name" not in body else {}
        super().judge(schema, {**body, **extra} if extra else body)

    def made(self, body: Record) -> Record:
        return super().made({"name": "", **body})


@lie("input")
class AnyStatus(Customers):
    def judge(self, schema: str, body: Any) -> None:
        known = isinstance(body, dict) and isinstance(body.get("status"), str)
        super().judge(schema, {**body, "status": "active"} if known else body)


@lie("input")
class AnyEmail(Customers):
    def judge(self, schema: str, body: Any) -> None:
        known = isinstance(body, dict) and isinstance(body.get("email"), str)
        super().judge(schema, {**body, "email": "a@b.co"} if known else body)


@lie("input")
class AnyCountry(Customers):
    def judge(self, schema: str, body: Any) -> None:
        inner = body.get("address") if isinstance(body, dict) else None
        if isinstance(inner, dict):
            body = {**body, "address": {**inner, "country": "TZ"}}
        super().judge(schema, body)


@lie("input")
class PatchUnjudged(Customers):
    def judge(self, schema: str, body: Any) -> None:
        if schema == "Update" and isinstance(body, dict):
            return
        super().judge(schema, body)


@lie("input")
class RefusesNullPhone(Customers):
    def judge(self, schema: str, body: Any) -> None:
        super().judge(schema, body)
        if "phone" in body and body["phone"] is None:
            raise Refused(400)


@lie("input")
class RefusesSuspended(Customers):
    def judge(self, schema: str, body: Any) -> None:
        super().judge(schema, body)
        if body.get("status") == "suspended":
            raise Refused(400)


@lie("input")
class RefusesUnicode(Customers):
    def judge(self, schema: str, body: Any) -> None:
        super().judge(schema, body)
        if not str(body.get("name", "")).isascii():
            raise Refused(400)


@lie("input")
class RefusesEmptyPatch(Customers):
    def judge(self, schema: str, body: Any) -> None:
        super().judge(schema, body)
        if not body:
            raise Refused(400)


@lie("input")
class NumberNames(Customers):
    def judge(self, schema: str, body: Any) -> None:
        if isinstance(body, dict) and isinstance(body.get("name"), int):
            body = {**body, "name": "number"}
        super().judge(schema, body)

    def made(self, body: Record) -> Record:
        return super().made({**body, "name": str(body["name"])})


@lie("input")
class UnknownIs400(Customers):
    def known(self, key: str) -> Record:
        if key not in self.records:
            raise Refused(400)
        return self.records[key]


# Robustness


@lie("robustness")
class BadJsonCrashes(Customers):
    def parsed(self, data: bytes) -> Any:
        return json.loads(data)


@lie("robustness")
class ListBodyCrashes(Customers):
    def judge(self, schema: str, body: Any) -> None:
        body.get("name")
        super().judge(schema, body)


@lie("robustness")
class NulCrashes(Customers):
    def store(self, record: Record) -> None:
        if "\x00" in record["name"]:
            abort(500)
        super().store(record)


@lie("robustness")
class LongNameCrashes(Customers):
    def store(self, record: Record) -> None:
        if len(record["name"]) > 255:
            abort(500)
        super().store(record)


@lie("robustness")
class NullAddressCrashes(Customers):
    def view(self, record: Record) -> Record:
        if request.method == "PATCH" and record["address"] is None:
            abort(500)
        return super().view(record)


@lie("robustness")
class TextPlainAccepted(Customers):
    def body(self, schema: str) -> Record:
        body = self.parsed(request.get_data())
        self.judge(schema, body)
        return body


@lie("robustness")
class DeleteAnswers200(Customers):
    def app(self) -> Any:
        app = super().app()
        app.add_url_rule(f"{PATH}/<key>", "gone", lambda key: ("", 200), methods=["DELETE"])
        return app


@lie("robustness")
class OddKeyCrashes(Customers):
    def known(self, key: str) -> Record:
        if "'" in key or '"' in key:
            abort(500)
        return super().known(key)


# State


@lie("state")
class AnotherRecord(Customers):
    def fetch(self, key: str) -> Response:
        self.known(key)
        return self.answer(200, self.view(list(self.records.values())[0]))


@lie("state")
class CreateNotStored(Customers):
    def store(self, record: Record) -> None:
        pass


@lie("state")
class PhoneLost(Customers):
    def made(self, body: Record) -> Record:
        return {**super().made(body), "phone": None}


@lie("state")
class PatchNotStored(Customers):
    def update(self, key: str) -> Response:
        record = copy.deepcopy(self.known(key))
        self.change(record, self.body("Update"))
        return self.answer(200, self.view(record))


@lie("state")
class PatchResetsRest(Customers):
    def change(self, record: Record, body: Record) -> None:
        record.update(self.defaults)
        super().change(record, body)


@lie("state")
class PatchIgnoresNull(Customers):
    def change(self, record: Record, body: Record) -> None:
        super().change(record, {k: v for k, v in body.items() if v is not None})


@lie("state")
class PatchMergesAddress(Customers):
    def change(self, record: Record, body: Record) -> None:
        if isinstance(body.get("address"), dict) and isinstance(record["address"], dict):
            body = {**body, "address": {**record["address"], **body["address"]}}
        super().change(record, body)


@lie("state")
class PatchMergesCustomData(Customers):
    def change(self, record: Record, body: Record) -> None:
        if isinstance(body.get("custom_data"), dict) and isinstance(record["custom_data"], dict):
            body = {**body, "custom_data": {**record["custom_data"], **body["custom_data"]}}
        super().change(record, body)


@lie("state")
class PatchUpserts(Customers):
    def known(self, key: str) -> Record:
        if key not in self.records and request.method == "PATCH":
            made = self.made({"name": "New", "email": f"{key}@example.com"})
            self.records[key] = {**made, "id": key}
        return super().known(key)


@lie("state")
class UpdatedFrozen(Customers):
    def touched(self, record: Record) -> str:
        return record["updated_at"]


@lie("state")
class CreatedMoves(Customers):
    def change(self, record: Record, body: Record) -> None:
        super().change(record, body)
        record["created_at"] = self.now()


@lie("state")
class DuplicateEmail(Customers):
    def insist_free(self, body: Record) -> None:
        pass


@lie("state")
class OwnEmailTaken(Customers):
    def insist_free_update(self, body: Record, record: Record) -> None:
        if "email" in body and any(e["email"] == body["email"] for e in self.records.values()):
            raise Refused(400)


@lie("state")
class ListOmitsNewest(Customers):
    def listed(self) -> list[Record]:
        return super().listed()[:-1]


@lie("state")
class ListOmitsInactive(Customers):
    def listed(self) -> list[Record]:
        return [each for each in super().listed() if each["status"] != "inactive"]


@lie("state")
class ListStale(Customers):
    def listed(self) -> list[Record]:
        self.first = getattr(self, "first", None) or {}
        for each in super().listed():
            self.first.setdefault(each["id"], copy.deepcopy(each))
        return list(self.first.values())


@lie("state")
class ListRepeats(Customers):
    def listed(self) -> list[Record]:
        return [*super().listed(), *super().listed()[:1]]


@lie("state")
class CaseInsensitiveKey(Customers):
    def known(self, key: str) -> Record:
        return super().known({each.lower(): each for each in self.records}.get(key.lower(), key))


@lie("state")
class NameTruncated(Customers):
    def made(self, body: Record) -> Record:
        return {**super().made(body), "name": body["name"][:50]}


@lie("state")
class UnicodeMangled(Customers):
    def made(self, body: Record) -> Record:
        name = body["name"].encode("latin-1", "replace").decode("latin-1")
        return {**super().made(body), "name": name}


@lie("state")
class NameEscaped(Customers):
    def made(self, body: Record) -> Record:
        return {**super().made(body), "name": html.escape(body["name"])}


@lie("state")
class DefaultInactive(Customers):
    defaults = {**Customers.defaults, "status": "inactive"}


@lie("state")
class ReadingTouches(Customers):
    def fetch(self, key: str) -> Response:
        self.known(key)["updated_at"] = self.now()
        return super().fetch(key)


@lie("state")
class ClientChoosesId(Customers):
    def made(self, body: Record) -> Record:
        made = super().made(body)
        return {**made, "id": body["id"]} if isinstance(body.get("id"), str) else made


@lie("state")
class PatchChangesOthers(Customers):
    def change(self, record: Record, body: Record) -> None:
        super().change(record, body)
        for each in self.records.values():
            each["status"] = record["status"]


# Dead


def dead(name: str, status: int, methods: str = "GET POST PATCH") -> None:
    """A liar that answers alike to all requests of some methods."""

    def before(self: Customers) -> Response | None:
        is_ours = request.method in methods.split() and request.path != "/__reset"
        return Response("{}", status, content_type="application/json") if is_ours else None

    LIES.setdefault("dead", {})[name] = type(name, (Customers,), {"before": before})


dead("all-401", 401)
dead("all-404", 404)
dead("all-500", 500)
dead("post-always-409", 409, "POST")
dead("post-always-400", 400, "POST")


@lie("dead")
class ListEmpty(Customers):
    def listed(self) -> list[Record]:
        return []


@lie("dead")
class FetchAlwaysMissing(Customers):
    def fetch(self, key: str) -> Response:
        raise Refused(404)


# Non-functional


@lie("non-functional")
class LocationWrong(Customers):
    def created_headers(self, record: Record) -> dict[str, str]:
        return {"Location": f"/customers/{record['id']}"}


@lie("non-functional")
class TraceLeaked(Customers):
    def refusal(self, refused: Refused) -> Response:
        trace = "".join(traceback.format_exception(refused))
        return Response(trace, refused.status, content_type="text/plain")


@lie("non-functional")
class SecretLeaked(Customers):
    def view(self, record: Record) -> Record:
        return {**record, "password_hash": "$2b$12$abcdefghijklmnopqrstuv"}


@lie("non-functional")
class NanInJson(Customers):
    def view(self, record: Record) -> Record:
        return {**record, "balance": float("nan")}


@lie("non-functional")
class NameTwice(Customers):
    def text(self, value: Any) -> str:
        return super().text(value).replace('{"id":', '{"id": "x", "id":')


@lie("non-functional")
class Slow(Customers):
    limit = 0.5

    def finish(self, response: Response) -> Response:
        if request.method == "PATCH":
            time.sleep(0.6)
        return response
