"""The scenarios of the file: which one is played, and at which step it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.admin.refused import conflict, not_found
from mockserver.admin.rules import insist_on_able, of_file
from mockserver.hint import ended, hint_among
from mockserver.scenario import Scenario


def list_all(context: AdminContext) -> Mapping[str, Any]:
    """All of them."""
    scenarios = context.mock.active_rules.scenarios
    return {
        "playing": context.mock.active_rules.playing(context.world) or None,
        "file": scenarios.file,
        "scenarios": [_scenario(context, each) for each in scenarios.scenarios],
    }


def read(context: AdminContext) -> Mapping[str, Any]:
    """One."""
    return _scenario(context, _named(context))


def play(context: AdminContext) -> Mapping[str, Any]:
    """Play one from its first step."""
    scenario = _named(context)
    for rule in scenario.rules:
        insist_on_able(context, rule)
    context.control.play(context.begun(), scenario.name)
    return _scenario(context, scenario)


def stop(context: AdminContext) -> Mapping[str, Any]:
    """Play none."""
    context.control.play(context.begun(), "")
    return list_all(context)


def reset(context: AdminContext) -> Mapping[str, Any]:
    """Let all begin again."""
    context.control.rewind(context.begun())
    return list_all(context)


def set_step(context: AdminContext) -> Mapping[str, Any]:
    """Put one at a step."""
    scenario = _named(context)
    step, known = context.body["step"], list(scenario.steps)
    if step not in known:
        raise conflict(
            f"The scenario '{scenario.name}' has no step '{step}'{ended(hint_among(step, known))}"
        )
    context.control.set_step(context.begun(), scenario, step, context.body.get("value", ""))
    return _scenario(context, scenario)


def _named(context: AdminContext) -> Scenario:
    scenarios, name = context.mock.active_rules.scenarios, context.path("scenario")
    for each in scenarios.scenarios:
        if each.name == name:
            return each
    raise not_found("scenario", name, scenarios.names)


def _scenario(context: AdminContext, scenario: Scenario) -> Mapping[str, Any]:
    return {
        "name": scenario.name,
        "description": scenario.description,
        "playing": context.mock.active_rules.playing(context.world) == scenario.name,
        "step": context.control.step(context.world, scenario),
        "steps": list(scenario.steps),
        "by": scenario.course.by,
        "courses": context.control.steps(context.world, scenario) if scenario.course.by else {},
        "rules": [of_file(context, each) for each in scenario.rules],
    }
