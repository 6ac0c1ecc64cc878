"""Running verify against an implementation of the gate: as the command line does, or in part."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

from werkzeug.serving import make_server
from werkzeug.test import EnvironBuilder, run_wsgi_app

from mockserver.collection import bind, find_fixtures, read_fixture
from mockserver.errors import MockServerError
from mockserver.finding import Severity
from mockserver.http import Headers, Request, Response
from mockserver.mock import Mock, Options
from mockserver.spec.load import load_spec
from mockserver.verify.conclusion import conclude
from mockserver.verify.course import Course, course_of
from mockserver.verify.events import Event, FailureFound
from mockserver.verify.ledger import Ledger
from mockserver.verify.lifecycle import play
from mockserver.verify.plan import LIFECYCLE, REPLAY, SHORT, Plan
from mockserver.verify.run import verify
from mockserver.verify.sides.sides import Answer
from mockserver.verify.stories import stories
from mockserver.verify.target.survey import survey

PATIENT = 20.0
"""Seconds for each answer, but of a service that says its ``limit``: machines are busy."""
_HARDLY, _SECOND = 0.02, 1.0


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
    told: list[str] = []
    with served(service.app()) as url:
        try:
            plan = _plan(url, document, fixtures, **_limit(service), **options)
            told.extend(_told(plan, hasty=hasty))
        except MockServerError as error:
            told.append(f"{type(error).__name__}: {error}")
    return Verdict(tuple(told), time.monotonic() - begun)


def followed(
    service: Any, document: Path, fixtures: Path, phase: str, *, hasty: bool, **options: Any
) -> tuple[str, ...]:
    """What is said where stories are told without a server between; ``hasty``: the first of it."""
    plan = _plan("http://localhost", document, fixtures, **_limit(service), **options)
    events = _until_failure(_stories(_course(service, plan), phase), hasty=hasty)
    return tuple(_errors(events, plan, ()))


def remarked(service: type, document: Path, fixtures: Path, **options: Any) -> set[str]:
    """The rules of what is told of a service, and is no error."""
    with served(service().app()) as url:
        plan = _plan(url, document, fixtures, **_limit(service), **options)
        found = survey(plan)
        findings = conclude(list(verify(plan, found)), plan.spec, found.paths, plan.seed).findings
    return {each.rule for each in findings if each.severity is not Severity.ERROR}


def is_caught(service: type, document: Path, fixtures: Path, **options: Any) -> bool:
    """Whether a lie is found: by a story, told without a server between, else by what is left.

    A run of verify tells the same stories, and the first failure is enough.
    """
    plan = _plan("http://localhost", document, fixtures, **_limit(service), **options)
    course = _course(service(), plan)
    for phase in (REPLAY, LIFECYCLE):
        if any(isinstance(each, FailureFound) for each in _stories(course, phase)):
            return True
    rest = {"phases": REST, **options}
    return not judged(service(), document, fixtures, hasty=True, **rest).is_green


REST = ("examples", "coverage")
"""The phases of a short run that tell no stories."""


def _course(service: Any, plan: Plan) -> Course:
    """The course of a run without a server between."""
    course = course_of(plan, _inside(service.app(), plan))
    return replace(course, sides=replace(course.sides, sleep=_sleep))


def _stories(course: Course, phase: str) -> Iterator[Event]:
    return play(course, Ledger(), phase, stories(course, phase))


def _sleep(seconds: float) -> None:
    """Wait where clocks have to move on, and hardly for what might be right a little later.

    Nothing is so without a server between.
    """
    time.sleep(min(seconds, _HARDLY) if seconds < _SECOND else seconds)


def _plan(url: str, document: Path, fixtures: Path, **options: Any) -> Plan:
    spec = load_spec(str(document))
    collections = bind(spec, [read_fixture(each) for each in find_fixtures(fixtures)]).collections
    mock = Mock(spec, collections, options=Options(cors=False))
    chosen = {"profile": SHORT, **options}
    base = chosen.pop("base", "")
    return Plan(
        spec=spec,
        collections=collections,
        base_url=url + base,
        oracle=mock.respond,
        every=mock.kept,
        nonce=f"{time.time_ns() // 1_000_000:x}",
        **chosen,
    )


def _limit(service: Any) -> dict[str, float]:
    return {"max_response_time": getattr(service, "limit", PATIENT)}


def _inside(app: Any, plan: Plan) -> Answer:
    """Ask an application without a server between, as the client of a run does."""
    base = plan.base_url.removeprefix("http://localhost")

    def answer(request: Request) -> Response:
        added = (line for line in plan.headers if line[0] not in request.headers)
        environment = EnvironBuilder(
            path=base + request.path,
            query_string=request.query,
            method=request.method,
            headers=[*request.headers, *added],
            data=request.body or None,
        ).get_environ()
        parts, status, lines = run_wsgi_app(app, environment, buffered=True)
        return Response(int(status[:3]), Headers(lines.items()), b"".join(parts))

    return answer


def _told(plan: Plan, *, hasty: bool) -> Iterator[str]:
    found = survey(plan)
    events = _until_failure(verify(plan, found), hasty=hasty)
    yield from _errors(events, plan, found.paths)


def _until_failure(events: Iterable[Event], *, hasty: bool) -> list[Event]:
    """All events, or those up to the first failure."""
    told: list[Event] = []
    for event in events:
        told.append(event)
        if hasty and isinstance(event, FailureFound):
            break
    return told


def _errors(events: Sequence[Event], plan: Plan, known: Collection[str]) -> Iterator[str]:
    for each in conclude(events, plan.spec, known, plan.seed).findings:
        if each.severity is Severity.ERROR:
            yield f"{each.rule}: {each.message}"
