"""What verify has found, kept so that ``mockserver replay`` can send it again."""

from __future__ import annotations

from collections.abc import Iterable

import click

from mockserver.config import Settings
from mockserver.finding import Finding
from mockserver.verify.plan import Plan
from mockserver.verify.recordings.shelf import Run, keep


def store(findings: Iterable[Finding], chosen: Settings, plan: Plan) -> None:
    """Keep what can be sent again; where that cannot be, say so and go on."""
    fixtures = chosen.path("fixtures")
    run = Run(
        chosen["document"],
        str(fixtures) if fixtures else None,
        tuple(map(str, chosen["overlays"])),
        plan.max_response_time,
        plan.is_seeded,
        plan.base_url,
    )
    try:
        keep(findings, run)
    except OSError as error:
        told = f"nothing is kept to be replayed: {error.filename}: {error.strerror}"
        click.echo(f"mockserver: {told}", err=True)
