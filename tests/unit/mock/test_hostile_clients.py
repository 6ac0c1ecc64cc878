"""What no honest client sends: every answer is one of a server that keeps its head."""

import base64
import json
from pathlib import Path

import pytest

from mockserver.mock import Mock

PROJECT = Path(__file__).resolve().parents[3]
CUSTOMERS = "/api/v1/customers"
BRIGHTON = f"{CUSTOMERS}/cus_01h3vjs3b16yc3f9q8q9pfrb80"
SURROGATE = "\ud800"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
ODD_METHODS = [
    "",
    "get",
    "QUERY",
    "PROPFIND",
    "FOO BAR",
    "\0",
    "GÉT",
    SURROGATE,
    "X" * 9999,
    "GET\r\n",
]
PATHS = [
    "",
    "*",
    "/",
    "//",
    "///",
    "/" * 50_000,
    f"{CUSTOMERS}/",
    f"{CUSTOMERS}//",
    f"/{CUSTOMERS}",
    "/api/v1/../v1/customers",
    "/api/v1/./customers",
    "/api%2Fv1%2Fcustomers",
    f"{CUSTOMERS}%2Fx",
    f"{CUSTOMERS}/..",
    f"{CUSTOMERS}/%2e%2e",
    f"{CUSTOMERS}/%00",
    f"{CUSTOMERS}/\0",
    f"{CUSTOMERS}/%",
    f"{CUSTOMERS}/%2",
    f"{CUSTOMERS}/%zz",
    f"{CUSTOMERS}/%ff",
    f"{CUSTOMERS}/%C3%28",
    f"{CUSTOMERS}/%ED%A0%80",
    f"{CUSTOMERS}/{SURROGATE}",
    f"{CUSTOMERS}/%0D%0AX:%20y",
    f"{CUSTOMERS}/\r\nX: y",
    f"{CUSTOMERS}/é😀",
    f"{CUSTOMERS}/{{customer_id}}",
    f"{CUSTOMERS}/;a=b",
    f"{CUSTOMERS}/{'9' * 5000}",
    f"{CUSTOMERS}/{'a' * 500_000}",
    f"{CUSTOMERS}/{'%41' * 50_000}",
    "/" + "a/" * 50_000,
    f"http://elsewhere{CUSTOMERS}",
    SURROGATE,
]
BODIES = [
    b"",
    b" ",
    b"null",
    b"[]",
    b"[1]",
    b"1",
    b'"x"',
    b"true",
    b"{}",
    b"{",
    b"\xff",
    b"\xef\xbb\xbf{}",
    b"\0",
    '{"name": "é"}'.encode("utf-16"),
    b'{"name": "a", "name": "b"}',
    b"[" * 100_000,
    b"[" * 100_000 + b"]" * 100_000,
    b'{"a":' * 100_000,
    b'{"name": "\\ud800", "email": "a@b.co"}',
    b'{"\\ud800": 1}',
    b'{"name": "\\u0000", "email": "\\u0000@b.co"}',
    b"NaN",
    b"-Infinity",
    b"1e400",
    b"9" * 100_000,
    b'{"custom_data": {"n": 1e400}}',
    b'{"custom_data": {"n": ' + b"9" * 5000 + b"}}",
    b'{"custom_data": ' + b'{"a":' * 300 + b"1" + b"}" * 300 + b"}",
    b'{"name": 1, "email": 2, "phone": 3, "address": 4, "status": 6, "custom_data": 7}',
    b'{"name": ["x"], "email": {"a": 1}}',
    b'{"id": null, "created_at": {}, "updated_at": "no"}',
    b'{"": 1, "__class__": 2, "__proto__": {}}',
    b'{"status": "' + b"a" * 100_000 + b'"}',
    b'{"nam' + b"e" * 50_000 + b'": 1}',
    b"{" + b",".join(b'"nam%d": 1' % number for number in range(5000)) + b"}",
    b"--x\r\n",
    b"a=b",
]
MEDIA_TYPES = [
    None,
    "",
    "x",
    "/",
    "*/*",
    "application/*",
    "APPLICATION/JSON",
    "application/json;",
    'application/json;;;a="',
    "application/json; charset=latin-1",
    "application/json, text/plain",
    "application/json\0",
    "application/json\r\nX: y",
    "multipart/form-data",
    "é",
    SURROGATE,
    ";" * 20_000,
    'application/json; a="' + "\\" * 20_000,
]
ACCEPTS = [
    "",
    ",",
    "*",
    "*/*;q=0",
    "application/json;q=0",
    "application/json;q=nan",
    "a/b;q=-1",
    'application/json;a="',
    "é",
    SURROGATE,
    "," * 20_000,
    '"' * 20_000,
    "a/b," * 20_000,
    "application/json" + " " * 20_000 + "x",
]


@pytest.fixture(scope="module")
def mock():
    return Mock.load(PROJECT / "openapi.yaml", PROJECT / "fixtures")


@pytest.fixture
def ask(mock, client_of):
    asking = client_of(PROJECT / "openapi.yaml", PROJECT / "fixtures")
    asking.mock = mock

    def checked(*args, **kwargs):
        answer = asking(*args, **kwargs)
        assert 200 <= answer.status < 500
        for name, value in answer.headers:
            assert name.isascii()
            assert not set(value) & set("\r\n\0")
            assert len(value) < 8000
        if answer.body:
            assert answer.type in ("application/json", "application/problem+json")
            json.loads(answer.body)
        return answer

    return checked


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ascii(path)[:40])
def test_any_path_is_answered(ask, path):
    for method in [*METHODS, *ODD_METHODS]:
        answer = ask(method, path.replace("?", "%3F"))
        assert answer.status in (200, 204, 400, 404, 405, 422)


@pytest.mark.parametrize("method", ODD_METHODS, ids=lambda method: ascii(method)[:20])
def test_any_method_that_is_not_declared_is_405_with_what_is(ask, method):
    answer = ask(method, BRIGHTON)
    assert (answer.status, answer.headers.get("Allow")) == (405, "GET, PATCH, HEAD, OPTIONS")


@pytest.mark.parametrize("body", BODIES, ids=lambda body: ascii(body)[:40])
def test_any_body_is_taken_or_refused(ask, body):
    for method in METHODS:
        for path in (CUSTOMERS, BRIGHTON):
            ask(method, path, body)
    listed = ask("GET", CUSTOMERS)
    assert listed.status == 200


@pytest.mark.parametrize("sent", MEDIA_TYPES, ids=lambda sent: ascii(sent)[:40])
def test_any_media_type_is_taken_or_refused(ask, sent):
    for method, path in (("POST", CUSTOMERS), ("PATCH", BRIGHTON), ("GET", CUSTOMERS)):
        for body in (b"", b"{}", b"[", b"\xff"):
            ask(method, path, body, Content_Type=sent)


@pytest.mark.parametrize("sent", ACCEPTS, ids=lambda sent: ascii(sent)[:40])
def test_any_accept_is_answered(ask, sent):
    for method, path in (
        ("GET", CUSTOMERS),
        ("POST", CUSTOMERS),
        ("HEAD", BRIGHTON),
        ("GET", "/x"),
    ):
        assert ask(method, path, Accept=sent).status in (200, 400, 404, 406)


@pytest.mark.parametrize(
    "query",
    ["%", "%ff", "a=%", "&&&", "=", "a" * 500_000, SURROGATE, "a[b]=c&a[b][c]=d", "%00", "+"],
)
def test_any_query_is_answered(ask, query):
    for method, path in (("GET", CUSTOMERS), ("PATCH", BRIGHTON), ("OPTIONS", CUSTOMERS)):
        ask(method, f"{path}?{query}")


@pytest.mark.parametrize(
    "query",
    ["__seed=a%0D%0AX:%20y", "__seed=%00", "__seed=%7F", "__example=%0D%0A", "__seed=%C3%A9"],
)
def test_a_preference_in_the_query_cannot_begin_another_header(ask, query):
    for path in (CUSTOMERS, BRIGHTON):
        answer = ask("GET", f"{path}?{query}")
        assert "X" not in answer.headers


@pytest.mark.parametrize("code", ["100", "101", "199", "600", "099", "-1", "٢٠٠", "1e2"])
def test_a_status_that_is_no_final_answer_cannot_be_asked_for(ask, code):
    assert ask("GET", f"{BRIGHTON}?__code={code}").status >= 400


def test_the_records_are_whole_after_all_that(ask, mock):
    """Whatever came before in this module, the list still keeps its promise."""
    for body in BODIES:
        ask("POST", CUSTOMERS, body)
        ask("PATCH", BRIGHTON, body)
    listed = ask("GET", CUSTOMERS)
    assert mock.journal.exchanges()[-1].violations == ()
    assert listed.json[0]["id"] == BRIGHTON[-30:]


# --- an API with more to attack

BOATS = """
openapi: 3.1.0
paths:
  /boats:
    get:
      security: [{token: [read]}, {basic: []}]
      responses: {'200': {content: {application/json: {}}}, '403': {}}
    post:
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/Boat'}}
          application/xml: {schema: {$ref: '#/components/schemas/Boat'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Boat'}}
          multipart/form-data: {schema: {$ref: '#/components/schemas/Boat'}}
          text/plain: {schema: {type: string}}
      responses:
        '201':
          content:
            application/json: {schema: {$ref: '#/components/schemas/Boat'}}
            application/xml: {schema: {$ref: '#/components/schemas/Boat'}}
        default:
          content:
            application/json: {schema: {$ref: '#/components/schemas/Code'}, example: {code: 1}}
  /boats/{id}:
    get:
      responses:
        '200':
          content:
            application/json: {schema: {$ref: '#/components/schemas/Boat'}}
            application/xml: {schema: {$ref: '#/components/schemas/Boat'}}
components:
  securitySchemes:
    token: {type: oauth2, flows: {}}
    basic: {type: http, scheme: basic}
  schemas:
    Boat: {type: object, additionalProperties: true, properties: {id: {type: string}, name: {}}}
    Code: {type: object, additionalProperties: false, properties: {code: {type: integer}}}
"""


@pytest.fixture
def boats(client):
    return client(BOATS, boats="records: [{id: a}]")


@pytest.mark.parametrize(
    "claims", [b"[" * 50_000, b"9" * 9000, b"\xff", b'{"scope": {}}', b'{"scp": [[[1]]]}']
)
def test_a_token_can_hold_anything(boats, claims):
    token = base64.urlsafe_b64encode(claims).decode()
    answer = boats("GET", "/boats", Authorization=f"Bearer a.{token}.c")
    assert answer.status in (200, 401, 403)


@pytest.mark.parametrize("charset", ["punycode", "undefined", "utf-7", "hex", "a\0b", SURROGATE])
@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data"],
)
def test_a_charset_can_be_anything(boats, charset, media_type):
    sent = f'{media_type}; boundary=b; charset="{charset}"'
    for body in (b"x", b"name=\xff", b"+2AA-", b"<a/>", b"--b\r\n\r\nx\r\n--b--"):
        assert boats("POST", "/boats", body, Content_Type=sent).status in (201, 400, 415)


@pytest.mark.parametrize(
    "body",
    [
        b"<a>" * 5000,
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"<a>&#xD800;</a>",
        b"<a>&#0;</a>",
        b'<?xml version="1.0" encoding="zzz"?><a/>',
        b'<a xmlns:x="y"><x:name/></a>',
    ],
)
def test_markup_can_be_anything(boats, body):
    assert boats("POST", "/boats", body, Content_Type="application/xml").status in (201, 400)


@pytest.mark.parametrize(
    "sent", [{"a b": 1}, {"<": 1}, {"": 1}, {"name": "\x01"}, {"name": "\ufffe"}]
)
def test_a_record_that_markup_cannot_carry_is_406_and_still_there_as_json(boats, sent):
    location = boats("POST", "/boats", sent).headers.get("Location")
    answer = boats("GET", location, Accept="application/xml")
    if answer.status != 200:
        assert answer.status == 406
        assert "cannot be sent as application/xml" in answer.json["detail"]
    kept = boats("GET", location).json
    assert {name: kept[name] for name in sent} == sent


def test_an_explanation_stays_short_enough_for_a_header(boats):
    body = b'{"a": ' + b'"' + b"x" * 100_000
    answer = boats("POST", "/boats", body)
    assert answer.json == {"code": 1}
    assert len(answer.headers.get("X-Mock-Explanation")) < 4000
    assert boats("POST", "/boats", b"{}", Content_Type="x" * 100_000).status == 415
