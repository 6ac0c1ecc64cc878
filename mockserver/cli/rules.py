"""``mockserver rules``."""

from __future__ import annotations

import json

import click

from mockserver.cli.examples import examples
from mockserver.finding import Rule
from mockserver.scenario.rules import RULES as OF_SCENARIOS
from mockserver.validate.rules import all_rules

_FORMAT = "How the rules are shown."


def _text(rules: tuple[Rule, ...]) -> str:
    """A line for each rule, in columns."""
    width = max(len(rule.id) for rule in rules)
    return "\n".join(f"{rule.id:<{width}}  {rule.severity:<7}  {rule.summary}" for rule in rules)


def _as_json(rules: tuple[Rule, ...]) -> str:
    listed = [
        {"rule": rule.id, "severity": rule.severity.value, "summary": rule.summary}
        for rule in rules
    ]
    return json.dumps(listed, indent=2, ensure_ascii=False)


def _markdown(rules: tuple[Rule, ...]) -> str:
    """A table."""
    rows = (f"| `{rule.id}` | {rule.severity.value} | {_cell(rule.summary)} |" for rule in rules)
    return "\n".join(("| Rule | Severity | Promise |", "|---|---|---|", *rows))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


_FORMS = {"text": _text, "json": _as_json, "markdown": _markdown}


@click.command("rules", epilog=examples("mockserver rules", "mockserver rules --format json"))
@click.option("--format", "form", type=click.Choice(list(_FORMS)), default="text", help=_FORMAT)
def command(form: str) -> None:
    """List all rules that documents, fixtures and scenarios are held to: id, severity, promise."""
    rules = (*all_rules(), *OF_SCENARIOS)
    click.echo(_FORMS[form](rules))
