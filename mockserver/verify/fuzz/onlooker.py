"""What is learned of each exchange of generated requests, whoever generates them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from mockserver.http import SAFE, Request, Response
from mockserver.spec.model import Operation, Spec
from mockserver.verify.events import Compared, Event
from mockserver.verify.fuzz.reserve import Reserve
from mockserver.verify.fuzz.shadow import Shadow
from mockserver.verify.judging.answers import Fault
from mockserver.verify.judging.undeclared import Undeclared
from mockserver.verify.recordings.recording import Passage, Recording
from mockserver.verify.target.leftovers import Leftovers


@dataclass(frozen=True)
class Onlooker:
    """Remembers what is to be deleted and what is not declared; asks the shadow, if any.

    ``off`` are the checks that somebody has turned off. Without a ``reserve`` generated requests
    may change what is there.
    """

    spec: Spec
    base_url: str
    leftovers: Leftovers
    undeclared: Undeclared
    shadow: Shadow | None = None
    off: frozenset[str] = frozenset()
    reserve: Reserve | None = None

    @cached_property
    def _operations(self) -> dict[str, Operation]:
        return {each.label: each for each in self.spec.operations}

    def look(self, passage: Passage) -> Iterator[Fault]:
        """What is wrong with an answer beside what it breaks by itself."""
        operation = self._operations.get(passage.operation)
        request = passage.request
        local = self._local(request)
        self.leftovers.note(passage.operation, local.path, passage.response)
        if operation is None:
            return
        if request.method == operation.method:
            self.undeclared.note(operation, passage.response)
        if self.shadow is not None:
            found = self.shadow.compare(operation, replace(passage, request=local))
            yield from (fault for fault in found if fault.check not in self.off)

    def hear(self, request: Request, response: Response) -> None:
        """Something has been written perhaps, and nobody may come to look at it."""
        local = self._local(request)
        self.leftovers.hear(local, response)
        if self.reserve is not None:
            self.reserve.hear(local, response)

    def aim(self, label: str, method: str, path: str) -> Mapping[str, Any]:
        """What has to be another in the path of a request, its template below the base URL."""
        return self.reserve.instead(label, method, path) if self.reserve else {}

    def _local(self, request: Request) -> Request:
        """With its path below the base URL."""
        prefix = urlsplit(self.base_url).path.rstrip("/")
        return replace(request, path=request.path.removeprefix(prefix) or "/")

    def expect(self, recording: Recording) -> None:
        """A recording is sent again, which nobody looks at: the target may be another then."""
        methods = {each.request.method for each in recording.steps}
        if self.shadow is not None and not methods <= SAFE:
            self.shadow.lose()

    def told(self) -> Iterator[Event]:
        """What is to be told at the end."""
        yield from self.undeclared.noticed()
        if self.shadow is not None:
            yield Compared(self.shadow.judged, dict(self.shadow.unjudged))
