"""One story, at a target and at the oracle: what is broken, and the exchanges that led there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from random import Random

from mockserver.errors import DocumentError, TargetError
from mockserver.generation import Unsatisfiable
from mockserver.verify.cases.case import Case
from mockserver.verify.course import Course
from mockserver.verify.interruption import Interruption, deferred
from mockserver.verify.ledger import Ledger
from mockserver.verify.sides.dialogue import Broken, Exchange, Skipped, Untold
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.parts import Parts, Place
from mockserver.verify.sides.spares import Spares

_READ = 2
_APART = ("list_doubled", "list_incomplete")
_FORMS = frozenset(("response_schema_conformance", "strict_json", "content_type_conformance"))
_VALUES = frozenset(("value_differs", "fixture_differs", "rest_changed", "change_kept_old"))


@dataclass(frozen=True, slots=True)
class Trace:
    """A promise that was broken, with the exchanges that led there, the last one shows it.

    ``parts`` are those of the story, which had the values of this ``attempt``.
    """

    broken: Broken
    trail: tuple[Exchange, ...]
    parts: Parts
    attempt: int

    @property
    def is_read(self) -> bool:
        """Whether it was told with records that had been read, as it did not show with others."""
        return reads_first(self.attempt)


@dataclass(frozen=True, slots=True)
class Walked:
    """What a story came to; ``untold``: why nothing could be said from some point on, if so.

    ``gone``: the target went away meanwhile. ``end`` is what is broken and ended it, if so.
    """

    traces: list[Trace]
    untold: str = ""
    gone: TargetError | None = None
    end: Broken | None = None

    @property
    def faults(self) -> set[tuple[str, str]]:
        """Operation and check of all that is broken.

        What was taken the first time may be refused the next, as what it holds is taken then; and
        pages that do not join double a record or lose one, as many as there happen to be.
        """
        found = {trace.broken.identity[:2] for trace in self.traces}
        wrong = {operation for operation, check in found if check == "refusal_wrong"}
        apart = {operation for operation, check in found if check in _APART}
        found |= {(operation, "negative_data_rejection") for operation in wrong}
        return found | {(operation, check) for operation in apart for check in _APART}


def reads_first(attempt: int) -> bool:
    """Whether records are read before anything is done with them, as those of others were."""
    return attempt >= _READ


def walk(
    course: Course,
    ledger: Ledger,
    case: Case,
    attempt: int,
    omitted: frozenset[Place] = frozenset(),
) -> Walked:
    """Walk through a story without some of its parts; each ``attempt`` has other values.

    From the second telling on each record is read before anything is done with it, as those are
    that earlier stories leave: what is remembered when it is read may be what is wrong.
    """
    ledger.walks += 1
    seed = f"{course.seed}|{case.operation}|{case.name}|{attempt}"
    random = Random(seed)
    nonce = f"{course.nonce}{ledger.walks:x}"
    spares = Spares() if attempt else ledger.spares
    journey = Journey(course.atlas, course.sides, course.answers, random, nonce, spares)
    journey.parts = Parts(omitted, random, seed)
    journey.reads_first = reads_first(attempt)
    with deferred() as interruption:
        journey.heed = partial(_heed, course, interruption)
        gone, is_sound = None, False
        try:
            end, untold = _ended(case, journey)
            is_sound = not (end or untold or journey.notes)
        except TargetError as error:
            end, untold, gone = None, "", error
        finally:
            ledger.take(journey)
            close(course, ledger, journey, is_sound=is_sound)
    interruption.heed()
    found = [(end, len(journey.trail))] if end else []
    traces = [
        Trace(broken, tuple(journey.trail[:length]), journey.parts, attempt)
        for broken, length in (*found, *journey.notes)
    ]
    return Walked(_folded(traces), untold, gone, end)


def _heed(course: Course, interruption: Interruption) -> None:
    """Go on no longer than somebody wants, or there is time. Raises Untold."""
    interruption.heed()
    if course.is_over():
        raise Untold("time ran out")


def _ended(case: Case, journey: Journey) -> tuple[Broken | None, str]:
    """How a story ends: with a promise that is broken, or with nothing to say, and why so."""
    try:
        case.run(journey)
    except Broken as broken:
        return broken, ""
    except Untold as reason:
        return None, str(reason)
    except (Skipped, Unsatisfiable, DocumentError):
        pass
    return None, ""


def _folded(found: list[Trace]) -> list[Trace]:
    """Without what follows from the rest.

    A value that breaks its schema differs as well, as do all of a body that does so as a whole; and
    what is taken though it is forbidden comes back in answers that are so, too, and is in the way
    of what is sent next.
    """
    if any(each.broken.fault.check == "negative_data_rejection" for each in found):
        follow = _FORMS | {"refusal_wrong"}
        found = [each for each in found if each.broken.fault.check not in follow]
    formless = [each.broken for each in found if each.broken.fault.check in _FORMS]
    return [
        each
        for each in found
        if each.broken.fault.check not in _VALUES
        or not any(_covers(form, each.broken) for form in formless)
    ]


def _covers(form: Broken, other: Broken) -> bool:
    """Whether a value differs because of what breaks the schema of the same answer."""
    if form.operation != other.operation:
        return False
    field, place = (each.fault.at.split("/")[1:] for each in (other, form))
    return not (field and place) or field[0] in place


def close(course: Course, ledger: Ledger, journey: Journey, *, is_sound: bool) -> None:
    """Put away what a journey made, but for what later ones may have; note what stays behind."""
    try:
        with deferred():
            journey.close(course.until(), is_sound=is_sound)
    finally:
        ledger.left.extend(journey.left)
        ledger.kept.update(journey.kept)
