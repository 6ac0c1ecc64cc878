"""Implementations of the depot with one lie each, by family."""

# ruff: noqa: ARG002, I001

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, request

from customers import Record, Refused
from depot import KEY, Depot


class PutKeepsNote(Depot):
    def whole(self, body: Record, before: Record | None) -> Record:
        kept = {"note": before["note"]} if before and "note" in before else {}
        return {**kept, **super().whole(body, before)}


class PutAlways200(Depot):
    def put(self, key: str) -> Response:
        response = super().put(key)
        response.status_code = 200
        return response


class PutUnderOwnKey(Depot):
    def key(self, text: str) -> str:
        key = super().key(text)
        is_new = request.method == "PUT" and key not in self.articles
        return str(uuid.uuid4()) if is_new and not request.path.endswith("stock") else key


class PutUnlisted(Depot):
    def passes(self, article: Record, asked: Any) -> bool:
        return super().passes(article, asked) and article["id"].startswith("6f1c1a52")


class DeletedForGood(Depot):
    """What was deleted cannot be put again."""

    def __init__(self) -> None:
        super().__init__()
        self.gone: set[str] = set()

    def drop(self, key: str) -> Response:
        self.gone.add(self.key(key))
        return super().drop(key)

    def put(self, key: str) -> Response:
        if key.lower() in self.gone:
            raise Refused(409, "it was deleted")
        return super().put(key)


class ZeroIsNothing(Depot):
    def kept(self, sent: Record) -> Record:
        return {name: value for name, value in sent.items() if value or name == "note"}


class CodeTakenByListed(Depot):
    """The code of a retired article is free."""

    def insist_free(self, code: str, key: str) -> None:
        alike = (each for each in self.articles.values() if each["code"] == code)
        if any(each["id"] != key and each["state"] != "retired" for each in alike):
            raise Refused(409)


class ChangedFrozen(Depot):
    def touched(self, record: Record, before: Record | None) -> Record:
        touched = super().touched(record, before)
        return {**touched, "changed": before["changed"]} if before else touched


class WeightUnbounded(Depot):
    def is_light(self, article: Record, most: float | None) -> bool:
        return True


class PagesSkip(Depot):
    def cursor(self, number: int) -> str:
        return super().cursor(number + 1)


class CursorForgetsFilter(Depot):
    def choice(self, name: str, *values: str) -> str | None:
        found = super().choice(name, *values)
        return None if name == "kind" and "cursor" in request.args else found


class LimitIsMore(Depot):
    def cut(self, found: list[Record], start: int, size: int) -> list[Record]:
        return found[start : start + size + 1]


class FewerByDefault(Depot):
    """The document says twenty."""

    def cut(self, found: list[Record], start: int, size: int) -> list[Record]:
        return super().cut(found, start, size if "limit" in request.args else 3)


class CodeInAnyCase(Depot):
    def body(self, schema: str) -> Any:
        sent = request.get_json(silent=True)
        if isinstance(sent, dict) and isinstance(sent.get("code"), str):
            sent["code"] = sent["code"].upper()
            return sent if self.judges[schema].is_valid(sent) else super().body(schema)
        return super().body(schema)


class CursorCrashes(Depot):
    def mark(self) -> int:
        return int(bytes.fromhex(request.args.get("cursor", "30")))


class AnybodyMayRead(Depot):
    def admit(self) -> Response | None:
        return None if request.method == "GET" else super().admit()


class KeyBeginningTaken(Depot):
    def admit(self) -> Response | None:
        told = request.headers.get("X-Api-Key", "")
        return None if told.startswith(KEY[:6]) else super().admit()


class RightKeyTold(Depot):
    def admit(self) -> Response | None:
        refused = super().admit()
        return refused and self.answer(401, {"error": f"the key is not {KEY}"})


class CodeBegins(Depot):
    def is_coded(self, article: Record, code: str | None) -> bool:
        return code is None or article["code"].startswith(code[:-1])


class LocationWithoutBase(Depot):
    def where(self, number: int) -> str:
        return super().where(number).removeprefix("/depot")


class StockOfNothing(Depot):
    """A stock is told of articles that are not there."""

    def stock(self, key: str) -> Response:
        return self.answer(200, self.stocks.get(key, {"quantity": 0}))


class LastPageIsLost(Depot):
    """Records on a page that is not full are left out."""

    def cut(self, found: list[Record], start: int, size: int) -> list[Record]:
        page = super().cut(found, start, size)
        return page if not start or len(page) == size else []


class EmptyChangeTaken(Depot):
    """No field at all is no change, and none of the wrong ones."""

    def change(self, key: str) -> Response:
        if request.get_data() == b"{}":
            return self.fetch(key)
        return super().change(key)


LIES = {
    "depot-state": {
        "put-keeps-note": PutKeepsNote,
        "put-always-200": PutAlways200,
        "put-under-own-key": PutUnderOwnKey,
        "put-unlisted": PutUnlisted,
        "code-begins": CodeBegins,
        "location-without-base": LocationWithoutBase,
        "deleted-for-good": DeletedForGood,
        "zero-is-nothing": ZeroIsNothing,
        "code-taken-by-listed": CodeTakenByListed,
        "changed-frozen": ChangedFrozen,
        "weight-unbounded": WeightUnbounded,
        "pages-skip": PagesSkip,
        "cursor-forgets-filter": CursorForgetsFilter,
        "limit-is-more": LimitIsMore,
        "fewer-by-default": FewerByDefault,
        "stock-of-nothing": StockOfNothing,
        "last-page-is-lost": LastPageIsLost,
    },
    "depot-input": {"code-in-any-case": CodeInAnyCase, "empty-change-taken": EmptyChangeTaken},
    "depot-robustness": {"cursor-crashes": CursorCrashes},
    "depot-access": {
        "anybody-may-read": AnybodyMayRead,
        "key-beginning-taken": KeyBeginningTaken,
        "right-key-told": RightKeyTold,
    },
}
