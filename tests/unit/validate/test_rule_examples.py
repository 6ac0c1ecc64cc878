import importlib.util

import pytest
from rule_examples import TABLE, examples, findings, marked

from mockserver.scenario.rules import RULES as OF_SCENARIOS
from mockserver.validate.rules import all_rules

EXAMPLES = examples()
# What takes more than a few lines or one file to break, and what validate tells by another rule.
ELSEWHERE = {"nesting-too-deep", "schema-unusable", "fixture-collection-ambiguous", "not-openapi"}


def test_every_rule_has_an_example_and_every_example_a_rule():
    rules = {rule.id for rule in (*all_rules(), *OF_SCENARIOS)}
    assert rules - ELSEWHERE == EXAMPLES.keys()


@pytest.mark.parametrize("rule", EXAMPLES)
def test_what_is_shown_as_wrong_breaks_its_rule_alone_at_the_marked_line(rule):
    if EXAMPLES[rule]["in"] == "overlay":
        pytest.importorskip("jsonpath")
    found = [
        (each.rule, each.origin.line) for each in findings(EXAMPLES[rule], EXAMPLES[rule]["bad"])
    ]
    assert found == [(rule, marked(EXAMPLES[rule]))]


@pytest.mark.parametrize("rule", EXAMPLES)
def test_what_is_shown_as_right_breaks_nothing(rule):
    if EXAMPLES[rule]["in"] == "overlay":
        pytest.importorskip("jsonpath")
    assert list(findings(EXAMPLES[rule], EXAMPLES[rule]["good"])) == []


def test_the_page_says_what_the_rules_and_their_examples_say():
    found = importlib.util.spec_from_file_location("write", TABLE.parent / "write.py")
    write = importlib.util.module_from_spec(found)
    found.loader.exec_module(write)
    told = write.page((*all_rules(), *OF_SCENARIOS), EXAMPLES)
    assert write.PAGE.read_text(encoding="utf-8") == told, "run python docs/rules/write.py"
