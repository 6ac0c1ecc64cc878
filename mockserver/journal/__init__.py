"""The memory of what was asked and answered."""

from mockserver.journal.exchange import Exchange, from_json, to_json
from mockserver.journal.journal import Entry, Journal, Listener

__all__ = ["Entry", "Exchange", "Journal", "Listener", "from_json", "to_json"]
