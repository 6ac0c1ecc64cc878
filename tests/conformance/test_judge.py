"""Schemathesis judges the mock over other people's documents: nothing is found.

The short form takes the smaller documents; ``make fidelity`` takes all, and more time for each.
"""

import os
from pathlib import Path

import pytest
from judging import judge

ROOT = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "valid"
LONG = os.environ.get("MOCKSERVER_FIDELITY") == "1"
SMALL = 50_000
SINGLE = sorted(path for path in ROOT.glob("*.*") if LONG or path.stat().st_size < SMALL)
NAMES = ["multi-petstore-separate/spec/openapi.yaml", *(path.name for path in SINGLE)]


@pytest.mark.skipif(not ROOT.is_dir(), reason="the corpus is not beside this checkout")
@pytest.mark.parametrize("name", NAMES)
def test_the_judge_finds_nothing(name):
    verdict = judge(
        ROOT / name,
        max_examples=30 if LONG else 3,
        max_time=600 if LONG else 15,
    )
    assert [f"{each.operation}: {each.message}\n{each.curl}" for each in verdict.failures] == []
    assert verdict.requests > 0
