import pytest

ENCODED = """
openapi: 3.1.0
paths:
  /pets:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                photo: {}
                note: {type: string}
                owner: {type: object, properties: {id: {type: integer}}}
            encoding:
              photo: {contentType: 'image/png, image/*;q=1'}
              owner: {contentType: application/vnd.owner+json}
"""
MULTIPART = {"Content_Type": "multipart/form-data; boundary=b"}


def part(name, content, sent_as=None):
    named = f"\r\nContent-Type: {sent_as}" if sent_as else ""
    head = f'Content-Disposition: form-data; name="{name}"; filename="f"{named}'
    return f"--b\r\n{head}\r\n\r\n{content}\r\n"


@pytest.mark.parametrize("sent_as", [None, "image/png", "image/jpeg", "IMAGE/PNG; a=b"])
def test_a_part_has_a_media_type_that_its_encoding_allows_or_names_none(reading, sent_as):
    found = reading(ENCODED, body=part("photo", "x", sent_as) + "--b--", **MULTIPART)
    assert found.violations == ()


@pytest.mark.parametrize("sent_as", ["text/plain", "application/octet-stream", "none"])
def test_a_part_with_another_media_type_is_told_with_those_that_are_allowed(reading, sent_as):
    body = part("photo", "x", sent_as) + part("note", "y", "text/html") + "--b--"
    [found] = reading(ENCODED, body=body, **MULTIPART).violations
    expected = f"body /photo: this part is sent as {sent_as}, expected image/png or image/*"
    assert found.sentence == expected
    assert found.member()["code"] == "contentType"


def test_a_part_that_names_no_media_type_has_that_of_its_encoding(reading):
    body = part("owner", '{"id": 1}').replace('; filename="f"', "") + "--b--"
    assert reading(ENCODED, body=body, **MULTIPART).body == {"owner": {"id": 1}}


FORM = """
swagger: '2.0'
paths:
  /pets:
    post:
      consumes: [multipart/form-data, application/x-www-form-urlencoded]
      parameters:
      - {name: must, in: formData, type: string, allowEmptyValue: false}
      - {name: may, in: formData, type: string, allowEmptyValue: true}
      - {name: any, in: formData, type: string}
"""


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (part("must", "") + part("may", "") + part("any", "") + "--b--", MULTIPART),
        ("must=&may=&any=", {"Content_Type": "application/x-www-form-urlencoded"}),
    ],
)
def test_a_field_is_empty_where_the_document_does_not_forbid_it(reading, body, headers):
    [found] = reading(FORM, body=body, **headers).violations
    assert found.sentence == "body /must: the value is empty, which allowEmptyValue forbids"
