"""``mockserver verify``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from mockserver.cli.examples import examples
from mockserver.cli.header import parse_header
from mockserver.cli.options import OVERLAY, fixtures_option, seed_option, settings
from mockserver.cli.replaying import replayed
from mockserver.cli.reports import Delivery, deliver, report_option
from mockserver.cli.traffic import traffic_options
from mockserver.config.planning import USUAL, Assignment, Order, assignment
from mockserver.config.verify_keys import BY_NAME
from mockserver.errors import TargetError
from mockserver.report import RENDERERS, Coverage, Report, cover
from mockserver.verify.conclusion import Conclusion, conclude
from mockserver.verify.events import (
    Event,
    FailureFound,
    OperationTested,
    PhaseFinished,
    PhaseStarted,
)
from mockserver.verify.plan import Plan
from mockserver.verify.rules import RULES, TRAFFIC_RULES
from mockserver.verify.run import verify
from mockserver.verify.survey import survey

_HEADER = "A header that goes with every request."
_FORMAT = "How the findings are shown."
_INTERRUPTED = 130  # 128 and the number of SIGINT, as shells say it
_PROFILE = "pr: examples and coverage, in seconds; nightly: all phases; or one of your own."
_OPERATION = "Only that operation: 'GET /pets' or its operationId; * stands for any text."
_CONFIG = f"The file that says how to verify.  [default: {USUAL}, if there]"
_TRAFFIC = "Replay what this HTTP Archive has recorded of the API, in the place of all phases."
_ENDED = {
    "completed": "",
    "max_time": ", ended by --max-time",
    "failure_limit": ", ended by the limit of failures",
    "interrupted": ", interrupted",
    "unreachable": ", ended when the target went away",
}
_KINDS: dict[str, tuple[Any, str]] = {
    "max-examples": (int, "N"),
    "max-time": (float, "SECONDS"),
    "max-response-time": (float, "SECONDS"),
    "min-coverage": (float, "PERCENT"),
    "workers": (int, "N"),
    "rate-limit": (str, "N/s|m|h"),
    "timeout": (float, "SECONDS"),
    "wait": (float, "SECONDS"),
    "settle": (float, "SECONDS"),
    "shard": (str, "I/N"),
    "reset-url": (str, "URL"),
    "reset-cmd": (str, "COMMAND"),
    "adopt": (bool, ""),
    "read-only": (bool, ""),
    "allow-writes": (bool, ""),
    "proxy": (str, "URL"),
    "cert": (str, "FILE"),
    "key": (str, "FILE"),
    "cacert": (str, "FILE"),
    "insecure": (bool, ""),
    "hooks": (str, "FILE|none"),
    "schemathesis": (str, "FILE|none"),
}
"""The keys of verify.yaml that are flags of their own, with what stands behind each."""


def _key_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """A flag for each key; its help is that of the key."""
    for name, (kind, metavar) in reversed(_KINDS.items()):
        text = BY_NAME[name].help
        if kind is bool:
            add = click.option(f"--{name}", is_flag=True, flag_value=True, default=None, help=text)
        else:
            add = click.option(f"--{name}", type=kind, metavar=metavar, help=text)
        command = add(command)
    return command


@click.command(
    "verify",
    epilog=examples(
        "mockserver verify http://localhost:8000",
        "mockserver verify https://test.example/v1 --spec api.yaml -H 'X-Api-Key: s3cret'",
        "mockserver verify http://localhost:8000 --traffic traffic.har",
        "mockserver verify http://localhost:8000 --profile pr --shard 1/4 --report junit=v.xml",
    ),
)
@click.argument("url")
@click.option("--spec", "document", metavar="DOCUMENT", help="The document to hold it against.")
@fixtures_option
@click.option("--overlay", "overlays", multiple=True, metavar="FILE", help=OVERLAY)
@click.option("--config", "file", metavar="PATH|none", help=_CONFIG)
@click.option("--profile", metavar="NAME", help=_PROFILE)
@click.option("-H", "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help=_HEADER)
@click.option("--operation", multiple=True, metavar="LABEL|ID", help=_OPERATION)
@click.option("--exclude-operation", multiple=True, metavar="LABEL|ID", help="Not that one.")
@click.option("--tag", multiple=True, metavar="TAG", help="Only operations of that tag.")
@seed_option
@_key_options
@traffic_options(_TRAFFIC)
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", help=_FORMAT)
@report_option(RENDERERS)
def command(  # noqa: PLR0913  one for each option
    *,
    url: str,
    document: str | None,
    fixtures: str | None,
    overlays: tuple[str, ...],
    headers: tuple[str, ...],
    seed: int | None,
    max_time: float | None,
    file: str | None,
    profile: str | None,
    form: str,
    reports: tuple[Delivery, ...],
    traffic: tuple[Path, ...],
    traffic_base: str,
    **flags: Any,
) -> None:
    """Test the implementation at URL, the base that the document's paths are appended to.

    Exits 0 when all promises are kept, 1 with findings, 2 when the work cannot be done as asked,
    3 when the target cannot be reached.
    """
    chosen = settings(
        document=document,
        fixtures=fixtures,
        overlays=overlays or None,
        seed=seed,
        max_time=max_time,
    )
    order = Order(
        url,
        chosen,
        {name.replace("_", "-"): value for name, value in flags.items()},
        tuple(map(parse_header, headers)),
        profile,
        file,
    )

    def show(report: Report) -> None:
        deliver(report, form, reports, lambda: (*RULES, *TRAFFIC_RULES))

    try:
        assigned = assignment(order)
        if traffic:
            found = replayed(assigned.plan, traffic, traffic_base)
            code = _report(assigned.plan, found, show)
        else:
            code = _verify(assigned, show)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    sys.exit(code)


Show = Callable[[Report], None]
"""Tells a report in all the forms that were asked for."""


def _verify(assigned: Assignment, show: Show) -> int:
    """Run and report. What was found is reported even where the run could not be finished."""
    plan = assigned.plan
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
