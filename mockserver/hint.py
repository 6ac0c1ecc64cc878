"""What was probably meant by a name that nobody knows, for the end of a sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

_LIKE = 0.6
"""So alike are two names that one may be the other misspelt, of 1 for the same."""

_LISTED = 12
_REMEMBERED = 64


def closest(name: str, known: Iterable[str], like: float = _LIKE) -> str:
    """The known name that is most like another, whatever the case; empty when none is near."""
    # What clients send may be long, and many: only names as people write them are remembered.
    find = _closest if len(name) <= _REMEMBERED else _closest.__wrapped__
    return find(name, tuple(known), like)


@lru_cache(1024)  # the same client makes the same mistake again and again
def _closest(name: str, known: tuple[str, ...], like: float) -> str:
    from difflib import get_close_matches  # costs more than most commands have to look up

    spelled = {each.lower(): each for each in reversed(known)}
    near = get_close_matches(name.lower(), spelled, n=1, cutoff=like)
    return spelled[near[0]] if near else ""


def hint(
    name: str,
    known: Iterable[str],
    otherwise: str = "",
    *,
    form: str = "'{}'",
    like: float = _LIKE,
) -> str:
    """``; did you mean 'limit'?``, else ``; `` and what is said otherwise; empty without that.

    ``form`` is how the known name is written, with ``{}`` in its place.
    """
    near = closest(name, known, like)
    if near:
        return f"; did you mean {form.replace('{}', near)}?"
    return f"; {otherwise}" if otherwise else ""


def hint_among(name: str, known: Collection[str], lead: str = "there is") -> str:
    """The same, and else what there is: ``; there is slow, flaky``."""
    return hint(name, known, f"{lead} {listed(known)}")


def listed(names: Collection[str]) -> str:
    """Names in a sentence, a dozen at most; ``none`` without any."""
    shown = list(names)[:_LISTED]
    rest = len(names) - len(shown)
    return (", ".join(shown) or "none") + (f" and {rest} more" if rest else "")


def ended(sentence: str) -> str:
    """A sentence with a full stop, where it is no question."""
    return sentence if sentence.endswith(("?", ".")) else f"{sentence}."
