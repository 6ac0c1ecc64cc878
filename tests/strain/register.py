"""Whether what clients saw of a value can have happened one after the other."""

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Deed:
    """A read or a write of one register: from when to when, and the value; each is written once."""

    begun: float
    ended: float
    value: str
    is_write: bool


def contradictions(deeds: Iterable[Deed], first: str) -> list[str]:
    """What cannot be put in one order; ``first`` is the value that was there before all deeds.

    Gibbons and Korach, Testing Shared Memories (1997): a history of a register whose values differ
    can be put in order when no read ends before its write begins, no two forward zones overlap, and
    no backward zone lies within a forward one.
    """
    clusters: dict[str, list[Deed]] = defaultdict(list)
    clusters[first].append(Deed(float("-inf"), float("-inf"), first, is_write=True))
    for each in deeds:
        clusters[each.value].append(each)
    wrong = [told for cluster in clusters.values() if (told := _early(cluster))]
    zones = [(_zone(cluster), value) for value, cluster in clusters.items()]
    forward = sorted((zone, value) for zone, value in zones if zone[0] < zone[1])
    for (one, value), (other, later) in itertools.pairwise(forward):
        if other[0] < one[1]:
            wrong.append(f"{value!r} and {later!r} were there by turns")
    for (end, begin), value in zones:
        for zone, around in forward if end >= begin else ():
            if zone[0] < begin and end < zone[1]:
                wrong.append(f"{value!r} came and went while {around!r} was there")
    return wrong


def _zone(cluster: list[Deed]) -> tuple[float, float]:
    return min(each.ended for each in cluster), max(each.begun for each in cluster)


def _early(cluster: list[Deed]) -> str:
    """A value that was read before it was written, or never was."""
    writes = [each for each in cluster if each.is_write]
    reads = [each for each in cluster if not each.is_write]
    if not writes:
        return f"{cluster[0].value!r} was read and never written"
    if any(each.ended < writes[0].begun for each in reads):
        return f"{cluster[0].value!r} was read before it was written"
    return ""
