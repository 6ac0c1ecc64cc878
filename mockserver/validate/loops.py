"""References that lead back to themselves before they say anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockserver.finding import Finding
from mockserver.spec.model import Spec
from mockserver.spec.node import LONGEST, LOOP, Node, too_long
from mockserver.validate.survey import Survey, at_value

_Step = tuple[Node, Node]
"""What holds a reference or a list of parts, and what that leads to."""


def check_loops(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """A finding for each chain of ``$ref`` and ``allOf`` that comes back to where it began.

    And for each chain of ``$ref`` alone that nobody could follow to its end.

    JSON Schema 2020-12 Core §9.4.1: a schema must not run into an infinite loop on a value.
    """
    del spec
    yield from _long_chains(survey)
    steps = _steps(survey)
    settled: set[int] = set()
    for start, each in steps.items():  # most references lead to what is none
        if start not in settled and any(id(target.value) in steps for _, target in each):
            for loop in _loops(start, steps, settled):
                yield _told(loop)


def _long_chains(survey: Survey) -> Iterator[Finding]:
    """The last reference of each chain that is too far from its end."""
    holders = {id(link.holder.value): link.holder for link in survey.links}
    following = {id(link.holder.value): id(link.target.value) for link in survey.links}
    lengths: dict[int, int] = {}
    for start in tuple(following):
        way, here = [], start
        while here in following and here not in lengths:
            lengths[here] = 0  # of one that leads back, which is told as a loop
            way.append(here)
            here = following[here]
        nearest = lengths.get(here, 0) + 1
        lengths |= {each: length for length, each in enumerate(reversed(way), nearest)}
    for each, length in lengths.items():
        written = holders[each].get("$ref") if length == LONGEST + 1 else None
        if written is not None:
            yield at_value(written, LOOP, too_long(str(written.value)))


def _steps(survey: Survey) -> dict[int, list[_Step]]:
    """By the identity of a value: what applies just where it applies."""
    steps: dict[int, list[_Step]] = {}
    for link in survey.links:
        steps.setdefault(id(link.holder.value), []).append((link.holder, link.target))
    for node in survey.having(("allOf",)):
        parts = [(node, part) for part in node.child_elements("allOf")]
        steps.setdefault(id(node.value), []).extend(parts)
    return steps


def _loops(
    start: int, steps: Mapping[int, list[_Step]], settled: set[int]
) -> Iterator[list[_Step]]:
    """The loops that are met on the ways from a start, each once; a stack in place of recursion."""
    way: list[_Step] = []
    on_way = {start: 0}
    waiting = [iter(steps[start])]
    while waiting:
        step = next(waiting[-1], None)
        if step is None:
            waiting.pop()
            settled.add(on_way.popitem()[0])
            del way[-1:]
            continue
        below = id(step[1].value)
        if below in on_way:
            yield [*way[on_way[below] :], step]
        elif below in steps and below not in settled:
            way.append(step)
            on_way[below] = len(way)
            waiting.append(iter(steps[below]))


def _told(loop: list[_Step]) -> Finding:
    holders = [holder for holder, _ in loop if holder.reference is not None]
    first = min(holders, key=lambda each: (each.origin.file, each.origin.line, each.origin.column))
    written = first.get("$ref") or first
    message = f"'{written.value}' leads back to this reference, so it never says anything"
    return at_value(written, LOOP, f"{message}; put what is meant in its place")
