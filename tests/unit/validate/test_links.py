import pytest
from checking import at, findings

TEXT = """\
openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
  /a/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get:
      operationId: readOne
      responses:
        default:
          description: Any.
          links: {{self: {{{link}}}}}
      callbacks:
        told:
          '{callback}':
            post: {{responses: {{default: {{description: Any.}}}}}}
"""


def document(link="operationId: readOne", callback="{$request.query.url}"):
    return TEXT.format(link=link, callback=callback)


@pytest.mark.parametrize(
    ("link", "rule", "words", "sentence"),
    [
        (
            "operationId: reedOne",
            "link-operation-unknown",
            "reedOne",
            "no operation has the operationId 'reedOne'; did you mean 'readOne'?",
        ),
        (
            "operationRef: '#/paths/~1a~1{id}'",
            "link-operation-unknown",
            "'#/paths",
            "'#/paths/~1a~1{id}' leads to something that is no operation",
        ),
        (
            "operationId: readOne, parameters: {ide: $response.body#/id}",
            "link-parameter-unknown",
            "ide",
            "the operation has no parameter 'ide'; did you mean 'id'?",
        ),
        (
            "operationId: readOne, parameters: {path.ide: $response.body#/id}",
            "link-parameter-unknown",
            "path.ide",
            "the operation has no parameter 'path.ide'; did you mean 'path.id'?",
        ),
        (
            "operationId: readOne, parameters: {id: $response.bdy#/id}",
            "expression-invalid",
            "$response.bdy",
            "'$response.bdy#/id' is no runtime expression, such as $response.body#/id",
        ),
        (
            "operationId: readOne, parameters: {id: $request.path.key}",
            "expression-parameter-unknown",
            "$request.path.key",
            "the operation has no path parameter 'key', which this reads",
        ),
    ],
)
def test_a_link_leads_to_an_operation_and_its_parameters(link, rule, words, sentence):
    text = document(link, "{$request.path.id}")
    assert findings(text) == [(rule, at(text, words), sentence)]


@pytest.mark.parametrize(
    "link",
    [
        "operationId: readOne, parameters: {path.id: $response.body#/id}",
        "operationRef: '#/paths/~1a~1{id}/get', parameters: {id: $5}",
        "operationRef: 'https://other.test/api.yaml#/paths/~1b/get'",
    ],
)
def test_a_link_that_leads_somewhere_is_right(link):
    assert findings(document(link, "{$request.header.X-Url}")) == []


def test_a_callback_reads_what_the_operation_has():
    text = document()
    sentence = "the operation has no query parameter 'url', which this reads"
    assert findings(text) == [("expression-parameter-unknown", at(text, "'{$"), sentence)]
