"""What operations do to the state of the mock."""

from mockserver.behaviour.absence import ON_PATHS, forget, insist, keep, kept, note
from mockserver.behaviour.grounds import Grounds, Maker, key_of, owned_fields, path_of, typed
from mockserver.behaviour.listing import ListPage, fill
from mockserver.behaviour.records import RecordService
from mockserver.behaviour.refusals import not_found
from mockserver.behaviour.selection import orders
from mockserver.behaviour.task import READING, SUCCESSES, Outcome, Task

__all__ = [
    "ON_PATHS",
    "READING",
    "SUCCESSES",
    "Grounds",
    "ListPage",
    "Maker",
    "Outcome",
    "RecordService",
    "Task",
    "fill",
    "forget",
    "insist",
    "keep",
    "kept",
    "key_of",
    "not_found",
    "note",
    "orders",
    "owned_fields",
    "path_of",
    "typed",
]
