"""Contract tests as items of pytest: ``mockserver verify`` of one operation in one phase."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from mockserver.clock import SystemClock
from mockserver.config.planning import Assignment, Order, assignment, outline
from mockserver.config.settings import NONE
from mockserver.errors import MockServerError
from mockserver.finding import Finding, Severity
from mockserver.http import SAFE
from mockserver.pytest_plugin.serving import load, served
from mockserver.pytest_plugin.settling import at_root, settings_of
from mockserver.report import Context, SourceFiles
from mockserver.report.as_text import plain
from mockserver.transport import Target
from mockserver.verify.baseline import Baseline, read_baseline
from mockserver.verify.conclusion import IDLE, conclude
from mockserver.verify.events import (
    Event,
    FailureFound,
    LeftBehind,
    OperationTested,
    PhaseFinished,
    RunFinished,
    Warned,
)
from mockserver.verify.interruption import ended_on_termination
from mockserver.verify.plan import PROFILES, REPLAY, Plan
from mockserver.verify.run import verify
from mockserver.verify.scope import leavings
from mockserver.verify.target.credentials import Carrier, Proof, carrier_of, wallet
from mockserver.verify.target.survey import survey

_PROFILE = "pr"
_BASELINE = Path("contracts/baseline.yaml")
_STATEFUL = "stateful"
_EVERYTHING = "all operations"
_INTERRUPTED = "interrupted"
_MADE = "contract:test"
_PATIENCE = 600.0  # seconds that another worker may take for one item
_NOT_TESTED = (
    "no contract test got an answer that is a success, so nothing was tested. Is --base-url the "
    "base that the document's paths are appended to, and does --contract-header give a credential?"
)


def outline_of(config: pytest.Config, wanted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The operations of the document and the phases of the profile, as pairs; nothing is sent.

    Raises pytest.UsageError where the document cannot be used.
    """
    try:
        with at_root(config):
            labels, phases = outline(_order(config, wanted, "http://localhost"))
    except MockServerError as error:
        raise pytest.UsageError(f"contract tests cannot be made: {error}") from error
    each = [phase for phase in phases if phase != _STATEFUL]
    pairs = [(label, phase) for label in labels for phase in each if _is_of(label, phase)]
    return [*pairs, *((_EVERYTHING, phase) for phase in phases if phase == _STATEFUL)]


def _is_of(label: str, phase: str) -> bool:
    """Whether a phase can have something for an operation: what is there is only read."""
    return phase != REPLAY or label.partition(" ")[0] in SAFE


def _order(config: pytest.Config, wanted: Mapping[str, Any], url: str) -> Order:
    """verify.yaml tells of the real target; our own mock needs none of it but its profiles."""
    profile = wanted.get("profile") or config.getoption("contract_profile") or _PROFILE
    is_own = not base_url_of(config)
    return Order(
        url,
        settings_of(config, wanted),
        headers=tuple(map(_header, config.getoption("contract_header"))),
        profile=profile,
        file=NONE if is_own and profile in PROFILES else None,
    )


def _header(text: str) -> tuple[str, str]:
    name, sign, value = text.partition(":")
    if not sign or not name.strip():
        raise pytest.UsageError(f"--contract-header {text!r}: write it as 'NAME: VALUE'")
    return name.strip(), value.strip()


def base_url_of(config: pytest.Config) -> str:
    """The target that was named, by whoever has the option; empty without one."""
    return str(config.getoption("--base-url", default=None) or "")


@dataclass(eq=False)
class ContractRun:
    """The target of all contract tests of a process, and what came of them so far."""

    plan: Plan
    assigned: Assignment
    baseline: Baseline
    is_alone: bool
    lock: Path
    items: int = 0
    successes: int = 0
    _stack: ExitStack = field(default_factory=ExitStack)

    @classmethod
    def of(cls, config: pytest.Config, wanted: Mapping[str, Any]) -> ContractRun:
        """Start a mock where no target was named. A set-up that fails says why in a sentence."""
        stack = ExitStack()
        url = base_url_of(config)
        is_own = not url
        if is_own:
            url = stack.enter_context(served(load(config, {**wanted, "credentials": (_MADE,)})))
        try:
            with at_root(config):
                assigned = assignment(_order(config, wanted, url))
                baseline = read_baseline(_BASELINE) if _BASELINE.is_file() else Baseline()
        except MockServerError as error:
            stack.close()
            why = f"contract tests cannot be run: {error}"
            raise pytest.fail.Exception(why, pytrace=False) from None
        plan = assigned.plan
        if is_own:
            plan = replace(_with_made_credentials(plan), is_expendable=True)
        worker = getattr(config, "workerinput", None)
        name = worker["testrunuid"] if worker and not is_own else ""
        lock = Path(tempfile.gettempdir()) / f"mockserver-contract-{name}.lock" if name else Path()
        return cls(plan, assigned, baseline, worker is None, lock, _stack=stack)

    def events(self, label: str, phase: str) -> tuple[list[Event], MockServerError | None]:
        """Verify one operation in one phase: what happened, and what ended it too soon, if so.

        Raises KeyboardInterrupt where somebody ends it, once what was made is put away.
        """
        selected = None if label == _EVERYTHING else frozenset((label,))
        plan = replace(
            self.plan,
            selected=selected,
            phases=(phase,),
            nonce=f"{time.time_ns() // 1_000_000:x}",
        )
        events: list[Event] = []
        error: MockServerError | None = None
        with self._exclusively(), ended_on_termination():
            try:
                deque(map(events.append, verify(plan, survey(plan))), 0)
            except MockServerError as each:
                error = each
        if any(isinstance(each, RunFinished) and each.reason == _INTERRUPTED for each in events):
            raise KeyboardInterrupt  # which Schemathesis takes for itself
        self.items += error is None
        self.successes += sum(map(_successes, events))
        return events, error

    @contextmanager
    def _exclusively(self) -> Iterator[None]:
        """Workers that share a target take turns: what one makes, another would wonder about."""
        if self.lock == Path():
            yield
            return
        with closing(sqlite3.connect(self.lock, timeout=_PATIENCE, isolation_level=None)) as lock:
            lock.execute("begin exclusive")
            yield
            lock.execute("rollback")

    def insist_tested(self) -> None:
        """Contract tests that all were skipped look like good ones; fail the last one's end."""
        if self.is_alone and self.items and not self.successes:
            pytest.fail(_NOT_TESTED, pytrace=False)

    def close(self) -> None:
        """Stop the mock."""
        self._stack.close()


def _with_made_credentials(plan: Plan) -> Plan:
    """What our own mock takes alone, as wrong ones are tried, too, in each form that is asked for.

    What proves who asks elsewhere is not sent to it.
    """
    carriers: dict[str, Carrier] = {}
    for name, scheme in plan.spec.security_schemes.items():
        carrier = carrier_of(scheme)
        if carrier is not None and carrier not in carriers.values():
            carriers[name] = carrier
    if not carriers:
        return plan
    fields = {name.lower() for name in (*plan.spec.credential_fields, "Authorization")}
    headers = tuple(line for line in plan.headers if line[0].lower() not in fields)
    proofs = [Proof(name, "mock", _MADE) for name in carriers]
    purse = wallet(proofs, carriers, Target(plan.base_url))
    return replace(plan, headers=headers, way=replace(plan.way, credentials=purse))


def _successes(event: Event) -> int:
    if not isinstance(event, OperationTested):
        return 0
    return sum(count for status, count in event.statuses.items() if status // 100 in (2, 3))


@dataclass(frozen=True)
class ContractCase:
    """One item: an operation, as ``GET /pets``, in a phase."""

    run: ContractRun
    operation: str
    phase: str
    node: pytest.Item

    def findings(self) -> tuple[Finding, ...]:
        """All that is told of it, warnings as well. Skips where nothing could be tested."""
        self._insist_wanted()
        events, error = self.run.events(self.operation, self.phase)
        plan = self.run.plan
        told = conclude([*self._relevant(events)], plan.spec, frozenset(), plan.seed).findings
        found = tuple(each for each in told if each.rule != IDLE)
        if error is not None:
            why = f"{self.operation} {self.phase}: {error}"
            left = [
                line for each in events if isinstance(each, LeftBehind) for line in leavings(each)
            ]
            lines = "\n\n".join((why, *left, *self._texts(found)))
            raise pytest.fail.Exception(lines, pytrace=False) from None
        if not found or all(each.severity is not Severity.ERROR for each in found):
            self._insist_tested(events, found)
        return found

    def check(self) -> None:
        """Fail with what is broken: the sentence, requests to repeat it, the document's line."""
        __tracebackhide__ = True
        found = self.findings()
        errors = [each for each in found if each.severity is Severity.ERROR]
        left = self.run.baseline.weighed(
            errors, SystemClock().now().date(), lambda _: False
        ).findings
        counted = [each for each in left if each.severity is Severity.ERROR]
        others = [each for each in found if each not in counted]
        if others:
            self.node.add_report_section("call", "contract", "\n".join(self._texts(others)))
        if counted:
            pytest.fail("\n\n".join(self._texts(counted)), pytrace=False)
        if errors:
            pytest.xfail(f"accepted in {_BASELINE}: {', '.join(e.rule for e in errors)}")

    def _texts(self, findings: Iterable[Finding]) -> list[str]:
        """Findings as people read them."""
        with at_root(self.node.config):
            return [plain(each, Context(line=SourceFiles().line)) for each in findings]

    def _insist_wanted(self) -> None:
        """What verify.yaml ignores, and what may not be sent, is skipped and says so."""
        plan, label = self.run.plan, self.operation
        if label == _EVERYTHING:
            return
        if plan.selected is not None and label not in plan.selected:
            reasons = [f"{each.name}: {each.reason}" for each in self.run.assigned.ignored]
            pytest.skip(f"verify.yaml leaves it out ({'; '.join(reasons) or 'not selected'})")
        if plan.read_only and label.partition(" ")[0] not in SAFE:
            pytest.skip("only what reads is tested: the target is beyond this machine")

    def _relevant(self, events: Sequence[Event]) -> Iterator[Event]:
        """Of what comes before a phase only what is about this operation; it is told there."""
        for event in events:
            if isinstance(event, FailureFound) and not event.phase:
                if event.operation == self.operation:
                    yield event
            elif isinstance(event, OperationTested):
                yield replace(event, valid={})  # a phase alone cannot tell what is dead
            else:
                yield event

    def _insist_tested(self, events: Sequence[Event], found: Sequence[Finding]) -> None:
        tested = [each for each in events if isinstance(each, OperationTested) and each.cases]
        if any(self.operation in (each.operation, _EVERYTHING) for each in tested):
            return
        reasons = [each.reason for each in events if isinstance(each, PhaseFinished)]
        told = [each.message for each in events if isinstance(each, Warned)]
        said = next(filter(None, [*reasons, *told]), "no request of this phase is for it")
        pytest.skip(f"{self.operation}: {said}" if not found else str(found[0].message))
