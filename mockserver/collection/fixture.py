"""A fixture file: the records of one collection, and the little that the document cannot say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mockserver import pointer as pointers
from mockserver.errors import UsageError
from mockserver.finding import Finding, Rule, Severity, report
from mockserver.hint import hint
from mockserver.origin import Origin
from mockserver.pointer import Pointer
from mockserver.source import Document, parse, read_text
from mockserver.value import dataclass

RULES = (
    Rule(
        "fixture-field-unknown", Severity.ERROR, "A fixture file has only the fields it may have."
    ),
    Rule("fixture-malformed", Severity.ERROR, "Each field of a fixture file has its form."),
)
UNKNOWN, MALFORMED = RULES
SUFFIXES = (".yaml", ".yml", ".json")
SCENARIOS = "scenarios"


@dataclass(frozen=True, slots=True)
class FixtureRecord:
    """A record and where it is written."""

    value: Mapping[str, Any]
    pointer: Pointer


@dataclass(frozen=True, slots=True)
class FixtureFile:
    """What one file says; what it leaves out is None and inferred from the document."""

    document: Document
    collection: str | None
    key: str | None
    unique: tuple[str, ...] | None
    generate: Mapping[str, str] | None
    touch: tuple[str, ...] | None
    records: tuple[FixtureRecord, ...]
    findings: tuple[Finding, ...]

    @property
    def file(self) -> str:
        """Its name, as reports show it."""
        return self.document.file

    @property
    def stem(self) -> str:
        """The name without folders and suffix: ``pets`` for ``fixtures/pets.yaml``."""
        return Path(self.file).stem

    def origin(self, pointer: Pointer) -> Origin:
        """Where a value of the file is written."""
        return self.document.origin(pointer)


def find_fixtures(path: Path) -> tuple[Path, ...]:
    """The fixture files of a folder, by name, or the one file. Raises UsageError without it."""
    if path.is_file():
        return (path,)
    if not path.is_dir():
        advice = "create it, or name another"
        raise UsageError(f"{path}: there is no such file or folder of fixtures; {advice}")
    found = (each for each in path.iterdir() if each.suffix in SUFFIXES)
    return tuple(sorted(each for each in found if each.is_file() and each.stem != SCENARIOS))


def read_fixture(path: Path) -> FixtureFile:
    """Read a file; what is wrong with its form is in ``findings``. Raises DocumentError."""
    document = parse(read_text(path), str(path))
    root = document.root if isinstance(document.root, dict) else {}
    findings = list(document.faults)
    if not findings and not isinstance(document.root, dict):
        message = "a fixture file is an object with 'records', a list of objects"
        findings.append(report(MALFORMED, message, document.origin(())))
    findings.extend(_complaints(document, root))
    return FixtureFile(
        document=document,
        collection=_text(root.get("collection")),
        key=_text(root.get("key")),
        unique=_texts(root.get("unique")),
        generate=_templates(root.get("generate")),
        touch=_texts(root.get("touch")),
        records=_records(root.get("records")),
        findings=tuple(findings),
    )


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_templates(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


_FORMS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "collection": (lambda value: isinstance(value, str), "a path of the document"),
    "key": (lambda value: isinstance(value, str), "the name of the field that selects a record"),
    "unique": (_is_texts, "a list of field names"),
    "generate": (_is_templates, "an object of field names and templates such as 'pet_{ulid}'"),
    "touch": (_is_texts, "a list of field names"),
    "records": (lambda value: isinstance(value, list), "a list of objects"),
}


def _complaints(document: Document, root: Mapping[str, Any]) -> Iterator[Finding]:
    for name, value in root.items():
        if name not in _FORMS:
            yield _unknown(document, name)
        elif not _FORMS[name][0](value):
            message = f"'{name}' is {_FORMS[name][1]}"
            yield report(MALFORMED, message, document.origin((name,)), f"/{name}")
    yield from _malformed_records(document, root.get("records"))


def _unknown(document: Document, name: str) -> Finding:
    meant = hint(name, _FORMS, f"it may have {', '.join(_FORMS)}")
    message = f"'{name}' is not a field of a fixture file{meant}"
    return report(UNKNOWN, message, document.key_origin((name,)), pointers.text((name,)))


def _malformed_records(document: Document, records: Any) -> Iterator[Finding]:
    for index, record in enumerate(records if isinstance(records, list) else ()):
        if not isinstance(record, dict):
            place = ("records", index)
            message = "a record is an object: field names and values"
            yield report(MALFORMED, message, document.origin(place), pointers.text(place))


def _records(value: Any) -> tuple[FixtureRecord, ...]:
    entries: Sequence[Any] = value if isinstance(value, list) else ()
    return tuple(
        FixtureRecord(record, ("records", index))
        for index, record in enumerate(entries)
        if isinstance(record, dict)
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Any) -> tuple[str, ...] | None:
    return tuple(value) if _is_texts(value) else None


def _templates(value: Any) -> Mapping[str, str] | None:
    return dict(value) if _is_templates(value) else None
