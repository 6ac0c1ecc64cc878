"""What to verify where, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from mockserver.collection import Collection
from mockserver.http import Headers, Request
from mockserver.spec.model import Spec
from mockserver.transport import Credentials, Target, Way, proven
from mockserver.verify.fuzz.plan import PHASES as FUZZED
from mockserver.verify.fuzz.plan import OwnSettings
from mockserver.verify.hooks import Hooks
from mockserver.verify.sides.sides import Answer

REPLAY, LIFECYCLE, TRESPASS = "replay", "lifecycle", "trespass"
_OWN = (REPLAY, LIFECYCLE, TRESPASS)
PHASES = (*_OWN, *FUZZED)
SHORT = "pr"
PROFILES = {SHORT: (*_OWN, "examples", "coverage"), "nightly": PHASES}
"""The phases of the profiles that there are without any file."""
_TIMEOUT = 10.0
LEAST = 0.5
"""In less time, honest answers would be taken for none."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A second identity, by the way it asks; ``may`` are the operations that are shared with it."""

    target: Target
    may: frozenset[str] = frozenset()

    def shown(self, request: Request) -> Request:
        """A request with all that this identity sends with it."""
        credentials = self.target.way.credentials
        own = {name.lower() for name, _ in request.headers}
        added = (line for line in self.target.headers if line[0].lower() not in own)
        sent = replace(request, headers=Headers((*request.headers, *added)))
        return proven(sent, credentials) if credentials else sent


@dataclass(frozen=True, slots=True)
class Plan:
    """What to verify where; ``max_time`` is in seconds and bounds the whole run.

    ``oracle`` answers as the document and the fixtures say; without it records are not followed.
    ``every`` are all collections of the document, those without fixtures too. ``nonce`` is what no
    other run has: unique values are made with it. ``is_seeded``: the target was reset, and so
    holds the fixtures; ``is_own``: nobody else works with it; ``is_expendable``: what is there may
    be changed and deleted, though the run has not made it.
    ``selected`` are the labels of the operations that are judged, all when None. ``phases`` take
    the place of those of the profile, where there are some. ``read_only_by``:
    where somebody asked for that, empty where the target is beyond this machine. ``own`` are
    settings of Schemathesis that somebody wrote, ``hooks`` prepare what no operation of the
    document brings about.
    """

    spec: Spec
    collections: tuple[Collection, ...]
    base_url: str
    headers: tuple[tuple[str, str], ...] = ()
    seed: int = 1
    max_time: float | None = None
    oracle: Answer | None = None
    every: tuple[Collection, ...] = ()
    nonce: str = ""
    profile: str = "nightly"
    is_seeded: bool = False
    is_own: bool = True
    is_expendable: bool = False
    read_only: bool = False
    read_only_by: str = ""
    selected: frozenset[str] | None = None
    timeout: float = _TIMEOUT
    settle: float = 0.0
    max_response_time: float | None = None
    reset: Callable[[], None] | None = None
    phases: tuple[str, ...] = ()
    max_examples: int = 30
    workers: int = 1
    is_verified: bool = True
    way: Way = field(default_factory=Way)
    stranger: Somebody | None = None
    own: OwnSettings | None = None
    hooks: Hooks | None = None

    @property
    def target(self) -> Target:
        """Where requests go."""
        return Target(
            self.base_url,
            self.headers,
            self.timeout,
            is_verified=self.is_verified,
            way=self.way,
            patience=self.timeout,
        )

    @property
    def hurried(self) -> Target:
        """The same, waited for no longer than the whole run may take."""
        seconds = max(LEAST, min(self.timeout, self.max_time or self.timeout))
        return replace(self.target, timeout=seconds, patience=seconds)

    def is_selected(self, label: str) -> bool:
        """Whether an operation is judged."""
        return self.selected is None or label in self.selected

    @property
    def wallets(self) -> tuple[Credentials, ...]:
        """All credentials of the run: none of their texts may be shown."""
        ways = (self.way, *((self.stranger.target.way,) if self.stranger else ()))
        return tuple(each.credentials for each in ways if each.credentials)

    def has(self, phase: str) -> bool:
        """Whether a phase is done: it was chosen, and there is what it needs."""
        if phase not in self.chosen_phases or (phase in _OWN and self.oracle is None):
            return False
        return phase != TRESPASS or (self.stranger is not None and not self.read_only)

    @property
    def chosen_phases(self) -> tuple[str, ...]:
        """What is done."""
        return self.phases or PROFILES[self.profile]
