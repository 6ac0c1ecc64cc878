"""What was measured, as a table: medians of the rounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.load import LOADS, Speed

NONE = "-"


@dataclass(slots=True)
class Round:
    """One server in one round; a load that it does not answer rightly has its status instead."""

    cold: float
    before: float
    after: float
    speeds: dict[str, Speed | int] = field(default_factory=dict)


def lines(rounds: dict[str, list[Round]], reference: str) -> Iterable[str]:
    """The table in Markdown; ratios are to the reference of the same round."""
    heads = ["server", "cold start s", "MB start → load", *(each.name for each in LOADS)]
    yield line(heads)
    yield line(["---"] * len(heads))
    for name, measured in rounds.items():
        if measured:
            yield line([name, *_row(measured, rounds.get(reference, []))])


def _row(measured: Sequence[Round], reference: Sequence[Round]) -> Iterable[str]:
    yield f"{median(each.cold for each in measured):.2f}"
    before = median(each.before for each in measured)
    yield f"{before:.0f} → {median(each.after for each in measured):.0f}"
    for load in LOADS:
        yield _cell(load.name, measured, reference)


def _cell(load: str, measured: Sequence[Round], reference: Sequence[Round]) -> str:
    found = [each.speeds.get(load, 0) for each in measured]
    speeds = [each for each in found if isinstance(each, Speed)]
    if not speeds:
        return f"{NONE} ({found[0]})" if found and found[0] else NONE
    half, last = median(each.half for each in speeds), median(each.last for each in speeds)
    failed = sum(each.failed for each in speeds)
    errors = f", {failed} errors" if failed else ""
    rate = f"{median(each.rate for each in speeds):,.0f}/s"
    cost = f"{median(each.cost for each in speeds):.0f} µs"
    told = ratio(load, measured, reference)
    compared = NONE if told is None else f"{told:.2f}"
    return f"{rate} ({compared}) {half:.1f}/{last:.1f} ms, {cost}{errors}"


def ratio(load: str, measured: Sequence[Round], reference: Sequence[Round]) -> float | None:
    """The median of the ratios to the reference of the same round; None where there is none."""
    pairs = [
        (own.speeds.get(load), other.speeds.get(load))
        for own, other in zip(measured, reference, strict=False)
    ]
    ratios = [
        own.rate / other.rate
        for own, other in pairs
        if isinstance(own, Speed) and isinstance(other, Speed)
    ]
    return median(ratios) if ratios else None


def line(cells: Iterable[str]) -> str:
    """A row in Markdown."""
    return f"| {' | '.join(cells)} |"
