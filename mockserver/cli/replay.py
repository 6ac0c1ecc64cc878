"""``mockserver replay``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import reduce
from typing import Any

import click

from mockserver.cli.ending import end_on_termination
from mockserver.cli.examples import examples
from mockserver.cli.header import parse_header
from mockserver.cli.keys import key_options
from mockserver.cli.options import fixtures_option, settings
from mockserver.config import NONE
from mockserver.config.planning import USUAL, Order, assignment
from mockserver.errors import UsageError
from mockserver.verify.events import LeftBehind
from mockserver.verify.plan import Plan
from mockserver.verify.recordings.earlier import again
from mockserver.verify.recordings.recording import Recording
from mockserver.verify.recordings.repetition import Outcome
from mockserver.verify.recordings.shelf import Replay, kept
from mockserver.verify.scope import leavings
from mockserver.visible import visible

_STILL_FAILING = 1
_KEYS = (
    *("max-response-time", "timeout", "settle", "reset-url", "reset-cmd", "allow-writes"),
    *("proxy", "cert", "key", "cacert", "insecure"),
)
"""What of verify.yaml says how a target is reached, and what may be done to it."""
_SPEC = "The document to hold it against.  [default: that of the run]"
_CONFIG = f"The file that says how to verify.  [default: {USUAL}, if there]"


@click.command(
    "replay",
    epilog=examples(
        "mockserver replay 3f9c1a7e http://localhost:8000",
        "mockserver replay 3f9c1a7e https://test.example/v1 -H 'X-Api-Key: s3cret' --allow-writes",
    ),
)
@click.argument("name", metavar="ID")
@click.argument("url")
@click.option("--spec", "document", metavar="DOCUMENT", help=_SPEC)
@fixtures_option
@click.option("--config", "file", metavar="PATH|none", help=_CONFIG)
@click.option("-H", "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="A header.")
@key_options(_KEYS)
def command(
    *,
    name: str,
    url: str,
    document: str | None,
    fixtures: str | None,
    file: str | None,
    headers: tuple[str, ...],
    **flags: Any,
) -> None:
    """Send the failure that verify told of as ID again, to URL, on fresh records.

    It is read from .mockserver/replays, where verify puts what it finds. Credentials are not kept:
    they come from -H or verify.yaml, as for verify. What has the same cause is sent again, too.

    Exits 0 when the promise is kept now, 1 when it is still broken, 2 when ID is not known or
    nothing can be said, 3 when the target cannot be reached.
    """
    end_on_termination()
    found = kept(name)
    run = found.run
    chosen = settings(
        document=document or run.document,
        fixtures=fixtures or (run.fixtures or NONE),
        overlays=run.overlays or None,
        seed=found.seed,
    )
    given = {each.replace("_", "-"): value for each, value in flags.items()}
    if given["max-response-time"] is None:
        given["max-response-time"] = run.limit
    order = Order(url, chosen, given, tuple(map(parse_header, headers)), None, file)
    plan = assignment(order).plan
    left: list[LeftBehind] = []
    try:
        broken = _broken(plan, {name: found, **{each: kept(each) for each in found.also}}, left)
    finally:
        for line in leavings(reduce(LeftBehind.with_more, left, LeftBehind())):
            click.echo(visible(f"mockserver: {line}"), err=True)
    sys.exit(_STILL_FAILING if broken else 0)


def _broken(plan: Plan, replays: Mapping[str, Replay], left: list[LeftBehind]) -> list[str]:
    """The names of what is still broken, each told; ``left`` takes what stays at the target.

    Raises UsageError where nothing is, and of one nothing can be said.
    """
    broken, untold = [], ""
    for name, each in replays.items():
        outcome = _outcome(plan, name, each.recording, left)
        if outcome.untold:
            untold = untold or f"{name}: nothing can be said: {outcome.untold}"
            continue
        said = visible(each.message, keep="\n\t")
        click.echo(f"{'still failing' if outcome.is_broken else 'fixed'}: {said}")
        if outcome.is_broken:
            broken.append(name)
            click.echo(each.curl_at(plan.base_url))
    if untold and not broken:
        raise UsageError(untold)
    return broken


def _outcome(plan: Plan, name: str, recording: Recording, left: list[LeftBehind]) -> Outcome:
    """What comes of it now, whichever way it was found."""
    if recording.traffic is None:
        return again(plan, recording, left.append)
    from mockserver.cli.replaying import replayed_again, replayed_plan  # for archives alone

    return replayed_again(replayed_plan(plan), name, recording, recording.traffic, left.append)
