"""How a run of verify goes on at a terminal: one bar, and live counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from mockserver.cli.progress import ended
from mockserver.quantity import many
from mockserver.verify.events import (
    Event,
    FailureFound,
    OperationTested,
    PhaseFinished,
    PhaseStarted,
    Warned,
)


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
        more = f" [yellow]{many(warnings, 'warning')}[/]" if warnings else ""
        return f"{many(requests, 'request')} [{colour}]{many(failures, 'failure')}[/]{more}"

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
                self._progress.console.print(ended(event, self._failures), highlight=False)

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
def bar(console: Console, phases: Sequence[str], operations: int) -> Iterator[Bar]:
    """A bar on a terminal, gone in the end, for some phases over so many operations."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<10}"),
        BarColumn(),
        TextColumn("{task.fields[counts]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as shown:
        yield Bar(shown, phases, operations)
