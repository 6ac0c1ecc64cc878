"""All that changed between two documents: facts without a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from mockserver.diff.bodies import Instruments
from mockserver.diff.change import Change, Scope
from mockserver.diff.operations import additions, promise_changes, removals
from mockserver.diff.outgoing import callback_changes, webhook_changes
from mockserver.diff.pairing import Couple, pair
from mockserver.diff.proof import Proofs
from mockserver.diff.requests import body_changes, parameter_changes
from mockserver.diff.responses import response_changes
from mockserver.diff.rules import SCHEMA_RULES
from mockserver.diff.security import scheme_changes, security_changes
from mockserver.diff.servers import own_server_changes, server_changes
from mockserver.diff.unchanged import Unchanged
from mockserver.errors import DocumentError
from mockserver.schema import Direction
from mockserver.spec.model import Spec

_OF_SCHEMAS = frozenset(rule.id for rule in SCHEMA_RULES)


def compare(base: Spec, revision: Spec, today: date) -> tuple[Change, ...]:
    """What changed, in the order of the base document; one cause is one change.

    ``today`` tells whether the day has come on which something deprecated may go.
    """
    pairing = pair(base, revision)
    changes = [
        *server_changes(base, revision),
        *scheme_changes(base, revision),
        *removals(revision, pairing, today),
        *additions(base, pairing),
    ]
    unchanged = Unchanged(base, revision)
    request, response = (Proofs(each, today, unchanged.holds) for each in Direction)
    tools = Instruments(request, response)
    changes += webhook_changes(base, revision, tools)
    for couple in (each for each in pairing.couples if not unchanged.covers(each)):
        changes += _of_couple(base, revision, couple, tools)
    return tuple(_gathered(changes))


_Look = Callable[[Spec, Spec, Couple, Instruments], Iterable[Change]]
_LOOKS: tuple[_Look, ...] = (
    lambda _base, _revision, couple, _tools: promise_changes(couple),
    lambda _base, _revision, couple, _tools: own_server_changes(couple),
    lambda base, revision, couple, _tools: security_changes(base, revision, couple),
    lambda _base, _revision, couple, tools: parameter_changes(couple, tools),
    lambda _base, _revision, couple, tools: body_changes(couple, tools),
    lambda _base, _revision, couple, tools: response_changes(couple, tools),
    lambda _base, _revision, couple, tools: callback_changes(couple, tools),
)


def _of_couple(base: Spec, revision: Spec, couple: Couple, tools: Instruments) -> Iterator[Change]:
    label = (couple.revision.label,)
    for look in _LOOKS:
        try:
            found = tuple(look(base, revision, couple, tools))
        except DocumentError as error:
            found = _broken(look, base, couple, error)
        for each in found:
            scopes = each.scopes or (Scope(),)
            named = tuple(replace(scope, operation=couple.base.label) for scope in scopes)
            yield replace(each, operations=each.operations or label, scopes=named)


def _broken(look: _Look, base: Spec, couple: Couple, error: DocumentError) -> tuple[Change, ...]:
    """A part that cannot be read; none where it could not be before."""
    today = date.min
    tools = Instruments(Proofs(Direction.REQUEST, today), Proofs(Direction.RESPONSE, today))
    names = {name: name for name in couple.names}
    try:
        tuple(look(base, base, Couple(couple.base, couple.base, names), tools))
    except DocumentError as before:
        if before.findings[0].message == error.findings[0].message:
            return ()
    return (_unreadable(couple, error),)


def _unreadable(couple: Couple, error: DocumentError) -> Change:
    message = f"a part cannot be compared: {error.findings[0].message}"
    return Change("part-unreadable", message, couple.base.origin, couple.revision.origin)


def _gathered(changes: Iterable[Change]) -> Iterator[Change]:
    """One cause, such as a component, is one change of all the operations that it is seen in."""
    found: dict[object, list[Change]] = {}
    for change in changes:
        cause = (change.rule, change.base, change.revision, _told(change))
        found.setdefault(cause, []).append(change)
    yield from (_as_one(each) for each in found.values())


def _as_one(changes: list[Change]) -> Change:
    first, *others = changes
    if not others:
        return first
    labels = dict.fromkeys(label for each in changes for label in each.operations)
    scopes = dict.fromkeys(scope for each in changes for scope in each.scopes)
    proofs = (each.counterexample for each in changes if each.counterexample)
    proof = next(proofs, None)
    return replace(first, operations=tuple(labels), counterexample=proof, scopes=tuple(scopes))


def _told(change: Change) -> str:
    """What is said, without where it was seen first."""
    is_of_schema = change.rule in _OF_SCHEMAS
    return change.message.rpartition(": ")[2] if is_of_schema else change.message
