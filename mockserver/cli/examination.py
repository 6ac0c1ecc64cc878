"""What is wrong with the documents that are served, told while they are served already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Timer

from mockserver.finding import Finding, Severity

_LATER = 1.0
"""Seconds after the start: the first requests come before the findings."""

_SHOWN = 5


def examine_later(
    documents: Iterable[str], overlays: Iterable[str], tell: Callable[[str], None]
) -> None:
    """Check documents in the background, and tell the errors in lines for people.

    They are checked as the overlays at some paths change them. What is read from a URL is left
    out: it would be fetched once more.
    """
    paths = tuple(path for path in documents if Path(path).is_file())
    changes = tuple(overlays)

    def examine() -> None:
        from mockserver.errors import DocumentError
        from mockserver.source import load
        from mockserver.source.overlay import read_overlay
        from mockserver.validate import check_document

        try:
            made = [read_overlay(load(path)) for path in changes]
        except DocumentError:  # told by the reload that could not be
            return
        for path in paths:
            for line in lines(path, check_document(path, made).findings):
                tell(line)

    timer = Timer(_LATER, examine)
    timer.daemon = True
    timer.start()


def lines(path: str, findings: Iterable[Finding]) -> Iterator[str]:
    """The first errors, each with its place, and how many there are; nothing without any."""
    errors = [each for each in findings if each.severity is Severity.ERROR]
    for finding in errors[:_SHOWN]:
        yield f"{finding.origin}: {finding.message}"
    if errors:
        count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        yield f"{path} has {count}: what depends on them may be answered oddly, or with 500 or 501."
        yield f"All of them: mockserver validate {path}"
