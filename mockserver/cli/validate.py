"""``mockserver validate``."""

from __future__ import annotations

import gc
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mockserver.cli.examples import examples
from mockserver.cli.options import fixtures_option, settings
from mockserver.cli.reports import Delivery, deliver, report_option
from mockserver.config import NONE
from mockserver.errors import DocumentError, UsageError
from mockserver.finding import Finding, Rule
from mockserver.report import RENDERERS, Report
from mockserver.source import Document, parse, read_text
from mockserver.source.reading import collector_paused
from mockserver.spec.model import Spec
from mockserver.validate.document import check_document

if TYPE_CHECKING:
    from mockserver.validate.baseline import Baseline

_FORMAT = "How the findings are shown."
_LEVELS = "contracts/rules.yaml"
_BASELINE = "contracts/validate-baseline.yaml"
_LEVELS_HELP = f"The file that says how much each rule weighs.  [default: {_LEVELS}, if there]"
_BASELINE_HELP = f"The file of findings that are accepted.  [default: {_BASELINE}, if there]"


@click.command(
    "validate",
    epilog=examples(
        "mockserver validate",
        "mockserver validate api.yaml other.json --format json",
        "mockserver validate --update-baseline    accept what is found for now",
    ),
)
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@fixtures_option
@click.option("--levels", metavar="PATH|none", help=_LEVELS_HELP)
@click.option("--baseline", metavar="PATH|none", help=_BASELINE_HELP)
@click.option("--update-baseline", "is_update", is_flag=True, help="Write the baseline anew.")
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", help=_FORMAT)
@report_option(RENDERERS)
def command(  # noqa: PLR0913, PLR0917  one for each option
    documents: tuple[str, ...],
    fixtures: str | None,
    levels: str | None,
    baseline: str | None,
    is_update: bool,  # noqa: FBT001  click's call
    form: str,
    reports: tuple[Delivery, ...],
) -> None:
    """Check documents and fixtures; without DOCUMENT those of the settings.

    Fixtures are held against the first DOCUMENT, and are only those that --fixtures names where a
    DOCUMENT is named. Exits 0 when no finding is an error, 1 when one is.
    """
    chosen = settings(document=documents[0] if documents else None, fixtures=fixtures)
    with collector_paused():  # a run ends before it has garbage worth a look
        checked = _check(documents or (chosen["document"],), chosen.path("fixtures"))
        gc.freeze()
    _weigh(checked, _chosen(levels, _LEVELS))
    _accept(checked, _chosen(baseline, _BASELINE, is_written=is_update), is_update=is_update)
    report = Report(tuple(checked.findings), tuple(checked.subjects))
    deliver(report, form, reports, _rules)
    sys.exit(report.exit_code)


def _rules() -> tuple[Rule, ...]:
    from mockserver.validate.rules import all_rules

    return all_rules()


@dataclass
class _Checked:
    """What was found, what sums it up, and the files that were looked at."""

    findings: list[Finding] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)


def _check(documents: tuple[str, ...], fixtures: Path | None) -> _Checked:
    """All documents, and the fixtures against the first of them."""
    found = _Checked()
    for place, path in enumerate(documents):
        checked = check_document(path)
        found.findings.extend(checked.findings)
        found.subjects.append(_about(path, checked.spec))
        found.files.add(path)
        if checked.spec:
            found.files.update(each.file for each in checked.spec.library.documents())
        if fixtures and place == 0:
            _fixtures(checked.spec, fixtures, found)
    return found


def _about(path: str, spec: Spec | None) -> str:
    if spec is None:
        return f"{path}: could not be read as OpenAPI"
    return f"{path}: OpenAPI {spec.version}, {_many(len(spec.operations), 'operation')}"


def _fixtures(spec: Spec | None, folder: Path, found: _Checked) -> None:
    if spec is None:
        said = f"{folder}: not checked, for want of a document to hold it against"
        found.subjects.append(said)
        return
    # What only fixtures need is loaded only where there are some.
    from mockserver.collection import FixtureFile, find_fixtures, read_fixture
    from mockserver.validate.fixtures import check_fixtures

    files: list[FixtureFile] = []
    for path in find_fixtures(folder):
        try:
            files.append(read_fixture(path))
        except DocumentError as error:
            found.findings.extend(error.findings)
    found.findings.extend(check_fixtures(spec, files))
    found.subjects += [f"{each.file}: {_many(len(each.records), 'record')}" for each in files]
    found.files.update(each.file for each in files)


def _chosen(named: str | None, usual: str, *, is_written: bool = False) -> Path | None:
    """The file that is named; else the usual one, where it is there or will be."""
    if named is not None:
        return None if named == NONE else Path(named)
    return Path(usual) if is_written or Path(usual).is_file() else None


def _weigh(checked: _Checked, path: Path | None) -> None:
    """Give findings the levels that a file sets; what is wrong in it comes first."""
    if path is None:
        return
    from mockserver.validate.levels import read_levels
    from mockserver.validate.rules import all_rules

    levels = read_levels(_read(path), all_rules())
    checked.findings = [*levels.findings, *levels.weighed(checked.findings)]


def _accept(checked: _Checked, path: Path | None, *, is_update: bool) -> None:
    """Leave out what a baseline accepts; tell what it accepts without need."""
    if path is None:
        return
    from mockserver.validate.baseline import Baseline, read_baseline
    from mockserver.validate.rules import all_rules

    exists = path.is_file() or not is_update
    baseline = read_baseline(_read(path), all_rules()) if exists else Baseline({})
    if is_update:
        baseline = _written(baseline, checked, path)
    news = baseline.news(checked.findings)
    accepted = _many(len(checked.findings) - len(news), "finding")
    stale = baseline.stale(checked.findings, checked.files)
    checked.findings = [*baseline.findings, *stale, *news]
    checked.subjects.append(f"{path}: accepts {accepted}")


def _written(baseline: Baseline, checked: _Checked, path: Path) -> Baseline:
    """Write what was found, and what was accepted of files that were not looked at."""
    from mockserver.validate.baseline import entry, read_baseline, written
    from mockserver.validate.rules import all_rules

    entries = [*baseline.elsewhere(checked.files), *map(entry, checked.findings)]
    text = written(entries)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    return read_baseline(parse(text, str(path)), all_rules())


def _read(path: Path) -> Document:
    return parse(read_text(path), str(path))


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
