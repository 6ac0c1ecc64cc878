from mockserver.collection import bind
from mockserver.schema import Validators
from mockserver.spec.load import load_spec
from mockserver.verify.inputs.leeway import leeways

DOCUMENT = """
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /tickets:
    get:
      parameters:
      - {name: cursor, in: query, schema: {type: string}}
      - {name: limit, in: query, schema: {type: integer}}
      - {name: from, in: query, schema: {type: string, format: date}}
      - {name: to, in: query, schema: {type: string, format: date}}
      responses:
        '200':
          description: Some
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {$ref: '#/components/schemas/Ticket'}}
                  next: {type: string}
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Ticket'}}}
      responses:
        '201':
          description: Made
          content: {application/json: {schema: {$ref: '#/components/schemas/Ticket'}}}
  /tickets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200':
          description: It
          content: {application/json: {schema: {$ref: '#/components/schemas/Ticket'}}}
    patch:
      requestBody:
        content: {application/merge-patch+json: {schema: {$ref: '#/components/schemas/Ticket'}}}
      responses:
        '200':
          description: It
          content: {application/json: {schema: {$ref: '#/components/schemas/Ticket'}}}
  /tickets/{ticket}/close:
    parameters: [{name: ticket, in: path, required: true, schema: {type: string}}]
    post:
      responses: {'204': {description: Closed}}
  /users:
    get:
      responses:
        '200':
          description: All
          content:
            application/json:
              schema: {type: array, items: {type: object, properties: {id: {type: string}}}}
  /users/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200':
          description: It
          content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}
components:
  schemas:
    Ticket:
      type: object
      required: [id, user_id]
      properties:
        id: {type: string, readOnly: true}
        user_id: {type: string}
        opened: {type: string, format: date-time}
        due: {type: string, format: date}
        made: {type: string, format: date-time, readOnly: true}
"""


def read(tmp_path):
    file = tmp_path / "api.yaml"
    file.write_text(DOCUMENT)
    spec = load_spec(str(file))
    return leeways(spec, bind(spec, []).every, Validators())


def test_each_operation_has_what_the_document_tells_of_it(tmp_path):
    found = read(tmp_path)
    assert found["GET /tickets"].marks == {"cursor"}
    assert not found["POST /tickets"].marks
    assert found["POST /tickets"].references == {"user_id"}
    assert [str(each) for each in found["PATCH /tickets/{id}"].takes] == [
        "application/merge-patch+json"
    ]


def test_what_a_body_may_be_is_known_with_its_formats(tmp_path):
    allows = read(tmp_path)["POST /tickets"].allows
    assert allows({"user_id": "7", "opened": "2024-02-29T10:00:00Z"})
    assert not allows({"user_id": "7", "opened": ""})
    assert not allows({"user_id": "7", "opened": "2024-02-29"})
    assert not allows([])
    assert read(tmp_path)["GET /tickets"].allows([])


def test_of_several_moments_one_may_have_to_come_first(tmp_path):
    found = read(tmp_path)
    assert found["GET /tickets"].moments == ("from", "to")
    assert found["POST /tickets"].moments == ("opened", "due")
    assert found["GET /tickets/{id}"].moments == ()


def test_what_acts_on_a_record_binds_those_that_change_it(tmp_path):
    found = read(tmp_path)
    bound = {label for label, leeway in found.items() if leeway.is_bound}
    assert bound == {"PATCH /tickets/{id}", "POST /tickets/{ticket}/close"}
