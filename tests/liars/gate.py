"""Running verify against an implementation of the gate, as the command line does."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from werkzeug.serving import make_server

from mockserver.collection import bind, find_fixtures, read_fixture
from mockserver.errors import MockServerError
from mockserver.finding import Severity
from mockserver.mock import Mock, Options
from mockserver.spec.load import load_spec
from mockserver.verify.conclusion import conclude
from mockserver.verify.events import FailureFound
from mockserver.verify.plan import Plan
from mockserver.verify.run import verify
from mockserver.verify.target.survey import survey

SLOWEST = 0.5


@dataclass(frozen=True)
class Verdict:
    """What came of a run: sentences, none for one that ends green."""

    told: tuple[str, ...]
    seconds: float

    @property
    def is_green(self) -> bool:
        return not self.told


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an application on loopback; its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def judged(service: Any, document: Path, fixtures: Path, *, hasty: bool, **options: Any) -> Verdict:
    """Verify a service; ``hasty``: the first failure is enough."""
    begun = time.monotonic()
    spec = load_spec(str(document))
    collections = bind(spec, [read_fixture(each) for each in find_fixtures(fixtures)]).collections
    mock = Mock(spec, collections, options=Options(cors=False))
    told: list[str] = []
    with served(service.app()) as url:
        chosen = {"profile": "pr", "max_response_time": SLOWEST, **options}
        base = chosen.pop("base", "")
        plan = Plan(
            spec=spec,
            collections=collections,
            base_url=url + base,
            oracle=mock.respond,
            every=mock.kept,
            nonce=f"{time.time_ns() // 1_000_000:x}",
            **chosen,
        )
        try:
            told.extend(_told(plan, hasty=hasty))
        except MockServerError as error:
            told.append(f"{type(error).__name__}: {error}")
    return Verdict(tuple(told), time.monotonic() - begun)


def _told(plan: Plan, *, hasty: bool) -> Iterator[str]:
    found = survey(plan)
    events = []
    for event in verify(plan, found):
        events.append(event)
        if hasty and isinstance(event, FailureFound):
            break
    conclusion = conclude(events, plan.spec, found.paths, plan.seed)
    for each in conclusion.findings:
        if each.severity is Severity.ERROR:
            yield f"{each.rule}: {each.message}"
