"""Implementations of the Customers API that lie at an edge only: what is nearly right, or aside."""

# ruff: noqa: ARG002, I001

from __future__ import annotations

import json
import re
import struct
import time
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Response, abort, request

from customers import PATH, Customers, Record, Refused


class StatusInAnyCase(Customers):
    def judge(self, schema: str, body: Any) -> None:
        if isinstance(body, dict) and isinstance(body.get("status"), str):
            body["status"] = body["status"].lower()
        super().judge(schema, body)


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


class SubdomainsRefused(Customers):
    def judge(self, schema: str, body: Any) -> None:
        super().judge(schema, body)
        if body.get("email", "").rpartition("@")[2].count(".") > 1:
            raise Refused(400)


class MomentsOfAZone(Customers):
    """Those of its own zone, told as if they were of UTC."""

    def now(self) -> str:
        there = datetime.now(UTC) + timedelta(hours=3)
        return there.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class FixturesNotTaken(Customers):
    """What was there before it started is in no index."""

    def reset(self) -> None:
        super().reset()
        self.old = frozenset(self.records)

    def insist_free(self, body: Record) -> None:
        made = [each for key, each in self.records.items() if key not in self.old]
        if any(each["email"] == body["email"] for each in made):
            raise Refused(409)


class TwiceIsOnce(Customers):
    def store(self, record: Record) -> None:
        super().store({**record, "custom_data": self.once(record["custom_data"])})

    def once(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self.once(each) for name, each in value.items()}
        if isinstance(value, list):
            return list({json.dumps(each): self.once(each) for each in value}.values())
        return value


class NamesakesNotListed(Customers):
    def listed(self) -> list[Record]:
        return list({each["name"]: each for each in super().listed()}.values())


class FirstStatusListed(Customers):
    """The list keeps the status in which it showed a record first."""

    def reset(self) -> None:
        super().reset()
        self.first: dict[str, str] = {}

    def listed(self) -> list[Record]:
        found = super().listed()
        return [
            {**each, "status": self.first.setdefault(each["id"], each["status"])} for each in found
        ]


class CreationListedAnew(Customers):
    def listed(self) -> list[Record]:
        return [{**each, "created_at": self.now()} for each in super().listed()]


class OldestPushedOut(Customers):
    def store(self, record: Record) -> None:
        super().store(record)
        while len(self.records) > 20:
            self.records.pop(next(iter(self.records)))


class FiftyListed(Customers):
    """A page by habit of a list that is said to be whole."""

    def listed(self) -> list[Record]:
        return super().listed()[:50]


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


class ChangedEmailIsFree(Customers):
    """An email that a customer was changed to is given to another as well."""

    def __init__(self) -> None:
        self.changed: set[Any] = set()
        super().__init__()

    def insist_free(self, body: Record) -> None:
        if body["email"] not in self.changed:
            super().insist_free(body)

    def change(self, record: Record, body: Record) -> None:
        super().change(record, body)
        self.changed.add(record["email"])


class ChangedNextMonth(Customers):
    def touched(self, record: Record) -> str:
        there = datetime.now(UTC) + timedelta(days=30)
        return there.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class FirstOfManyTaken(Customers):
    """A list with one customer is taken for the customer."""

    def parsed(self, data: bytes) -> Any:
        value = super().parsed(data)
        return value[0] if isinstance(value, list) and value else value


class KeysGoRound(Customers):
    def __init__(self) -> None:
        self.next = 0
        super().__init__()

    def new_id(self) -> str:
        self.next = (self.next + 1) % 5
        return f"cus_{'ab' * 10}{self.next}"


class QueryInField(Customers):
    def finish(self, response: Response) -> Response:
        response.headers["X-Debug"] = "SELECT * FROM customers WHERE deleted = 0"
        return response


class FractionsCutOff(Customers):
    """Money has two decimals, and so has everything."""

    def parsed(self, data: bytes) -> Any:
        try:
            return json.loads(data, parse_float=lambda text: round(float(text), 2))
        except ValueError:
            return super().parsed(data)


class PlacesFind(Customers):
    """The place in the list is a key as well."""

    def known(self, key: str) -> Record:
        records = list(self.records.values())
        place = int(key) if re.fullmatch("[0-9]{1,9}", key) else len(records)
        return records[place] if place < len(records) else super().known(key)


class HeadCrashes(Customers):
    def before(self) -> None:
        if request.method == "HEAD":
            abort(500)


class XmlCrashes(Customers):
    def before(self) -> None:
        if "xml" in request.headers.get("Accept", ""):
            abort(500)


class LooksThenLeaps(Customers):
    """Whether an email is free is asked before it is taken, and others ask meanwhile."""

    def reset(self) -> None:
        super().reset()
        self.alone = nullcontext()

    def insist_free(self, body: Record) -> None:
        super().insist_free(body)
        time.sleep(0.05)


class LastChangesToo(Customers):
    """The phone of the customer that was created last follows each change of another's."""

    last = ""

    def store(self, record: Record) -> None:
        super().store(record)
        self.last = record["id"]

    def change(self, record: Record, body: Record) -> None:
        super().change(record, body)
        if "phone" in body and self.last in self.records:
            self.records[self.last]["phone"] = body["phone"]


class CountriesOfThree(Customers):
    """TZA is as good as TZ, it thinks."""

    def judge(self, schema: str, body: Any) -> None:
        address = body.get("address") if isinstance(body, dict) else None
        if isinstance(address, dict) and re.fullmatch("[A-Z]{3}", str(address.get("country"))):
            body = {**body, "address": {**address, "country": "TZ"}}
        super().judge(schema, body)


class TailIgnored(Customers):
    """Reads the first value that comes, and no further."""

    def parsed(self, data: bytes) -> Any:
        try:
            return json.JSONDecoder().raw_decode(data.decode())[0]
        except ValueError:
            return super().parsed(data)


class EmailsMeetInCase(Customers):
    """The index of the database knows no case, the code before it does."""

    def insist_free(self, body: Record) -> None:
        super().insist_free(body)
        if body["email"].casefold() in {str(e["email"]).casefold() for e in self.records.values()}:
            abort(500)


class SeedsStay(Customers):
    """What was there from the start is read from a file, and changes are told and forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self.seeds = frozenset(self.records)

    def update(self, key: str) -> Response:
        record, body = self.known(key), self.body("Update")
        if key in self.seeds:
            record = dict(record)
        self.change(record, body)
        return self.answer(200, self.view(record))


class ListsWithMark(Customers):
    def index(self) -> Response:
        response = super().index()
        response.set_data(b"\xef\xbb\xbf" + response.get_data())
        return response


class PutIsTaken(Customers):
    """A method that the path does not declare changes records all the same."""

    def route(self, app: Flask) -> None:
        super().route(app)
        app.add_url_rule(f"{PATH}/<key>", "put", self.update, methods=["PUT"])


class NothingIsNew(Customers):
    """Whatever the client says it knows, it knows it."""

    def fetch(self, key: str) -> Response:
        response = super().fetch(key)
        return Response(status=304) if "If-None-Match" in request.headers else response


HONEST = {"gateway": Gateway}


class SpacesAroundKeys(Customers):
    def known(self, key: str) -> Record:
        return super().known(key.strip())


class NextIsTouched(Customers):
    """The moment of change of the record below moves as well."""

    def change(self, record: Record, body: Record) -> None:
        super().change(record, body)
        keys = list(self.records)
        below = keys[(keys.index(record["id"]) + 1) % len(keys)]
        self.records[below]["updated_at"] = record["updated_at"]


class SpellingForgotten(Customers):
    """Emails are kept in small letters, and looked for as they were sent."""

    def made(self, body: Record) -> Record:
        return super().made({**body, "email": body["email"].lower()})


class DataInThreeBytes(Customers):
    """Letters beyond the first 65536 are lost, as in a database that was set up long ago."""

    def store(self, record: Record) -> None:
        text = json.dumps(record["custom_data"], ensure_ascii=False)
        kept = "".join(each for each in text if ord(each) < 2**16)
        super().store({**record, "custom_data": json.loads(kept)})


class DataOfSingles(Customers):
    """Numbers are kept with the precision of 32 bits."""

    def store(self, record: Record) -> None:
        super().store({**record, "custom_data": self.single(record["custom_data"])})

    def single(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self.single(each) for name, each in value.items()}
        is_small = isinstance(value, float) and abs(value) < 1e30
        return struct.unpack("f", struct.pack("f", value))[0] if is_small else value


class DataIsRead(Customers):
    """A text that reads as a number or a boolean becomes one."""

    def store(self, record: Record) -> None:
        super().store({**record, "custom_data": self.scalar(record["custom_data"])})

    def scalar(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self.scalar(each) for name, each in value.items()}
        is_number = isinstance(value, str) and value.isascii() and value.isdecimal()
        return int(value) if is_number else {"true": True}.get(str(value), value)


class LongNamesStay(Customers):
    """A change takes shorter names than a creation."""

    def update(self, key: str) -> Response:
        body = request.get_json(silent=True)
        if isinstance(body, dict) and len(str(body.get("name"))) > 100:
            raise Refused(400)
        return super().update(key)


class PhoneFromNumber(Customers):
    def judge(self, schema: str, body: Any) -> None:
        if isinstance(body, dict) and type(body.get("phone")) is int:
            body["phone"] = str(body["phone"])
        super().judge(schema, body)


class RefusedIsMade(Customers):
    """What is refused for its details is made without them."""

    def judge(self, schema: str, body: Any) -> None:
        try:
            super().judge(schema, body)
        except Refused:
            least = {name: body.get(name) for name in ("name", "email")} if body else {}
            taken = {each["email"] for each in self.records.values()}
            is_made = schema == "Create" and self.schemas[schema].is_valid(least)
            if is_made and least["email"] not in taken:
                self.store(self.made(least))
            raise


class EveryThirdListIsEmpty(Customers):
    def __init__(self) -> None:
        self.looks = 0
        super().__init__()

    def listed(self) -> list[Record]:
        self.looks += 1
        return super().listed() if self.looks % 3 else []


class LastChangeWins(Customers):
    """A change writes the whole record as it was read before."""

    def change(self, record: Record, body: Record) -> None:
        read = dict(record)
        time.sleep(0.05)
        super().change(read, body)
        record.update(read)


class OneAnswerForAll(Customers):
    """The record that is answered is kept where all requests see it."""

    def fetch(self, key: str) -> Response:
        self.found = self.known(key)
        time.sleep(0.02)
        return self.answer(200, self.view(self.found))


class SecondChangeUnlisted(Customers):
    """The list shows a record as its first change left it."""

    def reset(self) -> None:
        super().reset()
        self.shown: dict[str, Record] = {}

    def change(self, record: Record, body: Record) -> None:
        super().change(record, body)
        self.shown.setdefault(record["id"], dict(record))

    def listed(self) -> list[Record]:
        return [self.shown.get(each["id"], each) for each in super().listed()]


class SuspendedLater(Customers):
    """Nobody is suspended from the beginning."""

    def judge(self, schema: str, body: Any) -> None:
        super().judge(schema, body)
        if schema == "Create" and body.get("status") == "suspended":
            raise Refused(400)


LIES = {
    "input": {
        "long-names-stay": LongNamesStay,
        "phone-from-number": PhoneFromNumber,
        "suspended-later": SuspendedLater,
        "status-in-any-case": StatusInAnyCase,
        "plus-dropped": PlusDropped,
        "creation-of-the-client": CreationOfTheClient,
        "charset-refused": CharsetRefused,
        "subdomains-refused": SubdomainsRefused,
        "first-of-many-taken": FirstOfManyTaken,
        "countries-of-three": CountriesOfThree,
        "tail-ignored": TailIgnored,
    },
    "shape": {"lists-with-mark": ListsWithMark},
    "non-functional": {"query-in-field": QueryInField},
    "robustness": {
        "long-key-crashes": LongKeyCrashes,
        "odd-names-crash": OddNamesCrash,
        "put-is-taken": PutIsTaken,
        "head-crashes": HeadCrashes,
        "emails-meet-in-case": EmailsMeetInCase,
        "xml-crashes": XmlCrashes,
    },
    "state": {
        "spaces-around-keys": SpacesAroundKeys,
        "next-is-touched": NextIsTouched,
        "last-change-wins": LastChangeWins,
        "one-answer-for-all": OneAnswerForAll,
        "second-change-unlisted": SecondChangeUnlisted,
        "refused-is-made": RefusedIsMade,
        "every-third-list-is-empty": EveryThirdListIsEmpty,
        "spelling-forgotten": SpellingForgotten,
        "data-in-three-bytes": DataInThreeBytes,
        "data-of-singles": DataOfSingles,
        "data-is-read": DataIsRead,
        "refusal-keeps-half": RefusalKeepsHalf,
        "refusal-takes-email": RefusalTakesEmail,
        "touch-forgets-custom-data": TouchForgetsCustomData,
        "first-changes-too": FirstChangesToo,
        "alike-change-too": AlikeChangeToo,
        "same-name-same-customer": SameNameSameCustomer,
        "location-of-all": LocationOfAll,
        "creation-long-ago": CreationLongAgo,
        "email-finds": EmailFinds,
        "moments-of-a-zone": MomentsOfAZone,
        "fixtures-not-taken": FixturesNotTaken,
        "twice-is-once": TwiceIsOnce,
        "namesakes-not-listed": NamesakesNotListed,
        "first-status-listed": FirstStatusListed,
        "creation-listed-anew": CreationListedAnew,
        "oldest-pushed-out": OldestPushedOut,
        "fifty-listed": FiftyListed,
        "nothing-is-new": NothingIsNew,
        "fractions-cut-off": FractionsCutOff,
        "places-find": PlacesFind,
        "looks-then-leaps": LooksThenLeaps,
        "last-changes-too": LastChangesToo,
        "changed-email-is-free": ChangedEmailIsFree,
        "changed-next-month": ChangedNextMonth,
        "keys-go-round": KeysGoRound,
    },
}
