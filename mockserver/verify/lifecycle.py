"""The lives of records at a target and at the oracle: differences are failures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random

from mockserver.collection import Collection
from mockserver.errors import DocumentError, TargetError, UsageError
from mockserver.generation import Unsatisfiable
from mockserver.http import Headers
from mockserver.transport import curl
from mockserver.verify.cases.case import Case
from mockserver.verify.course import Course
from mockserver.verify.events import (
    Event,
    FailureFound,
    Noticed,
    OperationTested,
    PhaseFinished,
    PhaseStarted,
    SeenAgain,
    Unchecked,
    Warned,
)
from mockserver.verify.interruption import Interruption, deferred
from mockserver.verify.judging.undeclared import Undeclared
from mockserver.verify.recordings.recording import Passage
from mockserver.verify.sides.dialogue import Broken, Exchange, Skipped, Untold
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.spares import Spares

_SHOWN = 4
_REFUSED = 400  # RFC 9110 §15.5
_ENOUGH = 3
_ATTEMPTS = 3
_SPARES = 12


@dataclass
class Ledger:
    """What a run has found, folded, and how often each operation answered with what.

    ``left`` are the paths of what it made and could not delete, ``kept`` counts by collection what
    no operation deletes; ``weighed`` is what became of bodies that the document forbids.
    """

    seen: set[tuple[str, ...]] = field(default_factory=set)
    doubts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    walks: int = 0
    undeclared: Undeclared = field(default_factory=Undeclared)
    left: list[str] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)
    weighed: dict[str, set[tuple[str, bool]]] = field(default_factory=dict)
    spares: Spares = field(default_factory=Spares)

    def weigh(self, label: str, body: str, is_refused: bool) -> None:  # noqa: FBT001  a pair
        """Remember what became of a body that the document forbids, by what is wrong with it."""
        self.weighed.setdefault(label, set()).add((body, is_refused))

    def unchecked(self) -> Iterator[str]:
        """The operations that refused no body, of several that are forbidden."""
        for label, bodies in self.weighed.items():
            if len(bodies) >= _ENOUGH and not any(is_refused for _, is_refused in bodies):
                yield label

    def count(self, exchange: Exchange) -> None:
        """Remember an answer; there may have been none."""
        if not exchange.response.status:
            return
        label = exchange.operation.label
        self.statuses.setdefault(label, Counter())[exchange.response.status] += 1
        self.undeclared.note(exchange.operation, exchange.response)

    def take(self, journey: Journey) -> None:
        """Remember what a walk has sent, and what it came upon that is no failure."""
        for exchange in journey.sent:
            self.count(exchange)
        self.remark(journey.remarks)
        for weighed in journey.weighed:
            self.weigh(*weighed)

    def remark(self, remarks: Iterable[Broken]) -> None:
        """Remember what is no failure, once for each operation."""
        for broken in remarks:
            label, fault = broken.operation.label, broken.fault
            self.undeclared.add(Noticed(label, fault.check, fault.message, fault.schema_pointer))

    def is_new(self, operation: str, check: str, pointer: str, at: str) -> bool:
        """Whether this was not told before, or is in doubt."""
        identity = (operation, check, pointer, at)
        is_new = identity not in self.seen or identity in self.doubts
        self.seen.add(identity)
        return is_new

    def doubt(self, identity: tuple[str, ...]) -> int:
        """Remember what did not come a second time; how often that was so."""
        self.doubts[identity] += 1
        return self.doubts[identity]

    def settle(self, identity: tuple[str, ...]) -> None:
        """It is told, and not in doubt any more."""
        del self.doubts[identity]


Stories = Callable[[Collection | None], Iterator[Case]]
"""The cases of a collection; of None those that belong to none."""


def play(course: Course, ledger: Ledger, phase: str, stories: Stories) -> Iterator[Event]:
    """A phase of stories. Raises TargetError when the target goes away, UsageError of a hook."""
    yield PhaseStarted(phase)
    count, reason = 0, ""
    ledger.spares = Spares(_SPARES)
    try:
        for case in _chosen(course, stories):
            if course.is_over():
                reason = "time ran out"
                break
            for event in _told(course, ledger, replace(case, phase=phase)):
                count += isinstance(event, FailureFound)
                yield event
    except (TargetError, UsageError, KeyboardInterrupt):
        yield from _tested(ledger, phase)
        raise
    finally:
        _clear(course, ledger)
    yield from _tested(ledger, phase)
    yield from map(Unchecked, ledger.unchecked())
    yield from ledger.undeclared.noticed()
    yield PhaseFinished(phase, "failure" if count else "success", reason)


def _clear(course: Course, ledger: Ledger) -> None:
    """Put away the records that no story needs any more."""
    journey = Journey(course.atlas, course.sides, course.answers, Random(0), "", ledger.spares)
    _close(course, ledger, journey, is_sound=False)
    ledger.spares = Spares()


def _close(course: Course, ledger: Ledger, journey: Journey, *, is_sound: bool) -> None:
    try:
        with deferred():
            journey.close(course.until(), is_sound=is_sound)
    finally:
        ledger.left.extend(journey.left)
        ledger.kept.update(journey.kept)


def _tested(ledger: Ledger, phase: str) -> Iterator[Event]:
    """What was answered so far, counted anew from here on."""
    for label, statuses in ledger.statuses.items():
        taken = {status: count for status, count in statuses.items() if status < _REFUSED}
        yield OperationTested(phase, label, statuses.total(), dict(statuses), taken)
    ledger.statuses.clear()


def _chosen(course: Course, stories: Stories) -> Iterator[Case]:
    """Those of the operations that were chosen; a collection that cannot be read costs its own."""
    for collection in (*course.atlas.collections, None):
        try:
            found = list(stories(collection))
        except (DocumentError, Unsatisfiable):
            continue
        for number, case in enumerate(found):
            if course.selected(case.operation):
                path = collection.path if collection else ""
                yield replace(case, collection=path, number=number)


def _told(course: Course, ledger: Ledger, case: Case) -> Iterator[Event]:
    """One story; where it breaks, again on fresh records before that counts, thrice at most.

    A step on the way that breaks a promise of an operation that was not chosen is left alone.
    What comes of chance records alone may not come a second time: it counts when several stories
    have come upon it. What comes of chance moments comes each time where there is no care at all;
    where it seldom does, it is worth a word. What a target goes away over cannot be seen again, and
    is told all the same.
    """
    first = walk(course, ledger, case, 0)
    judged = [each for each in first.traces if course.selected(each[0].operation.label)]
    fresh = [(broken, trail) for broken, trail in judged if ledger.is_new(*_identity(broken))]
    yield from (_again(case, broken) for broken, trail in judged if (broken, trail) not in fresh)
    if not (fresh or first.gone):
        return
    again: Counter[tuple[str, str]] = Counter()
    tellings: Traces = []
    needed = _ATTEMPTS if case.is_raced else 1
    wanted = {_identity(broken)[:2] for broken, _ in fresh}
    for attempt in range(1, _ATTEMPTS + 1):
        later = first if first.gone else walk(course, ledger, case, attempt)
        if later.gone:
            yield from (_failure(course, case, *each) for each in fresh)
            raise later.gone
        again.update(later.faults)
        tellings += later.traces
        if all(again[each] >= needed for each in wanted):
            break
    for broken, trail in fresh:
        identity = _identity(broken)
        if again[identity[:2]] >= needed or ledger.doubt(identity) >= _ENOUGH:
            ledger.settle(identity)
            yield _failure(course, case, *_briefest(broken, trail, tellings))
        elif ledger.doubts[identity] == 1:
            told = course.evidence.line(f"{broken.operation.label}: {broken.fault.message}")
            yield Warned(f"{told} ({case.name}); {_why(course)}.")


def _briefest(
    broken: Broken, trail: tuple[Exchange, ...], tellings: Traces
) -> tuple[Broken, tuple[Exchange, ...]]:
    """The shortest way to what is broken, the first of several.

    A record that comes of an earlier story brings along what that one has changed of it.
    """
    same = [each for each in tellings if _identity(each[0]) == _identity(broken)]
    return min([(broken, trail), *same], key=lambda each: len(each[1]))


def _again(case: Case, broken: Broken) -> SeenAgain:
    return SeenAgain(broken.operation.label, broken.fault.check, _signature(case, broken))


def _signature(case: Case, broken: Broken) -> str:
    return f"{broken.fault.schema_pointer}{broken.fault.at}" or case.name


def _why(course: Course) -> str:
    """Why it was not seen again."""
    if course.is_over():
        return "time ran out before it was sent again"
    return "it did not happen a second time"


def _identity(broken: Broken) -> tuple[str, str, str, str]:
    fault = broken.fault
    return (broken.operation.label, fault.check, fault.schema_pointer, fault.at)


_APART = ("list_doubled", "list_incomplete")
Traces = list[tuple[Broken, tuple[Exchange, ...]]]
"""Promises that were broken, with the exchanges that led there."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What a story came to; ``untold``: why nothing could be said from some point on, if so.

    ``gone``: the target went away meanwhile. ``end`` is what is broken and ended it, if so.
    """

    traces: Traces
    untold: str = ""
    gone: TargetError | None = None
    end: Broken | None = None

    @property
    def faults(self) -> set[tuple[str, str]]:
        """Operation and check of all that is broken.

        What was taken the first time may be refused the next, as what it holds is taken then; and
        pages that do not join double a record or lose one, as many as there happen to be.
        """
        found = {_identity(broken)[:2] for broken, _ in self.traces}
        wrong = {operation for operation, check in found if check == "refusal_wrong"}
        apart = {operation for operation, check in found if check in _APART}
        found |= {(operation, "negative_data_rejection") for operation in wrong}
        return found | {(operation, check) for operation in apart for check in _APART}


def walk(course: Course, ledger: Ledger, case: Case, attempt: int) -> Walked:
    """Walk through a story; each ``attempt`` has other values."""
    ledger.walks += 1
    random = Random(f"{course.seed}|{case.operation}|{case.name}|{attempt}")
    nonce = f"{course.nonce}{ledger.walks:x}"
    spares = Spares() if attempt else ledger.spares
    journey = Journey(course.atlas, course.sides, course.answers, random, nonce, spares)
    with deferred() as interruption:
        journey.heed = partial(_heed, course, interruption)
        gone, is_sound = None, False
        try:
            found, untold = _ended(case, journey)
            is_sound = not (found or untold or journey.notes)
        except TargetError as error:
            found, untold, gone = [], "", error
        finally:
            ledger.take(journey)
            _close(course, ledger, journey, is_sound=is_sound)
    interruption.heed()
    end = found[0][0] if found else None
    found.extend((note, tuple(journey.trail[:length])) for note, length in journey.notes)
    return Walked(_folded(found), untold, gone, end)


def _heed(course: Course, interruption: Interruption) -> None:
    """Go on no longer than somebody wants, or there is time. Raises Untold."""
    interruption.heed()
    if course.is_over():
        raise Untold("time ran out")


_FORMS = frozenset(("response_schema_conformance", "strict_json", "content_type_conformance"))
_VALUES = frozenset(("value_differs", "fixture_differs", "rest_changed", "change_kept_old"))


def _ended(case: Case, journey: Journey) -> tuple[Traces, str]:
    """How a story ends: with a promise that is broken, or with nothing to say, and why so."""
    try:
        case.run(journey)
    except Broken as broken:
        return [(broken, tuple(journey.trail))], ""
    except Untold as reason:
        return [], str(reason)
    except (Skipped, Unsatisfiable, DocumentError):
        pass
    return [], ""


def _folded(found: Traces) -> Traces:
    """Without what follows from the rest.

    A value that breaks its schema differs as well, as do all of a body that does so as a whole; and
    what is taken though it is forbidden comes back in answers that are so, too, and is in the way
    of what is sent next.
    """
    if any(each.fault.check == "negative_data_rejection" for each, _ in found):
        follow = _FORMS | {"refusal_wrong"}
        found = [each for each in found if each[0].fault.check not in follow]
    formless = [each for each, _ in found if each.fault.check in _FORMS]
    return [
        (each, trail)
        for each, trail in found
        if each.fault.check not in _VALUES or not any(_covers(form, each) for form in formless)
    ]


def _covers(form: Broken, other: Broken) -> bool:
    """Whether a value differs because of what breaks the schema of the same answer."""
    if form.operation != other.operation:
        return False
    field, place = (each.fault.at.split("/")[1:] for each in (other, form))
    return not (field and place) or field[0] in place


def _failure(
    course: Course, case: Case, broken: Broken, trail: tuple[Exchange, ...]
) -> FailureFound:
    fault, last = broken.fault, trail[-1] if trail else None
    refused = _SHOWN // 2 if fault.check == "refusal_changed" else 0
    return FailureFound(
        phase=case.phase,
        operation=broken.operation.label,
        check=fault.check,
        title="",
        message=course.evidence.line(fault.message),
        curl="\n".join(curl_line(course, each) for each in _shortest(trail, refused=refused)),
        request=course.evidence.request(last.request) if last else "",
        response=course.evidence.response(last.response) if last else "",
        status=last.response.status if last else None,
        schema_pointer=fault.schema_pointer or None,
        instance_pointer=fault.at or None,
        signature=_signature(case, broken),
        trail=tuple(Passage(each.operation.label, each.request, each.response) for each in trail),
        story=case.story,
    )


def _shortest(trail: tuple[Exchange, ...], *, refused: int = 0) -> list[Exchange]:
    """What led there: the writes that were taken, the last ``refused`` ones, the last request."""
    writes = [each for each in trail[:-1] if each.request.method != "GET"]
    places = range(len(writes))
    taken = [place for place in places if writes[place].response.status < _REFUSED]
    others = [place for place in places if writes[place].response.status >= _REFUSED]
    kept = sorted([*taken[-(_SHOWN - 1 - refused) :], *others[max(len(others) - refused, 0) :]])
    return [*(writes[place] for place in kept), *trail[-1:]]


def curl_line(course: Course, exchange: Exchange) -> str:
    """A request as it is sent now: its own field wins over a credential, that over all else.

    Tokens may have been renewed since a run began.
    """
    request = exchange.request
    proofs = course.credentials.of(request.method, request.path) if course.credentials else None
    lines = list(request.headers)
    for added in (proofs.lines() if proofs else (), course.headers):
        own = {name.lower() for name, _ in lines}
        lines += [line for line in dict.fromkeys(added) if line[0].lower() not in own]
    sent = replace(request, headers=Headers(lines))
    secrets = course.evidence.secrets
    return curl(sent, course.base_url, redact=lambda _, value: value in secrets)
