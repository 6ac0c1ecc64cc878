import json

import pytest

from mockserver.problem import MEDIA_TYPE, Problem, phrase


def test_the_members_come_in_the_order_of_the_standard():
    problem = Problem(404, "No toy has the id 7.", extensions={"id": 7})
    assert list(problem.members().items()) == [
        ("type", "about:blank"),
        ("title", "Not Found"),
        ("status", 404),
        ("detail", "No toy has the id 7."),
        ("id", 7),
    ]


def test_a_type_and_a_title_of_its_own_replace_the_general_ones():
    members = Problem(409, "Taken.", "urn:toys:taken", "The name is taken").members()
    assert (members["type"], members["title"]) == ("urn:toys:taken", "The name is taken")


def test_the_body_is_json_in_utf_8_that_a_person_can_read():
    body = Problem(400, "Größe fehlt.").body()
    assert json.loads(body) == Problem(400, "Größe fehlt.").members()
    assert "Größe".encode() in body
    assert body.startswith(b'{\n  "type"')
    assert body.endswith(b"}\n")
    assert MEDIA_TYPE == "application/problem+json"


@pytest.mark.parametrize(
    ("status", "text"), [(200, "OK"), (422, "Unprocessable"), (599, ""), (0, "")]
)
def test_a_status_has_its_phrase_or_none(status, text):
    # Python has its name of 422 from RFC 4918 or from RFC 9110, as its version is
    assert phrase(status).removesuffix(" Entity").removesuffix(" Content") == text
