import pytest
from checking import at, findings

HEAD = "info: {title: T, version: '1'}\npaths:\n  /a:\n"
RULES = ("content-ignored", "body-ignored", "style-inapplicable")


def document(item, version="openapi: 3.0.3"):
    return f"{version}\n{HEAD}{item}"


@pytest.mark.parametrize("status", ["204", "304", "205", "101"])
def test_a_status_that_ends_with_its_header_has_no_content(status):
    text = document(
        f"    put:\n      responses:\n        '{status}': {{description: Any.,"
        " content: {text/plain: {}}}\n"
    )
    sentence = (
        f"an answer with {status} has no body (RFC 9110 §15), so this `content` is never sent"
    )
    assert findings(text, *RULES) == [("content-ignored", at(text, "content:"), sentence)]


def test_content_of_a_shared_answer_is_told_where_the_status_is():
    text = document(
        "    put: {responses: {'200': {$ref: '#/components/responses/A'},\n"
        "      '204': {$ref: '#/components/responses/A'}}}\n"
        "components: {responses: {A: {description: Any., content: {text/plain: {}}}}}\n"
    )
    (found,) = findings(text, *RULES)
    assert found[:2] == ("content-ignored", at(text, "'204'"))


@pytest.mark.parametrize("method", ["get", "head", "delete"])
def test_a_body_that_3_0_ignores_is_told(method):
    text = document(
        f"    {method}:\n      requestBody: {{content: {{text/plain: {{}}}}}}\n"
        "      responses: {default: {description: Any.}}\n"
    )
    sentence = (
        f"a body has no meaning in {method.upper()} (RFC 9110 §9.3):"
        " many clients and servers leave it out"
    )
    assert findings(text, *RULES) == [("body-ignored", at(text, "requestBody"), sentence)]


@pytest.mark.parametrize("method", ["post", "put", "patch", "options"])
def test_a_body_that_has_a_meaning_is_left_alone(method):
    text = document(
        f"    {method}:\n      requestBody: {{content: {{text/plain: {{}}}}}}\n"
        "      responses: {default: {description: Any.}}\n"
    )
    assert findings(text, *RULES) == []


def styled(style, schema):
    return document(
        "    get:\n      responses: {default: {description: Any.}}\n      parameters:\n"
        f"        - {{name: q, in: query, style: {style}, schema: {schema}}}\n"
        "components: {schemas: {Text: {type: string}, Thing: {type: object}}}\n"
    )


@pytest.mark.parametrize("schema", ["{type: string}", "{$ref: '#/components/schemas/Text'}"])
def test_deep_object_writes_no_text(schema):
    text = styled("deepObject", schema)
    sentence = "the style 'deepObject' writes an object, but the schema is of type string"
    assert findings(text, *RULES) == [("style-inapplicable", at(text, "deepObject"), sentence)]


@pytest.mark.parametrize(
    "schema", ["{type: object}", "{$ref: '#/components/schemas/Thing'}", "{}", "{anyOf: [{}]}"]
)
def test_deep_object_writes_what_may_be_an_object(schema):
    assert findings(styled("deepObject", schema), *RULES) == []
