"""Lists that tell where the next page is: as objects, as cursors, as numbers, by headers."""

import json

import pytest

from mockserver.store.layers import Layers

PET = "{$ref: '#/components/schemas/Pet'}"
LEADS = "{type: object, required: [href], properties: {href: {type: string}}}"
NULLABLE = LEADS.replace("type: object", "type: [object, 'null']")
PETS = "records:\n" + "\n".join(f"- {{id: p{n}, name: N{n}}}" for n in range(5))


def document(parameters, told, items="data", headers="{}"):
    return f"""
openapi: 3.1.0
info: {{title: Pets, version: '1'}}
paths:
  /pets:
    get:
      parameters: [{parameters}]
      responses:
        '200':
          description: all
          headers: {headers}
          content:
            application/json:
              schema:
                type: object
                required: [{items}]
                properties:
                  {items}: {{type: array, items: {PET}}}
                  {told}
    post:
      requestBody: {{content: {{application/json: {{schema: {PET}}}}}}}
      responses: {{'201': {{description: made, content: {{application/json: {{schema: {PET}}}}}}}}}
  /pets/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get:
      responses: {{'200': {{description: it, content: {{application/json: {{schema: {PET}}}}}}}}}
components:
  schemas:
    Pet: {{type: object, properties: {{id: {{type: string}}, name: {{type: string}}}}}}
"""


def asked(**types):
    return ", ".join(f"{{name: {n}, in: query, schema: {{type: {t}}}}}" for n, t in types.items())


PAGES = asked(page="integer", size="integer")
HAL = (
    f"_links: {{type: object, properties: {{self: {LEADS}, next: {LEADS}, prev: {NULLABLE}, "
    f"first: {LEADS}, last: {LEADS}}}}}"
)


def test_links_that_are_objects_are_left_out_or_null_where_they_lead_nowhere(client):
    ask = client(document(PAGES, HAL), pets=PETS)
    links = ask("GET", "/pets?size=2").json["_links"]
    assert links["next"] == {"href": "/pets?size=2&page=2"}
    assert links["prev"] is None
    middle = ask("GET", "/pets?size=2&page=2").json["_links"]
    assert middle["prev"] == {"href": "/pets?size=2&page=1"}
    last = ask("GET", "/pets?size=2&page=3").json["_links"]
    assert "next" not in last
    assert last["last"] == {"href": "/pets?size=2&page=3"}


def walk(ask, first, step):
    """The names on all pages, by what each tells of the next."""
    names, target = [], first
    for _ in range(9):
        told = ask("GET", target).json
        names.append([each["name"] for each in told["data"]])
        onward = step(told)
        if not onward:
            return names
        target = onward
    raise AssertionError(names)


ALL = [["N0", "N1"], ["N2", "N3"], ["N4"]]
CURSORS = asked(after="string", before="string", limit="integer")
TOKENS = (
    "paging: {type: object, properties: {cursors: {type: object, properties: "
    "{next: {type: string}, previous: {type: string}}}}}"
)


def test_cursors_lead_to_the_end_and_back(client):
    ask = client(document(CURSORS, TOKENS), pets=PETS)

    def step(told):
        onward = told["paging"]["cursors"].get("next")
        return onward and f"/pets?limit=2&after={onward}"

    assert walk(ask, "/pets?limit=2", step) == ALL
    second = ask("GET", step(ask("GET", "/pets?limit=2").json)).json
    back = second["paging"]["cursors"]["previous"]
    before = ask("GET", f"/pets?limit=2&before={back}").json
    assert [each["name"] for each in before["data"]] == ["N0", "N1"]


@pytest.mark.parametrize("name", ["page", "offset", "start"])
def test_a_token_under_the_name_of_a_number_is_a_cursor(client, name):
    parameters = asked(**{name: "string", "limit": "integer"})
    ask = client(document(parameters, "next: {type: string}"), pets=PETS)

    def step(told):
        onward = told.get("next")
        is_link = str(onward).startswith("/")
        return onward and (onward if is_link else f"/pets?limit=2&{name}={onward}")

    assert walk(ask, "/pets?limit=2", step) == ALL


def test_a_number_of_the_next_page_is_a_number(client):
    ask = client(document(PAGES, "nextPage: {type: [integer, 'null']}"), pets=PETS)

    def step(told):
        return told["nextPage"] and f"/pets?size=2&page={told['nextPage']}"

    assert walk(ask, "/pets?size=2", step) == ALL


def test_the_only_number_that_is_told_is_of_all(client):
    ask = client(document(PAGES, "count: {type: integer}"), pets=PETS)
    told = ask("GET", "/pets?size=2").json
    assert (len(told["data"]), told["count"]) == (2, 5)


def test_headers_tell_as_members_do(client):
    headers = (
        "{Link: {schema: {type: string}}, X-Total-Count: {schema: {type: integer}}, "
        "X-Next-Page: {schema: {type: integer}}, X-Motto: {schema: {type: string}}}"
    )
    ask = client(document(PAGES, "motto: {type: string}", headers=headers), pets=PETS)
    first = ask("GET", "/pets?size=2")
    assert (first.headers.get("X-Total-Count"), first.headers.get("X-Next-Page")) == ("5", "2")
    assert 'rel="next"' in first.headers.get("Link")
    assert 'rel="next"' not in (ask("GET", "/pets?size=2&page=3").headers.get("Link") or "")


DEEP = (
    "{name: page, in: query, style: deepObject, schema: {type: object, properties: "
    "{number: {type: integer}, size: {type: integer, default: 2}}}}"
)


def test_the_members_of_a_page_object_are_read_by_their_brackets(client):
    ask = client(document(DEEP, "total: {type: integer}"), pets=PETS)
    names = [each["name"] for each in ask("GET", "/pets?page[number]=2").json["data"]]
    assert names == ["N2", "N3"]


SIFTING = (
    "{name: owner, in: query, style: deepObject, schema: {type: object}}, "
    "{name: createdAt, in: query, style: deepObject, schema: {type: object}}, "
    "{name: sort, in: query, schema: {type: string}}"
)
OWNED = """
records:
- {id: a, name: A, owner: {id: u1, city: Arusha}, createdAt: '2024-01-01', good: true}
- {id: b, name: B, owner: {id: u2, city: Mwanza}, createdAt: '2024-03-01', good: false}
- {id: c, name: C, owner: null, createdAt: no day at all, good: true}
"""


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("owner[city]=Arusha", "A"),
        ("owner[city]=Nowhere", ""),
        ("createdAt[gte]=2024-02-01", "B"),
        ("createdAt[lt]=2024-02-01", "A"),
        ("sort=good", "BAC"),
        ("sort=-createdAt", "CBA"),
        ("sort=owner", "ABC"),
    ],
)
def test_what_is_in_a_field_may_be_asked_for(client, query, expected):
    text = document(SIFTING, "total: {type: integer}").replace(
        "{id: {type: string}, name: {type: string}}",
        "{id: {type: string}, name: {type: string}, good: {type: boolean}, createdAt: "
        "{type: string}, owner: {type: [object, 'null'], properties: {id: {type: string}, "
        "city: {type: string}}}}",
    )
    ask = client(text, pets=OWNED)
    told = ask("GET", f"/pets?{query}").json
    assert "".join(each["name"] for each in told["data"]) == expected, json.dumps(told)


def test_a_page_looks_at_no_other_records_than_its_own(client, monkeypatch):
    parameters = "{name: limit, in: query, schema: {type: integer}}"
    total = "total: {type: integer}"
    ask = client(document(parameters, total), pets=PETS)
    for number in range(3):
        ask("POST", "/pets", {"id": f"q{number}", "name": "new"})

    def walked(_):
        raise AssertionError("all records of the list were looked at")

    monkeypatch.setattr(Layers, "__iter__", walked)
    shown = ask("GET", "/pets?limit=2").json
    assert ([each["id"] for each in shown["data"]], shown["total"]) == (["p0", "p1"], 8)
