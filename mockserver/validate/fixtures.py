"""Do fixture records keep what the document promises of them?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockserver import pointer as pointers
from mockserver.collection import Binding, Collection, FixtureFile, FixtureRecord, bind, without
from mockserver.collection.template import WORDS, unknown_words
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity, report
from mockserver.hint import hint
from mockserver.pointer import Pointer
from mockserver.schema import Direction, Validators, Violation
from mockserver.spec.model import Spec

RULES = (
    Rule("fixture-record-invalid", Severity.ERROR, "A fixture record fits the schema of its kind."),
    Rule("fixture-key-missing", Severity.ERROR, "A fixture record has a key."),
    Rule("fixture-key-duplicate", Severity.ERROR, "No two fixture records have one key."),
    Rule("fixture-unique-duplicate", Severity.ERROR, "A unique field has no value twice."),
    Rule("fixture-rule-unknown-field", Severity.ERROR, "unique, generate and touch name fields."),
    Rule("fixture-template-unknown", Severity.ERROR, "A template uses the words there are."),
)
INVALID, NO_KEY, SAME_KEY, SAME_VALUE, NO_FIELD, NO_WORD = RULES


def check_fixtures(spec: Spec, fixtures: Iterable[FixtureFile]) -> tuple[Finding, ...]:
    """All that is wrong in fixture files, in order of place."""
    return examine_fixtures(spec, fixtures)[1]


def examine_fixtures(
    spec: Spec, fixtures: Iterable[FixtureFile]
) -> tuple[Binding, tuple[Finding, ...]]:
    """The collections of fixture files, and all that is wrong in the files, in order of place."""
    files = tuple(fixtures)
    findings = [finding for fixture in files for finding in fixture.findings]
    binding = Binding((), ())
    try:
        binding = bind(spec, files)
        findings.extend(binding.findings)
        for collection in binding.collections:
            if collection.fixture:
                findings.extend(_check(collection, collection.fixture))
    except DocumentError as error:
        findings.extend(error.findings)
    return binding, tuple(dict.fromkeys(findings))


def _check(collection: Collection, fixture: FixtureFile) -> Iterator[Finding]:
    validators = Validators()
    yield from _rules(collection, fixture)
    for record in fixture.records:
        for each in _violations(collection, record.value, validators):
            yield _invalid(fixture, record, each)
    yield from _keys(collection, fixture)
    for field in collection.unique:
        yield from _twice(fixture, field, SAME_VALUE)


def _violations(
    collection: Collection, record: Mapping[str, Any], validators: Validators
) -> Iterator[Violation]:
    """As it is answered, and what is only sent as it is sent."""
    schema, places = collection.schema, collection.secrets
    shown = without(record, places)
    yield from validators.of(schema, Direction.RESPONSE).violations(shown)
    if shown is not record:
        for each in validators.of(schema, Direction.REQUEST).violations(record):
            at = tuple("*" if isinstance(token, int) else token for token in each.pointer)
            if any(at[: len(place)] == place for place in places):
                yield each


def _invalid(fixture: FixtureFile, record: FixtureRecord, violation: Violation) -> Finding:
    place = (*record.pointer, *violation.pointer)
    document = fixture.document
    origin = document.key_origin(place) if violation.on_key else document.origin(place)
    message = f"{violation.message} (as {violation.origin} says){_read_as(fixture, place)}"
    return report(INVALID, message, origin, pointers.text(place))


def _read_as(fixture: FixtureFile, place: Pointer) -> str:
    """Text that YAML reads as something else than it looks like is told as it was written."""
    raw = fixture.document.raw(place)
    try:
        value = pointers.resolve(fixture.document.root, place)
    except KeyError:
        return ""
    if raw is None or isinstance(value, str | None) or raw == str(value).lower():
        return ""
    return f"; {raw} is read as {value}: quote it if it is text"


def _keys(collection: Collection, fixture: FixtureFile) -> Iterator[Finding]:
    for record in fixture.records:
        if record.value.get(collection.key) is None:
            message = f"this record has no '{collection.key}', by which {collection.path} finds it"
            yield _at(fixture, NO_KEY, record.pointer, message)
    yield from _twice(fixture, collection.key, SAME_KEY)


def _twice(fixture: FixtureFile, field: str, rule: Rule) -> Iterator[Finding]:
    first: dict[Any, FixtureRecord] = {}
    for record in fixture.records:
        value = record.value.get(field)
        if value is None:
            continue
        same = first.setdefault(str(value), record)
        if same is not record:
            earlier = fixture.origin((*same.pointer, field))
            message = f"'{value}' is the {field} of the record at line {earlier.line} already"
            yield _at(fixture, rule, (*record.pointer, field), message)


def _rules(collection: Collection, fixture: FixtureFile) -> Iterator[Finding]:
    """The rules that the file itself states."""
    for index, field in enumerate(fixture.unique or ()):
        yield from _field(collection, fixture, field, ("unique", index))
    for index, field in enumerate(fixture.touch or ()):
        yield from _field(collection, fixture, field, ("touch", index))
    for field, template in (fixture.generate or {}).items():
        yield from _field(collection, fixture, field, ("generate", field))
        for word in unknown_words(template):
            message = f"{{{word}}} means nothing here; there are {', '.join(WORDS)}"
            yield _at(fixture, NO_WORD, ("generate", field), message)


def _field(
    collection: Collection, fixture: FixtureFile, field: str, place: Pointer
) -> Iterator[Finding]:
    members = collection.shape.members
    if field in members or not members or collection.shape.is_open:
        return
    meant = hint(field, members, f"they have {', '.join(members)}")
    message = f"records of {collection.path} have no field '{field}'{meant}"
    yield _at(fixture, NO_FIELD, place, message)


def _at(fixture: FixtureFile, rule: Rule, place: Pointer, message: str) -> Finding:
    return report(rule, message, fixture.origin(place), pointers.text(place))
