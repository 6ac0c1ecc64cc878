import logging

import pytest

from mockserver.errors import ConfigError, UsageError
from mockserver.http import Headers, Request, Response
from mockserver.web import create_app

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200':
          description: All pets.
          content:
            application/json:
              schema: {type: array, items: {type: object}}
              example: [{name: Rex}]
"""


class Stand:
    """Stands where a mock would: remembers requests, answers what it was told to."""

    def __init__(self, answer=None):
        self.answer = answer or Response(200, Headers([("Content-Type", "text/plain")]), b"ok")
        self.asked = []

    def respond(self, request):
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def ask(stand, target, method="GET", **given):
    """What the stand was asked, for a request whose target arrives as it is."""
    environment = {"RAW_URI": target, **given.pop("environ", {})}
    create_app(stand).test_client().open("/", method=method, environ_overrides=environment, **given)
    return stand.asked[0]


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/pets", "/pets", ""),
        ("/pets/a%2Fb%20c", "/pets/a%2Fb%20c", ""),
        ("/pets?q=a%26b&q=c+d", "/pets", "q=a%26b&q=c+d"),
        ("/pets?q=a?b/c", "/pets", "q=a?b/c"),
        ("/pets?q=1#part", "/pets", "q=1"),
        ("http://example.com/pets/%C3%A9?q=1", "/pets/%C3%A9", "q=1"),
        ("http://example.com", "/", ""),
        ("//pets", "//pets", ""),
        ("*", "*", ""),
    ],
)
def test_the_target_arrives_as_it_was_sent(target, path, query):
    asked = ask(Stand(), target)
    assert (asked.path, asked.query) == (path, query)


def test_a_server_without_raw_targets_is_served_as_well_as_can_be():
    asked = ask(
        Stand(),
        None,
        environ={"REQUEST_URI": None, "SCRIPT_NAME": "/v1", "PATH_INFO": "/p/\xc3\xa9 x"},
        query_string="q=%2F",
    )
    assert asked.target == "/v1/p/%C3%A9%20x?q=%2F"


@pytest.mark.parametrize("method", ["GET", "PATCH", "PURGE", "get", "X-STRANGE"])
def test_any_method_arrives_as_it_was_sent(method):
    assert ask(Stand(), "/pets", environ={"REQUEST_METHOD": method}).method == method


@pytest.mark.parametrize(
    "media_type",
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
)
def test_a_body_arrives_as_bytes_whatever_it_says_it_is(media_type):
    body = b"a=1&b=\xff\x00"
    asked = ask(Stand(), "/pets", "POST", data=body, content_type=media_type)
    assert asked.body == body
    assert asked.headers.get("content-type") == media_type


def test_fields_arrive_under_their_names():
    asked = ask(Stand(), "/pets", headers={"X-Trace": "a, b", "Accept": "text/html;q=0.5"})
    assert asked.headers.get("X-Trace") == "a, b"
    assert asked.headers.get("Accept") == "text/html;q=0.5"


def sent(answer, method="GET"):
    return create_app(Stand(answer)).test_client().open("/pets", method=method)


def test_a_response_leaves_as_it_is_with_its_length():
    fields = [("Content-Type", "application/json"), ("X-A", "1"), ("X-A", "2")]
    response = sent(Response(201, Headers(fields), b"{}"))
    assert response.status_code == 201
    assert list(response.headers) == [*fields, ("Content-Length", "2")]
    assert response.data == b"{}"


def test_a_response_without_content_type_gets_none():
    response = sent(Response(200, Headers([("X-A", "1")]), b"?"))
    assert list(response.headers) == [("X-A", "1"), ("Content-Length", "1")]


def test_head_keeps_the_one_length_it_was_given():
    response = sent(Response(200, Headers([("Content-Length", "4953")])), "HEAD")
    assert list(response.headers) == [("Content-Length", "4953")]
    assert response.data == b""


def test_a_status_without_content_has_no_length():
    assert list(sent(Response(204)).headers) == []


def test_a_location_stays_as_it_was_written():
    response = sent(Response(201, Headers([("Location", "/pets/a%2Fb%20c")])))
    assert response.headers["Location"] == "/pets/a%2Fb%20c"


def test_a_response_that_is_to_wait_does(monkeypatch):
    waited = []
    monkeypatch.setattr("mockserver.web.app.time.sleep", waited.append)
    assert sent(Response(200, body=b"late", delay=1.5)).data == b"late"
    assert sent(Response(200, body=b"now")).data == b"now"
    assert waited == [1.5]


def test_a_body_beyond_the_bound_is_refused_with_a_problem():
    app = create_app(Stand())
    app.config["MAX_CONTENT_LENGTH"] = 10
    response = app.test_client().post("/pets", data=b"x" * 11)
    assert response.status_code == 413
    assert response.content_type == "application/problem+json"
    assert response.json["status"] == 413
    assert response.json["detail"].startswith("The body is larger than ")


def test_a_mock_that_fails_is_told_as_a_problem_and_logged(caplog):
    with caplog.at_level(logging.ERROR):
        response = sent(RuntimeError("a bolt is loose"))
    assert response.status_code == 500
    assert response.content_type == "application/problem+json"
    assert "no answer of the document" in response.json["detail"]
    assert "a bolt is loose" in caplog.text


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for setting in ("DOCUMENT", "FIXTURES", "SEED"):
        monkeypatch.delenv(f"MOCKSERVER_{setting}", raising=False)
    return tmp_path


def test_without_a_mock_the_settings_of_the_folder_say_what_is_served(folder):
    (folder / "pets.yaml").write_text(DOCUMENT, encoding="utf-8")
    (folder / "mockserver.toml").write_text("document = 'pets.yaml'", encoding="utf-8")
    app = create_app()
    assert app.test_client().get("/pets").json == [{"name": "Rex"}]
    assert app.extensions["mockserver"].spec.title == "Pets"


@pytest.mark.usefixtures("folder")
def test_without_a_document_there_is_no_application():
    with pytest.raises(UsageError, match=r"openapi\.yaml"):
        create_app()


def test_a_setting_that_cannot_be_used_is_told(folder):
    (folder / "mockserver.toml").write_text("sed = 1", encoding="utf-8")
    with pytest.raises(ConfigError, match="did you mean 'seed'"):
        create_app()


def test_the_application_is_handed_the_mock_it_serves():
    stand = Stand()
    app = create_app(stand)
    app.test_client().get("/a")
    assert app.extensions["mockserver"] is stand
    assert [type(each) for each in stand.asked] == [Request]


def test_a_path_of_flask_itself_is_no_path_of_the_mock():
    stand = Stand()
    assert create_app(stand).test_client().get("/static/x.css").data == b"ok"
    assert [each.path for each in stand.asked] == ["/static/x.css"]
