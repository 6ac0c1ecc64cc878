"""Which declared response, and which of its media types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from mockserver import media
from mockserver.errors import Rejection
from mockserver.http import Request
from mockserver.media import MediaRange
from mockserver.problem import Problem
from mockserver.spec.model import Content, Operation, ResponseObject

NOT_ACCEPTABLE = "urn:mockserver:not-acceptable"
NOTHING_DECLARED = "urn:mockserver:no-response-declared"

# What else may be declared for a failure, the likeliest first. A body that is wrong and one that
# cannot be read are told apart by few documents; a conflict is a 400 where there is no 409.
_STAND_INS = {
    400: (400, 422),
    401: (401, 403),
    404: (404, 410),
    409: (409, 400, 422),
    415: (415, 400, 422),
    422: (422, 400),
}
_ANYTHING = media.parse_accept("*/*")
_STATUS = re.compile(r"[1-5]([0-9]{2}|XX)")  # OAS 3.1 §4.8.16


class Choice(NamedTuple):
    """A status and what the document declares for it, if anything."""

    status: int
    response: ResponseObject | None


def choose_success(operation: Operation, wanted: Sequence[int] = ()) -> Choice:
    """The wanted status that is declared, else the lowest 2xx, else 2XX, default, another one.

    Where none is declared at all, the wanted one, without a body.
    """
    patterns = {response.pattern.upper(): response for response in operation.responses}
    for status in (*wanted, *_successes(patterns)):
        if str(status) in patterns:
            return Choice(status, patterns[str(status)])
    usual = wanted[0] if wanted else 200
    for pattern in ("2XX", "DEFAULT"):
        if pattern in patterns:
            return Choice(usual, patterns[pattern])
    final = [each for each in patterns if _STATUS.fullmatch(each) and not each.startswith("1")]
    others = sorted(final, key=_unfit_for_valid_requests)
    for pattern in others:
        return Choice(int(pattern.replace("XX", "00")), patterns[pattern])
    return Choice(usual, None)


def choose_asked(operation: Operation, code: int) -> Choice:
    """The declared response for a status that the client asks for: exact, its range, or default.

    Raises Rejection 404 where there is none.
    """
    declared = operation.response(code)
    if declared is None:
        patterns = ", ".join(response.pattern for response in operation.responses)
        detail = f"{operation.label} declares no response {code}; it declares {patterns}."
        raise Rejection(Problem(404, detail, NOTHING_DECLARED))
    return Choice(code, declared)


def _unfit_for_valid_requests(pattern: str) -> bool:
    """Some failures may meet a request that nothing is wrong with, others are its own fault."""
    return not (pattern.startswith("3") or pattern in ("401", "403", "404", "409", "429"))


def _successes(patterns: Iterable[str]) -> list[int]:
    exact = (each for each in patterns if _STATUS.fullmatch(each) and not each.endswith("XX"))
    return sorted(int(each) for each in exact if each.startswith("2"))


def choose_failure(
    operation: Operation | None, status: int, instead: tuple[int, ...] = ()
) -> Choice:
    """The declared response for a failure: exact or a stand-in, then its range, then default.

    ``instead`` are further stand-ins that this one failure has.
    """
    tries = (*_STAND_INS.get(status, (status,)), *instead)
    declared = {each.pattern.upper(): each for each in _responses(operation)}
    for each in tries:
        if str(each) in declared:
            return Choice(each, declared[str(each)])
    for pattern in (f"{status // 100}XX", "DEFAULT"):
        if pattern in declared:
            return Choice(status, declared[pattern])
    return Choice(status, operation.undeclared if operation else None)


def _responses(operation: Operation | None) -> tuple[ResponseObject, ...]:
    return operation.responses if operation else ()


def choose_content(contents: Sequence[Content], request: Request) -> Content | None:
    """The declared content that Accept likes best; None where nothing is declared.

    Of those that it likes as much JSON comes first, then the document's order; without Accept all
    are liked as much. What is declared for a range is told with a media type of that range. Raises
    Rejection 406 when the client accepts nothing that is declared (RFC 9110 §15.5.7).
    """
    if not contents:
        return None
    sent = request.headers.get("Accept") or "*/*"
    if len(contents) == 1 and sent == "*/*" and not contents[0].media_type.is_range:
        return contents[0]
    accept = _ranges(sent) or _ANYTHING
    if len(contents) == 1 and accept == _ANYTHING and not contents[0].media_type.is_range:
        return contents[0]
    ordered = sorted(contents, key=_rank)
    offers = [media.narrowed(content.media_type, accept) for content in ordered]
    chosen = media.choose(accept, offers)
    if chosen is None:
        raise _not_acceptable(contents)
    content = ordered[offers.index(chosen)]
    return content if content.media_type == chosen else replace(content, media_type=chosen)


def _rank(content: Content) -> tuple[bool, bool]:
    return not media.usual(content.media_type).is_json, content.media_type.is_range


@lru_cache(maxsize=64)  # a client sends the same field with each of its requests
def _ranges(accept: str) -> tuple[MediaRange, ...]:
    return media.parse_accept(accept)


def _not_acceptable(contents: Sequence[Content]) -> Rejection:
    available = [str(content.media_type) for content in contents]
    detail = f"Accept allows none of the declared media types: {', '.join(available)}."
    return Rejection(Problem(406, detail, NOT_ACCEPTABLE, extensions={"available": available}))
