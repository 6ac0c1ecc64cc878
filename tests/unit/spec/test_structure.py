import copy
import csv
import functools
import operator
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver import pointer
from mockserver.finding import Severity
from mockserver.origin import Origin
from mockserver.source import parse
from mockserver.spec.fields import TABLES, shape_of
from mockserver.spec.fields.law import Either, Exclusive, Needs, OnlyFor, Unheard
from mockserver.spec.fields.shape import Choice, Listing, Naming, Object, Shape
from mockserver.spec.structure import RULES, Reference, check_fragment, check_structure

SHARED = Path(__file__).resolve().parents[3] / ".." / "shared"

HEADS = {
    "2.0": "swagger: '2.0'\ninfo: {title: T, version: '1'}\n",
    "3.0": "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n",
    "3.1": "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n",
    "3.2": "openapi: 3.2.0\ninfo: {title: T, version: '1'}\n",
}


def walk(text, file="api.yaml"):
    return check_structure(parse(textwrap.dedent(text), file))


def places(findings):
    return [f"{finding.origin.line}:{finding.origin.column}" for finding in findings]


def errors(findings):
    return [finding for finding in findings if finding.severity is Severity.ERROR]


class Bare:
    """A document without a text, whose places are all the same but must be there."""

    is_tree = False

    def __init__(self, root):
        self.root = root

    def origin(self, place):
        pointer.resolve(self.root, place)
        return Origin("", 1, 1)

    key_origin = origin

    def raw(self, _place):
        return None


@dataclass(frozen=True)
class Case:
    """A document after its head, and the one finding about it, at the text ``anchor``."""

    version: str
    text: str
    anchor: str
    rule: str
    message: str
    severity: Severity = Severity.ERROR

    @property
    def document(self):
        return HEADS[self.version] + textwrap.dedent(self.text)

    @property
    def place(self):
        before, found, _ = self.document.partition(self.anchor)
        assert found, f"{self.anchor!r} is not in the text"
        return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def schema(version, text, *rest):
    """A case about one schema, written in flow style."""
    if version == "2.0":
        return Case(version, f"paths: {{}}\ndefinitions:\n  S: {text}\n", *rest)
    return Case(version, f"paths: {{}}\ncomponents:\n  schemas:\n    S: {text}\n", *rest)


def component(version, kind, text, *rest):
    """A case about one component, written in flow style."""
    return Case(version, f"paths: {{}}\ncomponents:\n  {kind}:\n    C: {text}\n", *rest)


def operation(version, text, *rest):
    """A case about one operation, written in flow style."""
    return Case(version, f"paths:\n  /pets:\n    get: {text}\n", *rest)


WARNING, INFO = Severity.WARNING, Severity.INFO
OK = "responses: {'200': {description: OK}}"

FIELDS = [
    operation(
        "3.0",
        f"{{sumary: S, {OK}}}",
        "sumary",
        "field-unknown",
        "`sumary` is not a field of an Operation Object; did you mean `summary`?",
    ),
    operation(
        "3.0",
        "{reponses: {}}",
        "reponses",
        "field-unknown",
        "`reponses` is not a field of an Operation Object; did you mean `responses`?",
    ),
    Case(
        "3.0",
        "paths:\n  /pets:\n    GET: {}\n",
        "GET",
        "field-unknown",
        "`GET` is not a field of a Path Item Object; did you mean `get`?",
    ),
    operation(
        "3.1",
        "{'200': {description: OK}}",
        "'200'",
        "field-unknown",
        "`200` is not a field of an Operation Object; "
        "it looks like an entry of `responses`: indent it",
    ),
    Case(
        "3.0",
        "paths: {}\nservers: [{url: /, link: x}]\n",
        "link",
        "field-unknown",
        "`link` is not a field of a Server Object; "
        "its fields are `url`, `description`, `variables`",
    ),
    component(
        "3.0",
        "parameters",
        "{$reff: '#/x'}",
        "$reff",
        "field-unknown",
        "`$reff` is not a field of a Parameter Object; did you mean `$ref`?",
    ),
    Case(
        "3.0",
        "paths: {}\nvendor: x\n",
        "vendor",
        "field-unknown",
        "`vendor` is not a field of the document",
    ),
    Case("3.0", "", "openapi", "field-missing", "the document must have `paths`"),
    Case(
        "3.1",
        "",
        "openapi",
        "field-missing",
        "the document must have `paths`, `components` or `webhooks`; this has none of them",
    ),
    operation("3.0", "{}", "get", "field-missing", "an Operation Object must have `responses`"),
    operation(
        "2.0",
        "{responses: {default: {}}}",
        "default",
        "field-missing",
        "a Response Object must have `description`",
    ),
    component(
        "3.0",
        "parameters",
        "{description: D, schema: {}}",
        "C:",
        "field-missing",
        "a Parameter Object must have `name` and `in`",
    ),
    component(
        "3.0",
        "parameters",
        "{name: id, in: path, schema: {}}",
        "C:",
        "field-missing",
        "a Parameter Object with `in: path` must have `required`",
    ),
    component(
        "3.0",
        "headers",
        "{description: D}",
        "C:",
        "field-missing",
        "a Header Object must have `schema` or `content`; this has none of them",
    ),
    component(
        "3.1",
        "securitySchemes",
        "{in: header, type: apiKey}",
        "type:",
        "field-missing",
        "a Security Scheme Object of type 'apiKey' must have `name`",
    ),
    schema(
        "3.0",
        "{type: array}",
        "type:",
        "field-missing",
        "a Schema Object with `type: array` must have `items`",
    ),
    Case(
        "2.0",
        "paths: {}\nsecurityDefinitions:\n  o: {type: oauth2, flow: implicit, scopes: {}}\n",
        "type: oauth2",
        "field-missing",
        "a Security Scheme Object with the flow 'implicit' must have `authorizationUrl`",
    ),
    component(
        "3.0",
        "securitySchemes",
        "{type: http, scheme: basic, in: header}",
        "in: header",
        "field-misplaced",
        "`in` does not belong in a Security Scheme Object of type 'http'",
    ),
    component(
        "3.0",
        "securitySchemes",
        "{type: oauth2, flows: {implicit: {authorizationUrl: /a, tokenUrl: /t, scopes: {}}}}",
        "tokenUrl",
        "field-misplaced",
        "`tokenUrl` does not belong in an OAuth Flow Object for `implicit`",
    ),
    component(
        "3.1",
        "parameters",
        "{name: X-A, in: header, schema: {}, allowReserved: true}",
        "allowReserved",
        "field-misplaced",
        "`allowReserved` may stand only with `in: query`, "
        "not in a Parameter Object with `in: header`",
    ),
    component(
        "3.2",
        "parameters",
        "{name: q, in: cookie, style: cookie, schema: {}, allowReserved: true}",
        "allowReserved",
        "field-misplaced",
        "`allowReserved` may stand only with `style: form`, "
        "not in a Parameter Object with `in: cookie`",
    ),
    Case(
        "2.0",
        "paths: {}\nparameters:\n  P: {name: p, in: query, schema: {type: string}}\n",
        "schema",
        "field-misplaced",
        "`schema` does not belong in a Parameter Object with `in: query`; "
        "the type stands in the parameter itself",
    ),
    component(
        "3.0",
        "parameters",
        "{name: c, in: cookie, schema: {}, allowReserved: true}",
        "allowReserved",
        "field-ignored",
        "`allowReserved` has an effect only with `in: query`, "
        "not in a Parameter Object with `in: cookie`",
        WARNING,
    ),
    component(
        "3.0",
        "parameters",
        "{name: Accept, in: header, schema: {}}",
        "Accept",
        "field-ignored",
        "a Parameter Object with `in: header` named 'Accept' is ignored; "
        "media types and security schemes say what it would say",
        WARNING,
    ),
    component(
        "3.1",
        "responses",
        "{description: D, headers: {Content-Type: {schema: {}}}}",
        "Content-Type",
        "field-ignored",
        "a header named 'Content-Type' is ignored; the media types of `content` say it",
        WARNING,
    ),
]

VERSIONS = [
    Case(
        "3.0",
        "paths: {}\nwebhooks: {}\n",
        "webhooks",
        "field-of-other-version",
        "`webhooks` is a field of the document in OpenAPI 3.1 and 3.2, not in 3.0",
    ),
    Case(
        "3.0",
        "paths: {}\nhost: example.org\n",
        "host",
        "field-of-other-version",
        "`host` is a field of the document in Swagger 2.0, not in 3.0; "
        "the address stands in `servers`",
    ),
    schema(
        "3.0",
        "{const: 1}",
        "const",
        "field-of-other-version",
        "`const` is a field of a Schema Object in OpenAPI 3.1 and 3.2, not in 3.0; "
        "an `enum` with this one value says the same",
    ),
    schema(
        "2.0",
        "{oneOf: [{}]}",
        "oneOf",
        "field-of-other-version",
        "`oneOf` is a field of a Schema Object in OpenAPI 3.0, 3.1 and 3.2, not in 2.0",
    ),
    schema(
        "3.1",
        "{nullable: true}",
        "nullable",
        "field-of-other-version",
        "`nullable` is a field of a Schema Object in OpenAPI 3.0, not in 3.1; "
        "null is a type here: list 'null' among the types",
        WARNING,
    ),
    schema(
        "3.0",
        "{exclusiveMinimum: 0}",
        "0}",
        "field-of-other-version",
        "`exclusiveMinimum` cannot be the number 0 in OpenAPI 3.0, as it can in "
        "OpenAPI 3.1 and 3.2; the bound is `minimum`, and this says whether it is excluded",
    ),
    schema(
        "3.1",
        "{exclusiveMinimum: true}",
        "true",
        "field-of-other-version",
        "`exclusiveMinimum` cannot be true in OpenAPI 3.1, as it can in Swagger 2.0 and "
        "OpenAPI 3.0",
    ),
    schema(
        "3.0",
        "{type: [string, 'null']}",
        "[string",
        "field-of-other-version",
        "`type` cannot be a list in OpenAPI 3.0, as it can in Swagger 2.0 and "
        "OpenAPI 3.1 and 3.2; a schema has one type, and `nullable: true` says that null is "
        "allowed too",
    ),
    component(
        "3.0",
        "parameters",
        "{name: b, in: body, schema: {}}",
        "body",
        "field-of-other-version",
        "`in` cannot be the string 'body' in OpenAPI 3.0, as it can in Swagger 2.0; "
        "a body is described by `requestBody`",
    ),
    component(
        "3.1",
        "parameters",
        "{name: c, in: cookie, style: cookie, schema: {}}",
        "cookie, schema",
        "field-of-other-version",
        "`style` cannot be the string 'cookie' in OpenAPI 3.1, as it can in OpenAPI 3.2",
    ),
    component(
        "3.0",
        "responses",
        "{description: D, schema: {}}",
        "schema",
        "field-of-other-version",
        "`schema` is a field of a Response Object in Swagger 2.0, not in 3.0; "
        "it stands in `content`, under a media type",
    ),
    schema(
        "3.1",
        "{propertes: {}}",
        "propertes",
        "keyword-unknown",
        "`propertes` is no keyword of JSON Schema or OpenAPI; did you mean `properties`?",
        WARNING,
    ),
    schema(
        "3.1",
        "{colour: red}",
        "colour",
        "keyword-unknown",
        "`colour` is no keyword of JSON Schema or OpenAPI",
        INFO,
    ),
]

VALUES = [
    Case(
        "3.0",
        "paths: {}\nservers: {url: /}\n",
        "{url",
        "type-mismatch",
        "`servers` must be a list, but is an object; each entry of a list begins with '- '",
    ),
    Case(
        "3.0",
        "paths: ~\n",
        "~",
        "type-mismatch",
        "`paths` must be a Paths Object, but is empty (null)",
    ),
    schema(
        "3.0",
        "{title: 1.0}",
        "1.0",
        "type-mismatch",
        "`title` must be a string, but is the number 1.0; write it in quotes: '1.0'",
    ),
    schema(
        "3.0",
        "{readOnly: 'true'}",
        "'true'",
        "type-mismatch",
        "`readOnly` must be a boolean, but is the string 'true'; write it without quotes: true",
    ),
    schema(
        "3.1",
        "{minimum: '3'}",
        "'3'",
        "type-mismatch",
        "`minimum` must be a number, but is the string '3'; write it without quotes: 3",
    ),
    schema(
        "3.1",
        "{items: []}",
        "[]",
        "type-mismatch",
        "`items` must be a Schema Object or a boolean, but is a list",
    ),
    schema(
        "3.0",
        "{properties: {id: {type: string, required: true}}}",
        "true",
        "type-mismatch",
        "`required` must be a list, but is true; "
        "it lists the names of the properties that must be there",
    ),
    schema(
        "3.0",
        "{allOf: [{}, text]}",
        "text",
        "type-mismatch",
        "entry 2 of `allOf` must be a Schema Object, but is the string 'text'",
    ),
    schema(
        "3.0",
        "{type: bolean}",
        "bolean",
        "enum-mismatch",
        "`type` must be one of 'array', 'boolean', 'integer', 'number', 'object', 'string', "
        "but is the string 'bolean'; did you mean `boolean`?",
    ),
    schema(
        "3.0",
        "{type: file}",
        "file",
        "enum-mismatch",
        "`type` must be one of 'array', 'boolean', 'integer', 'number', 'object', 'string', "
        "but is the string 'file'; a file is `type: string` with `format: binary`",
    ),
    component(
        "3.0",
        "parameters",
        "{name: id, in: path, required: false, schema: {}}",
        "false",
        "enum-mismatch",
        "`required` must be true, but is false",
    ),
    component(
        "3.0",
        "parameters",
        "{name: id, in: query, style: simple, schema: {}}",
        "simple",
        "enum-mismatch",
        "`style` must be one of 'form', 'spaceDelimited', 'pipeDelimited', 'deepObject', "
        "but is the string 'simple'",
    ),
    Case(
        "2.0",
        "paths: {}\nparameters:\n"
        "  P: {name: p, in: path, required: true, type: array, items: {type: string}, "
        "collectionFormat: multi}\n",
        "multi",
        "enum-mismatch",
        "`collectionFormat` must be one of 'csv', 'ssv', 'tsv', 'pipes', "
        "but is the string 'multi'; it is for queries and forms",
    ),
    schema(
        "3.0",
        "{minLength: -1}",
        "-1",
        "number-range",
        "`minLength` must be a whole number of at least 0, but is the number -1",
    ),
    schema(
        "3.1",
        "{multipleOf: 0}",
        "0}",
        "number-range",
        "`multipleOf` must be a number above 0, but is the number 0",
    ),
    schema(
        "3.0",
        "{enum: []}",
        "[]",
        "value-empty",
        "`enum` is an empty list, but must hold at least one entry",
    ),
    schema(
        "3.1",
        "{enum: []}",
        "[]",
        "value-empty",
        "`enum` is an empty list, but must hold at least one entry",
        WARNING,
    ),
    operation(
        "3.0",
        "{responses: {x-note: none}}",
        "responses",
        "value-empty",
        "a Responses Object must have at least one entry",
    ),
    component(
        "3.0",
        "headers",
        "{content: {}}",
        "content",
        "value-empty",
        "`content` must have one entry, but has none",
    ),
    component(
        "3.0",
        "headers",
        "{content: {text/plain: {}, text/html: {}}}",
        "text/html",
        "entry-surplus",
        "`content` may have one entry, and 'text/html' is a second one",
    ),
    Case(
        "3.0",
        "paths: {}\ntags: [{name: one}, {name: two}, {name: one}]\n",
        "one}]",
        "entry-duplicate",
        "'one' stands in `tags` already, and each may stand there once",
    ),
    schema(
        "3.0",
        "{required: [id, name, id]}",
        "id]",
        "entry-duplicate",
        "'id' stands in `required` already, and each may stand there once",
    ),
]

NAMES = [
    Case(
        "3.0",
        "paths: {pets: {}}\n",
        "pets",
        "pattern-mismatch",
        "'pets' is not a path: it must begin with '/'; did you mean `/pets`?",
    ),
    Case(
        "3.0",
        "paths: {/pets?id=1: {}}\n",
        "/pets",
        "path-with-query",
        "'/pets?id=1' is not a path: what follows '?' is declared as query parameters",
    ),
    Case(
        "3.0",
        "paths: {/pets#one: {}}\n",
        "/pets",
        "path-with-fragment",
        "'/pets#one' is not a path: what follows '#' is never sent, "
        "and tells no two requests apart",
        WARNING,
    ),
    operation(
        "3.0",
        "{responses: {2xx: {description: OK}}}",
        "2xx",
        "pattern-mismatch",
        "'2xx' is not a status: 100 to 599, a range such as 2XX, or 'default'; did you mean `2XX`?",
    ),
    operation(
        "2.0",
        "{responses: {2XX: {description: OK}}}",
        "2XX",
        "pattern-mismatch",
        "'2XX' is not a status: 100 to 599 or 'default'",
    ),
    Case(
        "3.1",
        "components: {schemas: {Not Found: {}}}\n",
        "Not Found",
        "pattern-mismatch",
        "'Not Found' is not a component name: letters, digits, '.', '-' and '_' only; "
        "did you mean `Not_Found`?",
    ),
    Case(
        "3.2",
        "paths: {/a: {additionalOperations: {DELETE: {}}}}\n",
        "DELETE",
        "pattern-mismatch",
        "'DELETE' is not an additional method: "
        "it has a field of its own in the path item, in lower case",
    ),
    component(
        "3.0",
        "parameters",
        "{name: 'a b', in: header, schema: {}}",
        "'a b'",
        "pattern-mismatch",
        "`name` is 'a b', which is not a header name (RFC 9110 §5.1)",
    ),
    component(
        "3.0",
        "requestBodies",
        "{content: {json: {}}}",
        "json",
        "media-type-invalid",
        "'json' is not a media type or a range such as 'application/json' or 'text/*'",
    ),
    Case(
        "2.0",
        "paths: {}\nconsumes: [json]\n",
        "json",
        "media-type-invalid",
        "entry 1 of `consumes` is 'json', "
        "which is not a media type or a range such as 'application/json' or 'text/*'",
    ),
    component(
        "3.0",
        "callbacks",
        "{'{$request.bdy#/url}': {}}",
        "'{$request",
        "expression-invalid",
        "'{$request.bdy#/url}' is not a URL with valid runtime expressions "
        "such as '{$request.body#/url}'",
    ),
    Case(
        "3.0",
        "paths: {}\nexternalDocs: {url: 'https:// x'}\n",
        "'https",
        "format-mismatch",
        "`url` is 'https:// x', which is not a URL",
    ),
    Case(
        "3.0",
        "paths: {}\nexternalDocs: {url: www.example.org}\n",
        "www",
        "url-relative",
        "`url` is 'www.example.org', which is not a full URL: "
        "without 'https://' it is read relative to the document",
        WARNING,
    ),
    component(
        "3.0",
        "securitySchemes",
        "{type: http, scheme: bogus}",
        "bogus",
        "auth-scheme-unknown",
        "`scheme` is 'bogus', "
        "which is not a registered HTTP authentication scheme such as 'basic' or 'bearer'",
        WARNING,
    ),
]

TOGETHER = [
    component(
        "3.0",
        "requestBodies",
        "{content: {text/plain: {examples: {}, example: a}}}",
        "example: a",
        "fields-exclusive",
        "`example` cannot stand beside `examples` in a Media Type Object; keep one of them",
    ),
    component(
        "3.0",
        "headers",
        "{schema: {}, content: {text/plain: {}}}",
        "content",
        "fields-exclusive",
        "`content` cannot stand beside `schema` in a Header Object; keep one of them",
    ),
    component(
        "3.1",
        "parameters",
        "{name: q, in: query, style: form, content: {text/plain: {}}}",
        "style",
        "fields-exclusive",
        "`style` cannot stand beside `content` in a Parameter Object with `in: query`; "
        "keep one of them",
    ),
    component(
        "3.1",
        "links",
        "{operationId: a, operationRef: '#/a'}",
        "operationRef",
        "fields-exclusive",
        "`operationRef` cannot stand beside `operationId` in a Link Object; keep one of them",
    ),
    component(
        "3.2",
        "examples",
        "{dataValue: 1, value: 1}",
        "dataValue",
        "fields-exclusive",
        "`dataValue` cannot stand beside `value` in an Example Object; keep one of them",
    ),
    schema(
        "3.2",
        "{xml: {nodeType: element, wrapped: true}}",
        "wrapped",
        "fields-exclusive",
        "`wrapped` cannot stand beside `nodeType` in an XML Object; keep one of them",
    ),
]

REFERENCES = [
    Case(
        "3.0",
        "paths: {/a: {get: {$ref: '#/b'}}}\n",
        "$ref",
        "reference-misplaced",
        "an Operation Object cannot be a reference; write it out here",
    ),
    component(
        "3.0",
        "requestBodies",
        "{content: {$ref: '#/b'}}",
        "$ref",
        "reference-misplaced",
        "`content` cannot be a reference, only its entries can; write it out here",
    ),
    schema(
        "3.0",
        "{properties: {$ref: '#/b'}}",
        "$ref",
        "reference-misplaced",
        "`properties` cannot be a reference, only its entries can; write it out here",
    ),
    schema(
        "3.0",
        "{$ref: 3}",
        "3}",
        "type-mismatch",
        "`$ref` must be a string, but is the number 3; write it in quotes: '3'",
    ),
    schema(
        "3.0",
        "{$ref: '#/b', x-note: n, nullable: true, title: T}",
        "nullable",
        "reference-siblings",
        "`nullable` and `title` beside a `$ref` are ignored; say it where the reference leads",
        WARNING,
    ),
    schema(
        "3.0",
        "{$ref: '#/b', description: D}",
        "description",
        "reference-siblings",
        "`description` beside a `$ref` is ignored; say it where the reference leads",
        INFO,
    ),
    component(
        "3.1",
        "responses",
        "{$ref: '#/b', description: D, content: {}}",
        "content",
        "reference-siblings",
        "`content` beside a `$ref` is ignored; say it where the reference leads",
        WARNING,
    ),
    component(
        "3.1",
        "responses",
        "{$ref: '#/b', description: 3}",
        "3}",
        "type-mismatch",
        "`description` must be a string, but is the number 3; write it in quotes: '3'",
    ),
]

CASES = [*FIELDS, *VERSIONS, *VALUES, *NAMES, *TOGETHER, *REFERENCES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.version} {case.message[:60]}")
def test_one_cause_is_one_finding_at_its_place(case):
    found = check_structure(parse(case.document, "api.yaml")).findings
    assert [(each.rule, each.severity, each.message) for each in found] == [
        (case.rule, case.severity, case.message)
    ]
    assert places(found) == [case.place]


KNOWN_VERSIONS = "OpenAPI 3.0, 3.1, 3.2 and Swagger 2.0 are read here"
VERSION_CASES = [
    ("{}", None, "this is no OpenAPI document: it has neither `openapi` nor `swagger` at its top"),
    ("[]", None, "an OpenAPI document is an object, but this is a list"),
    (
        "openapi: 3.4.0",
        None,
        "`openapi` is the string '3.4.0', which is no version of it; " + KNOWN_VERSIONS,
    ),
    (
        "swagger: '3.0'",
        None,
        "`swagger` ended with 2.0: from 3.0 on it is `openapi`, such as 'openapi: 3.0.3'",
    ),
    (
        "swagger: 2.0\ninfo: {title: T, version: '1'}\npaths: {}",
        "2.0",
        "`swagger` must be a string, but is the number 2.0; write '2.0' in quotes",
    ),
    (
        "openapi: '3.1'\ninfo: {title: T, version: '1'}\npaths: {}",
        "3.1",
        "`openapi` is '3.1', but a version has three numbers, such as '3.1.0'",
    ),
]


@pytest.mark.parametrize(("text", "version", "message"), VERSION_CASES)
def test_a_version_is_named_and_guessed_where_it_can_be(text, version, message):
    structure = walk(text)
    assert structure.version == version
    assert [finding.message for finding in structure.findings] == [message]


def test_a_document_of_an_unknown_version_is_not_judged_further():
    structure = walk("openapi: 9.9.9\nnonsense: true\n")
    assert [finding.rule for finding in structure.findings] == ["version-unknown"]
    assert structure.nodes == {}


def test_every_rule_is_told_by_a_case():
    told = {case.rule for case in CASES} | {"version-unknown"}
    assert told == {rule.id for rule in RULES}
    assert all(rule.summary.endswith(".") for rule in RULES)


def test_findings_come_in_the_order_of_the_text():
    found = walk(
        """\
        openapi: 3.0.3
        components:
          schemas:
            B: {type: strin}
            A: {minLength: -1}
        paths: {a: {}}
        info: {version: 1}
        """
    ).findings
    assert [finding.rule for finding in found] == [
        "enum-mismatch",
        "number-range",
        "pattern-mismatch",
        "field-missing",
        "type-mismatch",
    ]
    assert found[0].pointer == "/components/schemas/B/type"


RICH_3_2 = """\
openapi: 3.2.0
$self: https://example.org/api.yaml
jsonSchemaDialect: https://spec.openapis.org/oas/3.2/dialect/2025-09-17
info:
  title: T
  summary: S
  version: '1'
  license: {name: MIT, identifier: MIT}
servers: [{url: /v1, name: main}]
tags:
  - {name: pets, summary: Pets, kind: nav}
  - {name: cats, parent: pets}
webhooks:
  born: {$ref: '#/components/pathItems/Born', summary: beside}
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, allowReserved: true, schema: {type: integer}}
      - {name: all, in: querystring, content: {application/json: {schema: {}, example: {}}}}
    query: {}
    additionalOperations:
      COPY:
        responses:
          2XX: {summary: no description}
  /stream:
    get:
      parameters:
        - {name: c, in: cookie, style: cookie, schema: {}}
        - {name: q, in: query, allowEmptyValue: true, schema: {}}
        - {name: d, in: query, content: {text/plain: {}}, example: a}
      responses:
        default:
          content:
            application/jsonl: {itemSchema: {$ref: '#/components/schemas/Pet'}}
            multipart/mixed:
              description: parts
              prefixEncoding: [{contentType: 'image/png, text/*'}]
              itemEncoding: {encoding: {a: {}}}
            text/plain: {$ref: '#/components/mediaTypes/Text'}
components:
  mediaTypes:
    Text: {examples: {a: {dataValue: 1, serializedValue: '1'}}}
  pathItems:
    Born: {post: {}}
  securitySchemes:
    tls: {type: mutualTLS, deprecated: true}
    device:
      type: oauth2
      oauth2MetadataUrl: /meta
      flows:
        deviceAuthorization: {deviceAuthorizationUrl: /d, tokenUrl: /t, scopes: {}}
  schemas:
    Any: true
    Pet:
      type: [object, 'null']
      discriminator: {propertyName: kind, mapping: {a: A}, defaultMapping: B, x-more: 1}
      properties:
        $ref: {type: string}
        example: {const: 1, xml: {nodeType: cdata}}
      patternProperties: {'^x': false}
      if: {minimum: 1.5}
      prefixItems: [true]
      $defs: {A: {$anchor: a, $comment: c}}
      dependentRequired: {a: [b]}
      examples: [1, two]
      x-any: [thing]
"""

RICH_2_0 = """\
swagger: '2.0'
info: {title: T, version: '1', contact: {email: a@example.org}, license: {name: MIT}}
host: example.org:8080
basePath: /v1
schemes: [https]
consumes: [application/json]
paths:
  x-note: free
  /pets:
    parameters:
      - {name: tags, in: query, type: array, collectionFormat: multi, items: {type: string}}
      - {$ref: '#/parameters/Id'}
    post:
      consumes: [multipart/form-data]
      parameters:
        - {name: file, in: formData, type: file}
        - {name: b, in: body, schema: {$ref: '#/definitions/Pet'}}
      responses:
        '200':
          description: OK
          schema: {type: file}
          headers: {X-A: {type: array, items: {type: integer}}}
          examples: {application/json: {any: thing}}
        default: {description: else, schema: {type: object, discriminator: kind}}
definitions:
  Pet:
    type: object
    required: [id]
    properties: {id: {type: integer, exclusiveMinimum: true, minimum: 0}}
    example: {$ref: no reference}
parameters:
  Id: {name: id, in: path, required: true, type: string}
securityDefinitions:
  basic: {type: basic}
  key: {type: apiKey, name: key, in: query}
  flow:
    type: oauth2
    flow: accessCode
    authorizationUrl: https://example.org/a
    tokenUrl: https://example.org/t
    scopes: {read: Read}
security: [{flow: [read]}]
"""


RICH_3_0 = """\
openapi: 3.0.3
info: {title: T, version: '1', contact: {name: N}, license: {name: MIT}}
servers:
  - {url: 'https://{region}.example.org', variables: {region: {default: eu, enum: [eu]}}}
tags: [{name: pets, externalDocs: {url: https://example.org}}]
security: [{key: []}, {}]
paths:
  /pets/{id}:
    summary: S
    parameters:
      - {name: id, in: path, required: true, style: label, schema: {type: integer}}
    get:
      tags: [pets]
      deprecated: true
      parameters:
        - {name: q, in: query, allowReserved: true, schema: {}, examples: {a: {value: 1}}}
        - {name: c, in: query, content: {application/json: {}}}
        - {$ref: '#/components/parameters/X'}
      requestBody:
        required: true
        content:
          multipart/form-data:
            encoding: {a: {contentType: text/plain, headers: {X-B: {schema: {}}}, style: form}}
      responses:
        2XX:
          description: OK
          headers: {X-A: {explode: true, schema: {type: integer}}}
          content: {text/*: {example: a}}
          links: {self: {operationId: o, parameters: {id: '$response.body#/id'}, server: {url: /}}}
      callbacks:
        done: {'{$request.body#/url}/a': {post: {responses: {default: {description: D}}}}}
      security: []
components:
  parameters:
    X: {name: X-C, in: header, style: simple, schema: {}}
  examples:
    E: {externalValue: https://example.org/e}
  securitySchemes:
    key: {type: apiKey, in: cookie, name: k}
    web: {type: http, scheme: bearer, bearerFormat: JWT}
    oidc: {type: openIdConnect, openIdConnectUrl: https://example.org/o}
    oauth:
      type: oauth2
      flows:
        authorizationCode:
          authorizationUrl: https://example.org/a
          tokenUrl: https://example.org/t
          scopes: {}
  schemas:
    Pet: {type: object, nullable: true, properties: {a: {enum: [a]}}}
"""


@pytest.mark.parametrize("text", [RICH_2_0, RICH_3_0, RICH_3_2], ids=["2.0", "3.0", "3.2"])
def test_all_that_a_version_knows_is_let_be(text):
    assert walk(text).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "components: {schemas: {S: {properties: {$ref: {type: string}}}}}",
        "components: {schemas: {S: {properties: {nullable: {}, propertes: {}}}}}",
        "components: {schemas: {S: {$ref: '#/x', description: D, type: object}}}",
        "components: {schemas: {S: {default: {$ref: 3}, const: {nullable: 1}}}}",
        "components: {schemas: {S: true, T: {items: false}}}",
        "paths: {/a: {get: {}}}",
        "paths: {/a: {$ref: '#/x', get: {}}}",
        "paths: {x-own: 3}\nx-root: [1]",
        "webhooks: {}",
    ],
)
def test_what_3_1_allows_is_let_be(text):
    assert walk(HEADS["3.1"] + text).findings == ()


def test_references_are_collected_with_the_kind_they_must_lead_to():
    structure = walk(RICH_3_2)
    assert structure.references == (
        Reference("PathItem", "#/components/pathItems/Born", ("webhooks", "born")),
        Reference(
            "Schema",
            "#/components/schemas/Pet",
            (
                *("paths", "/stream", "get", "responses", "default", "content"),
                *("application/jsonl", "itemSchema"),
            ),
        ),
        Reference(
            "MediaType",
            "#/components/mediaTypes/Text",
            ("paths", "/stream", "get", "responses", "default", "content", "text/plain"),
        ),
    )


def test_objects_are_collected_by_kind_whatever_their_variant():
    found = walk(RICH_3_2).nodes
    nodes = {kind: tuple(place for place, _ in each) for kind, each in found.items()}
    assert nodes["Parameter"][:2] == (
        ("paths", "/pets/{id}", "parameters", 0),
        ("paths", "/pets/{id}", "parameters", 1),
    )
    assert nodes["Operation"] == (
        ("paths", "/pets/{id}", "query"),
        ("paths", "/pets/{id}", "additionalOperations", "COPY"),
        ("paths", "/stream", "get"),
        ("components", "pathItems", "Born", "post"),
    )
    assert ("components", "schemas", "Pet", "properties", "example") in nodes["Schema"]
    assert ("components", "schemas", "Pet", "examples", 0) not in nodes["Schema"]


def test_an_example_that_holds_a_ref_is_no_reference():
    assert [each.target for each in walk(RICH_2_0).references] == [
        "#/parameters/Id",
        "#/definitions/Pet",
    ]


def test_a_fragment_is_judged_as_the_kind_its_reference_asks_for():
    document = parse("Pet: {type: strin}\nNo: {get: {sumary: S}}\nAny: true\n", "part.yaml")
    pet = check_fragment(document, ("Pet",), "Schema", "3.0")
    assert places(pet.findings) == ["1:13"]
    assert pet.findings[0].pointer == "/Pet/type"
    assert pet.version == "3.0"
    item = check_fragment(document, ("No",), "PathItem", "3.1")
    assert [finding.rule for finding in item.findings] == ["field-unknown"]
    assert check_fragment(document, ("Any",), "Schema", "3.1").findings == ()
    assert check_fragment(document, ("Any",), "Schema", "3.0").findings != ()


def test_a_whole_file_can_be_a_fragment():
    document = parse("description: gone\n", "gone.yaml")
    assert check_fragment(document, (), "Response", "3.0").findings == ()
    with pytest.raises(KeyError):
        check_fragment(document, ("x",), "Response", "3.0")
    with pytest.raises(KeyError):
        check_fragment(document, (), "Nonsense", "3.0")


def test_a_schema_of_another_dialect_is_left_to_it_but_for_its_references():
    structure = walk(
        HEADS["3.1"]
        + textwrap.dedent(
            """\
            components:
              schemas:
                Old:
                  $schema: http://json-schema.org/draft-07/schema#
                  exclusiveMinimum: true
                  items: [{$ref: '#/a'}]
                  nonsense: {type: strin, $ref: '#/b'}
                  enum: [{$ref: '#/c'}]
            """
        )
    )
    assert structure.findings == ()
    assert [each.target for each in structure.references] == ["#/a", "#/b"]


def test_a_dialect_for_the_whole_document_covers_its_schemas():
    text = "jsonSchemaDialect: https://example.org/own\ncomponents: {schemas: {S: {type: own}}}\n"
    assert walk(HEADS["3.1"] + text).findings == ()


def test_an_object_that_aliases_share_is_told_of_once():
    found = walk(
        HEADS["3.1"]
        + textwrap.dedent(
            """\
            components:
              schemas:
                A: &a {type: strin}
                B: {allOf: [*a, *a]}
                C: *a
            """
        )
    ).findings
    assert len(found) == 1


def in_3_1(schema):
    info = {"title": "T", "version": "1"}
    return Bare({"openapi": "3.1.0", "info": info, "components": {"schemas": {"S": schema}}})


def test_aliases_of_aliases_cost_no_more_than_what_is_written():
    level = {"type": "strin"}
    for _ in range(60):
        level = {"allOf": [level] * 9}
    structure = check_structure(in_3_1(level))
    assert len(structure.findings) == 1
    assert len(structure.nodes["Schema"]) == 61


def test_a_deep_schema_is_walked_to_its_end():
    level = {"type": "strin"}
    for _ in range(500):
        level = {"not": level}
    structure = check_structure(in_3_1(level))
    assert [finding.rule for finding in structure.findings] == ["enum-mismatch"]
    assert len(structure.nodes["Schema"]) == 501


NAMES_IN_TABLES = sorted(
    {name for known in TABLES.values() for table in known.values() for name in table.fields}
)
KEYS = st.sampled_from([*NAMES_IN_TABLES, "$reff", "x-a", "/a", "200", "a/b", "nam", "exampl", ""])
SCALARS = st.sampled_from(
    [
        *(None, True, False, 0, -1, 1.5, float("inf"), "", "a", "#/a", "https://example.org/x"),
        *("string", "array", "null", "query", "path", "header", "body", "apiKey", "oauth2"),
    ]
)
VALUES_OF_ANY_KIND = st.recursive(
    SCALARS,
    lambda beneath: st.lists(beneath, max_size=3) | st.dictionaries(KEYS, beneath, max_size=5),
    max_leaves=20,
)


@settings(deadline=None)
@given(
    kind=st.sampled_from([(version, kind) for version in TABLES for kind in TABLES[version]]),
    value=VALUES_OF_ANY_KIND,
)
def test_whatever_stands_in_a_document_is_judged_at_a_place_that_is_there(kind, value):
    version, name = kind
    structure = check_fragment(Bare(value), (), name, version)
    for finding in structure.findings:
        pointer.resolve(value, pointer.parse(finding.pointer))
        assert finding.message


# The tables themselves.


def beneath(shape: Shape):
    yield shape
    if isinstance(shape, Listing | Naming):
        yield from beneath(shape.of)
    if isinstance(shape, Choice):
        for each in shape.shapes:
            yield from beneath(each)


ALL_TABLES = [(version, table) for version, known in TABLES.items() for table in known.values()]


@pytest.mark.parametrize(
    ("version", "table"), ALL_TABLES, ids=lambda each: getattr(each, "name", each)
)
def test_a_table_names_only_what_its_version_has(version, table):
    shapes = [*table.fields.values(), *([table.entries] if table.entries else [])]
    kinds = {each.kind for shape in shapes for each in beneath(shape) if isinstance(each, Object)}
    variants = set(table.variants.tables.values()) - {""} if table.variants else set()
    assert kinds | variants | {table.family} <= TABLES[version].keys()
    assert set(table.required) <= table.fields.keys()
    assert set(table.asks) <= set(table.required)
    assert set(table.asks.values()) <= table.fields.keys()


def law_fields(law):
    match law:
        case Exclusive(_, other):
            return {other}
        case Either(fields):
            return set(fields)
        case Needs(field, given) | OnlyFor(field, given):
            return {field, given}
        case Unheard(field):
            return {field}


@pytest.mark.parametrize(
    ("version", "table"), ALL_TABLES, ids=lambda each: getattr(each, "name", each)
)
def test_a_law_speaks_of_fields_that_its_table_has(version, table):
    family = TABLES[version][table.family].fields.keys()
    for law in table.laws:
        assert law_fields(law) <= table.fields.keys() | family, law


def test_a_settled_type_needs_no_further_look():
    for _, table in ALL_TABLES:
        for shape in table.fields.values():
            for each in beneath(shape):
                assert each.settled <= each.takes
                assert not each.settled & {dict, list} or each.takes == each.settled


def test_only_a_schema_from_3_1_on_may_be_a_boolean():
    assert shape_of("3.1", "Schema").fits(False)
    assert not shape_of("3.0", "Schema").fits(False)
    assert not shape_of("3.1", "Response").fits(True)


# The corpus and the seeded defects.

STRUCTURAL = frozenset(
    f"s{number}"
    for number in (
        *(15, 23, 25, 27, 31, 39, 49, 55, 59, 61, 63, 65, 67, 69, 73, 75, 79, 81, 83, 85, 87),
        *(93, 95, 97),
    )
)


def seeded():
    table = SHARED / "seeded" / "EXPECTED.tsv"
    if not table.exists():
        return []
    with table.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def read(path):
    return parse(path.read_text(encoding="utf-8-sig"), path.name)


@pytest.mark.skipif(not seeded(), reason="../shared/seeded is not beside this checkout")
@pytest.mark.parametrize("row", seeded(), ids=lambda row: row["file"])
def test_a_seeded_defect_is_found_where_it_is_and_nothing_else(row):
    document = read(SHARED / "seeded" / row["file"])
    if document.faults and row["file"].split("-")[0] not in STRUCTURAL:
        return  # its defect is one of the text, not of the structure
    found = check_structure(document).findings
    if row["file"].split("-")[0] in STRUCTURAL:
        assert places(found) == [f"{row['line']}:{row['col']}"]
    else:
        assert errors(found) == []


def valid():
    folder = SHARED / "corpus" / "valid"
    return sorted(
        [*folder.glob("*.yaml"), *folder.glob("*.json"), *folder.glob("multi-*/spec/*.yaml")]
    )


@pytest.mark.skipif(not valid(), reason="../shared/corpus is not beside this checkout")
@pytest.mark.parametrize("path", valid(), ids=lambda path: path.name)
def test_a_valid_document_has_no_structural_error(path):
    structure = check_structure(read(path))
    assert errors(structure.findings) == []
    assert structure.nodes["PathItem"]


# What takes more than an object and its own fields to see.
SEMANTIC = frozenset(
    (
        "oasd-info-invalid-terms-of-service.yaml",
        "oasd-regex-openapi-invalid-regex.yaml",
        "oasd-required-params-path_with_default.yaml",
        "oasd-validate-conflicting-paths.yaml",
        "oasd-validate-duplicate-parameter.yaml",
        "oasd-validate-schema-pattern-regex-invalid.yaml",
        "oasd-validate-shared-schema-bad-example.yaml",
        "osv-v2.0-missing-reference.yaml",
        "red-draft4-vs-2020-schema-differences/openapi-oas30-draft4.yaml",
        "red-draft4-vs-2020-schema-differences/openapi-oas32-2020.yaml",
        "red-no-invalid-schema-examples-array-error/openapi.yaml",
        "red-no-invalid-schema-examples-oas3.1-error/openapi.yaml",
        "sp-schema-ref-to-invalid-path.yaml",
        "sp-spec-duplicate-operation-ids.yaml",
        "sp-spec-duplicate-path-params.yaml",
        "sp-spec-file-invalid-consumes.yaml",
        "sp-spec-multiple-operation-body-params.yaml",
        "sp-spec-no-path-params.yaml",
        "sp-spec-path-placeholder-no-param.yaml",
        "sp-spec-required-property-not-defined-input.yaml",
        "vac-sad-spec.yaml",
    )
)
INVALID = SHARED / "corpus" / "invalid"


def invalid():
    return sorted(str(path.relative_to(INVALID)) for path in INVALID.glob("**/*.yaml"))


@pytest.mark.skipif(not invalid(), reason="../shared/corpus is not beside this checkout")
@pytest.mark.parametrize("name", invalid())
def test_an_invalid_document_has_an_error_unless_its_defect_is_no_structural_one(name):
    found = check_structure(read(INVALID / name)).findings
    assert bool(errors(found)) == (name not in SEMANTIC)


# The specification's own metaschemas, as a second judge.


def edits(root):
    """Each document with one member taken away, or with one more that nobody knows."""
    for path, holder in objects(root, ()):
        added = "beside $ref" if "$ref" in holder else "unheard of"
        yield (*path, added), edited(root, (*path, added), give=True)
        for key in holder:
            yield (*path, key), edited(root, (*path, key), give=False)


def objects(value, path):
    if isinstance(value, dict):
        yield path, value
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for token, member in members:
        if isinstance(member, dict | list) and token not in OPAQUE:
            yield from objects(member, (*path, token))


OPAQUE = frozenset(("example", "examples", "default", "enum", "const", "schema", "schemas"))


def edited(root, path, *, give):
    changed = copy.deepcopy(root)
    *above, last = path
    holder = functools.reduce(operator.getitem, above, changed)
    if give:
        holder[last] = "text"
    else:
        del holder[last]
    return changed


# Where the text asks more than its metaschema: members it calls required, names it forbids; and
# less: what stands beside a reference is ignored. In 3.1 the metaschema misspells a link's server.
SECOND_JUDGES = [
    ("SWAGGER_20", RICH_2_0, {"items", "type", "scopes", "beside $ref"}),
    ("OPENAPI_30", RICH_3_0, {"operationId", "scopes", "unheard of"}),
    ("OPENAPI_31", RICH_3_0.replace("3.0.3", "3.1.0").replace(", server: {url: /}", ""), set()),
    ("OPENAPI_32", RICH_3_2, set()),
]


@pytest.mark.parametrize(("name", "text", "known"), SECOND_JUDGES, ids=list(HEADS))
def test_the_metaschema_agrees_on_every_edit_of_a_document(name, text, known):
    definitions = pytest.importorskip("schemathesis.specs.openapi.definitions")
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    judge = jsonschema_rs.validator_for(getattr(definitions, name))
    root = parse(text, "api.yaml").root
    assert judge.is_valid(root)
    disagreed = [
        path
        for path, changed in edits(root)
        if judge.is_valid(changed) == bool(errors(check_structure(Bare(changed)).findings))
    ]
    assert {path[-1] for path in disagreed} == known
