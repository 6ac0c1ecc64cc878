"""All checks of one document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from mockserver.errors import DocumentError
from mockserver.finding import Finding, has_errors
from mockserver.source import Document, parse, read_text
from mockserver.spec.load import read_spec
from mockserver.spec.model import Spec
from mockserver.spec.node import Library
from mockserver.spec.structure import Structure, check_structure
from mockserver.validate.answers import check_answers
from mockserver.validate.components import check_components
from mockserver.validate.discriminators import check_discriminators
from mockserver.validate.examples import Misfit, misfits
from mockserver.validate.links import check_links
from mockserver.validate.media_types import check_media_types
from mockserver.validate.operations import check_operations
from mockserver.validate.paths import check_paths
from mockserver.validate.patterns import check_patterns
from mockserver.validate.references import follow_references
from mockserver.validate.required import check_required
from mockserver.validate.satisfiability import check_satisfiability
from mockserver.validate.schemas import check_schemas
from mockserver.validate.security import check_security
from mockserver.validate.servers import check_servers
from mockserver.validate.survey import Survey
from mockserver.validate.yaml_1_1 import check_yaml_1_1

Check = Callable[[Spec, Survey], Iterable[Finding]]
# What is asked of any document, and what only where each reference leads somewhere.
OF_ALL: tuple[Check, ...] = (
    check_paths,
    check_operations,
    check_security,
    check_servers,
    check_links,
    check_answers,
    check_media_types,
    check_yaml_1_1,
)
OF_LINKED: tuple[Check, ...] = (
    check_components,
    check_schemas,
    check_patterns,
    check_required,
    check_discriminators,
)


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
    return Checked(spec, _sorted(document.faults, structure.findings, _meaning(spec, structure)))


def _meaning(spec: Spec, structure: Structure) -> tuple[Finding, ...]:
    """What is wrong with what the parts say together."""
    followed = follow_references(spec, structure)
    survey = Survey(spec, structure, followed)
    findings = [*followed.findings, *_run(OF_ALL, spec, survey)]
    if has_errors(followed.findings):
        return tuple(findings)
    of_schemas = tuple(_run(OF_LINKED, spec, survey))
    told = (*structure.findings, *of_schemas)
    of_schemas = (*of_schemas, *_beside(told, check_satisfiability(spec, survey)))
    told = (*spec.root.document.faults, *structure.findings, *findings, *of_schemas)
    examples = _news(told, of_schemas, misfits(spec, survey))
    return (*findings, *of_schemas, *examples)


def _run(checks: Iterable[Check], spec: Spec, survey: Survey) -> Iterator[Finding]:
    for check in checks:
        try:
            yield from check(spec, survey)
        except DocumentError as error:
            yield from error.findings


def _beside(told: Iterable[Finding], found: Iterable[Finding]) -> Iterator[Finding]:
    """What is told of a schema already may be why nothing fits it."""
    above = {text for finding in told for text in _above(finding.pointer)}
    for finding in found:
        if not {finding.pointer, finding.pointer.rpartition("/")[0]} & above:
            yield finding


def _news(
    told: Iterable[Finding], of_schemas: Iterable[Finding], found: Iterable[Misfit]
) -> Iterator[Finding]:
    """A schema that a finding is about may refuse what it should not: that is no second fault."""
    origins = {finding.origin for finding in told if finding.origin}
    lines = {(origin.file, origin.line) for origin in origins}
    broken = {finding.pointer for finding in of_schemas}
    above = {text for each in (*told,) for text in _above(each.pointer)}
    for misfit in found:
        says = misfit.violation
        keyword = says.schema_pointer
        is_told = (
            misfit.finding.origin in origins
            or keyword in above
            or any(text in broken for text in _above(keyword))
            or (says.origin.file, says.origin.line) in lines
        )
        if not is_told:
            yield misfit.finding


def _above(pointer: str) -> Iterator[str]:
    """A pointer and all that lead to what holds it, the root left out."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]


def _sorted(*groups: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """In order of place, each finding once."""
    found = dict.fromkeys(finding for group in groups for finding in group)
    return tuple(sorted(found, key=_place))


def _place(finding: Finding) -> tuple[str, int, int]:
    origin = finding.origin
    return (origin.file, origin.line, origin.column) if origin else ("", 0, 0)
