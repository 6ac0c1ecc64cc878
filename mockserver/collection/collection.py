"""A collection: the paths, the key and the rules by which its records live."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote

from mockserver.collection.descent import descend, told
from mockserver.collection.fixture import FixtureFile, FixtureRecord
from mockserver.collection.inference import infer_counters, infer_generate, infer_touch
from mockserver.collection.judgement import Judgement, judge
from mockserver.collection.kinship import Census, parent_fields, references
from mockserver.collection.listing import Listing, compile_listing
from mockserver.collection.naming import plain, singular
from mockserver.collection.pair import VARIABLE, Pair, variables
from mockserver.collection.part import Action, Part
from mockserver.collection.referring import by_link, by_reference
from mockserver.collection.secrecy import secrets
from mockserver.collection.shape import Shape, sent_shapes
from mockserver.collection.uniqueness import Scope, scope_of, unique_fields
from mockserver.errors import DocumentError
from mockserver.finding import Finding
from mockserver.pointer import Pointer
from mockserver.spec.model import Operation
from mockserver.spec.schema import Schema


@dataclass(frozen=True, eq=False)
class Collection:
    """One collection; its schemas are looked at when it is first used.

    ``path`` and ``item_path`` are templates (``item_path`` empty without one), ``parents`` the
    variables of the path. ``operations`` are told by path and method alone, ``parts`` by what the
    document says of them; none of these when it is no collection after all.
    """

    pair: Pair = field(repr=False)
    census: Census = field(repr=False)
    fixture: FixtureFile | None = field(default=None, repr=False)

    @cached_property
    def path(self) -> str:
        """The template of the path of all records."""
        return self.pair.path

    @cached_property
    def item_path(self) -> str:
        """The template of the path of one record; empty without one."""
        return self.pair.item_path

    @property
    def key_parameter(self) -> str:
        """The variable that selects a record; empty without an item path."""
        return self.pair.parameter

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """The variables of the path, in order, and what selects one record in the query."""
        selectors = self._judgement.selectors if self.is_singleton else ()
        return (*self.pair.parents, *selectors)

    @cached_property
    def is_singleton(self) -> bool:
        """Whether there is one record and no key."""
        return self.pair.is_singleton

    @cached_property
    def is_shallow(self) -> bool:
        """Whether the path of a record leaves out what its list lies below."""
        return self.pair.is_shallow

    def told_by(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Those that are in the path of a record, of those above and, at last, its own."""
        return keys[-len(variables(self.item_path)) :] if self.is_shallow else keys

    @property
    def operations(self) -> Mapping[Operation, Action]:
        """Who may act on the records, by path and method alone."""
        return self.pair.operations

    @cached_property
    def _judgement(self) -> Judgement:
        return judge(self.pair, self.fixture.key if self.fixture else None)

    @property
    def parts(self) -> Mapping[Operation, Part]:
        """What each operation is to the records; nothing when this is no collection."""
        return self._judgement.parts

    @cached_property
    def actions(self) -> Mapping[Operation, Action]:
        """What each operation does."""
        return {operation: part.action for operation, part in self.parts.items()}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is broken in the document, and costs an operation its part."""
        return self._judgement.findings

    @cached_property
    def key(self) -> str:
        """The field that the path selects by; empty where records do not hold their key."""
        return self._judgement.key

    @property
    def has_schema(self) -> bool:
        """Whether an operation tells what a record is."""
        return self._judgement.schema is not None

    @property
    def schema(self) -> Schema:
        """The schema of one record. Raises DocumentError where there is none, and so no parts."""
        if self._judgement.schema is None:
            raise DocumentError(self.findings)
        return self._judgement.schema

    @cached_property
    def shape(self) -> Shape:
        """The members of a record; none where no operation tells."""
        return Shape.of(self.schema) if self.has_schema else Shape({}, frozenset(), is_open=False)

    @cached_property
    def unique(self) -> tuple[str, ...]:
        """The fields whose values no two records share, beside the key."""
        if self.fixture and self.fixture.unique is not None:
            return self.fixture.unique
        return unique_fields(self.schema, self.key, self._creating) if self.has_schema else ()

    def unique_within(self, name: str) -> Scope | None:
        """Among which records a field is unique, where they lie below others; None: not said."""
        above = [each for each in self.path.split("/") if not VARIABLE.fullmatch(each)][-2:-1]
        if not (self.parents and above and self.has_schema):
            return None
        return scope_of(name, self.schema, self._creating, plain(singular(above[0])))

    @cached_property
    def unique_everywhere(self) -> frozenset[str]:
        """The unique fields whose values are so below all parents together, as words say."""
        found = (each for each in self.unique if self.unique_within(each) is Scope.EVERYWHERE)
        return frozenset(found)

    @property
    def _creating(self) -> Iterator[Operation]:
        return (each for each, action in self.actions.items() if action is Action.CREATE)

    @cached_property
    def generate(self) -> Mapping[str, str]:
        """Templates of what the server makes when it creates a record.

        A fixture file may leave out the key also where only the server can set it.
        """
        told = self.fixture.generate if self.fixture else None
        if told is None:
            return self._inferred
        own = self.key if self._key_is_read_only and self.key in self._inferred else None
        return {own: self._inferred[own], **told} if own else told

    @property
    def _key_is_read_only(self) -> bool:
        own = self.shape.members.get(self.key)
        return own is not None and own.is_read_only

    @cached_property
    def _inferred(self) -> Mapping[str, str]:
        bodies = [body for operation in self._creating for body in sent_shapes(operation)]
        keys = [str(each.value.get(self.key, "")) for each in self.records] or self._shown_keys()
        return infer_generate(self.shape, self.key, keys, bodies)

    def _shown_keys(self) -> list[str]:
        """The keys that the document shows as examples of one."""
        member = self.shape.members.get(self.key)
        shown = member.value("examples") or [member.value("example")] if member else []
        return [str(each) for each in shown if each is not None]

    @cached_property
    def touch(self) -> tuple[str, ...]:
        """The fields that are set again on every change."""
        if self.fixture and self.fixture.touch is not None:
            return self.fixture.touch
        return infer_touch(self.shape)

    @cached_property
    def counters(self) -> Mapping[str, bool]:
        """Numbers that tell versions of a record apart, and whether each grows with any change.

        What a fixture file generates goes its own way.
        """
        if not self.has_schema:
            return {}
        found = infer_counters(self.shape, lambda name: told(self.schema, name))
        return {name: grows for name, grows in found.items() if name not in self.generate}

    @cached_property
    def made_by_server(self) -> frozenset[str]:
        """The fields whose values clients cannot choose."""
        read_only = (name for name, member in self.shape.members.items() if member.is_read_only)
        return frozenset((*self.generate, *self.touch, *read_only))

    @cached_property
    def key_types(self) -> frozenset[str]:
        """The JSON types of the key, as far as the document names them."""
        member = self.shape.members.get(self.key)
        return member.types - {"null"} if member else frozenset()

    @cached_property
    def key_may_be_sent(self) -> bool:
        """Whether a client that creates a record may choose its key: the body has the field."""
        if self._key_is_read_only:
            return False
        if self.fixture and self.fixture.generate is not None:
            return self.key not in self.fixture.generate
        bodies = [body for operation in self._creating for body in sent_shapes(operation)]
        fields = [body.members[self.key] for body in bodies if self.key in body.members]
        return any(not each.is_read_only for each in fields)

    @cached_property
    def parent_fields(self) -> Mapping[str, str]:
        """Variable of the path to the field of a record that has its value."""
        selectors = self._judgement.selectors if self.is_singleton else {}
        return {**parent_fields(self.path, self.shape, self.key), **selectors}

    @cached_property
    def references(self) -> Mapping[str, str]:
        """Field to the path of the collection whose key it holds, or of whose keys it is a list.

        What the document says of a field counts before what its name does.
        """
        named = references(self.pair, self.shape, self.key, self.census)
        return {**named, **dict(self._said)} if self.has_schema else named

    @property
    def _said(self) -> Iterator[tuple[str, str]]:
        names = [name for name in self.shape.members if name != self.key]
        with suppress(DocumentError):  # validate tells of it
            yield from by_reference(self.schema, names, self.census)
        with suppress(DocumentError):
            linked = by_link(self.parts, self.census)
            yield from (each for each in linked if each[0] in names)

    @cached_property
    def key_address(self) -> str:
        """Where the schema of the key is written; empty where nothing tells of one."""
        found = descend(self.schema, (self.key,)) if self.has_schema and self.key else None
        return found.address if found else ""

    @cached_property
    def listing(self) -> Listing | None:
        """How records are listed; None without such an operation."""
        for operation, part in self.parts.items():
            if part.action is Action.LIST and part.record_at is not None:
                return compile_listing(operation, part.record_at, part.schema, self.key)
        return None

    @property
    def records(self) -> tuple[FixtureRecord, ...]:
        """The records of the fixture; none without one."""
        return self.fixture.records if self.fixture else ()

    @property
    def source(self) -> str:
        """Where its first records come from, as messages name it."""
        return self.fixture.file if self.fixture else "the document"

    @cached_property
    def fixture_parents(self) -> Mapping[str, str]:
        """The values that a fixture file's ``/users/1/posts`` gives the variables of the path."""
        written = self.fixture.collection if self.fixture else None
        if not written or variables(written):
            return {}
        pairs = zip(self.path.strip("/").split("/"), written.strip("/").split("/"), strict=False)
        return {variables(name)[0]: value for name, value in pairs if variables(name)}

    @cached_property
    def secrets(self) -> tuple[Pointer, ...]:
        """Where a record holds what clients send and nobody sees again."""
        return secrets(self.schema) if self.has_schema else ()

    @cached_property
    def wavering(self) -> Mapping[str, tuple[Any, ...]]:
        """The fields with a default and few values, of which records have the others, too."""
        found: dict[str, tuple[Any, ...]] = {}
        for name, member in self.shape.members.items():
            values = member.value("enum") or ((True, False) if member.types == {"boolean"} else ())
            is_shown = member.has("example") or member.has("examples")
            if values and member.has("default") and not is_shown:
                found[name] = tuple(values)
        return found

    def item_at(self, keys: Iterable[str]) -> str:
        """The path of a record: ``keys`` are those of the records above and, at last, its own."""
        template = self.path if self.is_singleton else self.item_path
        values = iter(self.told_by(tuple(keys)))
        return VARIABLE.sub(lambda _: quote(next(values), safe=""), template)

    def parents_of(self, record: Mapping[str, Any]) -> tuple[str, ...] | None:
        """The values of the path's variables for a fixture record; None where one is not known."""
        fields = self.parent_fields
        values = [
            self.fixture_parents.get(name, record.get(fields.get(name, ""), None))
            for name in self.parents
        ]
        return None if None in values else tuple(map(str, values))
