"""What can be done to a connection by the server that the mock is behind."""

from __future__ import annotations

from mockserver.scenario.fault import Fault
from mockserver.value import dataclass


@dataclass(frozen=True, slots=True)
class Serving:
    """The server around: its name, the faults it can do, and which servers can do all."""

    name: str = "this server"
    faults: frozenset[Fault] = frozenset()
    able: tuple[str, ...] = ()
