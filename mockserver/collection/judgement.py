"""What the schemas of a document make of a pair of paths: the record, its key, who acts on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from mockserver.collection.descent import descend, element, is_list
from mockserver.collection.inference import choose_key
from mockserver.collection.naming import plain, singular, words
from mockserver.collection.pair import Pair, variables
from mockserver.collection.part import Action, Part
from mockserver.collection.record import (
    answered,
    creates,
    list_at,
    record_at,
    record_schema,
    resembles,
    sent,
)
from mockserver.collection.selecting import selectors_of
from mockserver.collection.shape import Shape
from mockserver.errors import DocumentError
from mockserver.finding import Finding
from mockserver.pointer import Pointer
from mockserver.spec.model import Location, Operation
from mockserver.spec.schema import Schema
from mockserver.value import dataclass

_WRITING = frozenset((Action.CREATE, Action.REPLACE, Action.PATCH, Action.DELETE))
_KEY_WORDS = frozenset(("id", "uuid", "guid", "sid", "key"))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found; without parts there is no collection."""

    schema: Schema | None = None
    key: str = ""
    parts: Mapping[Operation, Part] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    selectors: Mapping[str, str] = field(default_factory=dict)
    """Parameter of the query to field: of a path that has one record for each of its values."""


def judge(pair: Pair, key: str | None = None) -> Judgement:
    """Look at the schemas of a pair; ``key`` is the field that a fixture file names."""
    findings: list[Finding] = []
    readable = {each: action for each, action in pair.operations.items() if _reads(each, findings)}
    pair = Pair(pair.path, pair.item_path, pair.is_singleton, readable)
    try:
        schema = record_schema(pair)
        if schema is None:
            return Judgement(findings=tuple(findings))
        shape = Shape.of(schema)
    except DocumentError as error:
        return Judgement(findings=(*findings, *error.findings))
    chosen = key or _key(pair, shape)
    parts = dict(_parts(pair, schema, chosen, findings))
    if not _is_collection(pair, parts, chosen, said=key is not None):
        parts = {}
    selectors = selectors_of(parts, shape) if pair.is_singleton else {}
    if selectors:
        parts = {each: _selected(part, tuple(selectors)) for each, part in parts.items()}
    return Judgement(schema, chosen, parts, tuple(findings), selectors)


def _selected(part: Part, selectors: tuple[str, ...]) -> Part:
    return replace(part, parents=(*part.parents, *selectors))


def _reads(operation: Operation, findings: list[Finding]) -> bool:
    """Whether the schemas that matter here can be read at all."""
    try:
        for schema in (answered(operation), sent(operation)):
            if schema:
                Shape.of(schema)
        _ = operation.parameters
    except DocumentError as error:
        findings.extend(error.findings)
        return False
    return True


def _key(pair: Pair, shape: Shape) -> str:
    if pair.is_singleton:
        return ""
    return choose_key(shape, pair.parameter, singular(pair.noun), _variable_types(pair)) or ""


def _variable_types(pair: Pair) -> frozenset[str]:
    """The types that the document gives the variable of the key."""
    for operation in pair.operations if pair.item_path else ():
        if pair.is_on_item(operation):
            name = variables(operation.template)[-1]
            for each in operation.parameters:
                if each.location is Location.PATH and each.name == name and each.any_schema:
                    lifted = each.any_schema.lifted
                    types = lifted.get("type", ()) if isinstance(lifted, dict) else ()
                    return frozenset((types,) if isinstance(types, str) else types)
    return frozenset()


def _is_collection(pair: Pair, parts: Mapping[Operation, Part], key: str, *, said: bool) -> bool:
    actions = {part.action for part in parts.values()}
    writes = bool(actions & _WRITING)
    if pair.is_singleton:
        return bool(actions & {Action.REPLACE, Action.PATCH})
    if not pair.item_path:
        return Action.LIST in actions and Action.CREATE in actions
    if not key:
        return writes and Action.LIST not in actions and Action.CREATE not in actions
    last = words(pair.parameter)[-1:]
    is_weak = plain(pair.parameter) != plain(key) and not _KEY_WORDS & set(last)
    return said or writes or not (is_weak and pair.path.endswith("}"))


def _parts(
    pair: Pair, record: Schema, key: str, findings: list[Finding]
) -> Iterator[tuple[Operation, Part]]:
    on_item = {each.method for each in pair.operations if pair.is_on_item(each)}
    can_create = any(action is Action.CREATE for action in pair.operations.values())
    for operation, action in pair.operations.items():
        try:
            part = _part(pair, operation, action, record, key)
        except DocumentError as error:
            findings.extend(error.findings)
            continue
        is_doubled = part is not None and part.key_in_body and operation.method in on_item
        if part and not is_doubled:
            yield operation, _with_making(part, operation, pair, can_create=can_create)


def _with_making(part: Part, operation: Operation, pair: Pair, *, can_create: bool) -> Part:
    """Whether a PUT makes what is not there (RFC 9110 §9.3.4: it answers 201 then)."""
    if part.action is not Action.REPLACE:
        return part
    says = any(each.pattern == "201" for each in operation.responses)
    may = says or pair.is_singleton or not can_create
    return Part(
        part.action, part.parents, part.key_parameter, part.key_in_body,
        part.record_at, part.sent_at, part.schema, may, says,
    )  # fmt: skip


def _part(
    pair: Pair, operation: Operation, action: Action, record: Schema, key: str
) -> Part | None:
    schema, body = answered(operation), sent(operation)
    on_item = pair.is_on_item(operation)
    if action is Action.LIST:
        return _listing_part(pair, operation, schema, record)
    place = record_at(schema, record, pair)
    if action is Action.FETCH and place is None:
        return None
    if action is Action.CREATE and not creates(operation, record, pair):
        return None
    if operation.method == "POST" and on_item and not _updates(pair, place):
        return None
    sent_at = _sent_at(body, record, pair, place)
    in_body = not on_item and not pair.is_singleton and action is not Action.CREATE
    if in_body and not (key and _carries(body, sent_at, key)):
        return None
    names = variables(operation.template)
    return Part(
        action=action,
        parents=names[:-1] if on_item else names,
        key_parameter=names[-1] if on_item else "",
        key_in_body=in_body,
        record_at=place,
        sent_at=sent_at,
        schema=descend(schema, place) if schema and place is not None else None,
        may_create=False,
    )


def _sent_at(
    body: Schema | None, record: Schema, pair: Pair, answered_at: Pointer | None
) -> Pointer:
    """Where a body holds the record; in the wrapper of the answer where it does not tell more."""
    if body is None:
        return ()
    found = record_at(body, record, pair)
    if found is None and answered_at and descend(body, answered_at) is not None:
        return answered_at
    return found or ()


def _updates(pair: Pair, place: Pointer | None) -> bool:
    """A POST on the item that answers with it changes it, where no PATCH does."""
    methods = {each.method for each in pair.operations if pair.is_on_item(each)}
    return place is not None and "PATCH" not in methods


def _carries(body: Schema | None, sent_at: Pointer, key: str) -> bool:
    found = descend(body, sent_at) if body else None
    return found is not None and not is_list(found) and key in Shape.of(found).members


def _listing_part(
    pair: Pair, operation: Operation, schema: Schema | None, record: Schema
) -> Part | None:
    place = list_at(schema, pair, record) if schema else None
    found = descend(schema, place) if schema and place is not None else None
    item = element(found) if found else None
    if place is None or (item and not resembles(Shape.of(item), Shape.of(record))):
        return None
    names = variables(operation.template)
    return Part(Action.LIST, names, "", False, place, (), item, False)
