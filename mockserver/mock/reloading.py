"""A mock that follows its files: what is on disk is checked, then takes the place of what was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from threading import Event, Lock

from mockserver import pointer as pointers
from mockserver.behaviour import path_of
from mockserver.errors import MockServerError
from mockserver.http import Request, Response
from mockserver.mock.engine import Mock
from mockserver.schema import Direction, Validators
from mockserver.spec.model import Spec
from mockserver.value import dataclass

Stamp = Mapping[Path, tuple[int, int]]
"""When each file that is there was changed, in nanoseconds, and its size in bytes."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What came of looking at the files: the error that keeps the old mock, or what is told.

    ``forbidden`` are sentences about records, made at run time and kept, that the new document
    does not allow. ``moment`` is when it was, None where nobody has looked; ``before`` is the
    document that was served until then, None where it is served still.
    """

    error: str = ""
    forbidden: tuple[str, ...] = ()
    moment: datetime | None = None
    before: Spec | None = None


class Reloading:
    """Answers as the mock of its files does; see ``Answering``.

    ``load`` makes a mock of what is on disk, over the same state each time. With ``reset`` what
    was made at run time goes when the files change, in sessions too. ``renewals`` counts how often
    its mock was replaced.
    """

    def __init__(self, load: Callable[[], Mock], *, reset: bool = False) -> None:
        self._load = load
        self._reset = reset
        self._lock = Lock()
        self.mock = load()
        self.renewals = 0
        self.last = Reloaded()
        self._seen = stamp(files(self.mock))

    def respond(self, request: Request) -> Response:
        """Answer by the mock of the moment: the one that a request meets answers it wholly."""
        return self.mock.respond(request)

    def reload(self) -> Reloaded:
        """Read the files again; the old mock stays when they cannot be served."""
        return self._read_again(is_asked=True)

    def look(self) -> Reloaded | None:
        """Reload if a file was changed; None if none was."""
        is_changed = stamp(files(self.mock)) != self._seen
        return self._read_again(is_asked=False) if is_changed else None

    def watch(self, stop: Event, tell: Callable[[Reloaded], None], every: float = 0.5) -> None:
        """Look every so many seconds until stopped."""
        while not stop.wait(every):
            looked = self.look()
            if looked is not None:
                tell(looked)

    def _read_again(self, *, is_asked: bool) -> Reloaded:
        with self._lock:
            self._seen = stamp(files(self.mock))
            self.last = self._reloaded(is_asked=is_asked)
            return self.last

    def _read(self, mock: Mock) -> Stamp:
        """The files of a mock as they were before it was made of them.

        What was written meanwhile may have been read or not, and is read again.
        """
        known = files(mock)
        return {path: at for path, at in self._seen.items() if path in known}

    def _reloaded(self, *, is_asked: bool) -> Reloaded:
        before, moment = self.mock.spec, self.mock.clock.now()
        try:
            mock = self._load()
        except MockServerError as error:
            return Reloaded(error=str(error), moment=moment)
        mock.journal = self.mock.journal
        if self._reset:
            mock.sessions.reset_all(_occasion(stamp(files(mock))), again=is_asked)
        replaced, self.mock = self.mock, mock
        replaced.is_replaced = True
        self.renewals += 1
        self._seen = {**stamp(files(mock)), **self._read(mock)}
        return Reloaded(forbidden=tuple(_forbidden(mock)), moment=moment, before=before)


def files(mock: Mock) -> tuple[Path, ...]:
    """The files that a mock was made of, and the folder of its fixtures: a new one may come."""
    read = (part for each in mock.spec.library.documents() for part in each.parts)
    documents = (Path(each.file) for each in read)
    folder = mock.fixtures
    return (*documents, *((folder,) if folder is not None else ()), *_inside(folder))


def _inside(folder: Path | None) -> list[Path]:
    """Nothing of a folder that is gone, or may not be looked into, for now."""
    try:
        return sorted(folder.iterdir()) if folder is not None and folder.is_dir() else []
    except OSError:
        return []


def stamp(paths: Iterable[Path]) -> Stamp:
    """What tells that a file was changed."""
    found = {}
    for path in paths:
        try:
            status = path.stat()
        except OSError:  # a URL, or a file that an editor is about to write anew
            continue
        found[path] = (status.st_mtime_ns, status.st_size)
    return found


def _occasion(seen: Stamp) -> str:
    """The same for all processes that saw the same files."""
    return repr(sorted((str(path), *told) for path, told in seen.items()))


def _forbidden(mock: Mock) -> Iterator[str]:
    """What the document says against the records that were written under an earlier one."""
    validators = Validators(lenient=True)
    kept = {each.path: each for each in mock.kept}
    for name, rows in mock.world().snapshot().items():
        collection = kept.get(path_of(name))
        if collection is None or not collection.has_schema:
            yield f"{path_of(name)}: the document has no such collection now; its records wait."
            continue
        validator = validators.of(collection.schema, Direction.RESPONSE)
        for key, record in rows:
            for each in validator.violations(record) if isinstance(record, Mapping) else ():
                place = f"{collection.path}/{key}{pointers.text(each.pointer)}"
                yield f"{place}: {each.message} ({each.origin})"
