"""How much of the document the client's calls have seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.admin.stray import is_stray
from mockserver.errors import DocumentError
from mockserver.journal import Exchange
from mockserver.scenario import Call
from mockserver.spec.model import Location, Operation


def read(context: AdminContext) -> Mapping[str, Any]:
    """Operations, their statuses, their parameters, and the calls that none of them took."""
    exchanges = context.mock.journal.exchanges(context.session)
    by_operation: dict[str, list[Exchange]] = {}
    for each in exchanges:
        by_operation.setdefault(each.operation, []).append(each)
    operations = context.mock.spec.operations
    details = [_detail(context, each, by_operation.get(each.label, [])) for each in operations]
    statuses = [each["calls"] for detail in details for each in detail["statuses"]]
    parameters = [each["calls"] for detail in details for each in detail["parameters"]]
    return {
        "operations": _share([detail["calls"] for detail in details]),
        "statuses": _share(statuses),
        "parameters": _share(parameters),
        "undocumented": list(_undocumented(by_operation.get("", []))),
        "details": details,
    }


def _share(calls: Sequence[int]) -> Mapping[str, Any]:
    seen = sum(1 for each in calls if each)
    percent = round(100 * seen / len(calls), 1) if calls else 100.0
    return {"seen": seen, "total": len(calls), "percent": percent}


def _detail(
    context: AdminContext, operation: Operation, exchanges: Sequence[Exchange]
) -> dict[str, Any]:
    answered = Counter(each.response.status for each in exchanges)
    try:
        statuses, undeclared = _statuses(operation, answered)
        parameters = list(
            _parameters(operation, [context.control.call(each) for each in exchanges])
        )
    except DocumentError:
        statuses, undeclared, parameters = [], sorted(answered), []
    return {
        "operation": operation.label,
        "document": str(operation.origin),
        "calls": len(exchanges),
        "statuses": statuses,
        "undeclared": undeclared,
        "parameters": parameters,
    }


def _statuses(
    operation: Operation, answered: Mapping[int, int]
) -> tuple[list[dict[str, Any]], list[int]]:
    """The calls of each status that is declared, and the statuses that are not."""
    calls = {each.pattern: 0 for each in operation.responses}
    undeclared = []
    for status, number in sorted(answered.items()):
        declared = operation.response(status)
        if declared is None:
            undeclared.append(status)
        else:
            calls[declared.pattern] += number
    return [{"status": status, "calls": number} for status, number in calls.items()], undeclared


def _parameters(operation: Operation, calls: Iterable[Call]) -> Iterator[dict[str, Any]]:
    sent = Counter(place for call in calls for place in call.parameters)
    for each in operation.parameters:
        yield {
            "name": each.name,
            "in": str(each.location),
            "required": each.required or each.location is Location.PATH,
            "calls": sent[each.location, each.name],
        }


def _undocumented(exchanges: Iterable[Exchange]) -> Iterator[Mapping[str, Any]]:
    """By method and path; what browsers and servers ask on their own is no call."""
    found: dict[tuple[str, str], Counter[int]] = {}
    for each in exchanges:
        if is_stray(each):
            place = (each.request.method, each.request.path)
            found.setdefault(place, Counter())[each.response.status] += 1
    for (method, path), statuses in found.items():
        calls = sum(statuses.values())
        yield {"method": method, "path": path, "calls": calls, "statuses": sorted(statuses)}
