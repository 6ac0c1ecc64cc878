import pytest
from builder import operation, spec

from mockserver.errors import Rejection
from mockserver.response import Sampler, Wish
from mockserver.schema import Validators


def content(written, more=""):
    """The JSON content of a response, as a document writes it."""
    text = f"""
    openapi: 3.1.0
    paths:
      /pets:
        get: {{responses: {{'200': {{content: {{application/json: {written}}}}}}}}}
    components: {{schemas: {{Pet: {more or "{}"}}}}}
    """
    return operation(spec(text), "GET /pets").responses[0].content[0]


def shown(written, wish=None, more=""):
    return Sampler(Validators()).body(content(written, more), wish or Wish())


TWO = "{examples: {rex: {value: {id: 1, name: Rex}}, tom: {value: {id: 2, name: Tom}}}}"


def test_the_first_example_is_shown():
    found = shown(TWO)
    assert (found.value, found.source) == ({"id": 1, "name": "Rex"}, "example")


BROKEN = "{schema: {type: object}, examples: {one: {value: 1}, two: {value: 2}}}"


def test_an_example_that_breaks_its_schema_is_shown_if_that_is_wished_and_no_other_fits():
    assert shown(BROKEN).value == {}
    assert shown(BROKEN, Wish(show_broken=True)).value == 1
    assert shown(BROKEN.replace("2}", "{a: 1}}"), Wish(show_broken=True)).value == {"a": 1}


def test_members_of_what_is_made_on_demand_go_by_name():
    inner = "{type: object, properties: {d: {const: 1}, c: {const: 2}}, required: [c, d]}"
    written = (
        "{schema: {type: object, required: [b, a],"
        f" properties: {{b: {{type: array, items: {inner}, minItems: 1}}, a: {{const: 3}}}}}}}}"
    )
    found = shown(written, Wish(dynamic=True)).value
    assert (list(found), list(found["b"][0])) == (["a", "b"], ["c", "d"])
    assert list(shown(written).value) == ["b", "a"]


def test_an_example_that_breaks_its_schema_is_not_shown():
    written = (
        "{schema: {properties: {id: {type: integer}}},"
        " examples: {bad: {value: {id: x}}, good: {value: {id: 2}}}}"
    )
    assert shown(written).value == {"id": 2}


def test_an_example_asked_for_by_name_is_shown_whatever_it_is():
    written = "{schema: {type: integer}, examples: {bad: {value: x}, good: {value: 2}}}"
    assert shown(written, Wish(example="bad")).value == "x"


def test_a_name_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(Rejection) as caught:
        shown(TWO, Wish(example="max"))
    assert caught.value.problem.status == 404
    assert caught.value.problem.detail == (
        "There is no example 'max' for application/json; there is 'rex', 'tom'."
    )


def test_an_example_that_the_request_names_or_agrees_with_comes_first():
    assert shown(TWO, Wish(paired=frozenset({"tom"}))).value["name"] == "Tom"
    assert shown(TWO, Wish(values={"petId": "2"}, key_parameter="petId")).value["name"] == "Rex"
    assert shown(TWO, Wish(values={"pet_id": "2"}, key_parameter="pet_id")).value["name"] == "Tom"
    assert shown(TWO, Wish(values={"name": "Tom"})).value["name"] == "Tom"


@pytest.mark.parametrize(
    ("schema", "more"),
    [
        ("{examples: [3], type: integer}", ""),
        ("{examples: [x, 3], type: integer}", ""),
        ("{example: 3}", ""),
        ("{$ref: '#/components/schemas/Pet'}", "{example: 3}"),
    ],
)
def test_an_example_of_the_schema_will_do(schema, more):
    found = shown(f"{{schema: {schema}}}", more=more)
    assert (found.value, found.source) == (3, "example")


def test_without_a_schema_and_an_example_the_body_is_empty():
    found = shown("{}")
    assert (found.value or None, found.source) == (None, "empty")


def test_a_name_is_refused_where_there_are_no_examples():
    with pytest.raises(Rejection) as caught:
        shown("{schema: {type: integer}}", Wish(example="max"))
    assert caught.value.problem.detail.endswith("; there is none.")
    assert caught.value.problem.type == "urn:mockserver:no-example"


def test_references_in_a_ring_end():
    more = "{$ref: '#/components/schemas/Pet', example: 3}"
    assert shown("{schema: {$ref: '#/components/schemas/Pet'}}", more=more).value == 3


def of_type(media_type, schema):
    text = f"""
    openapi: 3.1.0
    paths:
      /pets:
        get: {{responses: {{'200': {{content: {{{media_type}: {{schema: {schema}}}}}}}}}}}
    """
    content = operation(spec(text), "GET /pets").responses[0].content[0]
    return Sampler(Validators()).body(content, Wish()).value


@pytest.mark.parametrize("schema", ["{}", "{type: string}", "{type: string, format: binary}"])
def test_an_image_is_one_where_its_schema_says_no_more(schema):
    assert of_type("image/png", schema).startswith(b"\x89PNG")


@pytest.mark.parametrize("schema", ["{type: string, maxLength: 3}", "{type: integer}"])
def test_a_schema_that_says_more_of_an_image_counts(schema):
    assert not isinstance(of_type("image/png", schema), bytes)


def headers(written):
    text = f"""
    openapi: 3.1.0
    paths: {{/pets: {{get: {{responses: {{'200': {{headers: {written}}}}}}}}}}}
    """
    response = operation(spec(text), "GET /pets").responses[0]
    return dict(Sampler(Validators()).headers(response, Wish()))


def test_a_header_has_its_first_example_that_fits_or_a_made_value():
    assert headers(
        "{A: {schema: {type: integer}, examples: {bad: {value: x}, good: {value: 7}}},"
        " B: {schema: {const: b}}, C: {schema: {type: array, items: {const: 1}, minItems: 2,"
        " maxItems: 2}}, D: {schema: {type: integer}, example: 8}}"
    ) == {"A": "7", "B": "b", "C": "1,1", "D": "8"}


@pytest.mark.parametrize("name", ["Content-Length", "DATE", "Transfer-Encoding", "connection"])
def test_what_frames_a_message_is_not_made_and_what_follows_it_is(name):
    assert headers(f"{{{name}: {{schema: {{const: x}}}}, Z: {{schema: {{const: z}}}}}}") == {
        "Z": "z"
    }


@pytest.mark.parametrize("schema", ["{enum: []}", "{const: é}", '{const: "a\\u0000"}'])
def test_a_header_that_cannot_be_made_or_sent_is_left_out(schema):
    assert headers(f"{{A: {{schema: {schema}}}, Z: {{schema: {{const: z}}}}}}") == {"Z": "z"}


def test_a_schema_that_nothing_fits_is_no_fault_of_the_client():
    with pytest.raises(Rejection) as caught:
        shown("{schema: {allOf: [{type: string}, {type: integer}]}}")
    problem = caught.value.problem
    assert (problem.status, problem.type) == (501, "urn:mockserver:unsatisfiable-schema")
    assert problem.detail.startswith("No value fits the schema at openapi.yaml:")


def test_a_body_says_where_it_comes_from():
    assert shown(BROKEN, Wish(show_broken=True)).source == "example"
    assert shown("{schema: {const: 3}}").source == "generated"
    assert shown("{example: 3}") == (3, "example")
    assert shown("{example: 3}", Wish(dynamic=True)) == (3, "example")
    assert shown("{schema: {type: integer}, example: 3}", Wish(dynamic=True)).source == "generated"


def test_a_key_is_made_for_each_seed_and_of_no_example():
    pet = "{type: object, required: [id], properties: {id: {type: integer, examples: [7]}}}"
    schema = content(f"{{schema: {pet}}}").schema
    sampler = Sampler(Validators())
    keys = [sampler.key(schema, "id", str(seed)) for seed in range(5)]
    assert len(set(keys)) == 5
    assert keys == [sampler.key(schema, "id", str(seed)) for seed in range(5)]
    assert sampler.key(schema, "name", "0") is None
    for other in ("{schema: {enum: []}}", "{schema: {type: array}}"):
        assert Sampler(Validators()).key(content(other).schema, "id", "0") is None


def test_what_is_wrong_with_an_answer_is_told():
    schema = content("{schema: {properties: {id: {type: integer}}}}").schema
    [violation] = Sampler(Validators()).violations(schema, {"id": "x"})
    assert violation.pointer == ("id",)
    assert Sampler(Validators()).violations(schema, {"id": 1}) == ()


def test_a_header_whose_grammar_is_known_keeps_it_where_its_schema_allows():
    text = "{schema: {type: string}}"
    made = headers(f"{{ETag: {text}, Last-Modified: {text}, Set-Cookie: {text}, X-Other: {text}}}")
    assert made["ETag"] == '"1"'
    assert made["Last-Modified"].endswith(" GMT")
    assert made["Set-Cookie"] == "session=1; Path=/"
    assert made["X-Other"] == "string"
    assert headers("{ETag: {schema: {const: v1}}}") == {"ETag": "v1"}


def test_a_header_of_a_media_type_is_written_in_it():
    declared = "{content: {application/json: {schema: {const: {a: [1]}}}}}"
    assert headers(f"{{X-Meta: {declared}}}") == {"X-Meta": '{"a":[1]}'}


def test_a_sequence_is_made_of_three_items_that_fit():
    found = shown("{itemSchema: {type: object, required: [id], properties: {id: {const: 7}}}}")
    assert found == ([{"id": 7}] * 3, "generated")


def test_a_made_value_is_another_for_each_key_and_the_same_for_the_same():
    schema = content("{schema: {type: string, format: uuid}}").schema
    sampler = Sampler(Validators())

    def made(key):
        return sampler.made(schema, Wish(values={"pet": key}, key_parameter="pet"))

    assert made("1") != made("2")
    assert made("1") == made("1")
