"""What stories find of a mock that keeps another document than the one it is held against."""

import re
from dataclasses import replace

from builder import spec

from mockserver.mock import Mock, Options
from mockserver.verify.course import course_of
from mockserver.verify.events import FailureFound
from mockserver.verify.ledger import Ledger
from mockserver.verify.lifecycle import play
from mockserver.verify.plan import LIFECYCLE, SHORT, Plan
from mockserver.verify.stories import stories

FORMS = """
    swagger: '2.0'
    info: {title: Cards, version: '1'}
    consumes: [application/x-www-form-urlencoded]
    produces: [application/json]
    definitions:
      Card:
        type: object
        properties: {id: {type: integer}, name: {type: string}, age: {type: integer}}
    paths:
      /cards:
        post:
          parameters:
          - {name: name, in: formData, required: true, type: string, maxLength: 9}
          - {name: age, in: formData, type: integer, minimum: 0, maximum: 99}
          responses:
            '201': {description: Made., schema: {$ref: '#/definitions/Card'}}
            '400': {description: Not understood.}
        get:
          responses:
            '200':
              description: All.
              schema: {type: array, items: {$ref: '#/definitions/Card'}}
      /cards/{id}:
        get:
          parameters: [{name: id, in: path, required: true, type: integer}]
          responses:
            '200': {description: One., schema: {$ref: '#/definitions/Card'}}
            '404': {description: None.}
"""
TASKS = """
    openapi: 3.1.0
    info: {title: Tasks, version: '1'}
    components:
      schemas:
        Task:
          type: object
          required: [name]
          properties:
            id: {type: string, readOnly: true}
            name: {type: string}
            done: {type: boolean, default: false}
      responses:
        Task:
          description: The task.
          headers: {ETag: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Task'}}}
    paths:
      /tasks:
        post:
          requestBody:
            required: true
            content: {application/json: {schema: {$ref: '#/components/schemas/Task'}}}
          responses:
            '201': {$ref: '#/components/responses/Task'}
            '400': {description: Not understood.}
      /tasks/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: string}}]
        get:
          responses:
            '200': {$ref: '#/components/responses/Task'}
            '404': {description: None.}
        patch:
          parameters: [{name: If-Match, in: header, schema: {type: string}}]
          requestBody:
            required: true
            content:
              application/merge-patch+json:
                schema: {type: object, properties: {name: {type: string}, done: {type: boolean}}}
          responses:
            '200': {$ref: '#/components/responses/Task'}
            '400': {description: Not understood.}
            '404': {description: None.}
            '412': {description: Another version.}
            '428': {description: Which one.}
"""


def mock(document):
    return Mock(spec(document), (), options=Options(cors=False))


def found(document, service):
    """Operation and check of what is told of a service."""
    oracle = mock(document)
    plan = Plan(
        spec=oracle.spec,
        collections=oracle.kept,
        base_url="http://localhost",
        oracle=oracle.respond,
        every=oracle.kept,
        nonce="n0",
        profile=SHORT,
    )
    course = course_of(plan, service)
    events = play(course, Ledger(), LIFECYCLE, stories(course, LIFECYCLE))
    told = [each for each in events if isinstance(each, FailureFound)]
    return {(each.operation, each.check) for each in told}


def test_records_that_are_sent_as_forms_are_followed():
    assert found(FORMS, mock(FORMS).respond) == set()
    lax = mock(FORMS.replace("maximum: 99", "maximum: 999"))
    assert found(FORMS, lax.respond) == {("POST /cards", "negative_data_rejection")}
    honest = mock(FORMS)

    def cuts(request):
        return honest.respond(
            replace(request, body=re.sub(rb"age=(\d)\d", rb"age=\1", request.body))
        )

    assert ("POST /cards", "value_differs") in found(FORMS, cuts)


def test_a_change_that_names_no_version_is_refused_where_428_is_declared():
    assert found(TASKS, mock(TASKS).respond) == set()
    lax = mock(TASKS.replace("            '428': {description: Which one.}\n", ""))
    assert ("PATCH /tasks/{id}", "condition_ignored") in found(TASKS, lax.respond)


def test_a_boolean_is_changed_both_ways():
    honest = mock(TASKS)

    def sticks(request):
        is_change = request.method == "PATCH"
        body = request.body.replace(b"false", b"true") if is_change else request.body
        return honest.respond(replace(request, body=body))

    assert ("PATCH /tasks/{id}", "value_differs") in found(TASKS, sticks)
