"""The library's judge with the settings of this project."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jsonschema_rs


def compiled(
    schema: dict[str, Any], registry: jsonschema_rs.Registry | None = None
) -> jsonschema_rs.Draft202012Validator:
    """A schema as a judge. Raises ValueError, or ReferencingError, where it cannot be used."""
    return jsonschema_rs.Draft202012Validator(
        schema, validate_formats=True, offline=True, formats=_FORMATS, registry=registry
    )


@lru_cache(4096)  # one that is too long to be read takes its time, wherever it stands
def is_readable(pattern: str) -> bool:
    """Whether a regular expression is one that the judge can apply."""
    try:
        compiled({"pattern": pattern})
    except ValueError:
        return False
    return True


def whole_text(expression: str) -> Callable[[str], bool]:
    """Says whether a regular expression matches the whole of a text.

    The judge asks, which gives up what would go back without end; Python does where it cannot read
    the expression. Raises re.error, OverflowError or RecursionError for what neither can.
    """
    plain = re.compile(expression)
    try:
        judge = compiled({"pattern": f"^(?:{expression})$"})
    except ValueError:
        return lambda text: plain.fullmatch(text) is not None
    return lambda text: judge.is_valid(text.encode("utf-8", "replace").decode())


def _is_base64(text: str) -> bool:
    """RFC 4648 §4, padding included."""
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        return False
    return True


# Formats of OAS 3.0 §4.4 and the format registry that JSON Schema does not know.
_FORMATS = {"byte": _is_base64}
