"""Cases of what an operation requires beside its body: without it nothing is done."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mockserver.collection import Action, Collection
from mockserver.spec.model import Location, Parameter
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.sides.both import Both
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey

_CHECKS = {Location.HEADER: "missing_required_header", Location.QUERY: "negative_data_rejection"}
_PASSED_OVER = frozenset(("accept", "content-type", "authorization"))  # OAS 3.1 §4.8.12.2.1
_ON_ITEM = (Action.FETCH, Action.PATCH, Action.REPLACE, Action.DELETE)


def needs(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of each header and parameter without which a record is not to be reached.

    Those of operations on no record are left to generated requests.
    """
    for door in atlas.doors(collection, _ON_ITEM):
        for each in door.operation.parameters:
            is_ours = each.required and each.location in _CHECKS
            if is_ours and each.name.lower() not in _PASSED_OVER:
                case = partial(_left_out, door, each)
                yield Case(f"{each.name} is asked for", door.label, case)


def _left_out(door: Door, parameter: Parameter, journey: Journey) -> None:
    twin = journey.some(door.collection)
    none = Both((), ())
    body = None if door.bodies is None else body_for(door, journey)
    without = frozenset((parameter.name.lower(),))
    both = journey.act(twin, door, body, lines=none, without=without, is_lawful=False)
    if both.oracle.is_success or not both.target.is_success:
        raise Skipped("it is refused, or need not be")
    told = f"answered {both.target.status} to a request without the {parameter.location.value} "
    told = f"{told}{parameter.name}, which is required; refuse it"
    journey.broken(door.operation, _CHECKS[parameter.location], told, "parameters")
