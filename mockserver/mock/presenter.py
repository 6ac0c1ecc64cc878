"""Records as the answer of an operation has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from mockserver.behaviour import ListPage, Outcome, fill
from mockserver.collection import Action, Shape, secrets, without
from mockserver.errors import DocumentError, Rejection
from mockserver.mock.duty import Duty
from mockserver.pointer import Pointer
from mockserver.response import Sample, Sampler, Wish
from mockserver.spec.model import Content
from mockserver.spec.schema import Schema

_WELL: Mapping[str, Any] = {"success": True, "ok": True}


class Presenter:
    """Puts what became of records into the body that one operation declares."""

    def __init__(self, duty: Duty, sampler: Sampler) -> None:
        self._collection = duty.worker.collection
        self._part = duty.part
        self._listing = duty.listing
        self._sampler = sampler

    def candidates(self, outcome: Outcome, content: Content, wish: Wish) -> Iterator[Sample]:
        """The bodies that would do, the most faithful first; the last one if none conforms.

        A fixture file is somebody's word: its records are shown even where they break the
        document, and that is told. Where there is none, the document has the last word.
        """
        source = self._source(outcome, content, wish)
        if not _holds_values(content) or self._part.record_at is None:
            yield self._sampler.body(content, self._told(wish, outcome))
            return
        if outcome.is_whole and source == "example":
            yield self._sampler.body(content, wish)
        bodies = self._lists if outcome.page is not None else self._singles
        for value in bodies(outcome, content, wish):
            yield Sample(value, source)
        if self._collection.fixture is None:
            yield self._sampler.body(content, self._told(wish, outcome))

    def _told(self, wish: Wish, outcome: Outcome) -> Wish:
        """An answer that shows no record tells of it, and that all went well."""
        done = {**_WELL, "deleted": True} if self._part.action is Action.DELETE else _WELL
        known = outcome.record or {}
        return wish._replace(values={**done, **known, **wish.values})

    def _source(self, outcome: Outcome, content: Content, wish: Wish) -> str:
        if outcome.is_record:
            return "record"
        return "generated" if self._sampler.shown(content, wish) is None else "example"

    def _singles(self, outcome: Outcome, content: Content, wish: Wish) -> Iterator[Any]:
        if outcome.record is None:
            return
        for record in self._forms(outcome.record, wish):
            yield self._wrapped(record, content, wish)

    def _lists(self, outcome: Outcome, content: Content, wish: Wish) -> Iterator[Any]:
        page = outcome.page
        if page is None:
            return
        for form in (self._open, self._fitting):
            items = tuple(form(record, wish) for record in page.items)
            yield self._listed(page._replace(items=items), content, wish)

    def _listed(self, page: ListPage, content: Content, wish: Wish) -> Any:
        if self._listing is None or not self._part.record_at:
            return list(page.items)
        return fill(self._sampler.body(content, wish).value, self._listing, page)

    def _wrapped(self, record: Mapping[str, Any], content: Content, wish: Wish) -> Any:
        pointer = self._part.record_at
        if not pointer:
            return record
        return _with(self._sampler.body(content, wish).value, pointer, record)

    def _forms(self, record: Mapping[str, Any], wish: Wish) -> Iterator[Mapping[str, Any]]:
        record = without(record, self._secrets)
        yield record
        pruned = self._pruned(record)
        if pruned is not record:
            yield pruned
        if self._collection.fixture is None and self._part.schema is not None:
            yield self._remade(self._part.schema, pruned, wish)

    @cached_property
    def _secrets(self) -> tuple[Pointer, ...]:
        try:
            return secrets(self._part.schema) if self._part.schema else ()
        except DocumentError:  # another answer tells that
            return ()

    def _open(self, record: Mapping[str, Any], _wish: Wish) -> Mapping[str, Any]:
        """The record without what nobody may see again."""
        shown: Mapping[str, Any] = without(record, self._secrets)
        return shown

    def _fitting(self, record: Mapping[str, Any], wish: Wish) -> Mapping[str, Any]:
        """The first form of a record that the schema of an element accepts."""
        for form in self._forms(record, wish):
            if self._sampler.fits(self._part.schema, form):
                return form
        return self._open(record, wish)

    def _pruned(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        """Without the members that this answer does not declare, if it does not take others."""
        shape = Shape.of(self._part.schema) if self._part.schema else None
        if shape is None or shape.is_open or not shape.members:
            return record
        known = {name: value for name, value in record.items() if name in shape.members}
        return record if len(known) == len(record) else known

    def _remade(self, schema: Schema, record: Mapping[str, Any], wish: Wish) -> Mapping[str, Any]:
        """A made value with as much of the record as the schema takes."""
        try:
            made = self._sampler.made(schema, wish, fixed=record)
        except Rejection:
            return record
        return made if isinstance(made, Mapping) else record


def _holds_values(content: Content) -> bool:
    """Whether objects can be written in it: text and images are no place for a record."""
    media_type = content.media_type
    return media_type.is_json or media_type.is_xml or media_type.is_range


def _with(value: Any, pointer: Pointer, record: Any) -> Any:
    """A copy of a value that has the record at a pointer."""
    if not pointer:
        return record
    token, rest = pointer[0], pointer[1:]
    members = dict(value) if isinstance(value, Mapping) else {}
    return {**members, str(token): _with(members.get(str(token)), rest, record)}
