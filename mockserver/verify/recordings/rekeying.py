"""A request with other keys in the place of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from mockserver.http import Request, Response
from mockserver.verify.sides.both import encoded, scalar_text, value_of

_VARIABLE = re.compile(r"\{[^}/]+\}")
_LONG = 8
"""A text of so many characters that is a key in the path is that key in a body, too."""


def rekeyed(request: Request, renamed: Mapping[str, Any]) -> Request:
    """The request with other keys in its path, and wherever they stand in a body of JSON."""
    if not renamed:
        return request
    path = "/".join(_segments(request.path, renamed))
    value = value_of(Response(0, body=request.body))
    changed = _changed(value, renamed)
    body = request.body if changed == value else encoded(changed)
    return replace(request, path=path, body=body)


def _segments(path: str, renamed: Mapping[str, Any]) -> Iterator[str]:
    for segment in path.split("/"):
        key = renamed.get(unquote(segment))
        yield segment if key is None else quote(scalar_text(key), safe="")


def _changed(value: Any, renamed: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {name: _changed(each, renamed) for name, each in value.items()}
    if isinstance(value, list):
        return [_changed(each, renamed) for each in value]
    is_key = isinstance(value, str) and len(value) >= _LONG
    return renamed.get(value, value) if is_key else value


def keys_in(template: str, path: str) -> list[tuple[str, str]]:
    """Each variable with what stands in a path in its place, none where it is no such path."""
    parts = _VARIABLE.split(template)
    names = [each.strip("{}") for each in _VARIABLE.findall(template)]
    found = re.fullmatch("([^/]*)".join(map(re.escape, parts)), path)
    values = [unquote(each) for each in found.groups()] if found else []
    return list(zip(names, values, strict=False))
