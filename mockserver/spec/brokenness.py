"""What goes wrong on account of a document that is not formed as one: told with its line."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.errors import DocumentError
from mockserver.finding import Finding, Severity
from mockserver.source import Document
from mockserver.spec.structure import check_structure

MISHAPS = (
    DocumentError,
    *(ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError),
)
"""What is raised of a text where a list should be, and the like."""


def blamed(mishap: Exception, *documents: Document) -> DocumentError:
    """The first thing that is wrong with the form of documents over which there was a mishap.

    Raises the mishap itself where they are sound: then it is a fault of our own.
    """
    if isinstance(mishap, DocumentError):
        return mishap
    broken = next((each for document in documents for each in _broken(document)), None)
    if broken is None:
        raise mishap
    return DocumentError((broken,))


def _broken(document: Document) -> Iterator[Finding]:
    found = check_structure(document).findings
    return (each for each in found if each.severity is Severity.ERROR)
