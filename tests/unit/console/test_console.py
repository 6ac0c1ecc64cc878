import html
import re
import sys
from dataclasses import replace
from subprocess import run

import pytest
from garden import PAGES

from mockserver.admin import Access, Admin
from mockserver.http import Headers, Request
from mockserver.mock import Mock


@pytest.mark.parametrize("path", [each for each in PAGES if "fixture" not in each])
def test_each_page_is_there_and_guarded(visitor, mock, path):
    mock.respond(Request("GET", "/plants/mint"))
    response = visitor.get(path)
    assert response.status == 200
    policy = response.headers.get("Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers.get("X-Frame-Options") == "DENY"
    assert response.headers.get("Cache-Control") == "no-store"
    page = response.body.decode()
    assert "style=" not in page
    assert "onclick=" not in page
    assert "javascript:" not in page


def test_the_folder_is_found_without_its_slash(visitor):
    response = visitor.get("")
    assert response.status == 302
    assert response.headers.get("Location") == "/__console/"


@pytest.mark.parametrize(
    "path", ["/nowhere", "/journal/x", "/assets/../safety.py", "/journal/clear"]
)
def test_what_is_not_there_is_told(visitor, path):
    assert visitor.get(path).status == 404


def test_other_methods_are_refused(visitor):
    response = visitor._send("DELETE", "/journal", b"", {})
    assert response.status == 405
    assert response.headers.get("Allow") == "GET, HEAD, POST"


def test_a_form_without_the_token_of_its_visitor_does_nothing(visitor, mock):
    visitor.get("/")
    assert visitor.post("/reset", signed=False).status == 403
    assert visitor.post("/reset", {"form_token": "0" * 64}, signed=False).status == 403
    stranger = type(visitor)(mock)
    stranger.cookies = {}
    assert stranger.post("/reset", signed=False).status == 403
    assert visitor.post("/reset").status == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:4011"},
        {"Origin": "null"},
        {"Origin": "http://[", "Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
    ],
)
def test_a_form_of_another_page_does_nothing_even_with_the_token(visitor, mock, headers):
    mock.respond(Request("DELETE", "/plants/mint"))
    assert visitor.post("/reset", **headers).status == 403
    assert mock.respond(Request("GET", "/plants/mint")).status == 404


def test_a_name_that_was_made_to_lead_here_is_refused(visitor):
    response = visitor.get("/", Host="evil.example")
    assert response.status == 403
    assert b"evil.example" in response.body
    assert b"Garden" not in response.body


def test_another_machine_is_let_in_by_the_token_alone(mock, visitor):
    assert type(visitor)(mock, peer="10.0.0.7").get("/").status == 403
    guest = type(visitor)(mock, peer="10.0.0.7", token="sesame")
    page = guest.get("/")
    assert page.status == 401
    assert b"Garden" not in page.body
    assert guest.post("/enter", {"token": "simsim"}).status == 401
    assert guest.post("/enter", {"token": "sesame"}, signed=False).status == 403
    response = guest.post("/enter", {"token": "sesame"}, Origin="https://127.0.0.1:4010")
    assert response.status == 303
    (cookie,) = response.headers.all("Set-Cookie")
    assert cookie.startswith("mock_console_admin_4010=")
    assert "; Path=/__console; HttpOnly; SameSite=Strict; Secure" in cookie
    assert "sesame" not in cookie
    assert guest.get("/").status == 200
    assert guest.post("/leave").status == 303
    assert guest.get("/").status == 401


def test_a_hostile_cookie_is_no_token(mock, visitor):
    guest = type(visitor)(mock, token="sesame")
    for each in ("%%%", "w7g", "\x00", "=" * 5000):
        guest.cookies = {"mock_console_admin_4010": each}
        assert guest.get("/").status == 401


def test_a_mock_with_a_prefix_links_beneath_it(visitor):
    request = Request("GET", "/__console/", headers=Headers((("Host", "localhost"),)))
    page = visitor.console.respond(replace(request, prefix="/v2"), "127.0.0.1").body.decode()
    assert 'href="/v2/__console/journal"' in page
    assert 'href="/v2/__docs/"' in page
    assert 'href="/__console' not in page


def test_what_is_said_of_a_deed_is_one_of_our_own_sentences(visitor):
    assert b"The record is written." in visitor.get("/collections?done=put").body
    assert b"evil" not in visitor.get("/collections?done=evil").body


@pytest.mark.parametrize(
    "query", ["session=%00", "session=a/b", "offset=-1", "offset=9e9", "parent=a&parent=b"]
)
def test_a_strange_query_breaks_nothing(visitor, query):
    assert visitor.get(f"/collections/plants?{query}").status in (200, 409, 422)


@pytest.mark.parametrize(
    "path",
    [
        "/collections/plants/record",
        "/collections/none/record",
        "/snapshots/take",
        "/snapshots/restore",
        "/scenarios/play",
        "/scenarios/step",
        "/scenarios/delay",
        "/scenarios/break",
        "/rules/remove",
        "/sessions/begin",
        "/sessions/end",
        "/journal/7/fixture",
        "/collections/plants/remove",
    ],
)
@pytest.mark.parametrize(
    "value",
    ["", "x" * 9000, "\N{REPLACEMENT CHARACTER}", "\N{ARABIC-INDIC DIGIT THREE}", "-1"],
    ids=["empty", "long", "strange", "digit", "negative"],
)
def test_strange_forms_break_nothing(visitor, path, value):
    names = "name key scenario step delay operation how times rule record /name /height".split()
    response = visitor.post(path, dict.fromkeys(names, value))
    assert response.status in (303, 404, 409, 422)


def test_a_form_without_bounds_is_none(visitor):
    body = "&".join(["a=1"] * 20_000).encode()
    assert visitor._send("POST", "/reset", body, {}).status == 403


def test_nothing_of_it_is_read_before_it_is_asked_for():
    code = (
        "import sys, mockserver.web.dispatcher, mockserver.web.asgi\n"
        "print([each for each in sys.modules if each.startswith(('jinja2', 'mockserver.console'))])"
    )
    told = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


CAGES = """\
openapi: 3.1.0
info: {title: Cages, version: "1"}
paths:
  /pets:
    get: {responses: {"200": {description: All., content: {application/json: {
      schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}}}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {"200": {description: It., content: {application/json: {
      schema: {$ref: "#/components/schemas/Pet"}}}}, "404": {description: None.}}}
components:
  schemas:
    Pet: {oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]}
    Cat: {type: object, required: [id, kind, lives], properties: {
      id: {type: integer}, kind: {const: cat}, lives: {type: integer}}}
    Dog: {type: object, required: [id, kind, barks], properties: {
      id: {type: integer}, kind: {const: dog}, barks: {type: boolean}}}
"""


def test_a_record_that_may_be_one_of_several_has_a_form_for_each(visitor, tmp_path):
    (tmp_path / "cages.yaml").write_text(CAGES)
    mock = Mock.load(tmp_path / "cages.yaml")
    visitor = type(visitor)(mock)
    new = visitor.get("/collections/pets/record").body.decode()
    assert 'name="/lives"' in new
    assert 'href="/__console/collections/pets/record?form=Dog"' in new
    dog = {"/id": "7", "/kind": '"dog"', "/barks": "loudly"}
    refused = visitor.post("/collections/pets/record?form=Dog", dog)
    assert refused.status == 409
    assert 'name="/barks"' in refused.body.decode()
    assert visitor.post("/collections/pets/record?form=Dog", dog | {"/barks": "true"}).status == 303
    shown = visitor.get("/collections/pets/record?key=7").body.decode()
    assert 'aria-current="true">Dog<' in shown
    asked = mock.respond(Request("GET", "/pets/7"))
    assert asked.body == b'{"id":7,"kind":"dog","barks":true}'


def test_records_are_made_to_be_counted_where_there_are_few_collections(visitor, tmp_path):
    def document(number):
        paths = "".join(
            CAGES.partition("paths:\n")[2].partition("components:")[0].replace("/pets", f"/p{each}")
            for each in range(number)
        )
        head, tail = CAGES.partition("  /pets:")[0], CAGES.partition("components:")[2]
        (tmp_path / "many.yaml").write_text(f"{head}{paths}components:{tail}")
        return type(visitor)(Mock.load(tmp_path / "many.yaml"))

    assert "3 records" in document(12).get("/collections").body.decode()
    many = document(13).get("/collections").body.decode()
    assert "3 records" not in many
    assert "made when they are asked for" in many


def test_journal_of_many_exchanges_has_older_pages_until_the_first(visitor, mock):
    for number in range(150):
        mock.respond(Request("GET", "/plants", f"call={number}"))
    newest = visitor.get("/journal?operation=GET+/plants").body.decode()
    assert "100 of 150 exchanges" in newest
    (older,) = re.findall(r'href="/__console(/journal[^"]*before=51[^"]*)">older', newest)
    page = visitor.get(html.unescape(older)).body.decode()
    assert "call=49<" in page
    assert "call=0<" in page
    assert "call=50<" not in page
    assert ">older<" not in page
    assert 'operation=GET+%2Fplants">newest<' in page
    beyond = visitor.get("/journal?before=1").body.decode()
    assert "There are no older exchanges" in beyond
    assert visitor.get("/journal?before=-1").status == 200


def test_what_the_journal_forgot_is_told_where_calls_are_counted(visitor, mock):
    mock.respond(Request("GET", "/plants"))
    for path in ("/", "/coverage"):
        assert "Counted from" not in visitor.get(path).body.decode()
    visitor.post("/journal/clear")
    mock.respond(Request("GET", "/plants"))
    for path in ("/", "/coverage"):
        assert "Counted from exchange 2 on" in visitor.get(path).body.decode()
    assert "This exchange is forgotten" in visitor.get("/journal/1").body.decode()
    assert "There is no exchange" in visitor.get("/journal/99").body.decode()


def test_body_that_is_no_text_is_told_to_be_none(visitor, mock):
    mock.respond(Request("POST", "/plants", body=b"\xff" * 5))
    assert "5 bytes, shown in base64." in visitor.get("/journal/1").body.decode()


def test_secrets_that_are_not_remembered_have_to_be_filled_in(visitor, mock):
    mock.respond(Request("GET", "/plants", headers=Headers((("Authorization", "Bearer x"),))))
    assert "fill them in" in visitor.get("/journal/1").body.decode()
    mock.respond(Request("GET", "/plants"))
    assert "fill them in" not in visitor.get("/journal/2").body.decode()


def test_page_beyond_the_last_record_leads_to_the_first(visitor):
    page = visitor.get("/collections/plants?offset=500").body.decode()
    assert "The records end before this page." in page
    assert 'href="/__console/collections/plants">Show the first' in page


@pytest.mark.parametrize(
    ("form", "now"),
    [
        ({"at": "2030-01-02T03:04"}, "2030-01-02T03:04:00.000Z"),
        ({"at": "2030-01-02T03:04:05"}, "2030-01-02T03:04:05.000Z"),
    ],
)
def test_time_stands_still_where_a_form_puts_it(visitor, form, now):
    assert visitor.post("/clock/freeze", form).status == 303
    page = visitor.get("/clock").body.decode()
    assert f'datetime="{now}"' in page
    assert "It stands still." in page
    assert "data-ticking" not in page


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/clock/freeze", {"at": "tomorrow"}),
        ("/clock/advance", {"amount": "x", "unit": "hours"}),
        ("/clock/advance", {"amount": "1", "unit": "moons"}),
        ("/clock/advance", {"amount": "999999999", "unit": "days"}),
        ("/seed/sow", {"seed": ""}),
    ],
)
def test_what_clock_and_seed_cannot_be_is_told(visitor, path, form):
    refused = visitor.post(path, form)
    assert refused.status == 409
    assert 'role="alert"' in refused.body.decode()


def test_clock_and_seed_are_those_of_a_session(visitor):
    visitor.post("/clock/advance?session=tess", {"amount": "-36.5", "unit": "hours"})
    visitor.post("/seed/sow?session=tess", {"seed": "<b>"})
    page = visitor.get("/clock?session=tess").body.decode()
    assert "1 day 12 hours 30 minutes behind this machine" in page
    assert "&lt;b&gt;" in page
    common = visitor.get("/clock").body.decode()
    assert "It is the time of this machine." in common
    assert "started with" in common
    visitor.post("/clock/release?session=tess")
    visitor.post("/seed/unsow?session=tess")
    again = visitor.get("/clock?session=tess").body.decode()
    assert "It is the time of this machine." in again
    assert "started with" in again


def test_what_cannot_be_read_in_a_form_is_told_and_nothing_is_written(visitor, mock):
    page = visitor.post("/collections/plants/record?key=mint", {"key": "mint", "/tags": "[1"})
    assert page.status == 422
    text = page.body.decode()
    assert "Not all could be read." in text
    assert "no JSON" in text
    assert b'"tags"' not in mock.respond(Request("GET", "/plants/mint")).body


def test_records_that_nobody_can_forget_are_told_as_such(visitor):
    page = visitor.post("/collections/notes/reset")
    assert page.status == 409
    assert "/plants/{plant_id}/notes has 1 variables" in page.body.decode()


def test_the_one_record_of_a_collection_is_written_in_its_place(visitor, tmp_path):
    lamp = "content: {application/json: {schema: {$ref: '#/components/schemas/Lamp'}}}"
    (tmp_path / "lamp.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /lamp:\n"
        f"    get: {{responses: {{'200': {{description: It., {lamp}}}}}}}\n"
        f"    put: {{requestBody: {{{lamp}}}, responses: {{'204': {{description: Kept.}}}}}}\n"
        "components: {schemas: {Lamp: {type: object, properties: {glow: {type: integer}}}}}\n"
    )
    lamp = Mock.load(tmp_path / "lamp.yaml")
    visitor = type(visitor)(lamp)
    for glow in (7, 8):
        assert visitor.post("/collections/lamp/record", {"/glow": str(glow)}).status == 303
        assert lamp.respond(Request("GET", "/lamp")).body == b'{"glow":%d}' % glow


def test_a_delay_takes_the_place_of_the_one_before_and_of_no_other_rule(visitor, mock):
    admin = Admin(mock, Access())
    rule = b'{"match": {"operation": "readPlant"}, "respond": {"status": 404}}'
    line = Headers((("Content-Type", "application/json"),))
    admin.respond(Request("POST", "/__admin/rules", "", line, rule), "127.0.0.1")
    for delay in ("20", "30", "0"):
        assert visitor.post("/scenarios/delay", {"delay": delay}).status == 303
    assert mock.respond(Request("GET", "/plants/mint")).status == 404
    listed = admin.respond(Request("GET", "/__admin/rules"), "127.0.0.1").body
    assert b"delay" not in listed
