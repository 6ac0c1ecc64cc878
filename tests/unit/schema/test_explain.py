import pytest
from builder import schema, spec

from mockserver.schema import Direction, Validators
from mockserver.schema.explain import shown


def violations(yaml, value):
    document = spec(f"openapi: 3.1.0\ncomponents:\n  schemas:\n    Root: {yaml}\n")
    return Validators().of(schema(document, "Root"), Direction.REQUEST).violations(value)


def told(yaml, value):
    return [each.message for each in violations(yaml, value)]


LONG = "x" * 100


class TestSentences:
    """What a person reads for each keyword of JSON Schema 2020-12."""

    @pytest.mark.parametrize(
        ("written", "value", "sentence"),
        [
            ("{type: integer}", "a", '"a" is a string, expected integer'),
            ("{type: string}", None, "null is null, expected string"),
            ("{type: object}", True, "true is a boolean, expected object"),
            ("{type: array}", {"a": 1}, '{"a": 1} is an object, expected array'),
            ("{type: object}", [1], "[1] is an array, expected object"),
            ("{type: integer}", 1.5, "1.5 is a number, expected integer"),
            (
                "{type: ['null', string, integer]}",
                1.5,
                "1.5 is a number, expected integer or string or null",
            ),
            ("{enum: [cat, 2, null]}", 3, '3 is none of the allowed values "cat", 2, null'),
            (
                "{enum: [active, blocked]}",
                "actve",
                '"actve" is none of the allowed values "active", "blocked"; did you mean "active"?',
            ),
            (
                "{enum: [true]}",
                "true",
                '"true" is none of the allowed values true; did you mean true?',
            ),
            ("{const: 2}", 3, "3 is not 2, the only value allowed"),
            ("{const: {a: 1}}", {}, '{} is not {"a": 1}, the only value allowed'),
            ("{multipleOf: 0.25}", 0.3, "0.3 is not a multiple of 0.25"),
            ("{minimum: 3}", 2, "2 is less than the minimum 3"),
            ("{maximum: 3}", 4, "4 is more than the maximum 3"),
            ("{exclusiveMinimum: 3}", 3, "3 is not more than 3"),
            ("{exclusiveMaximum: 3}", 3, "3 is not less than 3"),
            ("{minLength: 3}", "ab", '"ab" is shorter than 3 characters'),
            ("{maxLength: 1}", "ab", '"ab" is longer than 1 characters'),
            ("{pattern: '^[a-z]+$'}", "A", '"A" does not match the pattern ^[a-z]+$'),
            ("{format: email}", "a", '"a" is not of the format email'),
            ("{minItems: 2}", [1], "[1] has fewer than 2 items"),
            ("{maxItems: 1}", [1, 2], "[1, 2] has more than 1 items"),
            ("{uniqueItems: true}", [1, 1], "[1, 1] holds the same item twice"),
            (
                "{contains: {const: 1}}",
                [2],
                "[2] holds no item of the kind that 'contains' describes",
            ),
            (
                "{contains: {const: 1}, minContains: 2}",
                [1],
                "[1] holds too few items of the kind that 'contains' describes",
            ),
            (
                "{contains: {const: 1}, maxContains: 1}",
                [1, 1],
                "[1, 1] holds too many items of the kind that 'contains' describes",
            ),
            (
                "{prefixItems: [true], unevaluatedItems: false}",
                [1, "a", {}],
                '"a", {} are not expected here: the schema allows no other items',
            ),
            ("{prefixItems: [true], items: false}", [1, 2], "nothing is allowed here"),
            ("{required: [name]}", {}, "'name' is required and missing"),
            (
                "{required: [name]}",
                {"nam": 1},
                "'name' is required and missing; did you mean it by 'nam'?",
            ),
            ("{dependentRequired: {a: [b]}}", {"a": 1}, "'b' is required and missing"),
            ("{dependentSchemas: {a: {required: [b]}}}", {"a": 1}, "'b' is required and missing"),
            ("{minProperties: 1}", {}, "{} has fewer than 1 properties"),
            ("{maxProperties: 0}", {"a": 1}, '{"a": 1} has more than 0 properties'),
            (
                "{properties: {a: true}, additionalProperties: false}",
                {"a": 1, "b": 2, "c": 3},
                "'b', 'c' are not expected here: the schema allows no other properties",
            ),
            (
                "{additionalProperties: false}",
                {"b": 2},
                "'b' is not expected here: the schema allows no other properties",
            ),
            (
                "{properties: {name: true, id: true}, additionalProperties: false}",
                {"nmae": 2, "x": 1},
                "'nmae' is not expected here; did you mean 'name'?",
            ),
            (
                "{unevaluatedProperties: false}",
                {"b": 2},
                "'b' is not expected here: the schema allows no other properties",
            ),
            (
                "{propertyNames: {maxLength: 1}}",
                {"ab": 1},
                'a property may not be called so: "ab" is longer than 1 characters',
            ),
            ("{properties: {a: false}}", {"a": 1}, "nothing is allowed here"),
            ("false", 1, "nothing is allowed here"),
            ("{not: {type: string}}", "a", '"a" is of the kind that the schema excludes'),
            ("{if: {minimum: 0}, then: {maximum: 5}}", 6, "6 is more than the maximum 5"),
            ("{if: {minimum: 0}, else: {maximum: -5}}", -1, "-1 is more than the maximum -5"),
            (
                "{oneOf: [{minimum: 0}, {maximum: 9}]}",
                5,
                "5 fits more than one of the variants, it has to fit only one",
            ),
            (
                "{anyOf: [{minLength: 3}, {pattern: ^x}]}",
                "a",
                (
                    '"a" fits none of the alternatives: "a" is shorter than 3 characters,'
                    ' or "a" does not match the pattern ^x'
                ),
            ),
            (
                "{oneOf: [{minLength: 3}, {pattern: ^x}]}",
                "a",
                (
                    '"a" fits none of the alternatives: "a" is shorter than 3 characters,'
                    ' or "a" does not match the pattern ^x'
                ),
            ),
        ],
    )
    def test_a_sentence_says_what_was_found_and_what_was_expected(self, written, value, sentence):
        assert told(written, value) == [sentence]

    def test_a_long_list_of_values_is_cut(self):
        values = [f"v{number:03}" for number in range(50)]
        (message,) = told(f"{{enum: {values}}}", "v04")
        assert message.startswith('"v04" is none of the allowed values "v000", "v001"')
        assert '"v019" and 30 more; did you mean "v04' in message

    def test_a_long_value_is_cut(self):
        (message,) = told("{type: integer}", LONG)
        assert message == f'"{"x" * 78}… is a string, expected integer'


class TestShown:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("é", '"é"'),
            ({"a": [1, None, True]}, '{"a": [1, null, true]}'),
            (10**30, "1" + "0" * 30),
            ("x" * 78, f'"{"x" * 78}"'),
            ("x" * 79, f'"{"x" * 78}…'),
        ],
    )
    def test_a_value_is_shown_as_json_of_at_most_80_characters(self, value, text):
        assert shown(value) == text
        assert len(shown(value)) <= 80


class TestAlternatives:
    CAT = (
        "{type: object, required: [kind, claws],"
        " properties: {kind: {const: cat}, claws: {type: integer}}}"
    )
    DOG = (
        "{type: object, required: [kind, bark],"
        " properties: {kind: {enum: [dog]}, bark: {type: boolean}}}"
    )

    @pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
    @pytest.mark.parametrize(
        ("variants", "value", "expected"),
        [
            # the types decide
            ("[{type: string}, {type: 'null'}]", 5, ["5 is a number, expected string or null"]),
            (
                "[{type: string}, {type: [integer, 'null']}]",
                {},
                ["{} is an object, expected integer or string or null"],
            ),
            (
                "[{type: string, minLength: 3}, {type: 'null'}]",
                "a",
                ['"a" is shorter than 3 characters'],
            ),
            (
                "[{type: object, required: [a]}, {type: array}, {type: string}]",
                {},
                ["'a' is required and missing"],
            ),
            # the type of the values allowed decides
            (
                "[{enum: [on, off]}, {type: integer}]",
                "onn",
                ['"onn" is none of the allowed values "on", "off"; did you mean "on"?'],
            ),
            ("[{const: 1}, {type: object, required: [a]}]", {}, ["'a' is required and missing"]),
            # fewer errors are closer
            (
                "[{required: [a, b]}, {required: [a]}]",
                {},
                ["'a' is required and missing"],
            ),
            # as close as one another
            (
                "[{required: [a]}, {required: [b]}]",
                {},
                [
                    (
                        "{} fits none of the alternatives: 'a' is required and missing,"
                        " or 'b' is required and missing"
                    ),
                ],
            ),
            (
                "[{minimum: 1}, {minimum: 2}, {minimum: 3}, {minimum: 4}]",
                0,
                ["0 fits none of the alternatives"],
            ),
            # none of the values that tell them apart
            ("[{const: a}, {const: b}]", "c", ['"c" is none of the allowed values "a", "b"']),
            # what is there tells more than what is missing
            (
                "[{required: [card], properties: {card: {maxLength: 1}}}, {required: [iban]}]",
                {"card": "12"},
                ['"12" is longer than 1 characters'],
            ),
        ],
    )
    def test_the_closest_variant_is_told(self, keyword, variants, value, expected):
        assert told(f"{{{keyword}: {variants}}}", value) == expected

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ({"kind": "cat"}, ["'claws' is required and missing"]),
            ({"kind": "dog"}, ["'bark' is required and missing"]),
            ({"kind": "dog", "claws": 1}, ["'bark' is required and missing"]),
            (
                {"kind": "dog", "bark": "loud", "claws": "sharp"},
                ['"loud" is a string, expected boolean'],
            ),
            (
                {"kind": "cow"},
                ['\'kind\' is "cow", which is none of the allowed values "cat", "dog"'],
            ),
            (7, ["7 is a number, expected object"]),
        ],
    )
    def test_a_tag_weighs_more_than_the_number_of_errors(self, value, expected):
        assert told(f"{{oneOf: [{self.CAT}, {self.DOG}]}}", value) == expected

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ({"kind": "a", "n": 9}, ["9 is more than the maximum 5"]),
            (
                {"kind": "d", "n": 9},
                ['\'kind\' is "d", which is none of the allowed values "a", "b", "c"'],
            ),
        ],
    )
    def test_tags_that_stand_beside_a_variant_are_tags_however_many_there_are(
        self, value, expected
    ):
        few = "{properties: {n: {maximum: 5}}}"
        one = f"{{allOf: [{few}, {{properties: {{kind: {{enum: [a]}}}}}}]}}"
        two = "{allOf: [{required: [kind]}, {properties: {kind: {enum: [b, c]}}}]}"
        assert told(f"{{oneOf: [{one}, {two}]}}", value) == expected

    def test_alternatives_within_alternatives_are_followed(self):
        nested = "{anyOf: [{type: 'null'}, {anyOf: [{type: integer, minimum: 5}, {type: string}]}]}"
        assert told(nested, 3) == ["3 is less than the minimum 5"]

    def test_all_errors_of_the_closest_variant_are_told_where_they_are(self):
        found = violations(
            "{properties: {pet: {oneOf: [{type: 'null'},"
            " {type: object, required: [a, b], properties: {c: {type: string}}}]}}}",
            {"pet": {"c": 1}},
        )
        assert {(each.pointer, each.message) for each in found} == {
            (("pet", "c"), "1 is a number, expected string"),
            (("pet",), "'a' is required and missing"),
            (("pet",), "'b' is required and missing"),
        }
