"""A fifth API: what is deleted is kept aside, units below buildings, repairs below those."""

# ruff: noqa: I001, PLW0108

from __future__ import annotations

import copy
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Response, request

from customers import Record, Refused, read, validator
from workshop import TOKEN, Workshop

HERE = Path(__file__).resolve().parent
DOCUMENT, FIXTURES = HERE / "estate.yaml", HERE / "estate_fixtures"
_SPEC = read(DOCUMENT)
_BUILDINGS = read(FIXTURES / "buildings.yaml")["records"]
_PAYMENTS = read(FIXTURES / "payments.yaml")["records"]
_JSON, _MERGE = "application/json", "application/merge-patch+json"
_SENT = ("Building", "Unit", "Repair", "Payment")

__all__ = ["DOCUMENT", "FIXTURES", "HONEST", "TOKEN", "Estate"]


class Estate(Workshop):
    """An honest implementation; a liar overrides one of its steps."""

    judges = {  # noqa: RUF012
        name: validator(_SPEC, name)
        for name in (*(f"{each}Input" for each in _SENT), "BuildingChange", "UnitChange")
    }

    def __init__(self) -> None:
        self.kept: dict[str, tuple[Any, Response]] = {}
        super().__init__()

    def reset(self) -> None:
        self.buildings = {each["id"]: copy.deepcopy(each) for each in _BUILDINGS}
        self.payments = {each["id"]: copy.deepcopy(each) for each in _PAYMENTS}
        self.units: dict[int, Record] = {}
        self.repairs: dict[int, Record] = {}

    # Buildings

    def index(self) -> Response:
        size, start = self.number("limit", 100, 100), self.count("offset")
        found = [each for each in self.buildings.values() if self.is_shown(each)]
        return self.answer(200, [self.view(each) for each in found[start : start + size]])

    def count(self, name: str) -> int:
        text = request.args.get(name, "0")
        if not (text.isascii() and text.isdecimal()):
            raise Refused(400, f"{name} is no number")
        return int(text)

    def is_shown(self, building: Record) -> bool:
        return building["deleted_at"] is None or self.wants_deleted()

    def wants_deleted(self) -> bool:
        text = request.args.get("include_deleted", "false")
        if text not in ("true", "false"):
            raise Refused(400, "true or false")
        return text == "true"

    def place(self) -> Response:
        body, key = self.body("BuildingInput"), request.headers.get("Idempotency-Key")
        known = self.kept.get(key) if key else None
        if known:
            return self.known_again(known, body)
        fixed = {"id": f"b-{secrets.token_hex(6)}", "added_at": self.now(), "deleted_at": None}
        building = {**fixed, "plan": {}, **self.named(body, "name", "opened", "rooms", "plan")}
        self.buildings[building["id"]] = self.stored(building)
        response = self.answer(201, self.view(building))
        if key:
            self.kept[key] = (body, response)
        return response

    def known_again(self, known: tuple[Any, Response], body: Any) -> Response:
        if known[0] != body:
            raise Refused(422, "the key came before with another body")
        return self.repeated(known[1])

    def named(self, body: Record, *names: str) -> Record:
        return {name: body[name] for name in names if name in body}

    def stored(self, building: Record) -> Record:
        return building

    def show(self, key: str) -> Response:
        return self.answer(200, self.view(self.known(key)))

    def change(self, key: str) -> Response:
        building, body = self.known(key), self.body("BuildingChange", _MERGE)
        building.update(self.stored(self.named(body, "name", "opened", "rooms")))
        if "plan" in body:
            building.update(self.stored({"plan": self.merged(building["plan"], body["plan"])}))
        return self.answer(200, self.view(building))

    def drop(self, key: str) -> Response:
        self.known(key)["deleted_at"] = self.now()
        return Response(status=204)

    def known(self, key: str) -> Record:
        building = self.buildings.get(key)
        if building is None or building["deleted_at"]:
            raise Refused(404, "no such building")
        return building

    # Units and repairs

    def unit_index(self, key: str) -> Response:
        return self.answer(200, [self.told(each) for each in self.units_of(self.above(key))])

    def above(self, key: str) -> str:
        return str(self.known(key)["id"])

    def units_of(self, key: str) -> list[Record]:
        return [each for each in self.units.values() if each["building"] == key]

    def told(self, record: Record) -> Record:
        return {name: each for name, each in record.items() if name not in ("building", "unit")}

    def unit_add(self, key: str) -> Response:
        key, body = self.above(key), self.body("UnitInput")
        self.insist_free(key, body, None)
        self.last += 1
        unit = {"id": self.last, "building": key, **self.named(body, "label", "meter", "size")}
        self.units[self.last] = unit
        return self.answer(201, self.told(unit))

    def insist_free(self, key: str, body: Record, own: int | None) -> None:
        others = [each for each in self.units.values() if each["id"] != own]
        if any(each["meter"] == body.get("meter") for each in self.rivals(key, others)):
            raise Refused(409, "the meter is taken")
        if any(each["label"] == body.get("label") for each in self.neighbours(key, others)):
            raise Refused(409, "the label is taken")

    def rivals(self, key: str, others: list[Record]) -> list[Record]:  # noqa: ARG002
        return others

    def neighbours(self, key: str, others: list[Record]) -> list[Record]:
        return [each for each in others if each["building"] == key]

    def unit_known(self, key: str, number: str) -> Record:
        key, unit = self.above(key), self.units.get(self.whole(number))
        if unit is None or unit["building"] != key:
            raise Refused(404, "no such unit")
        return unit

    def whole(self, text: str) -> int:
        if not (text.isascii() and text.isdecimal() and int(text) > 0):
            raise Refused(400, "no number")
        return int(text)

    def unit_show(self, key: str, number: str) -> Response:
        return self.answer(200, self.told(self.unit_known(key, number)))

    def unit_change(self, key: str, number: str) -> Response:
        unit, body = self.unit_known(key, number), self.body("UnitChange")
        self.insist_free(key, body, unit["id"])
        unit.update(self.named(body, "label", "meter", "size"))
        return self.answer(200, self.told(unit))

    def repair_index(self, key: str, number: str) -> Response:
        unit = self.unit_known(key, number)
        found = [each for each in self.repairs.values() if each["unit"] == unit["id"]]
        return self.answer(200, [self.told(each) for each in found])

    def repair_add(self, key: str, number: str) -> Response:
        unit, body = self.unit_known(key, number), self.body("RepairInput")
        self.last += 1
        repair = {"id": self.last, "unit": unit["id"], **self.named(body, "what")}
        self.repairs[self.last] = repair
        return self.answer(201, self.told(repair))

    def repair_show(self, key: str, number: str, repair: str) -> Response:
        unit, found = self.unit_known(key, number), self.repairs.get(self.whole(repair))
        if found is None or found["unit"] != unit["id"]:
            raise Refused(404, "no such repair")
        return self.answer(200, self.told(found))

    # Payments

    def payment_index(self) -> Response:
        status = request.args.get("status")
        if status not in (None, "paid", "refunded"):
            raise Refused(400, "no such status")
        found = [each for each in self.payments.values() if status in (None, each["status"])]
        return self.answer(200, found)

    def pay(self) -> Response:
        body = self.body("PaymentInput")
        sent = self.named(body, "amount", "note", "tags", "priority")
        key = f"p-{secrets.token_hex(6)}"
        made = {"id": key, "priority": "normal", **sent, "status": "paid", "refunded_at": None}
        self.payments[key] = made
        return self.answer(201, made)

    def paid(self, key: str) -> Record:
        if key not in self.payments:
            raise Refused(404, "no such payment")
        return self.payments[key]

    def payment_show(self, key: str) -> Response:
        return self.answer(200, self.paid(key))

    def refund(self, key: str) -> Response:
        payment = self.paid(key)
        if payment["status"] == "refunded":
            raise Refused(409, "it was refunded already")
        payment.update(self.refunded(payment))
        return self.answer(200, self.receipt(payment))

    def refunded(self, payment: Record) -> Record:  # noqa: ARG002
        return {"status": "refunded", "refunded_at": self.now()}

    def receipt(self, payment: Record) -> Record:
        return payment

    # The server

    def body(self, schema: str, media_type: str = _JSON) -> Any:
        if not self.reads(request.mimetype, media_type):
            raise Refused(415, f"send {media_type}")
        return super().body(schema, request.mimetype)

    def reads(self, sent: str, media_type: str) -> bool:
        return sent == media_type

    def routes(self) -> dict[tuple[str, str], Callable[..., Response]]:
        building, payment = "/buildings/<key>", "/payments/<key>"
        units, unit = f"{building}/units", f"{building}/units/<number>"
        repairs = f"{unit}/repairs"
        return {
            ("GET", "/buildings"): lambda: self.index(),
            ("POST", "/buildings"): lambda: self.place(),
            ("GET", building): lambda key: self.show(key),
            ("PATCH", building): lambda key: self.change(key),
            ("DELETE", building): lambda key: self.drop(key),
            ("GET", units): lambda key: self.unit_index(key),
            ("POST", units): lambda key: self.unit_add(key),
            ("GET", unit): lambda key, number: self.unit_show(key, number),
            ("PATCH", unit): lambda key, number: self.unit_change(key, number),
            ("GET", repairs): lambda key, number: self.repair_index(key, number),
            ("POST", repairs): lambda key, number: self.repair_add(key, number),
            ("GET", f"{repairs}/<repair>"): lambda key, number, repair: self.repair_show(
                key, number, repair
            ),
            ("GET", "/payments"): lambda: self.payment_index(),
            ("POST", "/payments"): lambda: self.pay(),
            ("GET", payment): lambda key: self.payment_show(key),
            ("POST", f"{payment}/refund"): lambda key: self.refund(key),
        }


class BySuffix(Estate):
    """Honest: reads all that ends in +json as frameworks do; fields it does not know it refuses."""

    def reads(self, sent: str, media_type: str) -> bool:
        is_suffixed = media_type == _JSON and sent.endswith("+json")
        return is_suffixed or super().reads(sent, media_type)

    def body(self, schema: str, media_type: str = _JSON) -> Any:
        body = super().body(schema, media_type)
        known = _SPEC["components"]["schemas"][schema]["properties"]
        if not body.keys() <= known.keys():
            raise Refused(400, "an unknown field")
        return body


HONEST = {"estate-honest": Estate, "by-suffix": BySuffix}
