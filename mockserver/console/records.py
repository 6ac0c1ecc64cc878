"""One record, looked at, written and removed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from mockserver.console.form import Field, fields_of, filled_in, pointers_of, with_errors
from mockserver.console.keywords import Keywords, forms, nearest
from mockserver.console.page import Onward, Page
from mockserver.console.visit import Told, Visit, segment
from mockserver.serialization import BodyError, decode_json, encode_json

_NAMED = re.compile(r"^'([^']+)' is required")
WHOLE = "record"
"""The field that has all of a record as JSON."""
SEEN = "seen"
"""The field that tells which record a form was drawn of."""
_OUTDATED = (
    "Somebody else changed this record since the form was drawn. What you wrote stands here: save "
    "it once more to put it in the place of theirs."
)


class _Desk:
    """One record of a collection, new where the address names no key."""

    def __init__(self, visit: Visit, name: str) -> None:
        self.visit = visit
        self.name = name
        self.path = f"/collections/{segment(name)}"
        self.key = visit.query.get("key", "")
        self.collection = visit.read(self.path)
        self.record: Mapping[str, Any] = self._read() if self.key else {}
        schema = self.collection["schema"]
        self.forms = forms(schema, schema)
        self.form = self._form()
        told = self.forms[self.form][1]
        self.fields = fields_of(schema, self.record, self._made(told), told)

    def _read(self) -> Mapping[str, Any]:
        path = f"{self.path}/records/{segment(self.key)}"
        found: Mapping[str, Any] = self.visit.read(path, parent=self.visit.parents)["record"]
        return found

    def _form(self) -> int:
        """The place of the form that is asked for, else of the one that the record looks like."""
        wanted = self.visit.query.get("form", "")
        named = [place for place, (name, _) in enumerate(self.forms) if name == wanted]
        return named[0] if named else nearest(self.forms, self.record)

    def _made(self, told: Keywords) -> frozenset[str]:
        """The members that a new record has although nobody gave them."""
        if self.key or self.collection["single"]:
            return frozenset()
        return told.required.union(self.collection["generated"])

    @property
    def seen(self) -> str:
        """What tells this record from what it is after somebody else changed it."""
        return sha256(encode_json(self.record)).hexdigest()[:16]

    def is_outdated(self, sent: Mapping[str, str]) -> bool:
        """Whether the record was changed since the form was drawn that was sent."""
        return bool(self.key) and sent.get(SEEN, self.seen) != self.seen

    def write(self, record: Any) -> Told:
        parents = self.visit.parents
        if self.key:
            path = f"{self.path}/records/{segment(self.key)}"
            return self.visit.ask("PUT", path, record, parent=parents)
        if self.collection["single"]:
            return self.visit.ask("PUT", f"{self.path}/records/-", record, parent=parents)
        return self.visit.ask("POST", f"{self.path}/records", record, parent=parents)

    def page(
        self,
        fields: tuple[Field, ...],
        text: str,
        problem: str = "",
        others: Iterable[str] = (),
        status: int = 200,
    ) -> Page:
        values = {
            "collection": self.collection,
            "key": self.key,
            "fields": fields,
            "forms": [name for name, _ in self.forms],
            "form": self.forms[self.form][0],
            "text": text,
            "whole": WHOLE,
            "as_json": self.visit.query.get("as") == "json" or not fields,
            "others": list(others),
            "parents": self.visit.parents,
            "seen": self.seen,
            "seen_field": SEEN,
        }
        title = self.key or f"New record of {self.name}"
        return Page("record.html", "/collections", title, values, status, problem)


def edit(visit: Visit, name: str) -> Page:
    """A form made from the schema, or all of the record as JSON."""
    desk = _Desk(visit, name)
    return desk.page(desk.fields, _written(desk.record))


def write(visit: Visit, name: str) -> Page | Onward:
    """Write what was filled in; the validator's words stand beside the fields."""
    desk, sent = _Desk(visit, name), visit.form
    if WHOLE in sent:
        return _write_whole(desk, sent[WHOLE])
    draft = filled_in(desk.fields, sent, desk.record)
    if draft.faults:
        errors = {pointer: [told] for pointer, told in draft.faults.items()}
        fields = with_errors(desk.fields, sent, errors)
        return desk.page(fields, _written(draft.value), "Not all could be read.", status=422)
    if desk.is_outdated(sent):
        fields = with_errors(desk.fields, sent, {})
        return desk.page(fields, _written(draft.value), _OUTDATED, status=409)
    told = desk.write(draft.value)
    if not told.is_refused:
        return _written_onward(desk)
    errors = _by_pointer(told)
    fields = with_errors(desk.fields, sent, errors)
    known = set(pointers_of(desk.fields))
    others = [
        f"{pointer or '/'}: {one}"
        for pointer, every in errors.items()
        for one in every
        if not any(pointer == each or pointer.startswith(f"{each}/") for each in known)
    ]
    problem = "This record breaks the document." if errors else told.detail
    return desk.page(fields, _written(draft.value), problem, others, told.status)


def _write_whole(desk: _Desk, text: str) -> Page | Onward:
    try:
        record = decode_json(text.encode())
    except BodyError as error:
        return desk.page((), text, f"This is no JSON: {error.detail}", status=422)
    if desk.is_outdated(desk.visit.form):
        return desk.page((), text, _OUTDATED, status=409)
    told = desk.write(record)
    if not told.is_refused:
        return _written_onward(desk)
    others = [f"{each['pointer'] or '/'}: {each['message']}" for each in told.errors]
    problem = "This record breaks the document." if others else told.detail
    return desk.page((), text, problem, others, told.status)


def _written_onward(desk: _Desk) -> Onward:
    visit = desk.visit
    link = visit.link(f"/collections/{segment(desk.name)}", parent=visit.parents)
    return Onward(link, "put" if desk.key else "added")


def remove(visit: Visit, name: str) -> Onward:
    """Remove the one that the form names."""
    path = f"/collections/{segment(name)}/records/{segment(visit.form.get('key', ''))}"
    told = visit.ask("DELETE", path, parent=visit.parents)
    link = visit.link(f"/collections/{segment(name)}", parent=visit.parents)
    return Onward(link, "" if told.is_refused else "removed")


def _by_pointer(told: Told) -> dict[str, list[str]]:
    """What is wrong by the field it concerns: a member that is missing is where it would be."""
    found: dict[str, list[str]] = {}
    for each in told.errors:
        missing = _NAMED.match(each["message"])
        pointer = each["pointer"] + (f"/{missing[1]}" if missing else "")
        found.setdefault(pointer, []).append(each["message"])
    return found


def _written(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=2)
