"""Does a rule keep to the document? What it looks at is sent, what it answers is declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

from mockserver import pointer as pointers
from mockserver.hint import hint_among, listed
from mockserver.patch import merge_patch
from mockserver.scenario.expectation import Expectation
from mockserver.scenario.matcher import Sent
from mockserver.scenario.rule import Rule
from mockserver.scenario.rules import (
    IDLE,
    INVALID_BODY,
    UNDECLARED,
    UNKNOWN_EXAMPLE,
    UNKNOWN_PARAMETER,
)
from mockserver.schema import Direction, Validators
from mockserver.serialization import MISSING
from mockserver.source.written import Written
from mockserver.spec.model import Content, Location, Operation, Parameter, ResponseObject
from mockserver.spec.schema import Schema

_NO_BODY = frozenset((204, 205, 304))


class Contract:
    """Holds rules against a document; its schemas are compiled when first needed."""

    def __init__(self) -> None:
        self._validators = Validators()
        self._texts = Expectation(self._validators, Sent.TEXT)
        self._bodies = Expectation(self._validators, Sent.JSON)

    def check(self, rule: Rule, written: Written, operations: Sequence[Operation]) -> None:
        """Tell what a rule says against the operations it speaks of. Raises DocumentError."""
        if "match" in written.value:
            self._check_match(written.below("match"), operations)
        self._check_status(rule, written, operations)
        respond = rule.respond
        if respond is None or respond.undeclared or (rule.limit and rule.limit.undeclared):
            return
        status = rule.limit.status if rule.limit else respond.status
        answers = [(each, tuple(_answers(each, status))) for each in operations]
        place = written.below("respond")
        if respond.example is not None:
            _check_example(place.below("example"), answers)
        if respond.body is not MISSING:
            self._check_first(place.below("body"), answers, self._body_faults)
        if respond.patch is not MISSING:
            self._check_first(place.below("patch"), answers, self._patch_faults)

    def _check_match(self, match: Written, operations: Sequence[Operation]) -> None:
        parameters = [each for operation in operations for each in operation.parameters]
        if "parameters" in match.value:
            for name, value in match.below("parameters").members():
                self._check_parameter(name, value, parameters)
        if "body" in match.value:
            self._check_body(match.below("body"), operations)

    def _check_parameter(self, name: str, value: Written, known: Sequence[Parameter]) -> None:
        meant = [each for each in known if _is_named(each, name)]
        if not meant:
            names = dict.fromkeys(each.name for each in known)
            message = (
                f"no operation of this rule takes a parameter '{name}'{hint_among(name, names)}"
            )
            value.complain_of_key(UNKNOWN_PARAMETER, message)
            return
        self._texts.check(value, [each.any_schema for each in meant])

    def _check_body(self, body: Written, operations: Sequence[Operation]) -> None:
        """A body is looked at where one is sent, and its members where a schema tells them."""
        sent = [each.request_body for each in operations if each.request_body]
        if sent:
            self._bodies.check(body, [content.schema for each in sent for content in each.content])
        else:
            body.complain_of_key(UNKNOWN_PARAMETER, "no operation of this rule takes a body")

    def _check_status(self, rule: Rule, written: Written, operations: Sequence[Operation]) -> None:
        limit = rule.limit
        status = limit.status if limit else rule.respond.status if rule.respond else None
        undeclared = limit.undeclared if limit else bool(rule.respond and rule.respond.undeclared)
        field = "fault" if limit else "respond"
        if status is None:
            return
        lacking = [each for each in operations if each.response(status) is None]
        if lacking and not undeclared:
            advice = "add 'undeclared: true' to answer with it all the same"
            message = f"{_who(lacking)} no {status}{_declared(lacking)}; {advice}"
            written.complain(UNDECLARED, message, field, "status")
        plain = rule.respond is None or (
            rule.respond.body is MISSING and rule.respond.patch is MISSING
        )
        if undeclared and plain and operations and not lacking:
            message = f"{status} is declared here, so 'undeclared' says nothing; leave it out"
            written.complain(IDLE, message, field, "undeclared")

    def _check_first(
        self,
        place: Written,
        answers: Sequence[tuple[Operation, tuple[ResponseObject, ...]]],
        faults: Any,
    ) -> None:
        """What is wrong by the first operation that does not take the value."""
        for operation, responses in answers:
            found = faults(place.value, responses)
            for message, pointer in found:
                place.complain(INVALID_BODY, f"{operation.label}: {message}", *pointer)
            if found:
                return

    def _body_faults(
        self, body: Any, responses: Iterable[ResponseObject]
    ) -> list[tuple[str, pointers.Pointer]]:
        schemas = [each.schema for each in _json(responses) if each.schema]
        return self._least(schemas, [body])

    def _patch_faults(
        self, patch: Any, responses: Sequence[ResponseObject]
    ) -> list[tuple[str, pointers.Pointer]]:
        contents = _json(responses)
        if responses and not contents:
            return [("there is no JSON body that could be patched; give 'body' instead", ())]
        told: list[tuple[str, pointers.Pointer]] = []
        for content in contents:
            patched = (merge_patch(each, patch) for each in self._bases(content))
            found = self._least([content.schema] if content.schema else [], patched)
            if not found:
                return []
            told = told or found
        return told

    def _least(
        self, schemas: Sequence[Schema], values: Iterable[Any]
    ) -> list[tuple[str, pointers.Pointer]]:
        """What is wrong with the first value by the first schema; nothing if any pair fits."""
        told: list[tuple[str, pointers.Pointer]] = []
        for schema in schemas:
            validator = self._validators.of(schema, Direction.RESPONSE)
            for value in values:
                found = validator.violations(value)
                if not found:
                    return []
                told = told or [
                    (f"{each.message} (as {each.origin} says)", each.pointer) for each in found
                ]
        return told

    def _bases(self, content: Content) -> Iterator[Any]:
        """Answers that a patch could meet: the examples that fit, and made ones."""
        if content.schema is None:
            return
        validator = self._validators.of(content.schema, Direction.RESPONSE)
        yield from (each.value for each in content.examples if validator.is_valid(each.value))
        from mockserver.generation import Generator, Unsatisfiable

        generator = Generator(validator)
        for full in (True, False):
            try:
                yield generator.value(Random(0), words=False, full=full)
            except Unsatisfiable:
                return


def _is_named(parameter: Parameter, name: str) -> bool:
    if parameter.location is Location.HEADER:
        return parameter.name.lower() == name.lower()
    return parameter.name == name


def _answers(operation: Operation, status: int | None) -> Iterator[ResponseObject]:
    """What is declared for a status; without one, what is answered when all is well."""
    if status is not None:
        declared = operation.response(status)
        if declared and status not in _NO_BODY:
            yield declared
        return
    good = [each for each in operation.responses if each.pattern.startswith("2")]
    yield from good or operation.responses


def _check_example(
    place: Written, answers: Sequence[tuple[Operation, tuple[ResponseObject, ...]]]
) -> None:
    name = place.value
    for operation, responses in answers:
        contents = (content for each in responses for content in each.content)
        names = list(dict.fromkeys(each.name for one in contents for each in one.examples))
        if responses and name not in names:
            message = f"{operation.label} shows no example '{name}' here{hint_among(name, names)}"
            place.complain(UNKNOWN_EXAMPLE, message)
            return


def _json(responses: Iterable[ResponseObject]) -> list[Content]:
    contents = (content for each in responses for content in each.content)
    return [each for each in contents if each.media_type.is_json]


def _who(operations: Sequence[Operation]) -> str:
    labels = listed([each.label for each in operations])
    return f"{labels} {'declares' if len(operations) == 1 else 'declare'}"


def _declared(operations: Sequence[Operation]) -> str:
    if len(operations) > 1:
        return ""
    return f", only {listed([each.pattern for each in operations[0].responses])}"
