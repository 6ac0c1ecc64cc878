"""What clients of everyday APIs rely on, whatever the document calls things."""

import pytest

BERTHS = """
    openapi: 3.1.0
    info: {title: Berths, version: '1'}
    paths:
      /berths:
        get:
          parameters:
            - {name: page, in: query, schema: {type: integer}}
            - {name: size, in: query, schema: {type: integer}}
          responses:
            '200':
              description: All
              headers: {Link: {schema: {type: string}}}
              content:
                application/json:
                  schema: {type: array, items: {$ref: '#/components/schemas/Berth'}}
        post:
          requestBody:
            required: true
            content: {application/json: {schema: {$ref: '#/components/schemas/NewBerth'}}}
          responses:
            '201':
              description: Made
              content: {application/json: {schema: {$ref: '#/components/schemas/Berth'}}}
      /berths/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: string}}]
        get:
          responses:
            '200':
              description: One
              content: {application/json: {schema: {$ref: '#/components/schemas/Berth'}}}
            '404': {description: None}
        put:
          requestBody:
            required: true
            content: {application/json: {schema: {$ref: '#/components/schemas/NewBerth'}}}
          responses:
            '200':
              description: Changed
              content: {application/json: {schema: {$ref: '#/components/schemas/Berth'}}}
            '201':
              description: Made
              content: {application/json: {schema: {$ref: '#/components/schemas/Berth'}}}
            '412': {description: Another version}
        patch:
          requestBody:
            required: true
            content: {application/json-patch+json: {schema: {type: array}}}
          responses:
            '200':
              description: Changed
              content: {application/json: {schema: {$ref: '#/components/schemas/Berth'}}}
            '422': {description: Cannot be done}
        delete:
          responses:
            '200':
              description: Gone
              content:
                application/json:
                  schema:
                    type: object
                    required: [deleted]
                    properties: {deleted: {type: boolean}}
      /berths/{id}/close:
        post:
          parameters: [{name: id, in: path, required: true, schema: {type: string}}]
          responses:
            '200':
              description: Closed
              content: {application/json: {schema: {$ref: '#/components/schemas/Berth'}}}
    components:
      schemas:
        NewBerth:
          type: object
          required: [name, code]
          properties:
            name: {type: string}
            code: {type: string, writeOnly: true}
            labels: {type: array, items: {type: string}}
            lock:
              type: object
              properties: {kind: {type: string}, secret: {type: string, writeOnly: true}}
        Berth:
          type: object
          required: [id, name, state]
          properties:
            id: {type: string, readOnly: true}
            name: {type: string}
            code: {type: string, writeOnly: true}
            state: {type: string, enum: [open, closed]}
            labels:
              type: array
              items: {type: object, properties: {name: {type: string}}}
            lock:
              type: object
              properties: {kind: {type: string}, secret: {type: string, writeOnly: true}}
            note: {type: string}
            created: {type: integer, format: int64, readOnly: true}
            updated_at: {type: integer, readOnly: true}
            changed_count: {type: integer, readOnly: true}
"""
FIXTURE = """
    records:
      - {id: a, name: Quay, state: open, lock: {kind: pin}}
"""
BODY = {"name": "Pier", "code": "sesame-1", "lock": {"kind": "pin", "secret": "sesame-2"}}


@pytest.mark.parametrize("fixtures", [{}, {"berths": FIXTURE}])
def test_what_is_only_written_never_comes_back(client, fixtures):
    ask = client(BERTHS, **fixtures)
    made = ask("POST", "/berths", BODY)
    path = f"/berths/{made.json['id']}"
    put = ask("PUT", path, BODY)
    answers = (made, put, ask("GET", path), ask("GET", "/berths"), ask("POST", f"{path}/close"))
    for answer in answers:
        assert b"sesame" not in answer.body
        assert "sl-violations" not in answer.headers
    assert made.json["lock"] == {"kind": "pin"}


def test_what_is_sent_and_cannot_be_answered_leaves_one_record_for_all(client):
    ask = client(BERTHS)
    made = ask("POST", "/berths", {**BODY, "labels": ["new"]}).json
    got = ask("GET", f"/berths/{made['id']}").json
    assert made == got
    assert ask("GET", "/berths").json[-1] == got
    assert got["name"] == "Pier"
    assert "note" not in got


def test_a_moment_that_is_a_number_is_that_of_the_request(client):
    ask = client(BERTHS)
    made = ask("POST", "/berths", BODY).json
    later = ask("PUT", f"/berths/{made['id']}", BODY).json
    assert made["created"] // 1000 == 1734168  # 2024-12-14, in seconds
    assert later["created"] == made["created"]
    assert later["updated_at"] > made["updated_at"]
    assert "changed_count" not in made


def test_a_state_that_nobody_sent_is_the_first_of_those_declared(client):
    ask = client(BERTHS)
    states = [ask("POST", "/berths", {**BODY, "name": str(n)}).json["state"] for n in range(5)]
    assert states == ["open"] * 5


def test_a_put_says_once_that_it_made_a_record(client):
    ask = client(BERTHS)
    first, second = (ask("PUT", "/berths/north", BODY) for _ in range(2))
    assert (first.status, second.status) == (201, 200)
    assert first.headers.get("Location") == "/berths/north"
    assert ask("GET", "/berths").json[-1]["id"] == "north"
    listed = ask("GET", "/berths").json[0]["id"]
    assert ask("PUT", f"/berths/{listed}", BODY).status == 200


def test_only_the_first_of_two_that_want_to_make_it_does(client):
    ask = client(BERTHS)
    first, second = (ask("PUT", "/berths/north", BODY, If_None_Match="*") for _ in range(2))
    assert (first.status, second.status) == (201, 412)
    assert ask("GET", "/berths/north").json["name"] == "Pier"


def test_the_version_of_a_record_that_no_list_shows_can_be_named_as_well(client):
    ask = client(
        BERTHS.replace(
            "description: One",
            "description: One\n              headers: {ETag: {schema: {type: string}}}",
        )
    )
    tag = ask("GET", "/berths/north").headers.get("ETag")
    put = ask("PUT", "/berths/north", BODY, If_Match=tag)
    assert (put.status, put.json["name"]) == (200, "Pier")
    assert ask("PUT", "/berths/north", BODY, If_Match=tag).status == 412


def test_a_patch_that_would_break_the_record_is_refused_and_changes_nothing(client):
    ask = client(BERTHS)
    path = f"/berths/{ask('POST', '/berths', BODY).json['id']}"
    before = ask("GET", path).json
    steps = [{"op": "replace", "path": "/name", "value": 5}]
    refused = ask("PATCH", path, steps, Content_Type="application/json-patch+json")
    assert refused.status == 422
    assert "'name'" in refused.json["detail"]
    assert ask("GET", path).json == before


@pytest.mark.parametrize(
    ("kind", "patch"),
    [
        ("application/json-patch+json", [{"op": "remove", "path": "/name"}]),
        ("application/merge-patch+json", {"name": None}),
    ],
)
@pytest.mark.parametrize("fixtures", [{}, {"berths": "records: []"}])
def test_a_patch_that_takes_away_what_is_required_is_refused(client, kind, patch, fixtures):
    ask = client(
        BERTHS.replace("application/json-patch+json: {schema: {type: array}}", f"{kind}: {{}}"),
        **fixtures,
    )
    path = f"/berths/{ask('POST', '/berths', BODY).json['id']}"
    refused = ask("PATCH", path, patch, Content_Type=kind)
    assert refused.status == 422
    assert "takes 'name' away" in refused.json["detail"]
    assert ask("GET", path).json["name"] == BODY["name"]


def test_a_deletion_tells_that_it_was_done(client):
    ask = client(BERTHS)
    path = f"/berths/{ask('POST', '/berths', BODY).json['id']}"
    assert ask("DELETE", path).json == {"deleted": True}
    assert ask("POST", f"{path}/close").status == 404


def test_a_deletion_that_tells_the_key_as_well_was_done_too(client):
    told = "required: [deleted]", "properties: {deleted"
    more = (
        "required: [id, deleted]",
        "properties: {id: {type: string}, name: {type: string}, deleted",
    )
    document = BERTHS
    for each, other in zip(told, more, strict=True):
        document = document.replace(each, other)
    ask = client(document)
    made = ask("POST", "/berths", BODY).json
    answer = ask("DELETE", f"/berths/{made['id']}").json
    assert (answer["id"], answer["deleted"]) == (made["id"], True)


def test_what_is_done_to_a_record_answers_with_that_record(client):
    ask = client(BERTHS)
    made = ask("POST", "/berths", BODY).json
    done = ask("POST", f"/berths/{made['id']}/close").json
    assert (done["id"], done["name"]) == (made["id"], "Pier")
    assert ask("GET", f"/berths/{made['id']}").json == done


def test_links_are_told_where_there_is_somewhere_to_go(client):
    ask = client(BERTHS)
    assert ask("GET", "/berths").headers.get("Link") is None
    assert 'rel="next"' in ask("GET", "/berths?size=1").headers.get("Link")


def test_a_link_that_has_to_be_there_names_the_list_itself(client):
    ask = client(BERTHS.replace("{Link: {schema", "{Link: {required: true, schema"))
    assert ask("GET", "/berths").headers.get("Link") == '</berths>; rel="self"'


RESOURCES = """
    openapi: 3.1.0
    info: {title: Resources, version: '1'}
    paths:
      /charts:
        get:
          parameters:
            - {name: sort, in: query, schema: {type: string}}
            - {name: 'filter[area]', in: query, schema: {type: string}}
          responses:
            '200':
              description: All
              content:
                application/vnd.api+json:
                  schema:
                    type: object
                    properties:
                      data: {type: array, items: {$ref: '#/components/schemas/Chart'}}
        post:
          requestBody:
            required: true
            content:
              application/vnd.api+json:
                schema: {type: object, properties: {data: {type: object}}}
          responses: {'201': {$ref: '#/components/responses/One'}}
      /charts/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: string}}]
        get: {responses: {'200': {$ref: '#/components/responses/One'}}}
        patch:
          requestBody:
            required: true
            content:
              application/vnd.api+json:
                schema: {type: object, properties: {data: {type: object}}}
          responses: {'200': {$ref: '#/components/responses/One'}}
    components:
      responses:
        One:
          description: One
          content:
            application/vnd.api+json:
              schema:
                type: object
                required: [data]
                properties: {data: {$ref: '#/components/schemas/Chart'}}
      schemas:
        Chart:
          type: object
          required: [id, type, attributes]
          properties:
            id: {type: string}
            type: {const: charts}
            attributes:
              type: object
              required: [title, area]
              properties: {title: {type: string}, area: {type: string}}
"""
CHARTS = """
    records:
      - {id: '1', type: charts, attributes: {title: B, area: north}}
      - {id: '2', type: charts, attributes: {title: C, area: south}}
      - {id: '3', type: charts, attributes: {title: A, area: north}}
"""
JSON_API = "application/vnd.api+json"


@pytest.mark.parametrize("fixtures", [{}, {"charts": CHARTS}])
def test_attributes_that_a_patch_leaves_out_stay(client, fixtures):
    ask = client(RESOURCES, **fixtures)
    before = ask("GET", "/charts/1").json["data"]
    patch = {"data": {"id": "1", "type": "charts", "attributes": {"title": "New"}}}
    patched = ask("PATCH", "/charts/1", patch, Content_Type=JSON_API).json["data"]
    assert patched == {**before, "attributes": {**before["attributes"], "title": "New"}}
    assert ask("GET", "/charts/1").json["data"] == patched


@pytest.mark.parametrize(
    ("query", "titles"),
    [("sort=title", "ABC"), ("sort=-title", "CBA"), ("filter[area]=north&sort=title", "AB")],
)
def test_resources_are_sorted_and_filtered_by_their_attributes(client, query, titles):
    listed = client(RESOURCES, charts=CHARTS)("GET", f"/charts?{query}").json["data"]
    assert "".join(each["attributes"]["title"] for each in listed) == titles


PAGED = """
    openapi: 3.1.0
    info: {title: Pages, version: '1'}
    paths:
      /buoys:
        get:
          parameters:
            - {name: page, in: query, schema: {type: integer}}
            - {name: size, in: query, schema: {type: integer}}
          responses:
            '200':
              description: A page
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      content: {type: array, items: {$ref: '#/components/schemas/Buoy'}}
                      totalElements: {type: integer}
                      totalPages: {type: integer}
                      number: {type: integer}
                      last: {type: boolean}
        post: {responses: {'201': {description: Made}}}
      /buoys/{id}:
        get:
          parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
          responses:
            '200':
              description: One
              content: {application/json: {schema: {$ref: '#/components/schemas/Buoy'}}}
    components:
      schemas:
        Buoy: {type: object, required: [id], properties: {id: {type: integer}}}
"""


def test_pages_that_are_numbered_from_nought_are_all_different(client):
    ask = client(PAGED, buoys="records: [{id: 1}, {id: 2}, {id: 3}]")
    first, second = (ask("GET", f"/buoys?page={n}&size=2").json for n in (0, 1))
    assert [each["id"] for each in (*first["content"], *second["content"])] == [1, 2, 3]
    assert (first["number"], second["number"]) == (0, 1)
    assert (first["last"], second["last"]) == (False, True)


KINDS = """
    openapi: 3.0.3
    info: {title: Kinds, version: '1'}
    paths:
      /craft:
        post:
          requestBody:
            required: true
            content: {application/json: {schema: {$ref: '#/components/schemas/Craft'}}}
          responses:
            '201':
              description: Made
              content: {application/json: {schema: {$ref: '#/components/schemas/Craft'}}}
      /craft/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
        get:
          responses:
            '200':
              description: One
              content: {application/json: {schema: {$ref: '#/components/schemas/Craft'}}}
        put:
          requestBody:
            required: true
            content: {application/json: {schema: {$ref: '#/components/schemas/Craft'}}}
          responses: {'204': {description: Changed}}
    components:
      schemas:
        Any:
          type: object
          required: [id, kind]
          properties: {id: {type: integer, readOnly: true}, kind: {type: string}}
        Sail:
          allOf:
            - $ref: '#/components/schemas/Any'
            - {type: object, required: [sails], properties: {sails: {type: integer}}}
        Motor:
          allOf:
            - $ref: '#/components/schemas/Any'
            - {type: object, required: [power], properties: {power: {type: integer}}}
        Craft:
          oneOf: [{$ref: '#/components/schemas/Sail'}, {$ref: '#/components/schemas/Motor'}]
          discriminator: {propertyName: kind}
"""


def test_a_record_of_one_kind_gets_nothing_of_the_others(client):
    ask = client(KINDS)
    made = ask("POST", "/craft", {"kind": "Sail", "sails": 2}).json
    path = f"/craft/{made['id']}"
    assert made == {"id": made["id"], "kind": "Sail", "sails": 2}
    ask("PUT", path, {"kind": "Motor", "power": 40})
    assert ask("GET", path).json == {"id": made["id"], "kind": "Motor", "power": 40}


TREES = """
    openapi: 3.1.0
    info: {title: Trees, version: '1'}
    paths:
      /folders:
        get:
          responses:
            '200':
              description: All
              content:
                application/json:
                  schema: {type: array, items: {$ref: '#/components/schemas/Folder'}}
        post:
          requestBody:
            required: true
            content: {application/json: {schema: {$ref: '#/components/schemas/Folder'}}}
          responses: {'201': {$ref: '#/components/responses/One'}}
      /folders/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
        get: {responses: {'200': {$ref: '#/components/responses/One'}}}
      /folders/{id}/restore:
        parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
        post: {responses: {'200': {$ref: '#/components/responses/One'}}}
      /folders/{id}/copy:
        parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
        post: {responses: {'201': {$ref: '#/components/responses/One'}}}
    components:
      responses:
        One:
          description: One
          content:
            application/json:
              schema:
                type: object
                required: [folder]
                properties: {folder: {$ref: '#/components/schemas/Folder'}}
      schemas:
        Folder:
          type: object
          required: [id, name, parent_id]
          properties:
            id: {type: integer, readOnly: true}
            name: {type: string}
            parent_id: {type: [integer, 'null']}
"""


def test_trees_have_a_root_and_no_circles(client):
    listed = client(TREES)("GET", "/folders").json
    seen = {None}
    for each in listed:
        assert each["parent_id"] in seen
        seen.add(each["id"])
    assert [each["parent_id"] for each in listed].count(None) == 1


def test_what_is_done_to_a_record_answers_with_it_in_the_declared_wrapper(client):
    ask = client(TREES)
    made = ask("POST", "/folders", {"name": "Mine", "parent_id": None}).json["folder"]
    assert ask("POST", f"/folders/{made['id']}/restore").json == {"folder": made}


def test_what_makes_another_record_of_one_does_not_answer_with_the_first(client):
    ask = client(TREES)
    made = ask("POST", "/folders", {"name": "Mine", "parent_id": None}).json["folder"]
    assert ask("POST", f"/folders/{made['id']}/copy").json["folder"] != made
    assert ask("GET", f"/folders/{made['id']}").json["folder"] == made
