import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from shutil import which
from threading import Thread

import pytest
from flask import Flask
from werkzeug.serving import make_server

from mockserver.errors import TargetError, UsageError
from mockserver.http import Request
from mockserver.transport import Client, Target, Way, is_late, reach
from mockserver.transport.way import insist_usable


@contextmanager
def serving(context=None, app=None):
    app = app or Flask("here")
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
def papers(tmp_path_factory):
    """A certificate that nobody signed, for localhost alone, and the key of it."""
    if which("openssl") is None:
        pytest.skip("there is no openssl, which makes the certificate of this test")
    folder = tmp_path_factory.mktemp("tls")
    made = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext"
    files = (str(folder / "cert.pem"), str(folder / "key.pem"))
    command = [*made.split(), "subjectAltName=DNS:localhost", "-out", files[0], "-keyout", files[1]]
    subprocess.run(command, check=True, capture_output=True)
    return files


@pytest.fixture(scope="module")
def context(papers):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(*papers)
    return made


@pytest.fixture(scope="module")
def untrusted(context):
    with serving(context) as port:
        yield f"https://127.0.0.1:{port}"


def ask(target):
    with Client(target) as client:
        return client.send(Request("GET", "/"))


@pytest.mark.parametrize("way", [reach, ask])
def test_a_certificate_has_to_be_one_that_is_trusted(untrusted, papers, way):
    told = f"{untrusted} cannot be reached: its certificate is not trusted, self-signed certificate"
    with pytest.raises(TargetError, match=rf"{told}\. --cacert of verify names who"):
        way(Target(untrusted))
    with pytest.raises(TargetError, match="not trusted, IP address mismatch"):
        way(Target(untrusted, way=Way(authorities=papers[0])))
    way(Target(untrusted.replace("127.0.0.1", "localhost"), way=Way(authorities=papers[0])))


def test_a_certificate_that_is_wanted_of_the_client_is_spoken_of(papers):
    strict = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    strict.load_cert_chain(*papers)
    strict.verify_mode = ssl.CERT_REQUIRED
    strict.load_verify_locations(papers[0])
    with serving(strict) as port:
        target = Target(f"https://localhost:{port}", way=Way(authorities=papers[0]))
        with pytest.raises(TargetError, match=r"broke off the TLS handshake.* --cert and --key"):
            ask(target)
        assert ask(replace(target, way=Way("", papers[0], *papers))).body == b"here"


def test_what_cannot_prove_anybody_is_told_before_anything_is_sent(papers, tmp_path):
    certificate, key = papers
    other = tmp_path / "other.pem"
    command = "openssl genpkey -algorithm RSA -aes256 -pass pass:abc -out"
    subprocess.run([*command.split(), str(other)], check=True, capture_output=True)
    sentences = {
        Way(authorities=key): "holds no certificate of an authority",
        Way(certificate=certificate): "name the file of the key as well",
        Way(key=key): "is the key of no certificate; name that as well: --cert",
        Way(certificate=key, key=key): "cannot be used as a certificate",
        Way(certificate=certificate, key=str(other)): "is locked with a password",
        Way(certificate=certificate, key=str(tmp_path / "none")): "cannot be read: No such file",
    }
    subprocess.run(
        ["openssl", "genrsa", "-out", str(tmp_path / "its.pem")], check=True, capture_output=True
    )
    sentences[Way(certificate=certificate, key=str(tmp_path / "its.pem"))] = "is not that of the ce"
    for way, told in sentences.items():
        with pytest.raises(UsageError, match=told):
            insist_usable(way)


def test_a_proxy_that_wants_to_know_who_asks_is_told():
    app = Flask("proxy")
    app.before_request(lambda: ("", 407))
    with serving(app=app) as port:
        way = Way(proxy=f"http://127.0.0.1:{port}")
        with pytest.raises(TargetError, match=r"http://here\.example cannot be reached: the proxy"):
            ask(Target("http://here.example", way=way))


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (
            "407 Proxy Authentication Required",
            "the proxy wants to know who asks.*NAME:PASSWORD@HOST",
        ),
        ("403 Forbidden", "the proxy answered 403, and made no way to it. Does the proxy let"),
    ],
)
def test_a_proxy_that_makes_no_way_to_a_target_says_why(status, told):
    """CONNECT, RFC 9110 §9.3.6."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def refuse():
            taken, _ = listening.accept()
            with taken:
                taken.recv(1000)
                taken.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())

        refusing = threading.Thread(target=refuse)
        refusing.start()
        way = Way(proxy=f"http://127.0.0.1:{listening.getsockname()[1]}")
        with pytest.raises(TargetError, match=f"https://here.example cannot be reached: {told}"):
            ask(Target("https://here.example", way=way))
        refusing.join()


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
