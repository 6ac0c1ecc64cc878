"""How long each stage of an answer takes: each is called again with what it was given once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from mockserver.behaviour import RecordService
from mockserver.behaviour.record_factory import RecordFactory
from mockserver.http import Request
from mockserver.journal import Journal
from mockserver.mock import Mock, engine
from mockserver.mock.operation_handler import OperationHandler
from mockserver.mock.response_builder import ResponseBuilder
from mockserver.request import Guard, Reader
from mockserver.response import Judge
from mockserver.routing import Router

STAGES: tuple[tuple[str, Any, str], ...] = (
    ("whole answer", Mock, "respond"),
    ("session", engine, "session_of"),
    ("route", Router, "find"),
    ("operation", OperationHandler, "serve"),
    ("credentials", Guard, "admit"),
    ("read and judge", Reader, "read"),
    ("rules", OperationHandler, "_decision"),
    ("choose", OperationHandler, "_case"),
    ("read records", RecordService, "read"),
    ("write records", RecordService, "write"),
    ("new record", RecordFactory, "new"),
    ("tell", ResponseBuilder, "answer"),
    ("judge the answer", Judge, "violations"),
    ("cross origin", engine, "shared"),
    ("journal", Journal, "add"),
)
"""The name of each, and where it is found; later ones may be within earlier ones."""
_CALLS, _SERIES = 20, 100


def measured(mock: Mock, request: Request) -> Iterator[tuple[str, float]]:
    """The stages that a request goes through, with the nanoseconds of each.

    What it took in the fastest series: others disturb, and nothing makes it faster.
    """
    for name, owner, attribute in STAGES:
        with _watched(owner, attribute) as calls:
            mock.respond(request)
        if calls:
            call, given, named = calls[0]
            yield name, _shortest(call, given, named) * 1e9


@contextmanager
def _watched(owner: Any, attribute: str) -> Iterator[list[tuple[Any, Any, Any]]]:
    """The calls of a function while the block runs, with what it was given."""
    function, calls = getattr(owner, attribute), []

    def watched(*given: Any, **named: Any) -> Any:
        calls.append((function, given, named))
        return function(*given, **named)

    setattr(owner, attribute, watched)
    try:
        yield calls
    finally:
        setattr(owner, attribute, function)


def _shortest(call: Callable[..., Any], given: Any, named: Any) -> float:
    series = []
    for _ in range(_SERIES):
        begun = time.process_time()
        for _ in range(_CALLS):
            call(*given, **named)
        series.append((time.process_time() - begun) / _CALLS)
    return min(series)
