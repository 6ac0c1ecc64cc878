"""``mockserver verify``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import click

from mockserver.cli.examples import examples
from mockserver.cli.options import fixtures_option, seed_option, settings
from mockserver.collection import Collection, bind, find_fixtures, read_fixture
from mockserver.config import Settings
from mockserver.errors import DocumentError, TargetError, UsageError
from mockserver.finding import Finding, Severity
from mockserver.report import RENDERERS, Report
from mockserver.spec.model import Spec
from mockserver.transport import parse_base_url
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
from mockserver.verify.run import Plan, survey, verify

_HEADER = "A header that goes with every request."
_FORMAT = "How the findings are shown."
_INTERRUPTED = 130  # 128 and the number of SIGINT, as shells say it
_ENDED = {
    "completed": "",
    "max_time": ", ended by --max-time",
    "failure_limit": ", ended by the limit of failures",
    "interrupted": ", interrupted",
    "unreachable": ", ended when the target went away",
}
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 §5.6.2
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")  # RFC 9110 §5.5


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
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", help=_FORMAT)
def command(  # noqa: PLR0913, PLR0917  one for each option
    url: str,
    document: str | None,
    fixtures: str | None,
    headers: tuple[str, ...],
    seed: int | None,
    max_time: float | None,
    form: str,
) -> None:
    """Test the implementation at URL, the base that the document's paths are appended to.

    Exits 0 when all promises are kept, 1 with findings, 2 when the work cannot be done as asked,
    3 when the target cannot be reached.
    """
    chosen = settings(document=document, fixtures=fixtures, seed=seed, max_time=max_time)
    plan = _plan(url, headers, chosen)
    try:
        code = _verify(plan, form)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    sys.exit(code)


def _plan(url: str, headers: tuple[str, ...], chosen: Settings) -> Plan:
    base_url = parse_base_url(url)
    spec, collections = _checked(chosen["document"], chosen.path("fixtures"))
    return Plan(
        spec=spec,
        collections=collections,
        base_url=base_url,
        headers=tuple(map(_header, headers)),
        seed=chosen["seed"],
        max_time=chosen["max_time"],
    )


def _header(text: str) -> tuple[str, str]:
    """A field line (RFC 9110 §5.5). What is refused may hold a secret, so it is not repeated."""
    name, colon, value = text.partition(":")
    if not colon:
        raise UsageError("-H was given a header without a colon; write it as 'Name: value'")
    if not _TOKEN.fullmatch(name.strip()):
        raise UsageError(f"-H {name!r}: this is no name of a header; write it as 'Name: value'")
    if not _VALUE.fullmatch(value.strip()):
        raise UsageError(f"-H {name!r}: its value holds a character that no header can carry")
    return name.strip(), value.strip()


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


def _verify(plan: Plan, form: str) -> int:
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
            _report(plan, replace(partial, reason=reason), form)
        raise
    conclusion = conclude(events, plan.spec, found.paths, plan.seed)
    code = _report(plan, conclusion, form)
    if conclusion.reason == "interrupted":
        raise KeyboardInterrupt
    return code


def _report(plan: Plan, conclusion: Conclusion, form: str) -> int:
    report = Report(conclusion.findings, tuple(_subjects(plan, conclusion)))
    click.echo(RENDERERS[form](report), nl=False)
    return report.exit_code


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
