from random import Random

import pytest

from mockserver.generation import Exhausted, Generator
from mockserver.schema import Direction


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def record(**properties):
    return {"type": "object", "properties": properties, "required": list(properties)}


TEXT = {"type": "string"}
WHOLE = {"type": "integer"}


class TestWhatTheDocumentShows:
    def test_an_example_of_a_property_is_used(self, generator):
        made = generator(record(name={"type": "string", "example": "Falcon"}))
        assert made.value(Random(1)) == {"name": "Falcon"}

    def test_an_example_that_breaks_its_schema_is_not(self, generator):
        made = generator(record(age={"type": "integer", "minimum": 18, "example": 3}))
        assert made.value(Random(1))["age"] >= 18

    def test_a_placeholder_of_an_editor_is_not(self, generator):
        made = generator(record(email={"type": "string", "example": "string"}))
        assert "@example." in made.value(Random(1))["email"]

    def test_a_default_stands_in_for_an_example(self, generator):
        assert generator(record(plan={**TEXT, "default": "free"})).value(Random(1)) == {
            "plan": "free"
        }

    def test_an_example_behind_a_reference_is_found(self, generator):
        made = generator(record(plan=ref("Plan")), Plan={**TEXT, "examples": ["gold", "silver"]})
        assert made.value(Random(1)) == {"plan": "gold"}

    def test_an_example_of_the_whole_comes_before_those_of_its_parts(self, generator):
        written = {**record(a={**WHOLE, "example": 1}), "example": {"a": 2}}
        assert generator(written).value(Random(1)) == {"a": 2}

    def test_items_take_one_example_each_and_then_others(self, generator):
        item = {"type": "string", "examples": ["north", "south"]}
        made = generator({"type": "array", "items": item, "minItems": 3, "uniqueItems": True})
        first, second, third = made.value(Random(1), size=3)
        assert (first, second) == ("north", "south")
        assert third not in ("north", "south")

    def test_an_example_is_not_taken_twice_on_the_way_through_a_reference(self, generator):
        item = {**record(id=WHOLE), "example": {"id": 1}}
        made = generator({"type": "array", "items": ref("Item")}, Item=item).value(
            Random(1), size=2
        )
        assert made[0] == {"id": 1}
        assert made[1] != {"id": 1}

    def test_properties_come_in_the_order_of_the_document(self, generator):
        made = generator(record(zebra=TEXT, apple=TEXT, mango=WHOLE))
        assert list(made.value(Random(1))) == ["zebra", "apple", "mango"]

    def test_what_only_a_request_carries_is_not_shown(self, generator):
        written = record(name=TEXT, secret={**TEXT, "writeOnly": True})
        made = generator(written, direction=Direction.RESPONSE)
        assert list(made.value(Random(1))) == ["name"]

    def test_the_example_itself_is_not_handed_out(self, generator):
        made = generator({"type": "object", "example": {"tags": ["a"]}})
        made.value(Random(1))["tags"].append("b")
        assert made.value(Random(1)) == {"tags": ["a"]}


class TestWhatTheCallerAsks:
    def test_a_fixed_value_is_used_where_it_fits(self, generator):
        made = generator(record(id=WHOLE, name=TEXT))
        assert made.value(Random(1), fixed={"id": 42})["id"] == 42

    def test_a_fixed_value_that_does_not_fit_is_left_out(self, generator):
        made = generator(record(id=WHOLE)).value(Random(1), fixed={"id": "forty-two"})
        assert isinstance(made["id"], int)

    def test_a_fixed_value_comes_before_the_example(self, generator):
        written = {**record(id=WHOLE, name=TEXT), "example": {"id": 1, "name": "Falcon"}}
        made = generator(written).value(Random(1), fixed={"id": 42})
        assert made == {"id": 42, "name": "Falcon"}

    def test_a_fixed_value_reaches_the_variant(self, generator):
        variants = {"oneOf": [ref("Cat"), ref("Dog")]}
        made = generator(
            variants, Cat=record(id=WHOLE, lives=WHOLE), Dog=record(id=WHOLE, tail=TEXT)
        )
        assert made.value(Random(1), fixed={"id": 42})["id"] == 42

    @pytest.mark.parametrize("seed", range(6))
    def test_a_fixed_value_that_names_the_variant_chooses_it(self, generator, seed):
        made = generator(ref("Pet"), **pets()).value(Random(seed), fixed={"kind": "kitty"})
        assert made["kind"] == "kitty"
        assert "lives" in made

    @pytest.mark.parametrize("seed", range(6))
    def test_of_variants_without_a_name_that_is_made_which_has_what_is_fixed(self, generator, seed):
        card, iban = record(card=TEXT), record(iban=TEXT)
        made = generator({"oneOf": [ref("Card"), ref("Iban")]}, Card=card, Iban=iban)
        assert made.value(Random(seed), fixed={"iban": "DE2"}) == {"iban": "DE2"}

    @pytest.mark.parametrize("seed", range(6))
    def test_a_fixed_value_chooses_what_follows_from_it(self, generator, seed):
        written = {
            **record(land={"enum": ["US", "NL"]}, zip=TEXT),
            "if": {"properties": {"land": {"const": "US"}}},
            "then": {"properties": {"zip": {"pattern": "^[0-9]{5}$"}}},
            "else": {"properties": {"zip": {"pattern": "^[A-Z]{2}$"}}},
        }
        given = {"land": "NL", "zip": "AB"}
        assert generator(written).value(Random(seed), fixed=given) == given

    def test_only_what_is_required_is_there_unless_all_is_asked_for(self, generator):
        written = {**record(id=WHOLE, name=TEXT), "required": ["id"]}
        assert list(generator(written).value(Random(1), full=False)) == ["id"]
        assert list(generator(written).value(Random(1), full=True)) == ["id", "name"]

    def test_a_list_is_as_long_as_asked_within_its_bounds(self, generator):
        made = generator({"type": "array", "items": WHOLE, "maxItems": 4})
        assert [len(made.value(Random(1), size=size)) for size in (0, 3, 9)] == [0, 3, 4]

    def test_a_list_has_two_or_three_items_unless_asked(self, generator):
        made = generator({"type": "array", "items": WHOLE})
        assert {len(made.value(Random(seed))) for seed in range(20)} == {2, 3}

    def test_a_language_has_its_own_names(self, generator):
        written = record(first_name=TEXT, city=TEXT, email={"type": "string", "format": "email"})
        made = generator(written).value(Random(1), locale="ja-JP")
        assert not made["first_name"].isascii()
        assert not made["city"].isascii()
        assert made["email"].isascii()


class TestWhatBelongsTogether:
    PERSON = record(
        first_name=TEXT, last_name=TEXT, name=TEXT, email={"type": "string", "format": "email"}
    )

    def test_an_address_is_made_of_the_names_beside_it(self, generator):
        made = generator(self.PERSON).value(Random(3))
        assert made["name"] == f"{made['first_name']} {made['last_name']}"
        assert made["email"].startswith(f"{made['first_name']}.{made['last_name']}@".lower())

    def test_a_city_lies_in_its_country(self, generator):
        written = record(address=record(city=TEXT, country=TEXT), currency=TEXT)
        for seed in range(10):
            made = generator(written).value(Random(seed))
            pair = made["address"]["city"], made["address"]["country"]
            assert pair in {
                ("London", "GB"), ("New York", "US"), ("Toronto", "CA"), ("Sydney", "AU"),
                ("Dublin", "IE"), ("Berlin", "DE"), ("Lyon", "FR"), ("Nairobi", "KE"),
            }  # fmt: skip

    def test_a_country_in_letters_is_used_where_two_letters_do_not_fit(self, generator):
        written = record(country={"type": "string", "minLength": 3, "maxLength": 3})
        assert generator(written).value(Random(1))["country"].isupper()

    def test_what_was_created_was_updated_later(self, generator):
        moment = {"type": "string", "format": "date-time"}
        made = generator(record(updated_at=moment, created_at=moment, expires_at=moment))
        for seed in range(10):
            value = made.value(Random(seed))
            assert value["created_at"] < value["updated_at"] < value["expires_at"]

    def test_a_price_has_two_decimals(self, generator):
        made = generator(record(price={"type": "number"})).value(Random(1))
        assert round(made["price"], 2) == made["price"]

    def test_the_people_of_a_list_are_different_ones(self, generator):
        made = generator({"type": "array", "items": self.PERSON}).value(Random(1), size=3)
        assert len({each["email"] for each in made}) == 3

    def test_a_pattern_wins_over_the_name(self, generator):
        written = record(country={"type": "string", "pattern": "^[a-z]{4}$"})
        made = generator(written).value(Random(1))["country"]
        assert len(made) == 4
        assert made.islower()

    def test_null_is_not_chosen_where_something_is_possible(self, generator):
        made = generator(record(name={"type": ["null", "string"]}))
        assert all(made.value(Random(seed))["name"] for seed in range(20))

    @pytest.mark.parametrize("seed", range(4))
    def test_nobody_has_deleted_what_is_there(self, generator, seed):
        moment = {"type": ["string", "null"], "format": "date-time"}
        written = record(
            deletedAt=moment, created_at=moment, revoked_by={"type": ["string", "null"]}
        )
        written["properties"]["archived_on"] = {"type": "string", "format": "date"}
        written["properties"]["deleted"] = {"type": "boolean"}
        made = generator(written).value(Random(seed))
        assert made.keys() == {"deletedAt", "created_at", "revoked_by", "deleted"}
        assert (made["deletedAt"], made["revoked_by"], made["deleted"]) == (None, None, False)
        assert made["created_at"]


def pets(keyword="oneOf", **changed):
    """A cat is called a kitty, and a dog by its name."""
    mapping = {"kitty": "#/components/schemas/Cat"}
    return {
        "Pet": {
            keyword: [ref("Cat"), ref("Dog")],
            "discriminator": {"propertyName": "kind", "mapping": mapping},
        },
        "Cat": record(kind=TEXT, lives=WHOLE),
        "Dog": record(kind=TEXT, tail=TEXT),
        **changed,
    }


class TestVariants:
    def test_the_property_names_the_variant_that_was_drawn(self, generator):
        made = generator({"type": "array", "items": ref("Pet")}, **pets())
        drawn = [pet for seed in range(8) for pet in made.value(Random(seed))]
        assert {(pet["kind"], "lives" in pet) for pet in drawn} == {("kitty", True), ("Dog", False)}

    def test_variants_that_share_all_their_members_are_told_apart_by_it(self, generator):
        alike = record(kind=TEXT, lives=WHOLE)
        made = generator(ref("Pet"), **pets("anyOf", Cat=alike, Dog=alike))
        assert {made.value(Random(seed))["kind"] for seed in range(20)} == {"kitty", "Dog"}

    def test_a_variant_that_never_stands_alone_is_not_drawn(self, generator):
        cat = record(kind={"const": "kitty"}, lives=WHOLE)
        made = generator(ref("Pet"), **pets(Cat=cat, Dog=record(kind=TEXT, lives=WHOLE)))
        assert {made.value(Random(seed))["kind"] for seed in range(20)} == {"Dog"}

    def test_a_variant_that_is_made_of_its_base_names_itself(self, generator):
        base = {**record(kind=TEXT), "discriminator": {"propertyName": "kind"}}
        bird = {"allOf": [ref("Animal"), record(wings=WHOLE)]}
        made = generator(record(pet=ref("Bird")), Animal=base, Bird=bird)
        assert made.value(Random(1))["pet"]["kind"] == "Bird"

    def test_a_base_without_a_known_name_is_called_something(self, generator):
        base = {**record(kind=TEXT), "discriminator": {"propertyName": "kind"}}
        assert generator(base).value(Random(1))["kind"]

    def test_examples_of_the_variant_that_was_drawn_are_used(self, generator):
        cat = record(kind=TEXT, name={**TEXT, "example": "Tom"})
        dog = record(kind=TEXT, name={**TEXT, "example": "Rex"})
        made = generator(ref("Pet"), **pets("anyOf", Cat=cat, Dog=dog))
        found = {(each["kind"], each["name"]) for each in map(made.value, map(Random, range(12)))}
        assert found == {("kitty", "Tom"), ("Dog", "Rex")}


class TestLimits:
    def test_a_recursion_ends_after_a_level(self, generator):
        tree = {**record(id=WHOLE), "properties": {"id": WHOLE, "parent": ref("Root")}}
        assert list(generator(tree).value(Random(1))["parent"]) == ["id"]

    def test_a_wide_and_deep_document_stays_small(self, generator):
        levels = {
            f"L{depth}": record(**{f"p{place}": ref(f"L{depth + 1}") for place in range(6)})
            for depth in range(7)
        }
        for level in levels.values():
            level["required"] = []
        made = generator(ref("L0"), **levels, L7=record(id=WHOLE)).value(Random(1))
        assert 100 < str(made).count(":") < 5000

    def test_what_is_not_found_is_told_as_such(self, generator):
        written = {"type": "string", "pattern": r"^(a+)b\1c$"}
        with pytest.raises(Exhausted, match="show one in the document as its 'example'"):
            generator(written).value(Random(1))

    def test_an_example_helps_where_nothing_else_does(self, generator):
        written = {"type": "string", "pattern": r"^(a+)b\1c$", "example": "aabaac"}
        assert generator(written).value(Random(1)) == "aabaac"

    def test_a_judge_that_refuses_all_ends_in_exhaustion(self, judged, monkeypatch):
        validator = judged(TEXT)
        monkeypatch.setattr(
            validator, "_compiled", type("No", (), {"is_valid": lambda *_: False})()
        )
        with pytest.raises(Exhausted):
            Generator(validator).value(Random(1))

    def test_a_large_number_is_avoided_where_possible(self, generator):
        made = generator({"type": "integer", "format": "int64", "minimum": 2**52})
        assert all(made.value(Random(seed)) < 2**53 for seed in range(20))


class TestWhatIsRare:
    @pytest.mark.parametrize("schema", [False, {"type": "integer", "minimum": 3, "maximum": 1}])
    def test_a_text_that_can_hold_no_such_json_is_a_text_all_the_same(self, generator, schema):
        written = {**TEXT, "contentMediaType": "application/json", "contentSchema": schema}
        assert isinstance(generator(written).value(Random(1)), str)

    def test_a_number_in_the_format_of_a_whole_one_is_whole(self, generator):
        made = generator({"type": "number", "format": "int32"})
        assert all(isinstance(made.value(Random(seed)), int) for seed in range(9))

    def test_a_number_that_is_all_that_it_may_not_be_is_not_found(self, generator):
        excluded = {"anyOf": [{"multipleOf": 2}, {"multipleOf": 3}, {"const": 1}]}
        made = generator({**WHOLE, "minimum": 1, "maximum": 4, "not": excluded})
        with pytest.raises(Exhausted, match="show one in the document as its 'example'"):
            made.value(Random(1))

    def test_a_variant_is_chosen_by_its_tag_though_more_is_demanded_than_variants(self, generator):
        kind = {"properties": {"kind": TEXT}, "required": ["kind"]}
        mapping = {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}}
        written = {
            "type": "object",
            **kind,
            "discriminator": mapping,
            "oneOf": [ref("Dog"), ref("Cat")],
        }
        dog = {"type": "object", "properties": {"kind": {"const": "Dog"}}}
        cat = {"type": "object", "properties": {"kind": {"const": "cat"}, "purr": WHOLE}}
        made = generator(written, Dog=dog, Cat={**cat, "required": ["purr"]})
        assert made.value(Random(1), fixed={"kind": "cat"}).keys() == {"kind", "purr"}
        assert made.value(Random(1), fixed={"kind": "Dog"}).keys() == {"kind"}
