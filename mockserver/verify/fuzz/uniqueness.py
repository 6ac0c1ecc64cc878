"""Refusals that a document cannot declare: the value of a unique field is taken.

A schema calls such a request valid, and an operation without a 409 leaves 400 as the answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.http import Request, Response

_REFUSED_VALID = "positive_data_acceptance"
_STATUSES = frozenset((400, 409, 422))


@dataclass(slots=True)
class Uniqueness:
    """The values of unique fields that were seen in a run."""

    fields: frozenset[str]
    _taken: set[str] = field(default_factory=set)

    def observe(self, response: Response) -> None:
        """Remember the values of records that were answered with."""
        if response.status < 300:  # noqa: PLR2004  RFC 9110 §15: what went well
            records = _records(response.body)
            self._taken.update(text for record in records for text in self._values(record))

    def excuses(self, check: str, request: Request, response: Response) -> bool:
        """Whether a valid request may have been refused because of a value that is taken."""
        if check != _REFUSED_VALID or response.status not in _STATUSES:
            return False
        sent = (text for record in _records(request.body) for text in self._values(record))
        return any(text in self._taken for text in sent)

    def _values(self, record: Mapping[str, Any]) -> Iterator[str]:
        """Without case: services differ in whether it tells values apart."""
        for name in self.fields & record.keys():
            if record[name] is not None:
                yield f"{name}={str(record[name]).casefold()}"


def _records(body: bytes) -> Iterator[Mapping[str, Any]]:
    """The objects that a body is or lists, be it in a member of its own such as ``items``."""
    try:
        value = json.loads(body) if body else None
    except (ValueError, RecursionError):
        return
    lists = ([value], *value.values()) if isinstance(value, dict) else (value,)
    for each in lists:
        if isinstance(each, list):
            yield from (record for record in each if isinstance(record, dict))
