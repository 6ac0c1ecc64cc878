"""What changed about what an operation takes: parameters and a body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockserver.diff.bodies import Instruments, content_changes, schema_changes
from mockserver.diff.change import Change
from mockserver.diff.encodings import RESERVED
from mockserver.diff.form import Form
from mockserver.diff.pairing import Couple
from mockserver.diff.part import Side
from mockserver.diff.scope import about_parameter, about_request
from mockserver.diff.wire import is_form
from mockserver.schema import Direction
from mockserver.spec.model import Location, Operation, Parameter, RequestBody


def parameter_changes(couple: Couple, tools: Instruments) -> Iterator[Change]:
    """Parameters that come, go, move or change."""
    old, new = _named(couple.base, couple.names), _named(couple.revision, {})
    moved = {}
    for key, parameter in old.items():
        if key in new:
            yield from about_parameter(parameter, _changed(parameter, new[key], tools))
            continue
        target = _elsewhere(key, old, new)
        if target is not None:
            moved[target] = parameter
            yield from about_parameter(parameter, (_moved(parameter, new[target]),))
        elif parameter.location is not Location.PATH:
            yield from about_parameter(parameter, (_removed(parameter, couple),))
    for key, parameter in new.items():
        if key not in old and key not in moved and parameter.location is not Location.PATH:
            yield from about_parameter(parameter, (_added(parameter, couple),))


_Key = tuple[str, str]
_RESERVED = re.compile(r"[:/?#\[\]@!$&'()*+,;=]")


def _named(operation: Operation, names: object) -> dict[_Key, Parameter]:
    """By place and name: headers without case (RFC 9110 §5.1), path variables as now called."""
    found = {}
    renamed = names if isinstance(names, dict) else {}
    for each in operation.parameters:
        name = each.name
        if each.location is Location.HEADER:
            name = name.lower()
        if each.location is Location.PATH:
            name = renamed.get(name, name)
        if each.location is Location.QUERYSTRING:
            name = ""  # it is never sent
        found[each.location.value, name] = each
    return found


def _elsewhere(key: _Key, old: dict[_Key, Parameter], new: dict[_Key, Parameter]) -> _Key | None:
    found = (each for each in new if each[1].lower() == key[1].lower() and each not in old)
    return next(found, None)


def _subject(parameter: Parameter) -> str:
    return f"{parameter.location} parameter '{parameter.name}'"


def _moved(old: Parameter, new: Parameter) -> Change:
    told = f"{_subject(old)}: it is sent in the {new.location} now"
    return Change("parameter-moved", told, old.origin, new.origin)


def _removed(parameter: Parameter, couple: Couple) -> Change:
    rule = "parameter-removed-as-announced" if parameter.deprecated else "parameter-removed"
    told = f"{_subject(parameter)}: it is gone"
    return Change(rule, told, parameter.origin, couple.revision.origin)


def _added(parameter: Parameter, couple: Couple) -> Change:
    rule = "required-parameter-added" if parameter.required else "parameter-added"
    told = f"{_subject(parameter)}: it is new{' and required' if parameter.required else ''}"
    return Change(rule, told, couple.base.origin, parameter.origin)


def _changed(old: Parameter, new: Parameter, tools: Instruments) -> Iterator[Change]:
    subject = _subject(new)
    if old.required != new.required:
        word = "required" if new.required else "optional"
        rule = f"parameter-became-{word}"
        yield Change(rule, f"{subject}: it is {word} now", old.origin, new.origin)
    if new.deprecated and not old.deprecated:
        yield Change("parameter-deprecated", f"{subject}: it is deprecated", old.origin, new.origin)
    if old.allow_empty and not new.allow_empty and _refuses_nothing(new, tools):
        told = f"{subject}: it may not be empty any more"
        yield Change("parameter-empty-refused", told, old.origin, new.origin)
    if old.allow_reserved and not new.allow_reserved and _may_be_reserved(old):
        yield Change("parameter-reserved-refused", f"{subject}: {RESERVED}", old.origin, new.origin)
    if is_written_otherwise(old, new):
        told = f"{subject}: it was written as {style_of(old)} and is now {style_of(new)}"
        yield Change("parameter-serialized-otherwise", told, old.origin, new.origin)
        return
    schemas = old.any_schema, new.any_schema
    is_written = is_text(old) and is_text(new)
    yield from schema_changes(subject, tools.request, *schemas, is_text=is_written)


def is_text(parameter: Parameter) -> bool:
    """Whether all its values are written as texts, whatever type they are of."""
    return parameter.content is None or is_form(parameter.content.media_type)


def style_of(parameter: Parameter) -> str:
    """How a sentence calls the way in which a parameter is written."""
    if parameter.content:
        return str(parameter.content.media_type)
    return parameter.style + (" exploded" if parameter.explode else "")


def is_written_otherwise(old: Parameter, new: Parameter) -> bool:
    """Whether the values that there were are written another way."""
    if (old.content is None) != (new.content is None):
        content, plain = (old.content, new) if old.content else (new.content, old)
        is_text = content is not None and content.media_type.type == "text"
        return not (_is_plain(plain) and (is_text or _is_bare(plain)))
    return _is_plain(old) == _is_plain(new) and _spelling(old) != _spelling(new)


# What these write differs from what the others do of a single value, too.
_OWN_STYLES = ("label", "matrix", "cookie")


def _refuses_nothing(parameter: Parameter, tools: Instruments) -> bool:
    schema = parameter.schema
    return schema is not None and not tools.request.judge(schema, of_base=False).is_valid("")


def _may_be_reserved(parameter: Parameter) -> bool:
    """Whether some value may have characters that mean something in a URL (RFC 3986 §2.2)."""
    if parameter.schema is None:
        return False
    side = Side(Direction.REQUEST)
    form = Form(side, (side.part(parameter.schema),))
    if form.enum is not None:
        return any(_RESERVED.search(str(each)) for each in form.enum.values())
    return form.has("string", "array", "object")


def _types(parameter: Parameter) -> frozenset[str]:
    side = Side(Direction.REQUEST)
    return Form(side, (side.part(parameter.schema),)).types if parameter.schema else frozenset()


def _is_bare(parameter: Parameter) -> bool:
    """Whether no value is a text, so that it is written without quotes in JSON, too."""
    return parameter.schema is not None and "string" not in _types(parameter)


def _spelling(parameter: Parameter) -> tuple[object, ...]:
    """How a value is written, as far as that can be seen of values of its types."""
    if parameter.content:
        return (parameter.content.media_type,)
    if _is_plain(parameter):
        return (parameter.style if parameter.style in _OWN_STYLES else "plain", None)
    is_told = parameter.style != "simple" or _types(parameter) & {"object"}
    return parameter.style, parameter.explode if is_told else None


def _is_plain(parameter: Parameter) -> bool:
    """Whether values are neither lists nor objects, so that most styles write the same."""
    return parameter.schema is not None and _types(parameter).isdisjoint(("array", "object"))


def body_changes(couple: Couple, tools: Instruments) -> Iterator[Change]:
    """A body that comes, goes, becomes required or changes."""
    yield from about_request(_bodies(couple, tools))


def _bodies(couple: Couple, tools: Instruments) -> Iterator[Change]:
    old, new = couple.base.request_body, couple.revision.request_body
    if old is None and new is not None:
        rule = "required-request-body-added" if new.required else "request-body-added"
        yield Change(rule, "request body: it is new", couple.base.origin, new.origin)
    elif old is not None and new is None:
        told = "request body: it is gone"
        yield Change("request-body-removed", told, old.origin, couple.revision.origin)
    elif old is not None and new is not None:
        yield from _body(old, new, tools)


def _body(old: RequestBody, new: RequestBody, tools: Instruments) -> Iterator[Change]:
    if old.required != new.required:
        word = "required" if new.required else "optional"
        told = f"request body: it is {word} now"
        yield Change(f"request-body-became-{word}", told, old.origin, new.origin)
    yield from content_changes("request body", tools.request, old.content, new.content)
