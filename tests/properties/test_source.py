"""Laws of reading: what was written is what is read, each value stands where its text does."""

import json
import math
import re

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver import pointer as pointers
from mockserver.source import parse, reads_differently_in_yaml_1_1
from mockserver.source.scalar import resolve
from mockserver.source.yaml_reader import read_yaml

# --- what a text may hold: all of Unicode but what YAML forbids, and what no editor counts as a
# line but libyaml does

BREAKS = "\x85\u2028\u2029"
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters=BREAKS),
    max_size=12,
)
WORDS = st.sampled_from(
    "a null true NO 12:30 0123 1e3 .inf << = -1 ~ {x} [ & * ! | > % @ ` # : ? ,".split()
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXT,
    WORDS,
)
VALUES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXT | WORDS, below, max_size=4),
    max_leaves=25,
)
PIECES = st.lists(
    st.one_of(
        st.text(max_size=4),
        st.sampled_from(
            [
                *"\n \t:-?,[]{}#&*!|>'\"%@`~",
                "\n  ",
                ": ",
                "- ",
                "? ",
                "&a ",
                "*a",
                "<<: ",
                "!!int ",
                "---\n",
                "...\n",
                "\\u",
                '"a": ',
                "null",
                "NaN",
                "0x1F",
                "\r\n",
                "\ud800",
                "\0",
                "\ufeff",
            ]
        ),
    ),
    max_size=30,
).map("".join)


def pointers_of(value, pointer=()):
    """The pointer of each value, the outer ones first."""
    yield pointer
    members = value.items() if isinstance(value, dict) else ()
    for token, below in enumerate(value) if isinstance(value, list) else members:
        yield from pointers_of(below, (*pointer, token))


def same(one, other):
    """Equal, and of the same types: 1 is not True, and 1.0 is not 1."""
    if isinstance(one, dict) and type(one) is type(other):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and type(one) is type(other):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


# --- values


@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans(), st.sampled_from(["json", "yaml"]))
def test_json_is_read_as_json_reads_it(value, indent, ascii_only, suffix):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    is_json = suffix == "json" or isinstance(value, dict | list)
    document = parse(text, f"toys.{'json' if not is_json else suffix}")
    assert document.faults == ()
    assert same(document.root, json.loads(text))


@given(VALUES, st.sampled_from(["'", '"']), st.booleans())
def test_what_is_dumped_with_quotes_is_read_back(value, quote, flow):
    text = yaml.safe_dump(
        value, default_style=quote, default_flow_style=flow, allow_unicode=True, sort_keys=False
    )
    document = parse(text, "toys.yaml")
    assert document.faults == ()
    if not _has_float(value):  # PyYAML writes 1e+300 without a point as a text of its own
        assert same(document.root, value)


def _has_float(value):
    return any(isinstance(pointers.resolve(value, each), float) for each in pointers_of(value))


@given(TEXT | WORDS)
def test_a_string_that_is_dumped_is_read_back_as_a_string(text):
    document = parse(yaml.dump([text, {text: 1}], Dumper=yaml.CSafeDumper), "toys.yaml")
    if not isinstance(document.root[0], str):
        # PyYAML writes for readers of YAML 1.1: 1e3 and 0o17 are texts there, and numbers in 1.2
        assert document.root[0] == resolve(text)
    else:
        assert document.root == [text, {text: 1}]
        assert document.raw((0,)) in (None, text)


NUMBERS = st.from_regex(
    r"[-+]?[0-9_]{0,3}[.:eE_]?[-+]?[0-9_]{0,3}|[yYnNoOfFeEsStT]{1,4}|0[box][0-9a-f_]{1,3}"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}",
    fullmatch=True,
)
# Where PyYAML is not YAML 1.1, or reads what the types of YAML 1.1 leave open.
LEFT_OPEN = re.compile(r"[yYnN]|[-+]?(\.[0-9_]*|0[xb]?_*|_.*)")


@given(NUMBERS)
@example("1_0.5")
@example("190:20:30.15")
@example("2001-12-14 21:59:43.10 -5")
def test_what_yaml_1_1_reads_differently_is_what_pyyaml_does(raw):
    if not LEFT_OPEN.fullmatch(raw):
        assert reads_differently_in_yaml_1_1(raw) != same(_in_yaml_1_1(raw), resolve(raw))


def _in_yaml_1_1(raw):
    loader = yaml.SafeLoader("")
    tag = loader.resolve(yaml.ScalarNode, raw, (True, False))
    if tag.endswith((":merge", ":value", ":timestamp")):
        return tag
    try:
        return loader.construct_object(yaml.ScalarNode(tag, raw))
    except (ValueError, yaml.YAMLError):
        return tag


# --- places


@given(VALUES, st.sampled_from([None, 2]), st.booleans())
def test_a_value_of_json_stands_where_its_text_begins(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    document = parse(f"\n  {text}", "toys.json")
    lines = document.text.split("\n")
    for pointer in pointers_of(value):
        if not pointer:
            continue
        origin = document.origin(pointer)
        rest = "\n".join([lines[origin.line - 1][origin.column - 1 :], *lines[origin.line :]])
        assert same(json.JSONDecoder().raw_decode(rest)[0], pointers.resolve(value, pointer))
        key = document.key_origin(pointer)
        if isinstance(pointer[-1], str):
            name = lines[key.line - 1][key.column - 1 :]
            assert json.JSONDecoder().raw_decode(name)[0] == pointer[-1]
        else:
            assert key == origin


@given(VALUES, st.sampled_from([True, False, None]), st.sampled_from([None, '"', "'", "|", ">"]))
def test_places_of_yaml_are_those_of_its_nodes(value, flow, style):
    text = yaml.safe_dump(value, default_flow_style=flow, default_style=style, allow_unicode=True)
    document = parse(text, "toys.yaml")
    if isinstance(document.root, dict | list):
        _compare(document, yaml.compose(text, Loader=yaml.CSafeLoader), ())


def _compare(document, node, pointer):
    if isinstance(node, yaml.MappingNode):
        for key, below in node.value:
            if key.value in pointers.resolve(document.root, pointer):
                place = (*pointer, key.value)
                assert _is_at(document.key_origin(place), key.start_mark)
                assert _is_at(document.origin(place), below.start_mark)
                _compare(document, below, place)
    elif isinstance(node, yaml.SequenceNode):
        for index, below in enumerate(node.value):
            assert _is_at(document.origin((*pointer, index)), below.start_mark)
            _compare(document, below, (*pointer, index))


def _is_at(origin, mark):
    return (origin.line, origin.column) == (mark.line + 1, mark.column + 1)


# --- anything at all


@given(PIECES, st.sampled_from(["toys.yaml", "toys.json"]))
@example("&a [*a]", "toys.yaml")
@example("{? {a: b} : c, ? {a: b} : d}", "toys.yaml")
@example("[" * 300, "toys.yaml")
@example('{"a":' * 300, "toys.json")
def test_no_text_raises_and_every_fault_has_a_place_in_it(text, file):
    document = parse(text, file)
    lines = re.split("\r\n|\r|\n", document.text)
    for fault in document.faults:
        assert fault.message
        assert 1 <= fault.origin.line <= len(lines)
        assert 1 <= fault.origin.column <= len(lines[fault.origin.line - 1]) + 2
    origins = [fault.origin for fault in document.faults]
    assert origins == sorted(origins)
    assert document.root is None or _is_plain(document)


def _is_plain(document):
    """Exact types only, text as keys, and a place and no error for every pointer."""
    for pointer in pointers_of(document.root):
        value = pointers.resolve(document.root, pointer)
        assert type(value) in (dict, list, str, int, float, bool, type(None))
        assert not isinstance(value, dict) or all(type(key) is str for key in value)
        raw = document.raw(pointer)
        if isinstance(value, int) and raw is not None:
            assert same(resolve(raw), value)
        assert document.origin(pointer).line <= document.text.count("\n") + 1 + document.text.count(
            "\r"
        )
        assert document.key_origin((*pointer, "absent")) == document.origin((*pointer, "absent"))
    return True


@given(PIECES)
def test_both_loaders_read_the_same_where_both_can_read(text):
    if any(each in text for each in (*BREAKS, "\ud800", "\ufeff")):
        return
    quick, slow = read_yaml(text), read_yaml(text, yaml.SafeLoader)
    broken = {"yaml-syntax", "yaml-tab", "character-invalid"}
    if not broken & {fault.rule.id for fault in (*quick.faults, *slow.faults)}:
        assert quick.faults == slow.faults
        assert json.dumps(quick.root) == json.dumps(slow.root)


@pytest.mark.parametrize("number", [math.inf, -math.inf])
def test_infinities_are_the_same_in_both_syntaxes(number):
    assert parse(json.dumps([number]), "toys.json").root == [number]
    assert parse(yaml.safe_dump([number]), "toys.yaml").root == [number]
