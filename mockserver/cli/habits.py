"""What people write who know another tool, or another command, and what it is here."""

from __future__ import annotations

import re

import click

from mockserver.hint import ended, hint

_COMMANDS = {
    "mock": "'mockserver serve DOCUMENT' does that",
    "start": "'mockserver serve' does that",
    "run": "'mockserver serve' does that",
    "proxy": "'mockserver record URL --document DOCUMENT' does that",
    "lint": "'mockserver validate DOCUMENT' does that",
    "check": "'mockserver validate DOCUMENT' does that",
    "test": "'mockserver verify URL' does that",
}
_NAMED = "the document is named without an option, as in 'mockserver serve api.yaml'"
_SLOW = "'Prefer: wait=2' slows one answer, and the 'delay' of a scenario's rule all of them"
_OPTIONS = {
    **dict.fromkeys(("--file", "-f", "--spec", "--document", "--input", "-i", "--data"), _NAMED),
    **dict.fromkeys(("--delay", "--latency"), _SLOW),
    **dict.fromkeys(("--watch", "-w"), "files are followed anyway; '--reload off' lets them be"),
    "--multiprocess": "'--workers N' lets several processes answer",
    "--static": "files are not served here, but what a document declares",
    "--routes": "paths stand in the document; the path of its 'servers' may stand before them",
    "--read-only": "what is written stays in memory; 'POST /__admin/reset' undoes it",
    "--https": "'--tls-cert FILE' and '--tls-key FILE' do that",
    "--verbose": "requests are logged anyway; 'Prefer: explain' tells more of one",
}
_DOCUMENT = re.compile(r"https?://.+|.+\.(ya?ml|json)", re.IGNORECASE)


def unknown_command(name: str, known: dict[str, str]) -> str:
    """What is said of a command that is none."""
    if _DOCUMENT.fullmatch(name):
        return f"there is no command '{name}'; 'mockserver serve {name}' serves a document"
    meant = f"; {_COMMANDS[name]}" if name in _COMMANDS else ""
    return f"there is no command '{name}'{meant or hint(name, known, _listed(known))}"


def _listed(known: dict[str, str]) -> str:
    return f"there are {', '.join(known)}"


def taught(error: click.UsageError, command: click.Command) -> click.UsageError:
    """The error with what would be right, where that is known; its own advice gives way.

    ``command`` is the one whose options were read.
    """
    advice = _advice(error, command)
    if not advice:
        return error
    return click.UsageError(f"{error.message.rstrip('.')}: {ended(advice)}", error.ctx)


def _advice(error: click.UsageError, command: click.Command) -> str:
    if isinstance(error, click.NoSuchOption):
        if isinstance(command, click.Group):
            return "options stand behind a command, as in 'mockserver serve --port 8080'"
        return _OPTIONS.get(error.option_name, "")
    if isinstance(error, click.BadOptionUsage) and "does not take a value" in error.message:
        return _switch(error.option_name, command)
    if error.message.startswith("Got unexpected extra argument"):
        return _EXTRA.get(command.name or "", "")
    return ""


_EXTRA = {"serve": "'--mount /PREFIX=DOCUMENT' serves a further document beneath a prefix"}


def _switch(name: str, command: click.Command) -> str:
    """How a switch is written, and its opposite where it has one."""
    opposite = next((each.secondary_opts for each in command.params if name in each.opts), None)
    return f"write '{name}'" + (f" or '{opposite[0]}'" if opposite else "")
