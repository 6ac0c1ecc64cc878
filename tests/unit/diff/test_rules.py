"""The table of rules: what is told of is in it, and what is in it is told of."""

import re
from pathlib import Path

import pytest
import yaml

from mockserver.diff import judgement
from mockserver.diff.change import Verdict
from mockserver.diff.rules import BY_ID, RULES, SCHEMA_RULES

TESTS = Path(__file__).resolve().parents[2]
PACKAGE = TESTS.parent / "mockserver" / "diff"
WORD = re.compile(r'"([a-z]+(?:-[a-z]+)+)"')


def rows(name):
    cases = TESTS / "diff_cases"
    files = [
        cases / folder / f"{name}.yaml"
        for folder in ("", "events", "swagger", "latest", "shop", "heirs", "wire")
    ]
    return [row for file in files for row in yaml.safe_load(file.read_text(encoding="utf-8"))]


def test_each_rule_has_one_id():
    assert len(BY_ID) == len(RULES)


def test_each_kind_of_schema_change_is_judged_for_both_ways():
    kinds = {rule.id.partition("-")[2] for rule in SCHEMA_RULES}
    both = {f"{way}-{kind}" for way in ("request", "response") for kind in kinds}
    assert both - {rule.id for rule in SCHEMA_RULES} == {
        "request-undescribed-property-added",  # it is request-property-added
        "response-property-refused",  # it is response-property-removed
        "response-property-became-read-only",  # a response says the same as before
    }


def test_no_schema_change_hurts_both_ways_but_of_what_a_text_holds():
    broken = [rule.id for rule in SCHEMA_RULES if rule.verdict is Verdict.BREAKING]
    twins = [each for each in broken if each.replace("request-", "response-", 1) in broken]
    assert [each for each in twins if each.startswith("request-")] == ["request-content-changed"]


def test_each_summary_is_a_sentence():
    assert [rule.id for rule in RULES if not re.fullmatch(r"[A-Z].*[^.]\.", rule.summary)] == []


@pytest.mark.parametrize("name", ["breaking", "risky", "compatible"])
def test_each_case_names_a_rule_of_the_table(name):
    assert [row[3] for row in rows(name) if row[3] and row[3] not in BY_ID] == []


@pytest.mark.parametrize("verdict", Verdict)
def test_there_is_a_case_for_each_rule(verdict):
    told = {row[3] for row in rows(verdict.value)}
    assert {rule.id for rule in RULES if rule.verdict is verdict} - told == set()


def test_there_are_enough_cases():
    assert (len(rows("breaking")) >= 100, len(rows("compatible")) >= 95) == (True, True)


def test_what_asks_for_a_minor_step_are_rules():
    assert [each for each in judgement._ADDITIONS if each not in BY_ID] == []
