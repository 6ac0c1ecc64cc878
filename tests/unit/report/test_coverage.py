from builder import spec

from mockserver.report import Coverage, OperationCoverage, cover


def test_an_answer_counts_for_the_nearest_declared_status():
    seen = OperationCoverage(
        "GET /pets", ("200", "4xx", "404", "default"), {200: 3, 404: 2, 418: 1, 302: 4}
    )
    counts = {each: seen.count(each) for each in seen.declared}
    assert counts == {"200": 3, "404": 2, "4xx": 1, "default": 4}
    assert seen.undeclared == ()


def test_what_no_declared_status_covers_is_undeclared():
    seen = OperationCoverage("GET /pets", ("200", "5XX"), {418: 1, 200: 1, 302: 4, 503: 1})
    assert seen.undeclared == (302, 418)


def test_failures_of_the_server_default_and_excuses_are_not_missed():
    declared = ("200", "404", "409", "500", "5XX", "default")
    seen = OperationCoverage("GET /pets", declared, {200: 1}, excused=frozenset({"409"}))
    assert seen.missed == ("404",)


def test_the_score_counts_what_can_be_asked_for():
    coverage = Coverage(
        (
            OperationCoverage("GET /pets", ("200", "404", "500"), {200: 1, 500: 1}),
            OperationCoverage("PUT /pets", ("200",), {}),
        )
    )
    assert coverage.score == (1, 3)


def test_columns_are_in_order_with_ranges_behind_their_statuses_and_default_last():
    coverage = Coverage(
        (
            OperationCoverage("GET /a", ("default", "4XX", "200"), {}),
            OperationCoverage("GET /b", ("404", "200"), {503: 1}),
        )
    )
    assert coverage.columns == ("200", "404", "4XX", "503", "default")


DOCUMENT = """
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200': {description: All.}
        4XX: {description: Fault.}
    post:
      responses:
        '201': {description: Made.}
"""


def test_all_operations_of_a_document_are_covered_also_those_without_answers():
    operations = spec(DOCUMENT).operations
    coverage = cover(operations, {"GET /pets": {200: 7}}, {"POST /pets": frozenset({"201"})})
    got, posted = coverage.operations
    assert (got.operation, got.declared, dict(got.seen)) == ("GET /pets", ("200", "4XX"), {200: 7})
    assert (posted.seen, posted.missed) == ({}, ())
    assert got.origin.line == 6
