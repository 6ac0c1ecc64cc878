"""Where records are in what operations answer and take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mockserver.collection.descent import descend, element, is_list, member, parts
from mockserver.collection.naming import plain, singular
from mockserver.collection.pair import Pair
from mockserver.collection.part import Action
from mockserver.collection.shape import Member, Shape
from mockserver.pointer import Pointer
from mockserver.spec.model import Content, Operation
from mockserver.spec.schema import Schema

_LIKE = 0.5  # of the members that two shapes of one record have in common
_WRAPPERS = frozenset(
    "data result results item items record records payload response body value values entries "
    "list rows content elements objects resource resources embedded attributes hits docs".split()
)
_BESIDE = frozenset(
    "meta metadata links message messages success status code errors error ok included warnings "
    "jsonapi requestid pagination paging version timestamp embedded self href etag".split()
)


def success_json(operation: Operation) -> Content | None:
    """The JSON that an operation answers with when all is well; of ``default`` without any 2xx."""
    successes = [each for each in operation.responses if each.pattern.startswith("2")]
    usual = [each for each in operation.responses if each.pattern.lower() == "default"]
    contents = (each for response in successes or usual for each in response.content)
    return next((each for each in contents if each.media_type.is_json), None)


def answered(operation: Operation) -> Schema | None:
    """The schema of that JSON."""
    content = success_json(operation)
    return content.schema if content else None


def sent(operation: Operation) -> Schema | None:
    """The schema of the body: of its JSON, else of whatever it takes."""
    body = operation.request_body
    contents = sorted(body.content if body else (), key=lambda each: not each.media_type.is_json)
    return next((each.schema for each in contents if each.schema), None)


def record_schema(pair: Pair) -> Schema | None:
    """The schema of one record: what a fetch answers, else an element of the list, else a body."""
    order = (Action.FETCH, Action.LIST, Action.CREATE, Action.REPLACE, Action.PATCH)
    asked = [each for action in order for each in _of(pair, action)]
    for operation, action in asked:
        found = _answered_record(pair, operation, action)
        if found:
            return found
    bodies = (sent(each) for each, action in asked if action is not Action.LIST)
    return next((found for body in bodies if (found := _unwrapped(body, pair))), None)


def _of(pair: Pair, action: Action) -> Iterator[tuple[Operation, Action]]:
    return ((each, found) for each, found in pair.operations.items() if found is action)


def _answered_record(pair: Pair, operation: Operation, action: Action) -> Schema | None:
    schema = answered(operation)
    if schema is None:
        return None
    if action is Action.LIST:
        place = list_at(schema, pair, None)
        found = descend(schema, place) if place is not None else None
        item = element(found) if found else None
        return item if item and _is_object(item) else None
    return _unwrapped(schema, pair)


def _unwrapped(schema: Schema | None, pair: Pair) -> Schema | None:
    if schema is None or not _is_object(schema):
        return None
    return descend(schema, wrapped_at(schema, pair))


def wrapped_at(schema: Schema, pair: Pair) -> Pointer:
    """Where the record is in an answer that may wrap it: ``{data: {…}}``, ``{customer: {…}}``."""
    shape = Shape.of(schema)
    keys = key_names(pair)
    if any(plain(name) in keys and not _is_nested(shape.members[name]) for name in shape.members):
        return ()
    objects = [name for name in shape.members if _is_wrapped_object(schema, name)]
    others = [name for name in shape.members if plain(name) not in _BESIDE]
    names = {*_WRAPPERS, plain(pair.noun), plain(singular(pair.noun))}
    fitting = [name for name in objects if plain(name) in names or others == [name]]
    by_noun = sorted(fitting, key=lambda name: plain(name) in _WRAPPERS)
    return (by_noun[0],) if by_noun and not pair.is_singleton else _sole(by_noun, others)


def _sole(names: list[str], others: list[str]) -> Pointer:
    """Settings have members that are objects: only one that stands alone is a wrapper."""
    return tuple(names) if len(names) == 1 and names == others else ()


def key_names(pair: Pair) -> frozenset[str]:
    """How the field that selects a record is likely to be called, in plain letters."""
    noun = plain(singular(pair.noun))
    return frozenset(("id", "uuid", "sid", "guid", f"{noun}id", plain(pair.parameter))) - {""}


def list_at(schema: Schema, pair: Pair, record: Schema | None) -> Pointer | None:
    """Where the array of records is in the answer to a list; None where there is none."""
    if is_list(schema):
        return ()
    if not _is_object(schema):
        return None
    found = tuple(_lists(schema, (), 2))
    same = [place for place in found if record and _holds(schema, place, record)]
    names = {plain(pair.noun), plain(singular(pair.noun))}
    named = [place for place in found if plain(str(place[-1])) in names]
    known = [place for place in found if plain(str(place[-1])) in _WRAPPERS]
    for chosen in (same, named, known):
        if chosen:
            return min(chosen, key=len)
    return found[0] if len(found) == 1 and len(found[0]) == 1 else None


def lists(schema: Schema) -> Iterator[tuple[Pointer, Schema]]:
    """Where an answer holds lists of objects, and what one element is."""
    if is_list(schema):
        places: Iterable[Pointer] = ((),)
    else:
        places = _lists(schema, (), 2) if _is_object(schema) else ()
    for place in places:
        found = descend(schema, place)
        item = element(found) if found else None
        if item is not None:
            yield place, item


def _lists(schema: Schema, above: Pointer, depth: int) -> Iterator[Pointer]:
    for name, each in Shape.of(schema).members.items():
        below = member(schema, name) if depth and _may_hold_list(each) else None
        if below is None:
            continue
        if is_list(below):
            item = element(below)
            if item and _is_object(item):
                yield (*above, name)
        elif plain(name) in _WRAPPERS:
            yield from _lists(below, (*above, name), depth - 1)


def _may_hold_list(each: Member) -> bool:
    return not each.types or bool(each.types & {"array", "object"})


def _holds(schema: Schema, place: Pointer, record: Schema) -> bool:
    found = descend(schema, place)
    item = element(found) if found else None
    return item is not None and is_same(item, record)


def record_at(schema: Schema | None, record: Schema, pair: Pair) -> Pointer | None:
    """Where an answer holds a record of that schema, or of one that is like it; None: nowhere."""
    if schema is None or not _is_object(schema):
        return None
    places = ((), *((name,) for name in Shape.of(schema).members))
    same = (place for place in places if _is_at(schema, place, record))
    exact = next(same, None)
    if exact is not None:
        return exact
    place = wrapped_at(schema, pair)
    found = descend(schema, place)
    return place if found and resembles(Shape.of(found), Shape.of(record)) else None


def _is_at(schema: Schema, place: Pointer, record: Schema) -> bool:
    found = descend(schema, place)
    return found is not None and not is_list(found) and is_same(found, record)


def is_same(one: Schema, other: Schema) -> bool:
    """Whether one of two schemas is the other, or is composed of it."""
    first, second = ({each.address for each in parts(schema.node)} for schema in (one, other))
    return one.node.followed().address in second or other.node.followed().address in first


def resembles(one: Shape, record: Shape) -> bool:
    """Whether most of the members are those of a record; a shape without members says nothing."""
    if not one.members or not record.members:
        return True
    shared = len(one.members.keys() & record.members.keys())
    return shared > 0 and shared >= _LIKE * len(one.members)


def _is_wrapped_object(schema: Schema, name: str) -> bool:
    below = member(schema, name)
    return below is not None and not is_list(below) and bool(Shape.of(below).members)


def _is_nested(each: Member) -> bool:
    return bool(each.types & {"object", "array"}) and not each.types & {"string", "integer"}


def _is_object(schema: Schema) -> bool:
    """Whether it may be an object, as far as types are named."""
    types: set[str] = set()
    for part in parts(schema.node):
        types.update({part.text("type")}, part.strings("type"))
        if part.get("properties"):
            return True
    return not is_list(schema) and (not types - {"", "null"} or "object" in types)


def creates(operation: Operation, record: Schema, pair: Pair) -> bool:
    """Whether a POST makes a record: it answers with one, or with 201, or takes one silently.

    RFC 9110 §15.3.2: 201 says that a resource was created.
    """
    schema = answered(operation)
    if schema is not None:
        return record_at(schema, record, pair) is not None or _tells_key(operation, schema, pair)
    body = sent(operation)
    says = any(each.pattern == "201" for each in operation.responses)
    return says or (body is not None and record_at(body, record, pair) is not None)


def _tells_key(operation: Operation, schema: Schema, pair: Pair) -> bool:
    says = any(each.pattern == "201" for each in operation.responses)
    names: Iterable[str] = Shape.of(schema).members if _is_object(schema) else ()
    return says and any(plain(name) in key_names(pair) for name in names)
