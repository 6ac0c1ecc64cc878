"""Settings: what may be set, where each value came from."""

from mockserver.config.places import cache_folder
from mockserver.config.settings import NONE, TABLE, Setting, Settings, Sourced, read_settings

__all__ = [
    "NONE",
    "TABLE",
    "Setting",
    "Settings",
    "Sourced",
    "cache_folder",
    "read_settings",
]
