"""JSON texts: values at once, places when they are asked for."""

from __future__ import annotations

import json
import math
from typing import Any

from mockserver.source import rules
from mockserver.source.json_scan import locate, nested_at, oddities
from mockserver.source.json_syntax import explain
from mockserver.source.nesting import MAX_DEPTH, is_too_deep
from mockserver.source.reading import Fault, Reading, collector_paused, failed


class _Json:
    """Reads one text, and notes whether there is anything in it that must be looked at again."""

    def __init__(self) -> None:
        self.is_odd = False

    def read(self, text: str) -> Any:
        """The value. Raises JSONDecodeError and RecursionError."""
        try:
            return self._loads(text)
        except json.JSONDecodeError:
            raise
        except ValueError:  # an integer of more digits than Python reads
            return self._loads(text, parse_int=self._integer)

    def _loads(self, text: str, **hooks: Any) -> Any:
        with collector_paused():
            return json.loads(
                text,
                object_pairs_hook=self._members,
                parse_float=self._float,
                parse_constant=self._float,
                **hooks,
            )

    def _members(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) != len(pairs):
            self.is_odd = True
        return members

    def _float(self, digits: str) -> float:
        value = float(digits)
        if not math.isfinite(value):
            self.is_odd = True
        return value

    def _integer(self, digits: str) -> int | float:
        try:
            return int(digits)
        except ValueError:
            return self._float(digits)


def read_json(text: str) -> Reading:
    """Read a text as RFC 8259 has it; what is wrong with it is in the faults."""
    reader = _Json()
    try:
        root = reader.read(text)
    except json.JSONDecodeError as error:
        return failed(explain(error))
    except RecursionError:
        return _too_deep(text)
    if is_too_deep(root):
        return _too_deep(text)
    faults = oddities(text, is_odd=reader.is_odd)
    if any(fault.rule is rules.CHARACTER for fault in faults):
        return failed(*faults)  # what is no text cannot be written again
    return Reading(root, faults, lambda: locate(text, root), is_tree=True)


def _too_deep(text: str) -> Reading:
    said = f"values are nested more than {MAX_DEPTH} levels deep here"
    return failed(Fault(nested_at(text, MAX_DEPTH), rules.TOO_DEEP, said))
