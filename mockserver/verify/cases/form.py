"""Cases of the forms of JSON: a patch is taken in those that are declared, and in no other.

``application/json`` replaces the fields that it names, ``application/merge-patch+json`` merges
what is in them (RFC 7396 §1): who takes the other one does something else than its sender meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mockserver import media
from mockserver.collection import Action, Collection
from mockserver.media import MediaType
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.refusal import Reason, insist_refused
from mockserver.verify.sides.both import Reply
from mockserver.verify.sides.journey import Journey

_JSON, _MERGE = "application/json", "application/merge-patch+json"
_ODD = "application/vnd.zz-unknown+json"


def forms(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried where a change is declared in one of the two forms alone."""
    door = atlas.door(collection, Action.PATCH)
    if door is None or door.bodies is None:
        return
    other = {_JSON: _MERGE, _MERGE: _JSON}.get(door.bodies.content.media_type.essence)
    if other is not None and not _is_declared(door, other):
        case = partial(_refused, door, other)
        yield Case("a patch of another form is refused", door.label, case)


def _is_declared(door: Door, essence: str) -> bool:
    sent, body = media.parse(essence), door.operation.request_body
    declared: tuple[MediaType, ...] = tuple(c.media_type for c in body.content) if body else ()
    return sent is None or any(each.covers_essence(sent) for each in declared)


def _refused(door: Door, other: str, journey: Journey) -> None:
    """Frameworks in wide use read all that ends in ``+json`` alike (RFC 6839 §3.1).

    Who reads a type that nobody knows so does not speak of patches; it is a word worth.
    """
    twin = journey.some(door.collection)
    body = body_for(door, journey)
    both = journey.act(twin, door, body, media_type=other, is_lawful=False)
    if other == _MERGE and both.target.is_success:
        odd = journey.act(twin, door, body, media_type=_ODD, is_lawful=False).target
        if odd.is_success:
            _remark(door, other, both.target, journey)
            return
    insist_refused(journey, door, both, Reason.MEDIA_TYPE, f"of the media type {other}")


def _remark(door: Door, other: str, reply: Reply, journey: Journey) -> None:
    told = f"answered {reply.status} to a patch of the media type {other}, which is not declared"
    journey.remark(door.operation, "form_unasked", f"{told}; it reads all that ends in +json")
