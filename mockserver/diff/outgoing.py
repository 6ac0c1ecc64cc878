"""What changed about the requests that the API itself sends: webhooks and callbacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from mockserver.diff.bodies import Instruments, content_changes, schema_changes
from mockserver.diff.change import Change
from mockserver.diff.pairing import Couple
from mockserver.diff.responses import BODILESS, meant
from mockserver.errors import DocumentError
from mockserver.origin import Origin
from mockserver.spec.model import Operation, Spec
from mockserver.spec.node import Node


def webhook_changes(base: Spec, revision: Spec, tools: Instruments) -> Iterator[Change]:
    """Webhooks that come, go, or send something else: here the client is who answers."""
    old, new = _webhooks(base), _webhooks(revision)
    places = [each.root.document.origin(("webhooks",)) for each in (base, revision)]
    yield from _changes("webhook", old, new, (places[0], places[1]), tools)


def callback_changes(couple: Couple, tools: Instruments) -> Iterator[Change]:
    """The same of the callbacks of an operation (OAS 3.1 §4.8.18)."""
    old, new = _callbacks(couple.base), _callbacks(couple.revision)
    places = (couple.base.origin, couple.revision.origin)
    yield from _changes("callback", old, new, places, tools)


def _changes(
    noun: str,
    old: Mapping[str, Operation],
    new: Mapping[str, Operation],
    places: tuple[Origin, Origin],
    tools: Instruments,
) -> Iterator[Change]:
    for label, operation in old.items():
        if label not in new:
            told = f"the {noun} is gone"
            yield Change(f"{noun}-removed", told, operation.origin, places[1], "", (label,))
        else:
            for change in _changed(noun, operation, new[label], tools):
                yield replace(change, operations=(label,))
    for label, operation in new.items():
        if label not in old:
            told = f"the {noun} is new"
            yield Change(f"{noun}-added", told, places[0], operation.origin, "", (label,))


def _webhooks(spec: Spec) -> dict[str, Operation]:
    found = {}
    for name, node in spec.root.child_members("webhooks"):
        for operation in _operations(name, node, spec):
            found[f"webhook {name} {operation.method}"] = operation
    return found


def _callbacks(owner: Operation) -> dict[str, Operation]:
    found = {}
    for name, node in owner.node.child_members("callbacks"):
        try:
            callback = node.followed()
        except DocumentError:  # costs this one only; validate tells of it
            continue
        for key, item in callback.members():
            for operation in _operations(key, item, owner):
                found[f"callback {name} {key} {operation.method} of {owner.label}"] = operation
    return found


def _operations(name: str, node: Node, owner: Spec | Operation) -> Iterator[Operation]:
    try:
        item = node.followed()
    except DocumentError:  # costs this one only; validate tells of it
        return
    for method, each in owner.dialect.operations(item, owner.root):
        yield Operation(method, name, each, item, owner.root, owner.dialect, owner.schemas)


def _changed(noun: str, old: Operation, new: Operation, tools: Instruments) -> Iterator[Change]:
    """What is sent is to clients as a response is."""
    before, after = old.request_body, new.request_body
    contents = (before.content if before else (), after.content if after else ())
    yield from content_changes(f"{noun} body", tools.response, *contents)
    if before and after and before.required != after.required:
        word = "required" if after.required else "optional"
        told = f"{noun} body: it is {word} now"
        yield Change(f"sent-body-became-{word}", told, before.origin, after.origin)
    yield from _headers(noun, old, new, tools)
    yield from _answers(noun, old, new, tools)


def _headers(noun: str, old: Operation, new: Operation, tools: Instruments) -> Iterator[Change]:
    """What is sent beside the body is to clients as the header of a response is."""
    after = {(each.location, each.name.lower()): each for each in new.parameters}
    for each in old.parameters:
        about = f"{each.location} '{each.name}' of the {noun}"
        twin = after.get((each.location, each.name.lower()))
        if twin is None:
            said = f"{about}: it is gone"
            yield Change("response-header-removed", said, each.origin, new.origin)
            continue
        if each.required and not twin.required:
            said = f"{about}: it is optional now"
            yield Change("response-header-became-optional", said, each.origin, twin.origin)
        yield from schema_changes(about, tools.response, each.any_schema, twin.any_schema)
    known = {(each.location, each.name.lower()) for each in old.parameters}
    for each in new.parameters:
        if (each.location, each.name.lower()) not in known:
            said = f"{each.location} '{each.name}' of the {noun}: it is new"
            yield Change("response-header-added", said, old.origin, each.origin)


def _answers(noun: str, old: Operation, new: Operation, tools: Instruments) -> Iterator[Change]:
    """What clients answer is to the API as the body of a request is: it may take less."""
    for each in old.responses if new.responses else ():
        twin = meant(new, each.pattern)
        about = f"answer {each.pattern} to the {noun}"
        if twin is not None:
            if each.pattern not in BODILESS:
                yield from content_changes(about, tools.request, each.content, twin.content)
        else:
            kind = "success" if each.pattern.startswith("2") else "error"
            said = f"{about}: it is not taken any more"
            yield Change(f"response-{kind}-removed", said, each.origin, new.origin)
    for each in new.responses if old.responses else ():
        if meant(old, each.pattern) is None:
            said = f"answer {each.pattern} to the {noun}: it is taken as well"
            yield Change("response-added", said, old.origin, each.origin)
