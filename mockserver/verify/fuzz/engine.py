"""Requests that Schemathesis makes up from the document, and what comes of them as events.

Its engine is not public, hence the narrow pin among the dependencies: what a new version moves,
moves in this room and nowhere else. What it would load when the first document is read is loaded
with this module, which a run does while others wait for answers.
"""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import schemathesis
import schemathesis.engine.run.unit
import schemathesis.specs.openapi.schemas
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import ConfigError, SchemathesisConfig
from schemathesis.core.errors import HookError
from schemathesis.core.result import Ok
from schemathesis.errors import SchemathesisError

from mockserver.errors import UsageError
from mockserver.hint import hint
from mockserver.verify import events as ours
from mockserver.verify.fuzz.account import Account
from mockserver.verify.fuzz.blame import blamed, deaths, insist_callable
from mockserver.verify.fuzz.isolation import isolated
from mockserver.verify.fuzz.misfit import misfit, place
from mockserver.verify.fuzz.plan import FuzzPlan, OwnSettings, settings
from mockserver.verify.fuzz.session import aimed, prove, unswayed

if TYPE_CHECKING:
    from schemathesis.engine.context import EngineContext
    from schemathesis.schemas import BaseSchema

_STUMBLES = (SchemathesisError, ConfigError, AssertionError, AttributeError, TypeError)
"""What Schemathesis raises on a document; the last three on one that is badly out of shape."""


def fuzz(plan: FuzzPlan) -> Generator[ours.Event]:
    """Run the plan. The same plan sends the same requests as long as the answers are the same.

    Raises UsageError when Schemathesis cannot read the document or somebody's own hook or check
    fails, TargetError when nothing answers or the server goes away; what was found before that has
    been yielded by then.
    """
    deadline = None if plan.max_time is None else time.monotonic() + plan.max_time
    with isolated(), unswayed():
        run = Account(plan, *_load(plan))
        with (
            deaths() as ended,
            aimed(run.schema, plan.aim),
            _bounded(run.context, deadline),
            closing(run.stream()) as stream,
        ):
            for event in stream:
                yield from run.read(event, ended)
        yield from run.end()


def insist_usable(own: OwnSettings) -> None:
    """Load what somebody's own settings name, once and for the whole run.

    Raises UsageError where Schemathesis cannot use them, or knows no such check.
    """
    _configured(FuzzPlan("http://localhost", {}, own.file, own=own))
    load_all_checks()
    insist_callable(own)
    named = own.values.get("checks")
    known = CHECKS.get_all_names()
    for name, said in named.items() if isinstance(named, dict) else ():
        if isinstance(said, dict) and name not in known:  # all else is about all of them
            where = place(own, f"checks.{name}")
            raise UsageError(f"{where}: there is no check '{name}'{hint(name, known)}")


def _load(plan: FuzzPlan) -> tuple[BaseSchema, list[str]]:
    """A copy of the document, as Schemathesis changes what it is given; and its operations."""
    config = _configured(plan)
    try:
        schema = schemathesis.openapi.from_dict(copy.deepcopy(plan.root), config=config)
        schema.location = Path(plan.location).absolute().as_uri()
        prove(schema, plan.way.credentials)
        chosen = schema.exclude(name=sorted(plan.excluded)) if plan.excluded else schema
        found = [entry.ok().label for entry in chosen.get_all_operations() if isinstance(entry, Ok)]
    except _STUMBLES as error:
        if (blame := blamed(error, plan.own)) is not None:
            raise blame from error
        fault = str(error) or "it is badly out of shape"
        raise UsageError(f"{plan.location}: Schemathesis cannot use this: {fault}") from error
    return chosen, found


def _configured(plan: FuzzPlan) -> SchemathesisConfig:
    """The settings, those of the user's own file among them."""
    folder = str(Path(plan.own.file).absolute().parent) if plan.own else None
    try:
        return SchemathesisConfig.from_dict(settings(plan), base_dir=folder)
    except (ConfigError, HookError) as error:
        if (blame := blamed(error, plan.own)) is not None:
            raise blame from error
        if isinstance(error, HookError) or plan.own is None:
            cause = f": {error.__cause__}" if isinstance(error, HookError) else ""
            where = plan.own.file if plan.own else plan.location
            raise UsageError(f"{where}: Schemathesis cannot use this: {error}{cause}") from error
        raise UsageError(misfit(plan.own, str(error))) from error


@contextmanager
def _bounded(context: EngineContext, deadline: float | None) -> Iterator[None]:
    """Let the time run out at the deadline.

    A limit that is known from the start is a budget to Schemathesis: it is filled with repetitions,
    and shared out so that slow operations lose requests which the time would have allowed.
    """
    if deadline is None:
        yield
        return
    left = max(deadline - time.monotonic(), 0.0)
    timer = threading.Timer(left, setattr, (context.control, "max_time", 0))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
