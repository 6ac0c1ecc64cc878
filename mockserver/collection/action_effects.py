"""What an action does to the record that it is about, by its name: ``POST /orders/{id}/cancel``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.collection.naming import words
from mockserver.collection.shape import Member, Shape
from mockserver.spec.model import Operation

_PAST = ("d", "ed", "led", "ted", "ped", "ned", "red", "ged")
_SHORTEST = 3  # letters of a stem that say something
_UNDOING = ("un", "de", "dis")
# Verbs whose state is not called by their past.
_OTHERWISE = {
    "activate": "active",
    "deactivate": "inactive",
    "freeze": "frozen",
    "hide": "hidden",
    "hold": "held",
    "open": "open",
    "pay": "paid",
    "reopen": "open",
    "send": "sent",
    "withdraw": "withdrawn",
}
_TWICE = 409  # RFC 9110 §15.5.10
_ALREADY = re.compile(r"\balready\b|\btwice\b|\bagain\b", re.IGNORECASE)
_REFUSED = re.compile(r"\b(?:409|conflict|refuse[ds]?|reject(?:s|ed)?|fails?)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!;])\s+")
_MOMENTS = frozenset(("at", "on", "date", "time"))


def verbs(operation: Operation, collection_path: str) -> list[str]:
    """What an action is called: at the end of its path, and in ``closeOrder`` of ``/orders``."""
    found = [operation.template.rsplit("/", 1)[-1].lower()]
    name = re.fullmatch(r"([A-Za-z][a-z]+)[_-]?([A-Z_-]?[a-z]{3,})", operation.id)
    noun = collection_path.rsplit("/", 1)[-1].lower()
    if name and noun.startswith(name[2].strip("_-").lower()):
        found.append(name[1].lower())
    return found


def said_of_again(operation: Operation) -> str:
    """What the document says of 409 where that answers what was done before, else nothing.

    It is said of the status, or in a sentence about the operation that speaks of a refusal.
    """
    declared = operation.response(_TWICE)
    if declared is None or declared.pattern != str(_TWICE):
        return ""
    sentences = _SENTENCE.split(operation.description)
    told = [declared.description, *(each for each in sentences if _REFUSED.search(each))]
    return next((each.strip() for each in told if _ALREADY.search(each)), "")


def is_past(verb: str, state: Any) -> bool:
    """``cancel``: ``cancelled``."""
    stem = verb.rstrip("e")
    text = str(state).lower()
    return len(stem) >= _SHORTEST and text.startswith(stem) and text[len(stem) :] in _PAST


def states_of(operation: Operation, collection_path: str, shape: Shape) -> Mapping[str, Any]:
    """The fields that say what the action did, with what they say then."""
    return states_after(verbs(operation, collection_path), shape)


def states_after(named: list[str], shape: Shape) -> Mapping[str, Any]:
    """The same for what is called by one of some verbs."""
    return {
        name: state
        for name, member in shape.members.items()
        if not member.is_write_only
        for state in _states(name, member, named)
    }


def _states(name: str, member: Member, named: list[str]) -> Iterator[Any]:
    """The one value of a few that is called as the action; whether a flag is, or its opposite."""
    for state in member.value("enum") or ():
        if any(_means(verb, state) for verb in named):
            yield state
            return
    if member.types == {"boolean"}:
        last = words(name)[-1:]
        if any(_means(verb, word) for verb in named for word in last):
            yield True
        elif any(_means(verb, word) for each in named for verb in _undone(each) for word in last):
            yield False


def moments_of(operation: Operation, collection_path: str, shape: Shape) -> tuple[str, ...]:
    """The fields that say when: ``cancelledAt``."""
    return moments_after(verbs(operation, collection_path), shape)


def moments_after(named: list[str], shape: Shape) -> tuple[str, ...]:
    """The same for what is called by one of some verbs."""
    return tuple(
        name
        for name, member in shape.members.items()
        for *before, last in (words(name) or ("",),)
        if last in _MOMENTS and before and member.value("format") == "date-time"
        if any(_means(verb, before[-1]) for verb in named)
    )


def _means(verb: str, state: Any) -> bool:
    return is_past(verb, state) or _OTHERWISE.get(verb) == str(state).lower()


def _undone(verb: str) -> Iterator[str]:
    return (verb.removeprefix(each) for each in _UNDOING if verb.startswith(each))
