import json

from hypothesis import given
from hypothesis import strategies as st

from mockserver.store import Ground, canonical

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.0, -0.0, 1.0, 1.5])
    | st.text(st.sampled_from("a1' "), max_size=2),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


def is_same(one, other):
    """JSON Schema 2020-12 §4.2.2: equal in kind and value, 1 and 1.0 too; true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[name], other[name]) for name in one)
    return one == other


@given(JSON, JSON)
def test_two_values_share_a_text_when_json_takes_them_for_equal_and_only_then(one, other):
    assert (canonical(one) == canonical(other)) == is_same(one, other)


@given(JSON)
def test_a_value_keeps_its_text_on_its_way_through_json(value):
    assert canonical(json.loads(json.dumps(value))) == canonical(value)


def test_listed_records_come_before_made_ones():
    ground = Ground("/pets", {"1": {"id": "1"}}, lambda key: {"id": key, "made": True})
    assert ground.get("1") == {"id": "1"}
    assert ground.get("2") == {"id": "2", "made": True}
    assert (ground.makes, Ground("/pets", {}).makes) == (True, False)
    assert Ground("/pets", {}).get("1") is None


def test_the_holder_of_a_unique_value_is_known():
    ground = Ground("/pets", {"1": {"chip": 7}, "2": {"chip": None}}, unique=("chip",))
    assert (ground.holder("chip", 7.0), ground.holder("chip", 8)) == ("1", None)
