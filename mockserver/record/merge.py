"""What was seen of a collection, and what its fixture file says already, as one list of records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.collection import Collection, FixtureFile
from mockserver.journal.redaction import REDACTED
from mockserver.quantity import many
from mockserver.record.harvest import Catch, Sighting
from mockserver.schema import Direction, Validators
from mockserver.source.editing import ListEdit

_MISSING = object()


class Merge:
    """The records of one collection as they were written, and as they were seen."""

    def __init__(self, catch: Catch, collection: Collection, validators: Validators) -> None:
        self.collection = collection
        self.skipped: list[str] = []
        self._catch = catch
        self._judge = validators.of(self.collection.schema, Direction.RESPONSE)
        self.place = self._place()
        self._old = _listed(self.collection.fixture)
        self.edit = self._edit()
        if catch.without_key:
            said = f"{many(catch.without_key, 'record')} without '{self.collection.key or 'a key'}'"
            self.skipped.append(f"{self.collection.path}: {said}")

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.edit.added or self.edit.changed or self.edit.removed)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many records were added, changed and removed."""
        edit = self.edit
        return {
            "added": len(edit.added),
            "changed": len(edit.changed),
            "removed": len(edit.removed),
        }

    def _edit(self) -> ListEdit:
        key = self.collection.key
        places = {str(each[key]): i for i, each in enumerate(self._old) if _has(each, key)}
        changed: dict[int, Any] = {}
        removed: set[int] = set()
        added: list[Any] = []
        for name, sighting in self._catch.sightings.items():
            place = places.get(name)
            if sighting is None:
                removed.update(() if place is None else (place,))
                continue
            record = self._fit(name, sighting, {} if place is None else self._old[place])
            if record is not None and place is None:
                added.append(record)
            elif record is not None and place is not None and record != self._old[place]:
                changed[place] = record
        edit = ListEdit(changed, frozenset(removed), tuple(added))
        return self._distinct(edit)

    def _fit(self, name: str, sighting: Sighting, old: Mapping[str, Any]) -> dict[str, Any] | None:
        """The record to write; None where it would break the document."""
        seen = self._with_parents(sighting)
        if seen is None:
            said = "nothing in it tells whose it is, and it was seen below several parents"
            self.skipped.append(f"{self.collection.path}: record {name}: {said}")
            return None
        kept = {} if sighting.is_whole else old
        plain = _open(seen, old)
        told = (self._told({**kept, **plain}, old), self._told({**kept, **seen}, old))
        fitting = next((each for each in told if self._judge.is_valid(each)), None)
        if fitting is None:
            why = self._judge.violations(told[0])[0]
            at = "/".join(map(str, why.pointer))
            said = f"{at + ': ' if at else ''}{why.message} (as {why.origin} says)"
            self.skipped.append(f"{self.collection.path}: record {name}: {said}")
        return fitting

    def _told(self, record: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
        """In the order of what was written before, else in that of the document."""
        names = old or self.collection.shape.members
        first = {name: record[name] for name in names if name in record}
        return {**first, **record}

    # Parents

    def _place(self) -> str:
        """The collection as a new file names it: with the one parent that all were seen below."""
        parents = self._parents()
        if not self._orphans() or len(parents) != 1:
            return self.collection.path
        names = zip(self.collection.parents, parents.pop(), strict=True)
        path = self.collection.path
        for name, value in names:
            path = path.replace(f"{{{name}}}", value)
        return path

    def _parents(self) -> set[tuple[str, ...]]:
        return {each.parents for each in self._catch.sightings.values() if each}

    def _orphans(self) -> tuple[str, ...]:
        """The variables of the path whose value no field of a record holds."""
        fields = self.collection.parent_fields
        return tuple(each for each in self.collection.parents if each not in fields)

    def _with_parents(self, sighting: Sighting) -> dict[str, Any] | None:
        """The record with the fields that tell its parents; None where that takes another file."""
        collection = self.collection
        if self._orphans() and not self._is_at_home(sighting):
            return None
        told = {}
        for name, value in zip(collection.parents, sighting.parents, strict=False):
            field = collection.parent_fields.get(name)
            if field and value and field not in sighting.value:
                told[field] = self._typed(field, value)
        return {**sighting.value, **told}

    def _is_at_home(self, sighting: Sighting) -> bool:
        if self.collection.fixture is None:
            return len(self._parents()) == 1
        home = self.collection.fixture_parents
        return tuple(home.get(name) for name in self.collection.parents) == sighting.parents

    def _typed(self, field: str, value: str) -> Any:
        member = self.collection.shape.members.get(field)
        is_number = member is not None and member.types - {"null"} == {"integer"}
        return int(value) if is_number and value.isascii() and value.isdecimal() else value

    # Uniqueness

    def _distinct(self, edit: ListEdit) -> ListEdit:
        """Without records that would share a value that the file says is unique."""
        for field in self.collection.unique:
            edit = self._distinct_in(field, edit)
        return edit

    def _distinct_in(self, field: str, edit: ListEdit) -> ListEdit:
        kept = {i: each for i, each in enumerate(self._old) if i not in edit.removed}
        taken = {str(each[field]) for i, each in kept.items() if _has(each, field)}
        taken -= {str(kept[i].get(field)) for i in edit.changed if i in kept}
        changed = {i: each for i, each in edit.changed.items() if self._is_free(field, each, taken)}
        added = tuple(each for each in edit.added if self._is_free(field, each, taken))
        return ListEdit(changed, edit.removed, added)

    def _is_free(self, field: str, record: Mapping[str, Any], taken: set[str]) -> bool:
        value = record.get(field)
        if value is not None and str(value) in taken:
            said = f"another record has its {field}, {value!r}, and the file says it is unique"
            self.skipped.append(
                f"{self.collection.path}: record {record.get(self.collection.key)}: {said}"
            )
            return False
        taken.add(str(value))
        return True


def _listed(file: FixtureFile | None) -> list[Any]:
    root = file.document.root if file else None
    records = root.get("records") if isinstance(root, dict) else None
    return records if isinstance(records, list) else []


def _has(record: Any, field: str) -> bool:
    return isinstance(record, Mapping) and record.get(field) is not None


def _open(seen: Any, old: Any) -> Any:
    """What was seen, where what was secret is what was written before, or left out."""
    if isinstance(seen, Mapping):
        before = old if isinstance(old, Mapping) else {}
        pairs = ((name, _secret(each, before.get(name, _MISSING))) for name, each in seen.items())
        return {name: each for name, each in pairs if each is not _MISSING}
    return seen


def _secret(seen: Any, old: Any) -> Any:
    return old if seen == REDACTED else _open(seen, old)
