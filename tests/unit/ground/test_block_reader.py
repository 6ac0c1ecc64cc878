"""The quick reader of block style reads what the reader of all YAML does, or nothing."""

import random
from pathlib import Path

import pytest

from mockserver.source.block_reader import read_block
from mockserver.source.yaml_reader import read_yaml

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT / ".." / "shared"

LINES = """\
# a comment
name: toys
count: 12
price: 1.50
hex: 0x1F
empty:
nothing: null
quoted: "a: b # c"
escaped: "tab\\tquote\\" \\u00e9 \\x41"
single: 'it''s'
none: ''
status: {}
tags: []
listed: [a, "b", {c: d}]
url: https://toys.example/a#b
time: 12:30
trailing: text   # said
long: one
  two

  three
  - four
wide: "one
  two\\
  three\\n

  four"
narrow: 'one

  two'
literal: |
    first
      second

    third
folded: >-
  first
  second

    third
  fourth
kept: |+
  first

indented: |2
    first
'200':
  a key with spaces: yes
  /paths/{id}:batch: x
bare:
- a
- b: c
  d:
    - e
-
  f: g
deep:
  - - a
    - b
  -   c: d
      e: f
late:
  text on a line of its own
below:
  >
  folded
"""


def told(reading):
    return reading.root, reading.marks().in_order()


def assert_same(text):
    """What is read quickly is read as ever; a text with a fault never is."""
    quick = read_block(text)
    if quick is None:
        return False
    whole = read_yaml(text)
    assert whole.faults == [], text
    assert repr(quick.root) == repr(whole.root), text
    assert told(quick) == told(whole), text
    return True


def test_all_forms_are_read_as_ever():
    assert assert_same(LINES)


@pytest.mark.parametrize("start", ["---\n", "# a\n\n---\n", "# a\n", "\n  # a\n"])
def test_what_comes_before_the_content(start):
    assert assert_same(f"{start}a: b\n")


@pytest.mark.parametrize(
    "text",
    [
        "a: &x b\n",
        "a: *x\n",
        "a: !!str b\n",
        "a: b\na: c\n",
        "<<: {a: b}\n",
        "null: a\n",
        "1.5: a\n",
        "? a\n: b\n",
        "a: b: c\n",
        "a: b\n  c: d\n",
        "a: null\n  b: c\n",
        "a:\n    b: c\n  d: e\n",
        "a: b\n# c\n  d\n",
        "a: [b\n",
        'a: "b\n',
        'a: "b" c\n',
        'a: "\\q"\n',
        "a: .inf\n",
        "a: @b\n",
        "a:\tb\n",
        "a: b\n---\nc: d\n",
        "a: b\n...\n",
        "%YAML 1.2\n---\na: b\n",
        "a: b\r\n",
        "a: b\x85c\n",
        "- a\n",
        "a\n",
        "a: |\n  b",
        "a: |\n\t\n  b\n",
        "- a:\n  - b\n - c\n",
        "".join(f"{' ' * depth}a:\n" for depth in range(300)),
    ],
)
def test_the_rest_is_left_to_the_reader_of_all_yaml(text):
    assert read_block(text) is None


@pytest.mark.parametrize("value", ["", " ", " # b", " {}", " |", " ''", "\n  b", "\n\n- b"])
def test_each_value_has_its_place(value):
    assert assert_same(f"a:{value}\nc: d\n")


PIECES = [*"-:#&*!|>'\"%@`{}[],?\\~=<. \t\n08eNtF", ": ", " #", "- ", "\n\n", "\n  ", "---\n"]
PIECES += ["|\n", ">-\n", "<<: ", '"x"', "'y'", "null", "true", "1.5", "{}", "[]", "\\n", "é"]
PIECES += ["\x85", "\r"]


def changed(text, chance):
    """The text with a few of its characters or lines changed."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        place = chance.randrange(len(text) + 1)
        lines = text.split("\n")
        number = chance.randrange(len(lines))
        match chance.randrange(4):
            case 0:
                lines[number] = " " * chance.randrange(1, 5) + lines[number]
                text = "\n".join(lines)
            case 1:
                lines[number] = lines[number][chance.randrange(1, 4) :]
                text = "\n".join(lines)
            case 2:
                lines.insert(number, chance.choice(("", "   ", "# c", "      text", "- x", *lines)))
                text = "\n".join(lines)
            case _:
                text = text[:place] + chance.choice(PIECES) + text[place + chance.randrange(3) :]
    return text


def test_no_change_of_a_text_is_read_otherwise():
    chance = random.Random(7)
    blocks = [LINES, (ROOT / "openapi.yaml").read_text()[:1500]]
    read = sum(assert_same(changed(chance.choice(blocks), chance)) for _ in range(1500))
    assert read > 150  # or else nothing was compared


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the corpus in ../shared")
@pytest.mark.parametrize("folder", ["corpus/valid", "corpus/invalid", "seeded"])
def test_documents_of_others_are_read_as_ever(folder):
    texts = [each.read_text("utf-8-sig") for each in (SHARED / folder).glob("*.y*ml")]
    read = [assert_same(each) for each in texts if len(each) < 500_000]
    assert sum(read) > len(read) // 2
