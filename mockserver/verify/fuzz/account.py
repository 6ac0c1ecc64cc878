"""What the engine of Schemathesis tells of its work, as our events."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from schemathesis.core.result import Ok
from schemathesis.engine import Status, from_schema
from schemathesis.engine import events as theirs
from schemathesis.engine.errors import ServerUnavailable
from schemathesis.engine.observations import Observations
from schemathesis.engine.run import Phase, PhaseName, PhaseSkipReason
from schemathesis.generation.meta import REQUEST_SHAPE_PROBES, coverage_scenario

from mockserver import pointer
from mockserver.errors import TargetError, UsageError
from mockserver.transport import diagnose, unreachable
from mockserver.verify import events as ours
from mockserver.verify.evidence import Evidence, as_response
from mockserver.verify.fault import told
from mockserver.verify.fuzz.blame import blamed
from mockserver.verify.fuzz.excuse import Excuses
from mockserver.verify.fuzz.hit import Hit, Identity, hits
from mockserver.verify.fuzz.passage import passage_of, unheard, written
from mockserver.verify.fuzz.plan import PHASES, FuzzPlan
from mockserver.verify.fuzz.promise import Promises
from mockserver.verify.fuzz.session import Context
from mockserver.verify.judging.answers import Answers, Fault, too_slow
from mockserver.verify.judging.tally import Tally
from mockserver.verify.recordings.recording import Passage

if TYPE_CHECKING:
    import requests
    from schemathesis.engine.recorder import Interaction, ScenarioRecorder
    from schemathesis.generation.case import Case
    from schemathesis.schemas import BaseSchema

_REASONS = {
    PhaseSkipReason.NOT_APPLICABLE: "no operation leads to another",
    PhaseSkipReason.FAILURE_LIMIT_REACHED: "the limit of failures was reached",
    PhaseSkipReason.NOTHING_TO_TEST: "no request was made",
    PhaseSkipReason.NO_CHECKS_RAN: "no check applied to any answer",
}
_ENDS = (theirs.ScenarioFinished, theirs.PhaseFinished, theirs.EngineFinished)
"""After these nothing more is to be told of what has failed."""
_NAMED = re.compile("`([^`]+)`")
_HOLLOW = (PhaseSkipReason.NOTHING_TO_TEST, PhaseSkipReason.NO_CHECKS_RAN)


class Account:
    """Reads the engine's events one by one into ours, and remembers what the end has to say."""

    def __init__(self, plan: FuzzPlan, schema: BaseSchema, operations: Sequence[str]) -> None:
        self.plan = plan
        self.schema = schema
        self.operations = operations
        self.context = Context(
            schema=schema, stop_event=threading.Event(), observations=Observations()
        )
        self.context.heard = self._heard
        self._evidence = Evidence(plan.headers, plan.wallets, plan.secret_fields)
        self._answers_law = Answers(self._evidence.given)
        self._promises = Promises(plan.root, schema.location or "")
        self._tallies: dict[str, Tally] = {}
        self._seen: set[Identity] = set()
        self._accounted: set[str] = set()
        self._excuses = Excuses(plan)
        self._requests = 0
        self._answers = 0
        self._silence: Exception | None = None
        self._outage = ""
        self._fault: UsageError | None = None

    def _heard(self, answer: requests.Response) -> None:
        """An answer has come; its scenario may never be over."""
        if self.plan.way.heard is not None:
            self.plan.way.heard()
        found = written(answer)
        if found is not None:
            self.plan.hear(*found)

    def stream(self) -> theirs.EventGenerator:
        """The engine at work in our context, whose clock we can stop."""
        engine = from_schema(self.schema)
        return engine._create_execution_plan().execute(self.context)  # noqa: SLF001 - see _bounded

    def read(
        self, event: theirs.EngineEvent, deaths: Sequence[BaseException] = ()
    ) -> Iterator[ours.Event]:
        """What one event of the engine says; ``deaths`` are what its threads ended with so far.

        Raises UsageError for somebody's own hook or check that fails, once all is told that was
        found until then.
        """
        reader = _READERS.get(type(event))
        yield from reader(self, event) if reader else ()
        if isinstance(event, _ENDS):
            for each in deaths:
                if not self._blame(each):
                    yield from self._warned(f"Schemathesis has stopped short: {told(each)}.")
            if self._fault is not None:
                raise self._fault

    def _blame(self, error: BaseException) -> bool:
        """Whether an error is one of somebody's own file; the first one counts."""
        fault = blamed(error, self.plan.own, self.plan.base_url)
        if fault is not None:
            fault = UsageError(self._evidence.text(str(fault)))
        self._fault = self._fault or fault
        return fault is not None

    def engine_finished(self, event: theirs.EngineFinished) -> Iterator[ours.Event]:
        """Checks that judge the whole run."""
        for failure in event.failures:
            error = getattr(failure, "exception", None)
            named = _NAMED.search(failure.title)
            if isinstance(error, AssertionError) or not (error and self._blame(error)):
                yield ours.FailureFound(
                    phase="",
                    operation=failure.operation or "The run",
                    check=named[1] if named else failure.title,
                    title="" if named else failure.title,
                    message=self._evidence.line(failure.message),
                    curl="",
                )

    def end(self) -> Iterator[ours.Event]:
        """What only the whole run can say. Raises TargetError for a server that is not there."""
        if self._outage:
            raise TargetError(self._evidence.text(self._outage))
        if self._silence and not self._answers:
            raise unreachable(self.plan.base_url, self._silence)
        reason = self.context.stop_reason
        why = reason.skip_explanation or "Schemathesis made no request for it"
        for operation in self.operations:
            if operation not in self._accounted:
                yield ours.Warned(f"{operation} was not tested. {why}.")
        yield ours.RunFinished(reason.value, self.plan.seed, self._requests)

    def phase_started(self, event: theirs.PhaseStarted) -> Iterator[ours.Event]:
        """Phases that were not asked for, and those before the first, are not told."""
        if _is_asked_for(event.phase):
            yield ours.PhaseStarted(event.phase.name.value)

    def phase_finished(self, event: theirs.PhaseFinished) -> Iterator[ours.Event]:
        """The counts of a phase that has no end of its own for each operation come first."""
        if event.phase.name is PhaseName.PROBING:
            self._heed_probes(event.payload)
        if _is_asked_for(event.phase):
            name = event.phase.name.value
            yield from self._tested(name)
            reason = self._reason(event)
            yield ours.PhaseFinished(name, event.status.value, reason)
            if event.phase.skip_reason in _HOLLOW and not self.context.has_reached_time_limit:
                yield from self._warned(f"The {name} phase tested nothing: {reason}.")

    def _reason(self, event: theirs.PhaseFinished) -> str:
        phase = event.phase
        if self.context.has_reached_time_limit:
            return "time ran out"
        if event.status is Status.INTERRUPTED:
            return "interrupted"
        if phase.skip_reason is None:
            return ""
        return _REASONS.get(phase.skip_reason, phase.skip_reason.display)

    def _heed_probes(self, payload: Any) -> None:
        """Give up when none of the first requests got through."""
        probes = payload.ok().probes if isinstance(payload, Ok) else []
        self._answers += sum(probe.response is not None for probe in probes)
        self._requests += self._answers
        errors = [probe.error for probe in probes if probe.error]
        troubles = [trouble for trouble in map(diagnose, errors) if trouble]
        if probes and len(troubles) == len(probes) and not any(t.reached for t in troubles):
            raise unreachable(self.plan.base_url, errors[0])

    def scenario_finished(self, event: theirs.ScenarioFinished) -> Iterator[ours.Event]:
        """One operation in one phase, or a chain of requests of which many make the last phase."""
        phase, recorder = event.phase.value, event.recorder
        for case_id, exchange in recorder.interactions.items():
            self._count(recorder.cases[case_id].value, exchange)
        for case_id, exchange in recorder.interactions.items():
            yield from self._faults(phase, recorder.cases[case_id].value, exchange)
        yield from self._failures(phase, recorder)
        for case_id, exchange in recorder.interactions.items():
            yield from self._looked_at(phase, recorder.cases[case_id].value, exchange)
        if event.label is not None:
            yield from self._tested(phase)

    def _count(self, case: Case[Any], exchange: Interaction) -> None:
        self._requests += 1
        tally = self._tallies.setdefault(case.operation.label, Tally())
        tally.cases += 1
        self._answers += exchange.response is not None
        if exchange.response is not None:
            self._excuses.observe(as_response(exchange.response))
        if exchange.response is None or case.method.upper() != case.operation.method.upper():
            return
        tally.statuses[exchange.response.status_code] += 1
        if _is_valid(case):
            tally.valid[exchange.response.status_code] += 1
            tally.curl = tally.curl or self._evidence.curl(exchange.request)
            tally.sample = tally.sample or passage_of(case, exchange)

    def _faults(self, phase: str, case: Case[Any], exchange: Interaction) -> Iterator[ours.Event]:
        """What no check of theirs looks for: leaks, JSON that some refuse, answers too late."""
        if exchange.response is None:
            return
        received = exchange.response
        whole = not received.is_truncated
        faults = self._answers_law.of_any(as_response(received), is_whole=whole)
        found = (*faults, *self._late(received.elapsed))
        yield from self._new(phase, found, passage_of(case, exchange), exchange)

    def _looked_at(
        self, phase: str, case: Case[Any], exchange: Interaction
    ) -> Iterator[ours.Event]:
        """What somebody who looks on has to say."""
        passage = passage_of(case, exchange)
        yield from self._new(phase, self.plan.look(passage), passage, exchange)

    def _new(
        self, phase: str, faults: Iterable[Fault], passage: Passage, exchange: Interaction
    ) -> Iterator[ours.Event]:
        """Each check of an operation once, and none that a check of theirs has told of."""
        for fault in faults:
            identity = (passage.operation, fault.check)
            if identity in self._seen:
                yield ours.SeenAgain(passage.operation, fault.check)
            else:
                self._seen.add(identity)
                yield ours.FailureFound(
                    phase=phase,
                    operation=passage.operation,
                    check=fault.check,
                    title="",
                    message=self._evidence.line(fault.message),
                    curl=self._evidence.curl(exchange.request),
                    response=self._evidence.response(passage.response),
                    status=passage.response.status,
                    schema_pointer=fault.schema_pointer or None,
                    instance_pointer=fault.at or None,
                    trail=(passage,),
                )

    def _late(self, seconds: float) -> Iterator[Fault]:
        limit = self.plan.max_response_time
        if limit is not None and seconds > limit:
            yield too_slow(seconds, limit)

    def _tested(self, phase: str) -> Iterator[ours.Event]:
        """Tell what was counted, and count anew."""
        tallies, self._tallies = self._tallies, {}
        self._accounted |= tallies.keys()
        for label, tally in tallies.items():
            yield tally.event(phase, label)

    def _failures(self, phase: str, recorder: ScenarioRecorder) -> Iterator[ours.Event]:
        """Each new failure once, by the smallest of the requests that show it."""
        smallest: dict[tuple[Identity, Identity], Hit] = {}
        again: Counter[tuple[Identity, Identity]] = Counter()
        for hit in hits(recorder):
            identities = hit.identities
            excuse = self._excuses.excuse(hit)
            if excuse is not None:
                yield from self._warned(excuse) if excuse else ()
                continue
            if identities[0] in self._seen:
                yield self._seen_again(hit)
            elif identities in smallest:
                again[identities] += 1
                smallest[identities] = min(smallest[identities], hit, key=lambda each: each.size)
            else:
                smallest[identities] = hit
        for identities, hit in smallest.items():
            self._seen.update((*identities, (hit.label, hit.check)))
            yield self._failure(phase, hit)
            yield from [self._seen_again(hit)] * again[identities]

    def _seen_again(self, hit: Hit) -> ours.SeenAgain:
        """What was told before."""
        operation = hit.failure.operation or hit.case.operation.label
        return ours.SeenAgain(operation, hit.check, self._signature(hit))

    def _signature(self, hit: Hit) -> str:
        place = pointer.text(hit.place(self._promises).pointer)
        is_exact = hit.instance is not None or bool(hit.breach.keyword)
        return place if is_exact else hit.identities[1][-1]

    def _failure(self, phase: str, hit: Hit) -> ours.FailureFound:
        return ours.FailureFound(
            phase=phase,
            operation=hit.failure.operation or hit.case.operation.label,
            check=hit.check,
            title=hit.failure.title,
            message=self._evidence.line(hit.message),
            curl="\n".join(map(self._evidence.curl, hit.steps)),
            request=self._evidence.request(hit.request),
            response=self._evidence.response(hit.response),
            status=hit.response.status,
            schema_pointer=pointer.text(hit.place(self._promises).pointer),
            instance_pointer=hit.instance,
            signature=self._signature(hit),
            trail=hit.trail,
        )

    def schema_warnings(self, event: theirs.SchemaAnalysisWarnings) -> Iterator[ours.Event]:
        """What Schemathesis cannot use of the document, and goes without."""
        for warning in event.warnings:
            where = warning.operation_label or "The document"
            yield from self._warned(f"{where}: {warning.message}")

    def error(self, event: theirs.NonFatalError) -> Iterator[ours.Event]:
        """A request without an answer breaks a promise; all else is trouble of our own."""
        self._accounted.add(event.label)
        if self._blame(event.value):
            return
        trouble = diagnose(event.value)
        if isinstance(event.value, ServerUnavailable):
            self._outage = str(event.value)
        elif trouble is None:
            message = f"{event.label}: {event.info.title}: {event.info.message}"
            yield from self._warned(message)
        elif not self._answers and not trouble.reached:
            raise unreachable(self.plan.base_url, event.value)
        elif (identity := (event.label, "no_answer", trouble.reason)) not in self._seen:
            self._silence = event.value
            self._seen.add(identity)
            yield self._unanswered(event, trouble.reason)

    def _warned(self, message: str) -> Iterator[ours.Event]:
        """Each warning once; several phases come upon the same trouble."""
        if (identity := (message,)) not in self._seen:
            self._seen.add(identity)
            yield ours.Warned(self._evidence.line(message))

    def _unanswered(self, event: theirs.NonFatalError, reason: str) -> ours.FailureFound:
        return ours.FailureFound(
            phase=event.phase.value if event.phase else "",
            operation=event.label,
            check="no_answer",
            title="The server gave no answer",
            message=f"The server gave no answer to this request: {reason}.",
            curl=self._evidence.text(event.info.code_sample or ""),
            signature=reason,
            trail=unheard(event),
        )


_READERS: dict[type[theirs.EngineEvent], Callable[[Account, Any], Iterator[ours.Event]]] = {
    theirs.PhaseStarted: Account.phase_started,
    theirs.PhaseFinished: Account.phase_finished,
    theirs.ScenarioFinished: Account.scenario_finished,
    theirs.NonFatalError: Account.error,
    theirs.SchemaAnalysisWarnings: Account.schema_warnings,
    theirs.EngineFinished: Account.engine_finished,
}


def _is_asked_for(phase: Phase) -> bool:
    return phase.name.value in PHASES and phase.skip_reason is not PhaseSkipReason.DISABLED


def _is_valid(case: Case[Any]) -> bool:
    """Whether the document calls the request valid, and it is not malformed outside of that."""
    is_positive = case.meta is not None and case.meta.generation.mode.is_positive
    return is_positive and coverage_scenario(case) not in REQUEST_SHAPE_PROBES
