"""``--report``: the forms in which a run is told, and where each of them goes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

import click

from mockserver.clock import SystemClock
from mockserver.errors import UsageError
from mockserver.finding import Rule
from mockserver.hint import hint
from mockserver.report import PLAIN, RENDERERS, Context, Report, SourceFiles
from mockserver.source.replacing import write_whole
from mockserver.value import dataclass

_STDOUT = "-"
_FOR_PEOPLE = "text"
_ALONE = frozenset(("json", "junit", "sarif", "html"))
"""Forms that are one whole for who reads them, where nothing else can stand."""
_METAVAR = "NAME[=FILE],..."
_WIDEST = 160
"""Longer lines are hard to follow, however wide the terminal is."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A form of the report, and its file; None for stdout."""

    name: str
    path: Path | None = None


def report_option(names: Collection[str]) -> Callable[..., Any]:
    """``--report NAME=FILE[,NAME=FILE...]``, which may be given again; for forms of these names.

    The command gets it as ``reports``, a tuple of ``Delivery``. What cannot be done is refused
    before the run: raises UsageError.
    """

    def read(_ctx: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> Any:
        return read_deliveries(given, names)

    text = f"Write a report as well: {', '.join(names)}. Without FILE stdout shows it."
    return click.option(
        "--report", "reports", multiple=True, metavar=_METAVAR, callback=read, help=text
    )


def read_deliveries(given: Iterable[str], names: Collection[str]) -> tuple[Delivery, ...]:
    """What the values of ``--report`` ask for. Raises UsageError."""
    asked = [each.strip() for value in given for each in value.split(",")]
    deliveries = tuple(_delivery(each, names) for each in asked)
    places = [each.path or each.name for each in deliveries]
    for place in places:
        if places.count(place) > 1:
            told = f"two reports into {place}" if isinstance(place, Path) else f"{place} twice"
            raise UsageError(f"--report sends {told}; name a file for each")
    shown = [each.name for each in deliveries if not each.path]
    alone = next((each for each in shown if each in _ALONE), None)
    if alone and shown[1:]:
        raise UsageError(
            f"--report sends {alone} to stdout with another; name a file for one of them"
        )
    return deliveries


def _delivery(asked: str, names: Collection[str]) -> Delivery:
    name, separator, file = asked.partition("=")
    if not asked:
        raise UsageError(f"--report: no report is named; there are {', '.join(names)}")
    if name not in names:
        meant = hint(name, names, f"there are {', '.join(names)}")
        raise UsageError(f"--report: there is no report '{name}'{meant}")
    if separator and not file:
        raise UsageError(
            f"--report {asked}: a file is missing; write it as {name}=FILE, or {name} for stdout"
        )
    if file in {"", _STDOUT}:
        return Delivery(name)
    path = Path(file)
    insist_writable(path)
    return Delivery(name, path)


def insist_writable(path: Path, option: str = "--report") -> None:
    """Try it before a run that may take minutes. Raises UsageError, with the option that asks."""
    try:
        reason = _obstacle(path)
    except OSError as error:
        raise _unwritable(path, error.strerror, option) from error
    if reason:
        raise _unwritable(path, reason, option)


def _obstacle(path: Path) -> str | None:
    """Why a file cannot be written, as far as it is plain now. Raises OSError for the same."""
    if path.is_dir():
        return "this is a folder; name a file in it"
    above = next((each for each in path.absolute().parents if each.exists()), None)
    if above is not None and not above.is_dir():
        return f"{above.name} is no folder"
    writable = path if path.exists() else above
    if writable is not None and not os.access(writable, os.W_OK):
        return "permission denied"
    _try(path.resolve())
    return None


def _try(place: Path) -> None:
    """Make a file as ``write_whole`` will, of this name or beside it, and take it away again."""
    above = next(each for each in place.parents if each.exists())
    if place.exists() or above != place.parent:
        if place.exists() and not place.is_file():  # a pipe or a device
            return
        place = above / f".{token_hex(8)}.part"
    place.touch(exist_ok=False)
    place.unlink()


def _unwritable(path: Path, reason: str | None, option: str = "--report") -> UsageError:
    return UsageError(f"{option}: {path} cannot be written: {reason or 'no reason was given'}")


def deliver(
    report: Report,
    form: str,
    deliveries: Iterable[Delivery],
    rules: Callable[[], Iterable[Rule]] = tuple,
    others: Mapping[str, Callable[[], str]] | None = None,
    texts: Mapping[str, str] | None = None,
) -> None:
    """Write all files, then stdout: the reports that ``--report`` sends there, else ``form``.

    ``rules`` explain the findings. ``others`` are forms of the command's own, by name; they go
    before those of every report. ``texts`` are those that came from no file, by their names. Raises
    UsageError where a file cannot be written.
    """
    context = _context(rules, texts)

    def render(name: str, told_with: Context) -> str:
        own = (others or {}).get(name)
        return own() if own else RENDERERS[name](report, told_with)

    shown = [each.name for each in deliveries if each.path is None]
    for each in deliveries:
        if each.path is not None:
            write(each.path, render(each.name, context))
    terminal = replace(context, width=_width(), is_coloured=_is_coloured())
    for place, name in enumerate(shown or [form]):
        told = ("\n" if place else "") + render(name, terminal)
        click.echo(_readable(told) if name == _FOR_PEOPLE else _encoded(told), nl=False)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _readable(text: str) -> str:
    """What a terminal that is no UTF-8 has no sign for is written out; programs get UTF-8."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _context(
    rules: Callable[[], Iterable[Rule]], texts: Mapping[str, str] | None = None
) -> Context:
    """What this run has around it: the folder, its files, the time and the command."""
    command = click.get_current_context(silent=True)
    return Context(
        line=SourceFiles(texts).line,
        folder=Path.cwd(),
        rules=rules,
        version=_version,
        title=f"mockserver {command.info_name}" if command else "mockserver",
        made=SystemClock().now(),
    )


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all; the folders above it are made. Raises UsageError."""
    write_bytes(path, _encoded(text))


def write_bytes(path: Path, encoded: bytes) -> None:
    """The same with what is no text."""
    try:
        if path.exists() and not path.is_file():  # a pipe or a device is no file to be replaced
            path.write_bytes(encoded)
        else:
            write_whole(path, encoded)
    except OSError as error:
        raise _unwritable(path, error.strerror) from error


def _is_coloured() -> bool:
    """Only for a terminal that can, and whose owner does not mind (no-color.org)."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and _is_terminal()


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _width() -> int:
    """That of the terminal; a pipe has none, and gets what is the same everywhere."""
    if not _is_terminal():
        return PLAIN.width
    return min(shutil.get_terminal_size().columns, _WIDEST)


def _version() -> str:
    """The installed version; empty in a checkout that is not installed."""
    from importlib import metadata  # costs more than most runs, and few forms show it

    try:
        return metadata.version("mockserver")
    except metadata.PackageNotFoundError:
        return ""
