"""Errors in the hooks and checks that somebody wrote for Schemathesis."""

from __future__ import annotations

import inspect
import site
import sysconfig
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from schemathesis.checks import CHECKS

from mockserver.errors import UsageError
from mockserver.verify.fault import beginning, told
from mockserver.verify.fuzz.plan import OwnSettings

_LOADED = "<module>"
_THEIRS = "schemathesis"
_PACKAGE = Path(__file__).parents[2]
_TAKEN = 3
"""What a check is called with: the context, the answer and the request."""


def blamed(error: BaseException, own: OwnSettings | None, base_url: str = "") -> UsageError | None:
    """What to tell of an error that came of somebody's own file; None for any other.

    A request below ``base_url`` that a check sends itself and that nothing answers is none of it.
    An error of use is told as it is.
    """
    for each in _chain(error):
        if isinstance(each, UsageError):
            return each
        frames = _own_frames(each) if own else []
        if own and frames and not _is_to(base_url, each):
            name, file, line = frames[0][0], *frames[-1][1:]
            failed = "this cannot be loaded" if name == _LOADED else f"{name} failed"
            return UsageError(
                f"{_shown(file)}:{line}: {failed}: {told(each)}; mend it, or take it out of what "
                f"{own.file} names"
            )
    return None


def insist_callable(own: OwnSettings) -> None:
    """Checks take what they are called with. Raises UsageError."""
    for check in CHECKS.get_all():
        if check.__module__.partition(".")[0] == _THEIRS or inspect.isclass(check):
            continue
        try:
            inspect.signature(check).bind(*range(_TAKEN))
        except TypeError as error:
            file = _shown(Path(inspect.getfile(inspect.unwrap(check))))
            raise UsageError(
                f"{beginning(file, check)}: a check takes three arguments; write def "
                f"{check.__name__}(ctx, response, case), or take it out of what {own.file} names"
            ) from error


@contextmanager
def deaths() -> Iterator[list[BaseException]]:
    """While this lasts, what ends a thread of Schemathesis is kept in the place of being printed.

    It knows of no such end itself: what the thread had to do would be left undone, and not told.
    """
    before, found = threading.excepthook, []

    def note(event: threading.ExceptHookArgs) -> None:
        is_theirs = event.thread is not None and event.thread.name.startswith(_THEIRS)
        if is_theirs and event.exc_value is not None:
            found.append(event.exc_value)
        else:
            before(event)

    threading.excepthook = note
    try:
        yield found
    finally:
        threading.excepthook = before


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error, those that it is a group of, and what it was raised from."""
    waiting: list[Any] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, BaseException) and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += [*getattr(each, "exceptions", ()), each.__cause__]


def _own_frames(error: BaseException) -> list[tuple[str, Path, int]]:
    """The functions, files and lines that an error went through and that nobody has installed."""
    found = [
        (each.name, Path(each.filename), each.lineno or 0)
        for each in traceback.extract_tb(error.__traceback__)
    ]
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        found.append((_LOADED, Path(error.filename), error.lineno))
    return [each for each in found if _is_own(each[1])]


@cache
def _is_own(file: Path) -> bool:
    """Whether a file is neither of Python nor of an installed package, nor ours."""
    return file.is_file() and not any(map(file.resolve().is_relative_to, _installed()))


@cache
def _installed() -> tuple[Path, ...]:
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = [*map(sysconfig.get_path, names), *site.getsitepackages(), site.getusersitepackages()]
    return tuple(each.resolve() for each in (*map(Path, folders), _PACKAGE))


def _is_to(base_url: str, error: BaseException) -> bool:
    """Whether an error is that of a request to the target."""
    request = getattr(error, "request", None)
    return bool(base_url) and str(getattr(request, "url", None) or "").startswith(base_url)


def _shown(file: Path) -> Path:
    """A path as people write it."""
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file
