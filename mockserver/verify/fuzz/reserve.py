"""Records of the run's own, which generated requests change in the place of somebody else's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from random import Random
from threading import Lock
from typing import Any
from urllib.parse import unquote

from mockserver.collection import Action, Collection
from mockserver.errors import DocumentError, TargetError
from mockserver.generation import Unsatisfiable
from mockserver.http import SAFE, Headers, Request, Response
from mockserver.spec.model import Operation, Spec
from mockserver.verify.course import Course
from mockserver.verify.inputs.atlas import Atlas
from mockserver.verify.inputs.keys import free_value
from mockserver.verify.recordings.rekeying import keys_in
from mockserver.verify.sides.both import scalar_text
from mockserver.verify.sides.dialogue import Broken, Skipped
from mockserver.verify.sides.journey import Journey, filled
from mockserver.verify.sides.sides import Answer, Sides
from mockserver.verify.target.leftovers import Leftovers, key_in

_VARIABLE = re.compile(r"\{([^}/]+)\}")
CHANGING = frozenset(("DELETE", "PUT", "PATCH"))
_MOST = 40
"""So many records are made of a collection at most; then nobody's is asked for."""
_STRAY = 3
"""That one of the requests of an operation asks for what nobody has."""

Keys = tuple[Any, ...]
Place = tuple[str, ...]
Make = Callable[[Collection], Keys | None]
"""Makes a record: the keys in its path, None where none can be made."""
Free = Callable[[Operation, str], Any]
"""A value for a variable of a path that names nothing."""
Close = Callable[[Leftovers], None]
"""Deletes what was made; tells of what is left, and of what nothing deletes."""


@dataclass
class Reserve:
    """Says which keys a request that writes may have, and remembers what the run has made.

    ``ask`` is the target; ``prepared`` are values that hooks gave for variables of paths, by the
    labels of operations. Requests come from several threads.
    """

    spec: Spec
    atlas: Atlas
    ask: Answer
    make: Make
    free: Free
    close: Close
    prepared: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    _own: set[Place] = field(default_factory=set)
    _ready: dict[str, list[Keys]] = field(default_factory=dict)
    _absent: set[Place] = field(default_factory=set)
    _moved: Counter[str] = field(default_factory=Counter)
    _count: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def instead(self, label: str, method: str, path: str) -> Mapping[str, Any]:
        """Other values for the variables of a path below the base; none where it may be asked for.

        It may where it only reads, where the run has made what it names, and where the target
        knows nothing by that name.
        """
        operation = self.spec.operation(label)
        template = self._held(operation.template) if operation else ""
        if operation is None or method.upper() in SAFE or not template:
            return {}
        values = dict(keys_in(operation.template, path))
        if not values or self._is_prepared(label, values):
            return {}
        names = _VARIABLE.findall(template)
        keys = [values[name] for name in names]
        with self._lock:
            if self._is_ours(template, keys):
                return {}
            self._moved[label] += 1
            is_stray = self._moved[label] == _STRAY
            own = None if is_stray else self._keys(self.atlas.owner(template))
        if own is not None:
            return dict(zip(names, own, strict=False))
        door = self.atlas.by_label(label)
        is_making = door is not None and door.part.action is Action.CREATE
        if is_making and method == operation.method and not is_stray:
            return {}  # what it makes there is deleted in the end
        return {names[-1]: self.free(operation, names[-1])}

    def hear(self, request: Request, response: Response) -> None:
        """What has been done at a path below the base: to which record, and what came of it."""
        place = _place(request.path)
        made = self._made(request, response)
        with self._lock:
            if made is not None:
                self._own.add(made)
            elif request.method in ("DELETE", "POST"):  # it is gone, or not what it was
                for path, ready in self._ready.items():
                    ready[:] = [each for each in ready if not self._is_at(path, each, place)]

    def is_out_of_reach(self, operation: Operation) -> bool:
        """Whether all that an operation could change is somebody's; one record is made to see."""
        if operation.method in SAFE or operation.label in self.prepared:
            return False
        template = self._held(operation.template)
        owner = self.atlas.owner(template) if template else None
        if owner is None:
            return operation.method in CHANGING
        door = self.atlas.by_label(operation.label)
        if door is not None and (door.part.action is Action.CREATE or door.part.may_create):
            return False
        with self._lock:
            return self._keys(owner) is None

    def _is_prepared(self, label: str, values: Mapping[str, str]) -> bool:
        given = self.prepared.get(label, {})
        named = [
            scalar_text(given[name]) == value for name, value in values.items() if name in given
        ]
        return bool(named) and all(named)

    def _held(self, template: str) -> str:
        """The part of a template that names the record it is about; empty where none is known."""
        ends = (match.end() for match in _VARIABLE.finditer(template))
        owned = [end for end in ends if self.atlas.owner(template[:end]) is not None]
        return template[: owned[-1]] if owned else ""

    def _is_ours(self, template: str, keys: list[Any]) -> bool:
        place = _place(filled(template, keys))
        if place in self._own or place in self._absent:
            return True
        if self._is_absent(template, keys):
            self._absent.add(place)
            return True
        return False

    def _is_absent(self, template: str, keys: list[Any]) -> bool:
        """Whether the target knows nothing by that name, as far as the document lets one ask."""
        reader = self.spec.operation(f"GET {template}")
        if reader is None:
            return False
        request = Request("GET", filled(template, keys), headers=Headers((("Accept", "*/*"),)))
        try:
            return 400 <= self.ask(request).status < 500  # noqa: PLR2004  RFC 9110 §15.5
        except TargetError:
            return False

    def _keys(self, collection: Collection | None) -> Keys | None:
        """Those of a record of the run's own that is there, made now if it has to be."""
        if collection is None:
            return None
        ready = self._ready.setdefault(collection.path, [])
        if not ready and self._count[collection.path] < _MOST:
            self._count[collection.path] += 1
            keys = self.make(collection)
            if keys is not None:
                ready.append(keys)
                self._own.add(_place(filled(collection.item_path, list(keys))))
        return ready[-1] if ready else None

    def _made(self, request: Request, response: Response) -> Place | None:
        """Where the record lies that a request has made."""
        place = _place(request.path)
        if request.method == "PUT":
            return place if response.status == 201 else None  # noqa: PLR2004  RFC 9110 §9.3.4
        makers = (self.atlas.door(each, Action.CREATE) for each in self.atlas.collections)
        path = request.path.rstrip("/")
        door = next((each for each in makers if each and each.is_at(path)), None)
        key = key_in(door, response) if door and request.method == "POST" else None
        return None if key is None else (*place, scalar_text(key))

    def _is_at(self, path: str, keys: Keys, place: Place) -> bool:
        """Whether a place is that of a record, or below it."""
        collection = self.atlas.collection(path)
        own = _place(filled(collection.item_path, list(keys))) if collection else ()
        return bool(own) and place[: len(own)] == own


def reserve_of(course: Course, *, has_oracle: bool = True) -> Reserve:
    """The reserve of a run. What it makes is known to both sides, where there are two."""
    sides = course.sides if has_oracle else _alone(course.sides)
    random = Random(f"{course.seed}|reserve")
    nonce = f"{course.nonce}v"
    journey = Journey(course.atlas, sides, course.answers, random, nonce)

    def make(collection: Collection) -> Keys | None:
        before = journey.last
        with suppress(Skipped, Broken, Unsatisfiable, DocumentError, TargetError):
            journey.make(collection)
        twin = journey.last
        if twin is before or twin is None or twin.collection is not collection:
            return None
        return tuple(each.keys.target for each in (*twin.parents, twin))

    def free(operation: Operation, name: str) -> Any:
        token = f"{nonce}{random.randrange(16**5):05x}"
        with suppress(Skipped, Unsatisfiable, DocumentError):
            return free_value(operation, name, course.atlas.validators, token)
        return token

    def close(leftovers: Leftovers) -> None:
        try:
            journey.close(course.until())
        finally:
            leftovers.add(journey.left, journey.kept)

    prepared = course.hooks.prepared if course.hooks else {}
    return Reserve(course.spec, course.atlas, course.sides.target, make, free, close, prepared)


def _alone(sides: Sides) -> Sides:
    """Sides of which the oracle says what the target has just said."""
    heard = [Response(0)]

    def target(request: Request) -> Response:
        heard[0] = sides.target(request)
        return heard[0]

    return replace(sides, target=target, oracle=lambda _: heard[0])


def _place(path: str) -> Place:
    """A path, however it is spelled."""
    return tuple(map(unquote, path.rstrip("/").split("/")))
