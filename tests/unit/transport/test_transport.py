import gzip
import logging
import shlex
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from shutil import which

import pytest
from flask import Flask, Response, request
from werkzeug.serving import make_server

from mockserver.errors import TargetError, UsageError
from mockserver.http import Headers, Request
from mockserver.transport import (
    Client,
    Target,
    Trouble,
    Way,
    curl,
    diagnose,
    parse_base_url,
    parse_proxy,
)

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY"]


class Echo:
    """Keeps each request as it came in, and answers what it is told to."""

    def __init__(self):
        self.seen = []
        self.answer = Response("ok")
        self.app = Flask(__name__)
        self.app.add_url_rule("/", view_func=self.take, defaults={"_": ""}, methods=METHODS)
        self.app.add_url_rule("/<path:_>", view_func=self.take, methods=METHODS)

    def take(self, _):
        target = request.environ["REQUEST_URI"]
        self.seen.append((request.method, target, list(request.headers), request.get_data()))
        return self.answer

    def headers(self):
        return {name.lower(): value for name, value in self.seen[-1][2]}


@pytest.fixture
def echo(monkeypatch):
    monkeypatch.setattr(logging.getLogger("werkzeug"), "level", logging.ERROR)
    echo = Echo()
    server = make_server("127.0.0.1", 0, echo.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    echo.url = f"http://127.0.0.1:{server.server_port}"
    yield echo
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def listening(converse: Callable[[socket.socket], None]):
    """A TCP server that says what it likes to the first who connects."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take_one():
            connection, _ = server.accept()
            with connection:
                converse(connection)

        thread = threading.Thread(target=take_one)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def send(base_url, message, **options):
    with Client(Target(base_url, **options)) as client:
        return client.send(message)


def test_the_path_is_appended_to_the_base_path(echo):
    send(f"{echo.url}/api/v1/", Request("GET", "/pets"))
    assert echo.seen[0][:2] == ("GET", "/api/v1/pets")


@pytest.mark.parametrize(
    "target",
    [
        "/a%2Fb",
        "/a%20b",
        "/a/../b/./c",
        "/a//b",
        "/%00",
        "/x;y=1,2",
        "/a?q=%2F&q=a+b&r",
        "/a?q=a%3Db%26c",
        "/a?=",
        "/%F0%9F%98%80",
    ],
)
def test_path_and_query_go_out_as_they_are(echo, target):
    path, _, query = target.partition("?")
    send(echo.url, Request("GET", path, query))
    assert echo.seen[0][1] == target


def test_the_digits_of_percent_escapes_become_capitals(echo):
    send(echo.url, Request("GET", "/a%2fb"))
    assert echo.seen[0][1] == "/a%2Fb"


@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_sent(echo, method):
    assert send(echo.url, Request(method, "/")).status == 200
    assert echo.seen[0][0] == method


def test_the_body_is_sent_with_its_length(echo):
    headers = Headers([("Content-Type", "application/json"), ("Content-Length", "7")])
    send(echo.url, Request("POST", "/", headers=headers, body=b'{"a": 1}'))
    assert echo.seen[0][3] == b'{"a": 1}'
    assert echo.headers()["content-length"] == "8"
    assert echo.headers()["content-type"] == "application/json"


def test_what_frames_the_message_belongs_to_the_connection(echo):
    headers = Headers([("Host", "example.com"), ("Transfer-Encoding", "chunked")])
    send(echo.url, Request("POST", "/", headers=headers, body=b"x"))
    assert echo.headers()["host"] == echo.url.removeprefix("http://")
    assert "transfer-encoding" not in echo.headers()


def test_the_targets_headers_are_added_unless_the_request_has_its_own(echo):
    headers = (("Authorization", "Bearer good"), ("X-Tenant", "a"))
    send(
        echo.url, Request("GET", "/", headers=Headers([("authorization", "bad")])), headers=headers
    )
    assert echo.headers()["authorization"] == "bad"
    assert echo.headers()["x-tenant"] == "a"


def test_lines_of_one_name_are_all_sent(echo):
    send(echo.url, Request("GET", "/", headers=Headers([("X-A", "1"), ("X-A", "2")])))
    assert echo.headers()["x-a"] == "1,2"


def test_the_client_names_itself_unless_the_request_does(echo):
    send(echo.url, Request("GET", "/"))
    assert echo.headers()["user-agent"] == "mockserver"
    send(echo.url, Request("GET", "/", headers=Headers([("User-Agent", "curl/8")])))
    assert echo.headers()["user-agent"] == "curl/8"


def test_a_redirect_is_an_answer(echo):
    echo.answer = Response("", 302, {"Location": "/elsewhere"})
    answer = send(echo.url, Request("GET", "/"))
    assert (answer.status, answer.headers.get("Location")) == (302, "/elsewhere")
    assert len(echo.seen) == 1


def test_an_encoded_body_stays_encoded(echo):
    echo.answer = Response(gzip.compress(b"hello"), headers={"Content-Encoding": "gzip"})
    answer = send(echo.url, Request("GET", "/"))
    assert gzip.decompress(answer.body) == b"hello"
    assert answer.headers.get("Content-Encoding") == "gzip"


def test_lines_of_one_name_are_all_received(echo):
    echo.answer = Response("", 204, [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    assert send(echo.url, Request("GET", "/")).headers.all("set-cookie") == ["a=1", "b=2"]


def test_a_connection_is_used_again(echo):
    with Client(Target(echo.url)) as client:
        bodies = [client.send(Request("GET", "/")).body for _ in range(3)]
    assert bodies == [b"ok"] * 3


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            b"220 mail.example.com ESMTP\r\n",
            "what answers there does not speak HTTP. Is this its address, or is it https",
        ),
        (b"", "it closed the connection before its answer was whole."),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
            "it closed the connection before its answer was whole.",
        ),
    ],
)
def test_an_answer_that_is_none_names_the_url_and_the_reason(said, reason):
    def converse(connection):
        connection.recv(65536)
        connection.sendall(said)

    with listening(converse) as port, pytest.raises(TargetError) as caught:
        send(f"http://127.0.0.1:{port}/v1", Request("GET", "/"))
    assert str(caught.value).startswith(f"http://127.0.0.1:{port}/v1 cannot be reached: {reason}")


def test_a_server_that_says_nothing_is_not_waited_for():
    with (
        listening(lambda connection: connection.recv(65536) and connection.recv(1)) as port,
        pytest.raises(TargetError, match="it did not answer in time"),
    ):
        send(f"http://127.0.0.1:{port}", Request("GET", "/"), timeout=0.1)


def test_https_to_a_server_without_it_is_told():
    def converse(connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with (
        listening(converse) as port,
        pytest.raises(TargetError, match=r"does not speak TLS\. Is it http:// instead\?"),
    ):
        send(f"https://127.0.0.1:{port}", Request("GET", "/"))


def test_a_closed_port_is_told_with_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(TargetError) as caught:
        send(f"http://127.0.0.1:{port}", Request("GET", "/"))
    assert str(caught.value) == (
        f"http://127.0.0.1:{port} cannot be reached: the connection was refused."
        " Is the server running, and is this its address?"
    )


def test_an_unknown_host_is_told():
    with pytest.raises(TargetError, match="its host name is not known"):
        send("http://nothing.invalid", Request("GET", "/"))


def test_the_reason_is_found_beneath_what_other_libraries_wrap_it_in():
    wrapped = RuntimeError(RuntimeError("outer"), ConnectionRefusedError())
    assert diagnose(wrapped) == Trouble("the connection was refused", reached=False)
    assert diagnose(ValueError("no network in this")) is None


@pytest.mark.parametrize(
    ("text", "base_url"),
    [
        ("http://127.0.0.1:4010", "http://127.0.0.1:4010"),
        ("http://127.0.0.1:4010/", "http://127.0.0.1:4010"),
        ("HTTPS://Example.com/api/v1/", "https://Example.com/api/v1"),
        ("http://[::1]:8080/a%20b", "http://[::1]:8080/a%20b"),
    ],
)
def test_a_base_url_has_no_slash_at_its_end(text, base_url):
    assert parse_base_url(text) == base_url


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("localhost:4010", "Did you mean http://localhost:4010?"),
        ("example.com/v1", "Did you mean http://example.com/v1?"),
        ("//example.com", "Did you mean http://example.com?"),
        ("", "a URL of a server starts with http:// or https://"),
        ("ftp://example.com", "a URL of a server starts with http:// or https://"),
        ("http://", "it names no host"),
        ("http:///v1", "it names no host"),
        ("http://example.com:port", "Port could not be cast to integer value"),
        ("http://example.com:99999", "Port out of range"),
        ("http://me:secret@example.com", "send them with -H 'Authorization: ...'"),
        ("http://example.com/?a=1", "it can hold neither '?' nor '#'"),
        ("http://example.com/#a", "it can hold neither '?' nor '#'"),
        ("http://example.com/a b", "it has a space or a control character in it"),
        ("http://example.com/a\nb", "it has a space or a control character in it"),
    ],
)
def test_what_is_no_base_url_is_refused_with_the_reason(text, fault):
    with pytest.raises(UsageError) as caught:
        parse_base_url(text)
    assert fault in str(caught.value)
    assert repr(text.replace("me:secret", "[redacted]")) in str(caught.value)


def words(message, base_url="http://h"):
    return shlex.split(curl(message, base_url))


def test_curl_of_a_plain_request_is_plain():
    assert curl(Request("GET", "/pets", "limit=2"), "http://h/v1/") == (
        "curl 'http://h/v1/pets?limit=2'"
    )


def test_curl_quotes_for_the_shell():
    headers = Headers([("Content-Type", "application/json"), ("X-Name", "it's $HOME")])
    message = Request("POST", "/p", headers=headers, body=b'{"a": "it\'s `x`"}')
    assert words(message) == [
        *("curl", "http://h/p", "-H", "Content-Type: application/json", "-H", "X-Name: it's $HOME"),
        *("--data-raw", '{"a": "it\'s `x`"}'),
    ]


def test_curl_names_a_method_that_it_would_not_choose():
    assert words(Request("DELETE", "/p")) == ["curl", "-X", "DELETE", "http://h/p"]
    assert words(Request("POST", "/p")) == ["curl", "-X", "POST", "http://h/p"]
    assert words(Request("HEAD", "/p")) == ["curl", "--head", "http://h/p"]


def test_curl_hides_credentials_and_nothing_else():
    headers = Headers([("Authorization", "Bearer abc"), ("X-Api-Key", "k"), ("X-Trace", "t")])
    line = curl(Request("GET", "/", headers=headers), "http://h")
    assert (
        "-H 'Authorization: Bearer [Filtered]' -H 'X-Api-Key: [Filtered]' -H 'X-Trace: t'" in line
    )


def test_curl_hides_what_it_is_told_to():
    headers = Headers([("Authorization", "made up"), ("X-Trace", "mine")])
    line = curl(Request("GET", "/", headers=headers), "http://h", lambda _, value: value == "mine")
    assert "-H 'Authorization: made up' -H 'X-Trace: [Filtered]'" in line


CURLED = [
    Request("GET", "/a%2Fb/../c", "q=[1]&{x}"),
    Request("PUT", "/", body=b"plain"),
    Request("POST", "/", headers=Headers([("Content-Type", "text/plain")]), body=b"@file\n"),
    Request("PATCH", "/", body=b"-\x00\x01\xff%s\\n'\"\r\n$x"),
    Request("QUERY", "/", body="Ünï".encode()),
    Request("GET", "/", headers=Headers([("X-Empty", "")])),
]


@pytest.mark.skipif(which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("message", CURLED, ids=lambda message: message.method)
def test_a_shell_sends_the_same_request_by_the_curl_line(echo, message):
    line = curl(message, echo.url)
    done = subprocess.run(["sh", "-c", f"{line} -s"], capture_output=True, check=True, timeout=10)
    assert done.stdout == b"ok"
    method, target, _, body = echo.seen[0]
    assert (method, target, body) == (message.method, message.target, message.body)
    assert echo.headers().get("content-type") == message.headers.get("Content-Type")
    assert ("x-empty" in echo.headers()) == ("X-Empty" in message.headers)


# Answers that do not come to an end


def dripping(echo, media_type):
    """Have the echo answer drop by drop, without an end, until nobody listens."""

    def drops():
        while True:
            yield b"data: 1\n\n"
            time.sleep(0.02)

    echo.answer = Response(drops(), mimetype=media_type)
    return Request("GET", "/")


def test_an_answer_that_is_not_whole_in_time_is_none(echo):
    message = dripping(echo, "application/json")
    with pytest.raises(TargetError, match="it did not answer in time") as told:
        send(echo.url, message, patience=0.2)
    assert diagnose(told.value).reached


def test_of_a_stream_of_events_what_came_in_time_is_the_answer(echo):
    answer = send(echo.url, dripping(echo, "text/event-stream"), patience=0.2)
    assert answer.status == 200
    assert answer.body.startswith(b"data: 1\n\ndata: 1\n\n")


@pytest.mark.parametrize("body", [b"", b"x" * 100_000])
def test_an_answer_that_is_whole_is_given_so_where_it_may_not_take_long(echo, body):
    echo.answer = Response(body, headers={"Content-Encoding": "gzip"})
    with Client(Target(echo.url, patience=5.0)) as client:
        assert [client.send(Request("GET", "/")).body for _ in range(2)] == [body, body]


def test_a_proxy_that_is_not_there_is_told_as_such():
    target = Target("http://service.example", (), 2.0, way=Way(parse_proxy("http://127.0.0.1:1")))
    with Client(target) as client, pytest.raises(TargetError) as caught:
        client.send(Request("GET", "/pets"))
    told = "the proxy http://127.0.0.1:1 for http://service.example cannot be reached: the conn"
    assert str(caught.value).startswith(told)
