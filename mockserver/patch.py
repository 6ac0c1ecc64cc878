"""JSON merge patches (RFC 7396) and JSON patches (RFC 6902)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockserver import pointer as pointers
from mockserver.json_value import inner, is_deeper, same

_DEEPEST = 256
"""As many levels as a body may have."""

_MOST_COPIED = 100_000
"""So many values the steps of one patch may copy: each could double all that came of the others."""


class PatchError(Exception):
    """A JSON patch that cannot be applied; the message says which step, and why."""


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396 §2: objects merge, null removes, anything else replaces."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def json_patch(target: Any, patch: Any) -> Any:
    """What a JSON patch makes of a value, which stays as it is. Raises PatchError.

    That is also for one that copies more than _MOST_COPIED values, or nests them deeper than
    _DEEPEST levels: a few steps could ask for more than any memory holds.
    """
    if not isinstance(patch, Sequence) or isinstance(patch, str):
        raise PatchError("a JSON patch is a list of steps (RFC 6902 §3)")
    left = _MOST_COPIED
    for number, step in enumerate(patch):
        try:
            left -= _copied(target, step, left)
            target = _applied(target, step)
        except PatchError as error:
            raise PatchError(f"step {number} of the patch: {error}") from error
    if is_deeper(target, _DEEPEST):
        raise PatchError(f"the patch nests values deeper than {_DEEPEST} levels")
    return target


def _copied(target: Any, step: Any, left: int) -> int:
    """How many values a step copies. Raises PatchError for more than are ``left``."""
    if not isinstance(step, Mapping) or step.get("op") != "copy":
        return 0
    pending, count = [_found(target, _path(step, "from"))], 0
    while pending:
        value = pending.pop()
        count += 1
        if count > left:
            raise PatchError(f"a patch may copy {_MOST_COPIED:,} values at the most")
        pending.extend(inner(value))
    return count


def _applied(target: Any, step: Any) -> Any:
    name = step.get("op") if isinstance(step, Mapping) else None
    if not isinstance(name, str) or name not in _STEPS:
        raise PatchError(f"'op' is one of {', '.join(_STEPS)}")
    return _STEPS[name](target, step)


def _add(target: Any, step: Mapping[str, Any]) -> Any:
    return _put(target, _path(step, "path"), _value(step), is_new=True)


def _remove(target: Any, step: Mapping[str, Any]) -> Any:
    return _without(target, _path(step, "path"))


def _replace(target: Any, step: Mapping[str, Any]) -> Any:
    path = _path(step, "path")
    _found(target, path)
    return _put(target, path, _value(step), is_new=False)


def _move(target: Any, step: Mapping[str, Any]) -> Any:
    source, path = _path(step, "from"), _path(step, "path")
    if path[: len(source)] == source and path != source:
        raise PatchError("nothing can be moved into itself")
    value = _found(target, source)
    return _put(_without(target, source) if source else None, path, value, is_new=True)


def _copy(target: Any, step: Mapping[str, Any]) -> Any:
    value = _found(target, _path(step, "from"))
    return _put(target, _path(step, "path"), value, is_new=True)


def _test(target: Any, step: Mapping[str, Any]) -> Any:
    path = _path(step, "path")
    if not same(_found(target, path), _value(step)):  # RFC 6902 §4.6
        raise PatchError(f"{pointers.text(path) or 'the whole'} has another value")
    return target


_STEPS: Mapping[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "move": _move,
    "copy": _copy,
    "test": _test,
}


def _path(step: Mapping[str, Any], name: str) -> tuple[str, ...]:
    try:
        path = pointers.parse(step[name])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise PatchError(f"'{name}' is a JSON pointer, such as /name") from error
    if len(path) > _DEEPEST:
        raise PatchError(f"'{name}' leads deeper than {_DEEPEST} levels")
    return path


def _value(step: Mapping[str, Any]) -> Any:
    if "value" not in step:
        raise PatchError("'value' is missing")
    return step["value"]


def _found(target: Any, path: tuple[str, ...]) -> Any:
    for token in path:
        target = _member(target, token, path)
    return target


def _member(container: Any, token: str, path: tuple[str, ...]) -> Any:
    if isinstance(container, Mapping) and token in container:
        return container[token]
    if isinstance(container, list):
        return container[_index(token, len(container) - 1, path)]
    raise PatchError(f"there is nothing at {pointers.text(path)}")


def _put(
    target: Any, path: tuple[str, ...], value: Any, *, is_new: bool, whole: tuple[str, ...] = ()
) -> Any:
    """A copy with a value at a path; in a list a new one moves the others up.

    ``whole`` is the path from the start, for people to read.
    """
    if not path:
        return value
    token, rest, whole = path[0], path[1:], whole or path
    if isinstance(target, Mapping):
        if rest:
            member = _member(target, token, whole)
            value = _put(member, rest, value, is_new=is_new, whole=whole)
        return {**target, token: value}
    if isinstance(target, list):
        if not rest and is_new:
            index = len(target) if token == "-" else _index(token, len(target), whole)
            return [*target[:index], value, *target[index:]]
        index = _index(token, len(target) - 1, whole)
        within = _put(target[index], rest, value, is_new=is_new, whole=whole) if rest else value
        return [*target[:index], within, *target[index + 1 :]]
    raise PatchError(f"there is nothing to hold {pointers.text(whole)}")


def _without(target: Any, path: tuple[str, ...], whole: tuple[str, ...] = ()) -> Any:
    """A copy without what is at a path."""
    if not path:
        raise PatchError("the whole cannot be removed")
    token, rest, whole = path[0], path[1:], whole or path
    inner = _member(target, token, whole)
    if isinstance(target, Mapping):
        others = {name: value for name, value in target.items() if name != token}
        return {**target, token: _without(inner, rest, whole)} if rest else others
    index, left = int(token), [_without(inner, rest, whole)] if rest else []
    return [*target[:index], *left, *target[index + 1 :]]


def _index(token: str, highest: int, path: tuple[str, ...]) -> int:
    """RFC 6901 §4: digits without leading zeros."""
    is_number = token.isascii() and token.isdigit() and (token == "0" or token[0] != "0")
    if not is_number or len(token) > len(str(highest)) or int(token) > highest:
        raise PatchError(f"there is nothing at {pointers.text(path)}")
    return int(token)
