import pytest

from mockserver.behaviour import Absences
from mockserver.errors import Rejection
from mockserver.store import MemoryStore


@pytest.fixture
def absences():
    noted = Absences(MemoryStore())
    noted.note("DELETE", "/pets/7", None)
    return noted


def is_gone(absences, method, path):
    try:
        absences.insist(method, path)
    except Rejection as rejection:
        return rejection.problem.status == 404
    return False


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE", "HEAD"])
@pytest.mark.parametrize("path", ["/pets/7", "/pets/%37", "/pets/7/photos", "/pets/7/photos/1"])
def test_what_was_deleted_is_gone_with_all_beneath_it(absences, method, path):
    assert is_gone(absences, method, path)


@pytest.mark.parametrize("path", ["/pets", "/pets/8", "/pets/77", "/shops/7", "/"])
def test_all_else_is_there(absences, path):
    assert not is_gone(absences, "GET", path)


def test_a_refusal_says_why(absences):
    with pytest.raises(Rejection) as caught:
        absences.insist("GET", "/pets/7/photos")
    assert caught.value.problem.detail == "/pets/7 was deleted by an earlier request."
    assert caught.value.problem.type == "urn:mockserver:deleted"


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_what_is_made_again_is_there_again(absences, method):
    assert not is_gone(absences, method, "/pets/7")
    absences.note(method, "/pets/7", None)
    assert not is_gone(absences, "GET", "/pets/7")


def test_nothing_is_made_beneath_what_is_gone(absences):
    assert is_gone(absences, "PUT", "/pets/7/photos/1")
    assert is_gone(absences, "POST", "/pets/7/photos")


def test_a_creation_that_answers_with_the_key_brings_it_back(absences):
    absences.note("POST", "/pets", {"id": 7, "name": None, "tags": ["7"]})
    assert not is_gone(absences, "GET", "/pets/7")


@pytest.mark.parametrize("answered", [None, [7], {"id": 8}, "7"])
def test_another_creation_does_not(absences, answered):
    absences.note("POST", "/pets", answered)
    assert is_gone(absences, "GET", "/pets/7")


def test_a_list_that_was_emptied_takes_new_items():
    absences = Absences(MemoryStore())
    absences.note("DELETE", "/pets", None)
    assert is_gone(absences, "GET", "/pets/1")
    assert not is_gone(absences, "POST", "/pets")
    absences.note("POST", "/pets", {"id": 1})
    assert not is_gone(absences, "GET", "/pets/1")


def test_reading_changes_nothing(absences):
    absences.note("GET", "/pets/7", {"id": 7})
    assert is_gone(absences, "GET", "/pets/7")
