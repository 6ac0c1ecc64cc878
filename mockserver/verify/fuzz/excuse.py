"""Failed checks that no implementation is to blame for: the document cannot say all that HTTP can.

A schema calls a request valid that names a record which is not there, a cursor that nobody gave
out, or an entity tag of long ago; a document seldom lists what HTTP itself has a status for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from schemathesis.openapi.checks import JsonSchemaError, MissingContentType

from mockserver import media
from mockserver.collection.repeating import FIELD
from mockserver.http import Request, Response
from mockserver.verify.fuzz.means import is_beyond_means
from mockserver.verify.fuzz.uniqueness import Uniqueness
from mockserver.verify.inputs.forms import has_more
from mockserver.verify.inputs.leeway import Leeway
from mockserver.verify.inputs.order import is_ascending
from mockserver.verify.judging.answers import LAW, is_bodiless, strictness
from mockserver.verify.sides.both import value_of

if TYPE_CHECKING:
    from mockserver.verify.fuzz.hit import Hit
    from mockserver.verify.fuzz.plan import FuzzPlan

_REFUSED_VALID = "positive_data_acceptance"
_UNDECLARED = "status_code_conformance"
_AVAILABILITY = "ensure_resource_availability"
_SEMANTIC = frozenset((400, 404, 409, 422))
_OF_WRONG = frozenset(("negative_data_rejection", "missing_required_header"))
"""The checks of requests that have to be refused: with which 4xx no document can foresee.

What else is wrong with them may be seen first: the record is gone (410), another version (412), a
condition is missing (428, RFC 6585 §3), a media type (415).
"""
_CONDITIONS = ("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since")
_CONDITION_ANSWERS = frozenset((304, 412))
_TAGS = re.compile(r"\s*(?:\*|(?:W/)?\"[^\"]*\"(?:\s*,\s*(?:W/)?\"[^\"]*\")*)\s*")
_BAD_REQUEST = 400
_GONE = 410
_NOT_ALLOWED = 405
_FAILED = 500
_NOT_IMPLEMENTED = 501
_UNSUPPORTED = 415
_REQUIRED = 428
_TOO_MANY = 429


class Excuses:
    """Tells failed checks that count from those that do not, and remembers what that needs."""

    def __init__(self, plan: FuzzPlan) -> None:
        self._leeways = plan.leeways
        self._uniqueness = Uniqueness(plan.unique)

    def observe(self, response: Response) -> None:
        """Remember what an answer tells of the records that are there."""
        self._uniqueness.observe(response)

    def excuse(self, hit: Hit) -> str | None:
        """None for a failure that counts, else what is to be told of it once; mostly nothing."""
        if hit.response.status == _TOO_MANY:  # RFC 6585 §4
            return f"{hit.label}: answered 429, as it limits the rate; give a --rate-limit below it"
        is_unmade = hit.check == _AVAILABILITY and hit.is_below  # a new record may have no photo
        if is_unmade or _is_not_implemented(hit) or _is_refused_anyway(hit) or _is_told(hit):
            return ""
        if hit.check == "unsupported_method" and _is_refused_otherwise(hit):
            return _refused_otherwise(hit)
        if hit.check == "allow_header_conformance" and "Allow" in hit.response.headers:
            return f"{hit.label}: {hit.message} (RFC 9110 §10.2.1)"
        is_taken = self._uniqueness.excuses(hit.check, hit.request, hit.response)
        leeway = self._leeways.get(hit.label, Leeway())
        asked = _EXCUSES.get(hit.check, ())
        if is_taken or any(each(hit.request, hit.response, leeway) for each in asked):
            return ""
        return _refused_member(hit, leeway)


def _is_told(hit: Hit) -> bool:
    """Of a body of no type, or that is no JSON, other checks tell, with what is wrong."""
    if hit.check != "response_schema_conformance" or isinstance(hit.failure, JsonSchemaError):
        return False
    is_untyped = isinstance(hit.failure, MissingContentType)
    return is_untyped or LAW in strictness(hit.response.body)


def _is_not_implemented(hit: Hit) -> bool:
    """The answer of a server that knows no such method at all (RFC 9110 §15.6.2)."""
    is_asked = hit.check in ("not_a_server_error", "unsupported_method")
    return is_asked and hit.is_foreign and hit.response.status == _NOT_IMPLEMENTED


def _is_refused_anyway(hit: Hit) -> bool:
    """What has to be refused is, for whatever reason."""
    return hit.check in _OF_WRONG and _BAD_REQUEST <= hit.response.status < _FAILED


def _is_refused_otherwise(hit: Hit) -> bool:
    """Routers in wide use know a path by its methods, and firewalls stop TRACE before."""
    status = hit.response.status
    is_hidden = _BAD_REQUEST <= status < _FAILED and status != _NOT_ALLOWED
    return is_hidden or (status == _NOT_ALLOWED and hit.request.method == "TRACE")


def _refused_otherwise(hit: Hit) -> str:
    if hit.response.status == _NOT_ALLOWED:
        return ""
    told = f"{hit.label}: answered {hit.response.status} to methods that the path does not declare"
    return f"{told}; 405 with Allow says so (RFC 9110 §15.5.6)"


def _refused_member(hit: Hit, leeway: Leeway) -> str | None:
    """Strict readers refuse what an open schema does not name; what is so told is no failure."""
    is_refused = hit.check == _REFUSED_VALID and hit.response.status in _SEMANTIC
    if not is_refused or leeway.named is None:
        return None
    name = leeway.named.unnamed(value_of(Response(0, body=hit.request.body)))
    if name is None:
        return None
    told = f"{hit.label}: answered {hit.response.status} to bodies with members that its schema"
    return f"{told} leaves open; have it say additionalProperties: false"


Excuse = Callable[[Request, Response, Leeway], bool]


def _has_no_content(_: Request, response: Response, leeway: Leeway) -> bool:  # noqa: ARG001
    """RFC 9110 §15.3.5; ``produces`` of Swagger 2.0 speaks of every answer of a document."""
    return is_bodiless(response.status) and not response.body


def _is_conditional(request: Request, response: Response, _: Leeway) -> bool:
    """RFC 9110 §13.2: what holds of the record is known to the service alone."""
    sent = [value for name, value in request.headers if name.title() in _CONDITIONS]
    if response.status == _BAD_REQUEST:  # RFC 9110 §8.8.3: what an entity tag is made of
        return any(not _TAGS.fullmatch(each) for each in sent)
    return bool(sent) and response.status in _CONDITION_ANSWERS


def _lacks_condition(request: Request, response: Response, _: Leeway) -> bool:
    """RFC 6585 §3; the lifecycle says which version it means."""
    is_sent = any(name.title() in _CONDITIONS for name, _ in request.headers)
    return response.status == _REQUIRED and not is_sent


def _is_under_key(request: Request, response: Response, _: Leeway) -> bool:
    """The key may be that of another request; the lifecycle sends such as are new.

    draft-ietf-httpapi-idempotency-key-header §2.7.
    """
    return response.status in _SEMANTIC and FIELD in request.headers


def _is_gone(request: Request, response: Response, _: Leeway) -> bool:  # noqa: ARG001
    """RFC 9110 §15.5.11: as good as 404, which no request is too right for; all of them are not."""
    return response.status == _GONE


def _has_mark(request: Request, response: Response, leeway: Leeway) -> bool:
    """A cursor is what an answer gave; one that was made up is nobody's."""
    asked = {name for name, _ in parse_qsl(request.query, keep_blank_values=True)}
    return response.status in _SEMANTIC and bool(asked & leeway.marks)


def _is_hard_to_take(request: Request, response: Response, _: Leeway) -> bool:
    """No document says what a service has no means for: how far it counts, what texts it holds."""
    return response.status in _SEMANTIC and is_beyond_means(request)


def _names_other(request: Request, response: Response, leeway: Leeway) -> bool:
    """A record that is named may not be there; the lifecycle names such as are."""
    if response.status not in _SEMANTIC or not leeway.references:
        return False
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return False
    named = body.items() if isinstance(body, dict) else ()
    return any(name in leeway.references and value is not None for name, value in named)


def _is_forbidden(request: Request, response: Response, leeway: Leeway) -> bool:
    """Schemathesis takes no account of formats, by which the document forbids it."""
    if response.status not in _SEMANTIC or not request.body:
        return False
    try:
        return not leeway.allows(json.loads(request.body))
    except (ValueError, RecursionError):
        return False


def _sets_read_only(request: Request, response: Response, leeway: Leeway) -> bool:
    """What is readOnly is ignored or refused, as the service likes (JSON Schema 2020-12 §9.4)."""
    if response.status not in _SEMANTIC or leeway.named is None:
        return False
    sent, members = value_of(Response(0, body=request.body)), leeway.named.members
    named = sent if isinstance(sent, dict) else ()
    return any(name in members and members[name].is_read_only for name in named)


def _is_disordered(request: Request, response: Response, leeway: Leeway) -> bool:
    """One moment may have to come before another; the lifecycle sends such as do.

    A change that names one of them alone is about another that is there.
    """
    if response.status not in _SEMANTIC or not leeway.moments:
        return False
    sent = value_of(Response(0, body=request.body))
    named = sent if isinstance(sent, dict) else dict(parse_qsl(request.query))
    values = [named[name] for name in leeway.moments if named.get(name) is not None]
    return bool(values) and not is_ascending(values)


def _is_bound(_: Request, response: Response, leeway: Leeway) -> bool:
    """What was closed may not be changed; the lifecycle changes records that are new."""
    return leeway.is_bound and response.status in _SEMANTIC


def _is_of_other_type(request: Request, response: Response, leeway: Leeway) -> bool:
    """RFC 9110 §15.5.16: the status of a media type that is not taken needs no declaration."""
    if response.status != _UNSUPPORTED or not leeway.takes:
        return False
    sent = media.parse(request.headers.get("Content-Type") or "")
    return sent is None or not any(each.covers_essence(sent) for each in leeway.takes)


def _is_server_error(_: Request, response: Response, leeway: Leeway) -> bool:  # noqa: ARG001
    """That is told by itself; no document needs to declare that its server fails."""
    return response.status >= _FAILED


def _is_taken_for_empty(request: Request, _: Response, leeway: Leeway) -> bool:
    """No body at all where an empty object is allowed; the lifecycle tells of it."""
    return not request.body and leeway.takes_nothing


def _has_more_fields(request: Request, _: Response, leeway: Leeway) -> bool:
    """Fields of a form that nobody declared, and nobody forbade."""
    return has_more(request, leeway.form)


_EXCUSES: dict[str, tuple[Excuse, ...]] = {
    "content_type_conformance": (_has_no_content,),
    "negative_data_rejection": (_is_taken_for_empty, _has_more_fields),
    _UNDECLARED: (_is_of_other_type, _is_server_error),
    _REFUSED_VALID: (
        _is_conditional,
        _lacks_condition,
        _is_under_key,
        _is_gone,
        _has_mark,
        _is_hard_to_take,
        _names_other,
        _is_disordered,
        _is_forbidden,
        _sets_read_only,
        _is_bound,
    ),
}
