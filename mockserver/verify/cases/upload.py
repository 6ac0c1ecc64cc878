"""Cases of files: what is put below a record, as it is, comes back, and from nowhere else."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from random import Random

from mockserver.collection import Collection
from mockserver.media import MediaType
from mockserver.spec.model import Content, Operation
from mockserver.verify.cases.case import Case
from mockserver.verify.inputs.atlas import Atlas
from mockserver.verify.sides.both import Both, Reply
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey, filled
from mockserver.verify.sides.twin import Twin

_STRANGE = "application/x-zz-unknown"
_FAILED = 500
_MADE_OVER = ("image", "audio", "video")
"""Kinds of files that services store in another form than they came in."""


def uploads(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried where bytes are taken at a path below a record, and given there again."""
    if atlas.read_only or not collection.item_path or atlas.maker(collection) is None:
        return
    begin = f"{collection.item_path}/"
    for put in atlas.operations:
        if put.method != "PUT" or not put.template.startswith(begin) or "{" in _below(put, begin):
            continue
        content = _file_of(put)
        get = next((each for each in atlas.operations if _gives_back(each, put, content)), None)
        if content is None or get is None:
            continue
        shelf = Shelf(collection, put, get, content)
        yield Case("a file comes back as it was put", get.label, shelf.comes_back)
        yield Case("a file of another type is refused", put.label, shelf.is_refused)


def _below(operation: Operation, begin: str) -> str:
    return operation.template.removeprefix(begin)


def _file_of(operation: Operation) -> Content | None:
    """The first of what it takes of which bytes can be made."""
    body = operation.request_body
    return next((c for c in (body.content if body else ()) if _maker(c.media_type)), None)


def _gives_back(get: Operation, put: Operation, content: Content | None) -> bool:
    if content is None or get.method != "GET" or get.template != put.template:
        return False
    answers = (each for each in get.responses if each.pattern.startswith("2"))
    given = (c.media_type for each in answers for c in each.content)
    return any(each.covers_essence(content.media_type) for each in given)


class Shelf:
    """Where files of records lie, and how they get there."""

    def __init__(
        self, collection: Collection, put: Operation, get: Operation, content: Content
    ) -> None:
        self._collection = collection
        self._put = put
        self._get = get
        self._type = content.media_type

    def comes_back(self, journey: Journey) -> None:
        """Two records have two files; one that is put again has the other one."""
        first, second = (journey.make(self._collection) for _ in range(2))
        files = [self._made(journey.random) for _ in range(3)]
        for twin, file in ((first, files[0]), (second, files[1])):
            self._insist_put(twin, file, journey)
        for twin, file in ((first, files[0]), (second, files[1])):
            journey.eventually(partial(self._insist_there, twin, file, files, journey))
        self._insist_put(first, files[2], journey, is_known=True)
        journey.eventually(partial(self._insist_there, first, files[2], files, journey))

    def is_refused(self, journey: Journey) -> None:
        """A media type that is not declared is none of those that are taken."""
        twin = journey.make(self._collection)
        both = self._sent(twin, self._made(journey.random), _STRANGE, journey, is_lawful=False)
        if both.target.is_success and not both.oracle.is_success:
            told = f"answered {both.target.status} to a file of the media type {_STRANGE}, which is"
            told = f"{told} not declared; refuse it with 415"
            journey.broken(self._put, "negative_data_rejection", told, "requestBody")

    def _made(self, random: Random) -> bytes:
        maker = _maker(self._type)
        assert maker is not None  # noqa: S101  see ``uploads``
        return maker(random)

    def _insist_put(
        self, twin: Twin, file: bytes, journey: Journey, *, is_known: bool = False
    ) -> None:
        """``is_known``: a file of the kind was taken before."""
        both = self._sent(twin, file, str(self._type), journey)
        if is_known and both.oracle.is_success:
            journey.insist_accepted(self._put, both.target)
        if not all(each.is_success for each in both):
            raise Skipped("it may ask more of a file than its media type")

    def _sent(
        self, twin: Twin, file: bytes, media_type: str, journey: Journey, *, is_lawful: bool = True
    ) -> Both:
        path, body = self._path(self._put, twin), Both(file, file)
        return journey.ask(self._put, path, body=body, media_type=media_type, is_lawful=is_lawful)

    def _path(self, operation: Operation, twin: Twin) -> Both:
        chain = (*twin.parents, twin)
        keys = ([each.keys[side] for each in chain] for side in range(2))
        return Both(*(filled(operation.template, each) for each in keys))

    def _insist_there(self, twin: Twin, file: bytes, files: list[bytes], journey: Journey) -> None:
        reply = journey.ask(self._get, self._path(self._get, twin)).target
        if not reply.is_success:
            self._insist_found(reply, journey)
            return
        body = reply.response.body
        if body == file:
            return
        if body in files:
            told = "answered with the file of another record, or one that was replaced"
            journey.broken(self._get, "record_mixed_up", told)
        if self._type.essence.partition("/")[0] in _MADE_OVER and body[:4] == file[:4]:
            raise Skipped("it may be stored in another form")
        told = f"answered with {len(body)} bytes that are not the {len(file)} that were put"
        journey.broken(self._get, "value_differs", told)

    def _insist_found(self, reply: Reply, journey: Journey) -> None:
        """Whoever redirects keeps them elsewhere; a failure has been told."""
        if reply.status in (404, 410):
            told = f"answered {reply.status} where a file was put before"
            journey.broken(self._get, "record_lost", told)
        raise Skipped("it is not shown here")


def _png(random: Random) -> bytes:
    """A picture of one dot (ISO/IEC 15948)."""
    dot = bytes([0, *(random.randrange(256) for _ in range(3))])
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(dot)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _bytes(random: Random) -> bytes:
    """Each byte that there is, in a chance order."""
    return bytes(random.sample(range(256), 256))


def _lines(random: Random) -> bytes:
    return f"name,count\nZo\u00eb,{random.randrange(10**9)}\n".encode()


_MAKERS: Mapping[str, Callable[[Random], bytes]] = {
    "image/png": _png,
    "image/*": _png,
    "application/octet-stream": _bytes,
    "text/plain": _lines,
    "text/csv": _lines,
}


def _maker(media_type: MediaType) -> Callable[[Random], bytes] | None:
    return _MAKERS.get(media_type.essence)
