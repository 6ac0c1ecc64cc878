"""One answer judged: by the document, and by what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from mockserver.collection import Action, Collection, Shape
from mockserver.collection.listing import Listing
from mockserver.errors import DocumentError
from mockserver.http import Response
from mockserver.pointer import Pointer, at, put
from mockserver.verify.judging.answers import Answers
from mockserver.verify.sides.both import value_of
from mockserver.verify.traffic.answers import document_marks, plain_marks
from mockserver.verify.traffic.lists import Listed, list_marks
from mockserver.verify.traffic.mark import WARNING, Mark
from mockserver.verify.traffic.memory import Known, Memory
from mockserver.verify.traffic.recorded import Judge, Recorded
from mockserver.verify.traffic.records import Relating, key_of
from mockserver.verify.traffic.renaming import Renaming
from mockserver.verify.traffic.shapes import shape_marks
from mockserver.verify.traffic.statuses import Statuses

_NOT_MODIFIED = 304  # RFC 9110 §15.4.5
_TOO_MANY = 429  # RFC 6585 §4
_FAILED = 500


@dataclass(frozen=True)
class Judging:
    """What an answer is held against; ``base_url`` is that of the target."""

    base_url: str
    judge: Judge
    answers: Answers
    memory: Memory
    renaming: Renaming
    relating: Relating
    statuses: Statuses
    made: list[Known] = field(default_factory=list)

    def marks(self, recorded: Recorded, response: Response) -> Iterator[Mark]:
        """All that is wrong with an answer."""
        if response.status == _TOO_MANY and recorded.status != _TOO_MANY:
            yield Mark("traffic-withheld", WARNING, "answered 429, so it was not compared")
            return
        yield from document_marks(self.answers, self.judge, recorded, response)
        if recorded.status >= _FAILED or response.status >= _FAILED:
            return
        if self.memory.is_tainted(recorded):
            return
        if recorded.status == _NOT_MODIFIED and response.is_success:
            return  # what a client had kept then it does not have now
        if recorded.status != response.status:
            yield self.statuses.mark(recorded, response.status)
            return
        if not recorded.lacks_response_body and recorded.request.method != "HEAD":
            try:
                yield from self._bodies(recorded, response)
            except DocumentError:
                return  # what is broken in the document is told by validate
        yield from plain_marks(recorded, response, self.renaming, self.base_url)

    def _bodies(self, recorded: Recorded, response: Response) -> Iterator[Mark]:
        before, now = recorded.answered, value_of(response)
        part, collection = recorded.part, recorded.collection
        if before is None or now is None:
            return
        where = part.record_at if part and recorded.is_success else None
        if part is None or collection is None or where is None:
            soft = not recorded.is_success
            expected = self.renaming.value(before)
            for mark in shape_marks(expected, now):
                yield replace(mark, severity=WARNING) if soft else mark
            return
        if part.action is Action.LIST and collection.listing is not None:
            listed = self._listed(recorded, collection, collection.listing, before, now)
            yield from list_marks(listed, self.memory, self.relating)
            told = tuple(each.at for each in collection.listing.told)
            yield from self._rest(before, now, (collection.listing.items_at, *told))
        else:
            yield from self._record(recorded, collection, at(before, where), at(now, where))
            yield from self._rest(before, now, (where,))

    def _listed(
        self, recorded: Recorded, collection: Collection, listing: Listing, before: Any, now: Any
    ) -> Listed:
        part = recorded.part
        shape = Shape.of(part.schema) if part and part.schema else collection.shape
        return Listed(recorded, collection, listing, shape, before, now)

    def _rest(self, before: Any, now: Any, compared: tuple[Pointer, ...]) -> Iterator[Mark]:
        """What stands around records, without what depends on how many there are."""
        if () in compared or not isinstance(before, dict) or not isinstance(now, dict):
            return
        expected, actual = self.renaming.value(before), now
        for where in compared:
            if at(actual, where) is not None:
                expected, actual = put(expected, where, None), put(actual, where, None)
        yield from shape_marks(expected, actual)

    def _record(
        self, recorded: Recorded, collection: Collection, before: Any, now: Any
    ) -> Iterator[Mark]:
        if not isinstance(before, dict) or not isinstance(now, dict):
            return
        known = self._subject(recorded, collection, before, now)
        if known is None:
            return
        part = recorded.part
        schema = part.schema if part else None
        shape = Shape.of(schema) if schema else collection.shape
        self.note_sent(recorded, known, shape)
        yield from self.relating.record(known, shape.members, before, now)

    def _subject(
        self, recorded: Recorded, collection: Collection, before: Any, now: Any
    ) -> Known | None:
        """The record that both answers show; one that was made now is known from here on."""
        own = self.memory.own(recorded)
        if own is not None:
            return own
        key, actual = key_of(collection, before), key_of(collection, now)
        if key is None or actual is None:
            return None
        is_made = recorded.part is not None and recorded.part.action is Action.CREATE
        if is_made:
            return self.meet(recorded, collection, key, actual)
        return self.memory.record(collection, self.memory.parents(recorded), key)

    def meet(self, recorded: Recorded, collection: Collection, key: Any, actual: Any) -> Known:
        """A record was made, under a key of its own."""
        known = self.memory.record(collection, self.memory.parents(recorded), key)
        if not known.is_made:
            known.is_made = True
            self.renaming.learn_key(collection, key, actual)
            self.made.append(known)
        return known

    def note_sent(self, recorded: Recorded, known: Known, shape: Shape) -> None:
        """What a client has set of a record; a replacement sets all that can be set."""
        part = recorded.part
        if part is None or recorded.is_safe:
            return
        sent = at(recorded.sent, part.sent_at)
        passed = {*known.collection.made_by_server, known.collection.key}
        if isinstance(sent, dict):
            known.sent.update({n: v for n, v in sent.items() if n not in passed})
        is_put = part.action is Action.REPLACE
        if is_put or (known.is_made and part.action is Action.CREATE):
            for name, member in shape.members.items():
                if name not in passed and (is_put or member.has("default")):
                    known.sent.setdefault(name, None)
        known.is_written = True
