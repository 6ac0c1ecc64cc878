"""``mockserver serve``."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import click

from mockserver.cli.examples import examples
from mockserver.cli.options import fixtures_option, seed_option, settings
from mockserver.config import Settings
from mockserver.errors import UsageError
from mockserver.journal import Exchange

_ERRORS = "Answer 500 where the answer, or all its examples, would break the document."
_CREDENTIAL = "An API key, a token or user:password; with it only such are accepted."
_MOUNT = "A further document, served beneath a prefix such as /v2."
_REMOTE = "Follow references to other hosts."
# What a client sends may not steer the terminal, nor begin a line of its own.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))}


@click.command(
    "serve",
    epilog=examples(
        "mockserver serve",
        "mockserver serve api.yaml --fixtures fixtures/ -p 8080",
        "mockserver serve api.yaml --mount /v2=api-v2.yaml --credential s3cret",
    ),
)
@click.argument("document", required=False)
@fixtures_option
@click.option("-p", "--port", type=int, metavar="PORT", help="The port; 0: any free one.")
@click.option("-h", "--host", metavar="HOST", help="The address to listen on.")
@seed_option
@click.option("-d", "--dynamic", is_flag=True, default=None, help="Make values, show no examples.")
@click.option("--errors", is_flag=True, default=None, help=_ERRORS)
@click.option("--cors/--no-cors", default=None, help="Let browsers of other origins ask; on.")
@click.option("--credential", "credentials", multiple=True, metavar="VALUE", help=_CREDENTIAL)
@click.option("--mount", "mounts", multiple=True, metavar="PREFIX=DOCUMENT", help=_MOUNT)
@click.option("--allow-remote", is_flag=True, default=None, help=_REMOTE)
@click.option("-q", "--quiet", is_flag=True, help="Do not log requests.")
def command(*, quiet: bool, **flags: Any) -> None:
    """Serve DOCUMENT as a mock, without it that of the settings: openapi.yaml with fixtures/.

    DOCUMENT is a path or an http(s) URL. One that is named brings no fixtures but those that
    --fixtures names.

    A client chooses its answer with 'Prefer: code=404', example=NAME, dynamic, seed=7, wait=2 or
    explain, or with ?__code=404 and so on. 'explain' adds X-Mock-Source, which tells where the body
    came from; X-Mock-Explanation says why a request was refused where the declared body cannot.
    """
    # As Ctrl-C: to the first process of a container SIGTERM would else mean nothing.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    chosen = settings(**{name: value for name, value in flags.items() if value != ()})
    with suppress(KeyboardInterrupt):
        _run(chosen, quiet=quiet)


def _run(chosen: Settings, *, quiet: bool) -> None:
    from mockserver.mock import Mounts
    from mockserver.web.app import create_app, load_mock
    from mockserver.web.server import serve

    main = load_mock(chosen, chosen["document"], chosen.path("fixtures"))
    mounted = {prefix: load_mock(chosen, each) for prefix, each in map(_mount, chosen["mounts"])}
    mocks = (main, *mounted.values())
    for mock in () if quiet else mocks:
        mock.journal.listen(_log)
    app = create_app(Mounts(main, mounted) if mounted else main)
    summary = "\n".join(mock.summary() for mock in mocks)
    serve(app, chosen["host"], chosen["port"], _ready(summary))


def _mount(text: str) -> tuple[str, str]:
    prefix, equals, document = text.partition("=")
    if not (equals and document and prefix.strip("/")):
        raise UsageError(f"--mount {text!r} cannot be used; write it as PREFIX=DOCUMENT")
    return "/" + prefix.strip("/"), document


def _ready(summary: str) -> Callable[[str], None]:
    def ready(address: str) -> None:
        click.echo(summary)
        click.echo(f"listening on {address}")

    return ready


def _log(exchange: Exchange) -> None:
    request, response = exchange.request, exchange.response
    told = f": {'; '.join(exchange.violations)}" if exchange.violations else ""
    line = f"{request.method} {request.target} {response.status} {exchange.source}{told}"
    click.echo(line.translate(_CONTROLS), err=True)
