"""``mockserver verify``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from mockserver.cli.options import fixtures_option, seed_option, settings
from mockserver.collection import Collection, bind, find_fixtures, read_fixture
from mockserver.config import Settings
from mockserver.errors import DocumentError, UsageError
from mockserver.finding import Finding, Severity
from mockserver.report import RENDERERS, Report
from mockserver.spec.model import Spec
from mockserver.transport import parse_base_url
from mockserver.validate import check_document, check_fixtures
from mockserver.verify.conclusion import Conclusion, conclude
from mockserver.verify.events import Event, PhaseFinished, PhaseStarted
from mockserver.verify.run import Plan, verify


@click.command("verify")
@click.argument("url")
@click.option("--spec", "document", metavar="DOCUMENT", help="The document to hold it against.")
@fixtures_option
@click.option("-H", "--header", "headers", multiple=True, metavar="'NAME: VALUE'")
@seed_option
@click.option("--max-time", type=float, metavar="SECONDS", help="How long the run may take.")
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text")
def command(  # noqa: PLR0913, PLR0917  one for each option
    url: str,
    document: str | None,
    fixtures: str | None,
    headers: tuple[str, ...],
    seed: int | None,
    max_time: float | None,
    form: str,
) -> None:
    r"""Test the implementation at URL, the base that the document's paths are appended to.

    Exits 0 when all promises are kept, 1 with findings, 2 when the work cannot be done as asked,
    3 when the target cannot be reached.

    \b
    Examples:
      mockserver verify http://localhost:8000
      mockserver verify https://test.example/v1 --spec api.yaml -H 'Authorization: Bearer t0ken'
    """
    chosen = settings(document=document, fixtures=fixtures, seed=seed, max_time=max_time)
    report = _verify(_plan(url, headers, chosen))
    click.echo(RENDERERS[form](report), nl=False)
    sys.exit(report.exit_code)


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
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise UsageError(f"-H {text!r} is no header; write it as 'Name: value'")
    return name.strip(), value.strip()


def _checked(document: str, fixtures: Path | None) -> tuple[Spec, tuple[Collection, ...]]:
    """A target is held only against a document that holds by itself. Raises DocumentError."""
    checked = check_document(document)
    _insist(checked.findings)
    if checked.spec is None:
        raise DocumentError(checked.findings)
    files = [read_fixture(path) for path in find_fixtures(fixtures)] if fixtures else []
    _insist(check_fixtures(checked.spec, files))
    return checked.spec, bind(checked.spec, files).collections


def _insist(findings: Iterable[Finding]) -> None:
    errors = tuple(each for each in findings if each.severity is Severity.ERROR)
    if errors:
        raise DocumentError(errors)


def _verify(plan: Plan) -> Report:
    events = list(_told(verify(plan)))
    known = [each.key_parameter for each in plan.collections]
    conclusion = conclude(events, plan.spec, known, plan.seed)
    return Report(conclusion.findings, tuple(_subjects(plan, conclusion)))


def _told(events: Iterable[Event]) -> Iterator[Event]:
    """The same events; progress goes to stderr, so that stdout is the report alone."""
    for event in events:
        match event:
            case PhaseStarted(phase):
                click.echo(f"{phase} ...", err=True)
            case PhaseFinished(phase, status, reason):
                click.echo(f"{phase}: {status}{f', {reason}' if reason else ''}", err=True)
        yield event


def _subjects(plan: Plan, conclusion: Conclusion) -> Iterator[str]:
    for label, statuses in conclusion.statuses.items():
        seen = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
        yield f"{label}  {seen}"
    ended = "" if conclusion.reason == "completed" else f" ({conclusion.reason})"
    yield f"{plan.base_url}: {conclusion.requests} requests, seed {plan.seed}{ended}"
