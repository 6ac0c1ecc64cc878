"""The fixture ``mock_server`` in the suite of somebody else."""

from textwrap import dedent

import pytest

pytest_plugins = ["pytester"]

DOCUMENT = """
openapi: 3.1.0
info: {title: Kites, version: '1'}
paths:
  /kites:
    get: {responses: {'200': {$ref: '#/components/responses/Kites'}}}
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'201': {$ref: '#/components/responses/Kite'}}
  /kites/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'200': {$ref: '#/components/responses/Kite'}}}
components:
  responses:
    Kite:
      description: One
      content: {application/json: {schema: {$ref: '#/components/schemas/Kite'}}}
    Kites:
      description: All
      content:
        application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Kite'}}}
  schemas:
    Kite:
      type: object
      required: [id, name]
      properties: {id: {type: integer, readOnly: true}, name: {type: string}}
"""
ASKING = """
    import json
    from urllib.request import Request, urlopen

    def ask(server, path, body=None, **headers):
        data = json.dumps(body).encode() if body else None
        headers["Content-Type"] = "application/json"
        with urlopen(Request(server.url + path, data, headers)) as answer:
            return json.load(answer)
"""


@pytest.fixture
def suite(pytester):
    pytester.makefile(".yaml", openapi=DOCUMENT)
    (pytester.mkdir("fixtures") / "kites.yaml").write_text("records: [{id: 1, name: Red}]")

    def run(text, *arguments):
        pytester.makepyfile(dedent(ASKING) + dedent(text))
        return pytester.runpytest_subprocess("-p", "mockserver.pytest_plugin", *arguments)

    return run


def test_each_test_finds_the_records_of_the_fixtures(suite):
    result = suite(
        """
        def test_one(mock_server):
            ask(mock_server, "/kites", {"name": "Blue"})
            assert [each["name"] for each in ask(mock_server, "/kites")] == ["Red", "Blue"]

        def test_other(mock_server):
            assert [each["name"] for each in ask(mock_server, "/kites")] == ["Red"]
        """
    )
    result.assert_outcomes(passed=2)


def test_what_was_asked_is_told_to_the_test_that_asked(suite):
    result = suite(
        """
        def test_one(mock_server):
            ask(mock_server, "/kites/1")

        def test_other(mock_server):
            ask(mock_server, "/kites")
            assert [each.operation for each in mock_server.exchanges()] == ["GET /kites"]
        """
    )
    result.assert_outcomes(passed=2)


def test_a_session_does_not_outlive_its_test(suite):
    result = suite(
        """
        def test_one(mock_server):
            ask(mock_server, "/kites", {"name": "Blue"}, **{"X-Mock-Session": "a"})

        def test_other(mock_server):
            assert len(ask(mock_server, "/kites", **{"X-Mock-Session": "a"})) == 1
        """
    )
    result.assert_outcomes(passed=2)


def test_document_and_fixtures_may_be_named_in_the_configuration(suite, pytester):
    pytester.makefile(".yaml", other=DOCUMENT)
    pytester.makeini("[pytest]\nmockserver_document = other.yaml\nmockserver_fixtures = none\n")
    result = suite(
        """
        def test_one(mock_server):
            assert mock_server.mock.spec.file == "other.yaml"
            assert len(ask(mock_server, "/kites")) == 3
        """
    )
    result.assert_outcomes(passed=1)


def test_without_a_document_the_set_up_fails_with_one_sentence(suite, pytester):
    (pytester.path / "openapi.yaml").unlink()
    result = suite("def test_one(mock_server): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*mock_server cannot be started: openapi.yaml*"])
    assert "Traceback" not in result.stdout.str()


def test_a_marker_may_name_the_document_and_the_fixtures_of_a_test(suite, pytester):
    pytester.makefile(".yaml", other=DOCUMENT)
    (pytester.path / "some.yaml").write_text("collection: /kites\nrecords: [{id: 7, name: Seven}]")
    result = suite(
        """
        import pytest

        @pytest.mark.mockserver("other.yaml", fixtures="some.yaml")
        def test_other(mock_server):
            assert ask(mock_server, "/kites") == [{"id": 7, "name": "Seven"}]

        @pytest.mark.mockserver(document="other.yaml")
        def test_made(mock_server):
            assert len(ask(mock_server, "/kites")) == 3

        @pytest.mark.parametrize("mock_server", ["other.yaml"], indirect=True)
        def test_parameter(mock_server):
            assert mock_server.mock.spec.file == "other.yaml"

        def test_usual(mock_server):
            assert [each["name"] for each in ask(mock_server, "/kites")] == ["Red"]

        @pytest.mark.mockserver(documents="x")
        def test_misspelt(mock_server):
            pass
        """,
        "--strict-markers",
    )
    result.assert_outcomes(passed=4, errors=1)
    result.stdout.fnmatch_lines(["*the marker 'mockserver' takes document, fixtures, scenario*"])


def test_what_was_there_before_the_test_is_there_after_it(suite):
    result = suite(
        """
        import pytest

        @pytest.fixture(scope="session", autouse=True)
        def seeded(_mock_servers):
            ask(_mock_servers.of({}), "/kites", {"name": "Blue"})

        @pytest.mark.parametrize("turn", range(2))
        def test_each(mock_server, turn):
            assert [each["name"] for each in ask(mock_server, "/kites")] == ["Red", "Blue"]
            ask(mock_server, "/kites", {"name": "Green"})
        """
    )
    result.assert_outcomes(passed=2)


def test_each_worker_of_xdist_has_a_server_of_its_own(suite):
    result = suite(
        """
        import pytest

        @pytest.mark.parametrize("turn", range(6))
        def test_each(mock_server, turn):
            ask(mock_server, "/kites", {"name": "Blue"})
            assert len(ask(mock_server, "/kites")) == 2
        """,
        *("-p", "xdist"),
        *("-n", "2"),
    )
    result.assert_outcomes(passed=6)
