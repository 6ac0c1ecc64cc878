"""What a service may refuse for reasons that no schema of the document can tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.collection.role import Role
from mockserver.collection.shape import Member, sent_shapes
from mockserver.errors import DocumentError
from mockserver.media import MediaType
from mockserver.schema import Direction, Validators
from mockserver.spec.model import Location, Operation, Spec
from mockserver.verify.inputs.forms import spelled
from mockserver.verify.inputs.order import FORMATS, moments
from mockserver.verify.inputs.unnamed import Named, named

_ACTING = frozenset(("POST", "PUT", "PATCH"))
_ON_ITEM = frozenset((Action.PATCH, Action.REPLACE, Action.DELETE))
_MARKS = (Role.AFTER, Role.BEFORE)
_VARIABLE = re.compile(r"\{[^}/]+\}")


@dataclass(frozen=True, slots=True)
class Leeway:
    """Of one operation.

    ``marks`` are the query parameters that hold what only the service can have made, such as
    cursors; ``references`` the fields of its body that name other records; ``takes`` the media
    types of its body. ``takes_nothing``: it needs a body, and an empty object is one, which is
    what many libraries make of no body. ``is_bound``: other operations bring the record into
    states of its own, as ``POST /tickets/{id}/close`` does, in which a change may be refused.
    ``form`` are the fields of a form that is spelled field by field; ``named`` the members of its
    JSON, where nothing is said of others. ``moments`` are the fields of its body, or else of its
    query, that hold moments, where there are several: one may have to come before another.
    ``allows`` says whether a value is one of its JSON.
    """

    marks: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    takes: tuple[MediaType, ...] = ()
    is_bound: bool = False
    takes_nothing: bool = False
    form: frozenset[str] = frozenset()
    named: Named | None = None
    moments: tuple[str, ...] = ()
    allows: Callable[[Any], bool] = lambda _: True


def leeways(
    spec: Spec, collections: Iterable[Collection], validators: Validators
) -> dict[str, Leeway]:
    """That of each operation, by its label; one that cannot be read has none."""
    parts: dict[str, Leeway] = {}
    known = tuple(collections)
    for collection in known:
        parts.update(_of_parts(spec, collection, known))
    return {
        each.label: _whole(each, parts.get(each.label, Leeway()), validators)
        for each in spec.operations
    }


def _of_parts(
    spec: Spec, collection: Collection, known: tuple[Collection, ...]
) -> Iterator[tuple[str, Leeway]]:
    try:
        parts = collection.parts.items()
        listing = collection.listing
        references = frozenset(collection.references)
    except DocumentError:
        return
    acting = _acting(spec, collection, known)
    for operation, part in parts:
        windows = listing.windows if listing and part.action is Action.LIST else {}
        marks = frozenset(windows[role].written for role in _MARKS if role in windows)
        is_bound = bool(acting) and part.action in _ON_ITEM
        yield operation.label, Leeway(marks, references, is_bound=is_bound)
    yield from ((each.label, Leeway(is_bound=True)) for each in acting)


def _acting(spec: Spec, collection: Collection, known: tuple[Collection, ...]) -> list[Operation]:
    """The operations that do something to a record and are no collection of their own."""
    if not collection.item_path:
        return []
    below = f"{_plain(collection.item_path)}/"
    ours = {operation.label for each in known for operation in each.operations}
    return [
        each
        for each in spec.operations
        if each.method in _ACTING
        and _plain(each.template).startswith(below)
        and each.label not in ours
    ]


def _whole(operation: Operation, leeway: Leeway, validators: Validators) -> Leeway:
    """With what the operation takes as its body."""
    try:
        body = operation.request_body
        contents = body.content if body else ()
        takes_nothing = any(
            validators.of(each.schema, Direction.REQUEST).is_valid({})
            for each in contents
            if body and body.required and each.schema and each.media_type.is_json
        )
        schema = next((c.schema for c in contents if c.schema and c.media_type.is_json), None)
        validator = validators.of(schema, Direction.REQUEST) if schema else None
        members = named(operation)
        asked = _moments(operation)
    except DocumentError:
        return leeway
    takes = tuple(each.media_type for each in contents)
    form = spelled(operation)
    return replace(
        leeway,
        takes=takes,
        takes_nothing=takes_nothing,
        form=form,
        named=members,
        moments=asked,
        allows=validator.is_valid if validator else leeway.allows,
    )


def _moments(operation: Operation) -> tuple[str, ...]:
    """Of the body, else of the query."""
    fields: dict[str, Member] = {}
    for body in sent_shapes(operation):
        fields.update((n, each) for n, each in body.members.items() if not each.is_read_only)
    found = moments(fields)
    if found:
        return found
    asked = (each for each in operation.parameters if each.location is Location.QUERY)
    dated = [each.name for each in asked if each.keywords.get("format") in FORMATS]
    return tuple(dated) if len(dated) > 1 else ()


def _plain(template: str) -> str:
    """A template whatever its variables are called."""
    return _VARIABLE.sub("{}", template)
