import errno
import socket
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

from mockserver.http import Headers, Response
from mockserver.web import create_app
from mockserver.web.server import FLASK, bind

BODY = b'{"name": "Rex", "kind": "dog"}'


class Stand:
    """Stands where a mock would: breaks the answer that the path names."""

    def respond(self, request):
        headers = Headers([("Content-Type", "application/json")])
        return Response(200, headers, BODY, fault=request.path.strip("/"))


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
        server.server_close()


@pytest.fixture(scope="module")
def port():
    with serving(create_app(Stand())) as chosen:
        yield chosen


def asked(port, path, body=b""):
    """All that comes on one connection that asks once; the error that ends it is raised."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        length = f"Content-Length: {len(body)}\r\n".encode() if body else b""
        head = f"POST /{path} HTTP/1.1\r\nHost: localhost\r\n".encode()
        connection.sendall(head + length + b"\r\n" + body)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_truncated_answer_promises_all_and_brings_half(port):
    head, _, body = asked(port, "truncated").partition(b"\r\n\r\n")
    assert f"Content-Length: {len(BODY)}".encode() in head
    assert b"Connection: close" in head
    assert body == BODY[: len(BODY) // 2]


@pytest.mark.parametrize("body", [b"", b"x" * 1000])
def test_a_dropped_connection_ends_in_order_without_an_answer(port, body):
    assert asked(port, "drop", body) == b""


def test_a_reset_connection_is_an_error_for_the_client(port):
    with pytest.raises(ConnectionResetError) as caught:
        asked(port, "reset")
    assert caught.value.errno == errno.ECONNRESET


@pytest.mark.parametrize("fault", ["truncated", "reset", "drop"])
def test_the_server_goes_on_after_a_fault(port, fault):
    with suppress(ConnectionResetError):
        asked(port, fault)
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.endswith(BODY)


def test_this_server_says_that_it_can_do_all_faults():
    assert FLASK.name == "flask"
    assert {each.value for each in FLASK.faults} >= {"truncated", "reset", "drop"}


def test_where_nobody_holds_the_connection_the_whole_answer_is_sent():
    answer = create_app(Stand()).test_client().get("/reset")
    assert (answer.status_code, answer.data) == (200, BODY)
