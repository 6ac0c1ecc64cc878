"""Malformed requests as bytes on the wire, each kind a function of chance."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

LIST = "/api/v1/customers"
ONE = f"{LIST}/cus_01h3vjs3b16yc3f9q8q9pfrb80"
PLACES = (
    LIST,
    ONE,
    f"{LIST}/cus_none",
    "/",
    "/__admin/journal",
    "/__admin/rules",
    "/__docs/",
    "/x",
)
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS")
ODD_BYTES = (b"\0", b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\r", b"\n", b"\x7f", b"\x01", b"\t")
GOOD = {"name": "Asha Mushi", "email": "asha@example.com", "status": "active"}


@dataclass(frozen=True)
class Shot:
    """What is sent; ``pauses`` after so many parts of it, ``cut`` without waiting for an answer."""

    kind: str
    parts: tuple[bytes, ...]
    cut: bool = False


def request(
    method: str = "GET",
    target: str | bytes = LIST,
    fields: tuple[tuple[str | bytes, str | bytes], ...] = (),
    body: bytes = b"",
    *,
    version: bytes = b"HTTP/1.1",
    length: bool = True,
) -> bytes:
    """A request whose parts are put on the wire as they are."""
    lines = [raw(method) + b" " + raw(target) + b" " + version, b"Host: 127.0.0.1"]
    lines += [raw(name) + b": " + raw(value) for name, value in fields]
    if body and length:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join((*lines, b"", body))


def raw(text: str | bytes) -> bytes:
    """Bytes as they are, text as UTF-8, surrogates and all."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


def sprinkled(chance: Random, text: bytes) -> bytes:
    """The same with odd bytes somewhere in it."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(ODD_BYTES) + text[at:]
    return text


def written(body: bytes, kind: str = "application/json", chance: Random | None = None) -> bytes:
    """A POST or PATCH of a body."""
    method, place = ("POST", LIST)
    if chance and chance.random() < 0.4:
        method, place = ("PATCH", ONE)
    return request(method, place, (("Content-Type", kind),), body)


# --- the first line ---------------------------------------------------------------------------


def first_lines(chance: Random) -> bytes:
    odd = (
        b"",
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1.1\r\nHost: x\r\n\r\n",
        b"get / http/1.1\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + chance.randbytes(64),
        b"GET http:// HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
        b"X" * chance.choice((1, 100, 70_000)) + b" / HTTP/1.1\r\nHost: x\r\n\r\n",
    )
    return chance.choice((*odd, sprinkled(chance, request())))


def targets(chance: Random) -> bytes:
    end = chance.choice(
        (
            "/..",
            "/../../../etc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd",
            "//",
            "/%2F",
            "/%00",
            "/%",
            "/%zz",
            "/%ff%fe",
            "/%ED%A0%80",
            "/;a=b;c",
            "/\\..\\x",
            "/{customer_id}",
            "/" + "9" * chance.choice((20, 5000)),
            "/" + "a/" * chance.choice((10, 3000)),
            "/" + "%41" * 2000,
            "#fragment",
            "?" + "&".join(f"limit={n}" for n in range(500)),
            "?limit=" + "9" * 5000,
            "?limit=1e309&offset=-0",
            "?limit[$gt]=1&limit[]=2",
            "?%00=%00&&&===",
            "?q=" + "%F0%9F%98%80" * 500,
            "?__code=abc&__wait=x&__example=%00",
            "?__seed=" + "x" * 9000,
        )
    )
    prefix = chance.choice(("", "", "/__session/a", "/__session//", "/__session/%00", "/__session"))
    return request(chance.choice(METHODS), prefix + chance.choice(PLACES) + end)


def raw_targets(chance: Random) -> bytes:
    return request("GET", sprinkled(chance, chance.choice(PLACES).encode()))


# --- framing (RFC 9112 §6, §7) -------------------------------------------------------------------


def framing(chance: Random) -> bytes:
    body = json.dumps(GOOD).encode()
    size = len(body)
    chunk = b"%x\r\n%s\r\n0\r\n\r\n" % (size, body)
    coded = (("Transfer-Encoding", "chunked"),)
    trailer = b"X-T: " + b"t" * 9000
    lengths: tuple[tuple[tuple[str, str], ...], bytes]
    lengths = chance.choice(
        (
            ((("Content-Length", str(size)), ("Transfer-Encoding", "chunked")), chunk),
            ((("Content-Length", str(size)), ("Content-Length", "3")), body),
            ((("Content-Length", f"{size}, {size}"),), body),
            ((("Content-Length", "-1"),), body),
            ((("Content-Length", "+5"),), body),
            ((("Content-Length", "0x10"),), body),
            ((("Content-Length", "1e3"),), body),
            ((("Content-Length", "٣"),), body),
            ((("Content-Length", "9" * 40),), body),
            ((("Content-Length", str(size + 50)),), body),
            ((("Content-Length", str(size - 5)),), body),
            ((("Transfer-Encoding", "identity"),), body),
            ((("Transfer-Encoding", "gzip, chunked"),), chunk),
            ((("Transfer-Encoding", "chunked, chunked"),), chunk),
            ((("Transfer-Encoding", "xchunked"),), chunk),
            (coded, b"zz\r\n" + body + b"\r\n0\r\n\r\n"),
            (
                (("Transfer-Encoding", "chunked"),),
                b"%x;%s\r\n%s\r\n0\r\n\r\n" % (size, b"e" * 99, body),
            ),
            (coded, b"fffffffffffffffff\r\n" + body),
            (coded, b"-1\r\n" + body),
            (coded, b"%x\r\n%s" % (size + 10, body)),
            (coded, b"%x\r\n%s\r\n" % (size, body)),
            (
                (("Transfer-Encoding", "chunked"),),
                chunk[:-4] + trailer + b"\r\n\r\n",
            ),
            ((("Expect", "100-continue"), ("Content-Length", str(size))), body),
            ((("Expect", "something-else"), ("Content-Length", str(size))), body),
        )
    )
    fields = (("Content-Type", "application/json"), *lengths[0])
    return request("POST", LIST, fields, lengths[1], length=False)


# --- fields --------------------------------------------------------------------------------------


def fields(chance: Random) -> bytes:
    preferences = ("code=", "code=abc", "code=99999", "wait=-1", "=;=", "é")
    credentials = ("Basic", "Basic %%%", "Bearer " + "x" * 9000, "\t")
    odd: tuple[tuple[str | bytes, str | bytes], ...]
    odd = chance.choice(
        (
            (("X", "a" * chance.choice((8_000, 70_000, 300_000))),),
            tuple((f"X-{n}", "v") for n in range(chance.choice((90, 150, 3000)))),
            (("X" * 70_000, "a"),),
            (("Host", "other"), ("Host", "third")),
            ((b"X\0Y", b"a"),),
            ((b"X", b"a\0b"),),
            ((b"X ", b"a"),),
            ((b"", b"a"),),
            ((b"X", b"a\r\n folded"),),
            ((b"X", b"\xff\xfe\xfd"),),
            (("Cookie", "; ".join(f"c{n}=v" for n in range(400))),),
            (("Cookie", "mock_session=" + "%00" * 20),),
            (("X-Mock-Session", chance.choice(("../../x", "a" * 5000, "\x7f", "é", "%00"))),),
            (("Accept", ",".join(f"a/b{n};q=0.{n}" for n in range(500))),),
            (("Accept", chance.choice(("*", "/", ";;;", "a/b;q=x", "*/json", "é/é"))),),
            (("Accept-Encoding", "gzip;q=zzz"),),
            (
                (
                    "Prefer",
                    chance.choice(preferences),
                ),
            ),
            (
                (
                    "Authorization",
                    chance.choice(credentials),
                ),
            ),
            (("If-Match", '"' * 999),),
            (("If-None-Match", "W/" * 500),),
            (("Range", "bytes=0-,5-,-9"),),
            (("Origin", chance.choice(("null", "http://", "://", "javascript:x"))),),
            (("Content-Type", chance.choice(("", ";", "a/b;charset=nope", "json", "é/x"))),),
            (("Connection", "close, keep-alive, upgrade"), ("Upgrade", "websocket")),
            (("Content-Encoding", chance.choice(("gzip", "br", "x"))),),
        )
    )
    method = chance.choice(METHODS)
    body = json.dumps(GOOD).encode() if method in ("POST", "PATCH", "PUT") else b""
    return request(method, chance.choice(PLACES), odd, body)


def raw_fields(chance: Random) -> bytes:
    lines = sprinkled(chance, b"Accept: application/json\r\nX-Trace: 1")
    return (
        b"GET " + chance.choice(PLACES).encode() + b" HTTP/1.1\r\nHost: x\r\n" + lines + b"\r\n\r\n"
    )


# --- bodies --------------------------------------------------------------------------------------


def json_texts(chance: Random) -> bytes:
    deep = chance.choice((60, 900, 20_000, 200_000))
    number = chance.choice(
        ("1e999", "-1e999", "9" * 4500, "0." + "0" * 5000 + "1", "1E+", "01", "0x1")
    )
    text = chance.choice(
        (
            "[" * deep,
            "[" * deep + "]" * deep,
            '{"a":' * deep + "1" + "}" * deep,
            '{"name":"a","name":"b","email":"a@b.c","email":"c@d.e"}',
            '{"name":' + number + "}",
            '{"custom_data":{"a":' + number + "}}",
            '{"custom_data":{"a":NaN,"b":Infinity}}',
            '{"name":"\\ud800","email":"a@b.c"}',
            '{"name":"\\u0000","email":"a@b.c"}',
            '{"\\u0000":"x"}',
            '{"name":"' + "x" * 100_000 + '"}',
            '{"name":"a","email":"a@b.c"',
            '{"name":"a\n"}',
            "{'name':'a'}",
            '{"name":"a",}',
            "null",
            "true",
            '"text"',
            "[]",
            "{}",
            "",
            " " * 70_000,
            "\ufeff{}",
            '{"__proto__":{"x":1},"constructor":{"prototype":1}}',
            '{"$ref":"file:///etc/passwd"}',
            json.dumps({**GOOD, **{f"x{n}": n for n in range(5000)}}),
            json.dumps({**GOOD, "custom_data": {f"k{n}": "v" * 50 for n in range(2000)}}),
        )
    )
    return written(raw(text), chance=chance)


def broken_json(chance: Random) -> bytes:
    return written(sprinkled(chance, json.dumps(GOOD).encode()), chance=chance)


def encodings(chance: Random) -> bytes:
    text = json.dumps(GOOD, ensure_ascii=False)
    body = chance.choice(
        (
            text.encode("utf-16"),
            text.encode("utf-32-be"),
            text.encode("utf-8-sig"),
            "é".encode("latin-1") * 40,
            chance.randbytes(chance.choice((1, 100, 5000))),
            base64.b64encode(text.encode()),
        )
    )
    charset = chance.choice(
        ("", "; charset=utf-8", "; charset=utf-16", "; charset=nope", "; charset")
    )
    return written(body, f"application/json{charset}", chance)


def media_types(chance: Random) -> bytes:
    kind, body = chance.choice(
        (
            ("application/x-www-form-urlencoded", b"a=%zz&=&&b=" + b"%00" * 99),
            ("multipart/form-data", b"--x\r\n\r\n--x--"),
            ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
            ("multipart/form-data; boundary=" + "b" * 9000, b"--b"),
            ("multipart/form-data; boundary=x", b"--x\r\n" * 5000),
            ("application/xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
            ("application/xml", b"<a>" * 20_000),
            ("text/plain", b"\xff\xfe"),
            ("application/merge-patch+json", b"[1]"),
            ("application/json-patch+json", b'[{"op":"remove","path":"/%s"}]' % (b"a/" * 500)),
            ("application/json;;;=", b"{}"),
            ("a/b" * 3000, b"{}"),
        )
    )
    return written(body, kind, chance)


# --- the line itself -----------------------------------------------------------------------------


def several(chance: Random) -> bytes:
    return b"".join(ANY(chance) for _ in range(chance.randint(2, 5)))


def noise(chance: Random) -> bytes:
    return chance.randbytes(chance.choice((1, 16, 4096)))


KINDS: dict[str, Callable[[Random], bytes]] = {
    each.__name__: each
    for each in (
        first_lines,
        targets,
        raw_targets,
        framing,
        fields,
        raw_fields,
        json_texts,
        broken_json,
        encodings,
        media_types,
        several,
        noise,
    )
}
_SINGLE = tuple(each for each in KINDS.values() if each is not several)


def ANY(chance: Random) -> bytes:  # noqa: N802
    return chance.choice(_SINGLE)(chance)


def shot(number: int, seed: int) -> Shot:
    """The request of a number: the same for the same seed."""
    chance = Random(f"{seed}|{number}")
    kind = list(KINDS)[number % len(KINDS)]
    text = KINDS[kind](chance)
    way = chance.random()
    if way < 0.06 and len(text) > 2:
        at = chance.randrange(1, len(text))
        return Shot(kind, (text[:at], text[at:]))
    if way < 0.10 and len(text) > 2:
        return Shot(kind, (text[: chance.randrange(1, len(text))],), cut=True)
    return Shot(kind, (text,))
