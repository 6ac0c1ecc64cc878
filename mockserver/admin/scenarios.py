"""The scenarios of the file: which one is played, and at which step it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.admin.ask import Ask
from mockserver.admin.refused import conflict, not_found
from mockserver.admin.rules import insist_on_able, of_file
from mockserver.hint import ended, hint_among
from mockserver.scenario import Scenario


def list_all(ask: Ask) -> Mapping[str, Any]:
    """All of them."""
    scenarios = ask.mock.active_rules.scenarios
    return {
        "playing": ask.mock.active_rules.playing(ask.world) or None,
        "file": scenarios.file,
        "scenarios": [_scenario(ask, each) for each in scenarios.scenarios],
    }


def read(ask: Ask) -> Mapping[str, Any]:
    """One."""
    return _scenario(ask, _named(ask))


def play(ask: Ask) -> Mapping[str, Any]:
    """Play one from its first step."""
    scenario = _named(ask)
    for rule in scenario.rules:
        insist_on_able(ask, rule)
    ask.control.play(ask.begun(), scenario.name)
    return _scenario(ask, scenario)


def stop(ask: Ask) -> Mapping[str, Any]:
    """Play none."""
    ask.control.play(ask.begun(), "")
    return list_all(ask)


def reset(ask: Ask) -> Mapping[str, Any]:
    """Let all begin again."""
    ask.control.rewind(ask.begun())
    return list_all(ask)


def set_step(ask: Ask) -> Mapping[str, Any]:
    """Put one at a step."""
    scenario = _named(ask)
    step, known = ask.body["step"], list(scenario.steps)
    if step not in known:
        raise conflict(
            f"The scenario '{scenario.name}' has no step '{step}'{ended(hint_among(step, known))}"
        )
    ask.control.set_step(ask.begun(), scenario, step, ask.body.get("value", ""))
    return _scenario(ask, scenario)


def _named(ask: Ask) -> Scenario:
    scenarios, name = ask.mock.active_rules.scenarios, ask.path("scenario")
    for each in scenarios.scenarios:
        if each.name == name:
            return each
    raise not_found("scenario", name, scenarios.names)


def _scenario(ask: Ask, scenario: Scenario) -> Mapping[str, Any]:
    return {
        "name": scenario.name,
        "description": scenario.description,
        "playing": ask.mock.active_rules.playing(ask.world) == scenario.name,
        "step": ask.control.step(ask.world, scenario),
        "steps": list(scenario.steps),
        "by": scenario.course.by,
        "courses": ask.control.steps(ask.world, scenario) if scenario.course.by else {},
        "rules": [of_file(ask, each) for each in scenario.rules],
    }
