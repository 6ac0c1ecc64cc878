"""Laws of a diff over made schemas: nothing that is lost goes untold, and each proof is one."""

import json
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.diff.change import Verdict
from mockserver.diff.compare import compare
from mockserver.diff.rules import BY_ID
from mockserver.generation import Generator, Unsatisfiable
from mockserver.schema import Direction, Validators
from mockserver.source import parse
from mockserver.spec.load import read_spec

TODAY = date(2026, 1, 1)
USUAL = (None, True, "", "a", "ab", "b1", 0, 1, 2, 0.5, -1, [], {}, [1], [1, 1], {"p": 1})
# Told apart from what is demanded: an undeclared name may hold anything, and by custom does not.
BY_CUSTOM = ("property-added", "property-removed", "object-opened")


def limits(low, high):
    values = st.integers(0, 4)
    return st.fixed_dictionaries(
        {}, optional={low: values, high: values.map(lambda each: each + 3)}
    )


def merged(kind, *parts):
    made = {"type": kind}
    for part in parts:
        made.update(part)
    return made


TEXTS = st.builds(
    lambda bounds, pattern: merged("string", bounds, pattern),
    limits("minLength", "maxLength"),
    st.sampled_from([{}, {"pattern": "^a"}, {"pattern": "^[a-z]*$"}]),
)
NUMBERS = st.builds(merged, st.sampled_from(["integer", "number"]), limits("minimum", "maximum"))
LISTED = st.lists(
    st.sampled_from(["a", "b", 1, 2, None, True]), min_size=1, max_size=3, unique_by=str
)
LEAVES = st.one_of(
    TEXTS,
    NUMBERS,
    st.just({"type": "boolean"}),
    st.just({"type": ["string", "null"]}),
    LISTED.map(lambda values: {"enum": values}),
    st.just({"$ref": "#/components/schemas/Self"}),
)
NAMES = st.sampled_from(["p", "q", "r"])


def holders(inner):
    objects = st.builds(
        lambda properties, required, other: merged(
            "object", {"properties": properties, "required": required}, other
        ),
        st.dictionaries(NAMES, inner, max_size=3),
        st.lists(NAMES, max_size=2, unique=True),
        st.sampled_from([{}, {"additionalProperties": False}]),
    )
    lists = st.builds(
        lambda items, bounds: merged("array", {"items": items}, bounds),
        inner,
        limits("minItems", "maxItems"),
    )
    choices = st.lists(inner, min_size=1, max_size=2).map(lambda members: {"anyOf": members})
    return st.one_of(objects, lists, choices, inner.map(lambda each: {"allOf": [each]}))


SCHEMAS = st.recursive(LEAVES, holders, max_leaves=6)


def document(schema, itself):
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"204": {"description": "Kept."}}}
    return read_spec(
        parse(
            json.dumps(
                {
                    "openapi": "3.1.0",
                    "info": {"title": "T", "version": "1"},
                    "paths": {"/x": {"put": operation}},
                    "components": {"schemas": {"Self": itself}},
                }
            ),
            "api.json",
        )
    )


def judge(spec):
    schema = spec.operations[0].request_body.content[0].schema
    return Validators().of(schema, Direction.REQUEST)


def values(validator):
    yield from USUAL
    generator = Generator(validator)
    for seed in range(4):
        try:
            yield generator.value(Random(seed), full=bool(seed % 2))
        except (Unsatisfiable, ValueError):
            return


OBJECTS = st.fixed_dictionaries({"p": LEAVES}, optional={"q": SCHEMAS, "r": SCHEMAS}).map(
    lambda properties: {"type": "object", "properties": properties}
)


@settings(deadline=None, max_examples=60)
@given(SCHEMAS, OBJECTS)
def test_a_schema_does_not_differ_from_itself(schema, itself):
    assert compare(document(schema, itself), document(schema, itself), TODAY) == ()


@settings(deadline=None, max_examples=150)
@given(SCHEMAS, SCHEMAS, OBJECTS, OBJECTS)
def test_a_body_that_is_refused_from_now_on_does_not_go_untold(old, new, before, after):
    base, revision = document(old, before), document(new, after)
    accepting, refusing = judge(base), judge(revision)
    changes = compare(base, revision, TODAY)
    verdicts = {BY_ID[each.rule].verdict for each in changes}
    lost = [v for v in values(accepting) if accepting.is_valid(v) and not refusing.is_valid(v)]
    by_custom = any(each.rule.endswith(BY_CUSTOM) for each in changes)
    if lost and not by_custom:
        assert verdicts & {Verdict.BREAKING, Verdict.RISKY}, lost


@settings(deadline=None, max_examples=150)
@given(SCHEMAS, SCHEMAS, OBJECTS)
def test_each_counterexample_was_accepted_and_is_refused(old, new, itself):
    base, revision = document(old, itself), document(new, itself)
    for change in compare(base, revision, TODAY):
        if change.counterexample:
            value = change.counterexample.value
            assert (judge(base).is_valid(value), judge(revision).is_valid(value)) == (True, False)
