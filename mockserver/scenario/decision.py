"""Which rules apply to a call, and what comes of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any, Protocol

from mockserver.scenario.fault import Fault, RateLimit
from mockserver.scenario.matcher import as_text
from mockserver.scenario.rule import Call, Course, Respond, Rule
from mockserver.value import dataclass


class Steps(Protocol):
    """What rules remember: JSON values by key."""

    def get(self, key: str) -> Any | None:
        """The value of a key; None without one."""
        ...

    def update(self, key: str, change: Callable[[Any | None], Any]) -> Any:
        """Put in its place what ``change`` makes of it, with nobody between; the new value."""
        ...


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a call: what is None or 0 stays as usual. ``rules`` are those applied."""

    rules: tuple[Rule, ...]
    respond: Respond | None = None
    delay: float = 0.0
    fault: Fault | None = None

    @property
    def source(self) -> str:
        """Which rules it comes from."""
        return ", ".join(rule.label for rule in self.rules)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A rule that is due; ``wait`` are the seconds until its limit lets a call pass."""

    rule: Rule
    wait: float = 0.0


def decide(
    rules: Iterable[Rule], call: Call, steps: Steps, moment: datetime, random: Random
) -> Decision | None:
    """What the rules say of a call; None where none applies. The earlier rule comes first.

    The first one that answers or breaks ends the search; those before it that only delay or step
    apply as well. Every rule counts every call that it matches, whoever answers it.
    """
    due = [turn for rule in rules for turn in _due(rule, call, steps, moment)]
    if not due:
        return None
    applied = tuple(_applied(due, steps, random))
    for turn in applied:
        _step(turn.rule, call, steps)
    return _decision(applied, random) if applied else None


def step_of(course: Course, steps: Steps, value: str = "") -> str:
    """The present step of a course; that of one value of the parameter it goes by."""
    return str(steps.get(course.key(value)) or course.start)


def _due(rule: Rule, call: Call, steps: Steps, moment: datetime) -> Iterator[_Turn]:
    if not (rule.match.fits(call) and _is_at_step(rule, call, steps)):
        return
    if rule.limit is not None:
        wait = _wait(rule, rule.limit, steps, moment.timestamp())
        if wait > 0:
            yield _Turn(rule, wait)
    elif _is_its_turn(rule, call, steps):
        yield _Turn(rule)


def _is_at_step(rule: Rule, call: Call, steps: Steps) -> bool:
    if not rule.when:
        return True
    value = _course_value(rule.course, call)
    return value is not None and step_of(rule.course, steps, value) in rule.when


def _course_value(course: Course, call: Call) -> str | None:
    """Which of the courses a call belongs to; None where it does not say."""
    if not course.by:
        return ""
    values = call.values(course.by)
    return as_text(values[0]) if values else None


def _is_its_turn(rule: Rule, call: Call, steps: Steps) -> bool:
    """Whether it is this call's turn by its number; each course counts its own calls."""
    if rule.match.call is None and rule.every is None:
        return True
    number = steps.update(f"calls/{rule.id}/{_course_value(rule.course, call) or ''}", _one_more)
    is_call = rule.match.call is None or rule.match.call.fits(number)
    return is_call and (rule.every is None or number % rule.every == 0)


def _one_more(number: Any | None) -> int:
    return (number or 0) + 1


def _wait(rule: Rule, limit: RateLimit, steps: Steps, now: float) -> float:
    """Seconds until the window ends, 0 for a call that it still has room for."""

    def counted(window: Any | None) -> list[Any]:
        since, number = window or (now, 0)
        is_over = not since <= now < since + limit.per
        return [now, 1] if is_over else [since, number + 1]

    since, number = steps.update(f"window/{rule.id}", counted)
    return since + limit.per - now if number > limit.limit else 0.0


def _applied(due: Iterable[_Turn], steps: Steps, random: Random) -> Iterator[_Turn]:
    for turn in due:
        if _is_used(turn.rule, steps, random):
            yield turn
            if turn.rule.decides:
                return


def _is_used(rule: Rule, steps: Steps, random: Random) -> bool:
    """Whether chance wants it, and it has not been used as often as it may."""
    if rule.chance is not None and random.random() >= rule.chance:
        return False
    return rule.times is None or steps.update(f"uses/{rule.id}", _one_more) <= rule.times


def _step(rule: Rule, call: Call, steps: Steps) -> None:
    value = _course_value(rule.course, call)
    if rule.then is None or value is None:
        return
    after = rule.then

    def moved(step: Any | None) -> Any:
        present = step or rule.course.start
        return after if not rule.when or present in rule.when else present

    steps.update(rule.course.key(value), moved)


def _decision(applied: tuple[_Turn, ...], random: Random) -> Decision:
    last = applied[-1]
    return Decision(
        rules=tuple(turn.rule for turn in applied),
        respond=_refused(last, last.rule.limit) if last.rule.limit else last.rule.respond,
        delay=sum(turn.rule.delay.draw(random) for turn in applied if turn.rule.delay),
        fault=last.rule.fault,
    )


def _refused(turn: _Turn, limit: RateLimit) -> Respond:
    """The answer to a call too many (RFC 6585 §4), with Retry-After (RFC 9110 §10.2.3)."""
    respond = turn.rule.respond or Respond()
    is_told = any(name.lower() == "retry-after" for name, _ in respond.headers)
    seconds = str(max(1, math.ceil(turn.wait)))
    headers = respond.headers if is_told else (*respond.headers, ("Retry-After", seconds))
    undeclared = limit.undeclared or respond.undeclared
    return replace(respond, status=limit.status, headers=headers, undeclared=undeclared)
