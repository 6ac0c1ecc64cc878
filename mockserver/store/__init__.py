"""The state of a mock: tables, shared as widely as one likes, and the worlds in them."""

from mockserver.store.ground import Ground, Record, canonical
from mockserver.store.memory_tables import MemoryTables
from mockserver.store.opening import open_tables
from mockserver.store.records import EMPTIED, Records, UniqueTaken, WritableRecords
from mockserver.store.sessions import Bounds, Session, SessionRefused, Sessions
from mockserver.store.tables import Edit, Row, Tables
from mockserver.store.world import Snapshot, World, WritableWorld

__all__ = [
    "EMPTIED",
    "Bounds",
    "Edit",
    "Ground",
    "MemoryTables",
    "Record",
    "Records",
    "Row",
    "Session",
    "SessionRefused",
    "Sessions",
    "Snapshot",
    "Tables",
    "UniqueTaken",
    "World",
    "WritableRecords",
    "WritableWorld",
    "canonical",
    "open_tables",
]
