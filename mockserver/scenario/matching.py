"""How a matcher is written: a value that is meant itself, or an object of operators."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from mockserver.hint import hint_among
from mockserver.scenario.matcher import (
    Bound,
    Containing,
    Elements,
    Equal,
    Every,
    Fitting,
    Matcher,
    Members,
    Not,
    Pattern,
    Present,
    Sent,
    Some,
)
from mockserver.scenario.rules import MALFORMED, UNKNOWN_FIELD
from mockserver.schema.judge import whole_text
from mockserver.schema.validator import compiled
from mockserver.source.written import Unfit, Written, count, flag, text

Operator = Callable[[Written, Sent], Matcher]


def read_matcher(written: Written, sent: Sent = Sent.JSON) -> Matcher:
    """A matcher; an object all of whose names are operators means those, all of them together.

    Of what was sent as text 7 and '7' are the same.
    """
    value = written.value
    if isinstance(value, dict):
        return _operators(written, sent) if is_operation(value) else _members(written, sent)
    if isinstance(value, list):
        return Elements(tuple(read_matcher(each, sent) for each in written.elements()))
    return Equal(value, sent)


def read_text_matcher(written: Written) -> Matcher:
    """A matcher of what is one text, such as a header. Raises Unfit for what no text can be."""
    _insist_on_scalar(written)
    return read_matcher(written, Sent.TEXT)


def read_number_matcher(written: Written) -> Matcher:
    """A matcher of an integer from 1 on. Raises Unfit for what that cannot be."""
    _insist_on_scalar(written)
    if not isinstance(written.value, dict):
        count(written)
    return read_matcher(written)


def _insist_on_scalar(written: Written) -> None:
    value = written.value
    if isinstance(value, list) or value == {}:
        raise Unfit
    for name, child in written.members() if isinstance(value, dict) else ():
        if name not in OPERATORS:
            told = f"'{name}' is no operator{hint_among(name, OPERATORS)}"
            child.complain_of_key(UNKNOWN_FIELD, told)


def is_operation(value: Any) -> bool:
    """Whether a value is an object of operators."""
    return isinstance(value, dict) and bool(value) and all(name in OPERATORS for name in value)


def _members(written: Written, sent: Sent) -> Matcher:
    read = ((name, read_matcher(child, sent)) for name, child in written.members())
    return Members(tuple(read))


def _operators(written: Written, sent: Sent) -> Matcher:
    matchers = []
    for name, child in written.members():
        read, form = OPERATORS[name]
        try:
            matchers.append(read(child, sent))
        except Unfit:
            child.complain(MALFORMED, f"'{name}' is {form}")
    return matchers[0] if len(matchers) == 1 else Every(tuple(matchers))


def _equals(written: Written, sent: Sent) -> Matcher:
    return Equal(written.value, sent)


def _in(written: Written, sent: Sent) -> Matcher:
    if not isinstance(written.value, list) or not written.value:
        raise Unfit
    return Some(tuple(read_matcher(each, sent) for each in written.elements()))


def _min(written: Written, sent: Sent) -> Matcher:
    return Bound(_number(written), None, sent)


def _max(written: Written, sent: Sent) -> Matcher:
    return Bound(None, _number(written), sent)


def _number(written: Written) -> float:
    value = written.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Unfit
    return value


def _regex(written: Written, sent: Sent) -> Matcher:
    expression = text(written)
    try:
        return Pattern(expression, whole_text(expression), sent)
    except (re.error, OverflowError, RecursionError) as error:
        written.complain(MALFORMED, f"'regex' is no regular expression: {error}")
        return Equal(expression, sent)  # never asked: a rule with an error is none


def _contains(written: Written, sent: Sent) -> Matcher:
    return Containing(read_matcher(written, sent))


def _present(written: Written, _sent: Sent) -> Matcher:
    return Present(flag(written))


def _not(written: Written, sent: Sent) -> Matcher:
    return Not(read_matcher(written, sent))


def _schema(written: Written, _sent: Sent) -> Matcher:
    if not isinstance(written.value, dict):
        raise Unfit
    try:
        return Fitting(compiled(written.value))
    except ValueError as error:
        raise Unfit from error


OPERATORS: dict[str, tuple[Operator, str]] = {
    "equals": (_equals, "any value, which is then meant as a whole"),
    "in": (_in, "a list of the values that are meant"),
    "min": (_min, "a number"),
    "max": (_max, "a number"),
    "regex": (_regex, "a regular expression for the whole text"),
    "contains": (_contains, "an element of the list, or a piece of the text"),
    "present": (_present, "true or false"),
    "not": (_not, "what is not meant"),
    "schema": (_schema, "a JSON Schema (2020-12) without references to other documents"),
}
