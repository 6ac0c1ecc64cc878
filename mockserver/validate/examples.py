"""Do the examples of a document fit the schemas they stand beside?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from mockserver import media
from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity, report
from mockserver.pointer import Pointer, Token
from mockserver.schema import Direction, Validators, Violation
from mockserver.schema.discrimination import by_tag
from mockserver.schema.screen import Screen
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.spec.openapi import examples as examples_beside
from mockserver.spec.schema import Schema
from mockserver.validate.schemas import is_plainly
from mockserver.validate.survey import Survey, survey_of
from mockserver.validate.yaml_1_1 import read_as
from mockserver.value import dataclass

RULES = (
    Rule("example-invalid", Severity.ERROR, "An example fits the schema it stands beside."),
    Rule("default-invalid", Severity.ERROR, "A default fits its own schema."),
)
EXAMPLE, DEFAULT = RULES

# What a schema is called by these counts for what is near it.
_PLACED = re.compile(r"\$(?:id|anchor|dynamicAnchor)[\"']?\s*:")
_WRITTEN = re.compile(r"\s*(?:[-+.\d{\[\"]|true|false|null|$)")
BOTH = (Direction.RESPONSE, Direction.REQUEST)
# The nearest of these above a value says which way the value travels.
_WAYS: Mapping[Token, tuple[Direction, ...]] = {
    **dict.fromkeys(("requestBody", "requestBodies", "parameters"), (Direction.REQUEST,)),
    **dict.fromkeys(("responses", "headers"), (Direction.RESPONSE,)),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A value that the document shows, with the schema it has to fit, one way or the other."""

    rule: Rule
    name: str
    node: Node
    schema: Schema
    directions: tuple[Direction, ...]


@dataclass(frozen=True, slots=True)
class Misfit:
    """A finding about an example, the place of the keyword that it breaks, and whether by null."""

    finding: Finding
    violation: Violation
    is_null: bool = False


def check_examples(spec: Spec) -> Iterator[Finding]:
    """A finding for each way in which an example breaks its schema."""
    for misfit in misfits(spec, survey_of(spec)):
        yield misfit.finding


def misfits(spec: Spec, survey: Survey) -> Iterator[Misfit]:
    """The same, with the keywords that are broken."""
    shown = tuple(_all(spec, survey))
    is_tagged = any(survey.having(("discriminator",)))
    yield from _Jury(shown, is_tagged=is_tagged).judge()


def _all(spec: Spec, survey: Survey) -> Iterator[Shown]:
    for node in survey.having(("default", "example", "examples")):
        yield from _within(node, spec)
    for kind, beside in _BESIDE.items():
        for node in survey.nodes(kind):
            yield from beside(node, spec)


def _within(node: Node, spec: Spec) -> Iterator[Shown]:
    """What a schema shows itself may be meant for either way."""
    value = node.value
    if "default" in value:
        yield from _shown(DEFAULT, "", node.get("default"), node, spec)
    if "example" in value:
        yield from _shown(EXAMPLE, "", node.get("example"), node, spec)
    for each in node.child_elements("examples") if "examples" in value else ():
        yield from _shown(EXAMPLE, "", each, node, spec)


def _shown(
    rule: Rule, name: str, shown: Node | None, schema: Node | None, spec: Spec
) -> Iterator[Shown]:
    if shown is None or schema is None:
        return
    if not is_plainly(schema.value, shown.value):
        yield Shown(rule, name, shown, spec.schemas.at(schema), _ways(shown.pointer, schema))


def _ways(place: Pointer, schema: Node) -> tuple[Direction, ...]:
    """OAS 3.1 §4.8.24.4: what is hidden depends on the way that a value travels."""
    if schema.pointer == place[: len(schema.pointer)]:
        return BOTH
    return next((_WAYS[token] for token in reversed(place) if token in _WAYS), BOTH)


def _beside_value(node: Node, spec: Spec) -> Iterator[Shown]:
    schema = node.get("schema")
    if schema is not None:
        for name, example in _examples(node):
            ways = _ways((*node.pointer, "example"), schema)
            yield Shown(EXAMPLE, name, example, spec.schemas.at(schema), ways)
    elif node.get("type"):  # Swagger 2.0: the object is the schema
        yield from _within(node, spec)
        yield from _shown(EXAMPLE, "", node.get("x-example"), node, spec)


def _examples(node: Node) -> Iterator[tuple[str, Node]]:
    """With what a text of JSON stands for; other texts are nothing that a schema could judge."""
    if "example" not in node.value and "examples" not in node.value:
        return
    media_type = media.parse(str(node.pointer[-1])) if node.pointer else None
    is_json = media_type is not None and media_type.is_json
    for each in examples_beside(node, is_json=is_json, is_lenient=True):
        if is_json or each.node.pointer[-1] != "serializedValue":
            yield each.name, each.node


def _beside_content(node: Node, spec: Spec) -> Iterator[Shown]:
    """Examples of other media types are text: nothing that a schema of JSON could judge."""
    media_type = media.parse(str(node.pointer[-1])) if node.pointer else None
    if media_type is None or media_type.is_json or media_type.is_range:
        yield from _beside_value(node, spec)
    elif media_type.type == "multipart" or media_type.subtype == "x-www-form-urlencoded":
        yield from (each for each in _beside_value(node, spec) if _is_form(each.node.value))
    elif spec.version == "3.2" and "itemSchema" in node.value:
        yield from _of_items(node, spec)


def _is_form(value: object) -> bool:
    """Whether an example tells the values of a form, and not, even in part, how they are written.

    Text that may be a number or an object as it is sent, names such as ``a[b]``, and files are.
    """
    waiting: list[object] = [value]
    for each in waiting if isinstance(value, dict) else (None,):
        if isinstance(each, dict):
            if any("[" in str(name) or "." in str(name) for name in each):
                return False
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        elif each is None or (isinstance(each, str) and _WRITTEN.match(each)):
            return False
    return True


def _of_items(node: Node, spec: Spec) -> Iterator[Shown]:
    """OAS 3.2 §4.14.3.1: a sequence is as a list of its items; as a text it is left alone."""
    schema = node.get("itemSchema")
    if schema is None:
        return
    ways = _ways((*node.pointer, "example"), schema)
    for name, example in _examples(node):
        for element in example.elements():
            yield Shown(EXAMPLE, name, element, spec.schemas.at(schema), ways)


def _of_response(node: Node, spec: Spec) -> Iterator[Shown]:
    """Swagger 2.0: ``examples`` by media type stand beside the schema of a response."""
    schema = node.get("schema")
    for key, example in node.child_members("examples") if schema else ():
        media_type = media.parse(key)
        if media_type and media_type.is_json:
            for each in _shown(EXAMPLE, "", example, schema, spec):
                yield Shown(each.rule, "", each.node, each.schema, (Direction.RESPONSE,))


_BESIDE = {
    "Parameter": _beside_value,
    "Header": _beside_value,
    "Items": _within,
    "MediaType": _beside_content,
    "Response": _of_response,
}


class _Jury:
    """Judges all values: most of them at once, those that do not fit one by one."""

    def __init__(self, shown: Iterable[Shown], *, is_tagged: bool) -> None:
        self._shown = tuple(shown)
        self._is_tagged = is_tagged
        self._validators = Validators()
        self._screens: dict[Direction, Screen] = {}  # to take them apart takes time, too
        self._alike: dict[tuple[str, str], Schema] = {}
        self._placed: dict[str, bool] = {}
        self._sound: dict[str, bool] = {}

    def judge(self) -> Iterator[Misfit]:
        sound = [each for each in self._shown if self._is_sound(self._representative(each.schema))]
        left = sound
        for direction in Direction:
            left = self._screened(direction, left)
        refused = {id(each) for each in left}
        for each in sound:
            if not (self._is_tagged or id(each) in refused):
                continue
            try:
                yield from self._misfits(each, is_refused=id(each) in refused)
            except DocumentError as error:
                yield from (_unusable(each, finding) for finding in error.findings)

    def _is_sound(self, schema: Schema) -> bool:
        """Whether all its references hold; where one does not, that is told already."""
        if schema.address not in self._sound:
            try:
                schema.definitions()
            except DocumentError:
                self._sound[schema.address] = False
            else:
                self._sound[schema.address] = True
        return self._sound[schema.address]

    def _screened(self, direction: Direction, shown: list[Shown]) -> list[Shown]:
        """Those that do not fit when they travel this way, or do not travel so."""
        asked = {
            id(each): self._representative(each.schema)
            for each in shown
            if direction in each.directions
        }
        self._screens[direction] = screen = Screen(
            direction, {each.address: each for each in asked.values()}.values()
        )
        return [
            each
            for each in shown
            if id(each) not in asked or not screen.passes(asked[id(each)], each.node.value)
        ]

    def _representative(self, schema: Schema) -> Schema:
        """The first schema that says the same: documents say the same again and again.

        Anchors and ``$id`` mean what they do by the place of a schema, so that it is its own.
        """
        document = schema.node.document
        if document.file not in self._placed:
            self._placed[document.file] = _PLACED.search(document.text) is not None
        if self._placed[document.file]:
            return schema
        return self._alike.setdefault((document.file, repr(schema.node.value)), schema)

    def _misfits(self, shown: Shown, *, is_refused: bool) -> Iterator[Misfit]:
        found = self._violations(shown) if is_refused else ()
        told = self._by_tag(shown) if self._is_tagged else {}
        for violation in found:
            if not any(_is_within(violation.pointer, place) for place in told):
                yield _misfit(shown, violation)
        for violations in told.values():
            yield from (_misfit(shown, violation) for violation in violations)

    def _violations(self, shown: Shown) -> tuple[Violation, ...]:
        return self._judged(shown, shown.schema, shown.node.value)

    def _judged(self, shown: Shown, schema: Schema, value: Any) -> tuple[Violation, ...]:
        """What is wrong of a value the way that it travels; the better one of two."""
        found = [self._validators.of(schema, each).violations(value) for each in shown.directions]
        return min(found, key=len)

    def _by_tag(self, shown: Shown) -> dict[Pointer, tuple[Violation, ...]]:
        return by_tag(shown.schema, shown.node.value, partial(self._judged, shown))


def _is_within(place: Pointer, outer: Pointer) -> bool:
    return place[: len(outer)] == outer


def _misfit(shown: Shown, violation: Violation) -> Misfit:
    place = (*shown.node.pointer, *violation.pointer)
    document = shown.node.document
    origin = document.key_origin(place) if violation.on_key else document.origin(place)
    name = f"example '{shown.name}': " if shown.name not in ("", "default") else ""
    message = f"{name}{violation.message} (as {violation.origin} says){read_as(document, place)}"
    is_null = not violation.on_key and pointers.resolve(shown.node.value, violation.pointer) is None
    return Misfit(report(shown.rule, message, origin, pointers.text(place)), violation, is_null)


def _unusable(shown: Shown, finding: Finding) -> Misfit:
    origin = finding.origin or shown.schema.origin
    return Misfit(finding, Violation("", (), "", origin, finding.pointer))
