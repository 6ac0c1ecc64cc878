"""``mockserver record``."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock, Thread, current_thread
from typing import Any

import click

from mockserver.cli.ending import end_on_termination
from mockserver.cli.examples import examples
from mockserver.cli.header import parse_header
from mockserver.cli.options import OVERLAY, settings
from mockserver.cli.overlays import warn_of_idle
from mockserver.cli.serving import FLASK, leave, server_of
from mockserver.config import Settings
from mockserver.errors import EXIT_FINDINGS, EXIT_KEPT, DocumentError, UsageError
from mockserver.journal import Exchange, Journal
from mockserver.journal.har import HarFile
from mockserver.journal.har_reading import read_har
from mockserver.journal.redaction import Redaction
from mockserver.quantity import many
from mockserver.record import Auditor, Harvest, Proxy, Shelf, Tally
from mockserver.source.overlay import overlaying
from mockserver.spec.load import load_spec
from mockserver.spec.model import Spec
from mockserver.spec.node import Library
from mockserver.transport import Target, parse_base_url, reach, retrieve
from mockserver.visible import visible

_DOCUMENT = "The document to hold the traffic against."
_HAR = "Write this HTTP Archive anew: each exchange, without its secrets."
_FIXTURES = "Bring the fixture files of this folder up to date with the records seen."
_FROM = "Read the exchanges of this HTTP Archive instead of recording; URL is their base."
_DRY = "Show how fixture files would change, and write none."
_HEADER = "A header that goes with every request to URL."
_ERRORS = "Answer with a problem what breaks the document: requests 4xx, answers 500."
_STRICT = "Exit 1 where anything broke the document."
_CONNECTIONS = 32
_PATIENCE = 1.0  # seconds that the last answer has to be sent
# What a client sends may not steer the terminal, nor begin a line of its own.


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What is asked of one run, beside the settings."""

    url: str | None
    har: Path | None
    fixtures: Path | None
    archive: Path | None
    is_dry: bool
    headers: tuple[tuple[str, str], ...]
    timeout: float
    is_insecure: bool
    is_refusing: bool
    most: int | None
    is_quiet: bool


@click.command(
    "record",
    epilog=examples(
        "mockserver record https://api.example --har traffic.har",
        "mockserver record http://localhost:8000 --fixtures fixtures/ --dry-run",
        "mockserver record --from traffic.har --fixtures fixtures/",
    ),
)
@click.argument("url", required=False)
@click.option("--document", "--spec", "document", metavar="DOCUMENT", help=_DOCUMENT)
@click.option("--overlay", "overlays", multiple=True, metavar="FILE", help=OVERLAY)
@click.option("--har", type=click.Path(path_type=Path), metavar="FILE", help=_HAR)
@click.option("--fixtures", type=click.Path(path_type=Path), metavar="FOLDER", help=_FIXTURES)
@click.option("--from", "archive", type=click.Path(path_type=Path), metavar="FILE", help=_FROM)
@click.option("--dry-run", "is_dry", is_flag=True, help=_DRY)
@click.option("-p", "--port", type=int, metavar="PORT", help="The port; 0: any free one.")
@click.option("-h", "--host", metavar="HOST", help="The address to listen on.")
@click.option("-H", "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help=_HEADER)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    metavar="SECONDS",
    help="How long URL may take to answer.  [default: 30]",
)
@click.option("--insecure", "is_insecure", is_flag=True, help="Trust any certificate of URL.")
@click.option("--errors", "is_refusing", is_flag=True, help=_ERRORS)
@click.option("--strict", is_flag=True, help=_STRICT)
@click.option(
    "--max-exchanges",
    "most",
    type=click.IntRange(min=1),
    metavar="N",
    help="End after so many exchanges.",
)
@click.option("-q", "--quiet", "is_quiet", is_flag=True, help="Do not log violations.")
def command(
    *,
    strict: bool,
    document: str | None,
    port: int | None,
    host: str | None,
    headers: tuple[str, ...],
    overlays: tuple[str, ...],
    **flags: Any,
) -> None:
    """Stand before the API at URL, and hold what goes to and fro against the document.

    Every request is forwarded, and whatever breaks the document is told: in the log, in the
    archive, and in the sum at the end. Ends with Ctrl-C.

    Exits 0, or 1 with --strict where anything broke the document; 2 when the work cannot be done as
    asked, 3 when URL cannot be reached.
    """
    _insist(flags["url"], has_archive=flags["archive"] is not None)
    chosen = settings(document=document, port=port, host=host, overlays=overlays or None)
    wishes = _Wishes(headers=tuple(map(parse_header, headers)), **flags)
    named = chosen["document"]
    library = Library(
        overlaying(retrieve, named, chosen["overlays"]), allow_remote=chosen["allow_remote"]
    )
    spec = load_spec(named, library)
    warn_of_idle(chosen["overlays"], (spec,))
    recording = _Recording(spec, wishes)
    server = server_of(chosen, partial(click.echo, err=True))
    if wishes.archive is not None:
        recording.read(wishes.archive)
    else:
        _serve(recording, chosen, wishes, server)
    for line in recording.finish():
        click.echo(line)
    code = EXIT_FINDINGS if strict and recording.tally.violations else EXIT_KEPT
    if wishes.archive is None and server != FLASK:
        leave(code)
    sys.exit(code)


def _insist(url: str | None, *, has_archive: bool) -> None:
    """Before anything is read. Raises UsageError where there is nothing to record."""
    if url is not None:
        parse_base_url(url)
    elif not has_archive:
        raise UsageError("there is nothing to record: name a URL, or an archive with --from")


class _Recording:
    """Folds exchanges into all that is asked of them; its listeners run in many threads."""

    def __init__(self, spec: Spec, wishes: _Wishes) -> None:
        self.spec = spec
        self.wishes = wishes
        self.tally = Tally(spec)
        self.last: Thread | None = None
        self._lock = Lock()
        self._redaction = Redaction(spec)
        self._harvest = (
            Harvest(spec, Shelf(spec, wishes.fixtures).collections) if wishes.fixtures else None
        )
        self._har: HarFile | None = None
        self._failure = ""
        self._end: Any = None

    def begin(self, end: Any) -> None:
        """Open the archive; ``end`` is called once there are enough exchanges."""
        self._end = end
        if self.wishes.har:
            self._har = HarFile(self.wishes.har, self.wishes.url or "", _version())

    def read(self, archive: Path) -> None:
        """Take in the exchanges of an archive; those that others recorded are judged first."""
        auditor = Auditor(self.spec)
        base_url = parse_base_url(self.wishes.url) if self.wishes.url else ""
        exchanges = read_har(archive, base_url)  # before --har may write the same file anew
        self.begin(lambda: None)
        for exchange in exchanges:
            self.add(auditor.audited(exchange) if exchange.source == "archive" else exchange)

    def add(self, exchange: Exchange) -> None:
        """Take in one exchange."""
        with self._lock:
            if self.last is not None:
                return
            self.tally.add(exchange)
            if self._harvest:
                self._harvest.add(exchange)
            self._write(self._without_secrets(exchange))
            if self.tally.exchanges == self.wishes.most:
                self.last = current_thread()
                self._end()

    def _without_secrets(self, exchange: Exchange) -> Exchange:
        """Where the document does not tell which fields are secret, no body is shown."""
        try:
            return self._redaction.exchange(exchange)
        except DocumentError:
            request = replace(exchange.request, body=b"")
            response = replace(exchange.response, body=b"")
            bare = exchange._replace(request=request, response=response, operation="")
            return self._redaction.exchange(bare)._replace(operation=exchange.operation)

    def _write(self, exchange: Exchange) -> None:
        if exchange.violations and not self.wishes.is_quiet:
            click.echo(_line(exchange), err=True)
        if self._har and not self._failure:
            try:
                self._har.add(exchange)
            except OSError as error:
                self._failure = f"{self._har.path} cannot be written: {error.strerror or error}"
                click.echo(f"mockserver: {self._failure}", err=True)

    def finish(self) -> Iterator[str]:
        """Write what is written at the end; the sum, a line at a time. Raises UsageError."""
        yield from self.tally.lines()
        if self._har and not self._failure:
            yield f"wrote {self._har.path}: {many(self._har.count, 'exchange')}"
        yield from self._fixtures()
        if self._failure:
            raise UsageError(self._failure)

    def _fixtures(self) -> Iterator[str]:
        if self._harvest is None or self.wishes.fixtures is None:
            return
        stock = Shelf(self.spec, self.wishes.fixtures).take_stock(self._harvest.catches)
        for sentence in stock.skipped:
            click.echo(visible(f"not written: {sentence}"), err=True)
        for revision in stock.revisions:
            if self.wishes.is_dry:
                yield revision.diff.rstrip("\n")
            else:
                revision.write()
                yield f"wrote {revision.summary}"
        if not stock.revisions:
            yield f"{self.wishes.fixtures}: nothing to change"


def _serve(recording: _Recording, chosen: Settings, wishes: _Wishes, server: str) -> None:
    end_on_termination()
    target = _target(wishes)
    reach(target)
    journal = Journal(limit=1)
    journal.listen(recording.add)
    proxy = Proxy(recording.spec, target, journal=journal, is_strict=wishes.is_refusing)
    recording.begin(partial(signal.raise_signal, signal.SIGINT))
    with suppress(KeyboardInterrupt):
        _answer(proxy, chosen, server, partial(_ready, recording.spec, target))
    if recording.last is not None:
        recording.last.join(_PATIENCE)


def _answer(proxy: Proxy, chosen: Settings, server: str, ready: Callable[[str], None]) -> None:
    """Answer until interrupted."""
    if server == FLASK:
        from mockserver.web.app import create_app
        from mockserver.web.server import serve as serve_flask

        serve_flask(create_app(proxy), chosen["host"], chosen["port"], ready)
        return
    from mockserver.web.asgi import Door
    from mockserver.web.dispatcher import Dispatcher
    from mockserver.web.granian_server import Place, serve

    door = Door(Dispatcher(proxy, {}), is_blocking=True)
    serve(door, Place(chosen["host"], chosen["port"]), ready)


def _ready(spec: Spec, target: Target, address: str) -> None:
    name = visible(spec.title or spec.file)
    click.echo(f"{name}: {many(len(spec.operations), 'operation')} before {target.base_url}")
    click.echo(f"listening on {address}")


def _target(wishes: _Wishes) -> Target:
    return Target(
        parse_base_url(wishes.url or ""),
        wishes.headers,
        wishes.timeout,
        is_verified=not wishes.is_insecure,
        connections=_CONNECTIONS,
    )


def _version() -> str:
    from importlib import metadata

    try:
        return metadata.version("mockserver")
    except metadata.PackageNotFoundError:
        return ""


def _line(exchange: Exchange) -> str:
    request, response = exchange.request, exchange.response
    told = "; ".join(exchange.violations)
    line = f"{request.method} {request.target} {response.status} {exchange.source}: {told}"
    return visible(line)
