"""What a server tells the application about a connection that it can do anything with."""

from __future__ import annotations

from dataclasses import dataclass

CONNECTION = "mockserver.connection"
"""The key of the WSGI environment under which it is found."""


@dataclass(slots=True)
class Connection:
    """``fault`` is what is to be done to it instead of sending all of the answer."""

    fault: str = ""
