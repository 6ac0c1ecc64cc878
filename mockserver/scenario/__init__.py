"""Going another way on purpose: rules that delay, replace or break answers.

Each part is loaded when it is first asked for: who wants the table of rules alone has that alone.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mockserver.scenario.rules import RULES

if TYPE_CHECKING:
    from mockserver.scenario.decision import Decision, Steps, decide, step_of
    from mockserver.scenario.fault import Fault, RateLimit, apply_fault, refusal
    from mockserver.scenario.file import SCENARIO_FILES, find_scenarios, read_scenarios
    from mockserver.scenario.parse import ParsedRule, parse_rule
    from mockserver.scenario.rule import Call, Course, Respond, Rule
    from mockserver.scenario.scenario import NO_SCENARIOS, Scenario, Scenarios
    from mockserver.scenario.serving import Serving

__all__ = [
    "NO_SCENARIOS",
    "RULES",
    "SCENARIO_FILES",
    "Call",
    "Course",
    "Decision",
    "Fault",
    "ParsedRule",
    "RateLimit",
    "Respond",
    "Rule",
    "Scenario",
    "Scenarios",
    "Serving",
    "Steps",
    "apply_fault",
    "decide",
    "find_scenarios",
    "parse_rule",
    "read_scenarios",
    "refusal",
    "step_of",
]
_WHERE = {
    **dict.fromkeys(("Decision", "Steps", "decide", "step_of"), "decision"),
    **dict.fromkeys(("Fault", "RateLimit", "apply_fault", "refusal"), "fault"),
    **dict.fromkeys(("SCENARIO_FILES", "find_scenarios", "read_scenarios"), "file"),
    **dict.fromkeys(("ParsedRule", "parse_rule"), "parse"),
    **dict.fromkeys(("Call", "Course", "Respond", "Rule"), "rule"),
    **dict.fromkeys(("NO_SCENARIOS", "Scenario", "Scenarios"), "scenario"),
    "Serving": "serving",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
