"""Failures that were found once, sent again before they count."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from mockserver.errors import TargetError, UsageError
from mockserver.verify.events import (
    Event,
    FailureFound,
    PhaseFinished,
    RunFinished,
    SeenAgain,
    Warned,
)
from mockserver.verify.recordings.recording import Recording

_PLAIN = frozenset(
    (
        "not_a_server_error",
        "response_schema_conformance",
        "strict_json",
        "problem_status",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
    )
)
"""What answers break by themselves: two of them are enough, whatever led there."""


@dataclass
class Confirmation:
    """Holds failures back until the phase is over; ``repeats`` sends one again.

    ``deadline`` is on the monotonic clock: what is not sent again by then does not count, unless
    it was seen twice.
    """

    repeats: Callable[[Recording], bool]
    deadline: float
    _held: list[FailureFound] = field(default_factory=list)
    _again: set[tuple[str, str, str]] = field(default_factory=set)

    def of(self, events: Iterable[Event]) -> Iterator[Event]:
        """The events, each failure with a recording once it has been seen a second time.

        Raises what the events raise; what was found until then is told before.
        """
        try:
            for event in events:
                yield from self._read(event)
        except (TargetError, UsageError, KeyboardInterrupt):
            yield from self._held
            raise

    def _read(self, event: Event) -> Iterator[Event]:
        match event:
            case FailureFound(recording=Recording()):
                self._held.append(event)
                return
            case SeenAgain(operation, check, signature):
                self._again.add((operation, check, signature))
                return
            case PhaseFinished() | RunFinished():
                yield from self._settled()
        yield event

    def _settled(self) -> Iterator[Event]:
        """What came of those that were held."""
        while self._held:
            failure = self._held[0]
            is_late = time.monotonic() > self.deadline
            is_twice = self._is_twice(failure)
            is_broken = is_twice or (not is_late and self._is_broken(failure))
            self._held.pop(0)
            if is_broken:
                yield failure
            else:
                yield _doubtful(failure, is_late=is_late)

    def _is_twice(self, failure: FailureFound) -> bool:
        identity = (failure.operation, failure.check, failure.signature)
        return failure.check in _PLAIN and identity in self._again

    def _is_broken(self, failure: FailureFound) -> bool:
        return failure.recording is not None and self.repeats(failure.recording)


def _doubtful(failure: FailureFound, *, is_late: bool) -> Warned:
    told = f"{failure.operation}: {failure.title or failure.check}: {failure.message}"
    why = "time ran out before it was sent again" if is_late else "it did not happen a second time"
    return Warned(f"{told.rstrip('.')}; {why}.")
