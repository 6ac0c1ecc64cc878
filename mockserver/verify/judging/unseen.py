"""Statuses that the document declares and no answer had, though the run asked for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockserver import pointer as pointers
from mockserver.collection import Action
from mockserver.errors import DocumentError
from mockserver.spec.model import Operation
from mockserver.verify.events import Noticed
from mockserver.verify.inputs.atlas import Atlas
from mockserver.verify.judging.tally import Tally

_BAD, _MISSING = ("400", "422"), ("404", "410")
_GROUPS = (_BAD, _MISSING)
"""Statuses for one reason: where several are declared, a service may well use one of them."""
_WRITING = (Action.CREATE, Action.PATCH, Action.REPLACE)
_MADE = ("200", "201", "204")


def unseen(operation: Operation, tally: Tally, atlas: Atlas) -> Iterator[Noticed]:
    """A warning for each; never for a 5xx, for ``default``, or for what no request provokes."""
    seen = set(map(str, tally.statuses))
    for each in operation.responses:
        if each.pattern in seen or not _is_provoked(operation, each.pattern, atlas):
            continue
        alike = next((group for group in _GROUPS if each.pattern in group), (each.pattern,))
        if not seen & set(alike):
            yield Noticed(
                operation.label,
                "status_never_seen",
                f"declares {each.pattern}, and none of {tally.cases} requests was answered with it",
                pointers.text((*operation.node.pointer, "responses", each.pattern)),
            )


def _is_provoked(operation: Operation, status: str, atlas: Atlas) -> bool:
    """Whether the requests of a run call for a status."""
    try:
        has_body = operation.request_body is not None
    except DocumentError:
        return False
    calls: Mapping[str, bool] = {
        **dict.fromkeys(_BAD, has_body),
        **dict.fromkeys(_MISSING, "{" in operation.template),
        "409": _has_unique(operation, atlas),
        **{each: _is_known(operation, atlas) for each in _MADE},
    }
    return calls.get(status, False)


def _is_known(operation: Operation, atlas: Atlas) -> bool:
    """Whether records are made and sent for it, so that a success is to be expected."""
    door = atlas.by_label(operation.label)
    statuses = [each.pattern for each in operation.responses if each.pattern in _MADE]
    return door is not None and len(statuses) == 1


def _has_unique(operation: Operation, atlas: Atlas) -> bool:
    door = atlas.by_label(operation.label)
    return door is not None and bool(door.collection.unique) and door.part.action in _WRITING
