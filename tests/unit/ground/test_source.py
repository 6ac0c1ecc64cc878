import codecs
import gc
import json
import math
from pathlib import Path

import pytest
import yaml

from mockserver.errors import DocumentError
from mockserver.finding import Severity
from mockserver.origin import Origin
from mockserver.source import RULES, Document, load, parse, read_text, reads_differently_in_yaml_1_1
from mockserver.source.nesting import MAX_DEPTH
from mockserver.source.yaml_reader import read_yaml

SHARED = Path(__file__).resolve().parents[3] / ".." / "shared"


def faults(text, file="toys.yaml"):
    """Rule and place of each fault."""
    return [
        (fault.rule, str(fault.origin).removeprefix(f"{file}:"))
        for fault in parse(text, file).faults
    ]


def message(text, file="toys.yaml"):
    (fault,) = parse(text, file).faults
    return fault.message


def places(document, *pointers):
    return [str(document.origin(pointer)).removeprefix("toys.yaml:") for pointer in pointers]


# --- values: the core schema of YAML 1.2, and JSON


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("nULL", "nULL"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("0", 0),
        ("-7", -7),
        ("+7", 7),
        ("0123", 123),
        ("08", 8),
        ("0o17", 15),
        ("0x1F", 31),
        ("-0x1F", "-0x1F"),
        ("9007199254740993", 9007199254740993),
        ("1.10", 1.1),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        ("1.2.3", "1.2.3"),
        ("-", None),
        (".", "."),
        ("٣", "٣"),
        ("NO", "NO"),
        ("on", "on"),
        ("y", "y"),
        ("12:30", "12:30"),
        ("1:20:30", "1:20:30"),
        ("2024-01-15", "2024-01-15"),
        ("2024-01-15T10:00:00Z", "2024-01-15T10:00:00Z"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("=", "="),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("! 12", "12"),
        ("!!int '12'", 12),
        ("!!float 3", 3.0),
        ("!!bool 'true'", True),
        ("!!null ''", None),
        ("!!binary aGVs bG8=", "aGVsbG8="),
        ("!!map {a: 1}", {"a": 1}),
        ("!!seq [1]", [1]),
        ("|\n  one\n  two\n", "one\ntwo\n"),
        (">\n  one\n  two\n", "one two\n"),
    ],
)
def test_a_yaml_scalar_is_read_as_yaml_1_2_says(written, value):
    document = parse(f"value: {written}" if written != "-" else "value:\n", "toys.yaml")
    assert document.faults == ()
    assert document.root == {"value": value}
    assert type(document.root["value"]) is type(value)


def test_yaml_gives_plain_dicts_and_lists_in_the_order_of_the_text():
    document = parse("b: [1, {c: []}]\na: {}\n", "toys.yaml")
    assert document.root == {"b": [1, {"c": []}], "a": {}}
    assert list(document.root) == ["b", "a"]
    assert {type(each) for each in (document.root, document.root["a"])} == {dict}
    assert type(document.root["b"]) is list


@pytest.mark.parametrize("root", ["text", "7", "[1, 2]", "{}"])
def test_any_value_can_be_the_root(root):
    assert parse(root, "toys.yaml").root == yaml.safe_load(root)


def test_null_is_a_document_and_not_an_empty_file():
    document = parse("---\n", "toys.yaml")
    assert (document.root, document.faults) == (None, ())


def test_json_is_read_as_json_whatever_the_file_is_called():
    text = '{\n\t"smile": "\\ud83d\\ude00",\n\t"n": [1, 1.50, 1e2, true, null]\n}\n'
    for file in ("toys.yaml", "toys.json", "toys"):
        document = parse(text, file)
        assert document.faults == ()
        assert document.root == {"smile": "😀", "n": [1, 1.5, 100.0, True, None]}


def test_what_looks_like_json_and_is_none_is_read_as_yaml():
    assert parse("{a: NO, b: [1, 2,]}", "toys.yaml").root == {"a": "NO", "b": [1, 2]}


def test_a_byte_order_mark_in_a_text_is_passed_over():
    document = parse("\ufeffa: 1\n", "toys.yaml")
    assert (document.root, document.text) == ({"a": 1}, "a: 1\n")
    assert places(document, ("a",)) == ["1:4"]


# --- keys


def test_keys_are_text_as_they_are_written():
    document = parse("200: a\n0x1F: b\n'404': c\n007: d\n", "toys.yaml")
    assert document.root == {"200": "a", "0x1F": "b", "404": "c", "007": "d"}
    assert document.faults == ()


@pytest.mark.parametrize("key", ["true", "Null", "~", "1.5", ".inf"])
def test_a_key_that_yaml_reads_as_another_type_is_told(key):
    document = parse(f"a: 1\n{key}: 2\n", "toys.yaml")
    assert document.root == {"a": 1, key: 2}
    (fault,) = document.faults
    assert (fault.rule, fault.severity) == ("yaml-key-not-string", Severity.WARNING)
    assert str(fault.origin) == "toys.yaml:2:1"
    assert fault.message == (
        f"'{key}' is not text in YAML, and is read as text here; put it in quotes"
    )


def test_an_empty_key_is_told():
    assert message("? \n: 1\n").startswith("an empty key is not text in YAML")


def test_a_quoted_key_is_what_it_says_even_after_the_same_without_quotes():
    assert faults("a: {true: 1}\nb: {'true': 1}\nc: {true: 1}\nd: {!!str true: 1}\n") == [
        ("yaml-key-not-string", "1:5"),
        ("yaml-key-not-string", "3:5"),
    ]


def test_a_key_that_comes_twice_is_told_with_the_line_of_the_first_and_the_last_value_counts():
    document = parse("a: 1\nb: 2\n'a': {x: 1}\n", "toys.yaml")
    assert document.root == {"a": {"x": 1}, "b": 2}
    (fault,) = document.faults
    assert (fault.rule, str(fault.origin)) == ("yaml-duplicate-key", "toys.yaml:3:1")
    assert fault.message == "'a' is a key of this mapping already, in line 1; remove one"
    assert places(document, ("a",), ("b",), ("a", "x")) == ["3:6", "2:4", "3:10"]
    assert document.key_origin(("a",)).line == 3


def test_numbers_and_texts_that_are_written_alike_are_one_key():
    assert faults("200: a\n'200': b\n") == [("yaml-duplicate-key", "2:1")]


def test_each_further_key_points_at_the_one_before():
    found = parse("a: 1\na: 2\na: 3\n", "toys.yaml").faults
    assert [fault.message.partition("in ")[2] for fault in found] == [
        "line 1; remove one",
        "line 2; remove one",
    ]


@pytest.mark.parametrize(
    ("text", "root", "place"),
    [
        ("a: {{name}}\n", {"a": {"{name}": None}}, "1:5"),
        ("? [a, b]\n: 1\n", {"[a, b]": 1}, "1:3"),
        ("a: &x [1]\n*x : 2\n", {"a": [1], "*x": 2}, "2:1"),
        ("{[a]: {b: 1}, c: 2}\n", {"[a]": {"b": 1}, "c": 2}, "1:2"),
    ],
)
def test_a_mapping_or_list_as_a_key_is_told_and_its_text_stands_for_it(text, root, place):
    document = parse(text, "toys.yaml")
    assert document.root == root
    (fault,) = document.faults
    assert (fault.rule, str(fault.origin)) == ("yaml-key-complex", f"toys.yaml:{place}")
    assert fault.message == (
        "a key is text, and this is a mapping or a list; quote it if it is meant as text"
    )


# --- places


PLACES = """\
# toys
info:
  title: Toys
paths:
    /toys:   {get: {tags: [a, "b"]}}
    /parts:
      - name: x
        size:
      - - 1
"""


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ((), "1:1", "1:1"),
        (("info",), "3:3", "2:1"),
        (("info", "title"), "3:10", "3:3"),
        (("paths", "/toys"), "5:14", "5:5"),
        (("paths", "/toys", "get", "tags", 1), "5:31", "5:31"),
        (("paths", "/toys", "get", "tags", "1"), "5:31", "5:31"),
        (("paths", "/parts"), "7:7", "6:5"),
        (("paths", "/parts", 0), "7:9", "7:9"),
        (("paths", "/parts", 0, "size"), "8:14", "8:9"),
        (("paths", "/parts", 1), "9:9", "9:9"),
        (("paths", "/parts", 1, 0), "9:11", "9:11"),
    ],
)
def test_every_value_and_every_key_of_yaml_has_its_place(pointer, value, key):
    document = parse(PLACES, "toys.yaml")
    assert str(document.origin(pointer)) == f"toys.yaml:{value}"
    assert str(document.key_origin(pointer)) == f"toys.yaml:{key}"


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        (("servers",), "1:1"),
        (("servers", 0, "url"), "1:1"),
        (("info", "version"), "2:1"),
        (("info", "license", "name"), "2:1"),
        (("paths", "/parts", 7), "6:5"),
        (("paths", "/parts", "name"), "6:5"),
        (("paths", "/parts", 0, "price"), "7:9"),
        (("paths", "/parts", 1, 0, "x"), "9:11"),
        (("info", "title", "x"), "3:10"),
        (("info", "title", 0), "3:10"),
    ],
)
def test_what_is_missing_points_at_the_key_of_what_misses_it(pointer, place):
    document = parse(PLACES, "toys.yaml")
    assert document.origin(pointer) == document.key_origin(pointer)
    assert str(document.origin(pointer)) == f"toys.yaml:{place}"


def test_json_has_the_same_places():
    text = '{\n  "a": [1, {"b":null}],\n  "c\\u0064": {"e": {}}\n}'
    document = parse(text, "toys.json")
    found = {
        pointer: (str(document.origin(pointer))[10:], str(document.key_origin(pointer))[10:])
        for pointer in [(), ("a",), ("a", 0), ("a", 1, "b"), ("cd", "e"), ("x",), ("cd", "x")]
    }
    assert found == {
        (): ("1:1", "1:1"),
        ("a",): ("2:8", "2:3"),
        ("a", 0): ("2:9", "2:9"),
        ("a", 1, "b"): ("2:17", "2:13"),
        ("cd", "e"): ("3:20", "3:15"),
        ("x",): ("1:1", "1:1"),
        ("cd", "x"): ("3:3", "3:3"),
    }


def test_columns_count_code_points():
    for text in ("😀日本: [é😀, '日', x]\n", '{"😀日": ["é😀", "日", 1]}'):
        document = parse(text, "toys.yaml")
        ((key, values),) = document.root.items()
        assert values[0] == "é😀"
        column = text.index("x" if "x" in text else "1") + 1
        assert document.origin((key, 2)) == Origin("toys.yaml", 1, column)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_editors_end_them(end):
    document = parse(f"a: 1{end}b:{end}  c: 2{end}", "toys.yaml")
    assert places(document, ("b", "c")) == ["3:6"]


def test_separators_that_no_editor_counts_do_not_count():
    document = parse("a: 'x\u2028y\x85z'\nb: 2\n", "toys.yaml")
    assert places(document, ("b",)) == ["2:4"]
    assert places(parse('{"a": "x\u2028y",\n"b": 2}', "toys.yaml"), ("b",)) == ["2:6"]


def test_a_document_made_by_hand_has_places_at_its_top():
    document = Document("toys.yaml", "", {"a": [1]})
    assert places(document, (), ("a",), ("a", 0), ("b",)) == ["1:1"] * 4
    assert document.faults == ()


# --- the text of plain scalars


@pytest.mark.parametrize(
    ("written", "raw"),
    [
        ("0123", "0123"),
        ("1.10", "1.10"),
        ("1e3 # comment", "1e3"),
        ("+255712345678", "+255712345678"),
        (".5", ".5"),
        ("0x1F", "0x1F"),
        ("True", "True"),
        ("~", "~"),
        ("", ""),
        ("!!null", ""),
        ("NO", "NO"),
        ("some text # comment", "some text"),
        ("some\n  text", "some text"),
        ("&anchor 0123", "0123"),
        ("!!int 0123", "0123"),
        ("!!float &a # comment\n  012", "012"),
        ("'0123'", None),
        ('"0123"', None),
        ("!!int '0123'", None),
        ("|\n  0123", None),
        (">\n  0123", None),
        ("[0123]", None),
        ("{a: 0123}", None),
    ],
)
def test_the_text_of_a_plain_scalar_is_kept(written, raw):
    text = f"before: 1\nvalue: {written}\nafter: null\n"
    assert parse(text, "toys.yaml").raw(("value",)) == raw


def test_the_text_of_a_scalar_is_found_in_lists_and_json_and_at_the_root():
    assert parse("[007, 1.0]", "toys.yaml").raw((0,)) == "007"
    assert parse('{"a": [1.50, "1.50", -1E+2, null]}', "toys.json").raw(("a", 0)) == "1.50"
    document = parse('{"a": [1.50, "1.50", -1E+2, null]}', "toys.json")
    assert [document.raw(("a", index)) for index in range(5)] == [
        "1.50",
        None,
        "-1E+2",
        "null",
        None,
    ]
    assert parse("# comment\n0123", "toys.yaml").raw(()) == "0123"
    assert parse("a: 1", "toys.yaml").raw(()) is None


def test_an_alias_has_no_text_of_its_own():
    document = parse("a: &x 0123\nb: *x\n", "toys.yaml")
    assert (document.root["b"], document.raw(("a",)), document.raw(("b",))) == (123, "0123", None)


# --- anchors, aliases, merges


def test_an_alias_shares_the_value_of_its_anchor_and_has_a_place_of_its_own():
    document = parse("a: &x\n  b: 1\nc: *x\nd: [*x]\n", "toys.yaml")
    assert document.root["a"] is document.root["c"] is document.root["d"][0]
    assert places(document, ("c",), ("c", "b"), ("d", 0)) == ["3:4", "2:6", "4:5"]


def test_an_anchor_may_be_set_again():
    assert parse("- &x 1\n- *x\n- &x 2\n- *x\n", "toys.yaml").root == [1, 1, 2, 2]


def test_an_alias_can_be_a_key_where_it_stands_for_a_scalar():
    document = parse("- &x 200\n- *x : ok\n- &k name: 1\n- *k : 2\n", "toys.yaml")
    assert document.root == [200, {"200": "ok"}, {"name": 1}, {"name": 2}]
    assert document.faults == ()


def test_an_alias_without_anchor_is_told_where_it_stands_and_read_as_null():
    document = parse("a: &statuses [1]\nb: *status\nc: *other\n", "toys.yaml")
    assert document.root == {"a": [1], "b": None, "c": None}
    assert [(fault.rule, fault.origin.line, fault.origin.column) for fault in document.faults] == [
        ("yaml-alias-undefined", 2, 4),
        ("yaml-alias-undefined", 3, 4),
    ]
    assert [fault.message for fault in document.faults] == [
        "there is no anchor '&status' before this alias; did you mean '*statuses'?",
        "there is no anchor '&other' before this alias; define it, or quote '*other'",
    ]


def test_an_alias_without_anchor_as_a_key_keeps_its_name():
    document = parse("*x : 1\n", "toys.yaml")
    assert document.root == {"x": 1}
    assert [fault.rule for fault in document.faults] == ["yaml-alias-undefined"]


@pytest.mark.parametrize("text", ["a: &x [1, *x]\n", "a: &x {b: {c: *x}}\n", "a: &x\n  <<: *x\n"])
def test_a_value_that_holds_itself_is_told(text):
    document = parse(text, "toys.yaml")
    (fault,) = document.faults
    assert fault.rule == "yaml-alias-cycle"
    line = text.splitlines()[fault.origin.line - 1]
    assert line[fault.origin.column - 1 :].startswith("*x")
    assert fault.message == "'*x' stands within the value of '&x', which so would never end"
    json.dumps(document.root)


def test_a_merge_key_takes_over_what_is_not_there_with_its_places():
    document = parse(
        "base: &base {x: 1, y: 2}\n"
        "more: &more {y: 3, z: 4}\n"
        "toy:\n  w: 0\n  <<: [*base, *more]\n  x: 9\n"
        "part: {<<: *base, <<: {v: 5}}\n",
        "toys.yaml",
    )
    assert document.faults == ()
    assert document.root["toy"] == {"w": 0, "x": 9, "y": 2, "z": 4}
    assert document.root["part"] == {"x": 1, "y": 2, "v": 5}
    pointers = [("toy", "w"), ("toy", "x"), ("toy", "y"), ("toy", "z"), ("part", "v")]
    assert places(document, *pointers) == ["4:6", "6:6", "1:23", "2:23", "7:27"]
    assert document.key_origin(("toy", "z")) == Origin("toys.yaml", 2, 20)


def test_merged_mappings_can_be_merged_again():
    text = "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b, z: 3}\n"
    assert parse(text, "toys.yaml").root["c"] == {"x": 1, "y": 2, "z": 3}


@pytest.mark.parametrize(("value", "place"), [("1", "1:5"), ("[{a: 1}, text]", "1:5")])
def test_a_merge_key_takes_nothing_but_mappings(value, place):
    assert faults(f"<<: {value}\n") == [("yaml-merge", place)]


def test_a_quoted_merge_key_is_a_key():
    document = parse("'<<': {a: 1}\nb: {'<<': 2, \"<<\": 3}\n", "toys.yaml")
    assert document.root == {"<<": {"a": 1}, "b": {"<<": 3}}
    assert [fault.rule for fault in document.faults] == ["yaml-duplicate-key"]


def test_a_merge_of_nothing_merges_nothing():
    document = parse("<<:\na: 1\n", "toys.yaml")
    assert (document.root, document.faults) == ({"a": 1}, ())


def test_an_alias_bomb_is_refused_before_it_goes_off():
    lines = ["a0: &a0 [" + ", ".join(["x"] * 10) + "]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    document = parse("\n".join(lines), "toys.yaml")
    assert document.root is None
    (fault,) = document.faults
    assert (fault.rule, fault.origin.line) == ("yaml-alias-bomb", 7)
    assert fault.message == ("aliases make more than 2,000,000 values of this document; use fewer")


def test_merges_can_be_a_bomb_too():
    base = ", ".join(f"k{n}: 1" for n in range(1000))
    text = f"a: &a {{{base}}}\n" + "".join(f"b{n}: {{<<: *a}}\n" for n in range(1000))
    assert [fault.rule for fault in parse(text, "toys.yaml").faults] == ["yaml-alias-bomb"]


def test_what_is_shared_as_real_documents_share_is_no_bomb():
    text = "base: &base {a: 1, b: [1, 2]}\n" + "".join(f"k{n}: *base\n" for n in range(1000))
    document = parse(text, "toys.yaml")
    assert document.faults == ()
    assert len(document.root) == 1001


# --- tags


@pytest.mark.parametrize(
    ("value", "read", "tag"),
    [
        ("!!python/object/apply:os.system [echo]", ["echo"], "!!python/object/apply:os.system"),
        ("!include toys.yaml", "toys.yaml", "!include"),
        ("!!timestamp 2024-01-15", "2024-01-15", "!!timestamp"),
        ("!!set {a, b}", {"a": None, "b": None}, "!!set"),
        ("!!map [1]", [1], "!!map"),
        ("!!str {a: 1}", {"a": 1}, "!!str"),
    ],
)
def test_any_other_tag_is_told_and_nothing_is_made_of_it(value, read, tag):
    document = parse(f"a: {value}\n", "toys.yaml")
    assert document.root == {"a": read}
    (fault,) = document.faults
    assert (fault.rule, str(fault.origin)) == ("yaml-tag", "toys.yaml:1:4")
    assert fault.message == f"the tag '{tag}' means nothing here; remove it"


@pytest.mark.parametrize("value", ["!!int x", "!!int 1.5", "!!bool yes", "!!null 0", "!!float x"])
def test_a_tag_that_its_value_does_not_keep_is_told(value):
    document = parse(f"a: {value}\n", "toys.yaml")
    tag, _, raw = value.partition(" ")
    assert [fault.rule for fault in document.faults] == ["yaml-tag"]
    assert document.faults[0].message.startswith(f"'{raw}' is not what its tag '{tag}' says")


def test_tags_of_keys_are_judged_too():
    assert faults("!!str true: 1\n!thing b: 2\n") == [("yaml-tag", "2:1")]


# --- numbers


@pytest.mark.parametrize("number", [".inf", "-.INF", ".nan", "1e999", "9" * 5000, "!!float .inf"])
def test_a_number_that_json_cannot_write_is_told(number):
    document = parse(f"a: 1\nb: {number}\n", "toys.yaml")
    assert not math.isfinite(document.root["b"])
    (fault,) = document.faults
    assert (fault.rule, str(fault.origin)) == ("number-not-finite", "toys.yaml:2:4")
    assert fault.message.endswith("is no number of JSON; quote it if it is text")


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "9" * 5000])
def test_json_has_no_such_numbers_either(number):
    document = parse(f'{{"a": "NaN",\n "b": [{number}]}}', "toys.json")
    assert not math.isfinite(document.root["b"][0])
    (fault,) = document.faults
    assert (fault.rule, str(fault.origin)) == ("number-not-finite", "toys.json:2:8")
    assert fault.message.endswith("is no number of JSON; write null, or put it in quotes")


# --- what YAML 1.1 read differently


@pytest.mark.parametrize(
    "raw",
    "y N yes No ON off 0b11 0123 08 00255 -012 0o17 1_000 0x1_F +0x1F 12:30 1:20:30 -1:30.5 1e3 "
    "1.5e3 1e+3 .5E2 1_0.5 2024-01-15 2024-1-5T1:02:03 2024-01-15T10:00:00.5+02:00 = <<".split(),
)
def test_what_yaml_1_1_reads_differently_is_known(raw):
    assert reads_differently_in_yaml_1_1(raw)


@pytest.mark.parametrize(
    "raw",
    "true False null ~ 0 00 007 -7 +7 123 1.5 -1.5e+3 .5 0x1F .inf text yess noo 1.2.3 2024-1-15 "
    "12:60 a:b 10.0.0.1 == 0o8 +255712345678".split(),
)
def test_what_both_read_alike_is_left_alone(raw):
    assert not reads_differently_in_yaml_1_1(raw)


def test_an_empty_scalar_is_null_in_both():
    assert not reads_differently_in_yaml_1_1("")


# --- what cannot be read: the place to look at, and what to do


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("a: 1\nb\nc: 2\n", "2:1", "neither 'key: value' nor an entry '- value'"),
        ("a: b: c\n", "1:5", "a second ': ' stands on this line"),
        ("a: 1\n  b: 2\n", "2:3", "no key can stand here, as the value above goes on"),
        ("a:\n  b: 1\n c: 2\n", "3:2", "the indentation of this line fits none of the lines"),
        ("a:\n  - b\n - c\n", "3:2", "an entry of a list cannot stand among keys"),
        ("- a\nb: 1\n", "2:1", "the list that begins in line 1 goes on here without '- '"),
        ("a: - b\n", "1:4", "a list cannot begin on the line of its key"),
        ("a: 1\nb: 'x\nc: 2\n", "2:4", "the ' that opens a text here is never closed"),
        ('a: "x\n---\ny"\n', "1:4", 'the " that opens a text here is not closed before'),
        ('a: "x\nb: "y"\n', "1:4", 'the " that opens a text here is closed only in line 2'),
        ("a: 'it's'\n", "1:8", "the value before this is complete"),
        ('a: "b" c\n', "1:8", "the value before this is complete"),
        ("a: [1, 2\n", "1:4", "the '[' that stands here is never closed"),
        ("a: {b: 1\n", "1:4", "the '{' that stands here is never closed"),
        ("a: [\n", "1:4", "the text ends after this, and a '[' or '{' before is not closed"),
        ("a: [1\nb: 2\n", "2:2", "a ',' or ']' is missing before this; the '[' stands in line 1"),
        ('{"b": "1"\n "c": 2}\n', "2:2", "a ',' or '}' is missing before this"),
        (
            "a:\n- {b: PUT /x/{id}, c: 1}\n",
            "2:14",
            "a text with a '{' in it has to be in quotes here, as it stands within the '{' of line",
        ),
        ("a: [/x/[id], 1]\n", "1:8", "a text with a '[' in it has to be in quotes here"),
        ("a: {b: 1, , c: 2}\n", "1:11", "a value is missing before this ','"),
        ("[a]]\n", "1:4", "this ']' closes nothing"),
        (": x\n", "1:1", "a key is missing before this ':'"),
        ("a: @x\n", "1:4", "a plain text cannot begin with '@'; put it in quotes"),
        ("a: `x`\n", "1:4", "a plain text cannot begin with '`'"),
        ("a: **x**\n", "1:4", "a plain text cannot begin with '*'"),
        ("a: &\n", "1:4", "a plain text cannot begin with '&'"),
        ("a: ? b\n", "1:4", "a plain text cannot begin with '?'"),
        ("a: %x\n", "1:4", "a plain text cannot begin with '%'"),
        ("%%\n", "1:1", "a plain text cannot begin with '%'"),
        ("%x: 1\n", "1:1", "a plain text cannot begin with '%'"),
        ("%x y\n---\n", "1:1", "a line that begins with '%' is a directive"),
        ("a: !b!c x\n", "1:4", "a plain text cannot begin with '!'"),
        ('a: "^\\d+$"\n', "1:6", "this is no escape of double quotes; write the backslash twice"),
        ('a: "\\x4"\n', "1:4", "this escape names no character: \\x takes two hex digits"),
        ('a: "\\ud83d\\ude00"\n', "1:7", "a pair of surrogates is written as one \\U"),
        ("a: |b\n  c\n", "1:5", "the text begins on the next line"),
        ("a: |0\n  c\n", "1:5", "is a digit from 1 to 9"),
        ("%YAML 2.0\n---\na: 1\n", "1:1", "%YAML names an unknown version"),
        ("%YAML 1.2\na: 1\n", "2:1", "a line '---' is missing"),
        ("a: 1\n...\nb: 2\n", "3:1", "the document has ended before this"),
        ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\n", "2:1", "a merge of two versions was left unfin"),
        ("a: !<b c\n", "1:7", "this cannot be read as YAML: did not find the expected '>'"),
        ("a: !%ED%A0%80 b\n", "1:1", "this cannot be read as YAML: 'utf-8' codec"),
    ],
)
def test_broken_yaml_is_told_in_one_sentence(text, place, said):
    assert faults(text) == [("yaml-syntax", place)]
    assert said in message(text)
    assert parse(text, "toys.yaml").root is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a:\n\tb: 1\n", "2:1"),
        ("a:\n  \tb: 1\n", "2:3"),
        ("a:\n  b: 1\n\tc: 2\n", "3:1"),
        ("- a\n\t- b\n", "2:1"),
        ("a: |\n\tx\n", "2:1"),
    ],
)
def test_a_tab_is_told_where_it_stands(text, place):
    assert faults(text) == [("yaml-tab", place)]
    assert message(text) == (
        "a tab stands here, and YAML is indented with spaces only; write spaces instead"
    )


def test_tabs_that_yaml_allows_are_no_fault():
    assert parse("a:\t1 \t# comment\nb: 'x\ty'\nc: [\t1]\n", "toys.yaml").faults == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: 1\n---\nb: 2\n", 2), ("--- {a: 1}\n---\n", 2), ("a: 1\n...\n---\nb: [\n", 3)],
)
def test_a_second_document_is_told_and_the_first_one_kept(text, line):
    document = parse(text, "toys.yaml")
    assert document.root == {"a": 1}
    assert faults(text) == [("yaml-second-document", f"{line}:1")]


def test_what_comes_after_the_end_of_a_document_is_no_fault_if_it_is_a_comment():
    assert parse("%YAML 1.2\n---\na: 1\n...\n# done\n", "toys.yaml").faults == ()


@pytest.mark.parametrize("file", ["toys.yaml", "toys.json"])
@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff"])
def test_an_empty_file_is_told(text, file):
    assert faults(text, file) == [("file-empty", "1:1")]
    assert message(text, file) == "this file is empty"


def test_a_file_of_comments_is_told():
    assert message("# todo\n") == "this file holds nothing but comments"


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("a: x\x07\n", "1:5", "U+0007"),
        ("a: 1\nb: \x00", "2:4", "U+0000"),
        ("a: 1\nb: '\x9f'", "2:5", "U+009F"),
        ("a: 1\nb: x\ud800\n", "2:5", "U+D800"),
        ("{a: \ufffe}", "1:5", "U+FFFE"),
    ],
)
def test_a_character_that_is_none_is_told(text, place, code):
    assert faults(text) == [("character-invalid", place)]
    assert code in message(text)


def test_half_a_character_in_json_is_told():
    document = parse('{"a": "\\ud83d\\ude00",\n "b": "x\\ud83d"}', "toys.json")
    assert document.root is None
    (fault,) = document.faults
    assert (fault.rule, str(fault.origin)) == ("character-invalid", "toys.json:2:7")


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ('{"a": 1,}', "1:8", "a ',' stands before this '}'; remove it"),
        ("[1,\n]", "1:3", "a ',' stands before this ']'; remove it"),
        ('{"a": 1\n "b": 2}', "2:2", "a ',' or a closing bracket is missing before this"),
        ('{"a" 1}', "1:6", "a ':' is missing between the name and its value"),
        ("{'a': 1}", "1:2", "JSON takes double quotes only"),
        ("{a: 1}", "1:2", "the name of a member is expected here, in double quotes"),
        ('{"a": }', "1:7", "a value is expected here"),
        ("openapi: 3.1.0\n", "1:1", "a value is expected here"),
        ('{"a": 1 // one\n}', "1:9", "JSON has no comments; remove it"),
        ('{"a": "x\ny"}', "1:9", "a text cannot hold a line break"),
        ('{"a": "x', "1:7", "the quote that stands here is never closed"),
        ('{"a": "\\d"}', "1:8", 'write a backslash as "\\\\"'),
        ('{"a": "\\u12"}', "1:9", "\\u takes four hex digits"),
        ('{"a": [1', "1:9", "the text ends here, and something is not closed yet"),
        ('{"a": 1} x', "1:10", "the document has ended before this; remove what follows"),
    ],
)
def test_broken_json_is_told_in_one_sentence(text, place, said):
    assert [rule for rule, _ in faults(text, "toys.JSON")] == ["json-syntax"]
    assert said in message(text, "toys.JSON")
    assert faults(text, "toys.JSON")[0][1] == place
    assert parse(text, "toys.JSON").root is None


def test_a_name_of_json_that_comes_twice_is_told_and_the_last_value_counts():
    text = '{"a": {"b": [1]},\n "c": 2,\n "a": {"b": {"d": 3, "d": 4}}}'
    document = parse(text, "toys.json")
    assert document.root == {"a": {"b": {"d": 4}}, "c": 2}
    assert [(fault.rule, str(fault.origin)) for fault in document.faults] == [
        ("json-duplicate-key", "toys.json:3:2"),
        ("json-duplicate-key", "toys.json:3:22"),
    ]
    assert document.faults[0].message == (
        "'a' is a name in this object already, in line 1; remove one of them"
    )
    assert document.origin(("a", "b", "d")) == Origin("toys.json", 3, 27)
    assert document.origin(("c",)) == Origin("toys.json", 2, 7)


@pytest.mark.parametrize("file", ["toys.yaml", "toys.json"])
@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 5000, 200_000])
def test_what_is_nested_too_deep_is_told_where_it_becomes_so(depth, file):
    for end in ("", "]" * depth):
        document = parse("[\n" * depth + end, file)
        assert document.root is None
        ((rule, place),) = faults("[\n" * depth + end, file)
        if not (rule == "json-syntax" and not end):
            assert (rule, place) == ("nesting-too-deep", f"{MAX_DEPTH + 1}:1")


@pytest.mark.parametrize("file", ["toys.yaml", "toys.json"])
def test_what_is_nested_deeply_is_read(file):
    document = parse("[\n" * MAX_DEPTH + "]" * MAX_DEPTH, file)
    assert document.faults == ()
    assert document.origin((0,) * (MAX_DEPTH - 1)) == Origin(file, MAX_DEPTH, 1)


def test_aliases_cannot_nest_what_could_not_be_written_out():
    text = "a0: &a0 []\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 400))
    document = parse(text, "toys.yaml")
    assert document.root is None
    (fault,) = document.faults
    assert (fault.rule, fault.origin.line) == ("nesting-too-deep", MAX_DEPTH)
    assert fault.message.startswith("with this alias, values are nested more than 256 levels")


def test_faults_come_in_the_order_of_the_text_the_one_that_ends_reading_among_them():
    text = "a: 1\nb: *x\na: 2\nc: .inf\nd: !x y\ne: [\n"
    assert faults(text) == [
        ("yaml-alias-undefined", "2:4"),
        ("number-not-finite", "4:4"),
        ("yaml-tag", "5:4"),
        ("yaml-syntax", "6:4"),
    ]


# --- files


def refused(path):
    with pytest.raises(DocumentError) as caught:
        read_text(path)
    (finding,) = caught.value.findings
    assert finding.rule == "file-unreadable"
    return finding


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_file_is_utf_8_or_what_its_byte_order_mark_says(tmp_path, mark, encoding):
    path = tmp_path / "toys.yaml"
    path.write_bytes(mark + "name: 日本\r\n".encode(encoding))
    assert read_text(path) == "name: 日本\r\n"


def test_a_file_that_is_not_there_is_told_with_the_one_that_may_be_meant(tmp_path):
    (tmp_path / "openapi.yaml").touch()
    (tmp_path / "api.yaml").touch()
    finding = refused(tmp_path / "openapi.yml")
    meant = tmp_path / "openapi.yaml"
    assert finding.message == f"there is no such file; did you mean '{meant}'?"
    assert finding.origin == Origin(str(tmp_path / "openapi.yml"), 1, 1)
    assert refused(tmp_path / "missing.yaml").message == "there is no such file"
    missing = tmp_path / "api" / "toys.yaml"
    assert refused(missing).message == (
        f"there is no such file, and no folder '{missing.parent}' either"
    )


def test_a_folder_is_no_file(tmp_path):
    assert refused(tmp_path).message == "this is a folder; name a file in it"


def test_a_path_that_is_none_is_told():
    assert refused("toys\0.yaml").message.startswith("this cannot be read: ")
    assert refused("x" * 5000).message == "this cannot be read: File name too long"


def test_a_file_that_may_not_be_read_is_told(tmp_path, monkeypatch):
    def refuse(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert refused(tmp_path / "toys.yaml").message == (
        "this file may not be read; see its permissions"
    )


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"a: 1\nb: Caf\xe9\n", 2, "UTF-8 text: byte 12 (0xE9) is out of place, after 'b: Caf'"),
        (b"\x7fELF\xff", 1, "UTF-8 text: byte 5 (0xFF) is out of place, after 'ELF'"),
        (b"a: 1\n\xff", 2, "UTF-8 text: byte 6 (0xFF) is out of place"),
        (codecs.BOM_UTF16_LE + b"a\0\n\0\x00\xd8", 2, "UTF-16-LE text: byte 7 (0x00) is out of"),
    ],
)
def test_a_file_that_is_no_text_is_told_with_line_and_byte(tmp_path, content, line, said):
    path = tmp_path / "toys.yaml"
    path.write_bytes(content)
    finding = refused(path)
    assert said in finding.message
    assert finding.message.endswith("; save the file as UTF-8")
    assert finding.origin == Origin(str(path), line, 1)


def test_a_file_is_loaded_under_its_path_or_the_name_given(tmp_path):
    path = tmp_path / "toys.yaml"
    path.write_text("true: 1\n", encoding="utf-8")
    assert load(path).file == str(path)
    document = load(path, "toys")
    assert document.root == {"true": 1}
    assert [str(fault.origin) for fault in document.faults] == ["toys:1:1"]


def test_a_file_with_an_error_is_refused_with_all_its_faults(tmp_path):
    path = tmp_path / "toys.yaml"
    path.write_text("true: 1\na: 1\na: 2\n", encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        load(path, "toys.yaml")
    assert [finding.rule for finding in caught.value.findings] == [
        "yaml-key-not-string",
        "yaml-duplicate-key",
    ]
    assert "toys.yaml:3:1: 'a' is a key of this mapping already" in str(caught.value)


def test_rules_have_names_of_their_own_and_sentences():
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.summary.endswith(".") for rule in RULES)


# --- without libyaml, and on real documents


@pytest.mark.parametrize(
    "text", [PLACES, "a: &x {b: [1, NO]}\nc: {<<: *x, d: '日'}\nc: 0123\n", "--- |\n  x\n...\n"]
)
def test_the_loader_without_libyaml_reads_the_same(text):
    quick, slow = read_yaml(text), read_yaml(text, yaml.SafeLoader)
    assert slow.root == quick.root
    assert slow.faults == quick.faults


@pytest.mark.parametrize("text", ["a: [1\n", "a:\n\tb: 1\n", "a: \x07", "a: 1\nb\nc: 2\n"])
def test_the_loader_without_libyaml_refuses_the_same(text):
    quick, slow = read_yaml(text), read_yaml(text, yaml.SafeLoader)
    assert slow.root is None
    assert [fault.rule for fault in slow.faults] == [fault.rule for fault in quick.faults]


def corpus():
    found = sorted((SHARED / "corpus" / "valid").rglob("*.[jy][sa][om]*"))
    return [path for path in found if path.stat().st_size < 500_000]


@pytest.mark.parametrize("path", corpus() or [None], ids=lambda path: path.name if path else "none")
def test_a_real_document_is_read_without_fault(path):
    if path is None:
        pytest.skip("the folder of shared documents is absent")
    document = load(path)
    json.dumps(document.root, allow_nan=False)
    assert document.root


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("s11-bad-indent-syntax.yaml", ("yaml-syntax", "219:10")),
        ("s13-dup-yaml-key.yaml", ("yaml-duplicate-key", "216:11")),
        ("s43-undefined-alias.yaml", ("yaml-alias-undefined", "227:17")),
        ("t03-anchor-alias.yaml", None),
        ("t05-int-status-key.yaml", None),
    ],
)
def test_a_seeded_defect_is_found_where_it_is(name, found):
    path = SHARED / "seeded" / name
    if not path.exists():
        pytest.skip("the folder of seeded documents is absent")
    assert faults(read_text(path)) == ([found] if found else [])


@pytest.mark.parametrize("was_on", [True, False])
def test_reading_leaves_the_garbage_collector_as_it_was(was_on):
    try:
        (gc.enable if was_on else gc.disable)()
        for text in ("a: 1", "a: [", '{"a": 1}', "[1"):
            parse(text, "toys.yaml").origin(("a",))
            assert gc.isenabled() is was_on
    finally:
        gc.enable()


def test_a_backslash_before_what_looks_like_half_a_character_is_a_backslash():
    text = '{"\\\\ud800": "\\\\\\ud83d\\ude00"}'
    document = parse(text, "toys.json")
    assert document.root == {"\\ud800": "\\😀"}
    assert document.faults == ()


def test_half_a_character_in_a_name_is_told_too():
    assert faults('{"a": 1, "\\udc00": 2}', "toys.json") == [("character-invalid", "1:10")]
