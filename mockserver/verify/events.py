"""What a run of generated requests yields while it goes on; a report is a fold of these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from mockserver.verify.recordings.recording import Passage, Recording, Story


@dataclass(frozen=True, slots=True)
class PhaseStarted:
    """A phase begins: ``examples``, ``coverage``, ``fuzzing`` or ``stateful``."""

    phase: str


@dataclass(frozen=True, slots=True)
class PhaseFinished:
    """A phase is over: ``success``, ``failure``, ``error`` or ``skip``, and why if not obvious."""

    phase: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OperationTested:
    """What one phase saw of one operation, named such as ``GET /p/{id}``; counts add up.

    ``cases`` are all requests made for it; ``statuses`` are the answers to those with its method,
    ``valid`` to those that the document calls valid, and ``curl`` is one of the latter; so is
    ``sample``, and a ``recording`` is the same in a form that can be sent again.
    """

    phase: str
    operation: str
    cases: int
    statuses: Mapping[int, int] = field(default_factory=dict)
    valid: Mapping[int, int] = field(default_factory=dict)
    curl: str = ""
    sample: Passage | None = field(default=None, repr=False, compare=False)
    recording: Recording | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class FailureFound:
    """One broken promise, told once in a run, by its smallest request.

    ``signature`` with operation and check tells it from others of its kind, from run to run.
    ``schema_pointer`` leads to the promise in the document, ``instance_pointer`` into the answer.
    ``trail`` is what led there, and ``story`` where in a collection's cases; a ``recording`` is
    the same in a form that can be sent again.
    """

    phase: str
    operation: str
    check: str
    title: str
    message: str
    curl: str
    request: str = ""
    response: str = ""
    status: int | None = None
    schema_pointer: str | None = None
    instance_pointer: str | None = None
    signature: str = ""
    trail: tuple[Passage, ...] = field(default=(), repr=False, compare=False)
    story: Story | None = None
    recording: Recording | None = None


@dataclass(frozen=True, slots=True)
class SeenAgain:
    """The same as a failure that was told before, on another request.

    No ``signature``: as far as is known the same, whatever it is told by.
    """

    operation: str
    check: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """None of several requests whose body the document forbids was refused by an operation."""

    operation: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something that is no broken promise, but that document and answers do not agree in."""

    operation: str
    check: str
    message: str
    schema_pointer: str


@dataclass(frozen=True, slots=True)
class Compared:
    """How many answers to generated requests were held against the mock's, and how many not.

    ``unjudged`` is by the reason.
    """

    judged: int
    unjudged: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that is no broken promise, but makes the run say less than it seems to."""

    message: str


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Paths at the target of what the run made and could not delete.

    ``kept`` counts what no operation of the document deletes, by the path of the collection.
    """

    paths: tuple[str, ...] = ()
    kept: Mapping[str, int] = field(default_factory=dict)

    def with_more(self, other: LeftBehind) -> LeftBehind:
        """What two have left."""
        return LeftBehind((*self.paths, *other.paths), Counter(self.kept) + Counter(other.kept))


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The end: ``completed``, ``max_time``, ``failure_limit`` or ``interrupted``."""

    reason: str
    seed: int
    requests: int


Event = (
    PhaseStarted
    | PhaseFinished
    | OperationTested
    | FailureFound
    | SeenAgain
    | Unchecked
    | Noticed
    | Compared
    | Warned
    | LeftBehind
    | RunFinished
)
