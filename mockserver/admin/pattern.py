"""Which calls of the journal are meant: the parts of a pattern, each of which may differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mockserver.admin.refused import conflict, listed, told
from mockserver.admin.wiremock import BodyPattern, body_pattern, matcher
from mockserver.finding import Finding
from mockserver.http import Request
from mockserver.journal import Exchange
from mockserver.mock.control import Control
from mockserver.scenario import Call, parse_rule
from mockserver.scenario.matcher import Matcher, Sent
from mockserver.scenario.matching import read_matcher
from mockserver.scenario.rule import Match
from mockserver.scenario.rules import LAW
from mockserver.schema.judge import whole_text
from mockserver.serialization import MISSING, StyleError, parse_query
from mockserver.source.written import Written

_OURS = ("operation", "tag", "parameters", "headers", "body")
_ANY = "ANY"


class Seen:
    """An exchange as patterns look at it."""

    def __init__(self, number: int, exchange: Exchange, control: Control) -> None:
        self.number = number
        self.exchange = exchange
        self._control = control

    @cached_property
    def request(self) -> Request:
        """The request without the prefix of a session."""
        return self._control.asked(self.exchange)

    @cached_property
    def call(self) -> Call:
        """What could be read of it."""
        return self._control.call(self.exchange)

    @cached_property
    def query(self) -> Mapping[str, list[str]]:
        """The values of the query, by name."""
        found: dict[str, list[str]] = {}
        try:
            for name, value in parse_query(self.request.query).decoded():
                found.setdefault(name, []).append(value)
        except StyleError:
            return {}
        return found


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is expected; ``actual`` is what there is instead, or MISSING."""

    name: str
    expected: Any
    fits: Callable[[Seen], bool]
    actual: Callable[[Seen], Any]


@dataclass(frozen=True, slots=True)
class Pattern:
    """All that is expected of a call, with what is odd about it."""

    parts: tuple[Part, ...]
    warnings: tuple[Finding, ...] = ()

    def fits(self, seen: Seen) -> bool:
        """Whether a call is meant."""
        return all(part.fits(seen) for part in self.parts)

    def differing(self, seen: Seen) -> tuple[Part, ...]:
        """The parts that a call does not fit."""
        return tuple(part for part in self.parts if not part.fits(seen))


def read_pattern(value: Mapping[str, Any], control: Control) -> Pattern:
    """The pattern that is written. Raises Rejection for one that cannot be."""
    findings: list[Finding] = []
    parts = (
        *_plain_parts(value),
        *_matched_parts(value, control, findings),
        *_queried_parts(value),
        *_body_parts(value),
    )
    return Pattern(parts, tuple(findings))


def _plain_parts(value: Mapping[str, Any]) -> Iterator[Part]:
    """What is looked at in the request itself."""
    method = value.get("method", _ANY)
    if method.upper() != _ANY:
        yield _equal("method", method.upper(), lambda seen: seen.request.method)
    if "url" in value:
        yield _equal("url", value["url"], lambda seen: seen.request.target)
    if "urlPath" in value:
        yield _equal("urlPath", value["urlPath"], lambda seen: seen.request.path)
    if "urlPattern" in value:
        yield _matching("urlPattern", value["urlPattern"], lambda seen: seen.request.target)
    if "urlPathPattern" in value:
        yield _matching("urlPathPattern", value["urlPathPattern"], lambda seen: seen.request.path)
    if "status" in value:
        yield _equal("status", value["status"], lambda seen: seen.exchange.response.status)


def _equal(name: str, expected: Any, actual: Callable[[Seen], Any]) -> Part:
    return Part(name, expected, lambda seen: bool(actual(seen) == expected), actual)


def _matching(name: str, expected: str, actual: Callable[[Seen], str]) -> Part:
    try:
        matches = whole_text(expected)
    except (re.error, OverflowError, RecursionError) as error:
        raise conflict(f"'{name}' is no regular expression: {error}.") from error
    return Part(name, expected, lambda seen: matches(actual(seen)), actual)


def _matched_parts(
    value: Mapping[str, Any], control: Control, findings: list[Finding]
) -> Iterator[Part]:
    """What a rule may look at, too, by the same matchers."""
    given = {name: value[name] for name in _OURS if name in value}
    if "headers" in given:
        given["headers"] = {name: matcher(each) for name, each in given["headers"].items()}
    mock = control.mock
    parsed = parse_rule({"match": given, "delay": 0}, mock.spec, "pattern")
    _insist(parsed.findings if parsed.rule is None else ())
    findings += [each for each in parsed.findings if parsed.rule is not None]
    match = parsed.rule.match if parsed.rule else Match()
    if match.operations is not None:
        yield _operation(given, match.operations)
    for pair in match.parameters:
        name = f"parameter '{pair[0]}'"
        yield _part(name, value["parameters"][pair[0]], Match(parameters=(pair,)), _sent(pair[0]))
    for pair in match.headers:
        name = f"header '{pair[0]}'"
        yield _part(name, value["headers"][pair[0]], Match(headers=(pair,)), _header(pair[0]))
    if match.body is not None:
        yield _part("body", value["body"], Match(body=match.body), _body)


def _operation(given: Mapping[str, Any], labels: frozenset[str]) -> Part:
    names = [given[name] for name in ("operation", "tag") if name in given]
    expected = names[0] if len(names) == 1 else sorted(labels)
    actual: Callable[[Seen], Any] = lambda seen: seen.call.operation or MISSING  # noqa: E731
    return Part("operation", expected, lambda seen: seen.call.operation in labels, actual)


def _part(name: str, expected: Any, match: Match, actual: Callable[[Seen], Any]) -> Part:
    return Part(name, expected, lambda seen: match.fits(seen.call), actual)


def _sent(name: str) -> Callable[[Seen], Any]:
    return lambda seen: next(iter(seen.call.values(name)), MISSING)


def _header(name: str) -> Callable[[Seen], Any]:
    def actual(seen: Seen) -> Any:
        value = seen.call.headers.get(name)
        return MISSING if value is None else value

    return actual


def _body(seen: Seen) -> Any:
    body = seen.call.body
    if body is None:
        return MISSING
    return f"{len(body)} bytes" if isinstance(body, bytes) else body


def _queried_parts(value: Mapping[str, Any]) -> Iterator[Part]:
    for name, written in value.get("queryParameters", {}).items():
        reading = Written(matcher(written), pointer=("queryParameters", name), law=LAW)
        found = read_matcher(reading, Sent.TEXT)
        _insist(reading.findings)
        values = _queried(name)
        yield Part(f"query parameter '{name}'", written, _fits_some(found, values), _first(values))


def _queried(name: str) -> Callable[[Seen], list[Any]]:
    return lambda seen: list(seen.query.get(name, [MISSING]))


def _fits_some(found: Matcher, values: Callable[[Seen], list[Any]]) -> Callable[[Seen], bool]:
    return lambda seen: any(map(found.fits, values(seen)))


def _first(values: Callable[[Seen], list[Any]]) -> Callable[[Seen], Any]:
    return lambda seen: values(seen)[0]


def _body_parts(value: Mapping[str, Any]) -> Iterator[Part]:
    for place, written in enumerate(value.get("bodyPatterns", ())):
        findings: list[Finding] = []
        found = body_pattern(written, place, findings)
        _insist(findings)
        yield Part("body", written, _fits_body(found), _text)


def _fits_body(found: BodyPattern) -> Callable[[Seen], bool]:
    return lambda seen: found.fits(seen.request, seen.call.body)


def _text(seen: Seen) -> Any:
    body = seen.request.body
    return body.decode(errors="replace") if body else MISSING


def _insist(findings: tuple[Finding, ...] | list[Finding]) -> None:
    """Raises Rejection where there is something wrong."""
    if findings:
        errors = [told(each, "/match") for each in findings]
        raise conflict(
            listed("This pattern cannot be", (each.message for each in findings)), errors
        )
