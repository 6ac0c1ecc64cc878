import pytest
from checking import at, findings

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n"
OK = "responses: {default: {description: Any.}}"


def test_no_two_operations_have_one_id_callbacks_and_webhooks_included():
    text = (
        f"{HEAD}  /a:\n    get: {{operationId: one, {OK}}}\n"
        f"webhooks:\n  told:\n    post: {{operationId: one, {OK}}}\n"
    )
    sentence = "'one' is the operationId of line 5 already; give each its own"
    assert findings(text) == [("operation-id-duplicate", at(text, "one", 2), sentence)]


@pytest.mark.parametrize(
    ("place", "name", "other"), [("query", "a", "a"), ("header", "X-One", "x-one")]
)
def test_a_list_names_a_parameter_once(place, name, other):
    one, two = (f"{{name: {each}, in: {place}, schema: {{}}}}" for each in (name, other))
    text = f"{HEAD}  /a:\n    get:\n      parameters: [{one}, {two}]\n      {OK}\n"
    sentence = (
        f"'{other}' is a {place} parameter of this list already, at line 6; remove one of them"
    )
    where = at(text, f"{other}, in", 2 if other == name else 1)
    assert findings(text) == [("parameter-duplicate", where, sentence)]


def test_names_of_queries_differ_by_case():
    one, two = (f"{{name: {each}, in: query, schema: {{}}}}" for each in "aA")
    text = f"{HEAD}  /a:\n    get:\n      parameters: [{one}, {two}]\n      {OK}\n"
    assert findings(text) == []


V2 = "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    post:\n"
BODY = "{name: b, in: body, schema: {type: object}}"


@pytest.mark.parametrize(
    "second", ["{name: c, in: body, schema: {}}", "{name: c, in: formData, type: string}"]
)
def test_swagger_has_one_body(second):
    text = f"{V2}      parameters: [{BODY}, {second}]\n      {OK}\n"
    ((rule, place, sentence),) = findings(text)
    assert (rule, sentence) == (
        "body-duplicate",
        "'c' would be a second body beside what this operation takes already; keep one",
    )
    assert place == at(text, second)


def test_a_file_is_sent_in_a_form():
    file = "{name: f, in: formData, type: file}"
    text = f"{V2}      consumes: [image/png]\n      parameters: [{file}]\n      {OK}\n"
    sentence = "a file is sent in a form: add 'multipart/form-data' to 'consumes'"
    assert findings(text) == [("file-without-form", at(text, "consumes"), sentence)]
    assert findings(text.replace("image/png", "multipart/form-data")) == []


def test_what_is_required_needs_no_default():
    one = "{name: a, in: query, required: true, schema: {type: string, default: b}}"
    text = f"{HEAD}  /a:\n    get:\n      parameters: [{one}]\n      {OK}\n"
    sentence = "'a' is required, so its default is never used; drop it"
    assert findings(text) == [("default-unused", at(text, "default: b"), sentence)]
