import pytest
from builder import operation, schema, spec, where

from mockserver.errors import DocumentError
from mockserver.schema import Direction, Validators
from mockserver.spec.load import load_spec

REQUEST, RESPONSE = Direction.REQUEST, Direction.RESPONSE


def judge(document, name="Root", direction=REQUEST):
    return Validators().of(schema(document, name), direction)


def toy(yaml, version="3.1.0"):
    return spec(f"openapi: {version}\ncomponents:\n  schemas:\n    Root: {yaml}\n")


PETS = """
    openapi: 3.0.3
    components:
      schemas:
        Pets:
          type: array
          maxItems: 2
          items: {$ref: '#/components/schemas/Pet'}
        Pet:
          type: object
          required: [name]
          additionalProperties: false
          properties:
            name: {type: string, maxLength: 3}
            age:
              nullable: true
              allOf:
                - {type: integer, minimum: 0}
            parent: {$ref: '#/components/schemas/Pet'}
"""


class TestViolations:
    def test_a_value_that_fits_has_none(self):
        pets = judge(spec(PETS), "Pets")
        value = [{"name": "Tom", "age": None, "parent": {"name": "Ada", "age": 3}}]
        assert pets.is_valid(value)
        assert pets.violations(value) == ()

    def test_each_leads_to_its_value_and_to_the_line_that_says_so(self):
        value = [{"name": "Tommy", "age": -1, "parent": {"size": 1}}]
        found = judge(spec(PETS), "Pets").violations(value)
        pet = "/components/schemas/Pet"
        assert {
            (each.keyword, each.pointer, each.schema_pointer, str(each.origin)) for each in found
        } == {
            ("maxLength", (0, "name"), f"{pet}/properties/name/maxLength", where(PETS, "3}")),
            (
                "minimum",
                (0, "age"),
                f"{pet}/properties/age/allOf/0/minimum",
                where(PETS, "0}"),
            ),
            ("required", (0, "parent"), f"{pet}/required", where(PETS, "[name]")),
            (
                "additionalProperties",
                (0, "parent", "size"),
                f"{pet}/additionalProperties",
                where(PETS, "false"),
            ),
        }

    @pytest.mark.parametrize(
        ("yaml", "value", "pointer", "on_key"),
        [
            ("{additionalProperties: false}", {"a": 1}, ("a",), True),
            ("{properties: {}, additionalProperties: false}", {"b": 1, "a": 1}, ("b",), True),
            ("{unevaluatedProperties: false}", {"a": 1}, ("a",), True),
            ("{propertyNames: {maxLength: 1}}", {"ab": 1}, ("ab",), True),
            ("{unevaluatedItems: false}", ["a"], (), False),
            ("{required: [a]}", {}, (), False),
            ("{properties: {a: {type: string}}}", {"a": 1}, ("a",), False),
            ("{items: {type: string}}", ["a", 1], (1,), False),
            ("{properties: {a/b: {items: {const: 1}}}}", {"a/b": [2]}, ("a/b", 0), False),
        ],
    )
    def test_a_fault_of_a_name_is_on_the_key(self, yaml, value, pointer, on_key):
        (violation,) = judge(toy(yaml)).violations(value)
        assert (violation.pointer, violation.on_key) == (pointer, on_key)

    def test_the_same_fault_is_told_once(self):
        same = "{$ref: '#/components/schemas/Text'}"
        document = spec(f"""
            openapi: 3.1.0
            components:
              schemas:
                Root: {{allOf: [{same}, {same}]}}
                Text: {{type: string}}
        """)
        assert len(judge(document).violations(1)) == 1

    def test_a_keyword_of_another_file_has_its_line_there(self, tmp_path):
        (tmp_path / "openapi.yaml").write_text(
            "openapi: 3.0.3\n"
            "components: {schemas: {Root: {properties: {pet: {$ref: 'pet.yaml'}}}}}\n",
            "utf-8",
        )
        (tmp_path / "pet.yaml").write_text(
            "nullable: true\noneOf:\n  - {type: integer, maximum: 9}\n  - {type: string}\n", "utf-8"
        )
        document = load_spec(str(tmp_path / "openapi.yaml"))
        (violation,) = judge(document).violations({"pet": 10})
        assert str(violation.origin) == f"{tmp_path}/pet.yaml:3:30"
        assert violation.schema_pointer == "/oneOf/0/maximum"

    def test_a_keyword_beside_a_reference_counts_in_3_1_and_not_in_3_0(self):
        yaml = "{$ref: '#/components/schemas/Text', maxLength: 1}\n    Text: {type: string}"
        (violation,) = judge(toy(yaml)).violations("ab")
        assert violation.schema_pointer == "/components/schemas/Root/maxLength"
        assert judge(toy(yaml, "3.0.3")).is_valid("ab")

    @pytest.mark.parametrize(
        ("name", "value", "valid"),
        [
            ("Tree", {"children": [{"children": []}]}, True),
            ("Tree", {"children": [{"children": 1}]}, False),
            ("Part", 1, False),
            ("Part", "a", True),
            ("Never", 1, False),
        ],
    )
    def test_schemas_of_3_1_may_recur_carry_anchors_and_be_booleans(self, name, value, valid):
        document = spec("""
            openapi: 3.1.0
            components:
              schemas:
                Tree:
                  $dynamicAnchor: node
                  properties: {children: {type: array, items: {$dynamicRef: '#node'}}}
                Part:
                  $ref: '#text'
                  $defs: {text: {$anchor: text, type: string}}
                Never: false
        """)
        assert judge(document, name).is_valid(value) is valid


class TestFormats:
    @pytest.mark.parametrize(
        ("written", "good", "bad"),
        [
            ("date-time", "2024-02-29T12:00:00Z", "2024-02-30T12:00:00Z"),
            ("date", "2024-02-29", "29.2.2024"),
            ("email", "a@b.co", "ab.co"),
            ("uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2eb8aa08"),
            ("uri", "https://example.com/a", "a b"),
            ("ipv4", "127.0.0.1", "127.0.0.256"),
        ],
    )
    def test_a_format_that_is_known_is_judged(self, written, good, bad):
        root = judge(toy(f"{{type: string, format: {written}}}"))
        assert root.is_valid(good)
        assert not root.is_valid(bad)

    def test_a_format_that_is_not_known_is_not(self):
        assert judge(toy("{format: binary}")).is_valid("any")
        assert judge(toy("{format: x-own}")).is_valid("any")

    @pytest.mark.parametrize(
        ("pattern", "good", "bad"),
        [
            (r"^\p{L}+$", "ä", "1"),
            (r"^\d$", "1", "\N{ARABIC-INDIC DIGIT ONE}"),
            (r"^a$", "a", "a\n"),
            (r"^(a+)+$", "aaa", "a" * 40 + "!"),
            (r"^(?!x)\w+$", "abc", "xbc"),
        ],
    )
    def test_a_pattern_is_read_as_ecma_262_says(self, pattern, good, bad):
        root = judge(toy(f"{{pattern: '{pattern}'}}"))
        assert root.is_valid(good)
        assert not root.is_valid(bad)


class TestUnreadablePatterns:
    TOY = """
        openapi: 3.1.0
        components:
          schemas:
            Root:
              type: object
              required: [name]
              properties:
                name: {type: string, pattern: '(?<', maxLength: 3}
                good: {pattern: '^g'}
                self: {$ref: '#/components/schemas/Root'}
                no: {not: {pattern: '['}}
    """

    def test_a_pattern_that_no_engine_can_read_judges_nothing_and_costs_nothing(self):
        root = judge(spec(self.TOY))
        assert root.is_valid({"name": "any", "self": {"name": "abc"}})
        assert not root.is_valid({"name": "long", "good": "g"})
        assert not root.is_valid({"name": "any", "good": "bad"})

    def test_the_lifted_schema_still_says_what_is_written(self):
        document = spec(self.TOY)
        judge(document)
        properties = schema(document, "Root").lifted["properties"]
        assert properties["name"]["pattern"] == "(?<"
        assert properties["no"] == {"not": {"pattern": "["}}

    def test_a_name_pattern_that_cannot_be_read_costs_only_itself(self):
        text = """
            openapi: 3.1.0
            components:
              schemas:
                Root:
                  patternProperties:
                    '(': {type: string}
                    '^n': {type: number}
        """
        judged = judge(spec(text))
        assert judged.violations({"(": 5, "n": 5}) == ()
        assert [each.pointer for each in judged.violations({"(": 5, "n": "five"})] == [("n",)]


class TestLenient:
    """Where answers have to be given, a keyword that is broken costs itself alone."""

    @pytest.mark.parametrize(
        "broken",
        [
            "exclusiveMinimum: true",
            "required: name",
            "required: [name, 4]",
            "enum: none",
            "allOf: []",
            "minimum: high",
            "properties: {a: {maxLength: -1}, n: {type: number}}",
            "items: [{type: strnig}]",
        ],
    )
    def test_the_other_keywords_still_judge(self, broken):
        text = f"""
            openapi: 3.1.0
            components:
              schemas:
                Root: {{maxProperties: 1, {broken}}}
        """
        document = spec(text)
        judged = Validators(lenient=True).of(schema(document, "Root"), RESPONSE)
        assert judged.violations({"name": 1}) == ()
        (violation,) = judged.violations({"name": 1, "b": 2})
        assert violation.keyword == "maxProperties"

    def test_what_a_broken_reference_leads_to_is_not_guessed(self):
        text = "openapi: 3.1.0\ncomponents:\n  schemas:\n    Root: {items: {$ref: '#/lost'}}\n"
        with pytest.raises(DocumentError):
            Validators(lenient=True).of(schema(spec(text), "Root"), RESPONSE)


class TestUnusable:
    """A schema that JSON Schema cannot apply is told with the line at fault."""

    @pytest.mark.parametrize(
        ("yaml", "words", "message"),
        [
            (
                "{type: strnig}",
                "strnig",
                (
                    '"strnig" is none of the allowed values "array", "boolean", "integer", "null",'
                    ' "number", "object", "string"; did you mean "string"?'
                ),
            ),
            ("{properties: {a: {minLength: -1}}}", "-1", "-1 is less than the minimum 0"),
            ("{properties: {a: {maximum: high}}}", "high", '"high" is a string, expected number'),
            ("{required: [a, a]}", "[a, a]", '["a", "a"] holds the same item twice'),
            ("{required: name}", "name", '"name" is a string, expected array'),
            (
                "{required: [{a: 1}], properties: {b: {readOnly: true}}}",
                "{a: 1}",
                '{"a": 1} is an object, expected string',
            ),
            ("{allOf: []}", "[]", "[] has fewer than 1 items"),
            ("{items: [true]}", "[true]", "[true] is an array, expected boolean or object"),
        ],
    )
    def test_the_fault_is_told_at_its_line(self, yaml, words, message):
        text = f"openapi: 3.1.0\ncomponents:\n  schemas:\n    Root: {yaml}\n"
        with pytest.raises(DocumentError) as caught:
            judge(spec(text))
        (finding,) = caught.value.findings
        assert finding.rule == "schema-unusable"
        assert finding.message == f"this schema cannot be used: {message}"
        assert str(finding.origin) == where(text, words)

    def test_a_fault_behind_references_is_told_where_it_stands(self):
        text = """
            openapi: 3.0.3
            paths:
              /a:
                get:
                  responses:
                    '200': {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
            components:
              schemas:
                A: {properties: {b: {$ref: '#/components/schemas/B'}}}
                B: {nullable: true, allOf: [{type: bolean}]}
        """
        (response,) = operation(spec(text), "GET /a").responses
        with pytest.raises(DocumentError) as caught:
            Validators().of(response.content[0].schema, RESPONSE)
        (finding,) = caught.value.findings
        assert str(finding.origin) == where(text, "bolean")
        assert finding.pointer == "/components/schemas/B/allOf/0/type"

    def test_a_broken_reference_is_told_with_its_line(self):
        text = "openapi: 3.1.0\ncomponents:\n  schemas:\n    Root: {items: {$ref: '#/lost'}}\n"
        with pytest.raises(DocumentError) as caught:
            judge(spec(text))
        (finding,) = caught.value.findings
        assert finding.rule == "reference-unresolved"
        assert str(finding.origin) == where(text, "'#/lost'")


class TestValidators:
    def test_a_schema_is_compiled_once_for_each_direction(self):
        document, validators = spec(PETS), Validators()
        first = validators.of(schema(document, "Pet"), REQUEST)
        assert validators.of(schema(document, "Pet"), REQUEST) is first
        assert validators.of(schema(document, "Pet"), RESPONSE) is not first

    def test_a_bound_that_a_format_implies_is_told_at_the_schema(self):
        (violation,) = judge(toy("{type: integer, format: int32}", "3.0.3")).violations(2**31)
        assert violation.message == "2147483648 is more than the maximum 2147483647"
        assert violation.schema_pointer == "/components/schemas/Root"

    def test_numbers_are_judged_as_decimals_and_without_bounds(self):
        cents = judge(toy("{multipleOf: 0.01}"))
        assert [cents.is_valid(value) for value in (0.07, 19.99, 0.001)] == [True, True, False]
        assert judge(toy("{type: integer, minimum: 0}")).is_valid(10**40)
        assert judge(toy("{type: integer}")).is_valid(1.0)


@pytest.mark.parametrize("value", [["\ud800"], {"\ud800": 1}, {"a": "\udc00"}])
@pytest.mark.parametrize(
    "schema", ["{type: integer}", "{enum: [1]}", "{maxProperties: 0, type: object}"]
)
def test_half_of_a_character_is_judged_as_another_one_would_be(schema, value):
    assert judge(toy(schema)).violations(value)
