import gzip
import random
import zlib

import pytest

from mockserver.http import Headers
from mockserver.serialization import BodyError
from mockserver.serialization.coding import MOST, decoded, uncoded, unreadable


def said(*codings):
    return Headers(("Content-Encoding", each) for each in codings)


@pytest.mark.parametrize(
    ("codings", "body"),
    [
        ((), b"text"),
        (("identity",), b"text"),
        (("gzip",), gzip.compress(b"text")),
        (("X-GZIP",), gzip.compress(b"text")),
        (("gzip",), gzip.compress(b"te") + gzip.compress(b"xt")),
        (("deflate",), zlib.compress(b"text")),
        (("deflate",), zlib.compress(b"text")[2:-4]),
        (("gzip, deflate",), zlib.compress(gzip.compress(b"text"))),
        (("gzip", "identity"), gzip.compress(b"text")),
    ],
)
def test_what_a_body_is_beneath_its_codings(codings, body):
    assert uncoded(said(*codings), body) == b"text"
    headers, plain = decoded(said(*codings), body)
    assert ("Content-Encoding" in headers, plain) == (False, b"text")


@pytest.mark.parametrize(
    ("coding", "body", "told"),
    [
        ("br", b"text", "coding br is not known"),
        ("gzip", b"text", "it is no gzip"),
        ("gzip", gzip.compress(b"text")[:-9], "ends too early"),
        ("deflate", b"\x00", "it is no deflate"),
        ("gzip", gzip.compress(b"a" * (MOST + 1)), "it is more than"),
    ],
)
def test_what_cannot_be_read_is_told_and_left_as_it_is(coding, body, told):
    with pytest.raises(BodyError, match=told):
        uncoded(said(coding), body)
    headers, left = decoded(said(coding), body)
    assert headers.get("Content-Encoding") == coding
    assert left == body


def test_the_codings_that_nobody_knows_are_named():
    assert unreadable(said("gzip, br", "zstd")) == ("br", "zstd")


def test_members_one_after_another_are_no_work_for_each_other(monkeypatch):
    read = []
    make = zlib.decompressobj

    class Counted:
        def __init__(self, form):
            self._inner = make(form)

        def decompress(self, data, most):
            read.append(len(data))
            return self._inner.decompress(data, most)

        def __getattr__(self, name):
            return getattr(self._inner, name)

    monkeypatch.setattr(zlib, "decompressobj", Counted)
    body = gzip.compress(b"a") * 2000
    assert uncoded(Headers([("Content-Encoding", "gzip")]), body) == b"a" * 2000
    assert sum(read) < 20 * len(body)


def test_a_member_longer_than_any_piece_is_read_whole():
    plain = random.Random(1).randbytes(3 * 2**20)
    body = gzip.compress(plain, 1) + gzip.compress(b"end")
    assert uncoded(Headers([("Content-Encoding", "gzip")]), body) == plain + b"end"
