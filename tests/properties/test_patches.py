"""Laws of JSON pointers, JSON patches and merge patches."""

import copy
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver import pointer
from mockserver.patch import PatchError, json_patch, merge_patch

NAMES = st.text(st.sampled_from("ab/~0-1%é "), max_size=3)
SCALARS = st.none() | st.booleans() | st.integers(-2, 2) | st.text(max_size=2)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3)
)
TOKENS = NAMES | st.sampled_from(["0", "1", "01", "-1", "²", "9" * 5000])
POINTERS = st.lists(TOKENS, max_size=3).map(lambda tokens: pointer.text(tuple(tokens)))
STEPS = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test"])},
    optional={"path": POINTERS, "from": POINTERS, "value": JSON},
)


def places(value, above=()):
    """Every place of a value, the whole first."""
    yield above
    if isinstance(value, dict | list):
        for token, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*above, token))


@given(st.lists(st.text(), max_size=4))
def test_a_pointer_is_read_as_it_was_written(tokens):
    assert list(pointer.parse(pointer.text(tuple(tokens)))) == tokens
    written = pointer.fragment(tuple(tokens)).removeprefix("#")
    assert list(pointer.parse_fragment(written)) == tokens
    assert unquote(written) == pointer.text(tuple(tokens))


@given(st.text())
def test_any_text_is_a_pointer_or_a_value_error(text):
    try:
        tokens = pointer.parse(text)
    except ValueError as error:
        assert text
        assert not text.startswith("/")
        assert repr(text) in str(error)
    else:
        assert len(tokens) == text.count("/")


@given(JSON, st.data())
def test_every_place_of_a_value_is_found_by_its_pointer(value, data):
    place = data.draw(st.sampled_from(list(places(value))))
    expected = value
    for token in place:
        expected = expected[token]
    assert pointer.resolve(value, pointer.parse(pointer.text(place))) is expected


@given(JSON, st.lists(TOKENS, max_size=4))
def test_a_pointer_that_leads_nowhere_is_a_key_error(value, tokens):
    try:
        found = pointer.resolve(value, tuple(tokens))
    except KeyError as error:
        assert error.args[0] in tokens
    else:
        assert any(found is each for each in (pointer.resolve(value, p) for p in places(value)))


@settings(max_examples=200)
@given(JSON, st.lists(STEPS | JSON, max_size=4) | JSON)
def test_a_patch_is_applied_or_refused_and_leaves_what_it_was_given(value, patch):
    before = copy.deepcopy((value, patch))
    try:
        json_patch(value, patch)
    except PatchError as error:
        assert str(error)
    assert (value, patch) == before


@given(JSON, JSON, st.data())
def test_what_was_added_is_there_and_its_removal_undoes_it(value, new, data):
    place = data.draw(st.sampled_from([each for each in places(value) if each] or [()]))
    path = pointer.text(place)
    added = json_patch(value, [{"op": "add", "path": path, "value": new}])
    assert pointer.resolve(added, place) == new
    json_patch(added, [{"op": "test", "path": path, "value": new}])
    if place and isinstance(place[-1], int):
        assert json_patch(added, [{"op": "remove", "path": path}]) == value


@given(JSON, st.data())
def test_to_move_and_move_back_changes_nothing(value, data):
    whole = {"here": value}
    steps = [{"op": "move", "from": "/here", "path": "/there"}]
    back = [{"op": "move", "from": "/there", "path": "/here"}]
    assert json_patch(whole, steps) == {"there": value}
    assert json_patch(whole, steps + back) == whole
    copied = json_patch(whole, [{"op": "copy", "from": "/here", "path": "/there"}])
    assert copied == {"here": value, "there": value}
    inside = data.draw(TOKENS)
    with pytest.raises(PatchError, match="into itself"):
        json_patch(whole, [{"op": "move", "from": "/here", "path": f"/here/{inside}"}])


@given(JSON, JSON)
def test_a_merge_patch_twice_is_as_once_and_leaves_no_null_of_its_own(target, patch):
    once = merge_patch(target, patch)
    assert merge_patch(once, patch) == once
    if isinstance(patch, dict):
        for name, value in patch.items():
            assert (name in once) is (value is not None)


@given(st.dictionaries(NAMES, SCALARS.filter(lambda each: each is not None), max_size=4), JSON)
def test_a_merge_patch_of_plain_members_wins_over_what_is_there(patch, target):
    merged = merge_patch(target, patch)
    kept = target if isinstance(target, dict) else {}
    assert merged == {**kept, **patch}
