import pytest
from builder import spec

from mockserver.admin import Admin
from mockserver.http import Headers, Request, Response
from mockserver.mock import Mock, Mounts
from mockserver.web import create_app
from mockserver.web.dispatcher import Dispatcher, wants_page

DOCUMENT = """\
openapi: 3.1.0
info: {title: TITLE, version: '1'}
paths:
  /one:
    get:
      responses: {'200': {description: It., content: {application/json: {example: 1}}}}
"""


def mock(title):
    return Mock(spec(DOCUMENT.replace("TITLE", title)))


def test_a_mock_is_looked_after_beside_its_paths():
    client = create_app(mock("One")).test_client()
    assert client.get("/one").json == 1
    assert client.get("/__admin/health").json["title"] == "One"
    assert client.get("/__admin/journal").json["exchanges"][0]["operation"] == "GET /one"


def test_each_mounted_mock_is_looked_after_beneath_its_prefix():
    one, two = mock("One"), mock("Two")
    admins = {"": Admin(one), "/v2": Admin(two)}
    client = create_app(Mounts(one, {"/v2": two}), admins).test_client()
    assert client.get("/__admin/health").json["title"] == "One"
    assert client.get("/v2/__admin/health").json["title"] == "Two"
    created = client.post("/v2/__admin/sessions", json={"name": "a"})
    assert created.headers["Location"] == "/v2/__admin/sessions/a"
    assert client.get(created.headers["Location"]).json["name"] == "a"


def test_without_an_administration_its_paths_are_those_of_the_document():
    answer = create_app(mock("One"), {}).test_client().get("/__admin/health")
    assert answer.status_code == 404
    assert "No path of the document" in answer.json["detail"]


def test_the_address_of_the_client_decides_who_may_ask():
    client = create_app(mock("One")).test_client()
    far = client.get("/__admin/health", environ_overrides={"REMOTE_ADDR": "10.0.0.7"})
    assert far.status_code == 403
    assert "10.0.0.7 is not this machine" in far.json["detail"]
    rebound = client.get("/__admin/health", headers={"Host": "evil.example"})
    assert rebound.status_code == 403


@pytest.mark.parametrize("path", ["/__administration", "/x/__admin", "/__admins/health"])
def test_other_paths_are_not_those_of_the_administration(path):
    class Stand:
        def respond(self, request):
            return Response(200, body=request.path.encode())

    dispatcher = Dispatcher(Stand(), {"": Admin(mock("One"))})
    assert dispatcher.respond(Request("GET", path), "127.0.0.1").body == path.encode()


@pytest.mark.parametrize(
    ("accept", "is_page"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", True),
        ("text/html", True),
        ("*/*", False),
        ("application/json", False),
        ("application/json, text/html;q=0.9", False),
        ("application/json;q=0.5, text/html", True),
        ("text/html;q=0", False),
        ("", False),
    ],
)
def test_who_asks_for_html_first_wants_a_page(accept, is_page):
    request = Request("GET", "/nowhere", headers=Headers((("Accept", accept),)))
    assert wants_page(request) is is_page


BROWSER = {"Accept": "text/html,application/xhtml+xml,image/avif,*/*;q=0.8"}
PICTURE = {"Accept": "image/avif,image/webp,image/svg+xml,image/*,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("path", "sent", "media_type"),
    [("/", BROWSER, "text/html; charset=utf-8"), ("/favicon.ico", PICTURE, "image/svg+xml")],
)
def test_what_browsers_ask_of_every_site_is_no_call_of_the_api(path, sent, media_type):
    client = create_app(mock("One")).test_client()
    answer = client.get(path, headers=sent)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media_type
    assert client.get("/__admin/journal").json["exchanges"] == []
    assert client.get(path).status_code == 404
    assert client.post(path, headers=sent).status_code == 404
    assert [each["status"] for each in client.get("/__admin/journal").json["exchanges"]] == [
        404
    ] * 2


@pytest.mark.parametrize(("path", "sent"), [("/", BROWSER), ("/favicon.ico", PICTURE)])
def test_what_the_document_has_is_answered_by_it(path, sent):
    client = create_app(Mock(spec(DOCUMENT.replace("/one", path)))).test_client()
    assert client.get(path, headers=sent).json == 1


def test_a_page_that_is_not_there_is_a_call_that_went_astray():
    client = create_app(mock("One")).test_client()
    assert client.get("/two", headers=BROWSER).status_code == 404
    assert client.get("/__admin/journal").json["exchanges"][0]["status"] == 404


def test_whoever_has_nothing_to_show_leaves_a_refusal_as_it_is():
    dispatcher = Dispatcher(mock("One"), {})
    request = Request("GET", "/", headers=Headers(BROWSER.items()))
    assert dispatcher.respond(request).status == 404
