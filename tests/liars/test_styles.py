"""What differs in style alone is no lie; what is slow to be seen is none with ``settle``."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from apis import APIS
from customers import DOCUMENT, FIXTURES
from gate import judged
from laboratory import Lagging as Delayed
from styles import STYLES, Lagging

LABORATORY = next(each for each in APIS if each.name == "laboratory")


@pytest.mark.parametrize("name", STYLES)
def test_another_style_is_not_accused(name):
    assert judged(STYLES[name](), DOCUMENT, FIXTURES, hasty=False).told == ()


def test_what_is_seen_a_moment_later_is_no_lie_where_that_is_allowed():
    phases = ("replay", "lifecycle")
    settled = judged(Lagging(), DOCUMENT, FIXTURES, hasty=False, phases=phases, settle=3.0)
    assert settled.told == ()
    hasty = judged(Lagging(), DOCUMENT, FIXTURES, hasty=True, phases=phases)
    assert hasty.told[0].startswith("record-lost: ")


def test_what_is_listed_a_moment_later_is_no_lie_where_that_is_allowed():
    phases = ("replay", "lifecycle")
    options = {**LABORATORY.options, "phases": phases, "settle": 3.0}
    settled = judged(
        Delayed(), LABORATORY.document, LABORATORY.fixtures, hasty=False, **options
    ).told
    assert settled == ()
