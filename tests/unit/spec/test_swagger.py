import pytest
from builder import operation, spec, where

from mockserver.schema import Direction, Validators
from mockserver.spec.model import Location

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


def only(paths, head=""):
    """The one operation of a Swagger document, ``POST /a``."""
    return operation(spec(f"swagger: '2.0'\n{head}\npaths: {{/a: {{post: {paths}}}}}\n"), "POST /a")


def media_types(content):
    return [str(each.media_type) for each in content]


def test_methods_are_those_of_2_0():
    document = spec("swagger: '2.0'\npaths: {/a: {get: {}, patch: {}, trace: {}, query: {}}}\n")
    assert [each.label for each in document.operations] == ["GET /a", "PATCH /a"]


class TestServers:
    @pytest.mark.parametrize(
        ("lines", "url", "path"),
        [
            (
                "host: example.com\nbasePath: /v1\nschemes: [https]",
                "https://example.com/v1",
                "/v1",
            ),
            ("basePath: /v1/", "http://localhost/v1", "/v1"),
            ("basePath: v1", "http://localhost/v1", "/v1"),
            ("basePath: /", "http://localhost", ""),
            ("host: example.com:8080", "http://example.com:8080", ""),
        ],
    )
    def test_scheme_host_and_base_path_are_one_server(self, lines, url, path):
        (server,) = spec(f"swagger: '2.0'\n{lines}\n").servers
        assert (server.url, server.base_paths) == (url, (path,))

    def test_there_is_one_for_each_scheme_the_first_before_the_others(self):
        found = spec("swagger: '2.0'\nhost: a\nschemes: [https, http]\n").servers
        assert [each.url for each in found] == ["https://a", "http://a"]

    def test_the_server_stands_where_its_base_path_does(self):
        (server,) = spec("swagger: '2.0'\nhost: a\nbasePath: /v1\n").servers
        assert str(server.origin) == "openapi.yaml:3:11"

    def test_without_a_word_there_are_none(self):
        assert spec("swagger: '2.0'\npaths: {/a: {get: {}}}\n").servers == ()


class TestParameters:
    @pytest.mark.parametrize(
        ("place", "written", "style", "explode"),
        [
            ("query", "", "form", False),
            ("query", "collectionFormat: csv", "form", False),
            ("query", "collectionFormat: ssv", "spaceDelimited", False),
            ("query", "collectionFormat: tsv", "tabDelimited", False),
            ("query", "collectionFormat: pipes", "pipeDelimited", False),
            ("query", "collectionFormat: multi", "form", True),
            ("path", "", "simple", False),
            ("header", "collectionFormat: csv", "simple", False),
            ("header", "collectionFormat: pipes", "pipeDelimited", False),
        ],
    )
    def test_collection_format_is_a_style(self, place, written, style, explode):
        comma = ", " if written else ""
        (found,) = only(
            f"{{parameters: [{{name: a, in: {place}, type: array, items: {{}}{comma}{written}}}]}}"
        ).parameters
        assert (found.style, found.explode) == (style, explode)

    def test_a_parameter_is_its_own_schema(self):
        (found,) = only(
            "{parameters: [{name: a, in: query, required: true, allowEmptyValue: true,"
            " type: integer, minimum: 0, exclusiveMinimum: true, x-example: 5}]}"
        ).parameters
        assert (found.required, found.allow_empty, found.location) == (True, True, Location.QUERY)
        judge = Validators().of(found.schema, Direction.REQUEST)
        assert [judge.is_valid(value) for value in (1, 0, "1", None)] == [True, False, False, False]
        assert [each.value for each in found.examples] == [5]

    def test_a_keyword_of_a_parameter_keeps_its_place(self):
        text = """
            swagger: '2.0'
            paths:
              /a:
                get:
                  parameters:
                    - name: a
                      in: query
                      type: array
                      items:
                        type: integer
                        maximum: 9
        """
        (found,) = operation(spec(text), "GET /a").parameters
        judge = Validators().of(found.schema, Direction.REQUEST)
        (violation,) = judge.violations([10])
        assert violation.message == "10 is more than the maximum 9"
        assert violation.schema_pointer == "/paths/~1a/get/parameters/0/items/maximum"
        assert str(violation.origin) == where(text, "9")

    def test_the_path_items_parameters_are_overridden_and_the_bodys_left_out(self):
        document = spec("""
            swagger: '2.0'
            parameters: {Shared: {name: shared, in: header, type: string}}
            paths:
              /a/{id}:
                parameters:
                  - {name: id, in: path, required: true, type: string}
                  - {name: x, in: query, type: string}
                  - $ref: '#/parameters/Shared'
                  - {name: Accept, in: header, type: string}
                post:
                  parameters:
                    - {name: x, in: query, type: integer}
                    - {name: x, in: formData, type: string}
                    - {name: body, in: nowhere}
        """)
        found = operation(document, "POST /a/{id}").parameters
        assert [(each.location, each.name) for each in found] == [
            ("path", "id"),
            ("query", "x"),
            ("header", "shared"),
            ("header", "Accept"),
        ]
        assert found[1].schema.lifted["type"] == "integer"


class TestBodies:
    BODY = "{parameters: [{name: b, in: body, required: true, schema: {type: object}}]}"

    @pytest.mark.parametrize(
        ("head", "consumes", "expected"),
        [
            ("", "", ["application/json"]),
            ("consumes: [application/xml]", "", ["application/xml"]),
            (
                "consumes: [application/xml]",
                "consumes: [text/plain, application/json],",
                ["text/plain", "application/json"],
            ),
            ("consumes: [application/xml]", "consumes: [],", ["application/json"]),
            ("consumes: [nonsense]", "", ["application/json"]),
        ],
    )
    def test_a_body_is_of_what_the_operation_or_the_document_consumes(
        self, head, consumes, expected
    ):
        body = only(self.BODY.replace("{", "{" + consumes, 1), head).request_body
        assert media_types(body.content) == expected
        assert body.required
        assert body.content[0].schema.lifted == {"type": "object"}

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("enum: [text/csv, application/json]", ["application/json", "text/csv"]),
            ("default: text/csv", ["application/json", "text/csv"]),
            ("description: none", ["application/json"]),
        ],
    )
    def test_a_parameter_may_name_further_media_types_of_the_body(self, written, expected):
        body = only(
            "{parameters: [{name: b, in: body, schema: {}},"
            f" {{name: content-type, in: header, type: string, {written}}}]}}"
        ).request_body
        assert media_types(body.content) == expected

    def test_without_body_or_form_an_operation_takes_nothing(self):
        assert only("{parameters: [{name: q, in: query, type: string}]}").request_body is None

    def test_the_operations_own_body_wins_over_the_path_items(self):
        document = spec("""
            swagger: '2.0'
            paths:
              /a:
                parameters: [{name: one, in: body, schema: {title: of the path}}]
                post:
                  parameters: [{name: two, in: body, schema: {title: of the operation}}]
        """)
        content = operation(document, "POST /a").request_body.content
        assert content[0].schema.node.text("title") == "of the operation"


class TestForms:
    FORMS = """
        swagger: '2.0'
        paths:
          /a:
            parameters:
              - $ref: '#/parameters/Shared'
            post:
              consumes: [multipart/form-data]
              parameters:
                - name: photo
                  in: formData
                  type: file
                  required: true
                - name: tags
                  in: formData
                  type: array
                  items: {type: string, maxLength: 3}
                  collectionFormat: multi
            put: {}
        parameters:
          Shared: {name: kind, in: formData, type: string, enum: [cat, dog]}
    """

    def judge(self, label="POST /a"):
        (content,) = operation(spec(self.FORMS), label).request_body.content
        return Validators().of(content.schema, Direction.REQUEST)

    def test_all_fields_are_one_object(self):
        body = operation(spec(self.FORMS), "POST /a").request_body
        assert body.required
        assert media_types(body.content) == [MULTIPART]
        lifted = body.content[0].schema.lifted
        assert lifted["required"] == ["photo"]
        assert lifted["additionalProperties"] is False
        assert list(lifted["properties"]) == ["kind", "photo", "tags"]
        assert "type" not in lifted["properties"]["photo"]
        assert body.content[0].encoding["tags"].style == "form"
        assert body.content[0].encoding["tags"].explode
        assert not body.content[0].encoding["kind"].explode

    def test_a_field_keeps_its_own_line(self):
        (violation,) = self.judge().violations({"photo": "x", "tags": ["abc", "abcd"]})
        assert violation.pointer == ("tags", 1)
        assert violation.message == '"abcd" is longer than 3 characters'
        assert violation.schema_pointer == "/paths/~1a/post/parameters/1/items/maxLength"
        assert str(violation.origin) == where(self.FORMS, "3}")

    def test_a_field_that_is_referred_to_keeps_its_line_too(self):
        (violation,) = self.judge("PUT /a").violations({"kind": "dgo"})
        assert violation.message == (
            '"dgo" is none of the allowed values "cat", "dog"; did you mean "dog"?'
        )
        assert violation.schema_pointer == "/parameters/Shared/enum"
        assert str(violation.origin) == where(self.FORMS, "[cat, dog]")

    def test_a_missing_field_is_told_at_the_parameters(self):
        (violation,) = self.judge().violations({})
        assert violation.message == "'photo' is required and missing"
        assert violation.schema_pointer == "/paths/~1a/post/parameters"
        assert str(violation.origin) == where(self.FORMS, "- name: photo")

    def test_a_field_that_nobody_declares_is_told_at_the_parameters(self):
        (violation,) = self.judge("PUT /a").violations({"knid": "dog"})
        assert violation.pointer == ("knid",)
        assert violation.schema_pointer == "/paths/~1a/put"

    def test_the_schemas_below_a_form_are_its_fields(self):
        (content,) = operation(spec(self.FORMS), "POST /a").request_body.content
        assert [each.address.partition("#")[2] for each in content.schema.below()] == [
            "/parameters/Shared",
            "/paths/~1a/post/parameters/0",
            "/paths/~1a/post/parameters/1",
        ]

    @pytest.mark.parametrize(
        ("field", "consumes", "expected"),
        [
            ("string", "", [FORM]),
            ("file", "", [MULTIPART]),
            ("string", f"consumes: [{MULTIPART}, {FORM}],", [MULTIPART, FORM]),
            ("string", "consumes: [application/json],", [FORM]),
            ("file", f"consumes: [application/json, {FORM}],", [FORM]),
        ],
    )
    def test_a_form_is_sent_as_a_form_whatever_else_is_consumed(self, field, consumes, expected):
        body = only(
            f"{{{consumes} parameters: [{{name: f, in: formData, type: {field}}}]}}"
        ).request_body
        assert media_types(body.content) == expected
        assert not body.required


class TestResponses:
    ANSWERS = """
        swagger: '2.0'
        produces: [application/json, application/xml]
        paths:
          /a:
            get:
              responses:
                200:
                  schema: {type: object}
                  headers:
                    X-Rate: {type: integer, maximum: 9}
                    X-Tags: {type: array, items: {type: string}}
                  examples:
                    application/json: {a: 1}
                    text/csv: 'a,b'
                204: {description: gone}
                404: {$ref: '#/responses/Lost'}
                302: {examples: {text/html: <p>}}
                x-note: words
            put:
              produces: [image/png]
              responses: {200: {schema: {type: file}}}
        responses:
          Lost: {schema: {type: string}}
    """

    def response(self, status, label="GET /a"):
        return operation(spec(self.ANSWERS), label).response(status)

    def test_content_is_what_is_produced_and_examples_of_other_media_types_go_with_it(self):
        found = self.response(200)
        assert media_types(found.content) == ["application/json", "application/xml"]
        assert [[each.value for each in content.examples] for content in found.content] == [
            [{"a": 1}, "a,b"],
            ["a,b"],
        ]
        assert str(found.content[0].examples[0].origin) == where(self.ANSWERS, "{a: 1}")

    def test_headers_are_parameters(self):
        rate, tags = self.response(200).headers
        assert (rate.name, rate.location, rate.required) == ("X-Rate", Location.HEADER, False)
        assert (tags.style, tags.explode) == ("simple", False)
        judge = Validators().of(rate.schema, Direction.RESPONSE)
        assert [judge.is_valid(value) for value in (9, 10)] == [True, False]

    def test_what_is_produced_holds_for_answers_without_a_schema_too(self):
        for status in (204, 302):
            content = self.response(status).content
            assert media_types(content) == ["application/json", "application/xml"]
            assert [each.schema for each in content] == [None, None]

    def test_where_nothing_is_said_examples_name_the_media_types(self):
        answers = (
            "{responses: {200: {schema: {}, examples: {text/csv: a, nonsense: b}},"
            " 204: {}, 302: {examples: {text/html: <p>}}}}"
        )
        contents = [each.content for each in only(answers).responses]
        assert [media_types(content) for content in contents] == [
            ["application/json", "text/csv"],
            [],
            ["text/html"],
        ]

    def test_answers_that_are_not_declared_are_of_what_is_produced(self):
        undeclared = operation(spec(self.ANSWERS), "PUT /a").undeclared
        assert media_types(undeclared.content) == ["image/png"]
        assert only("{responses: {}}").undeclared is None

    def test_a_reference_is_followed(self):
        found = self.response(404)
        assert found.content[0].schema.lifted == {"type": "string"}
        assert str(found.origin) == where(self.ANSWERS, "{schema: {type: string}}")

    def test_a_file_is_content_of_any_kind(self):
        (content,) = self.response(200, "PUT /a").content
        assert str(content.media_type) == "image/png"
        assert Validators().of(content.schema, Direction.RESPONSE).is_valid("bytes")


def test_security_definitions_are_schemes():
    text = """
        swagger: '2.0'
        securityDefinitions:
          key: {type: apiKey, in: query, name: api_key}
          basic: {type: basic}
          oauth: {type: oauth2, flow: implicit}
    """
    found = spec(text).security_schemes
    assert {name: (each.kind, each.location, each.parameter) for name, each in found.items()} == {
        "key": ("apiKey", Location.QUERY, "api_key"),
        "basic": ("basic", None, ""),
        "oauth": ("oauth2", None, ""),
    }
    assert str(found["basic"].origin) == where(text, "{type: basic}")
