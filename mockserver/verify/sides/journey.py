"""One walk through a target and the oracle at once: the records made, read, changed, deleted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from random import Random
from typing import Any
from urllib.parse import quote

from mockserver.collection import Action, Collection
from mockserver.collection.kinship import Form, form_of
from mockserver.http import Headers, Request, Response
from mockserver.spec.model import Operation
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.keys import fresh_key
from mockserver.verify.inputs.order import is_of_order, moments
from mockserver.verify.judging.answers import Answers
from mockserver.verify.sides.audit import Audit
from mockserver.verify.sides.belongings import Belongings
from mockserver.verify.sides.both import Both, scalar_text
from mockserver.verify.sides.dialogue import Broken, Disordered, Exchange, Skipped, Untold
from mockserver.verify.sides.hidden import hidden
from mockserver.verify.sides.relation import answerable, shown
from mockserver.verify.sides.sides import Sides
from mockserver.verify.sides.spares import Spares
from mockserver.verify.sides.twin import Twin
from mockserver.verify.sides.version import needs_tag, tag_of
from mockserver.verify.target.leftovers import key_in, unremoved

_VARIABLE = re.compile(r"\{[^}/]+\}")
_DEEPEST = 3
_DRAWN = 3
_NO_KEY = ("", None)
"""What stands for the key of the one record that has none."""
_CONFLICT = 409  # RFC 9110 §15.5.10
_SEMANTIC = (400, _CONFLICT, 422)  # RFC 9110 §15.5.1, §15.5.21


class Journey(Audit):
    """A dialogue about records: remembers which were made, and puts them away at its end.

    ``reads_first``: what is made in the place of what an earlier story left is read, as that was.
    """

    def __init__(
        self,
        atlas: Atlas,
        sides: Sides,
        answers: Answers,
        random: Random,
        nonce: str,
        spares: Spares | None = None,
    ) -> None:
        super().__init__(atlas, sides, answers)
        self.random = random
        self.nonce = nonce
        self.left: list[str] = []
        self.kept: Counter[str] = Counter()
        self.weighed: list[tuple[str, str, bool]] = []
        self.reads_first = False
        self._own = Belongings(spares or Spares())

    # Making

    def make(self, collection: Collection, depth: int = 0) -> Twin:
        """A new record with every field. Raises Skipped where none can be made."""
        if collection.path in self.atlas.barren:
            raise Skipped(f"no record of {collection.path} can be made")
        twin = self.create(collection, lambda bodies: bodies.full(self.random, self.nonce), depth)
        self._own.whole[twin] = (self.trail[-1],)
        return twin

    def some(self, collection: Collection, *, is_new: bool = False) -> Twin:
        """A record with every field, as it is known: of an earlier story, or new. As ``make``.

        ``is_new``: nobody has changed it since it was made.
        """
        spare = self._own.borrow(collection, is_new=is_new)
        if spare is None:
            twin = self.make(collection)
            if self.reads_first:
                self.settle(twin)
            return twin
        self.trail += spare.origins
        self.renamed.update((str(each.keys.oracle), each.keys.target) for each in spare.twins)
        return spare.twin

    def settled(self, collection: Collection) -> Twin:
        """A record as of ``some`` that was read since it was made."""
        twin = self.some(collection)
        if not twin.is_settled:
            self.settle(twin)
        return twin

    @property
    def sent(self) -> list[Exchange]:
        """What this walk has sent itself."""
        before = set(map(id, self._own.borrowed))
        return [each for each in (*self.trail, *self.aside) if id(each) not in before]

    def create(self, collection: Collection, draw: Callable[[Any], Any], depth: int = 0) -> Twin:
        """A record with the body that is drawn. Raises Broken where the target refuses it."""
        door = self.atlas.maker(collection)
        if door is None or door.bodies is None:
            raise Skipped(f"no record of {collection.path} can be made")
        parents = self.parents(collection, depth)
        bodies, both, twin = self._drawn(door, parents, draw, depth)
        if not both.oracle.is_success:
            raise Skipped("the oracle refuses it")
        if is_conflict(door, both):
            raise Skipped("other records may have what this one holds")

        def is_taken(body: Any) -> object:
            fresh = door.takes.refreshed(body, self.random, self.nonce)
            return self._posted(door, parents, Both(fresh, bodies.oracle))[0].target.is_success

        self._insist_ordered(door, bodies.target, both, is_taken)
        self.insist_accepted(door.operation, both.target)
        if twin is None:
            raise Skipped("the answer does not tell which record was made")
        if twin.is_reused:
            told = f"gave a new record the {collection.key} of an earlier one, {twin.keys.target}"
            self.broken(door.operation, "record_mixed_up", told)
        record = door.bodies.record(bodies.target)
        twin.sent = answerable(record, self.atlas.shape(door)) | {*door.bodies.defaults}
        twin.hidden = hidden(door.takes.fields, record)
        self.compare(twin, door, both)
        if door.bodies.is_full(record):
            self._own.whole[twin] = (self.trail[-1],)
        return twin

    def _drawn(
        self, door: Door, parents: tuple[Twin, ...], draw: Callable[[Any], Any], depth: int
    ) -> tuple[Both, Both, Twin | None]:
        """What is sent, its answers, the record. What may be taken is drawn anew, and no oftener.

        A document that declares 409 does not always say of what; where it does, a fresh value is
        not taken. Raises Skipped where nothing else can be drawn.
        """
        assert door.bodies is not None  # noqa: S101  see ``create``
        bodies = self.linked(door, draw(door.bodies), depth)
        for _ in range(_DRAWN):
            both, twin = self._posted(door, parents, bodies)
            if not is_conflict(door, both):
                break
            before, bodies = bodies, self.linked(door, draw(door.bodies), depth)
            if bodies == before:
                raise Skipped("another record may have what this one holds")
        return bodies, both, twin

    def post(self, door: Door, body: Any, **options: Any) -> tuple[Both, Twin | None]:
        """Send a body to a collection; a record that both make of it is put away at the end."""
        return self._posted(door, self.parents(door.collection), self.linked(door, body), **options)

    def post_below(self, door: Door, parents: tuple[Twin, ...], body: Any) -> Both:
        """The same below other parents than those that are shared."""
        return self._posted(door, parents, self.linked(door, body))[0]

    def _posted(
        self, door: Door, parents: tuple[Twin, ...], bodies: Both, **options: Any
    ) -> tuple[Both, Twin | None]:
        options.setdefault("media_type", door.takes.media_type)
        content = Both(*map(door.takes.sent, bodies))
        named = self._fresh_key(door)
        path = self.path(door, parents, None if named is None else Both(named, named))
        before = len(self.trail)
        try:
            both = self.ask(door.operation, path, body=content, **options)
        except (Skipped, Untold):
            self._keep_untold(door, parents, self.trail[before:], named)
            raise
        return both, self._twin(door, parents, both, named)

    def _keep_untold(
        self, door: Door, parents: tuple[Twin, ...], sent: list[Exchange], named: Any
    ) -> None:
        """What the target has made, though nothing can be said of its answer."""
        for each in sent:
            key = _key_of(door, each.response, named)
            if key is not None:
                self.keep(Twin(door.collection, parents, Both(key, None)))

    def _fresh_key(self, door: Door) -> Any:
        """For a record that is put where it is to be, None for one that is posted."""
        if not door.names_record:
            return None
        token = f"{self.nonce}{self.random.randrange(16**5):05x}"
        return fresh_key(door, self.answers.validators, token)

    def _twin(
        self, door: Door, parents: tuple[Twin, ...], both: Both, named: Any = None
    ) -> Twin | None:
        keys = [_key_of(door, reply.response, named) for reply in both]
        if keys[0] is None:
            return None
        twin = Twin(door.collection, parents, Both(*keys))
        self.keep(twin)
        if keys[1] is None:
            return None
        made = self.sides.made.setdefault(door.collection.path, {})
        is_kept = not (parents or self.atlas.may_go(door.collection))
        twin.is_reused = is_kept and made.get(str(keys[0]), keys[1]) != keys[1]
        self.renamed[str(keys[1])] = keys[0]
        self.sides.pairs[str(keys[0])] = keys[1]
        made[str(keys[0])] = keys[1]
        return twin

    def keep(self, twin: Twin) -> None:
        """Remember a record, to be put away at the end."""
        self._own.twins.append(twin)

    @property
    def last(self) -> Twin | None:
        """The record that the target has made at last, whatever came of it."""
        return self._own.twins[-1] if self._own.twins else None

    # Records that others need

    def parents(self, collection: Collection, depth: int = 0) -> tuple[Twin, ...]:
        """A record of each collection above, made once. Raises Skipped."""
        above = self.atlas.above(collection)
        if above is None or depth > _DEEPEST:
            raise Skipped(f"what is above {collection.path} is not known")
        return tuple(self.shared(each, depth + 1) for each in above)

    def shared(self, collection: Collection, depth: int = 0) -> Twin:
        """A record for others to refer to, made once in a journey."""
        shared = self._own.shared
        if collection.path not in shared:
            shared[collection.path] = self.make(collection, depth)
        return shared[collection.path]

    def linked(self, door: Door, body: Any, depth: int = 0) -> Both:
        """The body for each side: what names other records names such as are there."""
        if isinstance(body, Both):
            return body
        sides = [body, body]
        record = door.takes.record(body)
        for name, path in door.collection.references.items():
            if not isinstance(record, dict) or record.get(name) is None:
                continue
            if form_of(name, door.collection.shape.members[name]) is not Form.KEY:
                continue  # where the target's records lie nobody here knows
            other = self.atlas.collection(path)
            if other is None or other is door.collection or depth > _DEEPEST:
                raise Skipped(f"no record for {name} is known")
            twin = self.shared(other, depth + 1)
            for side, key in enumerate(twin.keys):
                value = [key] if isinstance(record[name], list) else key
                sides[side] = door.takes.with_value(sides[side], name, value)
        return Both(*sides)

    # Reading and changing

    def path(self, door: Door, parents: tuple[Twin, ...], keys: Both | None = None) -> Both:
        """The path of an operation for each side."""
        sides = [[twin.keys[side] for twin in parents] for side in range(2)]
        for side, key in enumerate(keys or ()):
            sides[side].append(key)
        return Both(*(filled(door.operation.template, values) for values in sides))

    def act(self, twin: Twin, door: Door, body: Any = None, **options: Any) -> Both:
        """Ask about one record; with a body where there is one."""
        if "lines" not in options and needs_tag(door.operation):
            options["lines"] = self.meant("If-Match", self.tags(twin))
        if body is not None:
            options.setdefault("media_type", door.takes.media_type)
            options["body"] = Both(*map(door.takes.sent, self.linked(door, body)))
        return self.ask(door.operation, self.path(door, twin.parents, twin.keys), **options)

    def tags(self, twin: Twin) -> Both:
        """The versions in which both have a record. Raises Skipped where they are not told."""
        door = self.atlas.door(twin.collection, Action.FETCH)
        if door is None:
            raise Skipped("one record cannot be read")
        both = self.act(twin, door)
        tags = Both(*(tag_of(reply.response) for reply in both))
        if not (all(reply.is_success for reply in both) and all(tags)):
            raise Skipped("there is no entity tag")
        return tags

    def meant(self, name: str, tags: Both) -> Both:
        """The field lines that make a request depend on versions."""
        return Both(*(((name, tag),) for tag in tags))

    def fetch(self, twin: Twin) -> Mapping[str, Any]:
        """Read a record back and compare it. Raises Skipped where it cannot be read."""
        door = self.atlas.door(twin.collection, Action.FETCH)
        if door is None or door.part.record_at is None:
            raise Skipped("one record cannot be read")

        def look() -> None:
            both = self.act(twin, door)
            if not both.oracle.is_success:
                raise Skipped("the oracle does not know it")
            if not both.target.is_success:
                told = f"answered {both.target.status} for a record that was created before"
                self.broken(door.operation, "record_lost", told)
            self.compare(twin, door, both)

        self.eventually(look)
        twin.is_settled = True
        return twin.seen

    def settle(self, twin: Twin) -> None:
        """Read back what was answered; where it cannot be read, its answer has to do."""
        if self.atlas.door(twin.collection, Action.FETCH) is not None:
            self.fetch(twin)

    def settle_refused(self, twin: Twin, operation: Operation) -> None:
        """Read back a record that was right before a request was refused: it is as it was."""
        try:
            self.settle(twin)
        except Broken as broken:
            if broken.fault.check != "value_differs":
                raise
            told = f"refused a request, and changed the record all the same: {broken.fault.message}"
            self.broken(operation, "refusal_changed", told, at_=broken.fault.at)

    def change(self, twin: Twin, door: Door, body: Any, *, is_read: bool = True) -> Both:
        """Send a change, compare the answer, and read back unless that is left for later."""
        linked = self.linked(door, body)
        record = door.takes.record(linked.target)
        is_whole = door.part.action is Action.REPLACE  # what is left out changes, too
        twin.changing = None if is_whole else frozenset(record)
        nulled = {name for name, each in record.items() if each is None}
        twin.nulled = twin.nulled - record.keys() | nulled
        what = f"whose body is {shown(linked.target)}" if len(record) <= 1 else ""
        twin.is_settled = False
        both = self.act(twin, door, linked, about=what)
        sent = self.trail[-1]
        if not both.oracle.is_success:
            raise Skipped("the oracle refuses it")
        if is_conflict(door, both):
            raise Skipped("other records may have what this one would hold")

        def is_taken(other: Any) -> object:
            return self.act(twin, door, Both(other, linked.oracle)).target.is_success

        self._insist_ordered(door, linked.target, both, is_taken)
        self.insist_accepted(door.operation, both.target, what)
        twin.sent = twin.sent - record.keys() | answerable(record, self.atlas.shape(door))
        twin.hidden = {**twin.hidden, **hidden(door.takes.fields, record)}
        self.compare(twin, door, both)
        if is_read or door.part.record_at is None:
            self.settle(twin)
        twin.changing = None
        maker = self.atlas.maker(twin.collection)
        bodies = maker.bodies if maker is not None else None
        is_whole = bodies is not None and bodies.is_full(twin.seen)
        self._own.note_change(twin, sent, is_whole=is_whole)
        return both

    def _insist_ordered(
        self, door: Door, body: Any, both: Both, is_taken: Callable[[Any], object]
    ) -> None:
        """Leave what was refused for the order of two moments alone. Raises Disordered."""
        if both.target.status not in _SEMANTIC or not moments(door.takes.fields):
            return
        mark = len(self.trail)
        if is_of_order(door.takes, body, is_taken):
            raise Disordered("which of two moments comes first no schema can say")
        self.set_aside(mark)

    # Ending

    def close(self, until: float = float("inf"), *, is_sound: bool = False) -> None:
        """Delete what was made, the last first, where the document has a way.

        A target that no longer answers is left alone, and so is any that is slow: ``until`` is on
        the monotonic clock. ``left`` is then what could not be deleted, ``kept`` what no
        operation deletes. ``is_sound``: nothing was broken, so that others may have what is as it
        was made; all spares go else.
        """
        own = self._own
        given = own.give(self.trail, self._place) if is_sound else set()
        twins = own.twins if is_sound else [*own.spares.clear(), *own.twins]
        going = [each for each in reversed(twins) if not each.is_gone and each not in given]
        doors = [(twin, self.atlas.door(twin.collection, Action.DELETE)) for twin in going]
        requests = [self._removal(twin, door) for twin, door in doors if door is not None]
        staying = (twin.collection for twin, door in doors if door is None)
        self.kept.update(each.path for each in staying if not self.atlas.may_go(each))
        for path in unremoved(self.sides, requests, until):
            self.left.append(path)

    def _removal(self, twin: Twin, door: Door) -> tuple[Request, Request | None]:
        """What deletes a record, at each side that has it."""
        paths, query = self.path(door, twin.parents, twin.keys), self._query(door.operation, "")
        lines = tuple(self._headers(door.operation))
        target = Request("DELETE", paths.target, query.target, Headers(lines))
        if twin.keys.oracle is None:
            return target, None
        own = Headers((*lines, *self.sides.headers))
        return target, Request("DELETE", paths.oracle, query.oracle, own)

    def _place(self, twin: Twin) -> str | None:
        """The path at which the target's record is read, None where it cannot be."""
        door = self.atlas.door(twin.collection, Action.FETCH)
        return self.path(door, twin.parents, twin.keys).target if door else None


def _key_of(door: Door, response: Response, named: Any) -> Any:
    """The key of the record that was made, ``named`` where the client names it; None for none."""
    if named is None:
        return key_in(door, response)
    return named if response.is_success else None


def is_conflict(door: Door, both: Both) -> bool:
    """Whether the target alone says, as the document lets it, that something is in the way."""
    return both.oracle.is_success and may_conflict(door, both.target.status)


def may_conflict(door: Door, status: int) -> bool:
    """Whether a status says that other records are in the way of one, nobody knows in what."""
    declared = any(each.pattern == str(_CONFLICT) for each in door.operation.responses)
    return status == _CONFLICT and declared and not door.collection.unique


def filled(template: str, values: list[Any]) -> str:
    """The template with values in the place of its variables.

    Those of records above and, at last, a record's own: its path may do without the first.
    """
    named = values[:-1] if values and values[-1] in _NO_KEY else values
    rest = iter(named[-len(_VARIABLE.findall(template)) :])
    return _VARIABLE.sub(lambda _: quote(scalar_text(next(rest, "")), safe=""), template)
