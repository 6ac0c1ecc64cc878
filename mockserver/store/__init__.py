"""The state of a mock: records by collection and key."""

from mockserver.store.memory import MemoryStore
from mockserver.store.protocol import Change, Record, Snapshot, Store, UniqueTaken

__all__ = ["Change", "MemoryStore", "Record", "Snapshot", "Store", "UniqueTaken"]
