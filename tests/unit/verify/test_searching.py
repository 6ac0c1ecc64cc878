"""Lists that are searched, and filters by what somebody wrote."""

# ruff: noqa: ARG001

import pytest
from stage import Stage, ask, saying

BOOK = "{application/json: {schema: {$ref: '#/components/schemas/Book'}}}"
SHELF = BOOK.replace("Book", "Shelf")
DOCUMENT = f"""\
openapi: 3.1.0
info: {{title: Books, version: '1'}}
paths:
  /shelves:
    post:
      requestBody: {{required: true, content: {SHELF}}}
      responses: {{'201': {{description: It., content: {SHELF}}}}}
  /shelves/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get: {{responses: {{'200': {{description: It., content: {SHELF}}}}}}}
    delete: {{responses: {{'204': {{description: Gone.}}}}}}
  /books:
    get:
      parameters: [PARAMETER]
      responses:
        '200':
          description: They.
          content:
            application/json:
              schema: {{type: array, items: {{$ref: '#/components/schemas/Book'}}}}
    post:
      requestBody: {{required: true, content: {BOOK}}}
      responses: {{'201': {{description: It., content: {BOOK}}}, '400': {{description: No.}}}}
  /books/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get: {{responses: {{'200': {{description: It., content: {BOOK}}}}}}}
    delete: {{responses: {{'204': {{description: Gone.}}}}}}
components:
  schemas:
    Shelf:
      type: object
      properties: {{id: {{type: string, readOnly: true}}, room: {{type: string}}}}
    Book:
      type: object
      properties: {{id: {{type: string, readOnly: true}}, pages: {{type: integer}}, FIELD}}
"""


def stage(folder, field, parameter):
    return Stage(folder, DOCUMENT.replace("FIELD", field).replace("PARAMETER", parameter))


def by(name, schema="{type: string}"):
    return f"{{name: {name}, in: query, schema: {schema}}}"


def heedless(request, honest, more):
    """Lists all that there is, whatever is asked for."""
    return more(ask("GET", "/books")) if request.path == "/books" and request.query else None


AUTHOR = "author: {type: [string, 'null'], maxLength: 40}"
WHOLE, NEAR = "filters by the whole value", "filters by all of the value"


def test_a_filter_that_is_not_heeded_is_told(tmp_path):
    told = stage(tmp_path, AUTHOR, by("author")).told(heedless, f"author {WHOLE}")
    assert "with a record whose author is" in told["list_unfiltered"]


@pytest.mark.parametrize("name", ["title", "name", "description"])
def test_a_title_may_be_found_by_a_part_of_it(tmp_path, name):
    books = stage(tmp_path, f"{name}: {{type: string, maxLength: 40}}", by(name))
    assert books.told(heedless, f"{name} {WHOLE}") == {}


def test_the_key_of_another_record_is_not_a_text_to_be_made_longer(tmp_path):
    books = stage(tmp_path, "shelf_id: {type: string}", by("shelf_id"))
    assert books.told(heedless, f"shelf_id {WHOLE}") == {}
    assert "list_unfiltered" in books.told(heedless, "shelf_id filters")


def test_a_number_is_no_text_of_which_a_part_may_do(tmp_path):
    books = stage(tmp_path, AUTHOR, by("pages", "{type: integer}"))
    assert books.told(heedless, f"pages {WHOLE}") == {}


@pytest.mark.parametrize("story", [WHOLE, NEAR])
def test_by_what_no_answer_shows_nothing_is_looked_for(tmp_path, story):
    form = "writeOnly: true, pattern: '^[A-Z]{3}$'" if story == NEAR else "writeOnly: true"
    books = stage(tmp_path, AUTHOR.replace("maxLength: 40", form), by("author"))
    sent = []

    def noted(request, honest, more):
        sent.append(request.query)

    assert books.told(noted, f"author {story}") == {}
    assert set(sent) <= {""}


def test_what_a_word_is_found_in_may_be_found_by_it(tmp_path):
    """Where it is looked for nobody says."""

    def echoing(request, honest, more):
        word = request.query.partition("q=")[2]
        return saying(honest, [{"id": "b", "author": f"By {word.upper()}"}]) if word else None

    books = stage(tmp_path, AUTHOR, by("q"))
    assert books.told(echoing, "q finds what is there") == {}
    assert (
        "which no record holds" in books.told(heedless, "q finds what is there")["list_unfiltered"]
    )


def test_a_text_that_is_always_the_same_has_nothing_near_it(tmp_path):
    books = stage(tmp_path, "author: {type: string, pattern: '^Kim$'}", by("author"))
    assert books.told(heedless, f"author {NEAR}") == {}


def test_a_text_of_a_pattern_is_found_by_its_last_letter_too(tmp_path):
    books = stage(tmp_path, "author: {type: string, pattern: '^[A-Z]{3}$'}", by("author"))
    assert "list_unfiltered" in books.told(heedless, f"author {NEAR}")


SEVERAL = "{type: array, items: {type: string}}"


@pytest.mark.parametrize(
    ("field", "is_told"),
    [
        ("state: {enum: [new, old]}", True),
        ("state: {type: string, maxLength: 20}", True),
        ("state: {enum: [new, old], readOnly: true, default: new}", True),
        ("state: {enum: [new], readOnly: true, default: new}", False),
    ],
)
def test_of_two_values_each_is_enough_where_there_are_two(tmp_path, field, is_told):
    def first_alone(request, honest, more):
        first, more_than_one, _ = request.query.partition("&")
        return more(ask("GET", f"/books?{first}")) if more_than_one else None

    def last_alone(request, honest, more):
        _, more_than_one, last = request.query.partition("&")
        return more(ask("GET", f"/books?{last}")) if more_than_one else None

    books = stage(tmp_path, field, by("state", SEVERAL))
    told = [books.told(lie, "state takes several values") for lie in (first_alone, last_alone)]
    assert any("which fits" in each.get("list_unfiltered", "") for each in told) is is_told
