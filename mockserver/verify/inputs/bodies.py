"""Bodies for one operation: such as the document allows, and such as break it in one place."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any
from urllib.parse import urlencode

from mockserver.collection import Collection, Part, Shape
from mockserver.collection.descent import descend
from mockserver.collection.shape import Member
from mockserver.errors import DocumentError
from mockserver.generation import Generator, Unsatisfiable
from mockserver.pointer import at, put
from mockserver.schema import Direction, Validators
from mockserver.serialization.shapes import type_of
from mockserver.spec.model import Content, Operation
from mockserver.verify.inputs.candidates import MISSING, Candidate, candidates
from mockserver.verify.inputs.order import moments, spread
from mockserver.verify.sides.both import encoded

_FORM = "application/x-www-form-urlencoded"
_PLAIN = frozenset(("string", "integer", "number", "boolean"))
_ANOTHER = re.compile(r"\s*(?:[-+.\d].*|[a-z]{1,5}|)\s*", re.IGNORECASE | re.DOTALL)
"""Texts that somebody may read as a number or a boolean: ``on``, ``yes``, ``NaN``."""
_TRIES = 20
_HOSTS = ("example.com", "mail.office.example.com", "shop.example")  # RFC 2606: nobody's
_NAMED = ("a value of its enum", "a boolean", "its minimum", "its maximum", "zero")


@dataclass(frozen=True)
class Bodies:
    """Makes the bodies of an operation on a collection: of those that take JSON, or plain forms.

    A form is plain where each field is one text, number or boolean.
    """

    collection: Collection
    operation: Operation
    part: Part
    content: Content
    validators: Validators

    @classmethod
    def of(
        cls, collection: Collection, operation: Operation, part: Part, validators: Validators
    ) -> Bodies | None:
        """The bodies; None where the operation takes no object in JSON, and no plain form."""
        try:
            body = operation.request_body
            known = [each for each in (body.content if body else ()) if each.schema]
            found = [each for each in known if each.media_type.is_json]
            found += [each for each in known if each.media_type.essence == _FORM]
            made = cls(collection, operation, part, found[0], validators) if found else None
            is_of_use = made is not None and made._is_of_use  # noqa: SLF001  its own
        except DocumentError:
            return None
        return made if is_of_use else None

    @property
    def _is_of_use(self) -> bool:
        is_plain = not self.is_form or all(
            each.types and each.types <= _PLAIN for each in self.fields.values()
        )
        return bool(self.fields) and is_plain and self._draws

    @property
    def is_form(self) -> bool:
        """Whether they are sent as a form, in which all values are texts."""
        return self.content.media_type.essence == _FORM

    def sent(self, body: Any) -> bytes:
        """A body as it is sent; bytes go as they are. In a form nothing is null."""
        if isinstance(body, bytes) or not (self.is_form and isinstance(body, dict)):
            return encoded(body)
        pairs = ((name, value) for name, value in body.items() if value is not None)
        return urlencode([(name, _form_text(value)) for name, value in pairs]).encode()

    def _can_be_sent(self, candidate: Candidate) -> bool:
        """Whether a value is what it is in a form too: of its own type, or a text of no other."""
        value = candidate.value
        if not self.is_form or value is MISSING:
            return True
        own = type_of(value)
        types = self.fields[candidate.name].types
        if own == "string" and own not in types:
            return _ANOTHER.fullmatch(value) is None
        return own in types or (own == "integer" and "number" in types)

    @cached_property
    def media_type(self) -> str:
        """What they are sent as."""
        return str(self.content.media_type)

    @cached_property
    def shape(self) -> Shape:
        """The members of the record within the body."""
        schema = descend(self.content.schema, self.part.sent_at) if self.content.schema else None
        return Shape.of(schema) if schema else Shape({}, frozenset(), is_open=True)

    @cached_property
    def fields(self) -> Mapping[str, Member]:
        """The members that a client may send."""
        members = self.shape.members.items()
        return {name: member for name, member in members if not member.is_read_only}

    @cached_property
    def ordinary(self) -> frozenset[str]:
        """Those that neither have to be unique nor mean other records."""
        return frozenset(self.fields) - self._kept - frozenset(self.collection.unique)

    @cached_property
    def required(self) -> frozenset[str]:
        """The members that have to be there."""
        return self.shape.required & self.fields.keys()

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """What the document says of members that are left out."""
        fields = self.fields.items()
        return {name: each.value("default") for name, each in fields if each.has("default")}

    @cached_property
    def _generator(self) -> Generator:
        assert self.content.schema is not None  # noqa: S101  see ``of``
        return Generator(self.validators.of(self.content.schema, Direction.REQUEST))

    @cached_property
    def _draws(self) -> bool:
        try:
            self.full(Random(0), "0")
        except Unsatisfiable:
            return False
        return True

    def is_valid(self, body: Any) -> bool:
        """Whether the document allows a body."""
        assert self.content.schema is not None  # noqa: S101  see ``of``
        return self.validators.of(self.content.schema, Direction.REQUEST).is_valid(body)

    def broken_at(self, body: Any) -> str:
        """The pointer to the keyword in the document that a body breaks; empty for none."""
        assert self.content.schema is not None  # noqa: S101  see ``of``
        found = self.validators.of(self.content.schema, Direction.REQUEST).violations(body)
        return found[0].schema_pointer if found else ""

    def full(self, random: Random, nonce: str) -> Any:
        """A body with every member, none of which is what it would be if it were left out."""
        body = self._writable(self._generator.value(random))
        for name, default in self.defaults.items() if isinstance(self.record(body), dict) else ():
            if self.record(body).get(name) == default:
                body = self._unlike(body, name, random)
        return self._fresh(self._spread(body), random, nonce)

    def _writable(self, body: Any) -> Any:
        """Without what is readOnly, which a service may refuse (JSON Schema 2020-12 §9.4)."""
        record = self.record(body)
        for name in [*record] if isinstance(record, dict) else ():
            if name in self.shape.members and name not in self.fields:
                body = self.with_allowed(body, name, MISSING)
        return body

    def _spread(self, body: Any) -> Any:
        """With no two moments on one day, as one may have to come before another."""
        record = self.record(body)
        for name, value in spread(record, moments(self.fields)) if isinstance(record, dict) else ():
            body = self.with_allowed(body, name, value)
        return body

    def _unlike(self, body: Any, name: str, random: Random) -> Any:
        """With another value of a field than it has, where its schema names some."""
        own, member = self.record(body)[name], self.fields[name]
        named = [e.value for e in candidates(name, member, own) if e.trial in _NAMED]
        found = [
            changed
            for value in (*named, *_between(member, random))
            if value != own
            for changed in (self.with_value(body, name, value),)
            if self.is_valid(changed)
        ]
        return random.choice(found) if found else body

    def is_full(self, record: Mapping[str, Any]) -> bool:
        """Whether it has every member, none null, an empty text, or what it would be by itself."""
        return record.keys() >= self.fields.keys() and not any(
            record[name] in (None, "", self.defaults.get(name)) for name in self.fields
        )

    def minimal(self, random: Random, nonce: str) -> Any:
        """A body with what has to be there."""
        body = self.full(random, nonce)
        for name in self.fields.keys() - self.required:
            body = self.with_allowed(body, name, MISSING)
        return body

    def examples(self, random: Random, nonce: str) -> Iterator[Any]:
        """The bodies that the document shows, with fresh values where they have to be unique."""
        for each in self.content.examples:
            if self.is_valid(each.value) and isinstance(self.record(each.value), dict):
                yield self._fresh(copy.deepcopy(each.value), random, nonce)

    def refreshed(self, body: Any, random: Random, nonce: str) -> Any:
        """The body with other values where they have to be unique; as right or wrong as before."""
        record = self.record(body)
        names = self.collection.unique if isinstance(record, dict) else ()
        wrong = self.broken_at(body)
        for name in sorted(set(names) & record.keys()) if names else ():
            token = f"{nonce}{random.randrange(16**5):05x}"
            for fresh in fresh_values(record[name], token, random):
                changed = self.with_value(body, name, fresh)
                if self.broken_at(changed) == wrong:
                    body = changed
                    break
        return body

    def record(self, body: Any) -> Any:
        """The record within a body."""
        return at(body, self.part.sent_at)

    def with_value(self, body: Any, name: str, value: Any) -> Any:
        """The body with another value of a field, or without it."""
        record = {key: each for key, each in self.record(body).items() if key != name}
        if value is not MISSING:
            record[name] = value
        return put(body, self.part.sent_at, record)

    def with_allowed(self, body: Any, name: str, value: Any) -> Any:
        """The same where the document allows the whole; else the body as it is."""
        changed = self.with_value(body, name, value)
        return changed if self.is_valid(changed) else body

    def with_only(self, body: Any, name: str, value: Any) -> Any:
        """The body with that field alone."""
        return put(body, self.part.sent_at, {name: value})

    def without_any(self, body: Any) -> Any:
        """The body without any field."""
        return put(body, self.part.sent_at, {})

    def tried(self, body: Any, *, alone: bool = False) -> Iterator[tuple[Candidate, Any, bool]]:
        """Each candidate of each field, the body with it, and whether the document allows that."""
        record = self.record(body)
        kept = self._kept
        for name, member in self.fields.items():
            if name in kept or (self.shape.has_variants and name not in record):
                continue
            found = (*candidates(name, member, record.get(name)), *self._states(name))
            for each in filter(self._can_be_sent, found):
                tried = self.with_only if alone else self.with_value
                changed = tried(body, name, each.value)
                is_valid = self.is_valid(changed)
                if each.is_of_use(is_valid):
                    yield each, changed, is_valid
        for name in () if alone else sorted(self.required):
            less = self.with_value(body, name, MISSING)
            yield Candidate(name, MISSING, "nothing"), less, self.is_valid(less)

    def _states(self, name: str) -> Iterator[Candidate]:
        """What a record may be in, and a client not bring it into with this body."""
        member = self.collection.shape.members.get(name)
        known = self.fields[name].value("enum") or ()
        for value in (member.value("enum") if member and known else None) or ():
            if value not in known:
                yield Candidate(name, value, "a state that only the server sets", needed=False)

    @cached_property
    def _kept(self) -> frozenset[str]:
        """The fields whose values mean other records, which have to be there."""
        return frozenset(self.collection.references) | frozenset((self.collection.key,))

    def _fresh(self, body: Any, random: Random, nonce: str) -> Any:
        """With values that no other record has, where they have to be unique, and no key."""
        record = self.record(body)
        if not isinstance(record, dict):
            return body
        unique = {*self.collection.unique}
        unique |= {self.collection.key} if self.collection.key_may_be_sent else set()
        for name in sorted(unique & record.keys()):
            body = self._with_fresh(body, name, random, nonce)
        return body

    def _with_fresh(self, body: Any, name: str, random: Random, nonce: str) -> Any:
        value = self.record(body)[name]
        token = f"{nonce}{random.randrange(16**5):05x}"
        for fresh in fresh_values(value, token, random):
            changed = self.with_value(body, name, fresh)
            if self.is_valid(changed):
                return changed
        for _ in range(_TRIES):
            drawn = self.record(self._generator.value(random, natural=False))
            if drawn.get(name, value) != value:
                changed = self.with_value(body, name, drawn[name])
                if self.is_valid(changed):
                    return changed
        return body


def _between(member: Member, random: Random) -> Iterator[int]:
    """A whole number within the bounds of a field: its ends alone would make all records alike."""
    low, high = (member.value(each) for each in ("minimum", "maximum"))
    if "integer" in member.types and isinstance(low, int) and isinstance(high, int) and low < high:
        yield random.randint(low, high)


def _form_text(value: Any) -> str:
    return value if isinstance(value, str) else encoded(value).decode()


def fresh_values(value: Any, token: str, random: Random) -> Iterator[Any]:
    """Values like one that no record has, as the token is in no other name."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield random.randrange(10**8, 2**31 - 1)
        yield random.randrange(10**5)
    elif "@" in str(value):
        yield f"Ann.{token}+b@{random.choice(_HOSTS)}"
        yield f"a{token}@example.com"
    else:
        yield f"{value}-{token}"
        yield f"{value}{token}"
        yield token
        yield f"{value}-{token}".upper()
        yield token.upper()
        yield f"{random.randrange(10 ** max(len(str(value)), 1)):0{len(str(value))}}"
        yield str(value)[: -len(token)] + token
