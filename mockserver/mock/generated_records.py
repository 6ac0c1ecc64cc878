"""The records of collections that have no fixture file: examples of the document, or made ones."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import suppress
from random import Random
from typing import Any
from urllib.parse import urlsplit

from mockserver import pointer as pointers
from mockserver.behaviour import key_of, owned_fields, typed
from mockserver.collection import Action, Collection, Part, without
from mockserver.collection.kinship import Form, form_of
from mockserver.collection.record import success_json
from mockserver.errors import DocumentError, Rejection
from mockserver.response import Sampler, Wish
from mockserver.spec.model import Content
from mockserver.store import Record

_KEPT = 10_000
"""So many records are kept ready; they are the same when they are made again."""


class GeneratedRecords:
    """Makes records by seed, collection and key; see ``Maker``.

    ``count`` is how many a list shows from the start, ``collections`` are all of the mock; ``url``
    stands before their paths in a record that links to another.
    """

    def __init__(
        self,
        sampler: Sampler,
        collections: tuple[Collection, ...],
        count: int,
        *,
        url: str = "",
        dynamic: bool,
    ) -> None:
        self._sampler = sampler
        self._count = count
        self._url = url
        self._dynamic = dynamic
        self._by_path = {each.path: each for each in collections}
        self._ready: dict[tuple[str, ...], Record | None] = {}
        self._listed: dict[tuple[str, ...], list[Any]] = {}

    def rows(self, collection: Collection, parents: tuple[str, ...], seed: str) -> Iterator[Record]:
        """The elements of the list's own example, else the example of one record, and made ones."""
        for number, record in self._first(collection, parents, seed):
            owned = owned_fields(collection, parents)
            yield self._linked(collection, record, number, seed, owned) if number else record

    def _first(
        self, collection: Collection, parents: tuple[str, ...], seed: str
    ) -> Iterator[tuple[str, Record]]:
        """Those before they name others; made ones with their number, shown ones without."""
        listed = tuple(self._exemplary_list(collection, parents, seed))
        if listed:
            yield from (("", record) for record in listed)
            return
        yield from (("", record) for record in self._examples(collection, parents, seed))
        for number in map(str, range(1, self._count + 1)):
            made = self._made(collection, parents, number, seed)
            if made is not None:
                yield number, made

    def record(
        self, collection: Collection, parents: tuple[str, ...], key: str, seed: str
    ) -> Record | None:
        """The example that the document shows under that key, else a made record."""
        place = (seed, collection.path, *parents, key)
        with suppress(KeyError):
            return self._ready[place]
        if len(self._ready) >= _KEPT:  # and any other thread may find so at any time
            self._ready.clear()
            self._listed.clear()
        record = self._ready[place] = self._record(collection, parents, key, seed)
        return record

    def key(self, collection: Collection, number: str, seed: str) -> Any:
        """A key as the schema of the records has it; None where there is none."""
        return self._sampler.key(collection.schema, collection.key, f"{seed}|{number}")

    def fits(self, collection: Collection, record: Record, field: str) -> bool:
        """Whether the schema accepts a field of a record."""
        violations = self._sampler.violations(collection.schema, record)
        return all(each.pointer[:1] != (field,) for each in violations)

    def whole(self, collection: Collection, record: Record, seed: str, number: str = "") -> Record:
        """The record with what its schema requires; as it is where nothing can be made.

        It is another for each number: what is unique in one cannot be made for two.
        """
        wish = Wish(seed=f"{seed}|{number}" if number else seed, dynamic=self._dynamic)
        try:
            made = self._sampler.made(collection.schema, wish, fixed=record)
        except Rejection:
            return record
        if not isinstance(made, Mapping):
            return record
        key = key_of(collection, made) or ""
        return self._linked(collection, made, f"{key}|{number}", seed, record)

    def settled(self, collection: Collection, record: Record, before: Record, seed: str) -> Record:
        """The record without the fields that its schema refuses, or with what they were before.

        What a client may send can be more than a record may hold; were it kept, each answer would
        have to put something else in its place. As it is where nothing fits.
        """
        if self._sampler.fits(collection.schema, record):
            return record
        record = without(record, collection.secrets)
        violations = self._sampler.violations(collection.schema, record)
        if not violations:
            return record
        refused = {str(each.pointer[0]) for each in violations if each.pointer}
        kept = {name: value for name, value in record.items() if name not in refused}
        had = {name: before[name] for name in before if name in refused}
        joined = {name: _joined(had[name], record.get(name)) for name in had}
        for tried in ({**kept, **joined}, {**kept, **had}, kept):
            whole = self.whole(collection, tried, seed)
            missing = collection.shape.required.difference(tried)
            for found in ({**tried, **{n: whole[n] for n in missing if n in whole}}, whole):
                if self._sampler.fits(collection.schema, found):
                    return found
        return record

    def _record(
        self, collection: Collection, parents: tuple[str, ...], key: str, seed: str
    ) -> Record | None:
        for example in self._examples(collection, parents, seed, key):
            named = self._named(collection, example, key)
            if key_of(collection, named) == key or not collection.key:
                return named
        made = self._made(collection, parents, key, seed)
        owned = owned_fields(collection, parents)
        return None if made is None else self._linked(collection, made, key, seed, owned)

    def _made(
        self, collection: Collection, parents: tuple[str, ...], key: str, seed: str
    ) -> Record | None:
        wish = self._wish(collection, parents, key, "|".join((seed, *parents)))
        try:
            made = self._sampler.made(collection.schema, wish)
        except (Rejection, DocumentError):
            return None
        if not isinstance(made, Mapping):
            return None
        varied = self._varied(collection, made, "|".join((seed, *parents, key)))
        return self._placed(collection, self._named(collection, varied, key), parents)

    def _varied(self, collection: Collection, record: Record, seed: str) -> Record:
        """With another value than the default here and there: else all records were of one kind."""
        random = Random(f"{seed}|{collection.path}|varied")
        other = {
            name: random.choice(values)
            for name, values in collection.wavering.items()
            if record.get(name) == collection.shape.members[name].value("default")
        }
        varied = {**record, **other}
        return varied if other and self._sampler.fits(collection.schema, varied) else record

    def _placed(self, collection: Collection, record: Record, parents: tuple[str, ...]) -> Record:
        """The record with the keys of those above it in the fields that hold them."""
        owned = owned_fields(collection, parents)
        placed = {**record, **{name: each for name, each in owned.items() if name in record}}
        return placed if self._sampler.fits(collection.schema, placed) else record

    def _examples(
        self, collection: Collection, parents: tuple[str, ...], seed: str, key: str = ""
    ) -> Iterator[Record]:
        """The records that the document shows where one is fetched, the best for the key first."""
        found = _answer(collection, Action.FETCH)
        if found is None or found[0].record_at is None:
            return
        part, content = found
        shown = self._sampler.shown(content, self._wish(collection, parents, key, seed))
        record = _at(shown.value, part.record_at) if shown else None
        if isinstance(record, Mapping):
            yield record

    def _exemplary_list(
        self, collection: Collection, parents: tuple[str, ...], seed: str
    ) -> Iterator[Record]:
        found = _answer(collection, Action.LIST)
        if found is None or found[0].record_at is None:
            return
        part, content = found
        shown = self._sampler.shown(content, self._wish(collection, parents, "", seed))
        items = _at(shown.value, part.record_at) if shown else None
        yield from (each for each in items or () if isinstance(each, Mapping))

    def _named(self, collection: Collection, record: Record, key: str) -> Record:
        """The record under the key that was asked for, where its schema has no objection."""
        if not (collection.key and key) or key_of(collection, record) == key:
            return record
        named = {**record, collection.key: typed(key, collection.key_types)}
        return named if self._sampler.fits(collection.schema, named) else record

    def _linked(
        self, collection: Collection, record: Record, key: str, seed: str, but: Container[str]
    ) -> Record:
        """The record with keys of records that exist in the fields that name others.

        ``but`` are those that hold what they should.
        """
        found = self._links(collection, record, key, seed)
        links = {field: value for field, value in found if field not in but}
        linked = {**record, **links}
        if not links or self._sampler.fits(collection.schema, linked):
            return linked
        for field, value in links.items():
            tried = {**record, field: value}
            record = tried if self._sampler.fits(collection.schema, tried) else record
        return record

    def _links(
        self, collection: Collection, record: Record, key: str, seed: str
    ) -> Iterator[tuple[str, Any]]:
        for field, path in collection.references.items():
            other = self._by_path.get(path)
            keys = self._keys(other, seed) if other and field in record else []
            if other is None or not keys:
                continue
            if path == collection.path:
                yield from _above(collection, record, field, keys)
                continue
            random = Random(f"{seed}|{collection.path}|{key}|{field}")
            form = self._form(collection, other, field)
            if isinstance(record[field], list):
                chosen = random.sample(keys, min(len(keys), len(record[field])))
                yield field, [form(each) for each in chosen]
            elif not isinstance(record[field], Mapping):
                yield field, form(random.choice(keys))

    def _form(self, collection: Collection, other: Collection, field: str) -> Callable[[Any], Any]:
        """How a field says which record it means: by its key, its path or its URL."""
        form = form_of(field, collection.shape.members[field])
        if form is Form.KEY:
            return lambda key: key
        base = self._url if form is Form.URL else urlsplit(self._url).path
        return lambda key: base + other.item_at([str(key)])

    def _keys(self, collection: Collection, seed: str) -> list[Any]:
        """Keys of the records that a collection lists; of one beneath others none are known."""
        if collection.parents or not collection.key:
            return []
        place = (seed, collection.path)
        keys = self._listed.get(place)
        if keys is None:
            rows = [each.value for each in collection.records]
            if collection.fixture is None:
                rows = [row for _, row in self._first(collection, (), seed)]
            keys = [row[collection.key] for row in rows if collection.key in row]
            self._listed[place] = keys
        return keys

    def _wish(self, collection: Collection, parents: tuple[str, ...], key: str, seed: str) -> Wish:
        values: dict[str, Any] = dict(zip(collection.parents, parents, strict=False))
        if key and collection.key_parameter:
            values[collection.key_parameter] = typed(key, collection.key_types)
        return Wish(values, collection.key_parameter, seed=seed, dynamic=self._dynamic)


def _answer(collection: Collection, action: Action) -> tuple[Part, Content] | None:
    """What an action is answered with when all is well, in JSON."""
    for operation, part in collection.parts.items():
        content = success_json(operation) if part.action is action else None
        if content is not None:
            return part, content
    return None


def _above(
    collection: Collection, record: Record, field: str, keys: list[Any]
) -> Iterator[tuple[str, Any]]:
    """The key of a record that is listed before: trees have no circles, and the first is a root."""
    own = record.get(collection.key)
    before = keys[: keys.index(own)] if own in keys else keys
    if before:
        yield field, before[len(before) // 2]
    elif collection.shape.members[field].is_nullable:
        yield field, None


def _joined(before: Any, after: Any) -> Any:
    """An object with the members that were sent in place of its own; anything else as it was."""
    is_both = isinstance(before, Mapping) and isinstance(after, Mapping)
    return {**before, **after} if is_both else before


def _at(value: Any, pointer: pointers.Pointer | None) -> Any:
    try:
        return pointers.resolve(value, pointer or ())
    except (KeyError, IndexError, TypeError, ValueError):
        return None
