"""One cause is one finding: what follows from a fault that is told is not told again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mockserver.finding import Finding, Severity, has_errors
from mockserver.spec import structure
from mockserver.spec.node import LOOP
from mockserver.validate import closed, patterns, required, satisfiability, schemas, variants
from mockserver.validate.examples import Misfit

_STRUCTURE = frozenset(rule.id for rule in structure.RULES)
# Where one of these is told of a schema, no value fits it, whatever else it says.
_EMPTY = frozenset((LOOP.id, satisfiability.NOTHING_FITS.id))
_BOUNDS = frozenset(word for pair in schemas.BOUNDS for word in pair)
_NAMES = frozenset(("required", "additionalProperties", "unevaluatedProperties"))
# These are about the keywords of one schema object, and may refuse what it should not.
_OF_KEYWORDS = (
    _STRUCTURE
    | _EMPTY
    | frozenset(rule.id for table in (schemas, patterns, required) for rule in table.RULES)
    | {closed.FORBIDDEN.id, variants.REPEATED.id}
)
# What these refuse, a word beside them may be meant to allow, as one that allows null may be.
_OF_OTHERS = _NAMES | frozenset("items unevaluatedItems oneOf anyOf not contains".split())
_OF_TYPE = frozenset((schemas.IDLE.id, schemas.ALIEN_FORMAT.id))
_CLASHES = (
    _OF_KEYWORDS - _OF_TYPE - {*(schemas.FORMAT.id, schemas.REPEATED.id, required.UNDECLARED.id)}
)


def without_lesser(findings: Iterable[Finding], faults: Iterable[Finding]) -> Iterator[Finding]:
    """A required name that is forbidden is undeclared too: the heavier of the two is told.

    Where a key stands twice the type may be that of another schema, and what goes with it unknown.
    """
    found = tuple(findings)
    forbidden = {each.origin for each in found if each.rule == closed.FORBIDDEN.id}
    silent = _OF_TYPE if has_errors(faults) else frozenset[str]()
    for each in found:
        is_lesser = each.rule == required.UNDECLARED.id and each.origin in forbidden
        if not is_lesser and each.rule not in silent:
            yield each


def unexplained(told: Iterable[Finding], found: Iterable[Finding]) -> Iterator[Finding]:
    """Schemas that nothing fits, but for those in which a told finding is the reason."""
    reasons = [finding for finding in told if finding.rule in _CLASHES]
    above = {text for finding in reasons for text in _above(finding.pointer)}
    for finding in found:
        if not {finding.pointer, _owner(finding.pointer)} & above:
            yield finding


def unheard(told: Iterable[Finding], found: Iterable[Misfit]) -> Iterator[Finding]:
    """Examples that break their schema, but for those that break what is wrong itself."""
    reasons = _Reasons(tuple(told))
    for misfit in found:
        if not reasons.explain(misfit):
            yield misfit.finding


class _Reasons:
    """Told findings as places: an example that breaks a keyword there breaks what is wrong."""

    def __init__(self, told: tuple[Finding, ...]) -> None:
        of_keywords = [each for each in told if each.rule in _OF_KEYWORDS]
        self._origins = {each.origin for each in told if each.severity is Severity.ERROR}
        self._lines = {
            (each.origin.file, each.origin.line)
            for each in told
            if each.origin and not each.pointer
        }
        self._within = {text for each in of_keywords for text in _above(each.pointer)}
        self._beside = {_owner(each.pointer) for each in told if each.rule in _STRUCTURE}
        self._crossed = {_owner(each.pointer) for each in told if each.rule == schemas.CROSSED.id}
        self._empty = {_owner(each.pointer) for each in told if each.rule in _EMPTY}
        self._closed = {
            _owner(_owner(each.pointer)) for each in told if each.rule == closed.FORBIDDEN.id
        }

    def explain(self, misfit: Misfit) -> bool:
        """Whether the keyword that an example breaks is itself what is wrong."""
        says = misfit.violation
        place, owner = says.schema_pointer, _owner(says.schema_pointer)
        return (
            misfit.finding.origin in self._origins
            or (says.origin.file, says.origin.line) in self._lines
            or place in self._within
            or (owner in self._beside and (misfit.is_null or says.keyword in _OF_OTHERS))
            or (owner in self._crossed and says.keyword in _BOUNDS)
            or (owner in self._closed and says.keyword in _NAMES)
            or any(text in self._empty for text in _above(place))
        )


def _owner(pointer: str) -> str:
    """The object that holds what a pointer leads to."""
    return pointer.rpartition("/")[0]


def _above(pointer: str) -> Iterator[str]:
    """A pointer and all that lead to what holds it, the root left out."""
    while pointer:
        yield pointer
        pointer = _owner(pointer)
