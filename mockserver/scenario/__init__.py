"""Going another way on purpose: rules that delay, replace or break answers."""

from mockserver.scenario.decide import Decision, Steps, decide, step_of
from mockserver.scenario.fault import Fault, RateLimit, apply_fault, refusal
from mockserver.scenario.file import SCENARIO_FILES, find_scenarios, read_scenarios
from mockserver.scenario.parse import ParsedRule, parse_rule
from mockserver.scenario.rule import Call, Course, Respond, Rule
from mockserver.scenario.rules import RULES
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
