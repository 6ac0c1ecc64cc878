"""What an action leaves alone of the record that it is about."""

from __future__ import annotations

import json
import re
from typing import Any

from mockserver.collection.descent import descend
from mockserver.collection.naming import words as naming_words
from mockserver.collection.record import answered
from mockserver.collection.shape import Shape
from mockserver.spec.model import Operation
from mockserver.verify.cases.doing import Done, place_of, read, states_of
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.sides.comparison import difference
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin

_PUTTING_BACK = re.compile(r"reset|clear|empty|restor|revert|undo|wipe|purge|redact|anonymi|erase")
_STATES = frozenset("state status stage phase".split())


def insist_rest(done: Done, journey: Journey) -> None:
    """What a client has sent is neither left out nor what it would be if nothing had been sent.

    But for states and numbers, which actions change, and what the document speaks of itself.
    """
    operation, fetch, before = done.operation, done.fetch, done.before
    after = read(fetch, done.twin, journey)
    shown_at_all = _shape(operation, fetch).members
    for name in sorted(_own_fields(operation, fetch, done.twin, journey) & before.keys()):
        if before[name] in (None, "", [], {}):
            continue
        if name not in done.record and name in after and name in shown_at_all:
            told = f"answered without {name}, which is {shown(after[name])}"
            journey.broken(operation, "value_differs", told, at_=f"/{name}")
        if _is_reset(fetch, name, before[name], after.get(name)):
            told = f"changed {name} from {shown(before[name])} to {shown(after.get(name))}, "
            told = f"{told}of which the document says nothing"
            journey.broken(operation, "rest_changed", told, at_=f"/{name}")


def _shape(operation: Operation, fetch: Door) -> Shape:
    """The members of the record as an action answers it."""
    schema, where = answered(operation), place_of(operation, fetch.collection)
    found = descend(schema, where) if schema is not None and where is not None else None
    return Shape.of(found) if found is not None else fetch.collection.shape


def _own_fields(operation: Operation, fetch: Door, twin: Twin, journey: Journey) -> set[str]:
    """The texts, lists and objects that a client has sent, and values of a few that are no state.

    Without what the action's own words name, or its body, or all where it puts things back.
    """
    maker = journey.atlas.maker(fetch.collection)
    words = _said(operation)
    if maker is None or maker.bodies is None or _PUTTING_BACK.search(words):
        return set()
    sent = operation.request_body
    schemas = [each.schema for each in (sent.content if sent else ()) if each.schema]
    named = {name for each in schemas for name in Shape.of(each).members}
    states = {name for name, _ in states_of(operation, fetch)}
    members = maker.takes.fields.items()
    kinds = {name for name, each in members if not each.types & {"number", "integer", "boolean"}}
    return {
        name
        for name in (kinds & twin.sent) - named - states - {*fetch.collection.references}
        if not (set(naming_words(name)) & ({*_STATES} | set(naming_words(words))))
    }


def _said(operation: Operation) -> str:
    """All that is said of an action, its path and names too."""
    node = operation.node
    told = (node.text("summary"), node.text("description"), operation.id)
    return " ".join((*told, operation.template.rsplit("/", 1)[-1])).lower()


def _is_reset(fetch: Door, name: str, before: Any, after: Any) -> bool:
    """Whether a field is its default, empty, or not there, as if nothing had been sent.

    A list in another order was changed as well, and by nobody's wish.
    """
    member = fetch.collection.shape.members.get(name)
    default = member.value("default") if member else None
    is_bare = after in (None, "", [], {}) or (default is not None and after == default)
    is_other = difference(before, after, is_closed=True) is not None
    return is_other and (is_bare or _is_sorted_anew(before, after))


def _is_sorted_anew(before: Any, after: Any) -> bool:
    """Whether a list has the same elements in another order."""
    lists = [sorted(map(json.dumps, each)) for each in (before, after) if isinstance(each, list)]
    return len(lists) > 1 and lists[0] == lists[1]
