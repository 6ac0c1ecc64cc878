"""Cases of what is done later: a record that was begun with 202 moves on, and is what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mockserver.collection import Action, Collection
from mockserver.verify.cases.case import Case
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.relation import shown

_ACCEPTED = 202  # RFC 9110 §15.3.3
_PAUSES = (0.02, 0.05, 0.1, 0.2)
_LAST = frozenset(
    "done complete completed finished succeeded success failed failure error cancelled canceled "
    "expired rejected aborted".split()
)
"""States that nothing comes after."""


def jobs(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried where records are begun, and looked at again."""
    create, fetch = (atlas.door(collection, each) for each in (Action.CREATE, Action.FETCH))
    if create is None or create.bodies is None or fetch is None or fetch.part.record_at is None:
        return
    if any(each.pattern == str(_ACCEPTED) for each in create.operation.responses):
        yield Case("what is begun is what was asked for", fetch.label, partial(_begun, fetch))


def _begun(fetch: Door, journey: Journey) -> None:
    """Each look shows what was sent; what has come to its end stays there."""
    twin = journey.make(fetch.collection)
    states = list(_states(fetch))
    for pause in _PAUSES:
        before = dict(twin.seen)
        journey.fetch(twin)
        for name in states:
            earlier, later = before.get(name), twin.seen.get(name)
            if str(earlier).lower() in _LAST and later != earlier:
                told = f"told {name} as {shown(later)}, which was {shown(earlier)} before"
                journey.broken(fetch.operation, "answer_unstable", told, at_=f"/{name}")
        journey.sides.sleep(pause)


def _states(fetch: Door) -> Iterator[str]:
    """The fields with a few values that the server alone sets."""
    members = fetch.collection.shape.members.items()
    return (name for name, each in members if each.is_read_only and each.value("enum"))
