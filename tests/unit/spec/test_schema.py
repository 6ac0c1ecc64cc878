import pytest
from builder import schema, spec, where

from mockserver.errors import DocumentError
from mockserver.spec.load import load_spec
from mockserver.spec.schema import references, subschemas


def lifted(yaml, version="3.1.0"):
    """A component schema, lifted."""
    document = spec(f"openapi: {version}\ncomponents:\n  schemas:\n    Root: {yaml}\n")
    return schema(document, "Root").lifted


class TestLifted:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("true", True),
            ("false", False),
            ("{}", {}),
            ("", True),
            ("words", True),
            ("[]", True),
        ],
    )
    def test_a_boolean_is_itself_and_what_is_no_schema_allows_all(self, written, expected):
        assert lifted(written) is expected or lifted(written) == expected

    def test_identity_and_prose_are_left_in_the_document(self):
        written = (
            "{$id: 'urn:x', $schema: 'urn:y', $anchor: a, $dynamicAnchor: b, $comment: c,"
            " $defs: {D: {}}, definitions: {}, description: d, externalDocs: {}, title: kept}"
        )
        assert lifted(written) == {"title": "kept"}

    def test_dependencies_are_no_keyword_of_2020_12(self):
        assert lifted("{dependencies: {a: [b]}, dependentRequired: {a: [b]}}") == {
            "dependentRequired": {"a": ["b"]}
        }

    def test_every_keyword_that_holds_schemas_is_lifted(self):
        one = "not if then else items additionalProperties contains propertyNames".split()
        one += "unevaluatedItems unevaluatedProperties contentSchema".split()
        many = "allOf anyOf oneOf prefixItems".split()
        named = "properties patternProperties dependentSchemas".split()
        inner, lifted_inner = "{type: string, nullable: true}", {"type": ["string", "null"]}
        text = ", ".join(
            [
                *(f"{key}: {inner}" for key in one),
                *(f"{key}: [{inner}]" for key in many),
                *(f"{key}: {{a: {inner}}}" for key in named),
            ]
        )
        assert lifted(f"{{{text}}}", "3.0.3") == {
            **dict.fromkeys(one, lifted_inner),
            **{key: [lifted_inner] for key in many},
            **{key: {"a": lifted_inner} for key in named},
        }

    def test_values_that_look_like_schemas_are_left_alone(self):
        looks = {"type": "string", "nullable": True, "$ref": "#/nowhere"}
        text = "{type: string, nullable: true, $ref: '#/nowhere'}"
        written = f"{{enum: [{text}], default: {text}, example: {text}, x-extra: {text}}}"
        assert lifted(written, "3.0.3") == {
            "enum": [looks],
            "default": looks,
            "example": looks,
            "x-extra": looks,
        }

    def test_properties_may_be_called_like_keywords(self):
        written = (
            "{properties: {$ref: {type: string}, items: {type: string}, nullable: {type: string},"
            " description: {type: string}}}"
        )
        assert list(lifted(written, "3.0.3")["properties"]) == [
            "$ref",
            "items",
            "nullable",
            "description",
        ]

    def test_a_required_flag_of_draft_3_is_left_out(self):
        assert lifted("{type: string, required: true}", "3.0.3") == {"type": "string"}
        assert lifted("{required: [a]}", "3.0.3") == {"required": ["a"]}

    def test_a_schema_is_lifted_once(self):
        document = spec("openapi: 3.1.0\ncomponents: {schemas: {A: {type: string}}}\n")
        assert schema(document, "A").lifted is schema(document, "A").lifted

    def test_schemas_are_equal_when_they_stand_at_the_same_place(self):
        document = spec("openapi: 3.1.0\ncomponents: {schemas: {A: {}, B: {}}}\n")
        assert schema(document, "A") == schema(document, "A")
        assert schema(document, "A") != schema(document, "B")


class TestReferences:
    TOY = """
        openapi: 3.1.0
        components:
          schemas:
            Order:
              properties:
                pet: {$ref: '#/components/schemas/Pet', description: prose, minProperties: 1}
                tag: {$ref: '#/components/schemas/Pet/properties/tag'}
                odd: {$ref: '#/components/schemas/a~1b%20c'}
            Pet:
              $ref: '#/components/schemas/Base'
              properties: {tag: {type: string}}
            Base: {type: object}
            a/b c: {type: integer}
            a_b_c: {type: boolean}
            Both:
              anyOf: [{$ref: '#/components/schemas/a_b_c'}, {$ref: '#/components/schemas/a~1b c'}]
            Node:
              properties: {next: {$ref: '#/components/schemas/Node'}, root: {$ref: '#'}}
            Alone: {type: string}
            Broken: {items: {$ref: '#/components/schemas/Lost'}}
            Dynamic: {items: {$dynamicRef: '#lost'}}
    """

    def test_a_reference_names_a_definition_and_keeps_its_siblings(self):
        order = schema(spec(self.TOY), "Order")
        assert order.lifted["properties"] == {
            "pet": {"$ref": "#/$defs/Pet", "minProperties": 1},
            "tag": {"$ref": "#/$defs/components.schemas.Pet.properties.tag"},
            "odd": {"$ref": "#/$defs/a_b_c"},
        }

    def test_definitions_are_all_that_can_be_reached_in_order(self):
        order = schema(spec(self.TOY), "Order")
        assert {name: each.address for name, each in order.definitions().items()} == {
            "Pet": "openapi.yaml#/components/schemas/Pet",
            "components.schemas.Pet.properties.tag": (
                "openapi.yaml#/components/schemas/Pet/properties/tag"
            ),
            "a_b_c": "openapi.yaml#/components/schemas/a~1b%20c",
            "Base": "openapi.yaml#/components/schemas/Base",
        }

    def test_names_that_come_out_alike_are_told_apart(self):
        both = schema(spec(self.TOY), "Both")
        assert both.lifted == {"anyOf": [{"$ref": "#/$defs/a_b_c"}, {"$ref": "#/$defs/a_b_c_2"}]}
        assert [each.lifted["type"] for each in both.definitions().values()] == [
            "boolean",
            "integer",
        ]

    def test_a_schema_that_recurs_is_among_its_own_definitions(self):
        document = spec(self.TOY)
        assert list(schema(document, "Node").definitions()) == ["Node", "root"]
        assert dict(schema(document, "Alone").definitions()) == {}

    def test_follow_leads_to_the_schema_behind_a_lifted_reference(self):
        order = schema(spec(self.TOY), "Order")
        pet = order.follow(order.lifted["properties"]["pet"])
        assert pet.address == "openapi.yaml#/components/schemas/Pet"
        assert order.follow({"type": "string"}) is None
        assert order.follow({"$ref": 5}) is None
        assert order.follow({"$ref": "#/$defs/Unknown"}) is None

    @pytest.mark.parametrize(
        ("name", "reference"), [("Broken", "'#/components/schemas/Lost'"), ("Dynamic", "'#lost'")]
    )
    def test_a_broken_reference_is_told_with_its_line(self, name, reference):
        with pytest.raises(DocumentError) as caught:
            schema(spec(self.TOY), name).definitions()
        (finding,) = caught.value.findings
        assert finding.rule == "reference-unresolved"
        assert str(finding.origin) == where(self.TOY, reference)

    def test_a_dynamic_reference_leads_to_its_anchor(self):
        document = spec("""
            openapi: 3.1.0
            components:
              schemas:
                Tree:
                  $dynamicAnchor: node
                  properties: {children: {items: {$dynamicRef: '#node'}}}
                Local:
                  $ref: '#/components/schemas/Local/$defs/part'
                  $defs: {part: {$anchor: part, type: string}}
                Anchored: {$ref: '#part'}
        """)
        tree = schema(document, "Tree")
        assert tree.lifted["properties"]["children"]["items"] == {"$ref": "#/$defs/Tree"}
        assert list(tree.definitions()) == ["Tree"]
        part = schema(document, "Local").definitions()["components.schemas.Local._defs.part"]
        assert part.lifted == {"type": "string"}
        assert list(schema(document, "Anchored").definitions().values()) == [part]

    def test_definitions_of_other_files_are_read_there(self, tmp_path):
        (tmp_path / "openapi.yaml").write_text(
            "openapi: 3.0.3\ncomponents: {schemas: {A: {$ref: 'b.yaml#/B'}}}\n", "utf-8"
        )
        (tmp_path / "b.yaml").write_text(
            "B: {properties: {c: {$ref: '#/C'}, a: {$ref: 'openapi.yaml#/components/schemas/A'}}}\n"
            "C: {type: string, nullable: true}\n",
            "utf-8",
        )
        document = load_spec(str(tmp_path / "openapi.yaml"))
        found = schema(document, "A").definitions()
        assert {name: each.lifted for name, each in found.items()} == {
            "B": {"properties": {"c": {"$ref": "#/$defs/C"}, "a": {"$ref": "#/$defs/A"}}},
            "C": {"type": ["string", "null"]},
            "A": {"$ref": "#/$defs/B"},
        }


NESTED = {
    "title": "root",
    "properties": {"a": {"title": "a", "items": [{"title": "a0"}]}, "b": True},
    "allOf": [{"title": "all", "not": {"title": "not"}}],
    "enum": [{"title": "a value"}],
}


class TestWalks:
    def test_subschemas_come_in_the_order_of_the_document(self):
        titles = [each.get("title") for each in subschemas(NESTED)]
        assert titles == ["root", "a", "a0", "all", "not"]
        assert list(subschemas(NESTED["properties"]["b"])) == []

    def test_references_are_named_with_repeats(self):
        nested = {
            "$ref": "#/$defs/A",
            "items": {"$ref": "#/$defs/B"},
            "anyOf": [{"$ref": "#/$defs/A"}],
            "enum": [{"$ref": "#/$defs/C"}],
        }
        assert list(references(nested)) == ["A", "B", "A"]

    def test_below_are_the_schemas_one_step_down_and_behind_a_reference(self):
        document = spec("""
            openapi: 3.1.0
            components:
              schemas:
                Root:
                  $ref: '#/components/schemas/Other'
                  properties: {a: {}, b: true}
                  items: [{}]
                  not: {}
                  allOf: [{}, {}]
                  example: {not: {}}
                Other: {}
        """)
        start = "/components/schemas/"
        told = [each.address.partition(f"#{start}")[2] for each in schema(document, "Root").below()]
        assert told == [
            "Other",
            "Root/properties/a",
            "Root/properties/b",
            "Root/items/0",
            "Root/not",
            "Root/allOf/0",
            "Root/allOf/1",
        ]


class TestPlaces:
    """Each keyword of a bundle leads to the line that says it."""

    TOY = """
        openapi: 3.0.3
        components:
          schemas:
            Root:
              type: object
              required: [name]
              properties:
                name: {type: string, nullable: true, maxLength: 5}
                size: {minimum: 1, exclusiveMinimum: true}
                pet: {$ref: '#/components/schemas/Alias'}
                wrapped:
                  nullable: true
                  allOf:
                    - type: object
                      minProperties: 2
                either:
                  nullable: true
                  anyOf:
                    - {type: string}
                    - {type: integer, maximum: 7}
                pair: {items: [{type: boolean}]}
            Alias: {$ref: '#/components/schemas/Pet'}
            Pet:
              properties:
                tag: {type: string, pattern: ^t}
    """
    ROOT = "/components/schemas/Root"

    @pytest.mark.parametrize(
        ("tokens", "pointer", "words"),
        [
            ((), "", "type: object\n      required"),
            (("type",), "/type", "object\n      required"),
            (("required",), "/required", "[name]"),
            (("required", 0), "/required/0", "name]"),
            (("properties", "name", "type"), "/properties/name/type", "string, nullable"),
            (("properties", "name", "maxLength"), "/properties/name/maxLength", "5}"),
            (
                ("properties", "size", "exclusiveMinimum"),
                "/properties/size/exclusiveMinimum",
                "true}",
            ),
            (("properties", "wrapped"), "/properties/wrapped", "nullable: true\n          allOf"),
            (
                ("properties", "wrapped", "anyOf"),
                "/properties/wrapped",
                "nullable: true\n          allOf",
            ),
            (
                ("properties", "wrapped", "anyOf", 0, "allOf", 0, "minProperties"),
                "/properties/wrapped/allOf/0/minProperties",
                "2\n",
            ),
            (
                ("properties", "either", "anyOf"),
                "/properties/either",
                "nullable: true\n          anyOf",
            ),
            (
                ("properties", "either", "anyOf", 0, "anyOf"),
                "/properties/either/anyOf",
                "- {type: string}",
            ),
            (
                ("properties", "either", "anyOf", 0, "anyOf", 1, "maximum"),
                "/properties/either/anyOf/1/maximum",
                "7}",
            ),
            (
                ("properties", "pair", "prefixItems", 0, "type"),
                "/properties/pair",
                "{items: [{type: boolean}]}",
            ),
            (("properties", "lost", "type"), "/properties", "name: {type"),
        ],
    )
    def test_a_lifted_keyword_leads_to_its_line(self, tokens, pointer, words):
        origin, place = schema(spec(self.TOY), "Root").place(tokens)
        assert "/" + "/".join(map(str, place)) == self.ROOT + pointer
        assert str(origin) == where(self.TOY, words)

    def test_a_definition_leads_to_its_own_line(self):
        root = schema(spec(self.TOY), "Root")
        assert list(root.definitions()) == ["Alias", "Pet"]
        origin, place = root.place(("$defs", "Pet", "properties", "tag", "pattern"))
        assert place == ("components", "schemas", "Pet", "properties", "tag", "pattern")
        assert str(origin) == where(self.TOY, "^t")

    def test_a_property_that_is_called_like_a_definition_stays_a_property(self):
        text = """
            openapi: 3.1.0
            components:
              schemas:
                Root: {properties: {Pet: {$ref: '#/components/schemas/Pet', maxLength: 3}}}
                Pet: {maxLength: 4}
        """
        root = schema(spec(text), "Root")
        assert list(root.definitions()) == ["Pet"]
        origin, place = root.place(("properties", "Pet", "maxLength"))
        assert place == ("components", "schemas", "Root", "properties", "Pet", "maxLength")
        assert str(origin) == where(text, "3}")

    def test_a_definition_of_another_file_leads_into_that_file(self, tmp_path):
        (tmp_path / "openapi.yaml").write_text(
            "openapi: 3.0.3\ncomponents: {schemas: {A: {$ref: 'b.yaml#/B'}}}\n", "utf-8"
        )
        (tmp_path / "b.yaml").write_text(
            "# the parts\nB:\n  nullable: true\n  allOf: [{minimum: 3}]\n", "utf-8"
        )
        root = schema(load_spec(str(tmp_path / "openapi.yaml")), "A")
        assert list(root.definitions()) == ["B"]
        origin, place = root.place(("$defs", "B", "anyOf", 0, "allOf", 0, "minimum"))
        assert place == ("B", "allOf", 0, "minimum")
        assert str(origin) == f"{tmp_path}/b.yaml:4:21"

    def test_nullable_in_3_1_says_nothing_and_moves_nothing(self):
        text = """
            openapi: 3.1.0
            components:
              schemas:
                Root: {nullable: true, anyOf: [{type: string}, {minimum: 4}]}
        """
        origin, place = schema(spec(text), "Root").place(("anyOf", 1, "minimum"))
        assert place == ("components", "schemas", "Root", "anyOf", 1, "minimum")
        assert str(origin) == where(text, "4}")
