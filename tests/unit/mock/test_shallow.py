"""Records that are made below others, and told by their key alone: ``/bookings/{id}``."""

import pytest

ONE = "{application/json: {schema: {$ref: '#/components/schemas/Booking'}}}"
DOCUMENT = f"""
openapi: 3.1.0
info: {{title: Inn, version: '1'}}
paths:
  /rooms/{{roomId}}:
    parameters: [{{name: roomId, in: path, required: true, schema: {{type: integer}}}}]
    get:
      responses:
        '200':
          description: One
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Room'}}}}}}
        '404': {{description: None}}
    delete: {{responses: {{'204': {{description: Gone}}, '404': {{description: None}}}}}}
  /rooms/{{roomId}}/bookings:
    parameters: [{{name: roomId, in: path, required: true, schema: {{type: integer}}}}]
    get:
      responses:
        '200':
          description: All
          content:
            application/json:
              schema: {{type: array, items: {{$ref: '#/components/schemas/Booking'}}}}
    post:
      requestBody: {{content: {ONE}}}
      responses:
        '201':
          description: Made
          headers: {{Location: {{schema: {{type: string}}}}}}
          content: {ONE}
  /bookings/{{bookingId}}:
    parameters: [{{name: bookingId, in: path, required: true, schema: {{type: string}}}}]
    get:
      responses: {{'200': {{description: One, content: {ONE}}}, '404': {{description: None}}}}
    patch:
      requestBody: {{content: {ONE}}}
      responses: {{'200': {{description: One, content: {ONE}}}, '404': {{description: None}}}}
    delete: {{responses: {{'204': {{description: Gone}}, '404': {{description: None}}}}}}
  /bookings/{{bookingId}}/cancel:
    parameters: [{{name: bookingId, in: path, required: true, schema: {{type: string}}}}]
    post:
      responses: {{'200': {{description: Done, content: {ONE}}}, '404': {{description: None}}}}
components:
  schemas:
    Room: {{type: object, properties: {{id: {{type: integer}}}}}}
    Booking:
      type: object
      required: [id, roomId, status]
      properties:
        id: {{type: string, readOnly: true}}
        roomId: {{type: integer, readOnly: true}}
        guest: {{type: string}}
        status: {{type: string, enum: [open, cancelled], default: open, readOnly: true}}
"""
ROOMS = "collection: /rooms\nkey: id\nrecords: [{id: 1}, {id: 2}]\n"
BOOKINGS = """\
collection: /rooms/{roomId}/bookings
records:
- {id: a, roomId: 1, guest: Ann, status: open}
- {id: b, roomId: 2, guest: Bob, status: open}
"""


@pytest.fixture
def ask(client):
    return client(DOCUMENT, rooms=ROOMS, bookings=BOOKINGS)


def keys(ask, room):
    return [each["id"] for each in ask("GET", f"/rooms/{room}/bookings").json]


def test_what_is_made_below_a_record_is_found_by_its_key_alone(ask):
    made = ask("POST", "/rooms/2/bookings", {"guest": "Eve"})
    path = made.headers.get("Location")
    assert path == f"/bookings/{made.json['id']}"
    assert ask("GET", path).json == made.json
    assert made.json["roomId"] == 2
    assert keys(ask, 2) == ["b", made.json["id"]]


def test_fixtures_are_found_by_their_key_alone(ask):
    assert ask("GET", "/bookings/b").json["guest"] == "Bob"
    assert ask("GET", "/bookings/c").status == 404


def test_a_change_by_the_key_is_seen_in_the_list(ask):
    ask("PATCH", "/bookings/a", {"guest": "Eve"})
    ask("POST", "/bookings/a/cancel")
    assert ask("GET", "/rooms/1/bookings").json == [
        {"id": "a", "roomId": 1, "guest": "Eve", "status": "cancelled"}
    ]
    assert ask("DELETE", "/bookings/a").status == 204
    assert ask("GET", "/bookings/a").status == 404
    assert (keys(ask, 1), keys(ask, 2)) == ([], ["b"])


def test_what_a_deleted_record_had_below_it_is_gone_with_it(ask):
    made = ask("POST", "/rooms/1/bookings", {"guest": "Eve"}).json["id"]
    ask("DELETE", "/rooms/1")
    assert {ask("GET", f"/bookings/{key}").status for key in ("a", made)} == {404}
    assert ask("POST", "/bookings/a/cancel").status == 404
    assert ask("GET", "/bookings/b").status == 200


def test_without_fixtures_what_was_made_is_found_too(client):
    ask = client(DOCUMENT)
    made = ask("POST", "/rooms/3/bookings", {"guest": "Eve"}).json
    assert ask("GET", f"/bookings/{made['id']}").json == made


def test_a_fixture_file_may_name_the_path_of_its_records(client):
    ask = client(DOCUMENT, rooms=ROOMS, bookings=BOOKINGS.replace("/rooms/{roomId}", ""))
    assert ask("GET", "/bookings/b").json["roomId"] == 2
