"""``mockserver verify``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import UnionType
from typing import Any

import click

from mockserver.cli.ending import end_on_termination
from mockserver.cli.examples import examples
from mockserver.cli.header import parse_header
from mockserver.cli.keeping import store
from mockserver.cli.keys import key_options
from mockserver.cli.options import OVERLAY, fixtures_option, seed_option, settings
from mockserver.cli.outcome import USUAL as BASELINE
from mockserver.cli.outcome import Acceptance, outcome
from mockserver.cli.overlays import warn_of_idle
from mockserver.cli.progress import progress
from mockserver.cli.reports import Delivery, deliver, insist_writable, report_option
from mockserver.cli.traffic import traffic_options
from mockserver.clock import SystemClock
from mockserver.config import NONE
from mockserver.config.planning import USUAL, Order, assignment
from mockserver.errors import TargetError, UsageError
from mockserver.report import RENDERERS
from mockserver.verify.baseline import read_baseline
from mockserver.verify.conclusion import Conclusion, conclude, gone
from mockserver.verify.events import (
    Event,
    FailureFound,
    LeftBehind,
    OperationTested,
    PhaseStarted,
)
from mockserver.verify.interruption import deferred
from mockserver.verify.plan import Plan
from mockserver.verify.rules import RULES, TRAFFIC_RULES
from mockserver.verify.run import verify
from mockserver.verify.target.preflight import Preflight
from mockserver.verify.target.survey import survey

_HEADER = "A header that goes with every request."
_FORMAT = "How the findings are shown."
_PROFILE = "pr: examples and coverage, in seconds; nightly: all phases; or one of your own."
_OPERATION = "Only that operation: 'GET /pets' or its operationId; * stands for any text."
_CONFIG = f"The file that says how to verify.  [default: {USUAL}, if there]"
_TRAFFIC = "Replay what this HTTP Archive has recorded of the API, in the place of all phases."
_BASELINE = f"The file of findings that are accepted.  [default: {BASELINE}, if there]"
_UPDATE = "Accept what is found: write the baseline anew."
_TAPE = (PhaseStarted("traffic"),)
"""What there is of events where recorded traffic is the only phase."""


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
@key_options()
@traffic_options(_TRAFFIC)
@click.option("--baseline", metavar="PATH|none", help=_BASELINE)
@click.option("--update-baseline", "is_update", is_flag=True, help=_UPDATE)
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
    baseline: str | None,
    is_update: bool,
    **flags: Any,
) -> None:
    """Test the implementation at URL, the base that the document's paths are appended to.

    Exits 0 when all promises are kept, 1 with findings, 2 when the work cannot be done as asked,
    3 when the target cannot be reached.
    """
    end_on_termination()
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

    accepted = _acceptance(baseline, is_update=is_update)
    assigned = assignment(order)
    warn_of_idle(chosen["overlays"], (assigned.plan.spec,))
    if traffic:
        from mockserver.cli.replaying import replayed, replayed_plan  # for archives alone

        assigned = replace(assigned, plan=replayed_plan(assigned.plan))

    def show(conclusion: Conclusion, events: Sequence[Event] = ()) -> int:
        with deferred():  # a report is whole, or it is none
            report = outcome(assigned, conclusion, events, accepted)
            deliver(report, form, reports, lambda: (*RULES, *TRAFFIC_RULES))
            store(report.findings, chosen, assigned.plan)
        return report.exit_code

    if traffic:
        found = replayed(assigned.plan, traffic, traffic_base)
        code = _told(found, (*_TAPE, found.left), show)
    else:
        code = _verify(assigned.plan, show)
    sys.exit(code)


def _acceptance(named: str | None, *, is_update: bool) -> Acceptance:
    """What is accepted, read before anything is sent. Raises UsageError for what cannot be used."""
    path = None if named == NONE else Path(named or BASELINE)
    if path is None and is_update:
        raise UsageError("--update-baseline writes a baseline; leave out --baseline none")
    if path is not None and not (path.is_file() or is_update):
        if named is not None:
            raise UsageError(
                f"--baseline {path}: there is no such file; --update-baseline makes it"
            )
        path = None
    if path is not None and is_update:
        insist_writable(path, "--update-baseline")
    baseline = read_baseline(path) if path is not None else None
    return Acceptance(baseline, is_update, SystemClock().now().date())


Show = Callable[[Conclusion, Sequence[Event]], int]
"""Tells what a run came to in all the forms that were asked for; gives the exit code."""


def _verify(plan: Plan, show: Show) -> int:
    """Run and report. What was found is reported even where the run could not be finished."""
    if plan.selected == frozenset():  # a shard without operations: no green where nothing answers
        tuple(Preflight(plan.spec, plan.hurried).check())
        return show(Conclusion((), {}, 0, "completed"), ())
    phases = [each for each in plan.chosen_phases if plan.has(each)]
    count = sum(plan.is_selected(each.label) for each in plan.spec.operations)
    events: list[Event] = []
    known: frozenset[str] = frozenset()
    answers: list[None] = []  # several threads may add to it
    try:
        with progress(phases, count) as told:

            def hear() -> None:
                answers.append(None)
                told.heard()

            heard = replace(plan, way=replace(plan.way, heard=hear))
            found = survey(heard)
            known = found.paths
            for event in verify(heard, found):
                events.append(event)
                told.tell(event)
    except (TargetError, UsageError, KeyboardInterrupt) as error:
        is_begun = any(isinstance(each, _worth_telling(error)) for each in events)
        lost = gone(plan.base_url, error) if is_begun and isinstance(error, TargetError) else None
        if is_begun or isinstance(error, KeyboardInterrupt):
            partial = conclude(events, plan.spec, known, plan.seed)
            partial = replace(partial, requests=len(answers))
            show(replace(partial, reason=_reason(error), trouble=str(lost or error)), events)
        if lost:
            raise lost from error
        raise
    whole = conclude(events, plan.spec, known, plan.seed)
    return _told(replace(whole, requests=len(answers)), events, show)


def _reason(error: BaseException) -> str:
    """Why a run ended before its end."""
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return "unreachable" if isinstance(error, TargetError) else "failed"


def _worth_telling(error: BaseException) -> UnionType:
    """What has to have happened for a report of a run that could not be finished."""
    tested = FailureFound | OperationTested | LeftBehind
    return tested | PhaseStarted if isinstance(error, UsageError) else tested


def _told(conclusion: Conclusion, events: Sequence[Event], show: Show) -> int:
    """The exit code of a run that is shown.

    Raises KeyboardInterrupt where somebody ended it, TargetError where the target went away.
    """
    code = show(conclusion, events)
    if conclusion.reason == "interrupted":
        raise KeyboardInterrupt
    if conclusion.reason == "unreachable":
        raise TargetError(conclusion.trouble)
    return code
