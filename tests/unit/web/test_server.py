import errno
import json
import socket
from contextlib import contextmanager
from threading import Thread

import pytest

from mockserver.errors import UsageError
from mockserver.http import Headers, Response
from mockserver.web import create_app
from mockserver.web.server import bind, serve


class Stand:
    """Stands where a mock would, and answers with what it was asked."""

    def respond(self, request):
        told = f"{request.method} {request.path} {len(request.body)}".encode()
        lines = [("Content-Type", "text/plain")]
        if request.method != "HEAD":
            return Response(200, Headers(lines), told)
        return Response(200, Headers([*lines, ("Content-Length", str(len(told)))]))


@contextmanager
def serving(app):
    server = bind(app, "127.0.0.1", 0)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def port():
    app = create_app(Stand())
    app.config["MAX_CONTENT_LENGTH"] = 100
    with serving(app) as chosen:
        yield chosen


def exchange(port, sent):
    """All that comes back on one connection whose sending half is closed at the end."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def responses(port, sent):
    """Status line, fields and body of each response, for bodies with a length."""
    rest, told = exchange(port, sent), []
    while rest:
        head, _, rest = rest.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        fields = dict(line.split(": ", 1) for line in lines)
        length = int(fields.get("Content-Length", 0))
        told.append((status, fields, rest[:length]))
        rest = rest[length:]
    return told


def lines(*given):
    return "\r\n".join([*given, "", ""]).encode()


def test_a_connection_is_kept_for_the_next_request(port):
    one = lines("GET /a%2Fb HTTP/1.1", "Host: x")
    two = lines("POST /b HTTP/1.1", "Host: x", "Content-Length: 3") + b"abc"
    told = responses(port, one + two + one)
    assert [body for _, _, body in told] == [b"GET /a%2Fb 0", b"POST /b 3", b"GET /a%2Fb 0"]
    assert {fields["Connection"] for _, fields, _ in told} == {"keep-alive"}


@pytest.mark.parametrize(
    "request_lines",
    [("GET /a HTTP/1.1", "Host: x", "Connection: close"), ("GET /a HTTP/1.0",)],
)
def test_a_client_that_does_not_want_to_stay_is_let_go(port, request_lines):
    told = responses(port, lines(*request_lines) + lines("GET /b HTTP/1.1", "Host: x"))
    assert [(fields["Connection"], body) for _, fields, body in told] == [("close", b"GET /a 0")]


def test_a_response_names_its_server_and_its_length(port):
    ((status, fields, _),) = responses(port, lines("GET /a HTTP/1.1", "Host: x"))
    assert status == "HTTP/1.1 200 OK"
    assert fields.pop("Date").endswith(" GMT")
    assert fields == {
        "Server": "mockserver",
        "Content-Type": "text/plain",
        "Content-Length": "8",
        "Connection": "keep-alive",
    }


def test_head_tells_the_length_and_sends_nothing_more(port):
    told = exchange(port, lines("HEAD /a HTTP/1.1", "Host: x"))
    head, _, body = told.partition(b"\r\n\r\n")
    assert head.count(b"Content-Length") == 1
    assert b"Content-Length: 9" in head
    assert body == b""


def test_a_chunked_body_is_put_together(port):
    sent = lines("POST /a HTTP/1.1", "Host: x", "Transfer-Encoding: chunked")
    after = lines("GET /b HTTP/1.1", "Host: x")
    told = responses(port, sent + b"5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n" + after)
    assert [body for _, _, body in told] == [b"POST /a 12", b"GET /b 0"]


def test_a_client_that_waits_is_told_once_to_go_on(port):
    sent = lines("POST /a HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 2")
    told = responses(port, sent + b"hi")
    assert [status for status, _, _ in told] == ["HTTP/1.1 100 Continue", "HTTP/1.1 200 OK"]


def test_a_body_that_was_refused_is_not_taken_for_a_request(port):
    sent = lines("POST /a HTTP/1.1", "Host: x", "Content-Length: 200") + b"GET / HTTP/1.1\r\n" * 12
    told = responses(port, sent + b"12345678" + lines("GET /b HTTP/1.1", "Host: x"))
    assert [status.split()[1] for status, _, _ in told] == ["413", "200"]
    assert told[1][2] == b"GET /b 0"


REFUSED = {
    "no request": (lines("GARBAGE"), "Bad request syntax ('GARBAGE')"),
    "no target": (lines("GET http://[x/ HTTP/1.1", "Host: x"), "Invalid IPv6 URL"),
    "another protocol": (lines("GET / HTTP/3.0"), "Invalid HTTP version (3.0)"),
    "no length": (
        lines("POST / HTTP/1.1", "Host: x", "Content-Length: -4"),
        "Content-Length is '-4', which is no number of bytes.",
    ),
    "a body that ends too early": (
        lines("POST / HTTP/1.1", "Host: x", "Content-Length: 9") + b"abc",
        "The body could not be read: it ends before its Content-Length, or its chunks are broken.",
    ),
    "chunks that are none": (
        lines("POST / HTTP/1.1", "Host: x", "Transfer-Encoding: chunked") + b"zz\r\n",
        "The body could not be read: it ends before its Content-Length, or its chunks are broken.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_http_is_refused_with_a_problem(port, case):
    sent, detail = REFUSED[case]
    ((status, fields, body),) = responses(port, sent)
    assert fields["Content-Type"] == "application/problem+json"
    assert json.loads(body)["detail"] == detail
    assert json.loads(body)["status"] == int(status.split()[1])


def test_clients_that_vanish_and_requests_that_are_served_leave_no_word(port, capfd):
    exchange(port, lines("GET /a HTTP/1.1", "Host: x"))
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"POST /a HTTP/1.1\r\nContent-Le")
    exchange(port, lines("GET /b HTTP/1.1", "Host: x"))
    assert capfd.readouterr() == ("", "")


def test_a_slow_client_does_not_hold_up_another(port):
    with socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(b"GET /slow HTTP/1.1\r\n")
        assert responses(port, lines("GET /b HTTP/1.1", "Host: x"))[0][2] == b"GET /b 0"


def test_serve_tells_the_address_once_it_listens():
    told = []

    def ready(address):
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))):
            told.append(address)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        serve(create_app(Stand()), "127.0.0.1", 0, ready)
    assert told[0].startswith("http://127.0.0.1:")


def test_an_address_in_use_is_told_with_a_way_out(port):
    with pytest.raises(UsageError) as caught:
        bind(create_app(Stand()), "127.0.0.1", port)
    assert str(caught.value) == (
        f"cannot listen on 127.0.0.1:{port}: Address already in use; stop what listens there,"
        " or choose another with --port (0: any free one)"
    )


@pytest.mark.parametrize(
    ("number", "reason", "advice"),
    [
        (
            errno.EACCES,
            "Permission denied",
            "choose a port from 1024 on with --port (0: any free one)",
        ),
        (
            errno.EADDRNOTAVAIL,
            "Cannot assign requested address",
            "name an address of this machine with --host, such as 127.0.0.1",
        ),
    ],
)
def test_an_address_that_cannot_be_had_is_told_with_a_way_out(monkeypatch, number, reason, advice):
    def refuse(*_given, **_named):
        raise OSError(number, reason)

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(UsageError) as caught:
        bind(create_app(Stand()), "::1", 80)
    assert str(caught.value) == f"cannot listen on [::1]:80: {reason}; {advice}"


def test_a_closed_server_frees_its_port():
    with serving(create_app(Stand())) as chosen:
        pass
    with socket.create_server(("127.0.0.1", chosen)):
        pass


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python is built without IPv6")
def test_an_address_of_ipv6_stands_in_brackets():
    told = []

    def ready(address):
        told.append(address)
        raise KeyboardInterrupt

    try:
        with pytest.raises(KeyboardInterrupt):
            serve(create_app(Stand()), "::1", 0, ready)
    except UsageError:
        pytest.skip("this machine has no IPv6")
    assert told[0].startswith("http://[::1]:")


def test_a_chunk_that_ends_too_soon_is_refused_and_nothing_else_is_read_for_it(port):
    head = lines("POST /a HTTP/1.1", "Host: x", "Transfer-Encoding: chunked")
    ((status, _, body),) = responses(port, head + b"ffffffff\r\nabc")
    assert status == "HTTP/1.1 400 BAD REQUEST"
    assert "its chunks are broken" in json.loads(body)["detail"]
