"""``mockserver serve``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli.ending import end_on_termination
from mockserver.cli.examination import examine_later
from mockserver.cli.examples import examples
from mockserver.cli.options import OVERLAY, fixtures_option, seed_option, settings
from mockserver.cli.overlays import warn_of_idle
from mockserver.cli.serving import FLASK, leave, server_of
from mockserver.config import Settings
from mockserver.errors import EXIT_KEPT, StoreError, UsageError
from mockserver.journal import Exchange
from mockserver.visible import visible

if TYPE_CHECKING:
    from mockserver.mock import Answering, Reloaded, Reloading
    from mockserver.scenario import Serving
    from mockserver.web.asgi import Door
    from mockserver.web.docs import Docs
    from mockserver.web.granian_server import Place
    from mockserver.web.lazy_admin import Administration

Ready = Callable[[str], None]

_ERRORS = "Answer 500 where the answer, or all its examples, would break the document."
_CREDENTIAL = "An API key, a token or user:password; with it only such are accepted."
_MOUNT = "A further document, served beneath a prefix such as /v2."
_REMOTE = "Follow references to other hosts."
_STATE = "Where state lives; on a file or a server several processes share it."
_SCENARIO = "The scenario to play from the start."
_STRICT = "Find only the records that a list shows, without fixtures, too."
_RECORDS = "How many made records a list shows without fixtures."
_ETAGS = "Tell and heed ETags even where none is declared."
_IDEMPOTENCY = "Heed Idempotency-Key even where it is not declared."
_TOKEN = "Who sends it may use /__admin; without it, only this machine."
_SESSIONS = "How many sessions there may be."
_IDLE = "When a session ends that nobody uses."
_RELOAD = "What becomes of changes when a file changes; off: files are let be."
_UPSTREAM = "An API that operations are passed through to."
_PASS = "An operation passed to it, by its id, tag, label or path; the others are mocked."
_MOCK = "An operation mocked, and the others are passed through."
_JOURNAL = "How many exchanges of a session are remembered."
_SERVER = (
    "granian, which cannot reset or drop a connection; or Flask's own, which can, but has no TLS, "
    "no HTTP/2, one process, and a thread for each request that waits."
)
_CACHE = "Keep what was read of long documents for the next start, in ~/.cache/mockserver; on."
_WORKERS = "How many processes answer; more than one need --state on a file or a server."
# What a client sends may not steer the terminal, nor begin a line of its own.


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
@click.option("--overlay", "overlays", multiple=True, metavar="FILE", help=OVERLAY)
@click.option("--allow-remote", is_flag=True, default=None, help=_REMOTE)
@click.option("--state", metavar="memory|sqlite:PATH|redis://...", help=_STATE)
@click.option("--scenario", metavar="NAME", help=_SCENARIO)
@click.option("--strict", is_flag=True, default=None, help=_STRICT)
@click.option("--records", type=int, metavar="N", help=_RECORDS)
@click.option("--locale", metavar="TAG", help="The language of made names and places.")
@click.option("--etags", is_flag=True, default=None, help=_ETAGS)
@click.option("--idempotency", is_flag=True, default=None, help=_IDEMPOTENCY)
@click.option("--admin/--no-admin", default=None, help="Serve the administration at /__admin; on.")
@click.option("--admin-token", metavar="TOKEN", help=_TOKEN)
@click.option("--sessions", type=int, metavar="N", help=_SESSIONS)
@click.option("--session-idle", type=float, metavar="SECONDS", help=_IDLE)
@click.option("--reload", type=click.Choice(["keep", "reset", "off"]), help=_RELOAD)
@click.option("--upstream", metavar="URL", help=_UPSTREAM)
@click.option("--pass", "pass_through", multiple=True, metavar="OPERATION", help=_PASS)
@click.option("--mock", "mocked", multiple=True, metavar="OPERATION", help=_MOCK)
@click.option("--journal", type=int, metavar="N", help=_JOURNAL)
@click.option("--server", type=click.Choice(["granian", "flask"]), help=_SERVER)
@click.option("--workers", type=int, metavar="N", help=_WORKERS)
@click.option("--tls-cert", metavar="FILE", help="Speak HTTPS with this certificate (PEM).")
@click.option("--tls-key", metavar="FILE", help="The key of the certificate (PEM).")
@click.option("--cache/--no-cache", default=None, help=_CACHE)
@click.option("-q", "--quiet", is_flag=True, help="Do not log requests.")
def command(*, quiet: bool, **flags: Any) -> None:
    """Serve DOCUMENT as a mock, without it that of the settings: openapi.yaml with fixtures/.

    DOCUMENT is a path or an http(s) URL. One that is named brings no fixtures but those that
    --fixtures names.

    A client chooses its answer with 'Prefer: code=404', example=NAME, dynamic, seed=7, wait=2 or
    explain, or with ?__code=404 and so on. 'explain' adds X-Mock-Source, which tells where the body
    came from; X-Mock-Explanation says why a request was refused where the declared body cannot.
    """
    end_on_termination()
    chosen = settings(**{name: value for name, value in flags.items() if value != ()})
    with suppress(KeyboardInterrupt):
        _run(chosen, quiet=quiet)


def _run(chosen: Settings, *, quiet: bool) -> None:
    _insist_on_sense(chosen)
    server = server_of(chosen, _warn)
    if chosen["workers"] > 1:
        _serve_workers(chosen, quiet=quiet)
        return
    mocks = _heard(chosen, quiet=quiet)
    stop = Event()
    ready = _ready(chosen, mocks, stop)
    try:
        if server == FLASK:
            _serve_flask(chosen, mocks, ready)
        else:
            _serve_granian(chosen, mocks, ready)
    finally:
        stop.set()


def _insist_on_sense(chosen: Settings) -> None:
    """What cannot go together is refused before anything is read. Raises UsageError."""
    workers, is_flask = chosen["workers"], chosen["server"] == FLASK
    if workers > 1 and chosen["state"] == "memory":
        raise UsageError(
            f"{workers} workers cannot share a state in memory; name one that they can, "
            "such as --state sqlite:state.db, or use --workers 1"
        )
    for name, flag in (("pass_through", "--pass"), ("mocked", "--mock")):
        if chosen[name] and not chosen["upstream"]:
            raise UsageError(
                f"{flag} {chosen[name][0]}: name the API that is passed to with --upstream URL"
            )
    if bool(chosen["tls_cert"]) != bool(chosen["tls_key"]):
        raise UsageError("--tls-cert and --tls-key are needed both: a certificate and its key")
    if is_flask and (workers > 1 or chosen["tls_cert"]):
        raise UsageError("Flask's own server has one process and no TLS; use --server granian")
    document = chosen.values["document"]
    if document.is_default and not any(Path().glob("openapi.*")):
        raise UsageError(
            f"there is no {document.value} in this folder: name a document, "
            "such as 'mockserver serve api.yaml'"
        )


def _serve_flask(chosen: Settings, mocks: Mapping[str, Reloading], ready: Ready) -> None:
    from mockserver.web import server
    from mockserver.web.app import create_app

    admins, docs = _beside(chosen, mocks, server.FLASK)
    app = create_app(_answering(chosen, mocks), admins, docs)
    server.serve(app, chosen["host"], chosen["port"], ready)


def _serve_granian(chosen: Settings, mocks: Mapping[str, Reloading], ready: Ready) -> None:
    from mockserver.web.granian_server import serve

    _warn_of_faults(chosen, mocks)
    serve(_door(chosen, mocks), _place(chosen), ready)
    leave(EXIT_KEPT)


def _serve_workers(chosen: Settings, *, quiet: bool) -> None:
    from mockserver.web.granian_server import serve_workers

    mocks = _mocks(chosen)  # what cannot be served is told once
    _warn_of_faults(chosen, mocks)
    ready = _ready(chosen, mocks, None)
    make = partial(_worker, chosen, quiet=quiet)
    serve_workers(make, chosen["workers"], _place(chosen), ready)
    leave(EXIT_KEPT)


def _worker(chosen: Settings, *, quiet: bool) -> Door:
    """What one of several processes answers with."""
    mocks = _heard(chosen, quiet=quiet)
    _watch(chosen, mocks, Event())
    return _door(chosen, mocks)


def _heard(chosen: Settings, *, quiet: bool) -> Mapping[str, Reloading]:
    """The mocks, whose requests are logged if that is wanted."""
    mocks = _mocks(chosen)
    for each in () if quiet else mocks.values():
        each.mock.journal.listen(partial(_log, each))
    return mocks


def _place(chosen: Settings) -> Place:
    from mockserver.web.granian_server import Place

    pair = (Path(each) if each else None for each in (chosen["tls_cert"], chosen["tls_key"]))
    return Place(chosen["host"], chosen["port"], *pair)


def _door(chosen: Settings, mocks: Mapping[str, Reloading]) -> Door:
    from mockserver.web.asgi import ASGI, Door
    from mockserver.web.dispatcher import Dispatcher

    dispatcher = Dispatcher(_answering(chosen, mocks), *_beside(chosen, mocks, ASGI))
    return Door(
        dispatcher,
        is_blocking=chosen["state"] != "memory" or bool(chosen["upstream"]),
        renewals=lambda: sum(each.renewals for each in mocks.values()),
    )


def _warn_of_faults(chosen: Settings, mocks: Mapping[str, Reloading]) -> None:
    """Tell what of the scenario that is played cannot be done to a connection by granian."""
    from mockserver.scenario import refusal
    from mockserver.web.asgi import ASGI

    rules = (mock.mock.active_rules for mock in mocks.values())
    scenarios = (each for active in rules for each in active.scenarios.scenarios)
    for each in scenarios:
        faults = {rule.fault for rule in each.rules if rule.fault and rule.needs_socket}
        for fault in sorted(faults - ASGI.faults) if each.name == chosen["scenario"] else ():
            _warn(f"scenario '{each.name}': {refusal(fault, ASGI.name, ASGI.able)}")


def _beside(
    chosen: Settings, mocks: Mapping[str, Reloading], serving: Serving
) -> tuple[Mapping[str, Administration], Mapping[str, Docs]]:
    """The administration and the documentation of each mock, by its prefix."""
    from mockserver.web.docs import Docs
    from mockserver.web.loading import admin_of

    served = mocks.items() if chosen["admin"] else ()
    admins = {prefix: admin_of(chosen, each, serving) for prefix, each in served}
    return admins, {prefix: Docs.of(each) for prefix, each in mocks.items()}


def _mocks(chosen: Settings) -> Mapping[str, Reloading]:
    """The mocks by the prefix that they answer beneath, the main one first."""
    mounted = map(_mount, chosen["mounts"])
    return {
        "": _loaded(chosen, chosen["document"], chosen.path("fixtures")),
        **{prefix: _loaded(chosen, each, mount=prefix) for prefix, each in mounted},
    }


def _answering(chosen: Settings, mocks: Mapping[str, Reloading]) -> Answering:
    from mockserver.mock import Mounts

    main, *others = mocks.values()
    answering: Answering = main
    if chosen["upstream"]:
        from mockserver.mock.beside import Beside
        from mockserver.record import mixed_from

        mock, beside = main.mock, Beside(lambda: main.mock)
        answering = mixed_from(chosen, mock.spec, main.respond, mock.journal, beside)
    if not others:
        return answering
    return Mounts(answering, {prefix: each for prefix, each in mocks.items() if prefix})


def _loaded(
    chosen: Settings, document: str, fixtures: Path | None = None, mount: str = ""
) -> Reloading:
    """A mock that can be read again, over the same state each time. Raises UsageError."""
    from mockserver.mock import Reloading
    from mockserver.web.loading import load_mock, state_of

    try:
        tables = state_of(chosen, mount)
        reset = chosen["reload"] == "reset"
        return Reloading(lambda: load_mock(chosen, document, fixtures, tables), reset=reset)
    except StoreError as error:
        raise UsageError(f"the state cannot be used: {error}") from error


def _mount(text: str) -> tuple[str, str]:
    prefix, equals, document = text.partition("=")
    if not (equals and document and prefix.strip("/")):
        raise UsageError(f"--mount {text!r} cannot be used; write it as PREFIX=DOCUMENT")
    return "/" + prefix.strip("/"), document


def _ready(chosen: Settings, mocks: Mapping[str, Reloading], stop: Event | None) -> Ready:
    """Tells what is served and where, then follows the files until stopped, if at all."""

    def ready(address: str) -> None:
        for each in mocks.values():
            click.echo(visible(each.mock.summary()))
            _warn_of_store(each)
        if chosen["admin"]:
            click.echo(f"the console is at {_by_name(address)}/__console/")
        click.echo(f"listening on {address}")
        specs = [each.mock.spec for each in mocks.values()]
        warn_of_idle(chosen["overlays"], specs)
        examine_later([each.file for each in specs], chosen["overlays"], _warn)
        if stop is not None:
            _watch(chosen, mocks, stop)

    return ready


def _by_name(address: str) -> str:
    """An address that somebody on this machine may ask for: all of them is no name of one."""
    return re.sub(r"//(?:0\.0\.0\.0|\[::\])(?=:|$)", "//localhost", address)


def _warn_of_store(mock: Reloading) -> None:
    """A server of the state may come later than this one; until then nothing is answered."""
    try:
        mock.mock.sessions.knows("")
    except StoreError as error:
        _warn(f"{error}; until it can, requests are answered with 503")


def _watch(chosen: Settings, mocks: Mapping[str, Reloading], stop: Event) -> None:
    for each in mocks.values() if chosen["reload"] != "off" else ():
        tell = partial(_reloaded, chosen, each)
        Thread(target=each.watch, args=(stop, tell), daemon=True).start()


def _reloaded(chosen: Settings, mock: Reloading, news: Reloaded) -> None:
    """Tell what came of a changed file."""
    if news.error:
        _warn(f"{news.error}\nthe files cannot be served as they are: what was served is kept")
        return
    _warn(f"read again: {mock.mock.summary()}")
    for sentence in news.forbidden:
        _warn(f"kept, though the document forbids it now: {sentence}")
    examine_later([mock.mock.spec.file], chosen["overlays"], _warn)


def _warn(text: str) -> None:
    for line in text.splitlines():
        click.echo(visible(line), err=True)


def _log(asked: Reloading, exchange: Exchange) -> None:
    request, response = exchange.request, exchange.response
    told = f": {'; '.join(exchange.violations)}" if exchange.violations else ""
    target = asked.mock.redaction.target(request)
    line = f"{request.method} {target} {response.status} {exchange.source}{told}"
    click.echo(visible(line), err=True)
