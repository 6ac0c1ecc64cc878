"""All checks of one document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from mockserver.errors import DocumentError
from mockserver.finding import Finding, Severity, has_errors
from mockserver.source import Document, parse, read_text
from mockserver.source.overlay import Overlay, overlaid
from mockserver.spec.load import read_spec
from mockserver.spec.model import Spec
from mockserver.spec.node import Library
from mockserver.spec.structure import Structure, check_structure
from mockserver.validate.anchors import check_anchors
from mockserver.validate.answers import check_answers
from mockserver.validate.bodies import check_bodies
from mockserver.validate.causes import unexplained, unheard, without_lesser
from mockserver.validate.closed import check_closed
from mockserver.validate.companions import check_companions
from mockserver.validate.components import check_components
from mockserver.validate.dialects import check_dialects
from mockserver.validate.discriminators import check_discriminators
from mockserver.validate.enums import check_enums
from mockserver.validate.examples import misfits
from mockserver.validate.heaviness import check_heaviness
from mockserver.validate.ignoring import heeded
from mockserver.validate.lengths import check_lengths
from mockserver.validate.links import check_links
from mockserver.validate.loops import check_loops
from mockserver.validate.markup import check_markup
from mockserver.validate.media_types import check_media_types
from mockserver.validate.operations import check_operations
from mockserver.validate.paths import check_paths
from mockserver.validate.patterns import check_patterns
from mockserver.validate.references import follow_references
from mockserver.validate.required import check_required
from mockserver.validate.satisfiability import check_satisfiability
from mockserver.validate.schemas import check_schemas
from mockserver.validate.security import check_security
from mockserver.validate.serialized import check_serialized
from mockserver.validate.servers import check_servers
from mockserver.validate.subset import check_subset
from mockserver.validate.survey import Survey
from mockserver.validate.tolerance import tolerant
from mockserver.validate.variants import check_variants
from mockserver.validate.yaml_1_1 import check_yaml_1_1
from mockserver.value import dataclass

Check = Callable[[Spec, Survey], Iterable[Finding]]
# What is asked of a document; the last of them only where each reference leads somewhere, for what
# a misspelt one means would be told as unused.
CHECKS: tuple[Check, ...] = (
    check_loops,
    check_paths,
    check_operations,
    check_security,
    check_servers,
    check_links,
    check_answers,
    check_bodies,
    check_media_types,
    check_serialized,
    check_yaml_1_1,
)
OF_SCHEMAS: tuple[Check, ...] = (
    check_dialects,
    check_anchors,
    check_schemas,
    check_enums,
    check_subset,
    check_heaviness,
    check_companions,
    check_variants,
    check_patterns,
    check_lengths,
    check_markup,
    check_required,
    check_closed,
    check_discriminators,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A document with its findings, in order of place; no spec when it could not be read."""

    spec: Spec | None
    findings: tuple[Finding, ...]


def check_document(
    path: str,
    overlays: Sequence[Overlay] = (),
    read: Callable[[str], str] = read_text,
    parse: Callable[[str, str], Document] = parse,
) -> Checked:
    """Check the document at a path: its text, its structure, its references, its examples.

    It is checked as ``overlays`` change it. ``read`` gives the text of a file, and ``parse`` makes
    a document of a text and its file's name.
    """

    def opened(uri: str) -> Document:
        return parse(read(uri), uri)

    try:
        document = opened(path)
    except DocumentError as error:
        return Checked(None, error.findings)
    if has_errors(document.faults) and not isinstance(document.root, dict):
        return Checked(None, document.faults)
    return _check(overlaid(document, overlays) if overlays else document, opened)


def _from_disk(uri: str) -> Document:
    return parse(read_text(uri), uri)


def _check(document: Document, opened: Callable[[str], Document] = _from_disk) -> Checked:
    def retrieve(uri: str) -> Document:
        found = opened(uri)
        if has_errors(found.faults):
            raise DocumentError(found.faults)
        return found

    library = Library(retrieve)
    structure = check_structure(document)
    try:
        spec = read_spec(document, library)
    except DocumentError as error:
        found = structure.findings or error.findings
        return Checked(None, _sorted(document.faults, found))
    faulty = {each.origin for each in document.faults if each.severity is Severity.ERROR}
    walked = tuple(each for each in structure.findings if each.origin not in faulty)
    found = _sorted(document.faults, walked, _meaning(spec, structure))
    return Checked(spec, _sorted(heeded(found, library.documents())))


def _meaning(spec: Spec, structure: Structure) -> tuple[Finding, ...]:
    """What is wrong with what the parts say together."""
    followed = follow_references(spec, structure)
    survey = Survey(spec, structure, followed)
    findings = [*followed.findings, *_run(CHECKS, spec, survey)]
    if not has_errors(followed.findings):
        findings += _run((check_components,), spec, survey)
    broken = (*structure.findings, *followed.findings)
    judged = tolerant(spec, broken) if has_errors(broken) else spec
    of_schemas = tuple(without_lesser(_run(OF_SCHEMAS, spec, survey), spec.root.document.faults))
    causes = (*broken, *findings, *of_schemas)
    clashes = tuple(unexplained(causes, _run((check_satisfiability,), judged, survey)))
    told = (*spec.root.document.faults, *causes, *clashes)
    examples = unheard(told, misfits(judged, survey))
    return (*findings, *of_schemas, *clashes, *examples)


def _run(checks: Iterable[Check], spec: Spec, survey: Survey) -> Iterator[Finding]:
    for check in checks:
        try:
            yield from check(spec, survey)
        except DocumentError as error:
            yield from error.findings


def _sorted(*groups: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """In order of place, each finding once."""
    found = dict.fromkeys(finding for group in groups for finding in group)
    return tuple(sorted(found, key=_place))


def _place(finding: Finding) -> tuple[str, int, int]:
    origin = finding.origin
    return (origin.file, origin.line, origin.column) if origin else ("", 0, 0)
