# ruff: noqa: INP001  a program beside its table, and no package
"""``python docs/rules/write.py``: write docs/rules.md from the rules and their examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import unified_diff
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from mockserver.diff import RULES as OF_CHANGES
from mockserver.diff.change import ChangeRule
from mockserver.diff.compare import compare
from mockserver.finding import Rule
from mockserver.scenario.rules import RULES as OF_SCENARIOS
from mockserver.source import load, parse
from mockserver.spec.load import read_spec
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


CASES = HERE.parents[1] / "tests" / "diff_cases"
FOLDERS = ("wire", "", "events", "swagger", "latest", "shop")  # of a base and its edits
_CHANGES = """\
# Changes

What `mockserver diff` tells of, and what it thinks of it; `contracts/accepted.yaml` may think
otherwise. The lines are those of a small document that is edited.
"""


class Edit(NamedTuple):
    """Texts of a base document, each with what stands there afterwards."""

    folder: str
    pairs: tuple[tuple[str, str], ...]

    @property
    def base(self) -> str:
        """The base document."""
        return (CASES / self.folder / "base.yaml").read_text(encoding="utf-8")

    @property
    def edited(self) -> str:
        """The base document after the edit."""
        text = self.base
        for before, after in self.pairs:
            text = text.replace(before, after)
        return text


_RIGHT = {
    True: "The same lines the other way round are none.",
    False: "Another description, example or order of the same is none.",
}


def page(rules: Iterable[Rule], examples: Mapping[str, Mapping[str, Any]]) -> str:
    """The page as Markdown."""
    told = [line for rule in rules for line in _section(rule, examples)]
    shown = edits()
    changes = [line for rule in OF_CHANGES for line in _change(rule, shown.get(rule.id))]
    return "\n".join([_HEAD, *told, _CHANGES, *changes])


def edits() -> Mapping[str, Edit]:
    """By the rule that tells of it: an edit of the base document, as pairs of texts.

    The shortest whose way back is another change, else the shortest.
    """
    found: dict[str, list[Edit]] = {}
    for folder in FOLDERS:
        tables = (_listed(folder, name) for name in ("breaking", "risky", "compatible"))
        for _, old, new, rule, *more in (row for table in tables for row in table):
            pairs = ((old, new), *zip(more[::2], more[1::2], strict=True))
            found.setdefault(rule, []).append(Edit(folder, pairs))
    del found[""]  # what is told of by no rule
    return {rule: min(each, key=partial(_rank, rule)) for rule, each in found.items()}


@cache
def told(before: str, after: str) -> frozenset[str]:
    """The rules of all changes between two texts."""
    texts = (read_spec(parse(text, "openapi.yaml")) for text in (before, after))
    return frozenset(each.rule for each in compare(*texts, date(2026, 1, 1)))


def is_one_way(rule: str, edit: Edit) -> bool:
    """Whether the way back is another change: what became required becomes optional."""
    return rule not in told(edit.edited, edit.base)


def _rank(rule: str, edit: Edit) -> tuple[bool, int]:
    return not is_one_way(rule, edit), sum(len(text) for pair in edit.pairs for text in pair)


def _listed(folder: str, name: str) -> list[Any]:
    root: list[Any] = load(CASES / folder / f"{name}.yaml").root
    return root


def _change(rule: ChangeRule, edit: Edit | None) -> Iterator[str]:
    yield f"## {rule.id}\n\n{rule.summary} ({rule.verdict.value})\n"
    if edit is not None:
        right = _RIGHT[is_one_way(rule.id, edit)]
        yield f"This is one:\n\n```diff\n{_shown(edit)}\n```\n\n{right}\n"


def _shown(edit: Edit) -> str:
    base = edit.base.splitlines()
    lines = list(unified_diff(base, edit.edited.splitlines(), n=1, lineterm=""))
    return "\n".join(line for line in lines[2:] if not line.startswith("@@"))


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
