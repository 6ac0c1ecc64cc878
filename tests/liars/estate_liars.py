"""Implementations of the estate with one lie each, by family."""

# ruff: noqa: I001

from __future__ import annotations

from typing import Any

from flask import Response, request

from customers import Record, Refused
from estate import _JSON, _MERGE, Estate

LIES: dict[str, dict[str, type[Estate]]] = {}


def lie(family: str) -> Any:
    """Put a class under its family, by its name."""

    def put(liar: type[Estate]) -> type[Estate]:
        name = "".join(f"-{c.lower()}" if c.isupper() else c for c in liar.__name__)
        LIES.setdefault(f"estate-{family}", {})[name.lstrip("-")] = liar
        return liar

    return put


# Media types


@lie("input")
class PlainJsonIsMerged(Estate):
    def reads(self, sent: str, media_type: str) -> bool:
        return super().reads(sent, media_type) or sent == _JSON


@lie("input")
class MergePatchIsReplaced(Estate):
    def reads(self, sent: str, media_type: str) -> bool:
        return super().reads(sent, media_type) or sent == _MERGE


# Keys of requests


@lie("state")
class KeyForgetsBody(Estate):
    def known_again(self, known: tuple[Any, Response], body: Any) -> Response:  # noqa: ARG002
        return self.repeated(known[1])


@lie("state")
class KeyOfEachBody(Estate):
    """Another body is another request to it, whatever its key."""

    def known_again(self, known: tuple[Any, Response], body: Any) -> Response:
        if known[0] == body:
            return self.repeated(known[1])
        self.kept.clear()
        return self.place()


# What was deleted


@lie("lists")
class DeletedNeverIncluded(Estate):
    def wants_deleted(self) -> bool:
        super().wants_deleted()
        return False


@lie("lists")
class DeletedAlwaysIncluded(Estate):
    def wants_deleted(self) -> bool:
        super().wants_deleted()
        return True


@lie("lists")
class DeletedAtNoTime(Estate):
    def view(self, record: Record) -> Record:
        return {**record, "deleted_at": None}


@lie("below")
class UnitsOutliveBuilding(Estate):
    def above(self, key: str) -> str:
        if key not in self.buildings:
            raise Refused(404, "no such building")
        return key


@lie("below")
class RepairsOutliveBuilding(Estate):
    """Only what lies in the building itself goes with it."""

    def repair_show(self, key: str, number: str, repair: str) -> Response:
        if key in self.buildings and self.buildings[key]["deleted_at"]:
            found = self.repairs.get(self.whole(repair))
            if found and found["unit"] == self.whole(number):
                return self.answer(200, self.told(found))
        return super().repair_show(key, number, repair)


# Values that no two may share


@lie("unique")
class LabelOnceEverywhere(Estate):
    def neighbours(self, key: str, others: list[Record]) -> list[Record]:  # noqa: ARG002
        return others


@lie("unique")
class MeterOncePerBuilding(Estate):
    def rivals(self, key: str, others: list[Record]) -> list[Record]:
        return self.neighbours(key, others)


@lie("below")
class RepairsOfAnyBuilding(Estate):
    def repair_show(self, key: str, number: str, repair: str) -> Response:
        self.above(key)
        found = self.repairs.get(self.whole(repair))
        if found is None or found["unit"] != self.whole(number):
            raise Refused(404, "no such repair")
        return self.answer(200, self.told(found))


# Actions


@lie("deed")
class RefundTellsNoNote(Estate):
    def receipt(self, payment: Record) -> Record:
        return {name: each for name, each in payment.items() if name != "note"}


@lie("deed")
class RefundClearsTags(Estate):
    def refunded(self, payment: Record) -> Record:
        return {**super().refunded(payment), "tags": []}


@lie("deed")
class RefundResetsPriority(Estate):
    def refunded(self, payment: Record) -> Record:
        return {**super().refunded(payment), "priority": "normal"}


@lie("deed")
class RefundDropsNote(Estate):
    def refunded(self, payment: Record) -> Record:
        payment.pop("note", None)
        return super().refunded(payment)


# Values


@lie("values")
class NoteIsCutAlone(Estate):
    """Where one is asked for; in the list it is whole."""

    def payment_show(self, key: str) -> Response:
        payment = self.paid(key)
        cut = {"note": payment["note"][:40]} if "note" in payment else {}
        return self.answer(200, {**payment, **cut})


@lie("values")
class ListsAreJoined(Estate):
    def merged(self, old: Any, new: Any) -> Any:
        if isinstance(old, list) and isinstance(new, list):
            return [*old, *new]
        return super().merged(old, new)


@lie("values")
class UnitAddedWithoutWord(Estate):
    def unit_add(self, key: str) -> Response:
        super().unit_add(key)
        return Response(status=201)


@lie("values")
class MidnightIsDay(Estate):
    def stored(self, building: Record) -> Record:
        text = building.get("opened", "")
        if "T00:00:00" in text:
            return {**building, "opened": text.replace("T00:00:00", "T12:00:00")}
        return building


@lie("values")
class OffsetsAreDropped(Estate):
    def stored(self, building: Record) -> Record:
        text = building.get("opened", "")
        return {**building, "opened": f"{text[:19]}Z"} if text else building


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_without_nulls(each) for each in value if each is not None]
    return value


@lie("values")
class RoomsWithoutNull(Estate):
    def stored(self, building: Record) -> Record:
        if "rooms" not in building:
            return building
        return {**building, "rooms": _without_nulls(building["rooms"])}


@lie("values")
class PlanWithoutNull(Estate):
    def stored(self, building: Record) -> Record:
        if "plan" not in building or request.method == "PATCH":
            return building
        plan = building["plan"].items()
        return {**building, "plan": {name: each for name, each in plan if each is not None}}


@lie("values")
class PlanListsWithoutNull(Estate):
    def stored(self, building: Record) -> Record:
        if "plan" not in building:
            return building
        return {**building, "plan": _within_lists(building["plan"])}


def _within_lists(value: Any) -> Any:
    if isinstance(value, list):
        return _without_nulls(value)
    if isinstance(value, dict):
        return {name: _within_lists(each) for name, each in value.items()}
    return value
