import pytest
from builder import spec, where

from mockserver.validate.examples import check_examples


def places(text):
    """Rule, place and sentence of each finding in a toy document."""
    found = check_examples(spec(text))
    return [(finding.rule, str(finding.origin), finding.message) for finding in found]


PETS = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    post:
      parameters:
        - name: limit
          in: query
          schema: {type: integer, maximum: 10, default: 11}
          example: many
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Pet'}
            example: {name: Rex, tag: 7}
      responses:
        '200':
          description: The pet.
          headers:
            X-Left:
              schema: {type: integer}
              example: none
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              examples:
                rex: {value: {id: 1, name: Rex}}
                odd: {value: {id: 1, nam: Rex}}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: {type: integer, readOnly: true, examples: [1, one]}
        name: {type: string}
        tag: {type: string}
      examples:
        - {id: 2, name: 3}
"""


@pytest.fixture(scope="module")
def pets():
    return places(PETS)


def at(words):
    return where(PETS, words)


@pytest.mark.parametrize(
    ("words", "rule", "sentence"),
    [
        ("many", "example-invalid", '"many" is a string, expected'),
        ("11}", "default-invalid", "11 is more than the maximum"),
        ("7}", "example-invalid", "7 is a number, expected"),
        ("none", "example-invalid", '"none" is a string, expected'),
        ("one]", "example-invalid", '"one" is a string, expected'),
        ("3}\n", "example-invalid", "3 is a number, expected"),
        (
            "{id: 1, nam: Rex}",
            "example-invalid",
            "example 'odd': 'name' is required and missing; did you mean it by 'nam'?",
        ),
    ],
)
def test_a_value_that_breaks_its_schema_is_found_at_its_place(pets, words, rule, sentence):
    found = [each for each in pets if each[1] == at(words)]
    assert [each[0] for each in found] == [rule] * len(found)
    assert found
    assert found[0][2].startswith(sentence)


def test_nothing_else_is_found(pets):
    words = ("many", "11}", "7}", "none", "one]", "3}\n", "{id: 1, nam: Rex}")
    assert {place for _, place, _ in pets} == set(map(at, words))


def test_a_finding_names_the_line_that_is_broken(pets):
    (message,) = {message for _, place, message in pets if place == at("many")}
    assert message.endswith(f"(as {at('integer, maximum')} says)")


def test_the_example_of_a_request_needs_no_read_only_property(pets):
    assert [message for _, place, message in pets if place == at("{name: Rex, tag")] == []


ONE = """\
openapi: 3.0.3
info: {{title: One, version: '1'}}
paths:
  /one:
    get:
      responses:
        '200':
          description: One.
          content:
            {media_type}:
              schema: {schema}
              example: {example}
"""


def one(schema, example, media_type="application/json"):
    return [message for _, _, message in places(ONE.format_map(locals()))]


@pytest.mark.parametrize("media_type", ["application/json", "application/problem+json", "'*/*'"])
def test_json_by_any_name_is_judged(media_type):
    (message,) = one("{type: integer}", "text", media_type)
    assert message.startswith('"text" is a string, expected')


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "image/png"])
def test_what_is_no_json_is_not_judged_as_json(media_type):
    assert one("{type: integer}", "text", media_type) == []


def test_null_is_an_example_like_any_other():
    assert one("{type: string, nullable: true}", "null") == []
    (message,) = one("{type: string}", "null")
    assert message.startswith("null is null, expected")


def test_an_empty_schema_allows_everything():
    assert one("{}", "{a: [1]}") == []


def test_a_name_that_is_not_allowed_is_found_at_its_key():
    schema = "{type: object, properties: {name: {}}, additionalProperties: false}"
    text = ONE.format(media_type="application/json", schema=schema, example="{nmae: 1}")
    ((_, place, message),) = places(text)
    assert place == where(text, "nmae")
    assert "'nmae'" in message


def test_a_schema_that_refers_to_itself_is_looked_through_once():
    text = """\
        openapi: 3.1.0
        info: {title: Trees, version: '1'}
        paths:
          /trees:
            get:
              responses:
                '200':
                  description: A tree.
                  content:
                    application/json:
                      schema: {$ref: '#/components/schemas/Tree'}
        components:
          schemas:
            Tree:
              type: object
              properties:
                name: {type: string, default: 1}
                leaves: {type: array, items: {$ref: '#/components/schemas/Tree'}}
        """
    assert [(rule, place) for rule, place, _ in places(text)] == [
        ("default-invalid", where(text, "1}\n"))
    ]


def test_a_schema_that_cannot_be_used_costs_only_its_own_operation():
    text = """\
        openapi: 3.1.0
        info: {title: Two, version: '1'}
        paths:
          /one:
            get:
              responses:
                '200':
                  description: One.
                  content:
                    application/json:
                      schema: {type: [string, 7]}
                      example: 1
          /two:
            get:
              responses:
                '200':
                  description: Two.
                  content:
                    application/json:
                      schema: {type: string}
                      example: 2
        """
    found = places(text)
    assert ("example-invalid", where(text, "2\n")) in [(rule, place) for rule, place, _ in found]
    assert [place for rule, place, _ in found if rule == "schema-unusable"] == [where(text, "7]}")]


def test_examples_may_stand_behind_references():
    text = """\
        openapi: 3.1.0
        info: {title: One, version: '1'}
        paths:
          /one:
            get:
              responses:
                '200': {$ref: '#/components/responses/One'}
        components:
          responses:
            One:
              description: One.
              content:
                application/json:
                  schema: {type: string}
                  examples:
                    wrong: {$ref: '#/components/examples/Wrong'}
          examples:
            Wrong: {value: 404}
        """
    ((_, place, message),) = places(text)
    assert place == where(text, "404")
    assert message.startswith("example 'wrong': 404 is a number, expected")
