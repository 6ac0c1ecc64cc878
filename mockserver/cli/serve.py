"""``mockserver serve``."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress

import click

from mockserver.cli.options import fixtures_option, seed_option, settings
from mockserver.config import Settings
from mockserver.journal import Exchange


@click.command("serve")
@click.argument("document", required=False)
@fixtures_option
@click.option("-p", "--port", type=int, metavar="PORT", help="The port; 0: any free one.")
@click.option("-h", "--host", metavar="HOST", help="The address to listen on.")
@seed_option
@click.option("-q", "--quiet", is_flag=True, help="Do not log requests.")
def command(
    document: str | None,
    fixtures: str | None,
    port: int | None,
    host: str | None,
    seed: int | None,
    *,
    quiet: bool,
) -> None:
    r"""Serve DOCUMENT as a mock, without it that of the settings: openapi.yaml with fixtures/.

    \b
    Examples:
      mockserver serve
      mockserver serve api.yaml --fixtures fixtures/ -p 8080
    """
    # As Ctrl-C: to the first process of a container SIGTERM would else mean nothing.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    chosen = settings(document=document, fixtures=fixtures, port=port, host=host, seed=seed)
    with suppress(KeyboardInterrupt):
        _run(chosen, quiet=quiet)


def _run(chosen: Settings, *, quiet: bool) -> None:
    from mockserver.mock import Mock
    from mockserver.web.app import create_app
    from mockserver.web.server import serve

    mock = Mock.load(chosen["document"], chosen.path("fixtures"), seed=chosen["seed"])
    if not quiet:
        mock.journal.listen(_log)
    serve(create_app(mock), chosen["host"], chosen["port"], _ready(mock.summary()))


def _ready(summary: str) -> Callable[[str], None]:
    def ready(address: str) -> None:
        click.echo(summary)
        click.echo(f"listening on {address}")

    return ready


def _log(exchange: Exchange) -> None:
    request, response = exchange.request, exchange.response
    told = f": {'; '.join(exchange.violations)}" if exchange.violations else ""
    line = f"{request.method} {request.target} {response.status} {exchange.source}{told}"
    click.echo(line, err=True)
