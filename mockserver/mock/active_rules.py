"""The rules that are in force in a world: those added at run time, then the scenario's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from random import Random
from typing import Any

from mockserver.errors import Rejection
from mockserver.mock.request_context import SETTINGS, RequestContext
from mockserver.problem import Problem
from mockserver.scenario import Call, Decision, Rule, Scenarios, decide, parse_rule
from mockserver.spec.model import Spec
from mockserver.store import World, WritableWorld

RULES = "rules"
STEPS = "steps"
NO_SCENARIO = "urn:mockserver:no-scenario"


class ActiveRules:
    """Decides which requests go another way. ``usual`` is the scenario nobody had to choose."""

    def __init__(self, spec: Spec, scenarios: Scenarios, usual: str) -> None:
        self._spec = spec
        self._usual = usual
        self.scenarios = scenarios
        self._parsed = lru_cache(maxsize=1000)(self._parse)

    def decision(
        self, call: Call, context: RequestContext, preferred: str | None
    ) -> Decision | None:
        """What the rules make of a call; None where they leave it alone.

        ``preferred`` is the scenario that the request itself asks for. Raises Rejection 404 where
        there is no such one.
        """
        rules = tuple(self.rules(context.world, preferred))
        if not any(rule.match.fits(call) for rule in rules):
            return None
        with context.world.change() as writing:
            number = writing.next_number("decisions")
            random = Random(f"{context.seed}|{number}")
            return decide(rules, call, _Steps(writing), context.moment, random)

    def is_silent(self, world: World, preferred: str | None) -> bool:
        """Whether there is no rule at all, as in most worlds. Raises as ``decision`` does."""
        common = world.common() if world.session else world
        if common.holds(RULES) or (world.session and world.holds(RULES)):
            return next(self.rules(world, preferred), None) is None
        name = self.playing(world) if preferred is None else preferred
        return not (name and self._named(name))

    def rules(self, world: World, preferred: str | None = None) -> Iterator[Rule]:
        """The rules in force, those that come first before others."""
        yield from self.added(world)
        name = self.playing(world) if preferred is None else preferred
        if name:
            yield from self._named(name)

    def added(self, world: World) -> Iterator[Rule]:
        """The rules added at run time: the session's, then the common ones, newest first."""
        own = world.rows(RULES) if world.session else ()
        for id_, written in (*reversed(own), *reversed(world.common().rows(RULES))):
            rule = self._parsed(id_, written)
            if rule is not None:
                yield rule

    def playing(self, world: World) -> str:
        """The scenario that is played in a world; empty without one."""
        chosen = world.get(SETTINGS, "scenario")
        return self._usual if chosen is None else str(chosen["name"])

    def _named(self, name: str) -> tuple[Rule, ...]:
        for scenario in self.scenarios.scenarios:
            if scenario.name == name:
                return scenario.rules
        names = ", ".join(self.scenarios.names) or "none"
        detail = f"There is no scenario '{name}'; there is {names}."
        raise Rejection(Problem(404, detail, NO_SCENARIO))

    def _parse(self, id_: str, written: str) -> Rule | None:
        """A rule that a changed document no longer allows is out of force."""
        return parse_rule(json.loads(written), self._spec, id_, self.scenarios).rule


class _Steps:
    """What rules remember, within the change that one decision is."""

    def __init__(self, writing: WritableWorld) -> None:
        self._writing = writing

    def get(self, key: str) -> Any | None:
        """See ``Steps``."""
        return self._writing.get(STEPS, key)

    def update(self, key: str, change: Callable[[Any | None], Any]) -> Any:
        """See ``Steps``."""
        value = change(self.get(key))
        self._writing.put(STEPS, key, value)
        return value
