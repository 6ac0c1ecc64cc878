import pytest
from checking import at, findings

TEXT = """\
openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
  /a:
    post:
      requestBody:
        content:
          {media_type}:
            schema: {schema}
            encoding: {{photo: {{contentType: image/png}}}}
      responses: {{default: {{description: Any.}}}}
"""
FORM = "multipart/form-data"


def test_an_encoding_is_that_of_a_property():
    text = TEXT.format(media_type=FORM, schema="{type: object, properties: {photos: {}}}")
    sentence = "the schema of this body has no property 'photo'; did you mean 'photos'?"
    assert findings(text) == [("encoding-property-unknown", at(text, "photo: {"), sentence)]


@pytest.mark.parametrize(
    "schema",
    [
        "{type: object, properties: {photo: {}}}",
        "{allOf: [{type: object, properties: {photo: {}}}]}",
        "{type: object, additionalProperties: {type: string}}",
    ],
)
def test_a_property_may_come_from_anywhere(schema):
    assert findings(TEXT.format(media_type=FORM, schema=schema)) == []


def test_json_has_no_encodings():
    text = TEXT.format(media_type="application/json", schema="{properties: {photo: {}}}")
    sentence = "`encoding` has an effect in forms only, not in application/json"
    assert findings(text) == [("encoding-ignored", at(text, "encoding"), sentence)]
