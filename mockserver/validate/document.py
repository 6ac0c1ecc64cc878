"""All checks of one document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mockserver.errors import DocumentError
from mockserver.finding import Finding, has_errors
from mockserver.source import Document, parse, read_text
from mockserver.spec.load import read_spec
from mockserver.spec.model import Spec
from mockserver.spec.node import Library
from mockserver.spec.structure import check_structure
from mockserver.validate.examples import check_examples
from mockserver.validate.references import check_references


@dataclass(frozen=True, slots=True)
class Checked:
    """A document with its findings, in order of place; no spec when it could not be read."""

    spec: Spec | None
    findings: tuple[Finding, ...]


def check_document(path: str) -> Checked:
    """Check the document at a path: its text, its structure, its references, its examples."""
    try:
        document = parse(read_text(path), path)
    except DocumentError as error:
        return Checked(None, error.findings)
    if has_errors(document.faults) and not isinstance(document.root, dict):
        return Checked(None, document.faults)
    return _check(document)


def _check(document: Document) -> Checked:
    library = Library()
    structure = check_structure(document)
    try:
        spec = read_spec(document, library)
    except DocumentError as error:
        found = structure.findings or error.findings
        return Checked(None, _sorted(document.faults, found))
    references = check_references(spec, structure)
    examples = () if has_errors(references) else _news(structure.findings, check_examples(spec))
    return Checked(spec, _sorted(document.faults, structure.findings, references, examples))


def _news(known: Iterable[Finding], found: Iterable[Finding]) -> tuple[Finding, ...]:
    """A schema that the walk has found fault with cannot be used: that is no second fault."""
    told = {finding.origin for finding in known}
    return tuple(finding for finding in found if finding.origin not in told)


def _sorted(*groups: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """In order of place, each finding once."""
    found = dict.fromkeys(finding for group in groups for finding in group)
    return tuple(sorted(found, key=_place))


def _place(finding: Finding) -> tuple[str, int, int]:
    origin = finding.origin
    return (origin.file, origin.line, origin.column) if origin else ("", 0, 0)
