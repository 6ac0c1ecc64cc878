"""``mockserver validate``."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli.documents import STDIN, documents_in, from_stdin
from mockserver.cli.examples import examples
from mockserver.cli.options import OVERLAY, fixtures_option, settings
from mockserver.cli.reports import Delivery, deliver, report_option, write, write_bytes
from mockserver.config import NONE, cache_folder
from mockserver.errors import (
    EXIT_FINDINGS,
    EXIT_KEPT,
    EXIT_USAGE,
    DocumentError,
    UsageError,
)
from mockserver.finding import Finding, Rule
from mockserver.quantity import many
from mockserver.report import RENDERERS, Report
from mockserver.source import Document, ReadBefore, parse, read_text
from mockserver.source.overlay import Overlay, read_overlay
from mockserver.source.reading import collector_paused
from mockserver.source.text_file import encoded_like
from mockserver.spec.model import Spec
from mockserver.validate.document import check_document
from mockserver.visible import visible

if TYPE_CHECKING:
    from mockserver.validate.baseline import Baseline
    from mockserver.validate.fixing import Fixed

_FORMAT = "How the findings are shown."
_LEVELS = "contracts/rules.yaml"
_BASELINE = "contracts/validate-baseline.yaml"
_WATCH = "Check again whenever a file changes that was read, until Ctrl-C."
_FIX = "Write what can be put right without asking, and tell the rest."
_DRY_RUN = "With --fix: show what it would write, as a diff, and write nothing."
_CLEAR = "\x1b[2J\x1b[H"
_CACHE = "Keep what was read of long documents for the next run, in ~/.cache/mockserver; on."
_LEVELS_HELP = f"The file that says how much each rule weighs.  [default: {_LEVELS}, if there]"
_BASELINE_HELP = f"The file of findings that are accepted.  [default: {_BASELINE}, if there]"


@click.command(
    "validate",
    epilog=examples(
        "mockserver validate",
        "mockserver validate api.yaml other.json --format json",
        "mockserver validate --update-baseline    accept what is found for now",
        "mockserver validate apis/ --fix --dry-run",
        "git show main:api.yaml | mockserver validate -",
    ),
)
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@fixtures_option
@click.option("--levels", metavar="PATH|none", help=_LEVELS_HELP)
@click.option("--baseline", metavar="PATH|none", help=_BASELINE_HELP)
@click.option("--update-baseline", "is_update", is_flag=True, help="Write the baseline anew.")
@click.option("--overlay", "overlays", multiple=True, metavar="FILE", help=OVERLAY)
@click.option("--cache/--no-cache", default=None, help=_CACHE)
@click.option("--fix", "is_fix", is_flag=True, help=_FIX)
@click.option("--dry-run", "is_dry", is_flag=True, help=_DRY_RUN)
@click.option("--watch", "is_watch", is_flag=True, help=_WATCH)
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", help=_FORMAT)
@report_option(RENDERERS)
def command(
    *,
    is_fix: bool,
    is_dry: bool,
    is_watch: bool,
    form: str,
    reports: tuple[Delivery, ...],
    **options: Any,
) -> None:
    """Check documents and fixtures; without DOCUMENT those of the settings.

    In the place of a folder, or of a pattern such as 'apis/**/*.yaml', all OpenAPI documents in it
    are checked, and in the place of - what comes from stdin. Fixtures are held against
    the first DOCUMENT, and are only those that --fixtures names where a DOCUMENT is named. Exits 0
    when no finding is an error, 1 when one is.
    """
    wanted = _wanted(**options)
    if is_dry and not is_fix:
        raise UsageError("--dry-run shows what --fix would write; give --fix, too")
    if is_watch and (is_fix or wanted.is_update):
        raise UsageError("--watch writes nothing; leave out --fix and --update-baseline")
    if wanted.texts and (is_watch or is_fix):
        raise UsageError("what comes from stdin is read once and written nowhere; name a file")
    if is_watch:
        _watch(wanted, lambda report: deliver(report, form, reports, _rules))
    fixed = _fix(wanted, is_dry=is_dry) if is_fix else ()
    if is_dry:
        click.echo("".join(each.diff for each in fixed), nl=False)
        sys.exit(EXIT_FINDINGS if fixed else EXIT_KEPT)
    checked = _run(wanted)
    checked.subjects += [f"{each.file}: fixed" for each in fixed]
    report = _report(checked)
    deliver(report, form, reports, _rules, texts=wanted.texts)
    sys.exit(report.exit_code)


@dataclass(frozen=True)
class _Wanted:
    """What a run looks at, and what it weighs its findings by."""

    documents: tuple[str, ...]
    fixtures: Path | None
    overlays: tuple[str, ...]
    levels: Path | None
    baseline: Path | None
    is_update: bool
    parse: Callable[[str, str], Document]
    texts: Mapping[str, str]
    """What came from stdin, by what it is called."""

    def read(self, path: str) -> str:
        """The text of a file, or of stdin. Raises DocumentError."""
        return self.texts[path] if path in self.texts else read_text(path)

    @property
    def files(self) -> set[str]:
        """All that is read whatever is in it."""
        named = (self.fixtures, self.levels, self.baseline)
        return {*self.documents, *self.overlays, *(str(each) for each in named if each)}


def _wanted(
    documents: tuple[str, ...],
    fixtures: str | None,
    overlays: tuple[str, ...],
    **others: Any,
) -> _Wanted:
    chosen = settings(
        document=documents[0] if documents else None,
        fixtures=fixtures,
        overlays=overlays or None,
        cache=others["cache"],
    )
    kept = cache_folder(os.environ) if chosen["cache"] else None
    is_update = others["is_update"]
    return _Wanted(
        documents_in(documents or (chosen["document"],)),
        chosen.path("fixtures"),
        chosen["overlays"],
        _chosen(others["levels"], _LEVELS),
        _chosen(others["baseline"], _BASELINE, is_written=is_update),
        is_update,
        ReadBefore(kept).parse if kept else parse,
        {STDIN: from_stdin()} if STDIN in documents else {},
    )


def _run(wanted: _Wanted) -> _Checked:
    """Check all, and weigh what is found."""
    with collector_paused():  # a run ends before it has garbage worth a look
        checked = _check(wanted)
        gc.freeze()
    _weigh(checked, wanted.levels)
    _accept(checked, wanted.baseline, is_update=wanted.is_update)
    return checked


def _report(checked: _Checked) -> Report:
    return Report(tuple(checked.findings), tuple(checked.subjects))


def _watch(wanted: _Wanted, tell: Callable[[Report], None]) -> None:
    """Check again and again. What cannot be done now is told, and may be done later."""
    from mockserver.cli.watching import watch

    last = EXIT_KEPT

    def run() -> set[str]:
        nonlocal last
        if sys.stdout.isatty():
            click.echo(_CLEAR, nl=False)
        try:
            checked = _run(wanted)
            report = _report(checked)
            last = report.exit_code
            tell(report)
            sys.stdout.flush()  # who reads it through a pipe need not wait for the end
        except UsageError as error:
            last = EXIT_USAGE
            click.echo(visible(f"mockserver: {error}", keep="\n\t"), err=True)
            return wanted.files
        return wanted.files | checked.files

    with suppress(KeyboardInterrupt):
        watch(run, known=wanted.files)
    sys.exit(last)


def _fix(wanted: _Wanted, *, is_dry: bool) -> tuple[Fixed, ...]:
    """Put right what can be, in the documents and in what they refer to."""
    from mockserver.validate.fixing import fix

    overlays = _overlays(wanted.overlays)
    fixed: list[Fixed] = []
    for path in wanted.documents:
        some = fix(lambda read, path=path: check_document(path, overlays, read).findings)  # type: ignore[misc]
        fixed += [each for each in some if each.file not in wanted.overlays]
        for each in () if is_dry else some:
            _put(Path(each.file), each.after)
    return tuple({each.file: each for each in fixed}.values())


def _put(path: Path, text: str) -> None:
    """In the encoding that the file has, and with its mark."""
    write_bytes(path, encoded_like(text, path.read_bytes()))


def _rules() -> tuple[Rule, ...]:
    from mockserver.scenario.rules import RULES as OF_SCENARIOS
    from mockserver.validate.rules import all_rules

    return (*all_rules(), *OF_SCENARIOS)


@dataclass
class _Checked:
    """What was found, what sums it up, and the files that were looked at."""

    findings: list[Finding] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)


def _check(wanted: _Wanted) -> _Checked:
    """All documents, and the fixtures against the first of them."""
    found = _Checked()
    found.files.update(wanted.overlays)
    try:
        overlays = _overlays(wanted.overlays)
    except DocumentError as error:
        found.findings.extend(error.findings)
        found.subjects.append("no document was checked, for want of its overlays")
        return found
    for place, path in enumerate(wanted.documents):
        with collector_paused():  # of a long document all is held until it is checked
            checked = check_document(path, overlays, wanted.read, wanted.parse)
        found.findings.extend(checked.findings)
        found.subjects.append(_about(path, checked.spec))
        found.files.add(path)
        if checked.spec:
            found.files.update(each.file for each in checked.spec.library.documents())
        if wanted.fixtures and place == 0:
            _fixtures(checked.spec, wanted.fixtures, found)
    for each in overlays:
        if not any(map(each.is_for, wanted.documents)):
            found.findings.append(each.unused)
    # What several documents refer to is told once.
    found.findings = list(dict.fromkeys(found.findings))
    return found


def _overlays(paths: tuple[str, ...]) -> tuple[Overlay, ...]:
    """Raises DocumentError for one that is broken."""
    return tuple(read_overlay(_read(Path(path))) for path in paths)


def _about(path: str, spec: Spec | None) -> str:
    if spec is None:
        return f"{path}: could not be read as OpenAPI"
    return f"{path}: OpenAPI {spec.version}, {many(len(spec.operations), 'operation')}"


def _fixtures(spec: Spec | None, folder: Path, found: _Checked) -> None:
    if spec is None:
        said = f"{folder}: not checked, for want of a document to hold it against"
        found.subjects.append(said)
        return
    # What only fixtures need is loaded only where there are some.
    from mockserver.collection import FixtureFile, find_fixtures, read_fixture
    from mockserver.scenario import find_scenarios, read_scenarios
    from mockserver.validate.fixtures import check_fixtures

    files: list[FixtureFile] = []
    for path in find_fixtures(folder):
        try:
            files.append(read_fixture(path))
        except DocumentError as error:
            found.findings.extend(error.findings)
    found.findings.extend(check_fixtures(spec, files))
    found.subjects += [f"{each.file}: {many(len(each.records), 'record')}" for each in files]
    found.files.update(each.file for each in files)
    script = find_scenarios(folder)
    if script is not None:
        scenarios = read_scenarios(script, spec)
        found.findings.extend(scenarios.findings)
        found.subjects.append(f"{script}: {many(len(scenarios.names), 'scenario')}")
        found.files.add(str(script))


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

    levels = read_levels(_read(path), _rules())
    checked.findings = [*levels.findings, *levels.weighed(checked.findings)]


def _accept(checked: _Checked, path: Path | None, *, is_update: bool) -> None:
    """Leave out what a baseline accepts; tell what it accepts without need."""
    if path is None:
        return
    from mockserver.validate.baseline import Baseline, read_baseline

    exists = path.is_file() or not is_update
    baseline = read_baseline(_read(path), _rules()) if exists else Baseline({})
    if is_update:
        baseline = _written(baseline, checked, path)
    news = baseline.news(checked.findings)
    accepted = many(len(checked.findings) - len(news), "finding")
    stale = baseline.stale(checked.findings, checked.files)
    checked.findings = [*baseline.findings, *stale, *news]
    checked.subjects.append(f"{path}: accepts {accepted}")


def _written(baseline: Baseline, checked: _Checked, path: Path) -> Baseline:
    """Write what was found, and what was accepted of files that were not looked at."""
    from mockserver.validate.baseline import entry, read_baseline, written

    entries = [*baseline.elsewhere(checked.files), *map(entry, checked.findings)]
    text = written(entries)
    write(path, text)
    return read_baseline(parse(text, str(path)), _rules())


def _read(path: Path) -> Document:
    return parse(read_text(path), str(path))
