import pytest

from mockserver.spec.lift import from_2_0, from_3_0, is_wrapped, keep

NULL = {"type": "null"}
REF = {"$ref": "#/$defs/Pet"}


class TestOpenApi30:
    @pytest.mark.parametrize(
        ("written", "lifted"),
        [
            ({}, {}),
            ({"type": "string"}, {"type": "string"}),
            ({"type": "string", "nullable": False}, {"type": "string", "nullable": False}),
            ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
            ({"nullable": True}, {}),
            (
                {"type": "string", "enum": ["a"], "nullable": True},
                {"type": ["string", "null"], "enum": ["a"]},
            ),
            (
                {"type": "string", "enum": ["a", None], "nullable": True},
                {"type": ["string", "null"], "enum": ["a", None]},
            ),
            ({"enum": ["a"], "nullable": True}, {"enum": ["a"]}),
            ({"allOf": [REF], "nullable": True}, {"anyOf": [{"allOf": [REF]}, NULL]}),
            ({"anyOf": [REF], "nullable": True}, {"anyOf": [{"anyOf": [REF]}, NULL]}),
            ({"oneOf": [REF], "nullable": True}, {"anyOf": [{"oneOf": [REF]}, NULL]}),
            ({"not": REF, "nullable": True}, {"anyOf": [{"not": REF}, NULL]}),
            (
                {"type": "object", "allOf": [REF], "nullable": True},
                {"anyOf": [{"type": "object", "allOf": [REF]}, NULL]},
            ),
            ({**REF, "nullable": True}, {"anyOf": [REF, NULL]}),
            ({**REF, "nullable": True, "default": None}, {"anyOf": [REF, NULL]}),
            ({**REF, "nullable": False}, REF),
            ({**REF, "type": "object", "description": "beside"}, REF),
        ],
    )
    def test_nullable_allows_null_wherever_it_stands_but_not_in_an_enum(self, written, lifted):
        assert from_3_0(written) == lifted

    def test_what_is_said_of_a_nullable_schema_stays_in_sight(self):
        said = {
            "default": None,
            "example": {"a": 1},
            "readOnly": True,
            "writeOnly": False,
            "deprecated": True,
            "xml": {"name": "x"},
        }
        lifted = from_3_0({"allOf": [REF], "nullable": True, **said})
        assert lifted == {"anyOf": [{"allOf": [REF], **said}, NULL], **said}

    @pytest.mark.parametrize(
        ("written", "lifted"),
        [
            ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
            ({"maximum": 9, "exclusiveMaximum": True}, {"exclusiveMaximum": 9}),
            ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
            ({"exclusiveMaximum": True}, {}),
            ({"exclusiveMinimum": 5}, {"exclusiveMinimum": 5}),
            (
                {"minimum": 0, "maximum": 1, "exclusiveMinimum": True},
                {"maximum": 1, "exclusiveMinimum": 0},
            ),
        ],
    )
    def test_the_flag_of_an_exclusive_bound_becomes_the_bound(self, written, lifted):
        assert from_3_0(written) == lifted

    @pytest.mark.parametrize(
        ("written", "lifted"),
        [
            ({"items": {"type": "string"}}, {"items": {"type": "string"}}),
            ({"items": [True, REF]}, {"prefixItems": [True, REF]}),
            (
                {"items": [True], "additionalItems": False},
                {"prefixItems": [True], "items": False},
            ),
        ],
    )
    def test_a_list_of_items_becomes_prefix_items(self, written, lifted):
        assert from_3_0(written) == lifted

    def test_what_goes_in_stays_as_it_was(self):
        written = {"type": "string", "enum": ["a"], "nullable": True, "minimum": 1}
        before = {**written, "enum": list(written["enum"])}
        from_3_0(written)
        assert written == before


class TestSwagger20:
    @pytest.mark.parametrize(
        ("written", "lifted"),
        [
            ({"type": "string", "x-nullable": True}, {"type": ["string", "null"]}),
            ({"type": "string", "nullable": True}, {"type": "string", "nullable": True}),
            ({"allOf": [REF], "x-nullable": True}, {"anyOf": [{"allOf": [REF]}, NULL]}),
            ({"type": "file", "name": "a", "in": "formData"}, {"format": "binary"}),
            ({"type": "file", "maxLength": 9}, {"maxLength": 9, "format": "binary"}),
            ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
            ({**REF, "x-nullable": True}, {"anyOf": [REF, NULL]}),
            ({**REF, "nullable": True}, REF),
        ],
    )
    def test_it_is_3_0_in_older_words(self, written, lifted):
        assert from_2_0(written) == lifted


class TestOpenApi31:
    @pytest.mark.parametrize(
        "written",
        [
            {},
            {**REF, "minLength": 3},
            {"type": "string", "nullable": False},
            {"nullable": True},
            {"minimum": 1, "exclusiveMinimum": True},
            {"type": ["string", "null"]},
        ],
    )
    def test_a_schema_stays_what_it_is(self, written):
        assert keep(written) == written

    @pytest.mark.parametrize(
        ("written", "lifted"),
        [
            ({"$dynamicRef": "#a"}, {"$ref": "#a"}),
            ({"$dynamicRef": "#a", "title": "t"}, {"title": "t", "$ref": "#a"}),
            ({"$dynamicRef": "#a", "$ref": "#b"}, {"$ref": "#b", "allOf": [{"$ref": "#a"}]}),
            (
                {"$dynamicRef": "#a", "$ref": "#b", "allOf": [True]},
                {"$ref": "#b", "allOf": [True, {"$ref": "#a"}]},
            ),
        ],
    )
    def test_a_dynamic_reference_becomes_a_plain_one_beside_its_siblings(self, written, lifted):
        assert keep(written) == lifted

    @pytest.mark.parametrize(
        ("types", "lifted"),
        [
            ("string", ["string", "null"]),
            (["string", "integer"], ["string", "integer", "null"]),
            (["null", "string"], ["null", "string"]),
        ],
    )
    def test_nullable_beside_a_type_is_meant_as_in_3_0(self, types, lifted):
        assert keep({"type": types, "nullable": True})["type"] == lifted


class TestRanges:
    INT32 = {"minimum": -2147483648, "maximum": 2147483647}  # noqa: RUF012 - it is not changed

    @pytest.mark.parametrize("lift", [from_2_0, from_3_0, keep])
    @pytest.mark.parametrize(
        ("written", "added"),
        [
            ({"type": "integer", "format": "int32"}, INT32),
            ({"type": "integer", "format": "int32", "minimum": 0}, {"maximum": 2147483647}),
            ({"type": "integer", "format": "int32", "exclusiveMaximum": 5}, {"minimum": -(2**31)}),
            ({"type": ["integer", "null"], "format": "int32"}, INT32),
            (
                {"type": "integer", "format": "int64"},
                {"minimum": -9223372036854775808, "maximum": 9223372036854775807},
            ),
            ({"type": "number", "format": "int32"}, {}),
            ({"format": "int32"}, {}),
            ({"type": "integer", "format": "int8"}, {}),
            ({"type": "integer", "format": {"odd": 1}}, {}),
            ({"type": "integer", "format": ["int32"]}, {}),
        ],
    )
    def test_a_format_of_integers_is_a_range(self, lift, written, added):
        assert lift(written) == {**written, **added}


class TestIsWrapped:
    @pytest.mark.parametrize(
        ("lift", "written", "answer"),
        [
            (from_3_0, {"allOf": [REF], "nullable": True}, True),
            (from_3_0, {"anyOf": [REF, REF], "nullable": True}, True),
            (from_2_0, {"allOf": [REF], "x-nullable": True}, True),
            (from_3_0, {**REF, "nullable": True}, True),
            (from_3_0, REF, False),
            (from_3_0, {"type": "string", "nullable": True}, False),
            (from_3_0, {"allOf": [REF]}, False),
            (from_3_0, {"allOf": [REF], "nullable": False}, False),
            (keep, {"anyOf": [REF, NULL], "nullable": True}, False),
        ],
    )
    def test_a_schema_is_wrapped_when_the_lift_put_null_beside_it(self, lift, written, answer):
        assert is_wrapped(lift(written), written) is answer

    @pytest.mark.parametrize("value", [True, [], None, "words"])
    def test_what_is_no_object_is_not_wrapped(self, value):
        assert not is_wrapped(value, value)
