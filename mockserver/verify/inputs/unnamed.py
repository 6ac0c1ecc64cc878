"""Members of a body that its schema neither names nor speaks of.

A schema without ``additionalProperties`` is open (JSON Schema 2020-12 §10.3.2.3), and strict
readers of bodies are as usual as such schemas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.collection import Shape
from mockserver.collection.descent import element, is_list
from mockserver.collection.shape import Member
from mockserver.spec.model import Operation


@dataclass(frozen=True, slots=True)
class Named:
    """The members that a body, or each element of one that is a list, may have by name."""

    members: Mapping[str, Member]
    is_list: bool = False

    def unnamed(self, body: Any) -> str | None:
        """The first member that is not named; None without one."""
        bodies = body if self.is_list and isinstance(body, list) else [body]
        found = (_unnamed(each, self.members) for each in bodies)
        return next((each for each in found if each is not None), None)


def named(operation: Operation) -> Named | None:
    """Those of the JSON that an operation takes; None where it takes none, or others by word.

    Raises DocumentError.
    """
    body = operation.request_body
    content = next((c for c in (body.content if body else ()) if c.media_type.is_json), None)
    schema = content.schema if content else None
    if schema is None:
        return None
    inner = element(schema) if is_list(schema) else schema
    shape = Shape.of(inner) if inner is not None else None
    if shape is None or shape.is_open or not shape.members:
        return None
    return Named(shape.members, is_list=inner is not schema)


def _unnamed(value: Any, members: Mapping[str, Member]) -> str | None:
    if not isinstance(value, Mapping):
        return None
    for name, inner in value.items():
        if name not in members:
            return str(name)
        found = _within(inner, members[name])
        if found is not None:
            return found
    return None


def _within(value: Any, member: Member) -> str | None:
    known = member.element if isinstance(value, list) else member
    is_told = known is None or known.is_map or any("additionalProperties" in p for p in known.parts)
    if known is None or is_told:
        return None
    values = value if isinstance(value, list) else [value]
    found = (_unnamed(each, known.members) for each in values)
    return next((each for each in found if each is not None), None)
