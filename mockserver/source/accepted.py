"""What somebody accepts for now, as a file lists it: each for a reason, best until a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver.finding import Rule
from mockserver.source.written import Form, Unfit, Written, day, prose, read_fields, text

FORMS: Mapping[str, Form] = {
    "rule": Form(prose, "a text"),
    "operation": Form(prose, "a text"),
    "reason": Form(text, "a text that says why"),
    "until": Form(day, "a day such as 2027-01-31"),
}
"""What every such entry may say."""


def entries(
    written: Written, forms: Mapping[str, Form], noun: str, needed: Sequence[str], broken: Rule
) -> Iterator[tuple[Written, dict[str, Any]]]:
    """Each entry that has its form, with its fields; what is wrong with the others is told.

    ``noun`` names an entry: ``an accepted change``; ``needed`` are the fields that it must have,
    and ``broken`` the rule that one without them breaks.
    """
    for each in written.elements():
        try:
            found = read_fields(each, forms, noun)
        except Unfit:
            each.complain(broken, f"{noun} is an object with {' and '.join(needed)}")
            continue
        missing = next((name for name in needed if name not in each.value), None)
        if missing is not None:
            each.complain(broken, f"{noun} has a '{missing}'; add it, or remove this entry")
        elif found.keys() >= {*needed}:
            yield each, found


def listed(written: Written) -> Written:
    """A list that is read entry by entry. Raises Unfit for none."""
    if not isinstance(written.value, list):
        raise Unfit
    return written
