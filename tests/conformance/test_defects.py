"""One small defect in a sound document, each at its line and column; and what only looks like one.

In an edit ``«`` stands before the place that the finding has to name.
"""
# ruff: noqa: E501, ISC004  a row is an edit, and reads best as one

import pytest
from checking import findings

NEW = """\
openapi: 3.0.3
info:
  title: Library
  version: '1'
servers:
  - url: https://{region}.example.com/v1
    variables:
      region: {default: eu, enum: [eu, us]}
tags:
  - name: books
security:
  - key: []
paths:
  /books:
    get:
      operationId: listBooks
      tags: [books]
      parameters:
        - $ref: '#/components/parameters/Limit'
        - name: filter
          in: query
          style: deepObject
          explode: true
          schema: {type: object, properties: {author: {type: string}}}
        - name: sort
          in: query
          example: [title]
          schema: {type: array, items: {type: string, enum: [title, year]}}
      responses:
        '200':
          description: Books.
          headers:
            X-Total: {schema: {type: integer, minimum: 0}, example: 3}
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Book'}}
              examples:
                one: {value: [{id: 1, title: Ulysses, kind: novel}]}
        4XX: {description: No.}
    post:
      operationId: addBook
      tags: [books]
      security: [{oauth: [write]}]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Book'}}
          multipart/form-data:
            schema: {type: object, properties: {cover: {type: string, format: binary}}}
            encoding: {cover: {contentType: image/png}}
      responses:
        '201':
          description: Added.
          content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}
          links:
            self: {operationId: getBook, parameters: {id: $response.body#/id}}
        4XX: {description: No.}
      callbacks:
        added:
          '{$request.query.hook}':
            post:
              responses: {default: {description: Fine.}}
      parameters:
        - {name: hook, in: query, schema: {type: string}}
  /books/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    get:
      operationId: getBook
      tags: [books]
      responses:
        '200':
          description: A book.
          content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}
        4XX: {description: No.}
    delete:
      operationId: dropBook
      tags: [books]
      responses:
        '204': {description: Gone.}
        4XX: {description: No.}
components:
  parameters:
    Limit: {name: limit, in: query, schema: {type: integer, default: 10, maximum: 50}}
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    oauth:
      type: oauth2
      flows:
        clientCredentials: {tokenUrl: https://example.com/token, scopes: {write: Write.}}
  schemas:
    Book:
      type: object
      required: [title, kind]
      properties:
        id: {type: integer, readOnly: true}
        title: {type: string, minLength: 1, maxLength: 90, pattern: '^\\S'}
        kind: {type: string, enum: [novel, essay]}
        year: {type: integer, minimum: 0, maximum: 3000}
        printed: {type: string, format: date, example: '2020-01-31'}
        author: {$ref: '#/components/schemas/Person'}
        owner: {$ref: '#/components/schemas/Owner'}
    Person:
      type: object
      additionalProperties: false
      required: [name]
      properties: {name: {type: string}}
    Owner:
      oneOf:
        - $ref: '#/components/schemas/House'
        - $ref: '#/components/schemas/Club'
      discriminator:
        propertyName: type
        mapping: {house: '#/components/schemas/House', club: '#/components/schemas/Club'}
    House: {type: object, required: [type], properties: {type: {type: string}}}
    Club: {type: object, required: [type], properties: {type: {type: string}}}
"""
OLD = """\
swagger: '2.0'
info: {title: Library, version: '1'}
host: example.com
basePath: /v1
consumes: [application/json]
produces: [application/json]
paths:
  /books:
    post:
      operationId: addBook
      parameters:
        - {name: book, in: body, schema: {$ref: '#/definitions/Book'}}
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: multi}
      security: [{key: []}]
      responses:
        '200':
          description: Added.
          schema: {$ref: '#/definitions/Book'}
          headers: {X-Total: {type: integer, minimum: 0}}
          examples: {application/json: {title: Ulysses}}
        '400': {description: No.}
        '401': {description: No.}
    delete:
      operationId: dropBooks
      responses: {'204': {description: Gone.}}
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Key}
definitions:
  Book:
    type: object
    required: [title]
    properties:
      title: {type: string}
      year: {type: integer, minimum: 0, maximum: 3000}
"""
NEWER = NEW.replace("openapi: 3.0.3", "openapi: 3.1.1")
NEWEST = NEW.replace("openapi: 3.0.3", "openapi: 3.2.0")
BOOK = "      required: [title, kind]\n"


def edited(base, old, new):
    """The text after an edit, and the place of the mark as ``line:column``."""
    assert base.count(old) == 1, old
    text = base.replace(old, new)
    before, mark, after = text.partition("«")
    column = len(before) - before.rfind("\n")
    return before + after, f"{before.count(chr(10)) + 1}:{column}" if mark else ""


# fmt: off
# What is expected, in which base, what is replaced, and by what.
DEFECTS = [
    # references
    ("reference-unresolved", NEW, "ems: {$ref: '#/components/schemas/Book'}}\n              ex",
     "ems: {$ref: «'#/components/schemas/Boook'}}\n              ex"),
    ("reference-unresolved", NEW, "author: {$ref: '#/components/schemas/Person'}",
     "author: {$ref: «person.yaml#/Person}"),
    ("reference-kind", NEW, "author: {$ref: '#/components/schemas/Person'}",
     "author: {$ref: «'#/components/parameters/Limit'}"),
    ("reference-loop", NEW, "    House: {type: object, required: [type], properties: {type: "
     "{type: string}}}", "    House: {$ref: «'#/components/schemas/House'}"),
    ("reference-loop", NEWER, "    House: {type: object, required: [type], properties: {type: "
     "{type: string}}}", "    House: {allOf: [{$ref: «'#/components/schemas/House'}]}"),
    ("reference-loop", NEW, "Limit: {name: limit, in: query, schema: {type: integer, default: 10, "
     "maximum: 50}}", "Limit: {$ref: «'#/components/parameters/Limit'}"),
    ("reference-siblings", NEW, "author: {$ref: '#/components/schemas/Person'}",
     "author: {$ref: '#/components/schemas/Person', «maxProperties: 3}"),
    # paths and parameters
    ("path-variables-adjacent", NEW, "  /books/{id}:\n    parameters:\n",
     "  «/books/{id}{part}:\n    parameters:\n"
     "      - {name: part, in: path, required: true, schema: {type: integer}}\n"),
    ("path-parameter-undeclared", NEW, "  /books/{id}:\n", "  «/books/{id}/{part}:\n"),
    ("path-template-malformed", NEW, "  /books/{id}:\n", "  «/books/{id:\n"),
    ("field-missing", NEW, "{name: id, in: path, required: true,", "«{name: id, in: path,"),
    ("enum-mismatch", NEW, "{name: id, in: path, required: true,",
     "{name: id, in: path, required: «false,"),
    ("parameter-duplicate", NEW, "        - name: sort\n", "        - name: «filter\n"),
    ("style-inapplicable", NEW, "style: deepObject\n          explode: true\n          schema: "
     "{type: object, properties: {author: {type: string}}}",
     "style: «deepObject\n          explode: true\n          schema: {type: string}"),
    ("style-inapplicable", NEWER, "          example: [title]\n          schema: {type: array, "
     "items: {type: string, enum: [title, year]}}",
     "          style: «pipeDelimited\n          schema: {type: string}"),
    ("enum-mismatch", NEW, "          style: deepObject\n", "          style: «deepobject\n"),
    ("example-invalid", NEW, "          example: [title]\n", "          example: [«titel]\n"),
    ("default-unused", NEW, "Limit: {name: limit, in: query, schema: {type: integer, default: 10,",
     "Limit: {name: limit, in: query, required: true, schema: {type: integer, «default: 10,"),
    ("default-invalid", NEW, "default: 10, maximum: 50", "default: «60, maximum: 50"),
    ("field-ignored", NEW, "        - name: sort\n          in: query\n",
     "        - name: «Accept\n          in: header\n"),
    # operations
    ("operation-id-duplicate", NEW, "operationId: dropBook", "operationId: «getBook"),
    ("body-ignored", NEW, "      operationId: dropBook\n",
     "      operationId: dropBook\n      «requestBody: {content: {text/plain: {}}}\n"),
    ("content-ignored", NEW, "'204': {description: Gone.}",
     "'204': {description: Gone., «content: {text/plain: {schema: {type: string}}}}"),
    ("content-ignored", NEWEST, "'204': {description: Gone.}",
     "'304': {description: Same., «content: {text/plain: {schema: {type: string}}}}\n"
     "        '200': {description: Gone.}"),
    ("no-right-answer", NEW, "      responses:\n        '204': {description: Gone.}\n        4XX: ",
     "      «responses:\n        '404': {description: None.}\n        4XX: "),
    ("field-unknown", NEW, "      operationId: dropBook\n",
     "      operationId: dropBook\n      «schema: {type: string}\n"),
    # security and servers
    ("security-scheme-undefined", NEW, "  - key: []\n", "  - «keys: []\n"),
    ("scope-undefined", NEW, "[{oauth: [write]}]", "[{oauth: [«wirte]}]"),
    ("field-missing", NEW, "clientCredentials: {tokenUrl: https://example.com/token, scopes: {",
     "«clientCredentials: {tokenUrl: https://example.com/token, x-scopes: {"),
    ("server-variable-undefined", NEW, "  - url: https://{region}.example.com/v1",
     "  - url: «https://{region}.example.com/{version}"),
    ("server-variable-unused", NEW, "      region: {default: eu, enum: [eu, us]}",
     "      region: {default: eu, enum: [eu, us]}\n      «port: {default: '80'}"),
    ("server-default-invalid", NEW, "{default: eu, enum: [eu, us]}",
     "{default: «asia, enum: [eu, us]}"),
    # links, callbacks and webhooks
    ("link-operation-unknown", NEW, "{operationId: getBook, parameters:",
     "{operationId: «getBok, parameters:"),
    ("link-parameter-unknown", NEW, "parameters: {id: $response", "parameters: {«key: $response"),
    ("expression-invalid", NEW, "id: $response.body#/id", "id: «$response.bodi#/id"),
    ("expression-parameter-unknown", NEW, "          '{$request.query.hook}':\n",
     "          «'{$request.query.hok}':\n"),
    ("field-of-other-version", NEW, "tags:\n  - name", "«webhooks: {}\ntags:\n  - name"),
    ("field-unknown", NEWER, "tags:\n  - name",
     "webhooks: {added: {post: {«sumary: A., responses: {default: {description: A.}}}}}\n"
     "tags:\n  - name"),
    # discriminators
    ("discriminator-mapping-unresolved", NEW, "club: '#/components/schemas/Club'}",
     "club: «'#/components/schemas/Clubb'}"),
    ("discriminator-property-optional", NEW, "propertyName: type\n", "propertyName: «kind\n"),
    # media types and encodings
    ("media-type-invalid", NEW, "          multipart/form-data:\n", "          «multipart:\n"),
    ("encoding-property-unknown", NEW, "encoding: {cover:", "encoding: {«covers:"),
    ("encoding-ignored", NEW, "          application/json: {schema: {$ref: '#/components/schemas/"
     "Book'}}\n          multipart", "          application/json: {schema: {$ref: '#/components/"
     "schemas/Book'}, «encoding: {title: {contentType: text/plain}}}\n          multipart"),
    ("fields-exclusive", NEW, "              examples:\n",
     "              «example: [{title: A, kind: essay}]\n              examples:\n"),
    ("pattern-mismatch", NEW, "        '200':\n          description: A book.",
     "        «'2000':\n          description: A book."),
    ("field-ignored", NEW, "            X-Total: {schema",
     "            «Content-Type: {schema: {type: string}}\n            X-Total: {schema"),
    # headers
    ("example-invalid", NEW, "minimum: 0}, example: 3}", "minimum: 0}, example: «-3}"),
    ("example-invalid", NEW, "minimum: 0}, example: 3}",
     "minimum: 0}, examples: {few: {value: «few}}}"),
    ("example-invalid", NEW, "minimum: 0}, example: 3}", "minimum: 0, example: «few}}"),
    ("example-invalid", NEW, "{schema: {type: integer, minimum: 0}, example: 3}",
     "{content: {application/json: {schema: {type: integer}, example: «few}}}"),
    ("default-invalid", OLD, "{X-Total: {type: integer, minimum: 0}}",
     "{X-Total: {type: array, items: {type: integer, default: «few}}}"),
    # schemas
    ("required-forbidden", NEW, "      required: [name]\n", "      required: [name, «email]\n"),
    ("required-forbidden", NEWER, "    Person:\n      type: object\n"
     "      additionalProperties: false\n      required: [name]\n",
     "    Person:\n      type: object\n      unevaluatedProperties: false\n"
     "      required: [name, «email]\n"),
    ("required-forbidden", NEW, "    House: {type: object, required: [type], properties: {type: "
     "{type: string}}}", "    House:\n      allOf:\n"
     "        - {type: object, properties: {street: {}}, additionalProperties: false}\n"
     "        - {type: object, required: [«type], properties: {type: {type: string}}}"),
    ("required-undeclared", NEW, BOOK, "      required: [title, kind, «publisher]\n"),
    ("schema-unsatisfiable", NEW, "kind: {type: string, enum: [novel, essay]}",
     "kind: {«allOf: [{type: string}, {type: integer}]}"),
    ("bounds-crossed", NEW, "minimum: 0, maximum: 3000}\n        printed",
     "minimum: 9, «maximum: 3}\n        printed"),
    ("const-type-mismatch", NEWER, "year: {type: integer, minimum: 0, maximum: 3000}",
     "year: {type: integer, const: «'2000'}"),
    ("enum-duplicate", NEW, "enum: [novel, essay]}", "enum: [novel, essay, «novel]}"),
    ("format-unknown", NEW, "format: date, example", "format: «dat, example"),
    ("example-invalid", NEW, "example: '2020-01-31'", "example: «'2020-01-32'"),
    ("field-of-other-version", NEWER, "id: {type: integer, readOnly: true}",
     "id: {type: integer, «nullable: true}"),
    ("field-of-other-version", NEWER, "id: {type: integer, readOnly: true}",
     "id: {type: integer, exclusiveMinimum: «true}"),
    ("read-only-write-only", NEW, "readOnly: true}", "readOnly: true, «writeOnly: true}"),
    ("pattern-unreadable", NEW, "'^\\S'", "«'^(\\S'"),
    ("pattern-slow", NEW, "'^\\S'", "«'^(a+)+$'"),
    ("schema-unsatisfiable", NEWER, "year: {type: integer, minimum: 0, maximum: 3000}", "year: {enum: [1, 2], «const: 3}"),
    ("format-inapplicable", NEW, "year: {type: integer, minimum: 0, maximum: 3000}", "year: {type: integer, format: «date}"),
    ("keyword-inapplicable", NEW, "year: {type: integer, minimum: 0, maximum: 3000}", "year: {type: integer, «maxLength: 3}"),
    ("keyword-inapplicable", NEW, "year: {type: integer, minimum: 0, maximum: 3000}", "year: {type: string, «minimum: 3}"),
    ("pattern-slow", NEW, "year: {type: integer, minimum: 0, maximum: 3000}", "year: {type: string, pattern: «'(\\w+\\s?)*$'}"),
    ("pattern-slow", NEW, "year: {type: integer, minimum: 0, maximum: 3000}", "year: {type: string, pattern: «'(x+x+)+y'}"),
    ("pattern-delimited", NEW, "year: {type: integer, minimum: 0, maximum: 3000}", "year: {type: string, pattern: «'/^a$/'}"),
    ("field-of-other-version", NEW, "year: {type: integer, minimum: 0, maximum: 3000}", "year: {type: «[integer, 'null']}"),
    ("entry-duplicate", NEW, BOOK, "      required: [title, kind, «title]\n"),
    ("number-range", NEW, "year: {type: integer, minimum: 0, maximum: 3000}", "year: {type: integer, multipleOf: «0}"),
    ("expression-invalid", NEW, "          '{$request.query.hook}':\n", "          «'{request.query.hook}':\n"),
    ("tag-parent-unknown", NEWEST, "  - name: books\n", "  - name: books\n    parent: «shelves\n"),
    ("tag-parent-unknown", NEWEST, "  - name: books\n", "  - name: books\n    parent: «books\n"),
    ("querystring-shared", NEWEST, "        - name: sort\n          in: query\n          example: [title]\n          schema: {type: array, items: {type: string, enum: [title, year]}}",
     "        - «name: whole\n          in: querystring\n          content: {application/json: {schema: {type: object}}}"),
    # YAML
    ("yaml-duplicate-key", NEW, "      operationId: dropBook\n",
     "      operationId: dropBook\n      «operationId: dropBook\n"),
    ("yaml-alias-undefined", NEW, "tags: [books]\n      parameters:", "tags: «*t\n      parameters:"),
    ("yaml-tab", NEW, "      operationId: dropBook\n", "«\t  operationId: dropBook\n"),
    ("yaml-ambiguous", NEW, "enum: [novel, essay]}", "enum: [novel, essay, «no]}"),
    # Swagger 2.0
    ("body-duplicate", OLD, "        - {name: tags, in: query, type: array, items: {type: string}, "
     "collectionFormat: multi}", "        - «{name: more, in: body, schema: {type: string}}"),
    ("content-ignored", OLD, "{'204': {description: Gone.}}",
     "{'204': {description: Gone., «schema: {type: string}}}"),
    ("field-missing", OLD, "type: array, items: {type: string}, coll", "«type: array, coll"),
    ("example-invalid", OLD, "application/json: {title: Ulysses}",
     "application/json: {title: «1922}"),
    ("bounds-crossed", OLD, "minimum: 0, maximum: 3000", "minimum: 3000, «maximum: 0"),
    # What says nothing, excludes itself, or reads nothing
    ("keyword-alone", NEWER, "properties: {name: {type: string}}", "properties: {name: {type: array, «minContains: 2}}"),
    ("variant-duplicate", NEW, "        - $ref: '#/components/schemas/Club'\n", "        - $ref: '#/components/schemas/Club'\n        - «$ref: '#/components/schemas/Club'\n"),
    ("discriminator-mapping-outside", NEW, "club: '#/components/schemas/Club'}", "club: «'#/components/schemas/Person'}"),
    ("expression-field-unknown", NEW, "{id: $response.body#/id}", "{id: «$response.body#/ident}"),
    ("bounds-crossed", NEW, "year: {type: integer, minimum: 0, maximum: 3000}", "year: {type: integer, minimum: 0.2, «maximum: 0.8}"),
    ("path-odd", NEW, "  /books:\n", "  «/old books:\n"),
    ("path-with-query", NEW, "  /books:\n", "  «/books?all=1:\n"),
    ("server-url-with-query", NEW, "https://{region}.example.com/v1", "«https://{region}.example.com/v1?key=1"),
    ("tag-undeclared", NEW, "      operationId: dropBook\n      tags: [books]", "      operationId: dropBook\n      tags: [«book]"),
    ("scope-without-meaning", NEW, "  - key: []\n", "  - key: [«read]\n"),
    ("example-not-produced", OLD, "examples: {application/json: {title: Ulysses}}", "examples: {«application/xml: <a/>}"),
    # OpenAPI 3.2
    ("pattern-mismatch", NEWEST, "    delete:\n      operationId: dropBook\n",
     "    additionalOperations: {«GET: {responses: {default: {description: A.}}}}\n"
     "    delete:\n      operationId: dropBook\n"),
    ("fields-exclusive", NEWEST, "one: {value:", "one: {«dataValue: [], value:"),
]
# fmt: on


@pytest.mark.parametrize(
    ("rule", "base", "old", "new"),
    DEFECTS,
    ids=[f"{number}-{row[0]}" for number, row in enumerate(DEFECTS)],
)
def test_a_defect_is_told_at_its_place(rule, base, old, new):
    text, place = edited(base, old, new)
    assert (rule, place) in [(found, where) for found, where, _ in findings(text)]


# fmt: off
# What is right, though it looks wrong.
TRAPS = [
    (NEW, "info:\n", "info:\n"),
    (NEWER, "info:\n", "info:\n"),
    (NEWEST, "info:\n", "info:\n"),
    (OLD, "host: example.com", "host: example.com:8080"),
    (NEW, "properties: {name: {type: string}}",
     "properties: {name: {type: string}, $ref: {type: string}}"),
    (NEW, "properties: {name: {type: string}}",
     "properties: {name: {type: string}, parent: {$ref: '#/components/schemas/Person'}}"),
    (NEWER, "author: {$ref: '#/components/schemas/Person'}",
     "author: {$ref: '#/components/schemas/Person', description: Who wrote it.}"),
    (NEW, "  /books/{id}:\n", "  /books/top:\n    get:\n      tags: [books]\n"
     "      responses: {default: {description: The best.}}\n  /books/{id}:\n"),
    (NEW, "  /books/{id}:\n    parameters:\n", "  /books/{id}.{format}:\n    parameters:\n"
     "      - {name: format, in: path, required: true, schema: {type: string}}\n"),
    (NEW, "style: deepObject\n          explode: true\n          schema: {type: object, properties:"
     " {author: {type: string}}}",
     "style: deepObject\n          schema: {$ref: '#/components/schemas/Person'}"),
    (NEW, "style: deepObject\n          explode: true\n          schema: {type: object, properties:"
     " {author: {type: string}}}", "style: deepObject\n          schema: {oneOf: [{type: object}]}"),
    (NEWER, "      operationId: dropBook\n",
     "      operationId: dropBook\n      description: |\n        - no: yes\n        «: » {$ref: 1}\n"),
    (NEW, "'204': {description: Gone.}", "'204': {description: Gone., content: {}}"),
    (NEW, "'204': {description: Gone.}", "204: {description: Gone.}"),
    (NEW, "  - key: []\n", "  - key: []\n  - {}\n"),
    (NEW, "      operationId: dropBook\n", "      operationId: dropBook\n      security: []\n"),
    (NEW, "      required: [name]\n      properties: {name: {type: string}}",
     "      properties: {}"),
    (NEWER, "      additionalProperties: false\n      required: [name]\n",
     "      additionalProperties: false\n      patternProperties: {'^x-': {type: string}}\n"
     "      required: [name, x-age]\n"),
    (NEWER, "    Person:\n      type: object\n      additionalProperties: false\n"
     "      required: [name]\n      properties: {name: {type: string}}\n",
     "    Person:\n      allOf: [{type: object, properties: {name: {type: string}}}]\n"
     "      unevaluatedProperties: false\n      required: [name]\n"),
    (NEW, "    Person:\n      type: object\n      additionalProperties: false\n"
     "      required: [name]\n      properties: {name: {type: string}}\n",
     "    Person:\n      anyOf:\n"
     "        - {type: object, properties: {a: {type: string}}, additionalProperties: false}\n"
     "        - {type: object, required: [b], properties: {b: {type: string}}}\n"),
    (NEWER, "properties: {name: {type: string}}", "properties: {name: true, gone: false}"),
    (NEWER, "id: {type: integer, readOnly: true}", "id: {type: [integer, 'null']}"),
    (NEW, "example: '2020-01-31'", "nullable: true, example: null"),
    (NEW, "'^\\S'", "'^(?=\\S)(?<first>\\p{L})'"),
    (NEW, "year: {type: integer, minimum: 0, maximum: 3000}",
     "year: {type: integer, minimum: 3000, maximum: 3000, example: 3000}"),
    (NEW, "year: {type: integer, minimum: 0, maximum: 3000}",
     "year: {type: integer, format: int64, example: 9007199254740993}"),
    (NEW, "tags: [books]\n      parameters:", "tags: &t [books]\n      parameters:"),
    (NEWER, "tags:\n  - name",
     "webhooks: {added: {post: {responses: {default: {description: A.}}}}}\ntags:\n  - name"),
    (NEWEST, "    delete:\n      operationId: dropBook\n",
     "    additionalOperations: {PURGE: {responses: {default: {description: A.}}}}\n"
     "    delete:\n      operationId: dropBook\n"),
    (NEWER, "year: {type: integer, minimum: 0, maximum: 3000}",
     "year: {type: [integer, string], minLength: 2, minimum: 3}"),
    (NEW, "year: {type: integer, minimum: 0, maximum: 3000}", "year: {type: string, format: int64}"),
    (NEW, "year: {type: integer, minimum: 0, maximum: 3000}", "year: {type: string, pattern: '^(a+b+)*(-[0-9]+)*$'}"),
    (NEW, "year: {type: integer, minimum: 0, maximum: 3000}", "year: {type: string, pattern: '^/a/$'}"),
    (NEWEST, "  - name: books\n", "  - {name: books, parent: all}\n  - name: all\n"),
    (OLD, "year: {type: integer, minimum: 0,", "year: {type: integer, x-nullable: true, minimum: 0,"),
]
# fmt: on


@pytest.mark.parametrize(("base", "old", "new"), TRAPS, ids=range(len(TRAPS)))
def test_what_only_looks_wrong_is_left_alone(base, old, new):
    assert base.count(old) == 1, old
    assert findings(base.replace(old, new)) == []
