import pytest
from builder import schema, spec

from mockserver.schema import Direction, Validators
from mockserver.schema.direction import View
from mockserver.spec.schema import references, subschemas

REQUEST, RESPONSE = Direction.REQUEST, Direction.RESPONSE

USER = """
    openapi: 3.0.3
    components:
      schemas:
        Id: {type: string, readOnly: true}
        Secret:
          allOf:
            - {type: string, writeOnly: true}
        User:
          type: object
          required: [id, name, password, created, previous]
          properties:
            id: {$ref: '#/components/schemas/Id'}
            name: {type: string}
            password: {$ref: '#/components/schemas/Secret'}
            created:
              nullable: true
              readOnly: true
              allOf: [{type: string}]
            previous: {$ref: '#/components/schemas/Id', nullable: true}
"""


def judge(document, name, direction):
    return Validators().of(schema(document, name), direction)


class TestUser:
    """readOnly stays out of requests, writeOnly out of responses, however it is said."""

    @pytest.mark.parametrize(
        ("value", "in_request", "in_response"),
        [
            ({"name": "a", "password": "p"}, True, False),
            ({"id": "1", "name": "a", "created": "c", "previous": None}, False, True),
            (
                {"id": "1", "name": "a", "password": "p", "created": None, "previous": "0"},
                True,
                False,
            ),
            ({"id": 7, "created": 8, "previous": 9, "name": "a", "password": "p"}, True, False),
            ({"id": 7, "name": "a", "created": "c", "previous": None}, False, False),
            ({"id": "1", "name": "a", "created": None, "previous": None}, False, True),
            ({"id": "1", "name": "a", "created": None}, False, False),
            ({"password": "p"}, False, False),
        ],
    )
    def test_a_property_is_asked_for_only_where_it_travels(self, value, in_request, in_response):
        document = spec(USER)
        assert judge(document, "User", REQUEST).is_valid(value) is in_request
        assert judge(document, "User", RESPONSE).is_valid(value) is in_response

    def test_a_secret_in_a_response_is_told_at_its_property(self):
        (violation,) = judge(spec(USER), "User", RESPONSE).violations(
            {"id": "1", "name": "a", "created": None, "previous": None, "password": "p"}
        )
        assert violation.pointer == ("password",)
        assert violation.schema_pointer == "/components/schemas/User/properties/password"


class TestComposition:
    def test_a_name_that_a_member_hides_is_not_required_by_the_whole(self):
        document = spec("""
            openapi: 3.1.0
            components:
              schemas:
                Base: {properties: {id: {readOnly: true, type: string}}}
                Whole:
                  required: [id, name]
                  allOf:
                    - $ref: '#/components/schemas/Base'
                    - required: [id, name]
                Beside:
                  $ref: '#/components/schemas/Base'
                  required: [id]
        """)
        whole, beside = judge(document, "Whole", REQUEST), judge(document, "Beside", REQUEST)
        assert [whole.is_valid(each) for each in ({"name": "a"}, {})] == [True, False]
        assert beside.is_valid({})
        assert not judge(document, "Beside", RESPONSE).is_valid({})

    def test_alternatives_beside_null_hide_a_name_and_others_do_not(self):
        document = spec("""
            openapi: 3.1.0
            components:
              schemas:
                Id: {readOnly: true}
                Root:
                  required: [one, either]
                  properties:
                    one: {anyOf: [{$ref: '#/components/schemas/Id'}, {type: 'null'}]}
                    either: {anyOf: [{$ref: '#/components/schemas/Id'}, {type: string}]}
        """)
        root = judge(document, "Root", REQUEST)
        assert root.is_valid({"either": "x"})
        assert not root.is_valid({})

    def test_a_name_hidden_in_one_object_is_required_in_another(self):
        document = spec("""
            openapi: 3.1.0
            components:
              schemas:
                Order:
                  properties:
                    id: {readOnly: true}
                    item: {required: [id], properties: {id: {type: integer}}}
        """)
        order = judge(document, "Order", REQUEST)
        assert order.is_valid({"item": {"id": 1}})
        assert not order.is_valid({"item": {}})

    @pytest.mark.parametrize(
        ("keyword", "value"),
        [
            ("items", [{}]),
            ("additionalProperties", {"x": {}}),
            ("unevaluatedProperties", {"x": {}}),
            ("contains", [{}]),
        ],
    )
    def test_objects_below_any_keyword_are_seen_so_too(self, keyword, value):
        document = spec(f"""
            openapi: 3.1.0
            components:
              schemas:
                Root: {{{keyword}: {{required: [id], properties: {{id: {{readOnly: true}}}}}}}}
        """)
        assert judge(document, "Root", REQUEST).is_valid(value)
        assert not judge(document, "Root", RESPONSE).is_valid(value)

    @pytest.mark.parametrize("keyword", ["patternProperties", "prefixItems"])
    def test_objects_in_lists_and_maps_are_seen_so_too(self, keyword):
        inner = "{required: [id], properties: {id: {readOnly: true}}}"
        written = f"{{x: {inner}}}" if keyword == "patternProperties" else f"[{inner}]"
        value = {"x": {}} if keyword == "patternProperties" else [{}]
        document = spec(
            f"openapi: 3.1.0\ncomponents: {{schemas: {{Root: {{{keyword}: {written}}}}}}}\n"
        )
        assert judge(document, "Root", REQUEST).is_valid(value)
        assert not judge(document, "Root", RESPONSE).is_valid(value)

    def test_a_schema_that_excludes_is_left_as_it_is(self):
        document = spec("""
            openapi: 3.1.0
            components:
              schemas:
                Root: {properties: {id: {readOnly: true}}, not: {required: [id]}}
        """)
        root = judge(document, "Root", REQUEST)
        assert root.is_valid({})
        assert not root.is_valid({"id": 1})

    def test_hidden_properties_are_known_to_a_closed_object(self):
        document = spec("""
            openapi: 3.1.0
            components:
              schemas:
                Root: {properties: {id: {readOnly: true}}, additionalProperties: false}
        """)
        root = judge(document, "Root", REQUEST)
        assert root.is_valid({"id": 1})
        assert not root.is_valid({"other": 1})


class TestBundle:
    TOY = """
        openapi: 3.1.0
        components:
          schemas:
            Tree:
              type: object
              required: [id]
              properties:
                id: {readOnly: true, type: string}
                left: {$ref: '#/components/schemas/Tree'}
                leaf: {$ref: '#/components/schemas/Leaf'}
            Leaf: {type: [string, 'null']}
            Yes: true
            No: false
            Loop: {$ref: '#/components/schemas/Loop'}
            Deep:
              allOf: [{$ref: '#/components/schemas/Deep'}, {$ref: '#/components/schemas/Deep'}]
    """

    def bundle(self, name, direction=REQUEST):
        return View(direction).bundle(schema(spec(self.TOY), name))

    def test_a_bundle_is_closed(self):
        bundled = self.bundle("Tree")
        named = set(references({"allOf": [bundled, *bundled["$defs"].values()]}))
        assert named == set(bundled["$defs"]) == {"Tree", "Leaf"}

    def test_a_bundle_holds_the_schema_and_its_definitions_as_seen(self):
        tree = {
            "type": "object",
            "required": [],
            "properties": {
                "id": True,
                "left": {"$ref": "#/$defs/Tree"},
                "leaf": {"$ref": "#/$defs/Leaf"},
            },
        }
        assert self.bundle("Tree") == {
            "$defs": {"Tree": tree, "Leaf": {"type": ["string", "null"]}},
            **tree,
        }

    def test_the_document_is_not_changed_by_being_seen(self):
        document = spec(self.TOY)
        before = repr(schema(document, "Tree").lifted)
        View(REQUEST).bundle(schema(document, "Tree"))
        assert repr(schema(document, "Tree").lifted) == before

    def test_a_boolean_becomes_a_member_of_an_object(self):
        assert self.bundle("Yes") == {"$defs": {}, "allOf": [True]}
        assert self.bundle("No") == {"$defs": {}, "allOf": [False]}

    @pytest.mark.parametrize("name", ["Loop", "Deep"])
    def test_a_schema_that_only_refers_to_itself_judges_nothing_and_ends(self, name):
        assert list(self.bundle(name)["$defs"]) == [name]
        assert judge(spec(self.TOY), name, RESPONSE).is_valid({"any": "thing"})

    def test_schemas_that_fan_out_are_seen_once_each(self):
        levels = [
            f"    L{level}: {{allOf: [{', '.join([ref] * 6)}]}}"
            for level in range(20)
            for ref in [f"{{$ref: '#/components/schemas/L{level + 1}'}}"]
        ]
        head = "openapi: 3.1.0\ncomponents:\n  schemas:"
        last = "    L20: {properties: {id: {readOnly: true}}}"
        root = "    Root: {required: [id], allOf: [{$ref: '#/components/schemas/L0'}]}"
        document = spec("\n".join([head, *levels, last, root]))
        assert View(REQUEST).bundle(schema(document, "Root"))["required"] == []


def test_subschemas_of_a_bundle_hold_no_draft_4_words():
    document = spec(USER)
    bundled = View(RESPONSE).bundle(schema(document, "User"))
    for root in (bundled, *bundled["$defs"].values()):
        assert all("nullable" not in each for each in subschemas(root))
