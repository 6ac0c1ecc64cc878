"""Problem details (RFC 9457): the body of an error answer."""

import json
from collections.abc import Mapping
from dataclasses import field
from http import HTTPStatus
from typing import Any

from mockserver.value import dataclass

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. ``extensions`` are further members of the JSON object (RFC 9457 §3.2)."""

    status: int
    detail: str
    type: str = "about:blank"
    title: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict)

    def members(self) -> dict[str, Any]:
        """The JSON object, in the order of RFC 9457 §3.1."""
        return {
            "type": self.type,
            "title": self.title or phrase(self.status),
            "status": self.status,
            "detail": self.detail,
            **self.extensions,
        }

    def body(self) -> bytes:
        """The JSON text, UTF-8."""
        return f"{_laid_out(self.members())}\n".encode()


_write = json.JSONEncoder(ensure_ascii=False).encode
_quoted = json.encoder.encode_basestring


def _laid_out(value: Any, end: str = "\n") -> str:
    """JSON indented by two blanks: for that, the library makes functions anew for each text."""
    inner = f"{end}  "
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping) and value:
        members = [
            f"{inner}{_quoted(name)}: {_laid_out(each, inner)}" for name, each in value.items()
        ]
        return f"{{{','.join(members)}{end}}}"
    if isinstance(value, list | tuple) and value:
        return f"[{','.join([inner + _laid_out(each, inner) for each in value])}{end}]"
    return _write(value)


def phrase(status: int) -> str:
    """The reason phrase of a status code; empty for one that has none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
