"""How a run of verify goes on: a bar with live counts at a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from mockserver.verify.events import (
    Event,
    FailureFound,
    OperationTested,
    PhaseFinished,
    PhaseStarted,
    Warned,
)


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
                click.echo(_ended(event, self._failures), err=True)

    def heard(self) -> None:
        """Answers alone are no line."""


class Bar:
    """One bar for the whole run: its parts are the operations of each phase."""

    def __init__(self, progress: Progress, phases: Sequence[str], operations: int) -> None:
        self._progress = progress
        self._size = max(operations, 1)
        self._phases = tuple(phases)
        self._lock = Lock()
        self._counts = {"requests": 0, "failures": 0, "warnings": 0}
        self._failures = 0
        total = self._size * max(len(phases), 1)
        self._task = progress.add_task("verify", total=total, counts=self._shown)

    @property
    def _shown(self) -> str:
        requests, failures, warnings = self._counts.values()
        colour = "red" if failures else "green"
        more = f" [yellow]{_many(warnings, 'warning')}[/]" if warnings else ""
        return f"{_many(requests, 'request')} [{colour}]{_many(failures, 'failure')}[/]{more}"

    def tell(self, event: Event) -> None:
        """Move the bar and the counts."""
        match event:
            case PhaseStarted(phase):
                self._failures = 0
                self._update(description=phase, completed=self._begin(phase))
            case FailureFound():
                self._failures += 1
                self._count("failures")
            case Warned():
                self._count("warnings")
            case OperationTested():
                self._progress.advance(self._task)
            case PhaseFinished(phase):
                self._update(completed=self._begin(phase) + self._size)
                self._progress.console.print(_ended(event, self._failures), highlight=False)

    def heard(self) -> None:
        """Count a request."""
        self._count("requests")

    def _begin(self, phase: str) -> int:
        known = phase in self._phases
        return (self._phases.index(phase) if known else 0) * self._size

    def _count(self, name: str) -> None:
        with self._lock:
            self._counts[name] += 1
        self._update()

    def _update(self, **options: object) -> None:
        self._progress.update(self._task, counts=self._shown, **options)  # type: ignore[arg-type]


@contextmanager
def progress(phases: Sequence[str], operations: int) -> Iterator[Told]:
    """What to tell of a run of some phases over so many operations."""
    console = Console(stderr=True)
    if not console.is_terminal or console.is_dumb_terminal:
        yield Lines()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<10}"),
        BarColumn(),
        TextColumn("{task.fields[counts]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as shown:
        yield Bar(shown, phases, operations)


def _ended(event: PhaseFinished, failures: int) -> str:
    told = "not run" if event.status == "skip" else _many(failures or "no", "failure")
    return f"{event.phase}: {told}{f', {event.reason}' if event.reason else ''}"


def _many(count: int | str, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
