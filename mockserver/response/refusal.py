"""A refusal as the document declares it, and the reason whichever way there is room for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any
from urllib.parse import quote

from mockserver.errors import Rejection
from mockserver.http import Headers, Request, Response
from mockserver.problem import MEDIA_TYPE, Problem
from mockserver.response.choice import Choice, choose_content
from mockserver.response.compose import compose
from mockserver.response.sample import UNSATISFIABLE, Sampler, Wish
from mockserver.spec.model import Content

EXPLANATION = "X-Mock-Explanation"
VIOLATIONS = "sl-violations"
# Clients bound the lines of a header.
_LONGEST = 1000
_MOST = 6000
# RFC 9110 §5.5: visible ASCII and spaces; the rest is percent-encoded.
_HEADER_TEXT = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != "%")


def compose_refusal(
    choice: Choice, rejection: Rejection, request: Request, sampler: Sampler, wish: Wish
) -> Response:
    """The response for a rejection: a problem (RFC 9457), unless the document declares a body.

    Then the body is what is declared, with the reason in members that are made for one, and the
    whole of it in a header. Raises Rejection where nothing fits what is declared.
    """
    problem = _told(rejection.problem, choice.status)
    content = _content(choice, request)
    if content is None or _is_made_for_problems(content, problem, sampler):
        return _problem_response(problem, rejection)
    if content.schema is None and not content.examples and content.media_type.is_json:
        return compose(choice.status, content, problem.members(), rejection.headers)
    try:
        shown = sampler.body(content, _reasoned(wish, problem))
    except Rejection as other:
        if other.problem.type != UNSATISFIABLE:
            raise
        return _problem_response(problem, rejection)  # no value can be what is declared
    value = shown.value
    if shown.source == "generated":  # an example is somebody's word
        value = _within_errors(value, problem, lambda each: sampler.fits(content.schema, each))
    return compose(choice.status, content, value, (*rejection.headers, *_explained(problem)))


def _within_errors(value: Any, problem: Problem, fits: Callable[[Any], bool]) -> Any:
    """A made body whose errors, in a member of that name, hold the reason: of a list the first."""
    for name in ("errors", "error") if isinstance(value, Mapping) else ():
        found = value.get(name)
        errors = found[:1] if isinstance(found, list) else [found]
        if all(isinstance(each, Mapping) for each in errors) and errors:
            told = _telling(errors[0], problem)
            held = [told] if isinstance(found, list) else told
            tried = {**value, name: held}
            value = tried if fits(tried) else value
    return value


def _telling(error: Mapping[str, Any], problem: Problem) -> Mapping[str, Any]:
    """An error with the reason in the members that are made for it, each as it is typed."""
    reason = _reason(problem)
    known = {name: reason[name] for name in error if name in reason}
    typed = {
        name: str(told) if isinstance(error[name], str) else told for name, told in known.items()
    }
    return {**error, **typed}


def _explained(problem: Problem) -> tuple[tuple[str, str], ...]:
    """The reason as a sentence, and each violation as the problem would list it."""
    told = quote(problem.detail[:_LONGEST], safe=_HEADER_TEXT)
    return ((EXPLANATION, told), *_violations(problem))


def _violations(problem: Problem) -> tuple[tuple[str, str], ...]:
    listed = problem.extensions.get("validation")
    return violations_line("request", listed) if listed else ()


def violations_line(place: str, listed: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """The header that lists violations; its name and its form are those that Prism gave it."""
    texts = [json.dumps(_within(place, each)) for each in listed]
    kept = [
        text for end, text in zip(accumulate(map(len, texts)), texts, strict=True) if end < _MOST
    ]
    return ((VIOLATIONS, f"[{','.join(kept)}]"),)


def _within(place: str, member: Mapping[str, Any]) -> Mapping[str, Any]:
    """The header tells requests from responses, the problem knows which of them it speaks of."""
    location = [each for each in member["location"] if each != place]
    return {**member, "location": [place, *location]}


def problem_response(rejection: Rejection) -> Response:
    """The refusal as a problem and nothing else."""
    return _problem_response(_told(rejection.problem, rejection.problem.status), rejection)


def _problem_response(problem: Problem, rejection: Rejection) -> Response:
    lines = (("Content-Type", MEDIA_TYPE), *rejection.headers, *_violations(problem))
    return Response(problem.status, Headers(lines), problem.body())


def _content(choice: Choice, request: Request) -> Content | None:
    """A refusal is sent even to those who accept none of its forms (RFC 9110 §15.5.7)."""
    declared = choice.response.content if choice.response else ()
    try:
        return choose_content(declared, request)
    except Rejection:
        return declared[0]


def _is_made_for_problems(content: Content, problem: Problem, sampler: Sampler) -> bool:
    is_problem = content.media_type.essence == MEDIA_TYPE
    return is_problem and sampler.fits(content.schema, problem.members())


def _reasoned(wish: Wish, problem: Problem) -> Wish:
    """Members of declared errors that go by these names hold the reason where it fits."""
    return Wish(values=_reason(problem), example=wish.example, dynamic=wish.dynamic, seed=wish.seed)


def _reason(problem: Problem) -> dict[str, Any]:
    told = dict.fromkeys(("message", "detail", "description", "error_description"), problem.detail)
    return {**told, "title": problem.members()["title"], "status": problem.status}


def _told(problem: Problem, status: int) -> Problem:
    detail, extensions = _text(problem.detail), _text(problem.extensions)
    return Problem(status, detail, problem.type, problem.title, extensions)


def _text(value: Any) -> Any:
    """The value with lone surrogates spelled out: a caller in this process may have sent them."""
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, Mapping):
        return {name: _text(each) for name, each in value.items()}
    return [_text(each) for each in value] if isinstance(value, list | tuple) else value
