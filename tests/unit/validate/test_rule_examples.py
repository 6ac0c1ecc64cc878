import importlib.util

import pytest
from rule_examples import TABLE, examples, findings, marked

from mockserver.diff import RULES as OF_CHANGES
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


def written():
    found = importlib.util.spec_from_file_location("write", TABLE.parent / "write.py")
    write = importlib.util.module_from_spec(found)
    found.loader.exec_module(write)
    return write


WRITE = written()


@pytest.fixture(scope="module")
def edits():
    return WRITE.edits()


def test_the_page_says_what_the_rules_and_their_examples_say():
    page = WRITE.page((*all_rules(), *OF_SCENARIOS), EXAMPLES)
    assert WRITE.PAGE.read_text(encoding="utf-8") == page, "run python docs/rules/write.py"


def test_each_change_has_an_example(edits):
    assert {rule.id for rule in OF_CHANGES} == edits.keys()


@pytest.mark.parametrize("rule", sorted(rule.id for rule in OF_CHANGES))
def test_a_change_that_is_shown_is_told_and_most_ways_back_are_another(rule, edits):
    assert rule in WRITE.told(edits[rule].base, edits[rule].edited)
    assert WRITE.is_one_way(rule, edits[rule]) == (rule not in SYMMETRIC)


SYMMETRIC = {
    *("operation-id-changed", "parameter-moved", "parameter-serialized-otherwise"),
    *("request-default-changed", "response-default-changed", "server-removed"),
    *("response-header-serialized-otherwise", "server-variable-changed", "response-schema-widened"),
    *("request-discriminator-changed", "response-discriminator-changed"),
    *("response-schema-undecided", "request-content-changed", "response-content-changed"),
}
