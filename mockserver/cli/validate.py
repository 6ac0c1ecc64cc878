"""``mockserver validate``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mockserver.cli.examples import examples
from mockserver.cli.options import fixtures_option, settings
from mockserver.collection import FixtureFile, find_fixtures, read_fixture
from mockserver.errors import DocumentError
from mockserver.finding import Finding
from mockserver.report import RENDERERS, Report
from mockserver.spec.model import Spec
from mockserver.validate import check_document, check_fixtures

_FORMAT = "How the findings are shown."


@click.command(
    "validate",
    epilog=examples("mockserver validate", "mockserver validate api.yaml other.json --format json"),
)
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@fixtures_option
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", help=_FORMAT)
def command(documents: tuple[str, ...], fixtures: str | None, form: str) -> None:
    """Check documents and fixtures; without DOCUMENT those of the settings.

    Fixtures are held against the first DOCUMENT, and are only those that --fixtures names where a
    DOCUMENT is named. Exits 0 when no finding is an error, 1 when one is.
    """
    chosen = settings(document=documents[0] if documents else None, fixtures=fixtures)
    report = _check(documents or (chosen["document"],), chosen.path("fixtures"))
    click.echo(RENDERERS[form](report), nl=False)
    sys.exit(report.exit_code)


def _check(documents: tuple[str, ...], fixtures: Path | None) -> Report:
    """All documents, and the fixtures against the first of them."""
    findings: list[Finding] = []
    subjects: list[str] = []
    for place, path in enumerate(documents):
        checked = check_document(path)
        findings.extend(checked.findings)
        subjects.append(_about(path, checked.spec))
        if fixtures and place == 0:
            found, about = _fixtures(checked.spec, fixtures)
            findings.extend(found)
            subjects.extend(about)
    return Report(tuple(findings), tuple(subjects))


def _about(path: str, spec: Spec | None) -> str:
    if spec is None:
        return f"{path}: could not be read as OpenAPI"
    return f"{path}: OpenAPI {spec.version}, {_many(len(spec.operations), 'operation')}"


def _fixtures(spec: Spec | None, folder: Path) -> tuple[tuple[Finding, ...], list[str]]:
    if spec is None:
        return (), [f"{folder}: not checked, for want of a document to hold it against"]
    files: list[FixtureFile] = []
    findings: list[Finding] = []
    for path in find_fixtures(folder):
        try:
            files.append(read_fixture(path))
        except DocumentError as error:
            findings.extend(error.findings)
    subjects = [f"{each.file}: {_many(len(each.records), 'record')}" for each in files]
    return (*findings, *check_fixtures(spec, files)), subjects


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
