"""How a run of verify goes on: a bar with live counts at a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import click

from mockserver.quantity import many
from mockserver.verify.events import Event, FailureFound, PhaseFinished, PhaseStarted


class Told(Protocol):
    """Is told what happens."""

    def tell(self, event: Event) -> None:
        """Something has happened."""
        ...

    def heard(self) -> None:
        """The target has answered."""
        ...


class Lines:
    """A line where a phase begins and one where it ends; to stderr, stdout is the report's."""

    def __init__(self) -> None:
        self._failures = 0

    def tell(self, event: Event) -> None:
        """Write what there is to say."""
        match event:
            case PhaseStarted(phase):
                self._failures = 0
                click.echo(f"{phase} ...", err=True)
            case FailureFound():
                self._failures += 1
            case PhaseFinished():
                click.echo(ended(event, self._failures), err=True)

    def heard(self) -> None:
        """Answers alone are no line."""


@contextmanager
def progress(phases: Sequence[str], operations: int) -> Iterator[Told]:
    """What to tell of a run of some phases over so many operations."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    from rich.console import Console  # a tenth of a second that only a terminal is worth

    console = Console(stderr=True)
    if console.is_dumb_terminal:
        yield Lines()
        return
    from mockserver.cli.bar import bar

    with bar(console, phases, operations) as shown:
        yield shown


def ended(event: PhaseFinished, failures: int) -> str:
    """The line that tells of a phase which is over."""
    told = "not run" if event.status == "skip" else many(failures or "no", "failure")
    return f"{event.phase}: {told}{f', {event.reason}' if event.reason else ''}"
