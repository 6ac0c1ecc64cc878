import asyncio
import json
from threading import Event, get_ident

import pytest

from mockserver.http import Headers, Request, Response
from mockserver.scenario import Fault
from mockserver.web.asgi import ASGI, Door

PLAIN = Response(200, Headers([("Content-Type", "text/plain")]), b"ok")


class Stand:
    """Stands where a mock would: remembers requests, answers by path."""

    def __init__(self, answers=None):
        self.answers = answers or {}
        self.asked = []
        self.peers = []
        self.threads = []

    def respond(self, request, peer=""):
        self.asked.append(request)
        self.peers.append(peer)
        self.threads.append(get_ident())
        answer = self.answers.get(request.path, PLAIN)
        if isinstance(answer, Exception):
            raise answer
        return answer() if callable(answer) else answer


def scope_of(target="/", method="GET", headers=(), version="1.1"):
    raw, _, query = target.partition("?")
    return {
        "type": "http",
        "http_version": version,
        "method": method,
        "path": raw,
        "raw_path": raw.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "headers": list(headers),
        "client": ("192.0.2.7", "4321"),
    }


class Client:
    """What a server does around an application, for one request."""

    def __init__(self, *parts, hangs=False, leaves=False):
        self.parts = list(parts)
        self.hangs = hangs
        self.leaves = leaves
        self.sent = []

    async def receive(self):
        if self.parts:
            part = self.parts.pop(0)
            more = bool(self.parts) or self.hangs or self.leaves
            return {"type": "http.request", "body": part, "more_body": more}
        if self.leaves:
            return {"type": "http.disconnect"}
        return await asyncio.Future()

    async def send(self, message):
        self.sent.append(message)

    @property
    def status(self):
        return self.sent[0]["status"]

    @property
    def fields(self):
        return dict(self.sent[0]["headers"])

    @property
    def body(self):
        return b"".join(each["body"] for each in self.sent[1:])


def ask(stand, *parts, door=(), hangs=False, leaves=False, **request):
    """The answer to one request whose body comes in parts."""
    client = Client(*parts, hangs=hangs, leaves=leaves)
    served = Door(stand, **dict(door))
    asyncio.run(served(scope_of(**request), client.receive, client.send))
    return client


def length(content):
    return [(b"content-length", b"%d" % content)]


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/pets", "/pets", ""),
        ("/pets/a%2Fb%20c?x=%26&y", "/pets/a%2Fb%20c", "x=%26&y"),
        ("//pets/../a", "//pets/../a", ""),
        ("*", "*", ""),
        ("/\xc3\xbe?q=\xc3\xbe", "/%C3%BE", "q=%C3%BE"),
    ],
)
def test_the_target_arrives_as_it_was_sent(target, path, query):
    stand = Stand()
    ask(stand, target=target)
    assert (stand.asked[0].path, stand.asked[0].query) == (path, query)


def test_a_server_that_does_not_tell_the_raw_path_tells_a_decoded_one():
    stand, client = Stand(), Client()
    scope = {**scope_of(), "path": "/pets/þ x", "raw_path": None}
    asyncio.run(Door(stand)(scope, client.receive, client.send))
    assert stand.asked[0].path == "/pets/%C3%BE%20x"


def test_a_request_is_its_method_its_lines_its_body_and_its_peer():
    stand = Stand()
    lines = [(b"x-tag", b"1"), (b"x-tag", b"\xe9"), *length(5)]
    ask(stand, b"he", b"llo", method="get", headers=lines)
    sent = Headers([("x-tag", "1"), ("x-tag", "é"), ("content-length", "5")])
    assert stand.asked == [Request("get", "/", "", sent, b"hello")]
    assert stand.peers == ["192.0.2.7"]


def test_without_a_length_nothing_is_waited_for_where_the_protocol_frames_bodies():
    stand = Stand()
    assert ask(stand, hangs=True).body == b"ok"
    ask(stand, b"by frames", version="2")
    ask(stand, b"by chunks", headers=[(b"transfer-encoding", b"chunked")])
    assert [each.body for each in stand.asked] == [b"", b"by frames", b"by chunks"]


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        (PLAIN, {b"content-type": b"text/plain", b"content-length": b"2"}),
        (Response(204), {}),
        (Response(304), {}),
        (Response(205), {b"content-length": b"0"}),
        (Response(200, Headers([("Content-Length", "7")])), {b"content-length": b"7"}),
    ],
)
def test_a_length_is_told_where_there_may_be_content(answer, sent):
    client = ask(Stand({"/": answer}))
    assert client.fields == {**sent, b"server": b"mockserver"}


def test_what_an_upstream_says_of_its_server_is_not_said_twice():
    answer = Response(200, Headers([("Server", "other")]))
    assert ask(Stand({"/": answer})).sent[0]["headers"][0] == (b"server", b"other")


def problem(client):
    assert client.fields[b"content-type"] == b"application/problem+json"
    return json.loads(client.body)


@pytest.mark.parametrize("headers", [length(11), [(b"transfer-encoding", b"chunked")]])
def test_a_body_beyond_the_bound_is_refused_and_not_waited_for(headers):
    stand = Stand()
    client = ask(stand, b"12345", b"678901", hangs=True, door={"max_body": 10}, headers=headers)
    assert (client.status, client.fields[b"connection"]) == (413, b"close")
    assert "larger than" in problem(client)["detail"]
    assert stand.asked == []


def test_a_body_at_the_bound_is_read():
    stand = Stand()
    ask(stand, b"12345", b"67890", door={"max_body": 10}, headers=length(10))
    assert stand.asked[0].body == b"1234567890"


def test_a_body_that_does_not_go_on_is_not_waited_for_for_ever():
    client = ask(Stand(), b"12", hangs=True, door={"patience": 0.01}, headers=length(9))
    assert (client.status, client.fields[b"connection"]) == (408, b"close")
    assert "No more of the body came" in problem(client)["detail"]


@pytest.mark.parametrize("headers", [length(9), [(b"content-length", b"-3")]])
def test_a_body_that_breaks_off_is_refused(headers):
    client = ask(Stand(), b"12", leaves=True, headers=headers)
    assert client.status == 400
    assert "could not be read" in problem(client)["detail"]


def test_a_fault_of_the_mock_is_told_and_the_next_request_is_answered(capsys):
    stand = Stand({"/broken": RuntimeError("a fault of ours")})
    client = ask(stand, target="/broken")
    assert (client.status, problem(client)["status"]) == (500, 500)
    assert "a fault of ours" not in client.body.decode()
    assert "RuntimeError: a fault of ours" in capsys.readouterr().err
    assert ask(stand).body == b"ok"


def test_what_is_no_http_is_not_spoken():
    with pytest.raises(NotImplementedError, match="does not speak websocket"):
        asyncio.run(Door(Stand())({"type": "websocket"}, None, None))


@pytest.mark.parametrize("fault", [each for each in Fault if each not in ASGI.faults])
def test_a_fault_that_needs_the_socket_names_the_server_that_can(fault):
    client = ask(Stand({"/": Response(200, Headers(), b"whole", fault=fault.value)}))
    assert client.status == 500
    assert problem(client)["detail"] == (
        f"fault '{fault}' needs the connection itself, which granian keeps; "
        "start with --server flask, which can"
    )


def test_a_truncated_answer_tells_its_whole_length_and_never_ends():
    answer = Response(200, Headers(), b"1234567", fault=Fault.TRUNCATED.value)
    client = ask(Stand({"/": answer}))
    assert (client.fields[b"content-length"], client.body) == (b"7", b"123")
    assert client.sent[-1]["more_body"]


async def asked(door, client, **request):
    await door(scope_of(**request), client.receive, client.send)
    return client


def begun(door, clients, **request):
    return [asyncio.create_task(asked(door, each, **request)) for each in clients]


async def others_are_answered(door, waiting, target="/"):
    """Requests are answered one after the other while none of those that wait is."""
    await asyncio.sleep(0)
    for _ in range(100):
        client = await asyncio.wait_for(asked(door, Client(), target=target), 30)
        assert client.body == b"ok"
        await asyncio.sleep(0)
    assert not any(each.done() for each in waiting)
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


@pytest.mark.parametrize("is_blocking", [False, True])
def test_fifty_delays_hold_up_nobody(is_blocking):
    async def run():
        answers = {"/late": Response(200, PLAIN.headers, b"late", delay=3600.0)}
        door = Door(Stand(answers), is_blocking=is_blocking)
        waiting = begun(door, [Client() for _ in range(50)], target="/late")
        await others_are_answered(door, waiting)

    asyncio.run(run())


@pytest.mark.parametrize("is_blocking", [False, True])
def test_fifty_slow_uploads_hold_up_nobody(is_blocking):
    async def run():
        door = Door(Stand(), is_blocking=is_blocking, patience=3600.0)
        clients = [Client(b"12", hangs=True) for _ in range(50)]
        waiting = begun(door, clients, headers=length(9), method="POST")
        await others_are_answered(door, waiting)

    asyncio.run(run())


def test_a_state_that_makes_wait_holds_up_nobody():
    async def run():
        free = Event()

        def late():
            free.wait()
            return PLAIN

        door = Door(Stand({"/late": late}), is_blocking=True)
        waiting = begun(door, [Client() for _ in range(50)], target="/late")
        try:
            await others_are_answered(door, waiting)
        finally:
            free.set()

    asyncio.run(run())


def test_an_answer_comes_after_its_delay():
    slept = []

    async def run():
        door = Door(Stand({"/": Response(200, delay=0.001)}))
        client = Client()
        task = asyncio.create_task(asked(door, client))
        await asyncio.sleep(0)
        slept.append(list(client.sent))
        await task
        slept.append(client.status)

    asyncio.run(run())
    assert slept == [[], 200]


@pytest.mark.parametrize(
    ("request_", "door", "is_here"),
    [
        ({}, {}, True),
        ({}, {"is_blocking": True}, False),
        ({"target": "/__admin/health"}, {}, False),
        ({"headers": length(2**16)}, {}, False),
    ],
    ids=["short", "shared state", "administration", "long body"],
)
def test_what_takes_time_is_done_by_a_thread(request_, door, is_here):
    stand = Stand()
    body = b"x" * 2**16 if "headers" in request_ else b""
    ask(stand, body, door=door, **request_)
    assert (stand.threads == [get_ident()]) == is_here


def test_a_length_that_no_number_holds_is_more_than_any_body_may_be():
    stand = Stand()
    client = ask(stand, b"1", method="POST", headers=[(b"content-length", b"9" * 5000)])
    assert (client.status, stand.asked) == (413, [])
