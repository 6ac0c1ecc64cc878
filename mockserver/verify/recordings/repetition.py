"""Sending a recording again, on fresh records, to see whether its failure is still there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from time import perf_counter
from typing import Any

from mockserver import pointer as pointers
from mockserver.collection import Collection
from mockserver.errors import DocumentError, TargetError, UsageError
from mockserver.generation import Unsatisfiable
from mockserver.http import Request, Response
from mockserver.spec.model import Spec
from mockserver.transport import diagnose
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.trespass import Stranger
from mockserver.verify.course import Course
from mockserver.verify.fuzz.shadow import mixed_up
from mockserver.verify.inputs.bodies import Bodies
from mockserver.verify.judging.verdict import Hearing, Verdict
from mockserver.verify.ledger import Ledger
from mockserver.verify.plan import TRESPASS
from mockserver.verify.recordings.recording import Carry, Recording, Step, Story
from mockserver.verify.recordings.rekeying import rekeyed
from mockserver.verify.sides.both import encoded, value_of
from mockserver.verify.sides.dialogue import Broken, Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.sides import Answer
from mockserver.verify.stories import stories
from mockserver.verify.target.leftovers import Leftovers, key_in
from mockserver.verify.walk import walk

_FRESH_ALONE = frozenset(("positive_data_acceptance",))
"""The checks that what is taken by now would fail when the same is sent as it was."""


_UNASKED = "the story ended before the operation was asked"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a failure is still there; ``untold``: why that cannot be said, if so."""

    is_broken: bool
    untold: str = ""


@dataclass
class Repetition:
    """Sends recordings again; ``bare`` is the target without the credentials of the user."""

    spec: Spec
    course: Course
    bare: Answer
    verdict: Verdict
    leftovers: Leftovers
    is_seeded: bool = False
    stranger: Stranger | None = None
    _count: int = field(default=0, init=False)

    def is_broken(self, recording: Recording) -> bool:
        """Whether the failure is still there. Raises TargetError when the target is gone."""
        return self.outcome(recording).is_broken

    def outcome(self, recording: Recording) -> Outcome:
        """What comes of it, on fresh records.

        Then, unless it was seen again, as it was sent: a fault may be in the very record that it
        was found with. Raises TargetError when the target is gone, UsageError for a story that is
        none of this document.
        """
        if recording.story is not None:
            return self._told_again(recording, recording.story)
        fresh = self._again(recording, is_fresh=True)
        if fresh.is_broken or recording.check in _FRESH_ALONE:
            return fresh
        return self._again(recording, is_fresh=False)

    def _told_again(self, recording: Recording, story: Story) -> Outcome:
        if story.phase == TRESPASS and self.stranger is None:
            raise UsageError(
                "this was asked by a second identity, and none is given: 'stranger' in "
                "contracts/verify.yaml, or in what --config names"
            )
        case = self._case(story, is_seeded=self.is_seeded)
        if case is None and self._case(story, is_seeded=True) is not None:
            raise UsageError(
                f"{story.collection}: {story.name!r} is tried where the target can be brought back "
                "to its fixtures: give --reset-url or --reset-cmd, as when it was found"
            )
        if case is None:
            raise UsageError(
                f"{story.collection}: {story.name!r} is no longer tried of this document; "
                "run verify again"
            )
        return self._walked(recording, replace(case, phase=story.phase))

    def _case(self, story: Story, *, is_seeded: bool) -> Case | None:
        """The case of a story, None where none of that name is at its place."""
        collection = self.course.atlas.collection(story.collection)
        told = stories(self.course, story.phase, is_seeded=is_seeded, stranger=self.stranger)
        found = list(told(collection)) if collection or not story.collection else []
        case = found[story.number] if story.number < len(found) else None
        return case if case is not None and case.name == story.name else None

    def _walked(self, recording: Recording, case: Case) -> Outcome:
        """What comes of a story, told thrice at most: a fault may come each third time only.

        The second time it is told in fewer words, as another fault may have ended it. Where it
        ended before the operation was asked, it says nothing.
        """
        ledger, fault = Ledger(), (recording.operation, recording.check)
        brief = replace(self.course, atlas=replace(self.course.atlas, is_thorough=False))
        untold: list[str] = []
        try:
            for attempt, course in enumerate((self.course, brief, self.course)):
                walked = walk(course, ledger, case, attempt)
                if walked.gone:
                    raise walked.gone
                if fault in walked.faults:
                    return Outcome(is_broken=True)
                is_asked = recording.operation in ledger.statuses
                ledger.statuses.clear()
                unasked = "" if is_asked else next(filter(None, untold), _UNASKED)
                untold.append(walked.untold or _in_the_way(walked.end) or unasked)
                if attempt and all(untold):
                    break
        finally:
            self.leftovers.add(ledger.left, ledger.kept)
        return Outcome(is_broken=False, untold=untold[-1] if all(untold) else "")

    def _again(self, recording: Recording, *, is_fresh: bool) -> Outcome:
        self._count += 1
        random = Random(f"{self.course.seed}|{recording.operation}|{self._count}")
        nonce = f"{self.course.nonce}r{self._count:x}"
        course = self.course
        journey = Journey(course.atlas, course.sides, course.answers, random, nonce)
        try:
            hearing = _Encore(self, journey, is_fresh=is_fresh).heard(recording)
        finally:
            journey.close(course.until())
            self.leftovers.add(journey.left, journey.kept)
        is_broken = self.verdict.is_broken(recording.check, hearing)
        return Outcome(is_broken, "" if is_broken else self.verdict.untold(hearing))


def _in_the_way(end: Broken | None) -> str:
    """What is said where another fault came first, empty where none did."""
    if end is None:
        return ""
    return f"another fault comes before it: {end.operation.label} {end.fault.message}"


@dataclass
class _Encore:
    """One time more."""

    repetition: Repetition
    journey: Journey
    is_fresh: bool
    answers: list[Response] = field(default_factory=list)
    made: dict[str, list[Any]] = field(default_factory=dict)
    prepared: Mapping[str, Any] = field(default_factory=dict)

    def heard(self, recording: Recording) -> Hearing:
        """The last answer."""
        hooks = self.repetition.course.hooks
        if hooks and self.is_fresh and recording.is_prepared:
            self.prepared = hooks.prepare(recording.operation)
        seconds, request = 0.0, recording.steps[-1].request
        for step in recording.steps:
            request = self._request(step)
            begun = perf_counter()
            answer = self._sent(step, request)
            seconds = perf_counter() - begun
            self.answers.append(answer)
            self.repetition.leftovers.note(step.operation, request.path, answer)
        last = recording.steps[-1]
        operation = self.repetition.spec.operation(last.operation)
        door, answer = self.journey.atlas.by_label(last.operation), self.answers[-1]
        is_other = mixed_up(self.journey.atlas, door, request, answer) is not None
        return Hearing(operation, answer, last.status, seconds, is_other)

    def _sent(self, step: Step, request: Request) -> Response:
        send = self.repetition.bare if step.is_bare else self.journey.sides.target
        try:
            return send(request)
        except TargetError as error:
            trouble = diagnose(error)
            if trouble is None or not trouble.reached:
                raise
            return Response(0)

    def _request(self, step: Step) -> Request:
        if not self.is_fresh:
            return step.request
        renamed = {each.value: key for each in step.carried if (key := self._key(each)) is not None}
        return self._refreshed(step, rekeyed(step.request, renamed))

    def _key(self, carry: Carry) -> Any:
        """The key in the place of the one of then; None where there is no other."""
        if carry.prepared:
            return self.prepared.get(carry.prepared)
        if not carry.made:
            answer = self.answers[carry.step] if carry.step < len(self.answers) else None
            found = value_of(answer) if answer else None
            with suppress(LookupError, TypeError, ValueError):
                return pointers.resolve(found, pointers.parse(carry.at))
            return None
        keys = self._keys(carry.made, carry.like)
        return keys[carry.nth] if carry.nth < len(keys) else None

    def _keys(self, path: str, like: str) -> list[Any]:
        """The keys of a fresh record, one for all steps; none where none can be made.

        It is like another one to the letter if the target takes that, as a fault may be due to
        what ought to have been refused.
        """
        if path not in self.made:
            collection = self.journey.atlas.collection(path)
            self.made[path] = []
            with suppress(Skipped, Broken, Unsatisfiable, DocumentError):
                if collection is not None:
                    self.made[path] = self._alike(collection, like) or self._made(collection, like)
        return self.made[path]

    def _alike(self, collection: Collection, like: str) -> list[Any]:
        door = self.journey.atlas.maker(collection)
        if door is None or door.bodies is None or not like:
            return []
        body = self._drawn(like, door.bodies, is_exact=True)
        parents = self.journey.parents(collection)
        both, _ = self.journey.post(door, body, is_lawful=False)
        key = None if door.names_record else key_in(door, both.target.response)
        return [] if key is None else [*(each.keys.target for each in parents), key]

    def _made(self, collection: Collection, like: str) -> list[Any]:
        twin = self.journey.create(collection, partial(self._drawn, like))
        return [each.keys.target for each in (*twin.parents, twin)]

    def _drawn(self, like: str, bodies: Bodies, *, is_exact: bool = False) -> Any:
        """A body with the values of another record; with all that may be sent, or with all."""
        body = bodies.full(self.journey.random, self.journey.nonce)
        record = value_of(Response(0, body=like.encode()))
        for name in sorted(bodies.ordinary & record.keys() if isinstance(record, dict) else ()):
            changed = bodies.with_value(body, name, record[name])
            body = changed if is_exact or bodies.is_valid(changed) else body
        return body

    def _refreshed(self, step: Step, request: Request) -> Request:
        """With other values where they have to be unique."""
        door = self.journey.atlas.by_label(step.operation)
        bodies = door.bodies if door else None
        value = value_of(Response(0, body=request.body)) if bodies else None
        if bodies is None or not isinstance(value, dict):
            return request
        fresh = bodies.refreshed(value, self.journey.random, self.journey.nonce)
        return request if fresh == value else replace(request, body=encoded(fresh))
