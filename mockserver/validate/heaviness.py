"""Schemas whose parts lead to so many others that no value can be judged by them in time."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.finding import Finding
from mockserver.schema.validator import TOO_HEAVY, UNUSABLE
from mockserver.schema.weight import HEAVIEST
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.required import parts
from mockserver.validate.survey import IN_PLACE, Survey, at_value


def check_heaviness(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """A finding for each schema that is too heavy, while what it consists of is not."""
    del spec
    known: dict[int, int] = {}
    for node in survey.having(IN_PLACE):
        _weigh(node, survey, known)
    for node in survey.schemas if max(known.values(), default=0) > HEAVIEST else ():
        below = [known.get(id(each.value), 1) for each in _below(node, survey)]
        if known.get(id(node.value), 1) > HEAVIEST and max(below) <= HEAVIEST:
            yield at_value(node, UNUSABLE, f"this schema cannot be used: {TOO_HEAVY}")


def _below(node: Node, survey: Survey) -> tuple[Node, ...]:
    """What applies to the same value as a schema does."""
    if not isinstance(node.value, dict):
        return ()
    target = survey.followed(node) if "$ref" in node.value else None
    return (*parts(node), *((target,) if target else ()))


def _weigh(start: Node, survey: Survey, known: dict[int, int]) -> None:
    """Know how many schemas a value of one is held against; depth costs no frames."""
    begun: set[int] = set()
    waiting = [start]
    while waiting:
        node = waiting[-1]
        begun.add(id(node.value))
        below = _below(node, survey)
        open_ends = [
            each for each in below if id(each.value) not in known and id(each.value) not in begun
        ]
        if open_ends:
            waiting += open_ends
            continue
        total = 1 + sum(known.get(id(each.value), 1) for each in below)
        known[id(waiting.pop().value)] = min(total, HEAVIEST + 1)
