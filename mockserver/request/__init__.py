"""Reading a request: its parameters and its body, with everything that is wrong in it."""

from mockserver.request.preference import NO_PREFERENCE, Preference, read_preference
from mockserver.request.read import Reader, Reading
from mockserver.request.security import Guard
from mockserver.request.violation import refuse

__all__ = [
    "NO_PREFERENCE",
    "Guard",
    "Preference",
    "Reader",
    "Reading",
    "read_preference",
    "refuse",
]
