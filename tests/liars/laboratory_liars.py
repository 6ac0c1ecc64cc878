"""Implementations of the laboratory with one lie each, by family."""

# ruff: noqa: I001

from __future__ import annotations

from typing import Any

from flask import Response, request

from customers import Record, Refused
from laboratory import Laboratory

LIES: dict[str, dict[str, type[Laboratory]]] = {}


def lie(family: str) -> Any:
    """Put a class under its family, by its name."""

    def put(liar: type[Laboratory]) -> type[Laboratory]:
        name = "".join(f"-{c.lower()}" if c.isupper() else c for c in liar.__name__)
        LIES.setdefault(f"laboratory-{family}", {})[name.lstrip("-")] = liar
        return liar

    return put


# Many at once


@lie("many")
class RightOnesStay(Laboratory):
    """What is right beside one that is wrong is kept, though all was refused."""

    def bodies(self) -> list[Record]:
        sent = self.json()
        for each in sent if isinstance(sent, list) else ():
            if not self.judges["SampleIn"].is_valid(each):
                break
            self.made(each)
        found = super().bodies()
        for _ in found:
            self.samples.popitem()
        return found


@lie("many")
class FirstOneStays(Laboratory):
    def add_all(self) -> Response:
        response = super().add_all()
        for key in list(self.samples)[-len(self.json()) + 1 :] if len(self.json()) > 1 else ():
            del self.samples[key]
        return response


@lie("many")
class TwinsAmongMany(Laboratory):
    def add_all(self) -> Response:
        return self.answer(201, [self.made(each) for each in self.bodies()])


# Photos


@lie("files")
class PhotoAsText(Laboratory):
    def put_photo(self, key: str) -> Response:
        response = super().put_photo(key)
        data = request.get_data().decode(errors="replace").encode()
        self.photos[self.whole(key)] = data
        return response


@lie("files")
class PhotoForgotten(Laboratory):
    def put_photo(self, key: str) -> Response:
        response = super().put_photo(key)
        self.photos.clear()
        return response


@lie("files")
class LastPhotoOfAll(Laboratory):
    def photo(self, key: str) -> Response:
        self.sample(key)
        if not self.photos:
            raise Refused(404, "no photo")
        return Response([*self.photos.values()][-1], content_type="image/png")


@lie("files")
class PhotoOfFirst(Laboratory):
    """One that is put again is not taken."""

    def put_photo(self, key: str) -> Response:
        before = self.photos.get(self.sample(key)["id"])
        response = super().put_photo(key)
        if before is not None:
            self.photos[self.whole(key)] = before
        return response


@lie("files")
class OnePhotoOnly(Laboratory):
    def put_photo(self, key: str) -> Response:
        if self.sample(key)["id"] in self.photos:
            raise Refused(400, "there is one")
        return super().put_photo(key)


@lie("files")
class PhotoOfAnyType(Laboratory):
    def put_photo(self, key: str) -> Response:
        self.photos[self.sample(key)["id"]] = request.get_data()
        return Response(status=204)


# Versions


@lie("versions")
class VersionsRewritten(Laboratory):
    def version_index(self, key: str) -> Response:
        protocol = self.protocol(key)
        known = self.versions[protocol["id"]]
        now = self.version_of(protocol)
        return self.answer(200, [{**now, "number": each["number"]} for each in known])


@lie("versions")
class VersionsUnkept(Laboratory):
    def revise(self, key: str) -> Response:
        response = super().revise(key)
        self.versions[self.whole(key)].pop()
        return response


@lie("versions")
class VersionIsLast(Laboratory):
    """Whichever version is asked for, the last one is told."""

    def version(self, key: str, number: str) -> Response:
        super().version(key, number)
        last = self.versions[self.whole(key)][-1]
        return self.answer(200, {**last, "number": self.whole(number)})


@lie("versions")
class RevisionFrozen(Laboratory):
    def next_revision(self, sample: Record) -> int:
        return int(sample["revision"])


@lie("versions")
class RevisionOfClient(Laboratory):
    def made(self, body: Record) -> Record:
        sample = super().made(body)
        if type(body.get("revision")) is int and body["revision"] > 0:
            sample["revision"] = body["revision"]
        return sample


@lie("versions")
class PublishedIsFirst(Laboratory):
    def published(self, protocol: Record) -> Record:
        return {**super().published(protocol), "version": 1}


@lie("versions")
class PublishedIsSorted(Laboratory):
    def published(self, protocol: Record) -> Record:
        return {**super().published(protocol), "steps": sorted(protocol["steps"])}


@lie("versions")
class RevisedIsBack(Laboratory):
    """A revision brings back what was deleted."""

    def drop(self, key: str) -> Response:
        self.dropped = getattr(self, "dropped", {})
        self.dropped[self.whole(key)] = self.protocol(key)
        return super().drop(key)

    def revise(self, key: str) -> Response:
        known = getattr(self, "dropped", {}).get(self.whole(key))
        if known is not None:
            self.protocols[known["id"]] = known
        return super().revise(key)


# What is done later


@lie("jobs")
class PriorityIsLost(Laboratory):
    def progress(self, analysis: Record) -> None:
        super().progress(analysis)
        if analysis["status"] != "queued":
            analysis["priority"] = 3


@lie("jobs")
class DoneIsUndone(Laboratory):
    def progress(self, analysis: Record) -> None:
        super().progress(analysis)
        if analysis["looks"] > 3:
            analysis["status"] = "queued"


# All else


@lie("rest")
class UnconditionalPut(Laboratory):
    def insist_meant(self, order: Record) -> None:
        if "If-Match" in request.headers:
            super().insist_meant(order)


@lie("rest")
class SourceIsMerged(Laboratory):
    def replaced(self, sample: Record, body: Record) -> Record:
        after = super().replaced(sample, body)
        if "source" in after:
            after["source"] = {**sample.get("source", {}), **after["source"]}
        return after


@lie("rest")
class StateUnfiltered(Laboratory):
    def is_in(self, state: str | None, protocol: Record) -> bool:  # noqa: ARG002
        return True


@lie("rest")
class PublishedIsGone(Laboratory):
    def protocol_show(self, key: str) -> Response:
        if self.protocol(key)["state"] == "published":
            raise Refused(404, "no such protocol")
        return super().protocol_show(key)


@lie("rest")
class VastKeyCrashes(Laboratory):
    def whole(self, text: str) -> int:
        number = super().whole(text)
        if number > 2**63:
            raise Refused(500, "overflow")
        return number


@lie("rest")
class CursorForgetsKind(Laboratory):
    def is_of(self, kind: str | None, sample: Record) -> bool:
        return "cursor" in request.args or super().is_of(kind, sample)


@lie("rest")
class MomentsAsTexts(Laboratory):
    def is_after(self, bound: str, sample: Record) -> bool:
        return str(sample["taken_at"]) > bound
