# ruff: noqa: INP001  a program beside its table, and no package
"""``python docs/rules/write.py``: write docs/rules.md from the rules and their examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mockserver.finding import Rule
from mockserver.scenario.rules import RULES as OF_SCENARIOS
from mockserver.source import load
from mockserver.validate.rules import all_rules

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "rules.md"
_HEAD = """\
# Rules

What `mockserver validate` holds documents, fixtures and its own files to. `contracts/rules.yaml`
sets how much a rule weighs, `x-mockserver-ignore: [RULE]` in an object lets it break one, and
`contracts/validate-baseline.yaml` holds what is accepted for now. `# <-` marks the line that is at
fault. This page is written by `python docs/rules/write.py`.
"""
_PLACES = {
    "schema": "In a schema",
    "operation": "In an operation",
    "document": "In a document",
    "text": "As a file",
    "files": "As the path of a file",
    "fixture": "In a fixture file",
    "scenario": "Among the rules of a scenario",
    "overlay": "In an overlay",
    "levels": "In contracts/rules.yaml",
    "baseline": "In contracts/validate-baseline.yaml",
}


def page(rules: Iterable[Rule], examples: Mapping[str, Mapping[str, Any]]) -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *(line for rule in rules for line in _section(rule, examples))])


def _section(rule: Rule, examples: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield f"## {rule.id}\n\n{rule.summary} ({rule.severity.value})\n"
    example = examples.get(rule.id)
    if example is not None:
        place = _PLACES[example["in"]]
        yield f"{place}, this breaks it:\n\n{_fenced(example['bad'])}\nand this does not:\n"
        yield _fenced(example["good"])


def _fenced(text: str) -> str:
    return f"```yaml\n{text.rstrip()}\n```\n"


def main() -> None:
    """Write the page."""
    rules = (*all_rules(), *OF_SCENARIOS)
    PAGE.write_text(page(rules, load(HERE / "examples.yaml").root), encoding="utf-8")


if __name__ == "__main__":
    main()
