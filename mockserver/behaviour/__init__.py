"""What operations do to the state of the mock."""

from mockserver.behaviour.absence import Absences
from mockserver.behaviour.records import SUCCESSES, Outcome, Task, Worker

__all__ = ["SUCCESSES", "Absences", "Outcome", "Task", "Worker"]
