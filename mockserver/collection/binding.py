"""Which collection a fixture file belongs to, and what the document says about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from mockserver.collection.collection import Collection
from mockserver.collection.fixture import FixtureFile
from mockserver.collection.inferring import infer
from mockserver.collection.pair import Pair, path_pairs, variables
from mockserver.finding import Finding, Rule, Severity, report
from mockserver.hint import closest, hint
from mockserver.spec.model import Spec
from mockserver.value import dataclass

RULES = (
    Rule(
        "fixture-collection-unknown",
        Severity.ERROR,
        "A fixture file belongs to a collection of the document.",
    ),
    Rule(
        "fixture-collection-ambiguous",
        Severity.ERROR,
        "A fixture file belongs to one collection, and a collection to one file.",
    ),
    Rule(
        "fixture-key-unknown", Severity.ERROR, "The key of a collection is a field of its records."
    ),
)
UNKNOWN, AMBIGUOUS, KEY_UNKNOWN = RULES
_SAME_PLACE = 0.4
"""How alike paths have to be: much of them is the same for all, or a variable."""


@dataclass(frozen=True, slots=True)
class Binding:
    """The collections that have fixtures, why others have none, and every one there is."""

    collections: tuple[Collection, ...]
    findings: tuple[Finding, ...]
    every: tuple[Collection, ...] = field(default=(), compare=False, repr=False)


def bind(spec: Spec, fixtures: Iterable[FixtureFile]) -> Binding:
    """Find the collection of each fixture file; the others are in ``Binding.every``."""
    files = tuple(fixtures)
    pairs = tuple(pair for pair in path_pairs(spec) if not pair.is_singleton) if files else ()
    attached: dict[str, FixtureFile] = {}
    findings: list[Finding] = []
    for fixture in files:
        if not fixture.records and fixture.findings:
            continue
        pair = _pair(pairs, fixture) if spec.operations else _without_operations(spec, fixture)
        if isinstance(pair, Pair) and pair.path in attached:
            message = f"{pair.path} has fixtures already: {attached[pair.path].file}"
            findings.append(report(AMBIGUOUS, message, fixture.origin(("collection",))))
        elif isinstance(pair, Pair):
            attached[pair.path] = fixture
        else:
            findings.append(pair)
    return _checked(infer(spec, attached), attached, findings)


def _checked(
    every: tuple[Collection, ...], attached: Mapping[str, FixtureFile], findings: list[Finding]
) -> Binding:
    """In the order of the files, without those that cannot have records."""
    by_path = {each.path: each for each in every}
    refused: set[str] = set()
    for path, fixture in attached.items():
        found = tuple(_complaints(by_path[path], fixture))
        findings.extend(found)
        refused.update((path,) if found else ())
    bound = tuple(by_path[path] for path in attached if path not in refused)
    return Binding(bound, tuple(findings), every)


def _complaints(collection: Collection, fixture: FixtureFile) -> Iterator[Finding]:
    yield from collection.findings
    if collection.findings:
        return
    if not collection.has_schema:
        message = f"no operation on {collection.path} answers with a record in JSON"
        yield report(UNKNOWN, message, fixture.origin(("collection",)))
        return
    key, shape = collection.key, collection.shape
    if not key or (shape.members and key not in shape.members and not shape.is_open):
        yield _key_unknown(fixture, collection)


def _pair(pairs: tuple[Pair, ...], fixture: FixtureFile) -> Pair | Finding:
    wanted = fixture.collection
    fitting = [each for each in pairs if _fits(each, wanted, fixture.stem)]
    if len(fitting) > 1 and not wanted:  # a name alone means what lies at the top
        fitting = _highest(fitting)
    if len(fitting) == 1:
        return fitting[0]
    origin = fixture.origin(("collection",) if wanted else ())
    if fitting:
        paths = ", ".join(pair.path for pair in fitting)
        message = f"'{wanted or fixture.stem}' may be {paths}; add 'collection: PATH' to say which"
        return report(AMBIGUOUS, message, origin)
    return report(UNKNOWN, _nothing(pairs, wanted, fixture.stem), origin)


def _without_operations(spec: Spec, fixture: FixtureFile) -> Finding:
    """Not the fixture file is to blame where the document says nothing, or calls it wrongly."""
    written = dict(spec.root.members())
    meant = "" if "paths" in written else closest("paths", written)
    why = f"'{meant}' (line {written[meant].key_origin.line}) is no 'paths'" if meant else ""
    message = f"{spec.file} has no operations" + (f": {why}" if why else "")
    return report(UNKNOWN, message, fixture.origin(()))


def _highest(pairs: list[Pair]) -> list[Pair]:
    """Those without parents, where there are any."""
    return [each for each in pairs if not each.parents] or pairs


def _fits(pair: Pair, wanted: str | None, stem: str) -> bool:
    """Whether a file's ``collection`` is the template, or a path of it such as /users/1/posts."""
    if not wanted:
        return pair.last == stem
    if wanted in (pair.path, pair.item_path.rpartition("/")[0]):
        return True
    ours, theirs = (each.strip("/").split("/") for each in (pair.path, wanted))
    return len(ours) == len(theirs) and all(
        one == other or (bool(variables(one)) and not variables(other))
        for one, other in zip(ours, theirs, strict=True)
    )


def _nothing(pairs: tuple[Pair, ...], wanted: str | None, stem: str) -> str:
    paths = [pair.path for pair in pairs]
    if not paths:
        return "the document has no collection: no path P with a path P/{key} beside it"
    near = closest(wanted or f"/{stem}", paths, _SAME_PLACE)
    if wanted:
        meant = near or " or ".join(paths[:3])
        return f"the document has no collection {wanted}; did you mean {meant}?"
    advice = f"add 'collection: PATH', such as {near or paths[0]}"
    return f"no collection of the document ends in '{stem}'; {advice}"


def _key_unknown(fixture: FixtureFile, collection: Collection) -> Finding:
    key, members = collection.key, collection.shape.members
    if not key:
        variable = f"{{{collection.key_parameter}}}"
        message = f"which field {variable} selects by is not clear; add 'key: FIELD'"
    else:
        meant = hint(key, members, f"they have {', '.join(members)}")
        message = f"records of {collection.path} have no field '{key}'{meant}"
    return report(KEY_UNKNOWN, message, fixture.origin(("key",)))
