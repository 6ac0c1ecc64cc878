"""Small documents by version: with one defect, told at its place, or what only looks like one.

``cases/`` has the rows. In what a row says ``«`` stands before the place that is to be named.
"""

from pathlib import Path
from textwrap import indent

import pytest
import yaml

from mockserver.source import parse
from mockserver.validate.document import _check

CASES = Path(__file__).resolve().parent / "cases"
KEYS = {"2.0": "swagger: '2.0'", "3.0": "openapi: 3.0.4", "3.1": "openapi: 3.1.1"}
RESPONSES = "responses: {'200': {description: Fine.}, '400': {description: Wrong.}}\n"
# What is told of small documents because they are small.
ASIDE = {"no-right-answer"}


def version(name):
    return KEYS.get(name, f"openapi: {name}.0")


def head(name):
    return f"{version(name)}\ninfo: {{title: T, version: '1'}}\n"


def operation(name, row, lines):
    path, method = row.get("path", "/t"), row.get("method", "get")
    said = lines if row.get("alone") else lines + RESPONSES
    return f"{head(name)}paths:\n  {path}:\n    {method}:\n{indent(said, ' ' * 6)}"


def of_operation(name, row):
    return operation(name, row, row["says"] + "\n") + row.get("more", "")


def of_parameter(name, row):
    said = f"parameters:\n- {row['says']}\n"
    return operation(name, row, said) + row.get("more", "")


def of_response(name, row):
    said = (
        f"responses:\n  '400': {{description: Wrong.}}\n  '200':\n{indent(row['says'], ' ' * 4)}\n"
    )
    return operation(name, {"alone": True}, said) + row.get("more", "")


def of_schema(name, row):
    """A schema that an answer is of."""
    is_old = name == "2.0"
    at = "#/definitions/T" if is_old else "#/components/schemas/T"
    where = f"schema: {{$ref: '{at}'}}"
    said = where if is_old else f"content: {{application/json: {{{where}}}}}"
    answers = of_response(name, {"says": f"description: Fine.\n{said}"})
    home = "definitions:\n  T: " if is_old else "components:\n  schemas:\n    T: "
    below = indent(row["says"], " " * (4 if is_old else 6)).lstrip(" ")
    return f"{answers}{home}{below}\n{row.get('more', '')}"


def of_root(name, row):
    paths = "" if "paths:" in row.get("more", "") else "paths: {}\n"
    return f"{head(name)}{paths}{row.get('more', '')}{row['says']}\n"


PLACES = {
    "schema": of_schema,
    "parameter": of_parameter,
    "operation": of_operation,
    "response": of_response,
    "root": of_root,
    "document": lambda name, row: head(name) + row["says"],
    "text": lambda name, row: row["says"].replace("VERSION", version(name)),
}


def rows(name):
    table = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [
        pytest.param(of, row, id=f"{row['name']} in {of}: {row['in']}")
        for row in table
        for of in row["of"]
    ]


def marked(text):
    """The text without its marks, and ``line:column`` of each."""
    places = set()
    while "«" in text:
        before, _, after = text.partition("«")
        places.add(f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}")
        text = before + after
    return text, places


def told(text):
    document = parse(text, "api.yaml")
    found = _check(document).findings if isinstance(document.root, dict) else document.faults
    return [each for each in found if each.rule not in ASIDE]


@pytest.mark.parametrize(("of", "row"), rows("defects"))
def test_a_defect_is_told_by_its_rule_at_its_place(of, row):
    text, places = marked(PLACES[row["in"]](of, row))
    found = told(text)
    matching = [each for each in found if each.rule == row["rule"]]
    assert {f"{each.origin.line}:{each.origin.column}" for each in matching} & places, found
    assert row["level"] in {each.severity.value for each in matching}


@pytest.mark.parametrize(("of", "row"), rows("traps"))
def test_what_only_looks_wrong_is_not_told(of, row):
    found = told(PLACES[row["in"]](of, row))
    assert [each for each in found if each.severity.value != "info"] == []
