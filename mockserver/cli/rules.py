"""``mockserver rules``."""

from __future__ import annotations

import json

import click

from mockserver.cli.examples import examples
from mockserver.diff import RULES as OF_CHANGES
from mockserver.scenario.rules import RULES as OF_SCENARIOS
from mockserver.validate.rules import all_rules

_FORMAT = "How the rules are shown."


_Row = tuple[str, str, str, str]
"""The command that holds to a rule, its id, how much it weighs, and what it says."""


def _rows() -> tuple[_Row, ...]:
    promises = (*all_rules(), *OF_SCENARIOS)
    held = [("validate", rule.id, rule.severity.value, rule.summary) for rule in promises]
    told = [("diff", rule.id, rule.verdict.value, rule.summary) for rule in OF_CHANGES]
    return (*held, *told)


def _text(rows: tuple[_Row, ...]) -> str:
    """A line for each rule, in columns."""
    width = max(len(rule) for _, rule, _, _ in rows)
    return "\n".join(
        f"{rule:<{width}}  {weight:<10}  {command:<8}  {said}"
        for command, rule, weight, said in rows
    )


def _as_json(rows: tuple[_Row, ...]) -> str:
    listed = [
        {"rule": rule, "command": command, _WEIGHTS[command]: weight, "summary": said}
        for command, rule, weight, said in rows
    ]
    return json.dumps(listed, indent=2, ensure_ascii=False)


_WEIGHTS = {"validate": "severity", "diff": "verdict"}


def _markdown(rows: tuple[_Row, ...]) -> str:
    """A table."""
    shown = (
        f"| `{rule}` | {command} | {weight} | {_cell(said)} |"
        for command, rule, weight, said in rows
    )
    return "\n".join(
        ("| Rule | Command | Severity or verdict | What it says |", "|---|---|---|---|", *shown)
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


_FORMS = {"text": _text, "json": _as_json, "markdown": _markdown}


@click.command("rules", epilog=examples("mockserver rules", "mockserver rules --format json"))
@click.option("--format", "form", type=click.Choice(list(_FORMS)), default="text", help=_FORMAT)
def command(form: str) -> None:
    """List the rules of validate with their severities, and those of diff with their verdicts."""
    click.echo(_FORMS[form](_rows()))
