"""One run against a target: is it there, what does it know, what does it break."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from mockserver.collection import Action, Collection
from mockserver.http import Request
from mockserver.spec.model import Spec
from mockserver.transport import Client, Target
from mockserver.verify.events import Event, Warned
from mockserver.verify.fuzz import fuzz
from mockserver.verify.fuzz_plan import FuzzPlan

_PROBED = 5
_OK = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """What to verify where; ``max_time`` is in seconds and bounds the whole run."""

    spec: Spec
    collections: tuple[Collection, ...]
    base_url: str
    headers: tuple[tuple[str, str], ...] = ()
    seed: int = 1
    max_time: float | None = None


def verify(plan: Plan) -> Iterator[Event]:
    """Yield what happens. Raises TargetError when the target cannot be reached."""
    with Client(Target(plan.base_url, plan.headers)) as client:
        client.send(Request("GET", "/"))
        known = {each: tuple(_known_keys(client, each)) for each in plan.collections}
    yield from _absent(known)
    yield from fuzz(_fuzz_plan(plan, known))


def _fuzz_plan(plan: Plan, known: Mapping[Collection, tuple[str, ...]]) -> FuzzPlan:
    values = {each.key_parameter: keys for each, keys in known.items() if keys}
    return FuzzPlan(
        base_url=plan.base_url,
        root=plan.spec.root.value,
        location=plan.spec.file,
        headers=plan.headers,
        seed=plan.seed,
        max_time=plan.max_time,
        path_values=values,
        unique=frozenset(name for each in plan.collections for name in each.unique),
    )


def _known_keys(client: Client, collection: Collection) -> Iterator[str]:
    """The keys of the first fixture records that the target answers for."""
    fetch = Action.FETCH in collection.actions.values()
    for record in collection.fixture.records[:_PROBED] if fetch else ():
        key = str(record.value.get(collection.key))
        path = f"{collection.path}/{quote(key, safe='')}"
        if client.send(Request("GET", path)).status == _OK:
            yield key


def _absent(known: Mapping[Collection, Sequence[str]]) -> Iterator[Event]:
    """An unseeded target is no broken promise, but the run has less to go by."""
    for collection, keys in known.items():
        if collection.fixture.records and not keys:
            file = collection.fixture.file
            yield Warned(f"The target holds none of the first records of {file}.")
