"""``mockserver verify``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from mockserver.cli.examples import examples
from mockserver.cli.header import parse_header
from mockserver.cli.options import fixtures_option, seed_option, settings
from mockserver.cli.reports import Delivery, deliver, report_option
from mockserver.collection import Collection, bind, find_fixtures, read_fixture
from mockserver.config import Settings
from mockserver.errors import DocumentError, TargetError, UsageError
from mockserver.finding import Finding, Severity
from mockserver.hint import hint
from mockserver.mock import Mock, Options
from mockserver.report import RENDERERS, Coverage, Report, cover
from mockserver.spec.model import Spec
from mockserver.transport import Target, parse_base_url
from mockserver.validate import check_document
from mockserver.validate.fixtures import check_fixtures
from mockserver.verify.conclusion import Conclusion, conclude
from mockserver.verify.events import (
    Event,
    FailureFound,
    OperationTested,
    PhaseFinished,
    PhaseStarted,
)
from mockserver.verify.plan import PROFILES, Plan
from mockserver.verify.preflight import wait
from mockserver.verify.replay import adopted
from mockserver.verify.reset import ByCommand, ByUrl, Reset, is_near
from mockserver.verify.rules import RULES
from mockserver.verify.run import verify
from mockserver.verify.survey import survey

_HEADER = "A header that goes with every request."
_FORMAT = "How the findings are shown."
_INTERRUPTED = 130  # 128 and the number of SIGINT, as shells say it
_PROFILE = "pr: examples and coverage, in seconds; nightly: all phases."
_OPERATION = "Only that operation: 'GET /pets' or its operationId."
_WAIT = "How long to wait for the target to come up."
_TIMEOUT = "How long to wait for an answer."
_SETTLE = "How long a change may take until it is seen."
_SLOW = "A limit for each answer; slower ones are findings."
_ENDED = {
    "completed": "",
    "max_time": ", ended by --max-time",
    "failure_limit": ", ended by the limit of failures",
    "interrupted": ", interrupted",
    "unreachable": ", ended when the target went away",
}


@click.command(
    "verify",
    epilog=examples(
        "mockserver verify http://localhost:8000",
        "mockserver verify https://test.example/v1 --spec api.yaml -H 'X-Api-Key: s3cret'",
    ),
)
@click.argument("url")
@click.option("--spec", "document", metavar="DOCUMENT", help="The document to hold it against.")
@fixtures_option
@click.option("-H", "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help=_HEADER)
@seed_option
@click.option("--max-time", type=float, metavar="SECONDS", help="How long the run may take.")
@click.option("--profile", type=click.Choice(list(PROFILES)), default="nightly", help=_PROFILE)
@click.option(
    "--reset-url", metavar="URL", help="POST there puts the records of the fixtures back."
)
@click.option("--reset-cmd", metavar="COMMAND", help="A command that does.")
@click.option("--adopt", is_flag=True, help="Take the records that are there for the fixtures.")
@click.option("--read-only", is_flag=True, help="Send nothing that writes.")
@click.option("--allow-writes", is_flag=True, help="Write to a target beyond this machine.")
@click.option("--operation", "operations", multiple=True, metavar="LABEL|ID", help=_OPERATION)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only operations of that tag.")
@click.option("--wait", type=float, default=0.0, metavar="SECONDS", help=_WAIT)
@click.option("--timeout", type=float, default=10.0, metavar="SECONDS", help=_TIMEOUT)
@click.option("--settle", type=float, default=0.0, metavar="SECONDS", help=_SETTLE)
@click.option("--max-response-time", type=float, metavar="SECONDS", help=_SLOW)
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", help=_FORMAT)
@report_option(RENDERERS)
def command(  # noqa: PLR0913, PLR0917  one for each option
    url: str,
    document: str | None,
    fixtures: str | None,
    headers: tuple[str, ...],
    seed: int | None,
    max_time: float | None,
    form: str,
    reports: tuple[Delivery, ...],
    **wanted: Any,
) -> None:
    """Test the implementation at URL, the base that the document's paths are appended to.

    Exits 0 when all promises are kept, 1 with findings, 2 when the work cannot be done as asked,
    3 when the target cannot be reached.
    """
    chosen = settings(document=document, fixtures=fixtures, seed=seed, max_time=max_time)
    plan = _plan(url, headers, chosen, Wanted(**wanted))
    try:
        code = _verify(plan, lambda report: deliver(report, form, reports, lambda: RULES))
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    sys.exit(code)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the command line no settings file has."""

    profile: str
    reset_url: str | None
    reset_cmd: str | None
    adopt: bool
    read_only: bool
    allow_writes: bool
    operations: tuple[str, ...]
    tags: tuple[str, ...]
    wait: float
    timeout: float
    settle: float
    max_response_time: float | None


def _plan(url: str, headers: tuple[str, ...], chosen: Settings, wanted: Wanted) -> Plan:
    base_url = parse_base_url(url)
    target = Target(base_url, tuple(map(parse_header, headers)), wanted.timeout)
    spec, collections = _checked(chosen["document"], chosen.path("fixtures"))
    selected = _selected(spec, wanted)
    reset = _reset(wanted, target)
    if wanted.wait:
        wait(target, wanted.wait)
    if wanted.adopt:
        collections = adopted(collections, target)
    mock = Mock(spec, collections, options=Options(cors=False))
    return Plan(
        spec=spec,
        collections=collections,
        base_url=base_url,
        headers=target.headers,
        seed=chosen["seed"],
        max_time=chosen["max_time"],
        oracle=mock.respond,
        every=mock.kept,
        nonce=f"{time.time_ns() // 1_000_000:x}",
        profile=wanted.profile,
        is_seeded=reset is not None,
        is_own=reset is not None or (is_near(base_url) and not wanted.adopt),
        read_only=wanted.read_only or not _may_write(base_url, wanted),
        selected=selected,
        timeout=wanted.timeout,
        settle=wanted.settle,
        max_response_time=wanted.max_response_time,
        reset=reset,
    )


def _reset(wanted: Wanted, target: Target) -> Reset | None:
    if sum(map(bool, (wanted.reset_url, wanted.reset_cmd, wanted.adopt))) > 1:
        raise UsageError("--reset-url, --reset-cmd and --adopt rule each other out; give one")
    if wanted.reset_url:
        return ByUrl(wanted.reset_url, target)
    return ByCommand(wanted.reset_cmd) if wanted.reset_cmd else None


def _may_write(base_url: str, wanted: Wanted) -> bool:
    """Beyond this machine only what was allowed: the records may be somebody's."""
    is_allowed = wanted.allow_writes or wanted.adopt or wanted.reset_url or wanted.reset_cmd
    return bool(is_allowed) or is_near(base_url)


def _selected(spec: Spec, wanted: Wanted) -> frozenset[str] | None:
    """The labels of the operations that were chosen. Raises UsageError for what is not there."""
    if not (wanted.operations or wanted.tags):
        return None
    names = {name for each in spec.operations for name in (each.label, each.id) if name}
    tags = {tag for each in spec.operations for tag in each.node.strings("tags")}
    _insist_known("operation", wanted.operations, names)
    _insist_known("tag", wanted.tags, tags)
    return frozenset(
        each.label
        for each in spec.operations
        if {each.label, each.id} & {*wanted.operations}
        or set(each.node.strings("tags")) & {*wanted.tags}
    )


def _insist_known(flag: str, given: Iterable[str], known: Iterable[str]) -> None:
    for name in given:
        if name not in known:
            meant = hint(name, sorted(known))
            raise UsageError(f"--{flag} {name!r}: the document has no such {flag}{meant}")


def _checked(document: str, fixtures: Path | None) -> tuple[Spec, tuple[Collection, ...]]:
    """A target is held only against a document that holds by itself. Raises DocumentError."""
    checked = check_document(document)
    _insist(checked.findings)
    if checked.spec is None:
        raise DocumentError(checked.findings)
    if not checked.spec.operations:
        raise UsageError(f"{document}: this declares no operation, so there is nothing to verify")
    files = [read_fixture(path) for path in find_fixtures(fixtures)] if fixtures else []
    _insist(check_fixtures(checked.spec, files))
    return checked.spec, bind(checked.spec, files).collections


def _insist(findings: Iterable[Finding]) -> None:
    errors = tuple(each for each in findings if each.severity is Severity.ERROR)
    if errors:
        raise DocumentError(errors)


Show = Callable[[Report], None]
"""Tells a report in all the forms that were asked for."""


def _verify(plan: Plan, show: Show) -> int:
    """Run and report. What was found is reported even where the run could not be finished."""
    found = survey(plan)
    events: list[Event] = []
    try:
        for event in verify(plan, found):
            events.append(event)
            _tell(event, events)
    except (TargetError, KeyboardInterrupt) as error:
        if any(isinstance(each, FailureFound | OperationTested) for each in events):
            reason = "unreachable" if isinstance(error, TargetError) else "interrupted"
            partial = conclude(events, plan.spec, found.paths, plan.seed)
            _report(plan, replace(partial, reason=reason), show)
        raise
    conclusion = conclude(events, plan.spec, found.paths, plan.seed)
    code = _report(plan, conclusion, show)
    if conclusion.reason == "interrupted":
        raise KeyboardInterrupt
    return code


def _report(plan: Plan, conclusion: Conclusion, show: Show) -> int:
    subjects = tuple(_subjects(plan, conclusion))
    report = Report(conclusion.findings, subjects, _coverage(plan, conclusion))
    show(report)
    return report.exit_code


def _coverage(plan: Plan, conclusion: Conclusion) -> Coverage:
    """The answers of the operations that were to be tested."""
    chosen = plan.selected
    tested = (each for each in plan.spec.operations if chosen is None or each.label in chosen)
    return cover(tested, conclusion.statuses)


def _tell(event: Event, events: Iterable[Event]) -> None:
    """Progress; it goes to stderr, so that stdout is the report alone."""
    match event:
        case PhaseStarted(phase):
            click.echo(f"{phase} ...", err=True)
        case PhaseFinished(phase, status, reason):
            told = "not run" if status == "skip" else _count(phase, events)
            click.echo(f"{phase}: {told}{f', {reason}' if reason else ''}", err=True)


def _count(phase: str, events: Iterable[Event]) -> str:
    count = sum(isinstance(each, FailureFound) and each.phase == phase for each in events)
    return f"{count or 'no'} {'failure' if count == 1 else 'failures'}"


def _subjects(plan: Plan, conclusion: Conclusion) -> Iterator[str]:
    for label, statuses in conclusion.statuses.items():
        seen = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
        yield f"{label}  {seen or 'no answer'}"
    ended = _ENDED[conclusion.reason]
    yield f"{plan.base_url}: {conclusion.requests} requests, seed {plan.seed}{ended}"
