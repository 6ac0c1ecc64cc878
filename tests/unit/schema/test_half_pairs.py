import pytest

from mockserver.schema import Direction, Validators
from mockserver.source import parse
from mockserver.spec.load import read_spec

DOCUMENT = """\
openapi: 3.1.0
info: {title: One, version: '1'}
paths:
  /one:
    get:
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {type: string, maxLength: 2}}}
"""


@pytest.mark.parametrize(("value", "keywords"), [("\ud800", []), ("\ud800aa", ["maxLength"])])
def test_half_a_pair_is_judged_as_one_character(value, keywords):
    spec = read_spec(parse(DOCUMENT, "api.yaml"))
    (content,) = spec.operations[0].response(200).content
    validator = Validators().of(content.schema, Direction.RESPONSE)
    assert validator.is_valid(value) == (not keywords)
    assert [each.keyword for each in validator.violations(value)] == keywords
