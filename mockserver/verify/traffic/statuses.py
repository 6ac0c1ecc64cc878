"""Another status than was recorded: a promise that is broken, or other data."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.collection import Action
from mockserver.pointer import at
from mockserver.verify.traffic.mark import ERROR, WARNING, Mark
from mockserver.verify.traffic.memory import Memory
from mockserver.verify.traffic.recorded import Recorded
from mockserver.verify.traffic.renaming import is_redacted

_UNSURE = (404, 409, 410, 412)  # RFC 9110 §15.5.5, §15.5.10: these speak of what is there
_CLASS = 100
_REFUSED = 4
_ADMISSION = (401, 403)
_OTHER_DATA = (
    "as the target holds other data than was recorded; --reset-url or --reset-cmd has it hold "
    "the same"
)
_CREDENTIAL = "; send a credential that the server accepts: -H 'Authorization: ...'"


@dataclass(frozen=True)
class Statuses:
    """``is_seeded``: the target was reset, and holds what was there; ``is_own``: it is ours."""

    memory: Memory
    is_seeded: bool
    is_own: bool

    def mark(self, recorded: Recorded, status: int) -> Mark:
        """What a status that differs means."""
        told = f"answered {status} where {recorded.status} was recorded"
        if status in _ADMISSION and recorded.status not in _ADMISSION:
            return Mark("traffic-status", ERROR, told + _CREDENTIAL)
        if not self._is_determined(recorded, status):
            return Mark("traffic-other-data", WARNING, f"{told}, {_OTHER_DATA}")
        return Mark("traffic-status", ERROR, told)

    def _is_determined(self, recorded: Recorded, status: int) -> bool:
        """Whether the traffic itself tells what there is, so that no data excuses a status."""
        if is_redacted(recorded.sent) and status // _CLASS == _REFUSED:
            return False
        if self.is_seeded or self._is_alike(recorded):
            return True
        above = list(self.memory.above(recorded))
        if not all(each.is_proven for each in above):
            return self._is_form(recorded, status)
        if status // _CLASS == _REFUSED and self._refers_elsewhere(recorded):
            return False
        return recorded.status not in _UNSURE or self._is_known(recorded)

    def _is_alike(self, recorded: Recorded) -> bool:
        """Whether all that a path speaks of is as it was when it was recorded."""
        own = [recorded.collection] if recorded.collection else []
        found = [*own, *(each.collection for each in self.memory.above(recorded))]
        is_alike = all(each.path in self.memory.alike for each in found)
        return self.is_own and bool(found) and is_alike

    def _is_form(self, recorded: Recorded, status: int) -> bool:
        """Of a record that may not be there: only what is said of a request's form counts."""
        is_unsure = status in _UNSURE or recorded.status in _UNSURE
        is_made = recorded.is_success and status // _CLASS == 2  # noqa: PLR2004
        return not is_unsure and not is_made

    def _refers_elsewhere(self, recorded: Recorded) -> bool:
        """Whether a body names records that the target may not have."""
        collection, part = recorded.collection, recorded.part
        record = at(recorded.sent, part.sent_at) if part else None
        if collection is None or not isinstance(record, dict):
            return False
        wanted = [(path, record[name]) for name, path in collection.references.items()
                  if record.get(name) is not None]  # fmt: skip
        proven = {
            (path, key) for (path, _, key), each in self.memory.records.items() if each.is_proven
        }
        flat = [(p, k) for p, v in wanted for k in (v if isinstance(v, list) else [v])]
        return any((path, str(key)) not in proven for path, key in flat)

    def _is_known(self, recorded: Recorded) -> bool:
        """Whether what stood in the way when it was recorded is there now, or is gone."""
        own = self.memory.own(recorded)
        if own is not None:
            return own.is_proven
        part, collection = recorded.part, recorded.collection
        if part is None or collection is None or part.action is not Action.CREATE:
            return True
        record = at(recorded.sent, part.sent_at)
        sent = record if isinstance(record, dict) else {}
        names = (*collection.unique, collection.key)
        return any(
            sent.get(name) is not None and each.recorded.get(name) == sent[name]
            for each in self.memory.records.values()
            if each.collection is collection and each.is_proven and not each.is_gone
            for name in names
        )
