"""The project's own files of contracts are read by their readers, and say what they are for."""

from pathlib import Path

import pytest

from mockserver.config.verify_file import read_verify_file
from mockserver.source import load
from mockserver.validate.levels import read_levels
from mockserver.validate.rules import all_rules
from mockserver.verify.baseline import read_baseline
from mockserver.verify.plan import PROFILES

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"


@pytest.mark.parametrize("name", ["verify.yaml", "baseline.yaml", "rules.yaml"])
def test_each_begins_with_what_it_is_for(name):
    first, *_ = (CONTRACTS / name).read_text("utf-8").splitlines()
    assert first.startswith("# ")


def test_verify_is_told_nothing_that_it_does_not_know():
    found = read_verify_file(CONTRACTS / "verify.yaml", {})
    assert found.profiles.keys() == PROFILES.keys()
    assert (found.checks, found.ignored) == ((), ())


def test_nothing_is_accepted_and_no_rule_is_off():
    assert read_baseline(CONTRACTS / "baseline.yaml").entries == ()
    levels = read_levels(load(CONTRACTS / "rules.yaml"), all_rules())
    assert (levels.by_rule, levels.findings) == ({}, ())
