"""Whether an answer breaks once more the promise that an earlier one broke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mockserver.http import Response
from mockserver.spec.model import Operation
from mockserver.verify.judging.answers import Answers
from mockserver.verify.judging.tally import DEATHS
from mockserver.verify.sides.both import value_of

_REFUSED, _FAILED = 400, 500  # RFC 9110 §15.5, §15.6
_NOT_ALLOWED = 405
_MISSING = (404, 410)  # RFC 9110 §15.5.5, §15.5.11
_UNTOLD = (401, 403, 429)
"""Refusals that tell nothing of what was sent (RFC 9110 §15.5.2, §15.5.4, RFC 6585 §4)."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """An answer to be judged, ``seconds`` after it was asked for; ``before`` is the first's status.

    ``operation`` is None where the document has lost it since. A status of 0: there was no answer.
    ``is_other``: it shows another record than the one that was asked for.
    """

    operation: Operation | None
    response: Response
    before: int
    seconds: float = 0.0
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Judges by the check that failed before; ``limit`` is how many seconds an answer may take."""

    answers: Answers
    limit: float | None = None

    def is_broken(self, check: str, hearing: Hearing) -> bool:
        """Whether the answer fails the check."""
        if hearing.response.status == 0 or check == "no_answer":
            return hearing.response.status == 0 and check == "no_answer"
        if check in _DEAD:
            return hearing.response.status in _DEAD[check]
        if check == "too_slow":
            return self.limit is not None and hearing.seconds > self.limit
        rule = _RULES.get(check)
        return rule(hearing) if rule else self._fails(check, hearing)

    def untold(self, hearing: Hearing) -> str:
        """Why an answer that does not fail the check tells nothing of it; empty where it does."""
        status = hearing.response.status
        if status == hearing.before:
            return ""
        if status in _UNTOLD:
            return f"the target answered {status}"
        return "the server failed" if status >= _FAILED or status == 0 else ""

    def _fails(self, check: str, hearing: Hearing) -> bool:
        """What an answer shows by itself; a check that we do not know has the same status again."""
        if check not in _OF_ANSWERS or hearing.operation is None:
            return hearing.response.status == hearing.before
        value = value_of(hearing.response)
        faults = self.answers.faults(hearing.operation, hearing.response, value)
        return any(each.check == check for each in faults)


def _is_accepted(hearing: Hearing) -> bool:
    return hearing.response.status < _REFUSED


def _is_refused(hearing: Hearing) -> bool:
    status = hearing.response.status
    return _REFUSED <= status < _FAILED and status not in _UNTOLD


def _is_missing(hearing: Hearing) -> bool:
    return hearing.response.status in _MISSING


def _is_other(hearing: Hearing) -> bool:
    return hearing.is_other


def _hides_methods(hearing: Hearing) -> bool:
    return hearing.response.status == _NOT_ALLOWED and "Allow" not in hearing.response.headers


_RULES: dict[str, Callable[[Hearing], bool]] = {
    "negative_data_rejection": _is_accepted,
    "missing_required_header": _is_accepted,
    "ignored_auth": _is_accepted,
    "unknown_key_found": _is_accepted,
    "use_after_free": _is_accepted,
    "record_lost": _is_missing,
    "record_mixed_up": _is_other,
    "positive_data_acceptance": _is_refused,
    "allow_header_conformance": _hides_methods,
}
_DEAD = {each.check: each.statuses for each in DEATHS}
_OF_ANSWERS = frozenset(
    (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "strict_json",
        "problem_status",
        "trace_leaked",
        "secret_leaked",
    )
)
"""The checks that ``Answers`` knows by itself."""
