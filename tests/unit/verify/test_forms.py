"""A form that is spelled field by field says nothing of others."""

import pytest
from builder import spec

from mockserver.http import Headers, Request
from mockserver.verify.inputs.forms import has_more, spelled

DOCUMENT = """
    swagger: '2.0'
    info: {title: Cards, version: '1'}
    paths:
      /cards:
        post:
          consumes: [application/x-www-form-urlencoded]
          parameters:
          - {name: name, in: formData, required: true, type: string}
          - {name: age, in: formData, type: integer}
          responses: {'201': {description: Made.}}
        put:
          consumes: [application/json]
          parameters: [{name: card, in: body, schema: {type: object, properties: {name: {}}}}]
          responses: {'200': {description: Put.}}
    """
MULTIPART = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nA\r\n--x--\r\n'


def sent(body, kind="application/x-www-form-urlencoded"):
    return Request("POST", "/cards", "", Headers([("Content-Type", kind)]), body)


def test_the_fields_of_a_form_are_known():
    operations = spec(DOCUMENT).operations
    assert [spelled(each) for each in operations] == [{"name", "age"}, frozenset()]


@pytest.mark.parametrize(
    ("request_", "more"),
    [
        (sent(b"name=A&age=1"), False),
        (sent(b"name=A&x=1"), True),
        (sent(b""), False),
        (sent(MULTIPART, "multipart/form-data; boundary=x"), False),
        (sent(MULTIPART.replace(b'"name"', b'"other"'), "multipart/form-data; boundary=x"), True),
        (sent(b'{"x": 1}', "application/json"), False),
    ],
)
def test_fields_beside_them_are_seen(request_, more):
    assert has_more(request_, frozenset({"name", "age"})) is more


def test_where_no_field_is_known_none_is_another():
    assert not has_more(sent(b"x=1"), frozenset())
