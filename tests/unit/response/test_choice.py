import pytest
from builder import spec

from mockserver.errors import Rejection
from mockserver.http import Headers, Request
from mockserver.response import choose_asked, choose_content, choose_failure, choose_success


def operation(*patterns):
    declared = ", ".join(f"'{pattern}': {{}}" for pattern in patterns)
    text = f"openapi: 3.1.0\npaths: {{/pets: {{get: {{responses: {{{declared}}}}}}}}}"
    [only] = spec(text).operations
    return only


def chosen(choice):
    return choice.status, choice.response and choice.response.pattern


class TestSuccess:
    @pytest.mark.parametrize(
        ("patterns", "wanted", "expected"),
        [
            (["200", "201"], (201, 200), (201, "201")),
            (["200", "404"], (201, 200), (200, "200")),
            (["404", "202", "200"], (), (200, "200")),
            (["206", "203"], (201,), (203, "203")),
            (["2XX", "default"], (201, 200), (201, "2XX")),
            (["2xx"], (), (200, "2xx")),
            (["default"], (204,), (204, "default")),
            (["default", "302"], (), (200, "default")),
            (["400", "302", "404"], (), (302, "302")),
            (["400", "404"], (), (404, "404")),
            (["4XX"], (200,), (400, "4XX")),
            (["100", "500"], (), (500, "500")),
        ],
    )
    def test_the_wanted_status_else_the_lowest_2xx_else_a_range_else_the_first(
        self, patterns, wanted, expected
    ):
        assert chosen(choose_success(operation(*patterns), wanted)) == expected

    @pytest.mark.parametrize("patterns", [[], ["ok"], ["99"], ["600"], ["20X"], ["٢٠٠"], ["101"]])
    def test_where_no_final_status_is_declared_the_wanted_one_has_no_body(self, patterns):
        assert chosen(choose_success(operation(*patterns), (201, 200))) == (201, None)
        assert chosen(choose_success(operation(*patterns))) == (200, None)


class TestAsked:
    @pytest.mark.parametrize(
        ("patterns", "code", "expected"),
        [
            (["404", "4XX", "default"], 404, (404, "404")),
            (["4XX", "default"], 404, (404, "4XX")),
            (["200", "default"], 503, (503, "default")),
        ],
    )
    def test_the_declared_response_for_a_status(self, patterns, code, expected):
        assert chosen(choose_asked(operation(*patterns), code)) == expected

    def test_a_status_that_is_not_declared_is_refused_with_those_that_are(self):
        with pytest.raises(Rejection) as caught:
            choose_asked(operation("200", "4XX"), 500)
        assert caught.value.problem.detail.startswith(
            "GET /pets declares no response 500; it declares 200, 4XX"
        )


class TestFailure:
    @pytest.mark.parametrize(
        ("patterns", "status", "expected"),
        [
            (["400", "422"], 422, (422, "422")),
            (["400", "404"], 422, (400, "400")),
            (["422"], 400, (422, "422")),
            (["400"], 409, (400, "400")),
            (["409", "400"], 409, (409, "409")),
            (["422"], 409, (422, "422")),
            (["400"], 415, (400, "400")),
            (["410"], 404, (410, "410")),
            (["400"], 404, (404, None)),
            (["4XX", "400"], 422, (400, "400")),
            (["4xx", "default"], 404, (404, "4xx")),
            (["default"], 406, (406, "default")),
            (["5XX"], 404, (404, None)),
            (["200"], 405, (405, None)),
        ],
    )
    def test_what_is_declared_for_it_comes_first(self, patterns, status, expected):
        assert chosen(choose_failure(operation(*patterns), status)) == expected

    @pytest.mark.parametrize(
        ("patterns", "expected"),
        [
            (["404"], (404, "404")),
            (["404", "default"], (404, "404")),
            (["404", "422"], (422, "422")),
            (["404", "400"], (400, "400")),
            (["4XX"], (422, "4XX")),
            (["200"], (422, None)),
        ],
    )
    def test_another_status_stands_in_for_a_failure_that_has_one(self, patterns, expected):
        assert chosen(choose_failure(operation(*patterns), 422, (404,))) == expected

    def test_where_no_operation_is_known_the_status_stays(self):
        assert chosen(choose_failure(None, 404)) == (404, None)


class TestContent:
    @pytest.fixture
    def contents(self):
        def declared(*media_types):
            listed = ", ".join(f"'{each}': {{}}" for each in media_types)
            content = f"{{'200': {{content: {{{listed}}}}}}}"
            text = f"openapi: 3.1.0\npaths: {{/pets: {{get: {{responses: {content}}}}}}}"
            [only] = spec(text).operations
            return only.responses[0].content

        return declared

    def choose(self, contents, *accept):
        request = Request("GET", "/", "", Headers(("Accept", each) for each in accept))
        content = choose_content(contents, request)
        return content and str(content.media_type)

    def test_without_accept_json_comes_first_and_else_what_is_declared_first(self, contents):
        assert self.choose(contents("text/html", "application/hal+json")) == "application/hal+json"
        assert self.choose(contents("text/html", "text/plain")) == "text/html"

    def test_where_nothing_is_declared_there_is_nothing_to_choose(self):
        assert self.choose((), "text/html") is None

    @pytest.mark.parametrize(
        ("accept", "expected"),
        [
            (["text/html"], "text/html"),
            (["*/*"], "application/json"),
            (["*/*;q=0.1"], "application/json"),
            (["application/*"], "application/json"),
            (["text/html;q=0.1, application/json"], "application/json"),
            (["text/html;q=0", "*/*"], "application/json"),
            (["application/json", "text/html"], "application/json"),
            (["text/html, application/json"], "text/html"),
            (["image/png, */*"], "application/json"),
            (["*/*, text/html"], "text/html"),
            (["nonsense, ,;"], "application/json"),
        ],
    )
    def test_accept_decides_by_weight_then_by_what_it_names_first_then_json(
        self, contents, accept, expected
    ):
        assert self.choose(contents("text/html", "application/json"), *accept) == expected

    @pytest.mark.parametrize(
        ("declared", "accept", "expected"),
        [
            ("*/*", [], "application/json"),
            ("*/*", ["*/*"], "application/json"),
            ("*/*", ["application/json"], "application/json"),
            ("*/*", ["text/html, */*;q=0.8"], "application/json"),
            ("*/*", ["text/plain"], "text/plain"),
            ("application/*", ["application/xml"], "application/xml"),
            ("text/*", ["*/*"], "text/plain"),
            ("text/*", ["text/html, text/csv;q=0.5"], "text/html"),
            ("image/*", [], "image/png"),
        ],
    )
    def test_a_range_that_is_declared_is_told_as_a_media_type_that_is_accepted(
        self, contents, declared, accept, expected
    ):
        assert self.choose(contents(declared), *accept) == expected

    def test_a_range_that_is_declared_may_be_refused_as_well(self, contents):
        with pytest.raises(Rejection) as caught:
            self.choose(contents("text/*"), "application/json")
        assert caught.value.problem.extensions["available"] == ["text/*"]

    def test_a_media_type_comes_before_a_range_that_covers_it(self, contents):
        declared = contents("*/*", "application/json")
        accept = Headers([("Accept", "application/json")])
        assert choose_content(declared, Request("GET", "/", "", accept)) is declared[1]

    @pytest.mark.parametrize("accept", ["image/png", "*/*;q=0", "text/html;q=0, image/*"])
    def test_a_client_that_takes_nothing_that_is_declared_is_refused_with_what_is(
        self, contents, accept
    ):
        with pytest.raises(Rejection) as caught:
            self.choose(contents("text/html", "application/json"), accept)
        problem = caught.value.problem
        assert (problem.status, problem.type) == (406, "urn:mockserver:not-acceptable")
        assert problem.detail == (
            "Accept allows none of the declared media types: text/html, application/json."
        )
        assert problem.extensions == {"available": ["text/html", "application/json"]}
