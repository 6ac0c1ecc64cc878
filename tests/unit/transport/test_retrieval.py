"""Documents from elsewhere: read within bounds, and from the host that was named."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from mockserver.errors import DocumentError
from mockserver.transport import retrieve

DOCUMENT = b"openapi: 3.1.0\ninfo: {title: Far, version: '1'}\npaths: {}\n"


@contextmanager
def host(answers) -> Iterator[str]:
    """A server that answers paths with status, fields and pieces of content."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, fields, pieces = answers[self.path]
            self.send_response(status)
            for field in fields.items():
                self.send_header(*field)
            self.end_headers()
            try:
                for piece in pieces:
                    self.wfile.write(piece)
            except OSError:
                pass  # the reader has enough

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def refusal(url):
    with pytest.raises(DocumentError) as caught:
        retrieve(url)
    [finding] = caught.value.findings
    return finding.message


def test_a_document_is_read_from_where_it_lies_and_where_its_host_sends_to():
    answers = {"/a.yaml": (200, {}, [DOCUMENT]), "/old": (302, {"Location": "/a.yaml"}, [])}
    with host(answers) as url:
        assert retrieve(f"{url}/a.yaml").root["info"]["title"] == "Far"
        assert retrieve(f"{url}/old").root["info"]["title"] == "Far"


def test_nobody_is_sent_on_to_another_host():
    with (
        host({"/secret": (200, {}, [DOCUMENT])}) as inner,
        host({"/": (302, {"Location": f"{inner}/secret"}, [])}) as outer,
    ):
        assert refusal(f"{outer}/") == "the server answers 302 Found"


def test_redirects_in_a_ring_end():
    with host({"/": (302, {"Location": "/"}, [])}) as url:
        assert refusal(f"{url}/") == "the server answers 302 Found"


@pytest.mark.parametrize("packed", [False, True])
def test_a_document_without_end_is_left(monkeypatch, packed):
    monkeypatch.setattr("mockserver.transport.retrieval._MOST_BYTES", 3 << 20)
    content = b"# " + b"x" * (5 << 20)
    fields = {"Content-Encoding": "gzip"} if packed else {}
    with host({"/": (200, fields, [gzip.compress(content) if packed else content])}) as url:
        assert refusal(f"{url}/") == "it is longer than 3 MB; save it and name the file"


def test_a_document_that_comes_too_slowly_is_left(monkeypatch):
    monkeypatch.setattr("mockserver.transport.retrieval._MOST_SECONDS", -1.0)
    with host({"/": (200, {}, [DOCUMENT])}) as url:
        assert refusal(f"{url}/") == "it did not end in -1 seconds"


def test_what_is_no_text_is_told():
    with host({"/": (200, {}, [b"\xff\xfe"])}) as url:
        assert refusal(f"{url}/") == "what is there is no UTF-8 text"


def test_credentials_in_the_url_of_a_document_are_refused_and_not_told():
    with pytest.raises(DocumentError) as caught:
        retrieve("http://me:s3cret@127.0.0.1:1/api.yaml")
    assert "credentials do not belong into it" in str(caught.value)
    assert caught.value.findings[0].origin.file == "http://[redacted]@127.0.0.1:1/api.yaml"
