"""Another API: integer keys, PUT, a list in pages within an object, a bearer token."""

# ruff: noqa: ARG002, I001, PLW0108, RUF012

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from customers import Record, Refused, read, validator

HERE = Path(__file__).resolve().parent
DOCUMENT, FIXTURES = HERE / "stations.yaml", HERE / "station_fixtures"
TOKEN = "t0ken-of-the-gate"
_SPEC = read(DOCUMENT)
_RECORDS = read(FIXTURES / "stations.yaml")["records"]


def _with_null(value: Any) -> Any:
    """A document of OpenAPI 3.0 with ``nullable`` as a type."""
    if isinstance(value, list):
        return [_with_null(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {name: _with_null(each) for name, each in value.items()}
    if made.pop("nullable", False) is True:
        made["type"] = [made["type"], "null"]
    return made


class Stations:
    """An honest implementation; a liar overrides one of its steps."""

    defaults = {"altitude": 0, "notes": "", "active": True, "sensors": []}
    judge_of_input = validator(_with_null(_SPEC), "StationInput")

    def __init__(self) -> None:
        self.records: dict[int, Record] = {}
        self.last = 0
        self.reset()

    def reset(self) -> None:
        self.records = {each["id"]: dict(each) for each in json.loads(json.dumps(_RECORDS))}
        self.last = max(self.records)

    def index(self) -> Response:
        number, size = self.number("page", 1, 10**9), self.number("per_page", 20, 50)
        kind = request.args.get("kind")
        if kind is not None and kind not in ("land", "sea", "air"):
            raise Refused(400, "unknown kind")
        found = self.found(kind)
        items = self.cut(found, number, size)
        return self.answer(200, {"items": [self.view(e) for e in items], "total": len(found)})

    def found(self, kind: str | None) -> list[Record]:
        return [each for each in self.records.values() if kind in (None, each["kind"])]

    def cut(self, found: list[Record], number: int, size: int) -> list[Record]:
        return found[(number - 1) * size : number * size]

    def number(self, name: str, default: int, most: int) -> int:
        text = request.args.get(name, str(default))
        if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
            raise Refused(400, f"{name} is no number")
        return int(text)

    def create(self) -> Response:
        body = self.body()
        self.insist_free(body, None)
        self.last += 1
        record = {**self.filled(body), "id": self.last, "createdAt": self.now()}
        self.records[record["id"]] = record
        return self.answer(201, self.view(record))

    def filled(self, body: Record) -> Record:
        known = ("code", "kind", "latitude", *self.defaults)
        return {**self.defaults, **{name: body[name] for name in known if name in body}}

    def fetch(self, key: str) -> Response:
        return self.answer(200, self.view(self.known(key)))

    def replace(self, key: str) -> Response:
        record = self.known(key)
        body = self.body()
        self.insist_free(body, record)
        self.put(record, body)
        return self.answer(200, self.view(record))

    def put(self, record: Record, body: Record) -> None:
        record.update(self.filled(body))

    def remove(self, key: str) -> Response:
        del self.records[self.known(key)["id"]]
        return Response(status=204)

    def known(self, key: str) -> Record:
        digits = key.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal()):
            raise Refused(400, "the id is no number")
        if int(key) not in self.records:
            raise Refused(404, "no such station")
        return self.records[int(key)]

    def body(self) -> Record:
        if request.mimetype != "application/json":
            raise Refused(422, "send application/json")
        try:
            body = json.loads(request.get_data())
        except (ValueError, RecursionError):
            raise Refused(422, "no JSON") from None
        if not self.judge_of_input.is_valid(body):
            raise Refused(422, "it breaks the schema")
        return body

    def insist_free(self, body: Record, own: Record | None) -> None:
        others = (each for each in self.records.values() if each is not own)
        if any(each["code"] == body["code"] for each in others):
            raise Refused(409, "the code is taken")

    def view(self, record: Record) -> Record:
        return dict(record)

    def now(self) -> str:
        return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def answer(self, status: int, value: Any) -> Response:
        return Response(json.dumps(value), status, content_type="application/json")

    def refusal(self, refused: Refused) -> Response:
        return self.answer(refused.status, {"message": refused.reason})

    def admit(self) -> Response | None:
        if request.path == "/__reset" or self.is_known(request.headers.get("Authorization", "")):
            return None
        response = self.answer(401, {"message": "no token"})
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    def is_known(self, authorization: str) -> bool:
        return authorization == f"Bearer {TOKEN}"

    def app(self) -> Flask:
        app = Flask(__name__, static_folder=None)
        app.logger.disabled = True
        item = "/api/stations/<key>"
        for path, name, act, method in (
            ("/api/stations", "index", lambda: self.index(), "GET"),
            ("/api/stations", "create", lambda: self.create(), "POST"),
            (item, "fetch", lambda key: self.fetch(key), "GET"),
            (item, "replace", lambda key: self.replace(key), "PUT"),
            (item, "remove", lambda key: self.remove(key), "DELETE"),
        ):
            app.add_url_rule(path, name, act, methods=[method])
        app.register_error_handler(Refused, self.refusal)
        app.register_error_handler(HTTPException, self._other)
        app.before_request(self.admit)
        return app

    def _other(self, error: HTTPException) -> Response:
        response = self.answer(error.code or 500, {"message": error.name})
        for name, value in error.get_response().headers:
            if name == "Allow":
                response.headers[name] = value
        return response


HONEST = {"stations-honest": Stations}


class PutMerges(Stations):
    def put(self, record: Record, body: Record) -> None:
        record.update(body)


class PagesOverlap(Stations):
    def cut(self, found: list[Record], number: int, size: int) -> list[Record]:
        start = max((number - 1) * size - 1, 0)
        return found[start : start + size]


class TotalOfPage(Stations):
    def index(self) -> Response:
        response = super().index()
        value = json.loads(response.get_data())
        return self.answer(200, {**value, "total": len(value["items"])})


class LimitIgnored(Stations):
    def cut(self, found: list[Record], number: int, size: int) -> list[Record]:
        return found if number == 1 else []


class FilterIgnored(Stations):
    def found(self, kind: str | None) -> list[Record]:
        return list(self.records.values())


class DeleteHides(Stations):
    """It is gone from the list alone."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: set[int] = set()

    def found(self, kind: str | None) -> list[Record]:
        return [each for each in super().found(kind) if each["id"] not in self.hidden]

    def remove(self, key: str) -> Response:
        self.hidden.add(self.known(key)["id"])
        return Response(status=204)


class DeleteAnything(Stations):
    def remove(self, key: str) -> Response:
        if int(key) in self.records:
            return super().remove(key)
        return Response(status=204)


class AnybodyMayRead(Stations):
    def admit(self) -> Response | None:
        return None if request.method == "GET" else super().admit()


class AnyToken(Stations):
    def is_known(self, authorization: str) -> bool:
        return authorization.startswith("Bearer ")


class LatitudeRounded(Stations):
    def filled(self, body: Record) -> Record:
        filled = super().filled(body)
        return {**filled, "latitude": round(filled["latitude"])}


class SensorsSorted(Stations):
    def filled(self, body: Record) -> Record:
        filled = super().filled(body)
        return {**filled, "sensors": sorted(set(filled["sensors"]))}


class KeysReused(Stations):
    def create(self) -> Response:
        self.last = max(self.records, default=0) - 1
        return super().create()


class CodeTakenOnPut(Stations):
    def insist_free(self, body: Record, own: Record | None) -> None:
        if own is None:
            super().insist_free(body, own)


class OwnCodeTaken(Stations):
    """What is replaced by itself is in its own way."""

    def insist_free(self, body: Record, own: Record | None) -> None:
        super().insist_free(body, None)


class VastPageCrashes(Stations):
    def number(self, name: str, default: int, most: int) -> int:
        if len(request.args.get(name, "")) > 18:
            raise Refused(500, "out of range")
        return super().number(name, default, most)


class TrueIsOne(Stations):
    """A flag is a number to some libraries."""

    def body(self) -> Record:
        sent = request.get_json(silent=True)
        if isinstance(sent, dict) and sent.get("altitude") is True:
            return {**sent, "altitude": 1}
        return super().body()


class TokenInAnyCase(Stations):
    def is_known(self, authorization: str) -> bool:
        return authorization.casefold() == f"Bearer {TOKEN}".casefold()


class CodesInSmallLetters(Stations):
    def body(self) -> Record:
        sent = request.get_json(silent=True)
        if isinstance(sent, dict) and str(sent.get("code")).islower():
            return sent
        return super().body()


class FractionsOfKeysFind(Stations):
    def known(self, key: str) -> Record:
        return super().known(key.partition(".")[0])


class SignlessKeys(Stations):
    def known(self, key: str) -> Record:
        return super().known(key.removeprefix("-"))


class Forbids(Stations):
    """Who does not tell who asks is answered 403, of which the document knows nothing."""

    def admit(self) -> Response | None:
        refused = super().admit()
        return None if refused is None else self.answer(403, {"message": "no token"})


LIES = {
    "stations-shape": {"latitude-rounded": LatitudeRounded},
    "stations-state": {
        "put-merges": PutMerges,
        "pages-overlap": PagesOverlap,
        "total-of-page": TotalOfPage,
        "limit-ignored": LimitIgnored,
        "filter-ignored": FilterIgnored,
        "delete-hides": DeleteHides,
        "delete-anything": DeleteAnything,
        "sensors-sorted": SensorsSorted,
        "keys-reused": KeysReused,
        "code-taken-on-put": CodeTakenOnPut,
        "own-code-taken": OwnCodeTaken,
        "fractions-of-keys-find": FractionsOfKeysFind,
        "signless-keys": SignlessKeys,
    },
    "stations-input": {"true-is-one": TrueIsOne, "codes-in-small-letters": CodesInSmallLetters},
    "stations-robustness": {"vast-page-crashes": VastPageCrashes},
    "stations-access": {
        "anybody-may-read": AnybodyMayRead,
        "any-token": AnyToken,
        "token-in-any-case": TokenInAnyCase,
        "forbids": Forbids,
    },
}
