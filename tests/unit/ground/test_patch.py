"""JSON patches; merge patches are looked at where records change."""

import copy
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.patch import PatchError, json_patch, merge_patch

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=6,
)
TOKENS = st.sampled_from(["a", "b", "0", "1", "-", "~0", "~1", "~2", ""])
POINTERS = st.lists(TOKENS, max_size=3).map(lambda tokens: "".join(f"/{each}" for each in tokens))
STEPS = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test"]), "path": POINTERS},
    optional={"value": JSON, "from": POINTERS},
)


def step(op, path, **told):
    source = {"from": told.pop("source")} if "source" in told else {}
    return {"op": op, "path": path, **source, **told}


# --- RFC 6902, Appendix A


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"foo": "bar"}, step("add", "/baz", value="qux"), {"baz": "qux", "foo": "bar"}),
        (
            {"foo": ["bar", "baz"]},
            step("add", "/foo/1", value="qux"),
            {"foo": ["bar", "qux", "baz"]},
        ),
        ({"baz": "qux", "foo": "bar"}, step("remove", "/baz"), {"foo": "bar"}),
        ({"foo": ["bar", "qux", "baz"]}, step("remove", "/foo/1"), {"foo": ["bar", "baz"]}),
        ({"baz": "qux"}, step("replace", "/baz", value="boo"), {"baz": "boo"}),
        (
            {"foo": {"bar": "baz", "waldo": "fred"}, "qux": {"corge": "grault"}},
            step("move", "/qux/thud", source="/foo/waldo"),
            {"foo": {"bar": "baz"}, "qux": {"corge": "grault", "thud": "fred"}},
        ),
        (
            {"foo": ["all", "grass", "cows", "eat"]},
            step("move", "/foo/3", source="/foo/1"),
            {"foo": ["all", "cows", "eat", "grass"]},
        ),
        ({"baz": "qux"}, step("test", "/baz", value="qux"), {"baz": "qux"}),
        ({"foo": ["a", 2, "c"]}, step("test", "/foo/1", value=2), {"foo": ["a", 2, "c"]}),
        (
            {"foo": "bar"},
            step("add", "/child", value={"x": {}}),
            {"foo": "bar", "child": {"x": {}}},
        ),
        ({"foo": "bar"}, step("add", "/baz", value="qux", xyz=123), {"foo": "bar", "baz": "qux"}),
        ({"/": 9, "~1": 10}, step("test", "/~01", value=10), {"/": 9, "~1": 10}),
        ({"foo": ["bar"]}, step("add", "/foo/-", value=["a"]), {"foo": ["bar", ["a"]]}),
    ],
)
def test_a_json_patch_does_what_its_rfc_shows(target, patch, result):
    assert json_patch(target, [patch]) == result


@pytest.mark.parametrize(
    ("target", "patch", "words"),
    [
        ({"baz": "qux"}, step("test", "/baz", value="bar"), "/baz has another value"),
        ({"foo": "bar"}, step("add", "/baz/bat", value="qux"), "there is nothing at /baz/bat"),
        ({"/": 9, "~1": 10}, step("test", "/~01", value="10"), "/~01 has another value"),
        ({"a": 1}, step("test", "/a", value=True), "/a has another value"),
        ({"a": 1}, step("remove", "/b"), "there is nothing at /b"),
        ({"a": 1}, step("replace", "/b", value=1), "there is nothing at /b"),
        ({"a": [1]}, step("add", "/a/2", value=1), "there is nothing at /a/2"),
        ({"a": [1]}, step("remove", "/a/-"), "there is nothing at /a/-"),
        ({"a": [1, 2]}, step("remove", "/a/01"), "there is nothing at /a/01"),
        ({"a": [1]}, step("remove", "/a/" + "9" * 5000), "there is nothing at /a/999"),
        ({"a": {"b": 1}}, step("move", "/a/c", source="/a"), "nothing can be moved into itself"),
        ({"a": 1}, step("remove", ""), "the whole cannot be removed"),
        ({"a": 1}, step("add", "/b"), "'value' is missing"),
        ({"a": 1}, step("add", "b", value=1), "'path' is a JSON pointer"),
        ({"a": 1}, step("copy", "/b"), "'from' is a JSON pointer"),
        ({"a": 1}, {"op": "add", "value": 1}, "'path' is a JSON pointer"),
        ({"a": 1}, step("double", "/a"), "'op' is one of add, remove, replace, move, copy, test"),
        ({"a": 1}, {"op": [], "path": "/a"}, "'op' is one of"),
        ({"a": 1}, "add", "'op' is one of"),
    ],
)
def test_a_step_that_cannot_be_done_is_told_with_its_number(target, patch, words):
    before = copy.deepcopy(target)
    with pytest.raises(PatchError) as caught:
        json_patch(target, [step("test", "", value=target), patch])
    assert str(caught.value).startswith(f"step 1 of the patch: {words}")
    assert target == before


@pytest.mark.parametrize("patch", [None, {}, "add", 3, {"op": "add"}])
def test_a_json_patch_is_a_list(patch):
    with pytest.raises(PatchError, match="a JSON patch is a list of steps"):
        json_patch({}, patch)


@given(JSON, st.lists(STEPS | JSON, max_size=4))
def test_a_patch_is_done_or_refused_and_what_was_there_stays_as_it_was(target, patch):
    before = copy.deepcopy(target)
    with suppress(PatchError):
        json_patch(target, patch)
    assert target == before


@given(JSON, JSON)
def test_a_merge_patch_done_twice_is_done_once(target, patch):
    once = merge_patch(target, patch)
    assert merge_patch(once, patch) == once


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ([step("copy", f"/{n}", source="") for n in range(60)], "values at the most"),
        ([step("copy", "/-", source="")] * 60, "values at the most"),
        ([step("add", "/a" * 300, value=1)], "'path' leads deeper than 256 levels"),
        (
            [step("add", "/a" * n, value={}) for n in range(1, 257)]
            + [step("add", "/b", value={}), step("move", "/b/a", source="/a")],
            "nests values deeper than 256 levels",
        ),
    ],
)
def test_a_few_steps_cannot_ask_for_more_than_a_body_may_hold(patch, words):
    target = [1] if "/-" in patch[0]["path"] else {"b": 1}
    with pytest.raises(PatchError, match=words):
        json_patch(target, patch)
