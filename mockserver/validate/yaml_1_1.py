"""Text that a reader of YAML 1.1 would take for a boolean, a date or a number.

OAS 3.1 §4.3 recommends YAML 1.2, yet many readers in use follow 1.1, where ``NO`` is false.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mockserver import pointer as pointers
from mockserver.finding import Finding, Rule, Severity
from mockserver.pointer import Pointer
from mockserver.source import Document, reads_differently_in_yaml_1_1
from mockserver.source.rules import KEY_NOT_STRING
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_key, at_value

RULES = (
    Rule(
        "yaml-ambiguous", Severity.WARNING, "Text reads as text under YAML 1.1, too: it is quoted."
    ),
)
(AMBIGUOUS,) = RULES

# How texts begin that YAML 1.1 takes for something else.
_MAYBE = re.compile(r"[-+=0-9]|[yYnNoO]")
# Keys that it takes for true or false; what follows a single letter is left to the reader.
_TRUTHS = frozenset(
    written for word in ("yes", "no", "on", "off") for written in (word, word.title(), word.upper())
)
_SHOWN = ("example", "default", "const")
_LISTED = ("enum", "examples")


def check_yaml_1_1(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """A finding for each text among examples, defaults and constants that is not quoted."""
    del spec
    others = (node for kind in ("Parameter", "Header", "MediaType") for node in survey.nodes(kind))
    for node in (*survey.having((*_SHOWN, *_LISTED)), *others):
        for shown in _shown(node):
            yield from _ambiguous(shown)
    for node in survey.having(("properties",)):
        yield from _truths(node)
    for node in survey.nodes("Example"):
        value = node.get("value") or node.get("dataValue")
        yield from _ambiguous(value) if value else ()


def _truths(node: Node) -> Iterator[Finding]:
    """Names of properties that are read as true or false, for a key is a value in YAML."""
    names = node.value["properties"]
    if not isinstance(names, dict) or _TRUTHS.isdisjoint(names):
        return
    for name, child in node.child_members("properties"):
        key = node.document.marks.find(child.pointer).key
        if name in _TRUTHS and node.document.text.startswith(name, key):
            said = f"the key {name} is {_other(name)} in YAML 1.1: quote it"
            yield at_key(child, KEY_NOT_STRING, said)


def _shown(node: Node) -> Iterator[Node]:
    value = node.value
    for key in _SHOWN:
        if key in value:
            child = node.get(key)
            yield from (child,) if child else ()
    for key in _LISTED:
        if key in value:
            yield from node.child_elements(key)


def _ambiguous(shown: Node) -> Iterator[Finding]:
    if shown.value.__class__ is str and not _MAYBE.match(shown.value):  # as nearly always
        return
    for place, text in _texts(shown.value, shown.pointer):
        if shown.document.raw(place):
            node = Node(text, shown.document, place, shown.library)
            yield at_value(node, AMBIGUOUS, f"{text} is {_other(text)} in YAML 1.1: quote it")


def _texts(value: Any, place: Pointer) -> Iterator[tuple[Pointer, str]]:
    """The texts in a value that may be read as something else, with their places."""
    waiting = [(value, place)]
    while waiting:
        value, place = waiting.pop()
        if type(value) is str:
            if _MAYBE.match(value) and reads_differently_in_yaml_1_1(value):
                yield place, value
        elif type(value) is dict:
            waiting += [(member, (*place, name)) for name, member in value.items()]
        elif type(value) is list:
            waiting += [(item, (*place, index)) for index, item in enumerate(value)]


def _other(text: str) -> str:
    if text == "=":
        return "no text"
    if text[0].isalpha():
        return "true" if text.lower() in ("y", "yes", "on") else "false"
    return "a date" if "-" in text[1:] else "a number"


def read_as(document: Document, place: Pointer) -> str:
    """Text that YAML reads as something else than it looks like is told as it was written."""
    raw = document.raw(place)
    try:
        value: Any = pointers.resolve(document.root, place)
    except KeyError:
        return ""
    if raw is None or isinstance(value, str | None) or raw == str(value).lower():
        return ""
    return f"; {raw} is read as {value}: quote it if it is text"
