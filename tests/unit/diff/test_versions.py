"""One API in the words of each version of OpenAPI: nobody who uses it can tell them apart."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from mockserver.diff.compare import compare
from mockserver.source import load
from mockserver.spec.load import read_spec

FOLDER = Path(__file__).resolve().parents[2] / "diff_cases" / "versions"
PAIRS = [
    pair
    for each in pairwise(("2.0", "3.0", "3.1", "3.2"))
    for pair in (each, tuple(reversed(each)))
]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_a_version_in_the_words_of_another_changes_nothing(old, new):
    base, revision = (read_spec(load(str(FOLDER / f"{each}.yaml"))) for each in (old, new))
    told = {each.rule for each in compare(base, revision, date(2026, 1, 1))}
    # the fields of a form are all that an operation of Swagger 2.0 takes
    assert told - {"request-object-opened", "request-object-closed"} == set()
