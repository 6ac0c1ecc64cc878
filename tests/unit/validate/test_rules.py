import json
import re

from click.testing import CliRunner

from mockserver.cli.main import group
from mockserver.diff.rules import RULES as OF_CHANGES
from mockserver.finding import Severity
from mockserver.scenario.rules import RULES as OF_SCENARIOS
from mockserver.validate.rules import all_rules


def test_no_two_rules_have_one_id():
    ids = [rule.id for rule in all_rules()]
    assert len(ids) == len(set(ids))


def test_an_id_is_in_kebab_case_and_a_promise_is_a_sentence():
    for rule in all_rules():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)
        assert re.fullmatch(r"(?s)\S.*\.", rule.summary), rule


def test_the_command_lists_each_rule_on_a_line():
    lines = CliRunner().invoke(group, ["rules"]).output.splitlines()
    assert [line.split()[:3] for line in lines] == [
        *([rule.id, rule.severity.value, "validate"] for rule in (*all_rules(), *OF_SCENARIOS)),
        *([rule.id, rule.verdict.value, "diff"] for rule in OF_CHANGES),
    ]


def test_the_command_lists_them_for_programs():
    listed = json.loads(CliRunner().invoke(group, ["rules", "--format", "json"]).output)
    assert {
        "rule": "example-invalid",
        "command": "validate",
        "severity": Severity.ERROR.value,
        "summary": "An example fits the schema it stands beside.",
    } in listed
    assert len(listed) == len(all_rules()) + len(OF_SCENARIOS) + len(OF_CHANGES)
