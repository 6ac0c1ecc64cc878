"""Records as the answer of an operation has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import takewhile
from typing import Any

from mockserver.behaviour import ListPage, Outcome, fill
from mockserver.collection import Action, Shape, secrets, without
from mockserver.collection.descent import descend
from mockserver.errors import DocumentError, Rejection
from mockserver.mock.record_binding import RecordBinding
from mockserver.pointer import Pointer, at, put
from mockserver.response import Sample, Sampler, Wish
from mockserver.spec.model import Content
from mockserver.spec.schema import Schema

_WELL: Mapping[str, Any] = {"success": True, "ok": True}
_DELETED: Mapping[str, Any] = {**_WELL, "deleted": True}


class Presenter:
    """Puts what became of records into the body that one operation declares."""

    def __init__(self, binding: RecordBinding, sampler: Sampler) -> None:
        self._collection = binding.service.collection
        self._part = binding.part
        self._listing = binding.listing
        self._sampler = sampler

    def candidates(self, outcome: Outcome, content: Content, wish: Wish) -> Iterator[Sample]:
        """The bodies that would do, the most faithful first; the last one if none conforms.

        A fixture file is somebody's word: its records are shown even where they break the
        document, and that is told. Where there is none, the document has the last word.
        """
        source = self._source(outcome, content, wish)
        if not _holds_values(content) or self._part.record_at is None:
            yield from self._without_records(outcome, content, wish)
            return
        if outcome.is_whole and source == "example":
            yield self._sampler.body(content, wish)
        bodies = self._lists if outcome.page is not None else self._singles
        for value in bodies(outcome, content, wish):
            yield Sample(self._counted(value, outcome), source)
        if self._collection.fixture is None:
            yield self._sampler.body(content, self._told(wish, outcome))

    def plain(self, outcome: Outcome, content: Content) -> Sample | None:
        """The record itself where that is the first candidate, and needs nothing to be put in."""
        if not (self._is_plain and outcome.is_record and content.media_type.is_json):
            return None
        is_told = outcome.record is not None and outcome.tally is None
        return Sample(outcome.record, "record") if is_told else None

    @cached_property
    def _is_plain(self) -> bool:
        return self._part.record_at == () and not self._secrets

    def _without_records(self, outcome: Outcome, content: Content, wish: Wish) -> Iterator[Sample]:
        shown = self._sampler.body(content, self._told(wish, outcome))
        if _holds_values(content) and outcome.tally is not None and self._part.bulk_members:
            yield Sample(self._counted(shown.value, outcome), "record")
        yield shown

    def _counted(self, value: Any, outcome: Outcome) -> Any:
        """The value with what became of many records in the members that tell of that."""
        if outcome.tally is None:
            return value
        for each in self._part.bulk_members:
            keys = list(outcome.tally.keys(each.effect))
            if each.form != "reasons":
                value = put(value, each.at, keys if each.form == "keys" else len(keys))
            elif not keys:  # else those that were made up stand for them
                value = put(value, each.at, [])
        return value

    def _told(self, wish: Wish, outcome: Outcome) -> Wish:
        """An answer that shows no record tells of it, and that all went well."""
        done = _DELETED if self._part.action is Action.DELETE else _WELL
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
        value = None
        for form in (self._open, self._fitting):
            items = tuple(form(record, wish) for record in page.items)
            value = self._listed(page._replace(items=items), content, wish)
            yield value
        if self._collection.fixture is None and content.schema is not None:
            yield from self._giving_way(value, content, content.schema, wish)

    def _giving_way(
        self, value: Any, content: Content, schema: Schema, wish: Wish
    ) -> Iterator[Any]:
        """The list with its records, and made values for what the document refuses beside them."""
        place = self._part.record_at or ()
        refused = [each.pointer for each in self._sampler.violations(schema, value)]
        if not place or any(each[: len(place)] == place for each in refused):
            return
        made = self._sampler.body(content, wish).value
        for pointer in dict.fromkeys(map(_of_members, refused)):
            near = _nearest(descend(schema, pointer), at(value, pointer), at(made, pointer))
            value = put(value, pointer, near) if pointer else value
        yield value

    def _listed(self, page: ListPage, content: Content, wish: Wish) -> Any:
        if self._listing is None or not self._part.record_at:
            return list(page.items)
        return fill(self._sampler.body(content, wish).value, self._listing, page)

    def _wrapped(self, record: Mapping[str, Any], content: Content, wish: Wish) -> Any:
        pointer = self._part.record_at
        if not pointer:
            return record
        return put(self._sampler.body(content, wish).value, pointer, record)

    def _forms(self, record: Mapping[str, Any], wish: Wish) -> Iterator[Mapping[str, Any]]:
        record = without(record, self._secrets) if self._secrets else record
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
        fixed = {**_DELETED, **record} if self._part.action is Action.DELETE else record
        try:
            made = self._sampler.made(schema, wish, fixed=fixed)
        except Rejection:
            return record
        return made if isinstance(made, Mapping) else record


def _holds_values(content: Content) -> bool:
    """Whether objects can be written in it: text and images are no place for a record."""
    media_type = content.media_type
    return media_type.is_json or media_type.is_xml or media_type.is_range


def _of_members(pointer: Pointer) -> Pointer:
    """As far as it leads through objects."""
    return tuple(takewhile(lambda token: isinstance(token, str), pointer))


def _nearest(schema: Schema | None, told: Any, made: Any) -> Any:
    """The bound that a number is beyond, else what was made in its place."""
    lifted = schema.lifted if schema else None
    if isinstance(lifted, dict) and isinstance(told, int | float):
        if told > lifted.get("maximum", told):
            return lifted["maximum"]
        if told < lifted.get("minimum", told):
            return lifted["minimum"]
    return made
