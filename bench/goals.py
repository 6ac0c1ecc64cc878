"""What this server is meant to reach beside others, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench.lasting import Held
from bench.load import Speed
from bench.table import NONE, Round, line, ratio

Rounds = Mapping[str, Sequence[Round]]
OURS, REFERENCE = "mockserver", "bare granian"


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure is to be ``wanted`` or more; where ``is_most``, that or less."""

    told: str
    wanted: float
    is_most: bool = False

    def cells(self, found: float | None) -> Sequence[str]:
        """The goal, what was measured, None for nothing, and by how much it is missed."""
        wanted = f"{'≤' if self.is_most else '≥'} {self.wanted:g}"
        if found is None:
            return (self.told, wanted, NONE, NONE)
        is_met = found <= self.wanted if self.is_most else found >= self.wanted
        told = "met" if is_met else f"missed: {found / self.wanted:.2f} of it"
        return (self.told, wanted, f"{found:.2f}", told)


def lines(rounds: Rounds, held: Sequence[Held]) -> Iterator[str]:
    """The table in Markdown; ``held`` is what many requests left in memory."""
    yield line(("goal", "wanted", "measured", ""))
    yield line(("---",) * 4)
    yield from (line(goal.cells(measure(rounds))) for goal, measure in GOALS)
    yield line(MEMORY.cells(max((each.megabytes for each in held), default=None)))
    yield line(GROWTH.cells(_growth(held)))


def profile(rounds: Rounds) -> Iterator[str]:
    """What stands in the way where a goal is missed."""
    bodies = _body_cost(rounds.get(REFERENCE, ()))
    if bodies is not None:
        yield f"Bare granian answers {bodies:.2f} times as many POSTs as GETs: a body is one more"
        yield "trip between its thread and the loop."
    others = [ratio("POST create", rounds.get(REFERENCE, ()), rounds[p]) for p in _peers(rounds)]
    least = min((each for each in others if each is not None), default=None)
    if least is not None:
        yield f"It answers {least:.2f} times as many POSTs as the best peer, and checks and keeps"
        yield "nothing."
    yield from _SAMPLED


_SAMPLED = (
    "Seen by threads on 2026-11-29, under POSTs that create: the loop's thread took 107 µs of the",
    "processor for each, granian's own threads 33 µs. The same answers made within one process",
    "took 75 µs, of which 65 µs were the mock's, and no single function a twentieth of them.",
)


def _body_cost(reference: Sequence[Round]) -> float | None:
    pairs = [(each.speeds.get("POST create"), each.speeds.get("GET one")) for each in reference]
    found = [
        post.rate / get.rate
        for post, get in pairs
        if isinstance(post, Speed) and isinstance(get, Speed)
    ]
    return median(found) if found else None


def _beside(load: str, peer: str) -> Callable[[Rounds], float | None]:
    return lambda rounds: ratio(load, rounds.get(OURS, ()), rounds.get(peer, ()))


def _beside_best(load: str) -> Callable[[Rounds], float | None]:
    def measured(rounds: Rounds) -> float | None:
        ratios = (_beside(load, peer)(rounds) for peer in _peers(rounds))
        return min((each for each in ratios if each is not None), default=None)

    return measured


def _last_beside_best(load: str) -> Callable[[Rounds], float | None]:
    """The 99th percentile as a ratio to the shortest that a peer has."""

    def measured(rounds: Rounds) -> float | None:
        own = _last(load, rounds.get(OURS, ()))
        peers = (_last(load, rounds[peer]) for peer in _peers(rounds))
        least = min((each for each in peers if each), default=None)
        return own / least if own and least else None

    return measured


def _last(load: str, measured: Sequence[Round]) -> float | None:
    speeds = [each.speeds.get(load) for each in measured]
    found = [each.last for each in speeds if isinstance(each, Speed)]
    return median(found) if found else None


def _growth(held: Sequence[Held]) -> float | None:
    """The last figure as a ratio to that of half the way."""
    half = [each for each in held if each.requests >= held[-1].requests / 2]
    return half[-1].megabytes / half[0].megabytes if half else None


def _peers(rounds: Rounds) -> list[str]:
    return [name for name, measured in rounds.items() if measured and name not in (OURS, REFERENCE)]


_P99 = "99th percentile of {}, of the best peer's"
GOALS = (
    (Goal("GET one, times the best peer", 1.8), _beside_best("GET one")),
    (Goal("GET one, times Prism", 4), _beside("GET one", "Prism")),
    (Goal("GET one, times WireMock", 4), _beside("GET one", "WireMock")),
    (Goal("GET one, of bare granian", 0.45), _beside("GET one", REFERENCE)),
    (Goal("GET traced, times Prism", 4), _beside("GET traced", "Prism")),
    (Goal("GET traced, of bare granian", 0.45), _beside("GET traced", REFERENCE)),
    (Goal("GET anew, times Prism", 4), _beside("GET anew", "Prism")),
    (Goal("GET anew, of bare granian", 0.45), _beside("GET anew", REFERENCE)),
    (Goal("POST create, times the best peer", 1), _beside_best("POST create")),
    (Goal("POST create, times Prism", 3), _beside("POST create", "Prism")),
    (Goal(_P99.format("GET one"), 1, is_most=True), _last_beside_best("GET one")),
    (Goal("the same of POST create", 1, is_most=True), _last_beside_best("POST create")),
)
MEMORY = Goal("MB in the course of a million requests", 80, is_most=True)
GROWTH = Goal("MB at their end, of those half the way", 1.05, is_most=True)
