from textwrap import indent

import pytest

from mockserver.validate import check_document
from mockserver.validate.fixing import fix

HEAD = (
    "openapi: {}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    A:\n"
)


REFERRING = "properties:\n  b:\n    $ref: '#/components/schemas/A'\n    nullable: true\n"
WITH_NULL = """\
properties:
  b:
    anyOf: [{$ref: '#/components/schemas/A'}, {"type": "null"}]
"""


@pytest.mark.parametrize(
    ("version", "before", "after"),
    [
        ("3.1.0", "default: NO  # of Norway\n", "default: 'NO'  # of Norway\n"),
        ("3.1.0", "title: 1.0  # of a text\n", "title: '1.0'  # of a text\n"),
        ("3.1.0", "title: a\npattern: 12\n", "title: a\npattern: '12'\n"),
        ("3.1.0", 'deprecated: "true"\nmaxLength: "3"\n', "deprecated: true\nmaxLength: 3\n"),
        ("3.1.0", "enum: [NO, yes, 'a']\n", "enum: ['NO', 'yes', 'a']\n"),
        (
            "3.1.0",
            "type: string  # kept\nnullable: true\ntitle: A\n",
            'type: [string, "null"]  # kept\ntitle: A\n',
        ),
        ("3.1.0", "nullable: false\ntype: string\n", "type: string\n"),
        (
            "3.1.0",
            "type:\n  - string\n  - integer\nnullable: true\n",
            'type:\n  - string\n  - integer\n  - "null"\n',
        ),
        (
            "3.1.0",
            "anyOf:\n- type: string\nnullable: true\n",
            'anyOf:\n- type: string\n- {"type": "null"}\n',
        ),
        (
            "3.1.0",
            "type: integer\nexclusiveMinimum: true\nminimum: 3\n",
            "type: integer\nexclusiveMinimum: 3\n",
        ),
        (
            "3.0.3",
            "type: integer\nexclusiveMinimum: 3\n",
            "type: integer\nminimum: 3\nexclusiveMinimum: true\n",
        ),
        ("3.0.3", "type: [string, 'null']\n", "type: string\nnullable: true\n"),
        ("3.0.3", "const: x\n", "enum: [x]\n"),
        ("3.1.0", "enum:\n- a\n- a\n# the last\n- b\n", "enum:\n- a\n# the last\n- b\n"),
        ("3.0.3", "type: [string]\n", "type: string\n"),
        (
            "3.1.0",
            REFERRING,
            WITH_NULL,
        ),
        ("3.1.0", "{exclusiveMinimum: false, type: integer}\n", "{type: integer}\n"),
        ("3.1.0", "{type: integer, exclusiveMinimum: false}\n", "{type: integer}\n"),
        ("3.0.3", "{const: x, title: A}\n", "{enum: [x], title: A}\n"),
        (
            "3.0.3",
            "{exclusiveMaximum: 3, type: integer}\n",
            "{maximum: 3, exclusiveMaximum: true, type: integer}\n",
        ),
        (
            "3.1.0",
            "anyOf: [{type: string}, {type: integer}]\nnullable: true  # why\n",
            'anyOf: [{type: string}, {type: integer}, {"type": "null"}]\n# why\n',
        ),
        (
            "3.1.0",
            "allOf:\n- nullable: false\n  type: string\n",
            "allOf:\n- type: string\n",
        ),
    ],
)
def test_a_fix_changes_what_is_wrong_and_nothing_else(tmp_path, version, before, after):
    head = HEAD.format(version)
    path = tmp_path / "openapi.yaml"
    path.write_text(head + indent(before, " " * 6), encoding="utf-8")
    (found,) = fix(lambda read: check_document(str(path), (), read).findings)
    assert found.after == head + indent(after, " " * 6)


@pytest.mark.parametrize(
    "text",
    [
        "type: string\n",
        "allOf: [{type: string}]\nnullable: true\n",
        "type: string\nexample: 3\n",
        "type: string\nmaxLength: ten\n",
        "type: string\nmaxLength: '010'\n",
        "title: [1]\n",
        "type: integer\nexclusiveMinimum: true\n",
        "type: [string, 'null']\nnullable: true\n",
        "nullable: true\n",
    ],
)
def test_what_is_not_mechanical_is_left_alone(tmp_path, text):
    path = tmp_path / "openapi.yaml"
    path.write_text(HEAD.format("3.1.0") + indent(text, " " * 6), encoding="utf-8")
    assert fix(lambda read: check_document(str(path), (), read).findings) == ()


def test_json_stays_json(tmp_path):
    path = tmp_path / "openapi.json"
    path.write_text(
        '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {},\n'
        ' "components": {"schemas": {"A": {"type": "string", "nullable": true}}}}\n'
    )
    (found,) = fix(lambda read: check_document(str(path), (), read).findings)
    assert '{"A": {"type": ["string", "null"]}}' in found.after


def test_a_text_that_cannot_be_read_is_not_edited(tmp_path):
    path = tmp_path / "openapi.yaml"
    path.write_text("openapi: 3.1.0\ninfo: {title: NO\n")
    assert fix(lambda read: check_document(str(path), (), read).findings) == ()
