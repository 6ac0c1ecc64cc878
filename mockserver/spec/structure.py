"""The structural walk: whether every object of a document holds what the specification lets it.

What can be judged from an object and its own fields is judged here; what needs more than that,
such as where a reference leads, is only collected for those who judge it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver import pointer as pointers
from mockserver.finding import Finding
from mockserver.pointer import Pointer
from mockserver.source import Document
from mockserver.spec.fields import TABLES, rule, shape_of
from mockserver.spec.fields.breach import ANNOTATIONS, breaches, siblings
from mockserver.spec.fields.refusal import judged_names, refusal
from mockserver.spec.fields.schema import DIALECTS
from mockserver.spec.fields.shape import TEXT, Choice, Listing, Naming, Object, Shape
from mockserver.spec.fields.table import Referral, Table
from mockserver.spec.fields.verdict import Place, Verdict
from mockserver.spec.fields.words import found
from mockserver.spec.other_kinds import other_kind
from mockserver.value import dataclass

RULES = rule.RULES


@dataclass(frozen=True, slots=True)
class Reference:
    """A ``$ref``: what it must lead to, its text, and the object that holds it."""

    kind: str
    target: str
    pointer: Pointer


@dataclass(frozen=True, slots=True)
class Structure:
    """What the walk found: findings, references, and the objects of each kind by their places.

    An object that YAML aliases share is told of once, at its first place. Beside each place is
    the value there.
    """

    version: str | None
    findings: tuple[Finding, ...]
    references: tuple[Reference, ...]
    nodes: Mapping[str, tuple[tuple[Pointer, Any], ...]]


def check_structure(document: Document) -> Structure:
    """Walk a whole OpenAPI document."""
    version, verdict, place = _recognise(document.root)
    walk = _Walk(document, version or "3.1")
    if verdict is not None:
        walk.tell(verdict, place)
    if version is not None:
        walk.run(document.root, Object("OpenAPI"), ())
    return walk.structure(version)


def check_fragment(document: Document, pointer: Pointer, kind: str, version: str) -> Structure:
    """Walk an object of a kind that a reference led to.

    Raises KeyError when there is nothing at the pointer, or no such kind in the version.
    """
    walk = _Walk(document, version)
    walk.run(pointers.resolve(document.root, pointer), shape_of(version, kind), pointer)
    return walk.structure(version)


_CONTAINERS = frozenset((dict, list))
_OPENAPI = re.compile(r"(3\.[0-2])\.\d+(-.+)?")
_SHORT = {"3": "3.0", "3.0": "3.0", "3.1": "3.1", "3.2": "3.2", "2": "2.0", "2.0": "2.0"}
_VERSIONS = "OpenAPI 3.0, 3.1, 3.2 and Swagger 2.0 are read here"


def _recognise(root: Any) -> tuple[str | None, Verdict | None, Pointer]:
    """The version that counts, what is wrong with how it is said, and where that is."""
    if type(root) is not dict:
        said = f"an OpenAPI document is an object, but this is {found(root)}"
        return None, Verdict(rule.TYPE_MISMATCH, said), ()
    key = next((key for key in ("openapi", "swagger") if key in root), None)
    if key is None:
        kind = other_kind(root)
        said = "this is no OpenAPI document: it has neither `openapi` nor `swagger` at its top"
        said = f"this is no OpenAPI document, but {kind}" if kind else said
        return None, Verdict(rule.VERSION_UNKNOWN, said), ()
    written = root[key]
    version = _version(key, written)
    return version, _misspelt(key, written, version), (key,)


def _version(key: str, written: Any) -> str | None:
    full = _OPENAPI.fullmatch(str(written))
    version = full[1] if full else _SHORT.get(str(written))
    return version if version and (version == "2.0") == (key == "swagger") else None


def _misspelt(key: str, written: Any, version: str | None) -> Verdict | None:
    if version is None:
        said = f"`{key}` is {found(written)}, which is no version of it; {_VERSIONS}"
        if key == "swagger" and str(written).startswith("3"):
            said = "`swagger` ended with 2.0: from 3.0 on it is `openapi`, such as 'openapi: 3.0.3'"
        return Verdict(rule.VERSION_UNKNOWN, said)
    right = version if key == "swagger" else f"{version}.0"
    if not isinstance(written, str):
        said = f"`{key}` must be a string, but is {found(written)}; write '{right}' in quotes"
        return Verdict(rule.TYPE_MISMATCH, said)
    if written != "2.0" and not _OPENAPI.fullmatch(written):
        said = f"`{key}` is '{written}', but a version has three numbers, such as '{right}'"
        return Verdict(rule.VERSION_UNKNOWN, said)
    return None


def _tables(version: str, root: Any) -> Mapping[str, Table]:
    """The tables for a document; a schema dialect that is not OpenAPI's own is not judged."""
    known = TABLES[version]
    dialect = root.get("jsonSchemaDialect") if type(root) is dict else None
    if "ForeignSchema" not in known or not isinstance(dialect, str) or dialect in DIALECTS:
        return known
    return {**known, "Schema": known["ForeignSchema"]}


class _Walk:
    """One walk: what waits to be looked at, and what was found so far."""

    def __init__(self, document: Document, version: str) -> None:
        self._document = document
        self._version = version
        self._tables = _tables(version, document.root)
        self._findings: list[Finding] = []
        self._references: list[Reference] = []
        self._nodes: dict[str, list[tuple[Pointer, Any]]] = defaultdict(list)
        self._seen: set[tuple[int, object]] = set()
        self._waiting: list[tuple[Any, Shape, Pointer, Table | None]] = []

    def structure(self, version: str | None) -> Structure:
        """All that was found, findings in the order of the text."""
        return Structure(
            version,
            tuple(sorted(self._findings, key=_in_text)),
            tuple(self._references),
            {family: tuple(places) for family, places in self._nodes.items()},
        )

    def run(self, value: Any, shape: Shape, pointer: Pointer) -> None:
        """Look at a value and all that is beneath it. Iterative: depth costs no frames."""
        waiting, is_tree = self._waiting, self._document.is_tree
        looks: dict[type, Callable[[Any, Any, Pointer], None]] = {
            Object: self._object,
            Naming: self._naming,
            Listing: self._listing,
        }
        waiting.append((value, shape, pointer, None))
        while waiting:
            value, shape, pointer, owner = waiting.pop()
            chosen = (shape.of(value) or shape) if isinstance(shape, Choice) else shape
            if not chosen.fits(value):
                self._refuse(value, shape, pointer, owner)
            elif type(value) in _CONTAINERS and (is_tree or self._is_first(value, chosen)):
                look = looks.get(type(chosen))
                if look is not None:
                    look(value, chosen, pointer)

    def _is_first(self, container: Any, shape: Shape) -> bool:
        """A container that aliases share is looked at once for each shape."""
        mark = (id(container), shape.kind if isinstance(shape, Object) else id(shape))
        if mark in self._seen:
            return False
        self._seen.add(mark)
        return True

    def _object(self, value: dict[str, Any], shape: Object, pointer: Pointer) -> None:
        table = self._tables[shape.kind]
        if "$ref" in value and self._is_reference(value, table, pointer):
            return
        self._nodes[table.family].append((pointer, value))
        while table.variants is not None and (variant := table.variants.of(value)):
            table = self._tables[variant]
        odd = self._members(value, table, pointer)
        if table.entries is not None:
            self._entries({key: value[key] for key in odd}, table, pointer)
        elif odd or not table.needed <= value.keys() or _is_unlawful(value, table):
            self._judge(value, table, odd, pointer)

    def _members(self, value: dict[str, Any], table: Table, pointer: Pointer) -> list[str]:
        """Queue what is beneath; the names that the table does not know."""
        fields, below, odd = table.fields, [], []
        for key, child in value.items():
            shape = fields.get(key)
            if shape is None:
                if not (table.extensible and key.startswith("x-")):
                    odd.append(key)
            elif type(child) not in shape.settled and (
                type(child) in _CONTAINERS or not shape.fits(child)
            ):
                below.append((child, shape, (*pointer, key), table))
        below.reverse()
        self._waiting += below
        return odd

    def _entries(self, members: dict[str, Any], table: Table, pointer: Pointer) -> None:
        """The members of an object whose names its table leaves free."""
        if table.entries is None:
            return
        self._naming(members, table.entries, pointer, table)
        if table.filled and not members:
            said = f"{table.noun} must have at least one entry"
            self.tell(Verdict(rule.VALUE_EMPTY, said), pointer, on_key=True)

    def _naming(
        self, value: dict[str, Any], shape: Naming, pointer: Pointer, owner: Table | None = None
    ) -> None:
        refused: set[str] = set()
        if shape.judges or "$ref" in value:
            refused.update(self._names(value, shape, pointer, owner))
        below: list[_Waiting] = [
            (child, shape.of, (*pointer, key), None)
            for key, child in value.items()
            if type(child) not in shape.of.settled and key not in refused
        ]
        below.reverse()
        self._waiting += below

    def _names(
        self, value: dict[str, Any], shape: Naming, pointer: Pointer, owner: Table | None
    ) -> Iterator[str]:
        """Judge the keys of a map; those whose members are not worth a look."""
        for key, verdict in judged_names(value, shape, Place(self._version, owner, pointer)):
            if key is not None:
                self.tell(verdict, (*pointer, key), on_key=True)
                if not shape.of.fits(value[key]):
                    yield key
            else:
                self.tell(verdict, pointer, on_key=True)

    def _listing(self, value: list[Any], shape: Listing, pointer: Pointer) -> None:
        below: list[_Waiting] = [
            (child, shape.of, (*pointer, index), None)
            for index, child in enumerate(value)
            if type(child) not in shape.of.settled
        ]
        below.reverse()
        self._waiting += below
        if shape.distinct is not None:
            self._repeated(value, shape.distinct, pointer)

    def _repeated(self, value: list[Any], member: str, pointer: Pointer) -> None:
        seen = set()
        for index, entry in enumerate(value):
            name = entry.get(member) if member and type(entry) is dict else entry
            if not isinstance(name, str):
                continue
            if name in seen:
                said = f"'{name}' stands in `{pointer[-1]}` already, and each may stand there once"
                place = (*pointer, index, member) if member else (*pointer, index)
                self.tell(Verdict(rule.ENTRY_DUPLICATE, said), place)
            seen.add(name)

    def _is_reference(self, value: dict[str, Any], table: Table, pointer: Pointer) -> bool:
        """Take in a ``$ref``; whether it stands for the whole object."""
        if table.referral is Referral.NONE:
            return False
        alone, target = table.referral is not Referral.BESIDE, value["$ref"]
        if not isinstance(target, str):
            if alone:
                self._refuse(target, TEXT, (*pointer, "$ref"), None)
            return alone
        self._references.append(Reference(table.family, target, pointer))
        if table.referral is Referral.ANNOTATED:
            self._waiting += [
                (value[key], TEXT, (*pointer, key), None) for key in ANNOTATIONS if key in value
            ]
        ignored = siblings(value, table.referral) if alone else None
        if ignored is not None:
            self.tell(ignored[1], (*pointer, ignored[0]), on_key=True)
        return alone

    def _judge(self, value: dict[str, Any], table: Table, odd: list[str], pointer: Pointer) -> None:
        place = Place(self._version, table, pointer)
        for breach in breaches(value, table, odd, place):
            where = (*pointer, breach.field) if breach.field else pointer
            self.tell(breach.verdict, where, on_key=not breach.on_value)

    def _refuse(self, value: Any, shape: Shape, pointer: Pointer, owner: Table | None) -> None:
        raw = self._document.raw(pointer) or ""
        self.tell(refusal(value, shape, Place(self._version, owner, pointer, raw)), pointer)

    def tell(self, verdict: Verdict, pointer: Pointer, *, on_key: bool = False) -> None:
        """Report a verdict at a value or, for one about what is there or missing, at its key."""
        named = on_key and pointer and isinstance(pointer[-1], str)
        origin = (self._document.key_origin if named else self._document.origin)(pointer)
        severity = verdict.severity or verdict.rule.severity
        finding = Finding(
            verdict.rule.id, severity, verdict.sentence, origin, pointers.text(pointer)
        )
        self._findings.append(finding)


def _is_unlawful(value: dict[str, Any], table: Table) -> bool:
    """Asked of each object, so that few are looked at as a whole."""
    for law in table.laws:  # noqa: SIM110  any() would take twice as long
        if law.breach(value, "") is not None:
            return True
    return False


_Waiting = tuple[Any, Shape, Pointer, Table | None]


def _in_text(finding: Finding) -> tuple[int, int]:
    return (finding.origin.line, finding.origin.column) if finding.origin else (0, 0)
