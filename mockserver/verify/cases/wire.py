"""Cases of how requests come: HEAD for GET, letters that are escaped, many at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import quote

from mockserver.collection import Action, Collection
from mockserver.errors import TargetError
from mockserver.http import Headers, Request, Response
from mockserver.pointer import at
from mockserver.spec.model import Operation
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for, unlike
from mockserver.verify.cases.stranger import made_up
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.refusal import Reason, declared
from mockserver.verify.sides.both import Both, Reply, scalar_text, value_of
from mockserver.verify.sides.comparison import difference
from mockserver.verify.sides.dialogue import Exchange, Skipped
from mockserver.verify.sides.journey import Journey, filled, may_conflict
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.tidying import tidied
from mockserver.verify.sides.twin import Twin
from mockserver.verify.sides.version import needs_tag
from mockserver.verify.target.leftovers import key_in

_AT_ONCE, _TRIES = 3, 20
_REFUSED, _TOO_MANY = 400, 429
_ALIKE = ("Content-Type", "ETag")


def wires(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of a collection beside what its requests say."""
    fetch = atlas.door(collection, Action.FETCH)
    heads = {each.template: each for each in atlas.operations if each.method == "HEAD"}
    for door in atlas.doors(collection, (Action.FETCH, Action.LIST)):
        head = heads.get(door.operation.template)
        if head is not None:
            yield Case("HEAD tells what GET tells", head.label, partial(_headed, door, head))
    if fetch is None or atlas.maker(collection) is None:
        return
    yield Case("an escaped letter is that letter", fetch.label, partial(_escaped, fetch))
    create = atlas.door(collection, Action.CREATE)
    if create is not None and create.bodies is not None and fetch.part.record_at is not None:
        case = partial(_at_once, create, fetch)
        yield Case("what is made at once is all there", create.label, case, is_raced=True)
        for name in collection.unique if declared(create.operation, Reason.TAKEN) else ():
            case = partial(_one_alone, create, name)
            yield Case(
                f"{name} is taken once by what is made at once", create.label, case, is_raced=True
            )
    patch = atlas.door(collection, Action.PATCH)
    if patch is not None and patch.bodies is not None and fetch.part.record_at is not None:
        case = partial(_changed_at_once, patch, fetch)
        yield Case("what is changed at once is all kept", patch.label, case, is_raced=True)


def _headed(door: Door, head: Operation, journey: Journey) -> None:
    """RFC 9110 §9.3.2: the same fields as for GET, and no content."""
    twin = journey.some(door.collection) if door.names_record else None
    parents = twin.parents if twin else journey.parents(door.collection)
    path = journey.path(door, parents, twin.keys if twin else None)
    got = journey.ask(door.operation, path).target
    told = journey.ask(head, path).target
    if not got.is_success:
        raise Skipped("it cannot be read")
    if told.status != got.status:
        what = f"answered {told.status} where GET is answered with {got.status}"
        journey.broken(head, "head_unlike_get", what)
    if twin is not None:
        _insist_unknown(door, head, twin, journey)
    declared = [each.name for answer in head.responses for each in answer.headers]
    for name in dict.fromkeys((*_ALIKE, *declared)):
        one, other = (each.response.headers.get(name) for each in (told, got))
        if one != other and (other is not None or name in declared) and name != "Content-Length":
            what = f"answered with {name}: {one} where GET is answered with {name}: {other}"
            journey.broken(head, "head_unlike_get", what)


def _insist_unknown(door: Door, head: Operation, twin: Twin, journey: Journey) -> None:
    keys = Both(*(made_up(door, key, journey) for key in twin.keys))
    told = journey.ask(head, journey.path(door, twin.parents, keys)) if None not in keys else None
    if told and told.target.is_success and not told.oracle.is_success:
        what = f"answered {told.target.status} for {shown(keys.target)}, which nobody has"
        journey.broken(head, "unknown_key_found", f"{what}; answer 404")


def _escaped(door: Door, journey: Journey) -> None:
    """Worth a word: hardly a client escapes what it need not."""
    twin = journey.some(door.collection)
    keys = [scalar_text(each.keys.target) for each in (*twin.parents, twin)]
    letter = keys[-1][:1]
    if not (letter.isascii() and letter.isalnum()):
        raise Skipped("it begins with no letter")
    plain = filled(door.operation.template, keys)
    tail = quote(keys[-1], safe="")
    head, _, rest = plain.rpartition(f"/{tail}")
    path = f"{head}/%{ord(letter):02X}{tail[1:]}{rest}"
    reply = journey.ask(door.operation, Both(path, plain)).target
    if reply.status in (404, 410, 400, 422) and journey.act(twin, door).target.is_success:
        told = f"answered {reply.status} to {path}, and knows {plain}; both are the same"
        journey.remark(door.operation, "escape_unread", f"{told} (RFC 3986 2.3)")


def _at_once(door: Door, fetch: Door, journey: Journey) -> None:
    """Some records are made at the same time: each has a key of its own, and is kept."""
    sent = [journey.linked(door, body_for(door, journey)) for _ in range(_AT_ONCE)]
    answers, made = _made_at_once(door, sent, journey)
    _insist_made(door, answers, made, journey)
    found = _fetched_at_once(door, fetch, made, journey)
    for key, body, answer in zip(made, sent, found, strict=True):
        _insist_own(fetch, key, answer, journey)
        if _lost(door, fetch, key, body.target, answer):
            journey.eventually(partial(_insist_kept, door, fetch, key, body.target, journey))


def _fetched_at_once(door: Door, fetch: Door, made: list[Any], journey: Journey) -> list[Response]:
    """The answers to those who read some records at the same time."""
    parents = [each.keys.target for each in journey.parents(door.collection)]
    paths = [filled(fetch.operation.template, [*parents, key]) for key in made]
    return _sent_at_once(
        fetch, [journey.request(fetch.operation, p, b"", []) for p in paths], journey
    )


def _insist_own(fetch: Door, key: Any, answer: Response, journey: Journey) -> None:
    """Who reads a record while others read others is answered with that record."""
    value = value_of(answer)
    record = at(value, fetch.part.record_at or ()) if answer.is_success else None
    told = record.get(fetch.collection.key) if isinstance(record, dict) else None
    if told is not None and str(told) != str(key):
        journey.trail.sort(key=lambda each: each.response is answer)  # what shows it is the last
        told = f"answered with the record {shown(told)} where {shown(key)} was asked for"
        told = f"{told}, while others were asked for at the same time"
        journey.broken(fetch.operation, "record_mixed_up", told)


def _changed_at_once(door: Door, fetch: Door, journey: Journey) -> None:
    """Some fields of a record are changed at the same time, each by itself: all are kept."""
    twin = journey.some(door.collection)
    drawn = unlike(door, dict(twin.seen), journey, _TRIES)
    record = door.takes.record(drawn)
    names = [each for each in sorted(record.keys() & door.takes.ordinary) if each in twin.seen]
    tried = {name: door.takes.with_only(drawn, name, record[name]) for name in names}
    bodies = {name: body for name, body in tried.items() if door.takes.is_valid(body)}
    chosen = list(bodies)[:_AT_ONCE]
    if len(chosen) < 2 or needs_tag(door.operation):  # noqa: PLR2004  nothing is at once with itself
        raise Skipped("no two fields can be changed alone")
    path = journey.path(door, twin.parents, twin.keys).target
    line = ("Content-Type", door.takes.media_type)
    sent = [door.takes.sent(bodies[name]) for name in chosen]
    requests = [journey.request(door.operation, path, each, [line]) for each in sent]
    if not all(each.is_success for each in _sent_at_once(door, requests, journey)):
        raise Skipped("who comes second may be refused")
    look = partial(_insist_changed, door, fetch, twin, {n: record[n] for n in chosen}, journey)
    journey.eventually(look)


def _insist_changed(
    door: Door, fetch: Door, twin: Twin, wanted: Mapping[str, Any], journey: Journey
) -> None:
    found = journey.record(fetch, journey.act(twin, fetch).target)
    for name, value in wanted.items():
        is_other = name in found and difference(tidied(value, found[name]), found[name])
        if is_other and not difference(twin.seen[name], found[name]):  # it is as it was
            told = f"lost the change of {name} to {shown(value)}, which came at once with changes "
            told = f"{told}of {' and '.join(each for each in wanted if each != name)}"
            journey.broken(door.operation, "value_differs", told, at_=f"/{name}")


def _sent_at_once(door: Door, requests: list[Request], journey: Journey) -> list[Response]:
    """The answers to requests that are sent at the same time."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        waiting = [pool.submit(journey.sides.target, each) for each in requests]
    answers = []
    for request, each in zip(requests, waiting, strict=True):
        error = each.exception()
        if isinstance(error, TargetError):
            journey.miss(door.operation, request, error)
        answers.append(each.result())
        journey.trail.append(Exchange(door.operation, request, answers[-1]))
    return answers


def _one_alone(door: Door, name: str, journey: Journey) -> None:
    """Of some requests at once with a value that no two records share, one is taken at most."""
    bodies = [body_for(door, journey) for _ in range(_AT_ONCE)]
    value = door.takes.record(bodies[0]).get(name)
    alike = [door.takes.with_value(each, name, value) for each in bodies]
    if value is None or not all(map(door.takes.is_valid, alike)):
        raise Skipped("it has no value")
    answers, _ = _made_at_once(door, [journey.linked(door, each) for each in alike], journey)
    count = sum(answer.is_success for answer in answers)
    if count > 1:
        told = f"accepted {count} of {len(answers)} requests that came at once with the same {name}"
        journey.broken(door.operation, "duplicate_accepted", f"{told}; it is unique")


def _made_at_once(
    door: Door, sent: list[Both], journey: Journey
) -> tuple[list[Response], list[Any]]:
    """The answers to bodies that are sent at the same time, and the keys that they tell."""
    parents = journey.parents(door.collection)
    path = journey.path(door, parents).target
    line = ("Content-Type", door.takes.media_type)
    requests = [
        journey.request(door.operation, path, door.takes.sent(each.target), [line]) for each in sent
    ]
    answers = _sent_at_once(door, requests, journey)
    made = []
    for answer in answers:
        key = key_in(door, answer)
        made.append(key)
        if key is not None:
            journey.keep(Twin(door.collection, parents, Both(key, None)))
    return answers, made


def _insist_made(door: Door, answers: list[Response], made: list[Any], journey: Journey) -> None:
    if any(answer.status == _TOO_MANY for answer in answers):
        raise Skipped("the target limits the rate of requests")
    if any(may_conflict(door, answer.status) for answer in answers):
        raise Skipped("other records may have what these hold")
    for answer in answers:
        journey.insist_accepted(door.operation, Reply(answer, value_of(answer)))
    if None in made:
        raise Skipped("the answers do not tell which records were made")
    twice = next((key for key in made if made.count(key) > 1), None)
    if twice is not None:
        told = f"gave two records that were made at once the {door.collection.key} {shown(twice)}"
        journey.broken(door.operation, "record_mixed_up", told)


def _insist_kept(door: Door, fetch: Door, key: Any, body: Any, journey: Journey) -> None:
    keys = [each.keys.target for each in journey.parents(door.collection)]
    path = filled(fetch.operation.template, [*keys, key])
    request = Request("GET", path, headers=Headers())
    answer = journey.tell(fetch.operation, request)
    for check, told, place in _lost(door, fetch, key, body, answer):
        journey.broken(door.operation, check, told, at_=place)


def _lost(
    door: Door, fetch: Door, key: Any, body: Any, answer: Response
) -> list[tuple[str, str, str]]:
    """What an answer does not show of a record that was made: checks, sentences and places."""
    if answer.status >= _REFUSED:
        told = f"answered {answer.status} for {shown(key)}, one of some records made at once"
        return [("record_lost", told, "")]
    record, sent = at(value_of(answer), fetch.part.record_at or ()), door.takes.record(body)
    names = sent.keys() & record.keys() if isinstance(record, dict) else set()
    found = []
    for name in sorted(names - door.collection.made_by_server):
        if difference(tidied(sent[name], record[name]), record[name]):
            told = f"kept {name} {shown(record[name])} of a record made at once with others, "
            told = f"{told}where {shown(sent[name])} was sent"
            found.append(("value_differs", told, f"/{name}"))
    return found
