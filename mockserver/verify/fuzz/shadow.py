"""The oracle beside requests that were made up: asked the same, as far as it can know the answer.

What state does not matter to is compared always: that a request which the document forbids is
refused, and that an answer shows the record which was asked for. Which records there are is
compared where it is known: of those that the target has shown, and, after a reset, of those that
the oracle was told of as well. A refusal may have reasons that no document can tell, so none but
that of a record which is there is compared; values may be stored in another form than they were
sent in, so they are left to the lifecycle, which sends such as nobody changes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mockserver import pointer as pointers
from mockserver.collection import Action
from mockserver.http import SAFE, Request, Response
from mockserver.pointer import at
from mockserver.response.refusal import VIOLATIONS
from mockserver.spec.model import Operation
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.forms import has_more, spelled
from mockserver.verify.judging.answers import Fault
from mockserver.verify.recordings.recording import Passage
from mockserver.verify.recordings.rekeying import keys_in, rekeyed
from mockserver.verify.sides.both import Both, scalar_text, value_of
from mockserver.verify.sides.relation import Relation
from mockserver.verify.sides.sides import Answer
from mockserver.verify.sides.twin import Twin
from mockserver.verify.target.leftovers import key_in

_MISSING = frozenset((404, 410))  # RFC 9110 §15.5.5, §15.5.11
_WITHHELD = frozenset((401, 403, 429))  # RFC 9110 §15.5.2, §15.5.4, RFC 6585 §4
_SHOWING = frozenset((Action.FETCH, Action.PATCH, Action.REPLACE))
_REFUSED, _FAILED = 400, 500  # RFC 9110 §15.5, §15.6
_LONG = 8
"""A made-up key of so many characters is not another record's by chance."""

REFUSAL = "refused, for reasons that the target alone may know"
STATE = "about records that only the target knows"
WITHHELD = "without an answer that tells of the request"
UNABLE = "of which the mock cannot tell"


@dataclass
class Shadow:
    """Asks the ``oracle`` what the target was asked; ``is_seeded``: the target was reset.

    ``keys`` are those of the oracle by those of the target, of the records that both have made.

    ``judged`` is how many answers were compared, ``unjudged`` how many could not be, by the reason.
    """

    atlas: Atlas
    oracle: Answer
    keys: dict[str, Any] = field(default_factory=dict)
    is_seeded: bool = False
    judged: int = 0
    unjudged: Counter[str] = field(default_factory=Counter)
    _there: set[str] = field(default_factory=set)
    _lost: set[str] = field(default_factory=set)
    _shown: set[str] = field(default_factory=set)

    def compare(self, operation: Operation, passage: Passage) -> Iterator[Fault]:
        """What the target says otherwise; the path of the request is below the base URL."""
        request, response = passage.request, passage.response
        door = self.atlas.by_label(operation.label)
        if request.method != operation.method or self._is_withheld(response):
            if request.method not in SAFE:
                self.lose(door)
            self.unjudged[WITHHELD] += 1
            return
        told = self.oracle(rekeyed(request, self.keys))
        found = self._found(operation, door, request, Both(response, told))
        if isinstance(found, str) and found:
            self.unjudged[found] += 1
        else:
            self.judged += 1
        if isinstance(found, Fault):
            yield found
        self._note(response)
        self._remember(door, request, Both(response, told))

    def _is_withheld(self, response: Response) -> bool:
        status = response.status
        return status == 0 or status >= _FAILED or status in _WITHHELD

    def _found(
        self, operation: Operation, door: Door | None, request: Request, both: Both
    ) -> Fault | str:
        """A fault, or why there is nothing to say; empty where both say the same."""
        target, oracle = both.target.status, both.oracle.status
        if oracle >= _FAILED or oracle in _WITHHELD:
            return UNABLE
        if target >= _REFUSED:
            return self._of_refusal(operation, door, request, both)
        if oracle >= _REFUSED:
            return self._of_acceptance(operation, door, request, both)
        fault = mixed_up(self.atlas, door, request, both.target)
        return (fault if fault and self._is_own(door, request) else None) or ""

    def _is_own(self, door: Door | None, request: Request) -> bool:
        """Whether a path names a record by its key, and not by another name for it (``/me``)."""
        if door is None:
            return False
        keys = dict(keys_in(door.operation.template, request.path))
        known = {str(each.value.get(door.collection.key)) for each in door.collection.records}
        return keys.get(door.part.key_parameter) in known | self.keys.keys()

    def _of_refusal(
        self, operation: Operation, door: Door | None, request: Request, both: Both
    ) -> Fault | str:
        """A record that was shown, and that nobody has deleted, is there."""
        target = both.target.status
        if both.oracle.status >= _REFUSED:
            return ""
        is_one = door is not None and door.part.action is Action.FETCH
        if not (is_one and target in _MISSING and request.path in self._there):
            return REFUSAL
        told = f"answered {target} for a record that was there, and that nobody has deleted"
        return Fault("record_lost", told, pointers.text(operation.node.pointer))

    def _of_acceptance(
        self, operation: Operation, door: Door | None, request: Request, both: Both
    ) -> Fault | str:
        """What the document forbids is refused, and a key that nobody has is not found."""
        why = _forbidden(both.oracle)
        is_open = _may_be_empty(door, request) or has_more(request, spelled(operation))
        if why and not is_open:
            told = (
                f"answered {both.target.status} to a request that the document forbids ({why}); "
                "refuse it with a 4xx, or have the document allow it"
            )
            return Fault("negative_data_rejection", told, pointers.text(operation.node.pointer))
        is_one = door is not None and door.part.action is Action.FETCH
        is_missing = both.oracle.status in _MISSING and self._is_known(door)
        if not is_one or not is_missing or self._may_be_there(door, request):
            return STATE
        declared = operation.response(both.oracle.status)
        if declared is None or declared.pattern == "default":
            return STATE
        told = f"answered {both.target.status} for a key that nobody has"
        place = (*operation.node.pointer, "responses", declared.pattern)
        return Fault("unknown_key_found", told, pointers.text(place))

    def _is_known(self, door: Door | None) -> bool:
        """Whether the oracle has been told of all records of a collection, and of those above."""
        if door is None or not self.is_seeded or not door.collection.records:
            return False
        above = self.atlas.above(door.collection)
        known = [] if above is None else [door.collection.path, *(each.path for each in above)]
        return bool(known) and not self._lost.intersection(("", *known))

    def _may_be_there(self, door: Door | None, request: Request) -> bool:
        """Whether a key is one that the target has told, or that many a record may well have.

        A reset may leave more than the fixtures.
        """
        name = door.part.key_parameter if door else ""
        key = dict(keys_in(door.operation.template, request.path)).get(name, "") if door else ""
        return key in self._shown or len(key) < _LONG or key.isdecimal()

    def _note(self, response: Response) -> None:
        """Remember the keys that an answer tells."""
        if response.status < _REFUSED:
            names = {each.key for each in self.atlas.collections}
            self._shown.update(_keys(value_of(response), names))

    def _remember(self, door: Door | None, request: Request, both: Both) -> None:
        """Take in what a request has done at both, and what it has shown."""
        taken, known = (each.status < _REFUSED for each in both)
        if request.method in SAFE:
            if taken and door is not None and door.part.action is Action.FETCH:
                self._there.add(request.path)
            return
        if not (taken or known):
            return
        self._there.clear()  # whatever was written may have put an end to what was there
        if door is None or not (taken and known):
            self.lose(door)
        elif door.part.action is Action.CREATE:
            self._pair(door, both)

    def _pair(self, door: Door, both: Both) -> None:
        """The record that both have made has a key at each."""
        target, oracle = (key_in(door, each) for each in both)
        if target is None or oracle is None:
            self._lost.add(door.collection.path)
        else:
            self.keys[str(target)] = oracle

    def lose(self, door: Door | None = None) -> None:
        """The target may have done what the oracle has not; without a door, anywhere."""
        self._there.clear()
        self._lost.add(door.collection.path if door else "")


def mixed_up(atlas: Atlas, door: Door | None, request: Request, answer: Response) -> Fault | None:
    """A record in an answer that is not the one which the path names; None where all is well.

    The path is below the base URL. A change may give a record another key.
    """
    if door is None or door.part.action not in _SHOWING or door.part.record_at is None:
        return None
    keys = dict(keys_in(door.operation.template, request.path))
    record = at(value_of(answer), door.part.record_at)
    sent = at(value_of(Response(0, body=request.body)), door.part.sent_at)
    key = keys.get(door.part.key_parameter)
    renames = isinstance(sent, dict) and door.collection.key in sent
    if not isinstance(record, dict) or key is None or renames:
        return None
    above = atlas.above(door.collection) or ()
    parents = tuple(
        Twin(each, (), Both(keys[name], None))
        for each, name in zip(above, door.part.parents, strict=False)
    )
    twin = Twin(door.collection, parents, Both(key, None))
    fault = Relation(twin, atlas.shape(door), {}).fault({}, record)
    if fault is None:
        return None
    return Fault(fault.check, fault.message, pointers.text(door.operation.node.pointer), fault.at)


def _may_be_empty(door: Door | None, request: Request) -> bool:
    """Whether no body at all was taken for an empty object, which is allowed."""
    bodies = door.bodies if door else None
    return bodies is not None and not request.body and bodies.is_valid({})


def _keys(value: Any, names: set[str]) -> Iterator[str]:
    """What stands under these names anywhere in a value, as texts."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name in names and not isinstance(each, dict | list):
                yield scalar_text(each)
            yield from _keys(each, names)
    elif isinstance(value, list):
        for each in value:
            yield from _keys(each, names)


def _forbidden(answer: Response) -> str:
    """The first thing in a request that the document forbids, as the oracle tells it."""
    try:
        found = json.loads(answer.headers.get(VIOLATIONS) or "[]")
    except ValueError:
        return ""
    first = next(iter(found), None)
    if not first or first["location"][:1] != ["request"]:
        return ""
    place = pointers.text(tuple(first["location"][2:]))
    return f"{first['location'][1]}{' ' if place else ''}{place}: {first['message']}"
