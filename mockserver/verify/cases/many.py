"""Cases of many records that are sent together: all of them are there, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any

from mockserver.collection import Action, Collection, Part
from mockserver.pointer import put
from mockserver.schema import Direction
from mockserver.spec.model import Operation
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for
from mockserver.verify.cases.paging import key_of
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.refusal import Reason, declared
from mockserver.verify.sides.both import Both, encoded
from mockserver.verify.sides.comparison import difference
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey, filled
from mockserver.verify.sides.pages import can_be_found, walk
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.tidying import tidied
from mockserver.verify.sides.twin import Twin

_MADE = (200, 201)  # RFC 4918 §11.1: 207 tells of each record by itself, 202 of none yet
_REFUSED, _FAILED = 400, 500  # RFC 9110 §15.5, §15.6


def together(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of each operation that makes many records, where they are listed."""
    maker, listing = (atlas.door(collection, each) for each in (Action.CREATE, Action.LIST))
    if maker is None or maker.bodies is None or listing is None or not atlas.is_own:
        return
    if not can_be_found(collection.listing):
        return
    for operation, part in atlas.bulks(collection):
        crowd = Crowd(operation, part, maker, listing)
        label = operation.label
        yield Case("what is sent together is all there", label, crowd.all_there)
        yield Case("one that is wrong keeps all out", label, crowd.none_there)
        for name in collection.unique:
            if declared(operation, Reason.TAKEN):
                case = partial(crowd.apart, name)
                yield Case(f"{name} is unique among them, too", label, case)


class Crowd:
    """An operation that makes many records, and those that make one, and list all."""

    def __init__(self, operation: Operation, part: Part, maker: Door, listing: Door) -> None:
        self._operation = operation
        self._part = part
        self._maker = maker
        self._listing = listing

    def all_there(self, journey: Journey) -> None:
        """Three are sent, and three more are listed, with what was sent."""
        sent = [body_for(self._maker, journey) for _ in range(3)]
        status, made = self._sent(sent, journey)
        if status not in _MADE:
            raise Skipped("they are not made at once")
        for body in sent:
            record = self._maker.takes.record(body)
            if not any(_is_alike(record, each, self._fixed()) for each in made):
                told = f"answered {status} to {len(sent)} records and lists {len(made)} more"
                journey.broken(self._operation, "list_incomplete", f"{told}; keep them all")

    def none_there(self, journey: Journey) -> None:
        """What is refused as a whole changes nothing."""
        takes = self._maker.takes
        right, other = (body_for(self._maker, journey) for _ in range(2))
        tried = takes.tried(other)
        for wrong in islice((each for _, each, is_valid in tried if not is_valid), 1):
            status, made = self._sent([right, wrong, other], journey)
            if _REFUSED <= status < _FAILED and made:
                told = f"answered {status} to three records of which one is wrong"
                told = f"{told}, and lists {len(made)} of them"
                journey.broken(self._operation, "refusal_changed", told)

    def apart(self, name: str, journey: Journey) -> None:
        """No two of them share what no two records share."""
        takes = self._maker.takes
        first, second = (body_for(self._maker, journey) for _ in range(2))
        value = takes.record(first).get(name)
        second = takes.with_value(second, name, value)
        status, made = self._sent([first, second], journey)
        alike = [each for each in made if value is not None and each.get(name) == value]
        if len(alike) > 1:
            told = f"answered {status} to two records with the {name} {shown(value)} and made both"
            journey.broken(self._operation, "duplicate_accepted", f"{told}; refuse them")

    def _fixed(self) -> set[str]:
        collection = self._maker.collection
        return {*collection.made_by_server, *collection.references, collection.key}

    def _sent(self, bodies: list[Any], journey: Journey) -> tuple[int, list[Mapping[str, Any]]]:
        """The status, and what the list holds more since. Raises Skipped."""
        if journey.sides.settle:
            raise Skipped("what was made may be listed later")
        parents = journey.parents(self._maker.collection)
        linked = [journey.linked(self._maker, each) for each in bodies]
        sides = ([each[side] for each in linked] for side in range(2))
        whole = Both(*(put({}, self._part.sent_at, each) for each in sides))
        self._insist_lawful(bodies, whole.target, journey)
        keys = ([twin.keys[side] for twin in parents] for side in range(2))
        path = Both(*(filled(self._operation.template, each) for each in keys))
        before = {key_of(self._listing, each) for each in self._listed(parents, journey)}
        content = Both(*map(encoded, whole))
        media_type = self._media_type()
        both = journey.ask(self._operation, path, body=content, media_type=media_type)
        after = self._listed(parents, journey)
        made = [each for each in after if key_of(self._listing, each) not in before]
        for each in made:
            key = each.get(self._maker.collection.key)
            journey.keep(Twin(self._maker.collection, parents, Both(key, None)))
        return both.target.status, made

    def _insist_lawful(self, bodies: list[Any], whole: Any, journey: Journey) -> None:
        """What is sent together is right where each is, else there is more to it."""
        sent = self._operation.request_body
        content = next((c for c in (sent.content if sent else ()) if c.media_type.is_json), None)
        schema = content.schema if content else None
        is_each = all(map(self._maker.takes.is_valid, bodies))
        if schema is None or is_each is not (
            journey.answers.validators.of(schema, Direction.REQUEST).is_valid(whole)
        ):
            raise Skipped("there is more to what is sent together")

    def _media_type(self) -> str:
        sent = self._operation.request_body
        found = (c.media_type for c in (sent.content if sent else ()) if c.media_type.is_json)
        return str(next(found))

    def _listed(self, parents: tuple[Twin, ...], journey: Journey) -> list[Mapping[str, Any]]:
        return [item for page in walk(journey, self._listing, parents) for item in page.items]


def _is_alike(sent: Mapping[str, Any], item: Mapping[str, Any], fixed: set[str]) -> bool:
    """Whether the values of a record are those that were sent, be they tidied."""
    shared = (sent.keys() & item.keys()) - fixed
    pairs = ((tidied(sent[name], item[name]), item[name]) for name in shared)
    return not any(difference(wanted, told) for wanted, told in pairs)
