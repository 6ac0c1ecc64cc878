"""Texts that a service stores in another form, and that mean the same: pure functions.

Widely used libraries cut off the spaces around a text (the fields of Django REST framework), and
write addresses in small letters, as mail is delivered whatever their case (RFC 5321 §2.4: of the
domain it means nothing, and hardly a host tells local parts apart by it). No schema can promise
or forbid that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def tidied(sent: Any, told: Any) -> Any:
    """What was sent, with its texts as they were told where they are merely tidied."""
    if isinstance(sent, str) and isinstance(told, str):
        return told if _means_the_same(sent, told) else sent
    if isinstance(sent, Mapping) and isinstance(told, Mapping):
        return {name: tidied(value, told.get(name)) for name, value in sent.items()}
    if isinstance(sent, list) and isinstance(told, list) and len(sent) == len(told):
        return [tidied(one, other) for one, other in zip(sent, told, strict=True)]
    return sent


def _means_the_same(sent: str, told: str) -> bool:
    bare = sent.strip()
    is_lower = _ADDRESS.fullmatch(bare) is not None and told == _lower(bare, told)
    return told == bare or is_lower


def _lower(address: str, told: str) -> str:
    """In small letters: the whole of it, or its domain."""
    local, _, domain = address.rpartition("@")
    domain = domain.lower()
    return f"{local}@{domain}" if told.startswith(f"{local}@") else f"{local.lower()}@{domain}"
