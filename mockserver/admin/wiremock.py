"""WireMock's matchers, as far as ours say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.finding import Finding
from mockserver.hint import hint_among
from mockserver.http import Request
from mockserver.scenario.matcher import Matcher, Sent
from mockserver.scenario.matching import read_matcher
from mockserver.scenario.rules import LAW, MALFORMED
from mockserver.serialization import MISSING, BodyError, decode_json
from mockserver.source.written import Written

_JSON = "equalToJson"
_EXTRA = "ignoreExtraElements"
_ORDER = "ignoreArrayOrder"
_TEXT = ("equalTo", "contains", "doesNotContain", "matches", "doesNotMatch", "absent")
_CASE = "caseInsensitive"


def matcher(written: Any) -> Any:
    """A matcher in our words, where it is one in WireMock's; any other as it is."""
    if not isinstance(written, Mapping) or not written:
        return written
    if not all(name in (*_TEXT, _CASE) for name in written) or _is_ours(written):
        return written
    ignores_case = written.get(_CASE) is True
    pairs = [_pair(name, value, ignores_case=ignores_case) for name, value in written.items()]
    merged: dict[str, Any] = {}
    denied = [pair["not"] for pair in pairs if "not" in pair]
    for pair in pairs:
        merged |= pair
    if len(denied) > 1:
        merged["not"] = {"in": denied}
    return merged


def _is_ours(written: Mapping[str, Any]) -> bool:
    """``contains`` is a word of both, and means the same."""
    return set(written) == {"contains"}


def _pair(name: str, value: Any, *, ignores_case: bool) -> dict[str, Any]:
    if name == "equalTo":
        return {"regex": f"(?i:{re.escape(str(value))})"} if ignores_case else {"equals": value}
    return {
        "contains": {"contains": value},
        "doesNotContain": {"not": {"contains": value}},
        "matches": {"regex": value},
        "doesNotMatch": {"not": {"regex": value}},
        "absent": {"present": value is not True},
    }.get(name, {})


@dataclass(frozen=True, slots=True)
class BodyPattern:
    """One of ``bodyPatterns``: a matcher of the body's text, or of its JSON value."""

    matcher: Matcher
    is_json: bool

    def fits(self, request: Request, value: Any) -> bool:
        """Whether a body is meant."""
        if not self.is_json:
            text = request.body.decode(errors="replace") if request.body else MISSING
            return self.matcher.fits(text)
        return self.matcher.fits(_json(request) if value is None else value)


def body_pattern(written: Mapping[str, Any], place: int, findings: list[Finding]) -> BodyPattern:
    """Read one; what is wrong with it is told."""
    where = Written(written, pointer=("bodyPatterns", place), findings=findings, law=LAW)
    for name in written:
        if name not in (*_TEXT, _CASE, _JSON, _EXTRA, _ORDER):
            known = (*_TEXT, _JSON)
            message = (
                f"'{name}' is not known here{hint_among(name, known)}; our own 'body' says more"
            )
            where.complain(MALFORMED, message, name)
    if _JSON in written:
        value = _expected(written[_JSON], where)
        is_open = written.get(_EXTRA) is True
        shape = value if is_open and isinstance(value, dict | list) else {"equals": value}
        return BodyPattern(read_matcher(_below(where, shape)), is_json=True)
    return BodyPattern(read_matcher(_below(where, matcher(written)), Sent.TEXT), is_json=False)


def _below(where: Written, value: Any) -> Written:
    return Written(value, pointer=where.pointer, findings=where.findings, law=where.law)


def _expected(written: Any, where: Written) -> Any:
    """WireMock takes a value, or its JSON text."""
    if not isinstance(written, str):
        return written
    try:
        return decode_json(written.encode(errors="replace"))
    except BodyError as error:
        where.complain(MALFORMED, f"'{_JSON}': {error.detail}", _JSON)
        return None


def _json(request: Request) -> Any:
    try:
        return decode_json(request.body)
    except BodyError:
        return MISSING
