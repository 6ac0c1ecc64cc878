"""Which fields no two records share, in the words of documents."""

import pytest

from mockserver.collection import infer
from mockserver.collection.uniqueness import Scope
from tests.builder import spec

MEMBERS = (
    "email: {type: string}, userName: {type: string}, name: {type: string}, "
    "organization: {type: string}, status: {type: string, enum: [active, closed]}, "
    "tags: {type: array, items: {type: string}}"
)


def unique(
    conflict: str,
    members: str = MEMBERS,
    made: str = "schema: {$ref: '#/components/schemas/U'}",
) -> tuple[str, ...]:
    document = spec(f"""
    openapi: 3.1.0
    info: {{title: t, version: "1"}}
    paths:
      /users:
        post:
          requestBody:
            content: {{application/json: {{{made}}}}}
          responses:
            '201':
              description: made
              content: {{application/json: {{schema: {{$ref: '#/components/schemas/U'}}}}}}
            {conflict}
      /users/{{id}}:
        get:
          responses:
            '200':
              description: ok
              content: {{application/json: {{schema: {{$ref: '#/components/schemas/U'}}}}}}
    components:
      schemas:
        U:
          type: object
          properties: {{id: {{type: string}}, {members}}}
    """)
    return infer(document)[0].unique


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("Email already exists", ("email",)),
        ("A user with that e-mail exists already.", ("email",)),
        ("The email address is already registered", ("email",)),
        ("User name or email already taken", ("email", "userName")),
        ("Duplicate username", ("userName",)),
        ("name conflicts with an existing object", ("name",)),
        ("Email 'a@example.org' is in use", ("email",)),
        ("EMAIL_ALREADY_EXISTS", ("email",)),
        ("The name must be unique", ("name",)),
    ],
)
def test_a_declared_conflict_names_the_fields_that_no_two_records_share(words, fields):
    assert unique(f"'409': {{description: \"{words}\"}}") == fields


@pytest.mark.parametrize(
    "words",
    [
        "Conflict",
        "User already exists",
        "The status is already active",
        "The user is already a member of the organization",
        "A user with the same name already exists in the organization",
        "The user cannot be deleted while their organization exists",
        "Email could not be sent",
        "A user with this name and email already exists",
        "tuple_already_exists: this combination of name and email already exists",
        "The tags already exist",
        "That place in the organization is taken",
    ],
)
def test_words_that_name_no_field_or_a_share_of_the_records_tell_nothing(words):
    assert unique(f"'409': {{description: \"{words}\"}}") == ()


def test_an_example_of_the_conflict_tells_as_much_as_its_description():
    conflict = (
        "'409': {description: Conflict, content: {application/problem+json: "
        "{example: {detail: That email is taken}}}}"
    )
    assert unique(conflict) == ("email",)


@pytest.mark.parametrize(
    ("member", "fields"),
    [
        ("sku: {type: string, x-unique: true}", ("sku",)),
        ("sku: {type: string, description: Unique across the catalogue}", ("sku",)),
        ("sku: {type: string, description: Must be unique., x-unique: false}", ()),
        ("sku: {type: string, description: Need not be unique.}", ()),
        ("owner: {type: string, description: The unique identifier of the owner}", ()),
        ("parts: {type: array, description: Unique parts}", ()),
    ],
)
def test_a_field_may_say_itself_that_it_is_unique(member, fields):
    assert unique("'409': {description: Conflict}", member) == fields


def test_a_field_that_is_called_by_its_name_and_another_is_the_one_that_says_it_is_unique():
    short = "short: {type: string, description: Unique.}, name: {type: string}"
    assert unique("'409': {description: The short name is taken.}", short) == ("short",)
    assert unique("'409': {description: The name is taken.}", short) == ("short", "name")


def test_what_makes_a_record_may_say_it_as_well():
    conflict = "'409': {description: Conflict}"
    made = "schema: {type: object, properties: {sku: {type: string, description: Unique.}}}"
    assert unique(conflict, "sku: {type: string}", made) == ("sku",)


def test_where_no_conflict_is_declared_nothing_is_unique():
    assert unique("'400': {description: Email already exists}") == ()
    assert unique("'400': {description: Bad}", "sku: {type: string, x-unique: true}") == ()


BELOW = """
openapi: 3.1.0
info: {{title: t, version: "1"}}
paths:
  /buildings: {{get: {{responses: {{'200': {{description: ok}}}}}}}}
  /buildings/{{b}}/units:
    parameters: [{{name: b, in: path, required: true, schema: {{type: string}}}}]
    post:
      requestBody: {{content: {{application/json: {{schema: {{$ref: '#/U'}}}}}}}}
      responses:
        '201': {{description: made, content: {{application/json: {{schema: {{$ref: '#/U'}}}}}}}}
        '409': {{description: {conflict!r}}}
  /buildings/{{b}}/units/{{id}}:
    parameters:
      - {{name: b, in: path, required: true, schema: {{type: string}}}}
      - {{name: id, in: path, required: true, schema: {{type: string}}}}
    get:
      responses:
        '200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/U'}}}}}}}}
U:
  type: object
  properties: {{id: {{type: string}}, label: {{type: string, description: {field!r}}}}}
"""


@pytest.mark.parametrize(
    ("field", "conflict", "scope"),
    [
        ("Unique within its building.", "Taken", Scope.PARENT),
        ("Unique per building", "Taken", Scope.PARENT),
        ("Must be unique in the parent.", "Taken", Scope.PARENT),
        ("Globally unique.", "Taken", Scope.EVERYWHERE),
        ("Unique across all buildings", "Taken", Scope.EVERYWHERE),
        ("", "A unit with this label exists already in this building.", Scope.PARENT),
        ("Unique.", "Taken", None),
        ("", "The label is taken.", None),
        ("Unique across units", "Taken", None),
    ],
)
def test_words_say_among_which_records_below_others_a_value_is_unique(field, conflict, scope):
    found = infer(spec(BELOW.format(field=field, conflict=conflict)))
    units = next(each for each in found if each.path.endswith("/units"))
    assert units.unique == ("label",)
    assert units.unique_within("label") is scope
