"""Which collection a fixture file belongs to, and what the document says about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from mockserver.collection.collection import ON_COLLECTION, ON_ITEM, Action, Collection
from mockserver.collection.fixture import FixtureFile
from mockserver.collection.inference import infer_generate, infer_key, infer_touch
from mockserver.collection.shape import Shape, sent_shapes
from mockserver.finding import Finding, Rule, Severity, report
from mockserver.spec.model import Content, Operation, Spec
from mockserver.spec.schema import Schema

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


@dataclass(frozen=True, slots=True)
class Binding:
    """The collections that have fixtures, and why others have none."""

    collections: tuple[Collection, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A collection path with the variable of its item path, and who answers there."""

    path: str
    parameter: str
    actions: Mapping[Operation, Action]

    @property
    def last(self) -> str:
        """The last segment."""
        return self.path.rsplit("/", 1)[-1]


def bind(spec: Spec, fixtures: Iterable[FixtureFile]) -> Binding:
    """Find the collection of each fixture file. Raises DocumentError for a broken schema."""
    pairs = tuple(path_pairs(spec))
    collections: dict[str, Collection] = {}
    findings: list[Finding] = []
    for fixture in fixtures:
        bound = _bind(pairs, fixture, collections)
        if isinstance(bound, Finding):
            findings.append(bound)
        elif bound:
            collections[bound.path] = bound
    return Binding(tuple(collections.values()), tuple(findings))


def path_pairs(spec: Spec) -> Iterator[Pair]:
    """Each path P that has a P/{key}, with the operations on both."""
    by_template: dict[str, list[Operation]] = {}
    for operation in spec.operations:
        by_template.setdefault(operation.template, []).append(operation)
    for template, on_item in by_template.items():
        path, _, last = template.rpartition("/")
        if not (path and last.startswith("{") and last.endswith("}") and last.count("{") == 1):
            continue
        if path.endswith("}"):
            continue
        actions = dict(_actions(on_item, ON_ITEM))
        actions.update(_actions(by_template.get(path, ()), ON_COLLECTION))
        yield Pair(path, last[1:-1], actions)


def _actions(
    operations: Iterable[Operation], table: Mapping[str, Action]
) -> Iterator[tuple[Operation, Action]]:
    for operation in operations:
        if operation.method in table:
            yield operation, table[operation.method]


def _bind(
    pairs: tuple[Pair, ...], fixture: FixtureFile, taken: Mapping[str, Collection]
) -> Collection | Finding | None:
    if not fixture.records and fixture.findings:
        return None
    pair = _pair(pairs, fixture)
    if isinstance(pair, Finding):
        return pair
    if pair.path in taken:
        message = f"{pair.path} has fixtures already: {taken[pair.path].fixture.file}"
        return report(AMBIGUOUS, message, fixture.origin(("collection",)))
    return _collection(pair, fixture)


def _pair(pairs: tuple[Pair, ...], fixture: FixtureFile) -> Pair | Finding:
    wanted = fixture.collection
    fitting = [
        each for each in pairs if (each.path if wanted else each.last) == (wanted or fixture.stem)
    ]
    if len(fitting) == 1:
        return fitting[0]
    origin = fixture.origin(("collection",) if wanted else ())
    if fitting:
        paths = ", ".join(pair.path for pair in fitting)
        message = f"'{fixture.stem}' may be {paths}; add 'collection: PATH' to say which"
        return report(AMBIGUOUS, message, origin)
    return report(UNKNOWN, _nothing(pairs, wanted, fixture.stem), origin)


def _nothing(pairs: tuple[Pair, ...], wanted: str | None, stem: str) -> str:
    paths = [pair.path for pair in pairs]
    if not paths:
        return "the document has no collection: no path P with a path P/{key} beside it"
    close = get_close_matches(wanted or f"/{stem}", paths, n=1, cutoff=0.4) or paths[:3]
    if wanted:
        return f"the document has no collection {wanted}; did you mean {' or '.join(close)}?"
    advice = f"add 'collection: PATH', such as {close[0]}"
    return f"no collection of the document ends in '{stem}'; {advice}"


def _collection(pair: Pair, fixture: FixtureFile) -> Collection | Finding:
    schema = record_schema(pair.actions)
    if schema is None:
        message = f"no operation on {pair.path} answers with a record in JSON"
        return report(UNKNOWN, message, fixture.origin(("collection",)))
    shape = Shape.of(schema)
    key = fixture.key or infer_key(shape, pair.parameter)
    if key is None or (shape.members and key not in shape.members and not shape.is_open):
        return _key_unknown(fixture, key, pair, shape)
    generate = fixture.generate
    touch = fixture.touch
    return Collection(
        path=pair.path,
        key=key,
        key_parameter=pair.parameter,
        unique=fixture.unique,
        generate=_inferred(pair, shape, key, fixture) if generate is None else generate,
        touch=infer_touch(shape) if touch is None else touch,
        schema=schema,
        shape=shape,
        actions=pair.actions,
        fixture=fixture,
    )


def _inferred(pair: Pair, shape: Shape, key: str, fixture: FixtureFile) -> Mapping[str, str]:
    creates = (each for each, action in pair.actions.items() if action is Action.CREATE)
    sent = [body for operation in creates for body in sent_shapes(operation)]
    return infer_generate(shape, key, fixture, sent)


def _key_unknown(fixture: FixtureFile, key: str | None, pair: Pair, shape: Shape) -> Finding:
    names = ", ".join(shape.members)
    if key is None:
        message = f"which field {{{pair.parameter}}} selects by is not clear; add 'key: FIELD'"
    else:
        close = get_close_matches(key, shape.members, n=1)
        hint = f"; did you mean '{close[0]}'?" if close else f"; they have {names}"
        message = f"records of {pair.path} have no field '{key}'{hint}"
    return report(KEY_UNKNOWN, message, fixture.origin(("key",)))


def record_schema(actions: Mapping[Operation, Action]) -> Schema | None:
    """The schema of one record: what a fetch answers, else an item of the list, else a create."""
    by_action = {action: operation for operation, action in actions.items()}
    for action in (Action.FETCH, Action.LIST, Action.CREATE, Action.REPLACE, Action.PATCH):
        content = success_json(by_action[action]) if action in by_action else None
        if content and content.schema:
            return _item(content.schema) if action is Action.LIST else content.schema
    return None


def success_json(operation: Operation) -> Content | None:
    """The JSON that an operation answers with when all is well."""
    for response in operation.responses:
        for content in response.content if response.pattern.startswith("2") else ():
            if content.media_type.is_json:
                return content
    return None


def _item(schema: Schema) -> Schema | None:
    node = schema.node.followed()
    items: Any = node.get("items")
    return schema.schemas.at(items) if items else None
