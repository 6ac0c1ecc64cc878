import re

import pytest
from builder import operation, spec, where

from mockserver.errors import DocumentError
from mockserver.source import parse
from mockserver.spec.load import load_spec, read_spec

ADVICE = "; write \"openapi: '3.1.0'\" (or 3.0.x, 3.2.x, or \"swagger: '2.0'\") at its top"


def refusal(text):
    with pytest.raises(DocumentError) as caught:
        spec(text)
    return caught.value


class TestVersions:
    @pytest.mark.parametrize(
        ("line", "version"),
        [
            ("swagger: '2.0'", "2.0"),
            ("openapi: 3.0.0", "3.0"),
            ("openapi: 3.0.4", "3.0"),
            ("openapi: '3.1'", "3.1"),
            ("openapi: 3.1.2", "3.1"),
            ("openapi: 3.1.0-rc1", "3.1"),
            ("openapi: 3.2.0", "3.2"),
        ],
    )
    def test_a_version_of_openapi_is_known_by_its_minor(self, line, version):
        assert spec(line + "\n").version == version

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("openapi: 3.4.0", "3.4.0"),
            ("openapi: '2.0'", "2.0"),
            ("openapi: 3.10.0", "3.10.0"),
            ("openapi: 31", "31"),
            ("openapi: 3.10", "3.10"),
            ("swagger: 2.0", "2.0"),
            ("swagger: '3.0'", "3.0"),
            ("swagger: '1.2'", "1.2"),
        ],
    )
    def test_another_version_is_refused_as_it_is_written(self, line, told):
        key = line.split(":", maxsplit=1)[0]
        error = refusal(f"info: {{}}\n{line}\n")
        assert str(error) == (
            f"openapi.yaml:2:{len(key) + 3}: '{key}: {told}' is no version known here{ADVICE}"
        )
        assert error.findings[0].rule == "not-openapi"

    @pytest.mark.parametrize("text", ["info: {title: x}\n", "[openapi]\n", "just words\n"])
    def test_a_document_of_another_kind_is_refused(self, text):
        assert str(refusal(text)) == (
            "openapi.yaml:1:1: this is no OpenAPI document:"
            f" it has neither 'openapi' nor 'swagger'{ADVICE}"
        )

    def test_a_file_is_loaded_under_the_name_it_was_asked_for(self, tmp_path):
        path = tmp_path / "api.yaml"
        path.write_text("openapi: 3.1.0\ninfo: {title: Pets}\n", "utf-8")
        loaded = load_spec(str(path))
        assert (loaded.file, loaded.title, loaded.version) == (str(path), "Pets", "3.1")

    def test_a_file_that_is_not_there_is_a_document_error(self, tmp_path):
        with pytest.raises(DocumentError, match=r"lost\.yaml"):
            load_spec(str(tmp_path / "lost.yaml"))


class TestOperations:
    def test_operations_stand_in_the_order_of_the_document_with_their_places(self):
        document = spec("""
            openapi: 3.0.3
            info: {title: Pets}
            paths:
              /pets:
                post: {operationId: addPet}
                summary: all pets
                get: {deprecated: true}
              /pets/{id}:
                delete: {}
        """)
        assert [(each.label, str(each.origin)) for each in document.operations] == [
            ("POST /pets", "openapi.yaml:6:5"),
            ("GET /pets", "openapi.yaml:8:5"),
            ("DELETE /pets/{id}", "openapi.yaml:10:5"),
        ]
        assert document.title == "Pets"
        assert [each.id for each in document.operations] == ["addPet", "", ""]
        assert [each.deprecated for each in document.operations] == [False, True, False]

    def test_what_is_no_path_and_no_operation_is_passed_over(self):
        document = spec("""
            openapi: 3.0.3
            paths:
              x-extra: {get: {}}
              pets: {get: {}}
              /pets: {get: {}, put: nonsense, GET: {}, x-get: {}, query: {}}
              /null:
              /text: words
        """)
        assert [each.label for each in document.operations] == ["GET /pets"]

    @pytest.mark.parametrize("paths", ["", "[]", "words", "{}"])
    def test_paths_of_any_kind_are_read(self, paths):
        assert spec(f"openapi: 3.1.0\npaths: {paths}\n").operations == ()

    def test_an_operation_is_found_by_its_label(self):
        document = spec("openapi: 3.1.0\npaths: {/a: {get: {}}}\n")
        assert document.operation("GET /a") is document.operations[0]
        assert document.operation("PUT /a") is None

    def test_two_operations_that_look_alike_are_not_equal(self):
        text = "openapi: 3.1.0\npaths: {/a: {get: {}}}\n"
        one, other = spec(text).operations[0], spec(text).operations[0]
        assert one != other
        assert len({one, other}) == 2

    def test_operations_beside_the_reference_of_a_path_item_win(self):
        document = spec("""
            openapi: 3.1.0
            paths:
              /a:
                $ref: '#/components/pathItems/A'
                get: {operationId: own}
            components:
              pathItems:
                A:
                  parameters: [{name: shared, in: query}]
                  get: {operationId: referred}
                  put: {operationId: put}
        """)
        assert [(each.label, each.id) for each in document.operations] == [
            ("GET /a", "own"),
            ("PUT /a", "put"),
        ]
        assert [each.name for each in operation(document, "PUT /a").parameters] == ["shared"]
        assert operation(document, "GET /a").parameters == ()

    def test_a_path_item_may_stand_in_another_file(self, tmp_path):
        (tmp_path / "openapi.yaml").write_text(
            "openapi: 3.0.3\npaths: {/a: {$ref: 'a.yaml#/item'}}\n", "utf-8"
        )
        (tmp_path / "a.yaml").write_text("item:\n  get: {operationId: there}\n", "utf-8")
        (found,) = load_spec(str(tmp_path / "openapi.yaml")).operations
        assert found.id == "there"
        assert str(found.origin) == f"{tmp_path}/a.yaml:2:3"

    def test_a_broken_path_item_costs_only_its_own_path(self):
        document = spec("""
            openapi: 3.1.0
            paths:
              /broken: {$ref: '#/components/pathItems/Lost', put: {}}
              /whole: {get: {}}
        """)
        assert [each.label for each in document.operations] == ["PUT /broken", "GET /whole"]


class TestLaziness:
    BROKEN = """
        openapi: 3.1.0
        paths:
          /broken:
            get:
              parameters:
                - $ref: '#/components/parameters/Lost'
              requestBody: {$ref: '#/components/requestBodies/Lost'}
              responses:
                '200': {$ref: '#/components/responses/Lost'}
                '201':
                  description: made
          /whole:
            get:
              parameters: [{name: a, in: query}]
    """

    def test_a_broken_reference_is_not_noticed_before_it_is_asked_for(self):
        assert len(spec(self.BROKEN).operations) == 2

    @pytest.mark.parametrize(
        ("part", "reference"),
        [
            ("parameters", "'#/components/parameters/Lost'"),
            ("request_body", "'#/components/requestBodies/Lost'"),
            ("responses", "'#/components/responses/Lost'"),
        ],
    )
    def test_a_broken_reference_costs_its_own_part_and_names_its_line(self, part, reference):
        document = spec(self.BROKEN)
        with pytest.raises(DocumentError) as caught:
            getattr(operation(document, "GET /broken"), part)
        assert str(caught.value.findings[0].origin) == where(self.BROKEN, reference)
        assert [each.name for each in operation(document, "GET /whole").parameters] == ["a"]

    def test_a_part_is_read_once(self):
        whole = operation(spec(self.BROKEN), "GET /whole")
        assert whole.parameters is whole.parameters


class TestSecurity:
    SECURED = """
        openapi: 3.1.0
        security:
          - key: []
        paths:
          /a:
            get: {}
            put: {security: []}
            post:
              security:
                - {}
                - oauth: [read, write]
                  key: []
    """

    @pytest.mark.parametrize(
        ("label", "requirements"),
        [
            ("GET /a", ({"key": ()},)),
            ("PUT /a", ()),
            ("POST /a", ({}, {"oauth": ("read", "write"), "key": ()})),
        ],
    )
    def test_an_operation_has_its_own_requirements_or_those_of_the_document(
        self, label, requirements
    ):
        assert operation(spec(self.SECURED), label).security == requirements

    def test_without_a_word_anybody_may_ask(self):
        document = spec("openapi: 3.1.0\npaths: {/a: {get: {}}}\n")
        assert operation(document, "GET /a").security == ()


class TestResponses:
    @pytest.mark.parametrize(
        ("status", "pattern"),
        [(200, "200"), (204, "2XX"), (404, "4xx"), (503, "default"), (301, "default")],
    )
    def test_an_exact_status_comes_before_its_range_and_that_before_default(self, status, pattern):
        document = spec("""
            openapi: 3.1.0
            paths:
              /a:
                get:
                  responses:
                    default: {description: any}
                    2XX: {description: fine}
                    4xx: {description: your fault}
                    '200': {description: exact}
        """)
        assert operation(document, "GET /a").response(status).pattern == pattern

    def test_a_status_that_nothing_covers_is_none(self):
        document = spec("""
            openapi: 3.1.0
            paths: {/a: {get: {responses: {'200': {description: fine}}}}}
        """)
        assert operation(document, "GET /a").response(404) is None


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('{"posts": [{"id": 1}], "profile": {"name": "x"}}', "a file of records, as json-server"),
        ('{"posts": [1]}', "it has neither 'openapi' nor 'swagger'"),
        ('{"info": {"schema": "https://schema.getpostman.com/v2.1.0"}}', "a Postman collection"),
        ('{"asyncapi": "2.6.0", "info": {}}', "an AsyncAPI document"),
        ('{"log": {"entries": []}}', "`mockserver record --from` makes fixtures of it"),
        ('{"records": []}', "a fixture file: name it with --fixtures"),
        ('{"paths": {}, "records": []}', "it has neither 'openapi' nor 'swagger'"),
        ('{"$schema": "https://json-schema.org/draft/2020-12/schema"}', "a JSON Schema"),
        ("[]", "it has neither 'openapi' nor 'swagger'"),
    ],
)
def test_a_file_of_another_kind_is_told_with_what_to_do(written, told):
    with pytest.raises(DocumentError, match=re.escape(told)):
        read_spec(parse(written, "it.json"))
