from mockserver.generation.notes import Definitions, Notes


def notes(schema, **definitions):
    return Notes((schema,), Definitions(definitions))


def ref(name):
    return {"$ref": f"#/$defs/{name}"}


def test_examples_come_before_defaults_and_placeholders_are_left_out():
    told = notes({"example": "string", "examples": ["a", None], "default": "b"})
    assert told.examples == ("a", "b")


def test_an_empty_default_says_nothing():
    assert notes({"default": []}).examples == ()


def test_facts_of_references_and_members_are_gathered():
    told = notes({"allOf": [ref("Base"), {"properties": {"b": {"format": "date"}}}]},
                 Base={"properties": {"a": {"type": "integer"}}})  # fmt: skip
    assert told.properties == ("a", "b")
    assert told.property("a").types == ("integer",)
    assert told.property("b").format == "date"


def test_a_schema_that_refers_to_itself_is_read_once():
    told = notes(ref("Node"), Node={"allOf": [ref("Node")], "properties": {"next": ref("Node")}})
    assert told.properties == ("next",)
    assert told.property("next").property("next") is told.property("next")


def test_notes_of_a_plain_reference_are_shared():
    told = notes({"properties": {"a": ref("Node"), "b": ref("Node")}}, Node={"type": "string"})
    assert told.property("a") is told.property("b")


def test_what_stands_beside_a_reference_is_told_too():
    told = notes({"properties": {"a": {**ref("Node"), "example": 3}}}, Node={"type": "integer"})
    assert told.property("a").examples == (3,)
    assert told.property("a").name == "Node"


def test_a_type_that_is_not_named_is_told_by_the_keywords():
    assert notes({"properties": {}}).types == ("object",)
    assert notes({"format": "int64"}).types[0] == "number"
    assert notes({"type": ["null", "string"]}).types == ("string", "null")


def test_undeclared_names_are_those_of_a_map():
    told = notes({"additionalProperties": {"type": "string", "example": "x"}})
    assert told.has_additional
    assert told.property("any").examples == ("x",)
    assert not notes({"additionalProperties": False}).has_additional


def test_the_places_of_a_tuple_have_their_own_notes():
    told = notes({"prefixItems": [{"example": 1}], "items": {"example": 2}})
    assert told.item(0).examples == (1,)
    assert told.item(1).examples == (2,)


def test_a_variant_is_named_by_its_keys_or_by_itself():
    told = notes(
        {
            "oneOf": [ref("Cat"), ref("Dog")],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {"kitty": "#/components/schemas/Cat", "puss": "Cat"},
            },
        },
        Cat={},
        Dog={},
    )
    assert told.variants == ("Cat", "Dog")
    assert told.discriminator.tags("Cat") == ["kitty", "puss"]
    assert told.discriminator.tags("Dog") == ["Dog"]
    assert told.discriminator.tags("") == ["kitty", "puss"]
    assert told.definition("Dog").discriminator == told.discriminator


def test_swagger_2_0_names_the_property_only():
    assert notes({"discriminator": "kind"}).discriminator.property == "kind"
