import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from shutil import which
from threading import Thread

import pytest
from flask import Flask
from werkzeug.serving import make_server

from mockserver.errors import TargetError
from mockserver.http import Request
from mockserver.transport import Client, Target, is_late, reach


@contextmanager
def serving(context=None):
    app = Flask("here")
    app.add_url_rule("/", "here", view_func=lambda: "here")
    app.add_url_rule("/slow", "slow", view_func=lambda: time.sleep(0.3) or "late")
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=context)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def untrusted(tmp_path_factory):
    """An address whose certificate nobody signed."""
    if which("openssl") is None:
        pytest.skip("there is no openssl, which makes the certificate of this test")
    folder = tmp_path_factory.mktemp("tls")
    made = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    files = (str(folder / "cert.pem"), str(folder / "key.pem"))
    subprocess.run(
        [*made.split(), "-out", files[0], "-keyout", files[1]], check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    with serving(context) as port:
        yield f"https://127.0.0.1:{port}"


def test_a_certificate_has_to_be_one_that_is_trusted(untrusted):
    for ask in (reach, lambda target: Client(target).send(Request("GET", "/"))):
        with pytest.raises(TargetError, match=f"{untrusted} cannot be reached: the TLS handshake"):
            ask(Target(untrusted))


def test_any_certificate_will_do_where_none_is_asked_for(untrusted):
    target = Target(untrusted, is_verified=False)
    reach(target)
    with Client(target) as client:
        assert client.send(Request("GET", "/")).body == b"here"


def test_what_takes_connections_is_reached_without_a_request():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        reach(Target(f"http://127.0.0.1:{listening.getsockname()[1]}/base"))
        taken, _ = listening.accept()
        with taken:
            assert taken.recv(1) == b""


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:{port}", "the connection was refused"),
        ("http://nowhere.invalid", "its host name is not known"),
    ],
)
def test_what_takes_none_is_told(url, reason):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = url.format(port=taken.getsockname()[1])
        with pytest.raises(TargetError) as refused:
            reach(Target(url))
    assert str(refused.value) == (
        f"{url} cannot be reached: {reason}. Is the server running, and is this its address?"
    )


def test_an_answer_that_is_late_is_told_from_one_that_never_comes():
    with serving() as port:
        url = f"http://127.0.0.1:{port}"
        with pytest.raises(TargetError) as late:
            Client(Target(url, timeout=0.05)).send(Request("GET", "/slow"))
    with pytest.raises(TargetError) as refused:
        Client(Target(url)).send(Request("GET", "/"))
    assert (is_late(late.value), is_late(refused.value)) == (True, False)
