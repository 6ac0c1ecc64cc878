"""``mockserver diff``."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from mockserver.cli.examples import examples
from mockserver.cli.options import OVERLAY, settings
from mockserver.cli.reports import Delivery, deliver, report_option
from mockserver.cli.traffic import traffic_options
from mockserver.clock import SystemClock
from mockserver.diff import Policy, Traffic, Verdict, diff, read_policy, usage_of
from mockserver.errors import EXIT_FINDINGS, EXIT_KEPT, UsageError
from mockserver.report import RENDERERS
from mockserver.report.changes import CHANGE_RENDERERS
from mockserver.report.compared import as_report, change_rules

_FORMAT = "How the changes are shown."
_ACCEPTED = "Verdicts of your own, and changes you agree to; contracts/accepted.yaml where it is."
_TRAFFIC = (
    "Tell which changes touch what is used in this HTTP Archive, a consumer's, and who uses it."
)
_USED_ONLY = "Let only those changes weigh that touch what the traffic uses."
_USUAL = Path("contracts/accepted.yaml")


@click.command(
    "diff",
    epilog=examples(
        "mockserver diff main:openapi.yaml openapi.yaml",
        "mockserver diff v1.yaml v2.yaml --format markdown",
        "mockserver diff v1.yaml v2.yaml --traffic shop.har --traffic admin.har --used-only",
        "mockserver diff HEAD~1:api.yaml HEAD:api.yaml --accepted accepted.yaml",
        "mockserver diff vendor-v1.yaml vendor-v2.yaml --overlay ours.yaml",
    ),
)
@click.argument("base")
@click.argument("revision")
@click.option("--accepted", type=click.Path(path_type=Path), metavar="FILE", help=_ACCEPTED)
@click.option("--overlay", "overlays", multiple=True, metavar="FILE", help=OVERLAY)
@traffic_options(_TRAFFIC)
@click.option("--used-only", is_flag=True, help=_USED_ONLY)
@click.option(
    "--format", "form", type=click.Choice(list(CHANGE_RENDERERS)), default="text", help=_FORMAT
)
@report_option(dict.fromkeys((*RENDERERS, *CHANGE_RENDERERS)))
def command(  # noqa: PLR0913  one for each option
    *,
    base: str,
    revision: str,
    accepted: Path | None,
    overlays: tuple[str, ...],
    traffic: tuple[Path, ...],
    traffic_base: str,
    used_only: bool,
    form: str,
    reports: tuple[Delivery, ...],
) -> None:
    """Tell what changed from BASE to REVISION, and whom it breaks.

    Each is a file, or a file as git keeps it, such as main:openapi.yaml. Exits 1 when a change is
    breaking and not accepted; with --used-only, when it touches what the traffic uses as well.
    Overlays change both sides before they are compared.
    """
    if used_only and not traffic:
        raise UsageError("--used-only needs to know what is used: give --traffic FILE")
    used = Traffic(usage_of(traffic, traffic_base), used_only) if traffic else None
    today = SystemClock().now().date()
    chosen = settings(overlays=overlays or None)["overlays"]
    found = diff(base, revision, _policy(accepted), today, used, chosen)
    others = {name: partial(render, found) for name, render in CHANGE_RENDERERS.items()}
    deliver(as_report(found), form, reports, change_rules, others)
    sys.exit(EXIT_FINDINGS if found.verdict is Verdict.BREAKING else EXIT_KEPT)


def _policy(path: Path | None) -> Policy:
    chosen = path or (_USUAL if _USUAL.exists() else None)
    return read_policy(chosen) if chosen else Policy()
