import pytest

from mockserver.behaviour import insist, keep, kept, note
from mockserver.errors import Rejection
from mockserver.store import MemoryTables, World


@pytest.fixture
def world():
    return World(MemoryTables())


@pytest.fixture
def absences(world):
    done(world, "DELETE", "/pets/7", None)
    return world


def done(world, method, path, answered):
    with world.change() as writing:
        note(writing, method, path, answered)


def is_gone(absences, method, path):
    try:
        insist(absences, method, path)
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
        insist(absences, "GET", "/pets/7/photos")
    assert caught.value.problem.detail == "/pets/7 was deleted by an earlier request."
    assert caught.value.problem.type == "urn:mockserver:deleted"


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_what_is_made_again_is_there_again(absences, method):
    assert not is_gone(absences, method, "/pets/7")
    done(absences, method, "/pets/7", None)
    assert not is_gone(absences, "GET", "/pets/7")


def test_nothing_is_made_beneath_what_is_gone(absences):
    assert is_gone(absences, "PUT", "/pets/7/photos/1")
    assert is_gone(absences, "POST", "/pets/7/photos")


def test_a_creation_that_answers_with_the_key_brings_it_back(absences):
    done(absences, "POST", "/pets", {"id": 7, "name": None, "tags": ["7"]})
    assert not is_gone(absences, "GET", "/pets/7")


@pytest.mark.parametrize("answered", [None, [7], {"id": 8}, "7"])
def test_another_creation_does_not(absences, answered):
    done(absences, "POST", "/pets", answered)
    assert is_gone(absences, "GET", "/pets/7")


def test_a_list_that_was_emptied_takes_new_items(world):
    done(world, "DELETE", "/pets", None)
    assert is_gone(world, "GET", "/pets/1")
    assert not is_gone(world, "POST", "/pets")
    done(world, "POST", "/pets", {"id": 1})
    assert not is_gone(world, "GET", "/pets/1")


def test_reading_changes_nothing(absences):
    done(absences, "GET", "/pets/7", {"id": 7})
    assert is_gone(absences, "GET", "/pets/7")


def test_what_a_session_deleted_is_gone_there_alone():
    tables = MemoryTables()
    session, world = World(tables, "a"), World(tables)
    done(session, "DELETE", "/pets/7", None)
    assert is_gone(session, "GET", "/pets/7")
    assert not is_gone(world, "GET", "/pets/7")


def test_within_the_change_it_is_gone_already(world):
    with world.change() as writing:
        note(writing, "DELETE", "/pets/7", None)
        assert is_gone(writing, "GET", "/pets/7")


def test_what_was_put_is_forgotten_with_its_path_however_that_is_escaped(world):
    with world.change() as writing:
        keep(writing, "/files/100%2525", {"a": 1})
    assert kept(world, "/files/100%2525") == {"a": 1}
    done(world, "DELETE", "/files/100%2525", None)
    assert kept(world, "/files/100%2525") is None
