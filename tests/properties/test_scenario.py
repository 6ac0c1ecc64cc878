"""Laws of matchers, delays and faults."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.http import Headers, Response
from mockserver.scenario import Fault, apply_fault
from mockserver.scenario.delay import read_delay
from mockserver.scenario.matching import OPERATORS, read_matcher
from mockserver.serialization import MISSING
from mockserver.source.written import Written

NAMES = st.text(max_size=5).filter(lambda name: name not in OPERATORS)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3)
)


def fits(matcher, value):
    return read_matcher(Written(matcher)).fits(value)


@given(JSON)
def test_a_value_matches_itself_and_what_is_not_there_matches_none(value):
    assert fits(value, value)
    assert fits({"equals": value}, value)
    assert not fits({"not": value}, value)
    assert not fits({"equals": value}, MISSING)


@given(st.dictionaries(NAMES, JSON, max_size=3), st.dictionaries(NAMES, JSON, max_size=3))
def test_an_object_matches_one_with_more_members(wanted, more):
    assert fits(wanted, {**more, **wanted})


@given(JSON, JSON)
def test_not_is_the_contrary(matcher, value):
    assert fits({"not": matcher}, value) is not fits(matcher, value)


@given(JSON)
def test_a_malformed_body_is_no_json_and_keeps_its_type(value):
    body = json.dumps(value).encode()
    response = Response(200, Headers([("Content-Type", "application/json")]), body)
    broken = apply_fault(response, Fault.MALFORMED)
    assert broken.headers == response.headers
    with pytest.raises(ValueError, match=r"Exp|Ext|Unt|Inv"):
        json.loads(broken.body)


@given(st.integers(), st.sampled_from(["normal", "lognormal"]))
def test_a_delay_stays_within_its_bounds_and_repeats_with_its_seed(seed, distribution):
    written = {"mean": "1s", "deviation": "5s", "distribution": distribution}
    delay = read_delay(Written({**written, "min": "100ms", "max": "2s"}))
    drawn = delay.draw(Random(seed))
    assert 0.1 <= drawn <= 2
    assert drawn == delay.draw(Random(seed))
