"""A sixth API: many at once, photos, versions of protocols, and analyses that are done later."""

# ruff: noqa: I001, PLW0108

from __future__ import annotations

import base64
import binascii
import copy
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Response, request

from customers import Record, Refused, read, validator
from mockserver.verify.sides.comparison import moment
from workshop import TOKEN, Workshop

HERE = Path(__file__).resolve().parent
DOCUMENT, FIXTURES = HERE / "laboratory.yaml", HERE / "laboratory_fixtures"
_SPEC = read(DOCUMENT)
_PROTOCOLS = read(FIXTURES / "protocols.yaml")["records"]
_KINDS = ("blood", "soil", "water", "other")

__all__ = ["DOCUMENT", "FIXTURES", "HONEST", "TOKEN", "Laboratory"]


class Laboratory(Workshop):
    """An honest implementation; a liar overrides one of its steps."""

    judges = {  # noqa: RUF012
        name: validator(_SPEC, name) for name in ("SampleIn", "ProtocolIn", "AnalysisIn")
    }

    def reset(self) -> None:
        self.samples: dict[int, Record] = {}
        self.photos: dict[int, bytes] = {}
        self.analyses: dict[int, Record] = {}
        self.protocols = {each["id"]: copy.deepcopy(each) for each in _PROTOCOLS}
        self.versions = {key: [self.version_of(each)] for key, each in self.protocols.items()}

    # Samples

    def index(self) -> Response:
        size, start = self.number("limit", 25, 100), self.start(request.args.get("cursor"))
        found = [each for each in self.samples.values() if self.passes(each)]
        items = [each for each in found if each["id"] > start][:size]
        last = items[-1]["id"] if items else start
        more = any(each["id"] > last for each in found)
        cursor = base64.urlsafe_b64encode(f"after {last}".encode()).decode() if more else None
        return self.answer(200, {"items": items, "next_cursor": cursor})

    def start(self, cursor: str | None) -> int:
        if cursor is None:
            return 0
        try:
            return int(base64.b64decode(cursor, b"-_", validate=True).removeprefix(b"after "))
        except (ValueError, binascii.Error):
            raise Refused(400, "no cursor of ours") from None

    def passes(self, sample: Record) -> bool:
        kind, after = request.args.get("kind"), request.args.get("taken_after")
        if kind not in (None, *_KINDS) or (after is not None and moment(after) is None):
            raise Refused(400, "no such kind, or no moment")
        return self.is_of(kind, sample) and (after is None or self.is_after(after, sample))

    def is_of(self, kind: str | None, sample: Record) -> bool:
        return kind in (None, sample["kind"])

    def is_after(self, bound: str, sample: Record) -> bool:
        return moment(sample["taken_at"]) > moment(bound)

    def next_key(self) -> int:
        self.last += 1
        return self.last

    def add(self) -> Response:
        sample = self.body("SampleIn")
        self.insist_free([sample])
        made = self.made(sample)
        return self.answer(201, made, ETag=self.tag(made))

    def made(self, body: Record) -> Record:
        names = ("barcode", "kind", "taken_at", "source")
        sent = {name: body[name] for name in names if name in body}
        sample = {"id": self.next_key(), "revision": 1, **sent}
        self.samples[sample["id"]] = sample
        return sample

    def insist_free(self, bodies: list[Record], own: int | None = None) -> None:
        taken = {each["barcode"] for each in self.samples.values() if each["id"] != own}
        codes = [each["barcode"] for each in bodies]
        if taken & {*codes} or len({*codes}) < len(codes):
            raise Refused(409, "the barcode is taken")

    def add_all(self) -> Response:
        bodies = self.bodies()
        self.insist_free(bodies)
        return self.answer(201, [self.made(each) for each in bodies])

    def bodies(self) -> list[Record]:
        bodies = self.json()
        if not isinstance(bodies, list) or not 0 < len(bodies) <= 50:
            raise Refused(400, "send some")
        if not all(map(self.judges["SampleIn"].is_valid, bodies)):
            raise Refused(400, "one is wrong")
        return bodies

    def sample(self, key: str) -> Record:
        found = self.samples.get(self.whole(key))
        if found is None:
            raise Refused(404, "no such sample")
        return found

    def whole(self, text: str) -> int:
        if not (text.isascii() and text.isdecimal() and int(text) > 0):
            raise Refused(400, "no number")
        return int(text)

    def show(self, key: str) -> Response:
        sample = self.sample(key)
        return self.answer(200, sample, ETag=self.tag(sample))

    def replace(self, key: str) -> Response:
        sample, body = self.sample(key), self.body("SampleIn")
        self.insist_meant(sample)
        self.insist_free([body], sample["id"])
        self.samples[sample["id"]] = after = self.replaced(sample, body)
        return self.answer(200, after, ETag=self.tag(after))

    def replaced(self, sample: Record, body: Record) -> Record:
        names = ("barcode", "kind", "taken_at", "source")
        sent = {name: body[name] for name in names if name in body}
        return {"id": sample["id"], "revision": self.next_revision(sample), **sent}

    def next_revision(self, sample: Record) -> int:
        return int(sample["revision"]) + 1

    def insist_meant(self, order: Record) -> None:
        if "If-Match" not in request.headers:
            raise Refused(428, "send If-Match")
        super().insist_meant(order)

    def photo(self, key: str) -> Response:
        number = self.sample(key)["id"]
        if number not in self.photos:
            raise Refused(404, "no photo")
        return Response(self.photos[number], content_type="image/png")

    def put_photo(self, key: str) -> Response:
        number = self.sample(key)["id"]
        if request.mimetype != "image/png":
            raise Refused(415, "send image/png")
        self.photos[number] = request.get_data()
        return Response(status=204)

    # Protocols

    def version_of(self, protocol: Record) -> Record:
        steps = list(protocol["steps"])
        return {"number": protocol["version"], "title": protocol["title"], "steps": steps}

    def protocol(self, key: str) -> Record:
        found = self.protocols.get(self.whole(key))
        if found is None:
            raise Refused(404, "no such protocol")
        return found

    def protocol_index(self) -> Response:
        wish, state = request.args.get("sort", "title"), request.args.get("state")
        if wish not in ("title", "-title") or state not in (None, "draft", "published"):
            raise Refused(400, "no such order or state")
        found = [each for each in self.protocols.values() if self.is_in(state, each)]
        found.sort(key=lambda each: each["title"], reverse=wish == "-title")
        return self.answer(200, found)

    def is_in(self, state: str | None, protocol: Record) -> bool:
        return state in (None, protocol["state"])

    def protocol_show(self, key: str) -> Response:
        return self.answer(200, self.protocol(key))

    def write(self) -> Response:
        body, key = self.body("ProtocolIn"), self.next_key()
        fixed = {"version": 1, "state": "draft", "published_at": None}
        made = {"id": key, "title": body["title"], "steps": body["steps"], **fixed}
        self.protocols[key], self.versions[key] = made, [self.version_of(made)]
        return self.answer(201, made)

    def revise(self, key: str) -> Response:
        protocol, body = self.protocol(key), self.body("ProtocolIn")
        protocol.update(title=body["title"], steps=body["steps"], version=protocol["version"] + 1)
        self.versions[protocol["id"]].append(self.version_of(protocol))
        return self.answer(200, protocol)

    def drop(self, key: str) -> Response:
        del self.protocols[self.protocol(key)["id"]]
        return Response(status=204)

    def publish(self, key: str) -> Response:
        protocol = self.protocol(key)
        if protocol["state"] == "published":
            raise Refused(409, "it was published already")
        protocol.update(self.published(protocol))
        return self.answer(200, protocol)

    def published(self, protocol: Record) -> Record:  # noqa: ARG002
        return {"state": "published", "published_at": self.now()}

    def version_index(self, key: str) -> Response:
        return self.answer(200, self.versions[self.protocol(key)["id"]])

    def version(self, key: str, number: str) -> Response:
        known, wanted = self.versions[self.protocol(key)["id"]], self.whole(number)
        found = next((each for each in known if each["number"] == wanted), None)
        if found is None:
            raise Refused(404, "no such version")
        return self.answer(200, found)

    # Analyses

    def begin(self) -> Response:
        body, key = self.body("AnalysisIn"), self.next_key()
        sent = {name: body[name] for name in ("method", "priority") if name in body}
        self.analyses[key] = {"id": key, "priority": 3, **sent, "status": "queued", "looks": 0}
        return self.answer(202, self.told(self.analyses[key]), Location=f"/analyses/{key}")

    def told(self, analysis: Record) -> Record:
        return {name: each for name, each in analysis.items() if name != "looks"}

    def progress(self, analysis: Record) -> None:
        analysis["looks"] += 1
        states = ("queued", "running", "done")
        analysis["status"] = states[min(analysis["looks"] - 1, 2)]

    def analysis_index(self) -> Response:
        status = request.args.get("status")
        if status not in (None, "queued", "running", "done", "failed"):
            raise Refused(400, "no such status")
        for each in self.analyses.values():
            self.progress(each)
        found = [each for each in self.analyses.values() if status in (None, each["status"])]
        return self.answer(200, [self.told(each) for each in found])

    def analysis(self, key: str) -> Response:
        found = self.analyses.get(self.whole(key))
        if found is None:
            raise Refused(404, "no such analysis")
        self.progress(found)
        return self.answer(200, self.told(found))

    # The server

    def routes(self) -> dict[tuple[str, str], Callable[..., Response]]:
        sample, protocol = "/samples/<key>", "/protocols/<key>"
        return {
            ("GET", "/samples"): lambda: self.index(),
            ("POST", "/samples"): lambda: self.add(),
            ("POST", "/samples/bulk"): lambda: self.add_all(),
            ("GET", sample): lambda key: self.show(key),
            ("PUT", sample): lambda key: self.replace(key),
            ("GET", f"{sample}/photo"): lambda key: self.photo(key),
            ("PUT", f"{sample}/photo"): lambda key: self.put_photo(key),
            ("GET", "/protocols"): lambda: self.protocol_index(),
            ("POST", "/protocols"): lambda: self.write(),
            ("GET", protocol): lambda key: self.protocol_show(key),
            ("PUT", protocol): lambda key: self.revise(key),
            ("DELETE", protocol): lambda key: self.drop(key),
            ("POST", f"{protocol}/publish"): lambda key: self.publish(key),
            ("GET", f"{protocol}/versions"): lambda key: self.version_index(key),
            ("GET", f"{protocol}/versions/<number>"): lambda key, number: self.version(key, number),
            ("GET", "/analyses"): lambda: self.analysis_index(),
            ("POST", "/analyses"): lambda: self.begin(),
            ("GET", "/analyses/<key>"): lambda key: self.analysis(key),
        }


class AtOnce(Laboratory):
    """Honest: analyses are done at once, versions are told last first, fields of null are not."""

    def progress(self, analysis: Record) -> None:
        analysis["status"] = "done"

    def version_index(self, key: str) -> Response:
        return self.answer(200, self.versions[self.protocol(key)["id"]][::-1])

    def answer(self, status: int, value: Any, **headers: str) -> Response:
        if isinstance(value, dict):
            value = {name: each for name, each in value.items() if each is not None}
        return super().answer(status, value, **headers)


HONEST = {"laboratory-honest": Laboratory, "at-once": AtOnce}


class Lagging(Laboratory):
    """Honest where a moment is allowed: lists and versions are of what was there before that."""

    lag = 0.2

    def reset(self) -> None:
        super().reset()
        self.born: dict[int, float] = {}

    def next_key(self) -> int:
        key = super().next_key()
        self.born[key] = time.monotonic()
        return key

    def passes(self, sample: Record) -> bool:
        is_old = time.monotonic() - self.born.get(sample["id"], 0) > self.lag
        return super().passes(sample) and is_old

    def version_of(self, protocol: Record) -> Record:
        return {**super().version_of(protocol), "born": time.monotonic()}

    def version_index(self, key: str) -> Response:
        known = self.versions[self.protocol(key)["id"]]
        old = [each for each in known if time.monotonic() - each["born"] > self.lag]
        return self.answer(200, old)
