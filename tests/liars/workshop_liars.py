"""Implementations of the workshop with one lie each, by family."""

# ruff: noqa: ARG002, I001

from __future__ import annotations

import json
from typing import Any

from flask import Response, request

from customers import Record, Refused
from workshop import TOKEN, Workshop

LIES: dict[str, dict[str, type[Workshop]]] = {}


def lie(family: str) -> Any:
    """Put a class under its family, by its name."""

    def put(liar: type[Workshop]) -> type[Workshop]:
        name = "".join(f"-{each.lower()}" if each.isupper() else each for each in liar.__name__)
        LIES.setdefault(f"workshop-{family}", {})[name.strip("-")] = liar
        return liar

    return put


# Conditions


@lie("condition")
class OddTagCrashes(Workshop):
    """It looks for the second quote."""

    def insist_meant(self, order: Record) -> None:
        sent = request.headers.get("If-Match", '""')
        if sent.count('"') < 2 and sent != "*":
            raise Refused(500, "there is no end of it")
        super().insist_meant(order)


@lie("condition")
class TagFrozen(Workshop):
    def tag(self, order: Record) -> str:
        return f'"{order["id"]}"'


@lie("condition")
class TagUnquoted(Workshop):
    def tag(self, order: Record) -> str:
        return super().tag(order).strip('"')


@lie("condition")
class TagOfBefore(Workshop):
    def change(self, key: str) -> Response:
        before = self.tag(self.known(key))
        response = super().change(key)
        response.headers["ETag"] = before
        return response


@lie("condition")
class TagEachTimeAnother(Workshop):
    count = 0

    def show(self, key: str) -> Response:
        response = super().show(key)
        self.count += 1
        response.headers["ETag"] = f'"{self.count}"'
        return response


@lie("condition")
class TagOfTitle(Workshop):
    def tag(self, order: Record) -> str:
        return super().tag({"title": order["title"]})


@lie("condition")
class NeverKnown(Workshop):
    def is_known(self, order: Record) -> bool:
        return False


@lie("condition")
class AlwaysKnown(Workshop):
    def is_known(self, order: Record) -> bool:
        return "If-None-Match" in request.headers


@lie("condition")
class AnyVersionChanges(Workshop):
    def insist_meant(self, order: Record) -> None:
        if request.method == "DELETE":
            super().insist_meant(order)


@lie("condition")
class AnyVersionIsDropped(Workshop):
    def insist_meant(self, order: Record) -> None:
        if request.method == "PATCH":
            super().insist_meant(order)


@lie("condition")
class NoVersionIsRight(Workshop):
    def insist_meant(self, order: Record) -> None:
        if "If-Match" in request.headers:
            raise Refused(412)


@lie("condition")
class StaleIs400(Workshop):
    def insist_meant(self, order: Record) -> None:
        try:
            super().insist_meant(order)
        except Refused:
            raise Refused(400) from None


@lie("condition")
class StaleChangesAllTheSame(Workshop):
    def change(self, key: str) -> Response:
        response = None
        try:
            response = super().change(key)
        except Refused as refused:
            if refused.status == 412:
                self.merge(self.known(key), self.body("OrderChange", request.mimetype))
            raise
        return response


# Actions and what there is one of


@lie("action")
class CancelIsNotKept(Workshop):
    def cancel(self, key: str) -> Response:
        order = self.known(key)
        before = dict(order)
        response = super().cancel(key)
        order.update(before)
        return response


@lie("action")
class CancelDoesNothing(Workshop):
    def cancel(self, key: str) -> Response:
        order = self.known(key)
        return self.answer(200, self.view(order), ETag=self.tag(order))


@lie("action")
class CancelTwice(Workshop):
    def insist_open(self, order: Record) -> None:
        pass


@lie("action")
class CancelsAll(Workshop):
    def cancel(self, key: str) -> Response:
        response = super().cancel(key)
        for each in self.orders.values():
            each["state"] = "cancelled"
        return response


@lie("action")
class CancelAnswersWithAnother(Workshop):
    def cancel(self, key: str) -> Response:
        super().cancel(key)
        return self.answer(200, self.view(next(iter(self.orders.values()))), ETag='"1"')


@lie("action")
class CancelOfNobody(Workshop):
    def cancel(self, key: str) -> Response:
        if key in self.orders:
            return super().cancel(key)
        made = self.made({"title": "?", "total": 0, "customer": "?"})
        return self.answer(200, {**made, "id": key, "state": "cancelled"}, ETag='"1"')


@lie("action")
class ChangeReopens(Workshop):
    def merge(self, order: Record, body: Record) -> None:
        super().merge(order, body)
        order["state"] = "open"


@lie("single")
class SettingsNotKept(Workshop):
    def settings_replace(self) -> Response:
        before = self.settings
        response = super().settings_replace()
        self.settings = before
        return response


@lie("single")
class SettingsMerged(Workshop):
    def settings_replace(self) -> Response:
        before = self.settings
        super().settings_replace()
        self.settings = {**before, **request.get_json()}
        return self.answer(200, self.settings)


@lie("single")
class SettingsUnjudged(Workshop):
    def settings_replace(self) -> Response:
        body = request.get_json(silent=True)
        if isinstance(body, dict) and body.get("language") not in ("en", "sw", "fr"):
            return self.answer(200, self.settings)
        return super().settings_replace()


@lie("single")
class NewsAlwaysOff(Workshop):
    def settings_show(self) -> Response:
        return self.answer(200, {**self.settings, "news": False})


# Lists


@lie("list")
class DefaultOrderRises(Workshop):
    def wish(self) -> str:
        return super().wish() if "sort" in request.args else "placed_at"


@lie("list")
class TotalSortedAsText(Workshop):
    def sorted(self, orders: list[Record]) -> list[Record]:
        wish = self.wish()
        if "total" not in wish:
            return super().sorted(orders)
        return sorted(orders, key=lambda each: str(each["total"]), reverse=wish.startswith("-"))


@lie("list")
class SignIgnored(Workshop):
    def wish(self) -> str:
        return super().wish().lstrip("-")


@lie("list")
class PageSorted(Workshop):
    """Only what is on a page is sorted."""

    def sorted(self, orders: list[Record]) -> list[Record]:
        return list(orders)

    def cut(self, found: list[Record], page: int, size: int) -> list[Record]:
        return super().sorted(super().cut(found, page, size))


@lie("list")
class FiveAtMost(Workshop):
    def cut(self, found: list[Record], page: int, size: int) -> list[Record]:
        start = (page - 1) * size
        return found[start : start + min(size, 5)]


@lie("list")
class CountOfPage(Workshop):
    def total(self, found: list[Record], items: list[Record]) -> int:
        return len(items)


@lie("list")
class CountOfAll(Workshop):
    def total(self, found: list[Record], items: list[Record]) -> int:
        return len(self.orders)


@lie("list")
class MoreAtTheEnd(Workshop):
    def has_more(self, found: list[Record], page: int, size: int) -> bool:
        return page * size <= len(found)


@lie("list")
class MoreNever(Workshop):
    def has_more(self, found: list[Record], page: int, size: int) -> bool:
        return False


@lie("list")
class LastPageForEver(Workshop):
    def cut(self, found: list[Record], page: int, size: int) -> list[Record]:
        return super().cut(found, min(page, max(1, -(-len(found) // size))), size)


@lie("list")
class PageOneForEver(Workshop):
    def answer(self, status: int, value: Any, **headers: str) -> Response:
        if isinstance(value, dict) and "per_page" in value:
            value = {**value, "page": 1}
        return super().answer(status, value, **headers)


@lie("list")
class SizeOfDefault(Workshop):
    def answer(self, status: int, value: Any, **headers: str) -> Response:
        if isinstance(value, dict) and "per_page" in value:
            value = {**value, "per_page": 10}
        return super().answer(status, value, **headers)


@lie("list")
class LastStateAlone(Workshop):
    def passes(self, order: Record) -> bool:
        states = request.args.getlist("state")
        return super().passes(order) and (not states or order["state"] == states[-1])


@lie("list")
class CustomerBegins(Workshop):
    def passes(self, order: Record) -> bool:
        wanted = request.args.get("customer")
        if wanted is None:
            return super().passes(order)
        return order["customer"].startswith(wanted)


@lie("list")
class SearchFindsAll(Workshop):
    def passes(self, order: Record) -> bool:
        return super().passes(order) if not request.args.get("q") else True


@lie("list")
class CancelledHidden(Workshop):
    def passes(self, order: Record) -> bool:
        states = request.args.getlist("state")
        return super().passes(order) and (bool(states) or len(order["title"]) < 50)


# Merging


@lie("merge")
class NotesReplaced(Workshop):
    def merge(self, order: Record, body: Record) -> None:
        super().merge(order, body)
        if "notes" in body:
            order["notes"] = self.merged({}, body["notes"])


@lie("merge")
class NullKept(Workshop):
    def merged(self, old: Any, new: Any) -> Any:
        known = old if isinstance(old, dict) else {}
        return {**known, **new} if isinstance(new, dict) else new


@lie("merge")
class InnerReplaced(Workshop):
    def merged(self, old: Any, new: Any) -> Any:
        if not isinstance(new, dict):
            return new
        known = {**(old if isinstance(old, dict) else {}), **new}
        return {name: value for name, value in known.items() if value is not None}


@lie("merge")
class NullIgnored(Workshop):
    def merged(self, old: Any, new: Any) -> Any:
        if not isinstance(new, dict):
            return new
        kept = {name: value for name, value in new.items() if value is not None}
        return super().merged(old, kept)


# Credentials


@lie("access")
class AnyScheme(Workshop):
    def admit(self) -> Response | None:
        given = request.headers.get("Authorization", "").partition(" ")[2]
        return None if given == TOKEN else super().admit()


@lie("access")
class EmptyToken(Workshop):
    def admit(self) -> Response | None:
        return None if request.headers.get("Authorization") == "Bearer" else super().admit()


@lie("access")
class BeginningOfToken(Workshop):
    def admit(self) -> Response | None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return None if len(given) > 4 and TOKEN.startswith(given) else super().admit()


@lie("access")
class DoneThenRefused(Workshop):
    def admit(self) -> Response | None:
        refused = super().admit()
        if refused is not None and request.method == "POST" and request.path == "/orders":
            self.place()
        return refused


@lie("access")
class CancelIsFree(Workshop):
    def admit(self) -> Response | None:
        return None if request.path.endswith("/cancel") else super().admit()


# The wire


@lie("wire")
class HeadOfNobody(Workshop):
    def look(self, key: str) -> Response:
        return self.answer(200, {}, ETag='"1"')


@lie("wire")
class HeadWithoutTag(Workshop):
    def look(self, key: str) -> Response:
        response = super().look(key)
        response.headers["ETag"] = '"head"'
        return response


@lie("wire")
class SaysPacked(Workshop):
    def finish(self, response: Response) -> Response:
        if request.method == "GET" and request.path.startswith("/orders/"):
            response.headers["Content-Encoding"] = "gzip"
        return response


@lie("wire")
class LocationOfFirst(Workshop):
    def location(self, order: Record) -> str:
        return f"/orders/{next(iter(self.orders))}"


@lie("wire")
class AcceptCrashes(Workshop):
    def finish(self, response: Response) -> Response:
        if "json" not in request.headers.get("Accept", "*/*").replace("*/*", "json"):
            response.status_code = 500
        return response


# Below others


@lie("kin")
class LineOfAnyOrder(Workshop):
    def line_known(self, key: str, number: str) -> Record:
        line = self.lines.get(int(number) if number.isdecimal() else 0)
        return super().line_known(line["order_id"] if line else key, number)


@lie("kin")
class LinesOfAll(Workshop):
    def line_index(self, key: str) -> Response:
        self.known(key)
        return self.answer(200, list(self.lines.values()))


@lie("kin")
class LinesOfNobody(Workshop):
    def line_index(self, key: str) -> Response:
        return super().line_index(key) if key in self.orders else self.answer(200, [])


@lie("kin")
class LineForNobody(Workshop):
    def line_add(self, key: str) -> Response:
        if key in self.orders:
            return super().line_add(key)
        return self.answer(201, {"id": 999, "order_id": key, **self.body("LineInput")})


@lie("kin")
class LinesOutlive(Workshop):
    def drop(self, key: str) -> Response:
        kept = dict(self.lines)
        response = super().drop(key)
        self.lines = kept
        return response

    def line_known(self, key: str, number: str) -> Record:
        line = self.lines.get(int(number) if number.isdecimal() else 0)
        if line is not None and line["order_id"] == key:
            return line
        return super().line_known(key, number)


@lie("kin")
class LineMovesToFirst(Workshop):
    def line_replace(self, key: str, number: str) -> Response:
        super().line_replace(key, number)
        line = self.line_known(key, number)
        line["order_id"] = next(iter(self.orders))
        return self.answer(200, {**line, "order_id": key})


# Time, keys, many at once


@lie("time")
class PlacedMoves(Workshop):
    def change(self, key: str) -> Response:
        self.known(key)["placed_at"] = self.now()
        return super().change(key)


@lie("time")
class ChangedBeforePlaced(Workshop):
    def made(self, body: Record) -> Record:
        return {**super().made(body), "changed_at": "2020-01-01T00:00:00Z"}


@lie("time")
class ChangedFrozen(Workshop):
    def view(self, record: Record) -> Record:
        return {**record, "changed_at": record.get("placed_at", "")}


@lie("key")
class KeyOfTheDead(Workshop):
    def __init__(self) -> None:
        super().__init__()
        self.free: list[str] = []

    def drop(self, key: str) -> Response:
        response = super().drop(key)
        self.free.append(key)
        return response

    def new_id(self) -> str:
        return self.free.pop() if self.free else super().new_id()


@lie("key")
class DropTakesNeighbour(Workshop):
    def drop(self, key: str) -> Response:
        keys = list(self.orders)
        behind = keys[keys.index(key) + 1 :] if key in keys else []
        response = super().drop(key)
        for each in behind[:1]:
            del self.orders[each]
        return response


@lie("key")
class DropTwice(Workshop):
    def drop(self, key: str) -> Response:
        return super().drop(key) if key in self.orders else Response(status=204)


@lie("key")
class RepeatedTwice(Workshop):
    def repeated(self, response: Response) -> Response:
        return self.placed(self.made(request.get_json()))


@lie("key")
class AnyKeyIsKnown(Workshop):
    def place(self) -> Response:
        if "Idempotency-Key" in request.headers and self.answered:
            body = self.body("OrderInput")
            del body
            return self.repeated(next(iter(self.answered.values()))[1])
        return super().place()


@lie("key")
class LostAtOnce(Workshop):
    """Who writes last has overwritten what came in meanwhile."""

    def locked(self, step: Any) -> Any:
        return step

    def placed(self, order: Record) -> Response:
        from time import sleep

        known = dict(self.orders)
        sleep(0.02)
        self.orders = {**known, order["id"]: order}
        return self.answer(
            201, self.view(order), Location=self.location(order), ETag=self.tag(order)
        )


@lie("input")
class EscapedTitles(Workshop):
    def view(self, record: Record) -> Record:
        text = json.dumps(record).replace("&", "&amp;")
        return dict(json.loads(text))


@lie("input")
class HalfTotals(Workshop):
    def made(self, body: Record) -> Record:
        return {**super().made(body), "total": int(body["total"])}


@lie("deed")
class CancelNever(Workshop):
    def cancel(self, key: str) -> Response:
        self.known(key)
        raise Refused(409, "it is cancelled already")


@lie("deed")
class CancelledUnfound(Workshop):
    """What is cancelled is found by no state."""

    def passes(self, order: Record) -> bool:
        asked = request.args.getlist("state")
        return super().passes(order) and not (asked and order["state"] == "cancelled")


@lie("key")
class OrderInAnyCase(Workshop):
    def known(self, key: str) -> Record:
        return super().known(key.lower())


@lie("list")
class QuoteCrashes(Workshop):
    def found(self) -> list[Record]:
        if "'" in request.args.get("customer", ""):
            raise Refused(500, "the statement does not end")
        return super().found()


@lie("line")
class OldLinesMixedUp(Workshop):
    """Of the lines that were there before one is answered for the other."""

    def line_show(self, key: str, number: str) -> Response:
        line = self.line_known(key, number)
        shown = {**line, "id": 3 - line["id"]} if line["id"] < 3 else line
        return self.answer(200, shown)
