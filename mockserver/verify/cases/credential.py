"""Cases of what proves who asks: how it is written, and what is nearly right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from mockserver.collection import Action, Collection
from mockserver.http import Headers, Request, Response
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for
from mockserver.verify.cases.paging import key_of, keys_of
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.judging.answers import is_telling
from mockserver.verify.sides.comparison import difference
from mockserver.verify.sides.dialogue import Skipped, Untold
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.pages import walk
from mockserver.verify.target.credentials import key_fields
from mockserver.verify.target.preflight import is_guarded

_FIELD = "authorization"
_SHORTEST = 4  # letters of a key of which some can be changed
_SCHEMES = ("basic", "bearer", "digest")
_OF_ONE = (Action.FETCH, Action.PATCH, Action.REPLACE, Action.DELETE)
_REFUSED, _TOO_MANY, _FAILED = (401, 403), 429, 500  # RFC 9110 §15.5.2, §15.5.4


def credentials(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of the Authorization field of operations that ask for one."""
    listing = atlas.door(collection, Action.LIST)
    if listing is not None and is_guarded(listing.operation):
        yield Case("a scheme is the same in any case", listing.label, partial(_cased, listing))
        yield Case("a wrong credential is refused", listing.label, partial(_refused, listing))
    for door in atlas.doors(collection, _OF_ONE) if atlas.maker(collection) else ():
        if is_guarded(door.operation):
            case = partial(_refused_of_one, door)
            yield Case("a record is kept from a wrong credential", door.label, case)
    maker = atlas.door(collection, Action.CREATE)
    if listing is not None and maker is not None and maker.bodies and is_guarded(maker.operation):
        case = partial(_traceless, maker, listing)
        yield Case("who is refused leaves nothing", maker.label, case)


class Proof(NamedTuple):
    """What proves who asks: the field that it goes into, its scheme if it has one, and itself."""

    field: str
    scheme: str
    text: str


def _proof(door: Door, journey: Journey) -> Proof:
    """As it is sent with each request. Raises Skipped."""
    try:
        return Proof("Authorization", *_own(journey))
    except Skipped:
        fields = {name.lower() for name in key_fields(door.operation)}
        found = (line for line in journey.sides.headers if line[0].lower() in fields)
        field, key = next(found, ("", ""))
        if len(key) < _SHORTEST:
            raise
        return Proof(field, "", key)


def _own(journey: Journey) -> tuple[str, str]:
    """Scheme and credential as they are sent with each request. Raises Skipped."""
    found = (value for name, value in journey.sides.headers if name.lower() == _FIELD)
    scheme, _, credential = next(found, "").partition(" ")
    if scheme.lower() not in _SCHEMES or not credential.strip():
        raise Skipped("there is no scheme")
    return scheme, credential.strip()


def _asked(  # noqa: PLR0913  what a request has
    door: Door,
    proof: str,
    shown: str,
    journey: Journey,
    body: bytes = b"",
    path: str = "",
    *,
    field: str = "Authorization",
) -> Response:
    """The answer to another credential; ``shown`` is how it is told of."""
    lines = [("Content-Type", door.bodies.media_type)] if body and door.bodies else []
    path = path or journey.path(door, journey.parents(door.collection)).target
    request = journey.request(door.operation, path, body, [*lines, (field, proof)])
    answer = journey.tell(door.operation, request, _redacted(request, field, shown))
    if answer.status == _TOO_MANY:
        raise Untold("the target limits the rate of requests")
    return answer


def _redacted(request: Request, field: str, shown: str) -> Request:
    kept = [line for line in request.headers if line[0].lower() != field.lower()]
    return replace(request, headers=Headers((*kept, (field, shown))))


def _cased(door: Door, journey: Journey) -> None:
    """RFC 9110 §11.1: the name of a scheme is case-insensitive.

    Worth a word, and no failure: hardly a client writes it otherwise, and many services compare it
    as it stands.
    """
    scheme, credential = _own(journey)
    if not _asked(door, f"{scheme} {credential}", f"{scheme} ***", journey).is_success:
        raise Skipped("the credential is not good for it")
    for other in (scheme.lower(), scheme.upper()):
        answer = _asked(door, f"{other} {credential}", f"{other} ***", journey)
        if answer.status in _REFUSED:
            told = f"answered {answer.status} to the scheme {other!r}, and took {scheme!r}; the "
            told = f"{told}case of a scheme means nothing (RFC 9110 11.1)"
            journey.remark(door.operation, "scheme_case", told)
            return


def _refused(door: Door, journey: Journey) -> None:
    own = _proof(door, journey)
    for proof, shown, what in _wrong(own):
        answer = _asked(door, proof, shown, journey, field=own.field)
        if answer.is_success:
            told = f"answered {answer.status} to a wrong {own.field}, {what}; answer 401"
            journey.broken(door.operation, "ignored_auth", told)
        if answer.status >= _FAILED:
            told = f"answered {answer.status} to a wrong {own.field}, {what}: the server failed"
            journey.broken(door.operation, "not_a_server_error", told)
        is_known = is_telling(own.text) and own.text not in proof
        if is_known and own.text in answer.body.decode(errors="replace"):
            told = f"answered {answer.status} to a wrong {own.field}, {what}, and told that one"
            journey.broken(door.operation, "secret_leaked", told)


def _refused_of_one(door: Door, journey: Journey) -> None:
    """With a key that is there, as one that is made up may be refused for that."""
    own = _proof(door, journey)
    twin = journey.some(door.collection)
    path = journey.path(door, twin.parents, twin.keys).target
    body = b""
    if door.bodies is not None:
        body = door.bodies.sent(journey.linked(door, body_for(door, journey)).target)
    *_, (proof, shown, what) = _wrong(own)
    answer = _asked(door, proof, shown, journey, body, path, field=own.field)
    if answer.is_success:
        told = f"answered {answer.status} to a wrong {own.field}, {what}; answer 401"
        journey.broken(door.operation, "ignored_auth", told)


def _wrong(own: Proof) -> Iterator[tuple[str, str, str]]:
    """What is sent, how it is shown, and what it is."""
    text, begin = own.text, f"{own.scheme} " if own.scheme else ""
    if own.scheme:
        other = "Basic" if own.scheme.lower() != "basic" else "Bearer"
        yield f"{other} {text}", f"{other} ***", f"the right one under the scheme {other}"
        yield own.scheme, own.scheme, "a scheme alone"
    middle = len(text) // 2
    letter = "x" if text[middle] != "x" else "y"
    near = f"{text[:middle]}{letter}{text[middle + 1 :]}"
    wrong = [(near, "the right one with another letter in it")]
    wrong += [(text.swapcase(), "the right one in other case")] * (text.swapcase() != text)
    wrong += [(text[:-2], "the beginning of the right one")]
    wrong += [(f"{text}zz", "the right one with more letters after it")]
    yield from ((f"{begin}{each}", f"{begin}***", what) for each, what in wrong)


def _traceless(door: Door, listing: Door, journey: Journey) -> None:
    """What is refused for its credential is not done all the same."""
    own = _proof(door, journey)
    bodies = journey.linked(door, body_for(door, journey))
    parents = journey.parents(door.collection)
    before = set(keys_of(listing, list(walk(journey, listing, parents))))
    begin = f"{own.scheme} " if own.scheme else ""
    near, content = f"{begin}{own.text[::-1]}z", door.takes.sent(bodies.target)
    answer = _asked(door, near, f"{begin}***", journey, content, field=own.field)
    if answer.status not in _REFUSED:
        raise Skipped("it is not refused")
    sent = door.takes.record(bodies.target)
    for page in walk(journey, listing, parents):
        for item in page.items:
            known = sent.keys() & item.keys() if key_of(listing, item) not in before else ()
            if len(known) > 1 and not any(difference(sent[n], item[n]) for n in known):
                told = f"answered {answer.status}, and made the record all the same"
                journey.broken(door.operation, "refusal_changed", told)
