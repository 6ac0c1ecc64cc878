import pytest
from builder import spec

from mockserver import media
from mockserver.request.codec import decode
from mockserver.serialization import BodyError

DOCUMENT = """
openapi: 3.1.0
paths:
  /pets:
    post:
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/Pet'}}
          application/xml: {schema: {$ref: '#/components/schemas/Pet'}}
          application/x-www-form-urlencoded:
            schema: {$ref: '#/components/schemas/Pet'}
            encoding:
              tags: {style: pipeDelimited, explode: false}
              owner: {contentType: application/json}
          multipart/form-data: {schema: {$ref: '#/components/schemas/Pet'}}
          text/plain: {schema: {type: integer}}
          text/html: {}
          text/markdown: {schema: {$ref: '#/components/schemas/Pet'}}
          image/png: {schema: {type: string}}
components:
  schemas:
    Pet:
      type: object
      properties:
        name: {type: string}
        age: {type: integer}
        tags: {type: array, items: {type: string}}
        owner: {type: object, properties: {id: {type: integer}}}
"""
[POST] = spec(DOCUMENT).operations
CONTENTS = {str(content.media_type): content for content in POST.request_body.content}


def read(body, sent):
    media_type = media.parse(sent)
    return decode(body, media_type, CONTENTS[media_type.essence])


def part(name, text, more=""):
    head = f'Content-Disposition: form-data; name="{name}"{more}'
    return f"--b\r\n{head}\r\n\r\n{text}\r\n"


def test_json_is_taken_as_it_is():
    assert read(b'{"age": "3"}', "application/json") == {"age": "3"}


def test_a_form_has_the_types_of_its_schema():
    assert read(b"name=7&age=3", "application/x-www-form-urlencoded") == {"name": "7", "age": 3}


def test_fields_of_a_form_have_their_styles_and_media_types():
    body = b"tags=a%7Cb&owner=%7B%22id%22%3A1%7D"
    assert read(body, "application/x-www-form-urlencoded") == {
        "tags": ["a", "b"],
        "owner": {"id": 1},
    }


def test_fields_that_nobody_declared_are_text_or_lists_of_it():
    body = b"x=1&y=2&y=3"
    assert read(body, "application/x-www-form-urlencoded") == {"x": "1", "y": ["2", "3"]}


@pytest.mark.parametrize("body", [b"name=%ff", b"name=%", b"%ff=1", b"owner=%7B", b"age=1&age=2"])
def test_a_form_that_cannot_be_read_is_refused(body):
    with pytest.raises(BodyError):
        read(body, "application/x-www-form-urlencoded")


def test_parts_have_the_types_of_the_schema_and_an_array_may_be_one_part():
    body = (
        part("age", "3")
        + part("tags", "a")
        + part("owner", '{"id": 1}').replace('"owner"', '"owner"\r\nContent-Type: application/json')
        + "--b--"
    )
    found = read(body.encode(), "multipart/form-data; boundary=b")
    assert found == {"age": 3, "tags": ["a"], "owner": {"id": 1}}


def test_parts_of_one_name_are_a_list():
    body = part("tags", "a") + part("tags", "b") + "--b--"
    assert read(body.encode(), "multipart/form-data; boundary=b") == {"tags": ["a", "b"]}


def test_a_file_is_text_whatever_its_bytes():
    body = part("name", "\xff\xfe", '; filename="a.bin"') + "--b--"
    found = read(body.encode("latin-1"), "multipart/form-data; boundary=b")
    assert found == {"name": "\xff\xfe"}


def test_a_part_that_is_a_whole_list_is_that_list():
    body = part("tags", '["a", "b"]').replace('"tags"', '"tags"\r\nContent-Type: application/json')
    found = read((body + "--b--").encode(), "multipart/form-data; boundary=b")
    assert found == {"tags": ["a", "b"]}


def test_a_part_is_of_the_first_type_of_its_encoding_that_is_no_range():
    content = """
openapi: 3.1.0
paths:
  /:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema: {properties: {note: {}, more: {}}}
            encoding:
              note: {contentType: 'text/*, application/json'}
              more: {contentType: 'application/*'}
"""
    [post] = spec(content).operations
    body = part("note", "[1]") + part("more", "[1]") + "--b--"
    media_type = media.parse("multipart/form-data; boundary=b")
    found = decode(body.encode(), media_type, post.request_body.content[0])
    assert found == {"note": [1], "more": "[1]"}


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ("multipart/form-data", "^its Content-Type names no boundary$"),
        ("multipart/form-data; boundary=other", "other"),
    ],
)
def test_parts_without_their_boundary_are_refused(sent, reason):
    with pytest.raises(BodyError, match=reason):
        read(part("age", "3").encode() + b"--b--", sent)


def test_xml_has_the_types_of_the_schema():
    body = b"<Pet><name>7</name><age>3</age><tags>a</tags><tags>b</tags></Pet>"
    assert read(body, "application/xml") == {"name": "7", "age": 3, "tags": ["a", "b"]}


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("ISO-8859-1", "<Pet><name>é</name></Pet>".encode("latin-1")),
        ("iso-8859-1", "\ufeff<Pet><name>é</name></Pet>".encode()),
        ("iso-8859-1", b"<?xml version='1.0' encoding='utf-8'?><Pet><name>\xe9</name></Pet>"),
        ("utf-16", "<Pet><name>é</name></Pet>".encode("utf-16")),
        ("utf8", "<Pet><name>é</name></Pet>".encode()),
        ("UTF-8", "<?xml version='1.0' encoding='utf-8'?><Pet><name>é</name></Pet>".encode()),
    ],
)
def test_xml_is_read_in_the_charset_of_its_media_type_unless_a_mark_tells_another(charset, body):
    assert read(body, f"application/xml; charset={charset}") == {"name": "é"}


def test_xml_in_a_charset_that_is_not_known_is_refused():
    with pytest.raises(BodyError, match="its encoding 'big5' is not read here; use iso-8859-1"):
        read(b"<Pet/>", "application/xml; charset=big5")


def test_text_has_the_type_of_the_schema_and_any_charset():
    assert read(b"7", "text/plain") == 7
    assert read("é".encode("latin-1"), "text/html; charset=ISO-8859-1") == "é"


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("utf-8", b"\xff"),
        ("ascii", b"\xe9"),
        ("nonsense", b"x"),
        ("hex", b"00"),
        ("punycode", b"x"),
        ("punycode", b"a-b9"),
        ("idna", b"a"),
        ("undefined", b"x"),
        ("idna", b"xn--\xff"),
        ("a\0b", b"x"),
        ("x" * 5000, b"x"),
        ("utf-7", b"+2AA-"),
        ("unicode_escape", b"\\ud800"),
    ],
)
def test_what_is_no_text_in_its_charset_is_refused(charset, body):
    with pytest.raises(BodyError, match="it is no text in "):
        read(body, f'text/html; charset="{charset}"')


def test_json_that_is_sent_as_text_is_read_in_its_charset():
    body = '{"name": "é"}'.encode("latin-1")
    assert read(body, "text/markdown; charset=iso-8859-1") == {"name": "é"}


def test_what_carries_no_values_stays_bytes():
    assert read(b"\x89PNG", "image/png") == b"\x89PNG"


def test_what_is_json_within_a_form_has_the_types_it_says():
    body = b"owner=%7B%22id%22%3A%221%22%7D&age=3"
    found = read(body, "application/x-www-form-urlencoded")
    assert found == {"owner": {"id": "1"}, "age": 3}
    body = part("owner", '{"id": "1"}') + part("age", "3") + "--b--"
    found = read(body.encode(), "multipart/form-data; boundary=b")
    assert found == {"owner": {"id": "1"}, "age": 3}


def test_null_as_json_is_a_value_of_a_field():
    assert read(b"owner=null", "application/x-www-form-urlencoded") == {"owner": None}


def test_a_field_that_is_no_json_is_named():
    with pytest.raises(BodyError, match=r"^its field 'owner': it is no JSON"):
        read(b"owner=%7B", "application/x-www-form-urlencoded")
