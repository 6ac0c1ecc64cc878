"""A dialogue that holds the records in answers against those that the oracle has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.pointer import at
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.judging.answers import Answers, Fault, undeclared_secrets
from mockserver.verify.sides.both import Both, Reply
from mockserver.verify.sides.dialogue import Broken, Dialogue, Skipped
from mockserver.verify.sides.hidden import places
from mockserver.verify.sides.relation import Relation
from mockserver.verify.sides.sides import Sides
from mockserver.verify.sides.twin import Twin


class Audit(Dialogue):
    """``renamed`` are the target's keys by those of the oracle, of what was made."""

    def __init__(self, atlas: Atlas, sides: Sides, answers: Answers) -> None:
        super().__init__(sides, answers)
        self.atlas = atlas
        self.renamed: dict[str, Any] = {}

    def compare(self, twin: Twin, door: Door, both: Both) -> None:
        """Hold the record in the target's answer against the oracle's. Raises Broken."""
        where = door.part.record_at
        if where is None:
            return
        actual, expected = (at(reply.value, where) for reply in both)
        if not isinstance(expected, dict) or not isinstance(actual, dict):
            return
        self._note_secrets(door, actual)
        self._note_hidden(twin, door, actual, expected)
        relation = Relation(twin, self.atlas.shape(door), self.renamed)
        fault = relation.fault(expected, actual)
        if fault:
            raise Broken(door.operation, fault)
        told = relation.tidied(expected, actual)
        if told:
            self.remark(door.operation, "text_tidied", f"{told}; have the document say so")
        twin.seen, twin.meant = actual, expected

    def record(self, door: Door, reply: Reply) -> Mapping[str, Any]:
        """The record in a reply. Raises Skipped where there is none; schemas tell of that."""
        found = at(reply.value, door.part.record_at or ())
        if not isinstance(found, dict):
            raise Skipped("it is no record")
        return found

    def _note_secrets(self, door: Door, actual: Mapping[str, Any]) -> None:
        known = frozenset(self.atlas.shape(door).members)
        for name in undeclared_secrets(iter(actual), known):
            told = f"answered with {name!r}, which the document does not declare; leave it out"
            self.note(door.operation, Fault("secret_leaked", told))

    def _note_hidden(self, twin: Twin, door: Door, actual: Any, expected: Any) -> None:
        """What is writeOnly is not shown by another name, either; by its own its schema tells."""
        for text, name in twin.hidden.items():
            found = (each for each in places(actual, text) if each != f"/{name}")
            place = next(found, None)
            if place is not None and not any(places(expected, text)):
                told = f"shows as {place[1:]} what was sent as {name}, which is writeOnly"
                self.note(door.operation, Fault("secret_leaked", f"{told}; leave it out"))
