import pytest

from mockserver.errors import Rejection
from mockserver.spec.model import Location

DOCUMENT = """
openapi: 3.1.0
paths:
  /pets/{id}:
    parameters:
    - {name: id, in: path, required: true, schema: {type: integer}}
    - {name: limit, in: query, schema: {type: string}}
    put:
      parameters:
      - {name: limit, in: query, schema: {type: integer}}
      - {name: Accept, in: header, schema: {type: integer}}
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
"""


def test_parameters_and_body_are_read_together(reading):
    found = reading(DOCUMENT, path="/pets/7", query="limit=3", body="{}")
    assert found.parameters == {(Location.PATH, "id"): 7, (Location.QUERY, "limit"): 3}
    assert (found.body, found.violations) == ({}, ())


def test_all_that_is_wrong_is_told_at_once_parameters_first(reading):
    found = reading(DOCUMENT, path="/pets/rex", query="limit=few", body="[]")
    assert [each.location for each in found.violations] == ["path", "query", "body"]


def test_a_query_that_nobody_declared_is_no_fault(reading):
    assert reading(DOCUMENT, path="/pets/7", query="a=1&=&b", body="{}").violations == ()


@pytest.mark.parametrize("query", ["%=1", "%ff=1", "a=1&%C3=2"])
def test_a_query_whose_names_cannot_be_read_is_refused(reading, query):
    with pytest.raises(Rejection) as caught:
        reading(DOCUMENT, path="/pets/7", query=query, body="{}")
    problem = caught.value.problem
    assert (problem.status, problem.type) == (400, "urn:mockserver:unreadable-query")
    assert problem.detail.startswith("The query cannot be read: ")


def test_of_a_header_that_is_described_elsewhere_only_its_presence_is_judged(reading):
    """OAS 3.1 §4.8.12.1 leaves the values of Accept and Content-Type to other keywords."""
    document = DOCUMENT.replace("in: header,", "in: header, required: true,")
    (violation,) = reading(document, path="/pets/7", body="{}").violations
    assert violation.message == "the header parameter 'Accept' is required"
    assert reading(document, path="/pets/7", body="{}", Accept="text/plain").violations == ()
