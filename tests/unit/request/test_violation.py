from mockserver.origin import Origin
from mockserver.request import refuse
from mockserver.violation import Violation, of_answer

PLACE = Origin("openapi.yaml", 12, 7)


def violation(message="no", *pointer, location="body", keyword="type"):
    return Violation(location, pointer, keyword, message, PLACE)


def test_a_sentence_names_the_place_in_the_request():
    assert violation("'x' is no email", "email").sentence == "body /email: 'x' is no email"
    assert violation("too few", location="query").sentence == "query: too few"
    assert violation("no", "a/b", 0).sentence == "body /a~1b/0: no"


def test_a_member_tells_place_keyword_sentence_and_the_line_of_the_document():
    assert violation("no", "tags", 0, keyword="enum").member() == {
        "location": ["body", "tags", "0"],
        "severity": "Error",
        "code": "enum",
        "message": "no",
        "document": "openapi.yaml:12:7",
    }


def test_what_is_wrong_in_an_answer_says_so_with_the_line():
    found = of_answer("body", ("id",), "type", "5 is a number", PLACE)
    assert found.sentence == "response body /id: 5 is a number (openapi.yaml:12:7)"
    assert found.member()["location"] == ["response", "body", "id"]


def test_a_refusal_tells_all_violations():
    problem = refuse([violation("one"), violation("two", "name")]).problem
    assert (problem.status, problem.title) == (422, "Invalid request")
    assert problem.type == "urn:mockserver:invalid-request"
    assert problem.detail == "body: one; body /name: two."
    assert [each["message"] for each in problem.extensions["validation"]] == ["one", "two"]


def test_a_sentence_about_very_many_ends_with_their_number_and_the_list_has_all():
    problem = refuse(violation(str(number)) for number in range(53)).problem
    assert problem.detail.endswith("; body: 49; and 3 more.")
    assert len(problem.extensions["validation"]) == 53


def test_what_a_path_cannot_name_may_be_told_as_absent_and_nothing_else_may():
    in_path = violation("no number", "id", location="path")
    assert refuse([in_path]).instead == (404,)
    assert refuse([in_path, violation("two")]).instead == ()
