"""The memory of what was asked and answered."""

from mockserver.journal.journal import Exchange, Journal

__all__ = ["Exchange", "Journal"]
