"""The examples of the rules: what breaks one, at which line, and what keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import indent
from typing import Any

from builder import spec

from mockserver.collection import read_fixture
from mockserver.errors import DocumentError
from mockserver.finding import Finding, report
from mockserver.origin import Origin
from mockserver.scenario import read_scenarios
from mockserver.source import load, parse
from mockserver.source.overlay import overlaid, read_overlay
from mockserver.validate import check_document
from mockserver.validate.baseline import read_baseline
from mockserver.validate.fixtures import check_fixtures
from mockserver.validate.levels import read_levels
from mockserver.validate.rules import all_rules

TABLE = Path(__file__).resolve().parents[1] / "docs" / "rules" / "examples.yaml"
MARK = "  # <-"
HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
OVERLAY = "overlay: 1.0.0\ninfo: {title: T, version: '1'}\n"
OPERATION = HEAD + "paths:\n  /examples:\n    get:\n"
RESPONSES = "responses:\n  '200': {description: Fine.}\n"
SCHEMA = (
    HEAD
    + """\
paths:
  /examples:
    get:
      responses:
        '200':
          description: Fine.
          content: {application/json: {schema: {$ref: '#/components/schemas/Example'}}}
components:
  schemas:
    Example:
"""
)

PETS = (
    HEAD
    + """\
paths:
  /pets:
    get:
      responses:
        '200':
          description: All pets.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
  /pets/{id}:
    parameters:
    - {name: id, in: path, required: true, schema: {type: string}}
    get:
      responses:
        '200':
          description: A pet.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
components:
  schemas:
    Pet:
      type: object
      properties:
        id: {type: string}
        name: {type: string}
"""
)

# The document of the scenarios in examples: two operations, a parameter with a limit, an example.
SHOP = (
    HEAD
    + """\
paths:
  /pets:
    get:
      operationId: listPets
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 9}}]
      responses: {'200': {description: All pets.}, '400': {description: Wrong.}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getPet
      responses:
        '404': {description: None.}
        '200':
          description: A pet.
          content:
            application/json:
              schema: {type: object, properties: {id: {type: string}}}
              examples: {rex: {value: {id: rex}}}
"""
)
SCENARIO = "scenarios:\n  one:\n    rules:\n"


def examples() -> Mapping[str, Mapping[str, Any]]:
    """The table, by rule."""
    return load(TABLE).root


def whole(example: Mapping[str, Any], text: str) -> str:
    """The file that a text of an example stands for."""
    kind = example["in"]
    if kind == "schema":
        return SCHEMA + indent(text, " " * 6)
    if kind == "operation":
        return OPERATION + indent(text if "responses:" in text else text + RESPONSES, " " * 6)
    if kind == "scenario":
        return SCENARIO + indent(text, " " * 4)
    return {"document": HEAD, "overlay": OVERLAY}.get(kind, "") + text


def marked(example: Mapping[str, Any]) -> int:
    """The line of the whole file that is at fault."""
    if "line" in example:
        return example["line"]
    before, found, _ = whole(example, example["bad"]).partition(MARK)
    assert found
    return before.count("\n") + 1


def findings(example: Mapping[str, Any], text: str) -> Iterable[Finding]:
    """What is found in a text of an example."""
    said, kind = whole(example, text), example["in"]
    if kind == "files":
        return _file(TABLE.parent / (TABLE.name if text == "there.yaml" else text))
    if kind in _OTHERS:
        return _OTHERS[kind](said)
    path = example.get("file", "openapi.yaml")
    return check_document(path, (), lambda _: said).findings


def _file(path: Path) -> Iterable[Finding]:
    try:
        return load(path).faults
    except DocumentError as error:
        return error.findings


def _overlay(text: str) -> Iterable[Finding]:
    try:
        overlay = read_overlay(parse(text, "overlay.yaml"))
    except DocumentError as error:
        return error.findings
    return overlaid(parse(HEAD + "paths: {}\n", "openapi.yaml"), [overlay]).faults


def _baseline(text: str) -> Iterable[Finding]:
    baseline = read_baseline(parse(text, "baseline.yaml"), all_rules())
    rule = next(each for each in all_rules() if each.id == "component-unused")
    found = [report(rule, "unused", Origin("openapi.yaml", 1, 1), "/components/schemas/A")]
    return (*baseline.findings, *baseline.stale(found, {"openapi.yaml"}))


def _fixture(text: str) -> Iterable[Finding]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pets.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            return check_fixtures(spec(PETS), [read_fixture(path)])
        except DocumentError as error:
            return error.findings


def _scenario(text: str) -> Iterable[Finding]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scenarios.yaml"
        path.write_text(text, encoding="utf-8")
        return read_scenarios(path, spec(SHOP)).findings


def _levels(text: str) -> Iterable[Finding]:
    return read_levels(parse(text, "rules.yaml"), all_rules()).findings


_OTHERS: Mapping[str, Callable[[str], Iterable[Finding]]] = {
    "levels": _levels,
    "baseline": _baseline,
    "fixture": _fixture,
    "scenario": _scenario,
    "overlay": _overlay,
}
