"""Query parameters that ask for what a list leaves out otherwise: ``include_deleted=true``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mockserver.collection.naming import words
from mockserver.spec.model import Location, Parameter
from mockserver.value import dataclass

_BEFORE = frozenset("include includes including with show showing".split())
_AFTER = frozenset("included too also".split())
_DELETED = frozenset("deleted removed trashed destroyed".split())
DELETING = ["delete", "remove", "trash"]
"""What deletions are called, for the fields that tell of them."""
_TWO = 2  # words: what is asked for, and in which state


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A flag of a list, and the state of the records that it asks for."""

    parameter: str
    state: str

    @property
    def is_of_deleted(self) -> bool:
        """Whether it asks for what was deleted."""
        return self.state in _DELETED


def inclusions(parameters: Iterable[Parameter]) -> Iterator[Inclusion]:
    """Those among the parameters of a list that are true or false."""
    for each in parameters:
        named = words(each.name)
        if each.location is not Location.QUERY or len(named) != _TWO or not _is_flag(each):
            continue
        if named[0] in _BEFORE:
            yield Inclusion(each.name, named[1])
        elif named[1] in _AFTER:
            yield Inclusion(each.name, named[0])


def _is_flag(parameter: Parameter) -> bool:
    return parameter.keywords.get("type") in ("boolean", ["boolean"])
