from textwrap import indent

import pytest
from builder import operation, spec, where

from mockserver.errors import DocumentError
from mockserver.spec.model import Location
from mockserver.spec.openapi import base_path


def parameters(yaml, version="3.1.0"):
    """The parameters of an operation that declares these."""
    listed = indent(yaml.strip("\n"), " " * 6)
    document = spec(
        f"openapi: {version}\npaths:\n  /a:\n    get:\n      parameters:\n{listed}\n"
        "components:\n  parameters:\n"
        "    Shared: {name: shared, in: query, schema: {type: string}}\n"
    )
    return operation(document, "GET /a").parameters


def responses(yaml):
    listed = indent(yaml.strip("\n"), " " * 8)
    document = spec(f"openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n{listed}\n")
    return operation(document, "GET /a").responses


def shown(parameter):
    return (parameter.name, parameter.location, parameter.style, parameter.explode)


class TestMethods:
    def test_query_is_a_method_of_3_2_only(self):
        paths = "paths: {/a: {get: {}, trace: {}, query: {}}}\n"
        assert [each.method for each in spec(f"openapi: 3.2.0\n{paths}").operations] == [
            "GET",
            "TRACE",
            "QUERY",
        ]
        assert [each.method for each in spec(f"openapi: 3.1.0\n{paths}").operations] == [
            "GET",
            "TRACE",
        ]

    def test_methods_of_ones_own_keep_their_spelling(self):
        text = """
            openapi: 3.2.0
            paths:
              /a:
                additionalOperations:
                  LINK: {operationId: link}
                  Copy: {operationId: copy}
                  NONE: words
                get: {}
        """
        assert [(each.label, each.id) for each in spec(text).operations] == [
            ("GET /a", ""),
            ("LINK /a", "link"),
            ("Copy /a", "copy"),
        ]
        assert str(operation(spec(text), "LINK /a").origin) == where(text, "LINK")


class TestServers:
    @pytest.mark.parametrize(
        ("url", "path"),
        [
            ("https://example.com/v1", "/v1"),
            ("https://example.com/v1/", "/v1"),
            ("https://example.com", ""),
            ("/", ""),
            ("/api/v1", "/api/v1"),
            ("v1", "/v1"),
            ("//example.com/v1", "/v1"),
            ("https://{host}:{port}/v1", "/v1"),
            ("https://example.com/v1?x=1#y", "/v1"),
            ("http://[::1", ""),
            ("", ""),
        ],
    )
    def test_the_base_path_is_the_path_of_the_url_without_its_last_slash(self, url, path):
        assert base_path(url) == path

    def test_variables_stand_for_all_their_values(self):
        (server,) = spec("""
            openapi: 3.1.0
            servers:
              - url: https://{region}.example.com/{version}/{kind}
                variables:
                  region: {default: eu, enum: [eu, us]}
                  version: {default: v2, enum: [v1, v2]}
                  kind: {default: live}
        """).servers
        assert server.base_paths == ("/v2/live", "/v1/live")
        assert server.url == "https://{region}.example.com/{version}/{kind}"

    @pytest.mark.parametrize(
        ("variable", "paths"),
        [
            ("{enum: [a, b]}", ("/a", "/b")),
            ("{default: ''}", ("",)),
            ("{}", ("",)),
            ("{default: c, enum: [a]}", ("/c", "/a")),
        ],
    )
    def test_a_variable_without_default_has_the_values_of_its_enum(self, variable, paths):
        (server,) = spec(
            f"openapi: 3.1.0\nservers: [{{url: '/{{v}}', variables: {{v: {variable}}}}}]\n"
        ).servers
        assert server.base_paths == paths

    def test_a_variable_that_nobody_declares_stays_as_it_is(self):
        (server,) = spec("openapi: 3.1.0\nservers: [{url: '/{v}/b'}]\n").servers
        assert server.base_paths == ("/{v}/b",)

    def test_the_ways_to_fill_variables_are_counted_not_computed(self):
        variables = {f"v{n}": list("abcdefghij") for n in range(9)}
        url = "/" + "/".join(f"{{{name}}}" for name in variables)
        listed = ", ".join(f"{name}: {{enum: {values}}}" for name, values in variables.items())
        (server,) = spec(
            f"openapi: 3.1.0\nservers: [{{url: '{url}', variables: {{{listed}}}}}]\n"
        ).servers
        assert len(server.base_paths) == 64
        assert server.base_paths[0] == "/a/a/a/a/a/a/a/a/a"

    def test_servers_of_paths_and_operations_follow_those_of_the_document(self):
        text = """
            openapi: 3.1.0
            servers: [{url: /root}]
            paths:
              /a:
                servers: [{url: /path}]
                get: {servers: [{url: /operation}]}
                put: {}
        """
        servers = spec(text).servers
        assert [each.base_paths for each in servers] == [("/root",), ("/path",), ("/operation",)]
        assert str(servers[1].origin) == where(text, "{url: /path}")

    def test_without_servers_there_are_none(self):
        assert spec("openapi: 3.1.0\n").servers == ()


class TestParameters:
    @pytest.mark.parametrize(
        ("place", "style", "explode"),
        [
            ("path", "simple", False),
            ("query", "form", True),
            ("header", "simple", False),
            ("cookie", "form", True),
        ],
    )
    def test_style_and_explode_have_the_defaults_of_their_place(self, place, style, explode):
        (found,) = parameters(f"- {{name: a, in: {place}}}")
        assert shown(found) == ("a", Location(place), style, explode)

    @pytest.mark.parametrize(
        ("written", "style", "explode"),
        [
            ("style: deepObject", "deepObject", False),
            ("style: deepObject, explode: true", "deepObject", True),
            ("style: pipeDelimited", "pipeDelimited", False),
            ("explode: false", "form", False),
            ("style: form", "form", True),
        ],
    )
    def test_style_and_explode_are_those_written(self, written, style, explode):
        (found,) = parameters(f"- {{name: a, in: query, {written}}}")
        assert (found.style, found.explode) == (style, explode)

    def test_a_path_parameter_is_always_required(self):
        found = parameters("""
- {name: a, in: path, required: false}
- {name: b, in: query}
- {name: c, in: query, required: true}
""")
        assert [(each.name, each.required) for each in found] == [
            ("a", True),
            ("b", False),
            ("c", True),
        ]

    def test_flags_are_read(self):
        (found,) = parameters(
            "- {name: a, in: query, allowReserved: true, allowEmptyValue: true, deprecated: true}"
        )
        assert (found.allow_reserved, found.allow_empty, found.deprecated) == (True, True, True)

    def test_headers_that_other_keywords_describe_are_passed_over(self):
        found = parameters("""
- {name: Accept, in: header}
- {name: content-type, in: header}
- {name: AUTHORIZATION, in: header}
- {name: X-Own, in: header}
- {name: Accept, in: query}
""")
        assert [each.name for each in found] == ["X-Own", "Accept"]

    def test_what_is_no_parameter_is_passed_over(self):
        assert parameters("- words\n- {in: query}\n- {name: a}\n- {name: a, in: body}\n-\n") == ()

    def test_a_reference_is_followed_and_the_place_is_that_of_the_declaration(self):
        (found,) = parameters("- $ref: '#/components/parameters/Shared'")
        assert found.name == "shared"
        assert found.schema.lifted == {"type": "string"}
        assert str(found.origin) == "openapi.yaml:9:13"

    def test_the_path_items_parameters_come_first_and_are_overridden(self):
        document = spec("""
            openapi: 3.1.0
            paths:
              /a:
                parameters:
                  - {name: first, in: query}
                  - {name: both, in: query, schema: {type: string}}
                  - {name: both, in: header, schema: {type: boolean}}
                get:
                  parameters:
                    - {name: own, in: query}
                    - {name: both, in: query, schema: {type: integer}}
                put: {}
        """)
        got = operation(document, "GET /a").parameters
        assert [(each.location, each.name) for each in got] == [
            ("query", "first"),
            ("query", "both"),
            ("header", "both"),
            ("query", "own"),
        ]
        assert got[1].schema.lifted == {"type": "integer"}
        assert got[2].schema.lifted == {"type": "boolean"}
        put = operation(document, "PUT /a").parameters
        assert put[1].schema.lifted == {"type": "string"}

    def test_a_parameter_may_be_a_media_type(self):
        (found,) = parameters("""
- name: filter
  in: query
  content:
    application/json: {schema: {type: object}, example: {a: 1}}
""")
        assert found.schema is None
        assert str(found.content.media_type) == "application/json"
        assert found.any_schema.lifted == {"type": "object"}
        assert found.content.examples[0].value == {"a": 1}

    def test_a_parameter_without_schema_has_none(self):
        (found,) = parameters("- {name: a, in: query}")
        assert found.any_schema is None

    def test_the_whole_query_is_a_place_in_3_2(self):
        (found,) = parameters(
            "- {name: q, in: querystring, content: {application/json: {schema: true}}}", "3.2.0"
        )
        assert found.location is Location.QUERYSTRING
        assert found.any_schema.lifted is True

    def test_a_cookie_has_its_own_style_in_3_2(self):
        (found,) = parameters("- {name: a, in: cookie, style: cookie}", "3.2.0")
        assert shown(found) == ("a", Location.COOKIE, "cookie", True)


class TestExamples:
    def test_examples_come_by_name_and_a_single_one_is_called_default(self):
        (found,) = parameters("""
- name: a
  in: query
  example: single
  examples:
    one: {value: 1}
    none: {value: null}
    prose: {externalValue: 'https://example.com/a.json'}
    data: {dataValue: {x: 1}, serializedValue: 'x=1'}
    words: not an example
""")
        assert [(each.name, each.value) for each in found.examples] == [
            ("one", 1),
            ("none", None),
            ("data", {"x": 1}),
            ("default", "single"),
        ]

    def test_an_example_of_null_or_false_is_one(self):
        (one, other) = parameters(
            "- {name: a, in: query, example: null}\n- {name: b, in: query, example: false}"
        )
        assert [each.value for each in (*one.examples, *other.examples)] == [None, False]

    def test_a_reference_to_an_example_is_followed(self):
        text = """
            openapi: 3.1.0
            paths:
              /a:
                get:
                  responses:
                    '200':
                      content:
                        application/json:
                          examples: {cat: {$ref: '#/components/examples/Cat'}}
            components: {examples: {Cat: {value: {name: Tom}}}}
        """
        (response,) = operation(spec(text), "GET /a").responses
        (example,) = response.content[0].examples
        assert (example.name, example.value) == ("cat", {"name": "Tom"})
        assert str(example.origin) == where(text, "{name: Tom}")


class TestBodies:
    BODY = """
        openapi: 3.1.0
        paths:
          /a:
            post:
              requestBody:
                required: true
                content:
                  application/json: {schema: {type: object}}
                  Text/*: {}
                  nonsense: {schema: {}}
                  multipart/form-data:
                    schema: {type: object}
                    encoding:
                      photo: {contentType: image/png}
                      tags: {style: pipeDelimited, allowReserved: true}
                      list: {explode: false}
            put: {}
            patch: {requestBody: {$ref: '#/components/requestBodies/Shared'}}
        components: {requestBodies: {Shared: {content: {application/json: {}}}}}
    """

    def test_content_is_by_media_type_and_what_is_none_is_passed_over(self):
        body = operation(spec(self.BODY), "POST /a").request_body
        assert body.required
        assert [str(each.media_type) for each in body.content] == [
            "application/json",
            "text/*",
            "multipart/form-data",
        ]
        assert body.content[0].schema.lifted == {"type": "object"}
        assert body.content[1].schema is None
        assert str(body.content[0].origin) == where(self.BODY, "{schema: {type: object}}")

    def test_encoding_has_the_defaults_of_a_form(self):
        content = operation(spec(self.BODY), "POST /a").request_body.content[2]
        told = {
            name: (each.content_type, each.style, each.explode, each.allow_reserved)
            for name, each in content.encoding.items()
        }
        assert told == {
            "photo": ("image/png", "form", True, False),
            "tags": ("", "pipeDelimited", False, True),
            "list": ("", "form", False, False),
        }

    def test_an_operation_without_a_body_takes_none(self):
        assert operation(spec(self.BODY), "PUT /a").request_body is None

    def test_a_shared_body_is_optional_unless_it_says_otherwise(self):
        body = operation(spec(self.BODY), "PATCH /a").request_body
        assert not body.required
        assert str(body.origin) == where(self.BODY, "{content: {application/json: {}}}")


class TestResponses:
    def test_headers_are_read_but_for_the_content_type(self):
        (found,) = responses("""
'200':
  headers:
    X-Rate: {schema: {type: integer}, required: true}
    Content-Type: {schema: {type: string}}
    X-Tags: {explode: true, content: {application/json: {schema: {type: array}}}}
""")
        assert [(*shown(each), each.required) for each in found.headers] == [
            ("X-Rate", Location.HEADER, "simple", False, True),
            ("X-Tags", Location.HEADER, "simple", True, False),
        ]
        assert found.headers[1].any_schema.lifted == {"type": "array"}

    def test_extensions_are_no_responses(self):
        found = responses("x-note: {}\n200: {description: fine}\ndefault: {}\n")
        assert [each.pattern for each in found] == ["200", "default"]

    def test_nothing_is_said_of_answers_that_are_not_declared(self):
        document = spec("openapi: 3.1.0\npaths: {/a: {get: {responses: {}}}}\n")
        assert operation(document, "GET /a").undeclared is None

    def test_a_response_without_content_has_no_body(self):
        (found,) = responses("'204': {description: gone}")
        assert found.content == ()


class TestSecuritySchemes:
    SCHEMES = """
        openapi: 3.1.0
        components:
          securitySchemes:
            key: {type: apiKey, in: header, name: X-Key}
            cookie: {type: apiKey, in: cookie, name: sid}
            token: {type: http, scheme: Bearer}
            basic: {$ref: '#/components/x-schemes/Basic'}
            oauth: {type: oauth2, flows: {}}
            odd: {type: apiKey, in: body, name: x}
          x-schemes: {Basic: {type: http, scheme: basic}}
    """

    def test_schemes_are_read_by_name(self):
        told = {
            name: (each.kind, each.location, each.parameter)
            for name, each in spec(self.SCHEMES).security_schemes.items()
        }
        assert told == {
            "key": ("apiKey", Location.HEADER, "X-Key"),
            "cookie": ("apiKey", Location.COOKIE, "sid"),
            "token": ("bearer", None, ""),
            "basic": ("basic", None, ""),
            "oauth": ("oauth2", None, ""),
            "odd": ("apiKey", None, "x"),
        }

    def test_a_scheme_knows_its_line(self):
        key = spec(self.SCHEMES).security_schemes["key"]
        assert str(key.origin) == where(self.SCHEMES, "{type: apiKey, in: header")

    def test_without_components_there_are_none(self):
        assert spec("openapi: 3.1.0\n").security_schemes == {}


def test_a_broken_example_costs_only_the_part_that_shows_it():
    text = """
        openapi: 3.1.0
        paths:
          /a:
            get:
              parameters: [{name: a, in: query, examples: {x: {$ref: '#/lost'}}}]
              responses: {'200': {description: fine}}
    """
    found = operation(spec(text), "GET /a")
    assert [each.pattern for each in found.responses] == ["200"]
    with pytest.raises(DocumentError) as caught:
        found.parameters  # noqa: B018 - reading is what fails
    assert str(caught.value.findings[0].origin) == where(text, "'#/lost'")
