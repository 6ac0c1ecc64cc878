"""``mockserver rules``."""

from __future__ import annotations

import json

import click

from mockserver.cli.examples import examples
from mockserver.finding import Rule
from mockserver.validate.rules import all_rules

_FORMAT = "How the rules are shown."


@click.command("rules", epilog=examples("mockserver rules", "mockserver rules --format json"))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help=_FORMAT)
def command(form: str) -> None:
    """List all rules that a document and its fixtures are held to: id, severity and promise."""
    rules = all_rules()
    click.echo(_as_json(rules) if form == "json" else _text(rules))


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
