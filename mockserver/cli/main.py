"""The command ``mockserver``: finds the subcommand, turns errors into exit codes."""

from __future__ import annotations

import errno
import importlib
import sys
from typing import Any

import click

from mockserver.cli.examples import examples
from mockserver.cli.habits import taught, unknown_command
from mockserver.errors import (
    EXIT_INTERRUPTED,
    EXIT_UNREACHABLE,
    EXIT_USAGE,
    TargetError,
    UsageError,
)

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What goes wrong with an output, whatever is written there."""
# Each command lives in the module of its name and is imported only when it is asked for.
COMMANDS = {
    "serve": "Serve a document as a mock.",
    "validate": "Check documents and fixtures.",
    "rules": "List the rules of validate and diff, and what each of them weighs.",
    "verify": "Test an implementation against a document.",
    "replay": "Send a failure that verify found again.",
    "diff": "Tell what changed between two documents, and whom it breaks.",
    "record": "Record a real API, and hold its traffic against a document.",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name not in COMMANDS:
            return None if ctx.resilient_parsing else ctx.fail(unknown_command(cmd_name, COMMANDS))
        command: click.Command = importlib.import_module(f"mockserver.cli.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What stands before the command."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise taught(error, self) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table: help loads none of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it raises becomes a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except UsageError as error:
            _complain(error)
            ctx.exit(EXIT_USAGE)
        except TargetError as error:
            _complain(error)
            ctx.exit(EXIT_UNREACHABLE)
        except click.UsageError as error:
            name = ctx.invoked_subcommand or ""
            command = self.get_command(ctx, name) if name in COMMANDS else None
            raise taught(error, command or self) from error
        except OSError as error:
            if error.errno not in _FULL:
                raise
            _complain(UsageError(f"what is told cannot be written: {error.strerror}"))
            ctx.exit(EXIT_USAGE)
        except KeyboardInterrupt:  # click would say 1, which stands for findings
            ctx.exit(EXIT_INTERRUPTED)


def _complain(error: Exception) -> None:
    """What texts of others say may stand in it."""
    from mockserver.visible import visible

    click.echo(visible(f"mockserver: {error}", keep="\n\t"), err=True)


def _tell_version(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:  # noqa: FBT001  click's call
    """The installed version; a checkout that is not installed has none."""
    if not asked:
        return
    from importlib import metadata  # costs more than all the rest of --help

    try:
        version = metadata.version("mockserver")
    except metadata.PackageNotFoundError:
        version = "(not installed)"
    click.echo(f"mockserver {version}")
    ctx.exit()


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["--help"]},
    epilog=examples(
        "mockserver serve                the document openapi.yaml, with fixtures/",
        "mockserver validate api.yaml    every fault with its line",
        "mockserver verify http://localhost:8000",
    ),
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_version,
    help="Show the version and exit.",
)
def group() -> None:
    """One OpenAPI document as a mock server, a contract test and a list of findings."""


def main() -> None:
    """Run the command line of this process."""
    group(prog_name="mockserver")
    sys.exit(0)
