import copy
from random import Random

import pytest

from mockserver import media
from mockserver.behaviour import SUCCESSES, Task, Worker
from mockserver.collection import Action
from mockserver.errors import Rejection
from mockserver.store import MemoryStore

DHOW = {"id": 7, "name": "Dhow", "hull": {"wood": "teak", "length": 12}}
JAHAZI = {"id": 8, "name": "Jahazi"}
MERGE = media.parse("application/merge-patch+json; charset=utf-8")


@pytest.fixture
def store():
    filled = MemoryStore()
    filled.insert("/boats", "7", DHOW, ())
    filled.insert("/boats", "8", JAHAZI, ())
    return filled


@pytest.fixture
def worker(collection, store, clock):
    return Worker(collection(), store, clock, Random(0))


def task(action, key="", body=None, media_type=None, path="/boats"):
    return Task(action, path, key, body, media_type)


def refusal(worker, asked):
    with pytest.raises(Rejection) as caught:
        worker.act(asked)
    return caught.value.problem


def test_every_action_has_its_statuses_and_201_or_200_come_first():
    assert set(SUCCESSES) == set(Action)
    assert {action.value: statuses[0] for action, statuses in SUCCESSES.items()} == {
        "list": 200,
        "create": 201,
        "fetch": 200,
        "replace": 200,
        "patch": 200,
        "delete": 204,
    }


def test_a_list_is_of_all_records_in_their_order(worker):
    assert worker.act(task(Action.LIST)).value == [DHOW, JAHAZI]


def test_a_record_is_fetched_by_its_key(worker):
    assert worker.act(task(Action.FETCH, "8")).value == JAHAZI


@pytest.mark.parametrize("action", [Action.FETCH, Action.REPLACE, Action.PATCH, Action.DELETE])
@pytest.mark.parametrize("key", ["9", "", "07", "7 ", "x/y", "é"])
def test_an_unknown_key_is_refused_with_what_was_searched(worker, store, action, key):
    problem = refusal(worker, task(action, key, {"name": "New"}))
    searched = worker.collection.fixture.file
    assert (problem.status, problem.type) == (404, "urn:mockserver:record-not-found")
    assert problem.detail == (
        f"No record of /boats has the id '{key}'; "
        f"searched those of {searched} and those made since the start."
    )
    assert problem.extensions == {"collection": "/boats", "key": key, "searched": searched}
    assert store.records("/boats") == (DHOW, JAHAZI)


def test_a_created_record_is_stored_and_told_where(worker, store):
    outcome = worker.act(task(Action.CREATE, body={"name": "Ngalawa"}, path="/v1/boats"))
    assert (outcome.value["id"], outcome.value["name"]) == (9, "Ngalawa")
    assert outcome.headers == (("Location", "/v1/boats/9"),)
    assert store.get("/boats", "9") == outcome.value


def test_a_location_is_percent_encoded(collection, store, clock):
    worker = Worker(collection("{key: name, generate: {}}"), store, clock, Random(0))
    outcome = worker.act(task(Action.CREATE, body={"name": "a/b é?"}, path="/boats/"))
    assert outcome.headers == (("Location", "/boats/a%2Fb%20%C3%A9%3F"),)


def test_a_unique_value_that_is_taken_is_a_conflict_that_names_its_holder(worker, store):
    problem = refusal(worker, task(Action.CREATE, body={"name": "Dhow"}))
    assert (problem.status, problem.type) == (409, "urn:mockserver:conflict")
    assert problem.detail == "'name' is unique in /boats, and 'Dhow' is that of id '7'."
    assert problem.extensions == {"field": "name", "holder": "7"}
    assert len(store.records("/boats")) == 2


@pytest.mark.parametrize("action", [Action.REPLACE, Action.PATCH])
def test_a_change_to_a_value_that_is_taken_is_a_conflict_and_changes_nothing(worker, store, action):
    assert refusal(worker, task(action, "8", {"name": "Dhow"})).status == 409
    assert store.get("/boats", "8") == JAHAZI


@pytest.mark.parametrize("action", [Action.REPLACE, Action.PATCH])
def test_a_record_may_keep_its_own_unique_value(worker, action):
    assert worker.act(task(action, "8", {"name": "Jahazi", "sails": 3})).value["sails"] == 3


def test_a_key_that_is_taken_is_tried_again(collection, store, clock):
    """A generator that repeats itself: the second creation takes the third value."""
    random = Random(0)
    first = copy.copy(random)
    worker = Worker(collection("{generate: {id: '{uuid}'}}"), store, clock, random)
    made = worker.act(task(Action.CREATE)).value
    random.setstate(first.getstate())
    again = worker.act(task(Action.CREATE)).value
    assert made["id"] != again["id"]
    assert len(store.records("/boats")) == 4


def test_without_any_free_key_a_creation_is_refused(collection, store, clock):
    worker = Worker(collection("{generate: {id: same}}"), store, clock, Random(0))
    worker.act(task(Action.CREATE))
    problem = refusal(worker, task(Action.CREATE))
    assert problem.status == 409
    assert problem.detail == "/boats has no free key: 'id' of every new record is taken."


def test_a_key_that_the_client_chose_may_be_taken(collection, store, clock):
    worker = Worker(collection("{key: name, generate: {}}"), store, clock, Random(0))
    worker.act(task(Action.CREATE, body={"name": "Mashua"}))
    problem = refusal(worker, task(Action.CREATE, body={"name": "Mashua"}))
    assert problem.status == 409
    assert problem.detail == "/boats has a record with the name 'Mashua' already."


@pytest.mark.parametrize("body", [{}, {"name": None}, {"name": ""}, None])
def test_a_record_that_nobody_gave_a_key_is_refused_with_advice(collection, store, clock, body):
    worker = Worker(collection("{key: name, generate: {}}"), store, clock, Random(0))
    problem = refusal(worker, task(Action.CREATE, body=body))
    assert (problem.status, problem.type) == (422, "urn:mockserver:key-missing")
    assert problem.detail == (
        "'name' selects the records of /boats and has no value; "
        f"send it, or let {worker.collection.fixture.file} generate it."
    )


def test_numbers_in_text_keys_go_on(collection, store, clock):
    worker = Worker(collection("{generate: {id: 'b{next}'}}"), store, clock, Random(0))
    assert [worker.act(task(Action.CREATE)).value["id"] for _ in range(3)] == ["b9", "b10", "b11"]


def test_a_replacement_forgets_what_is_not_sent(worker, store):
    value = worker.act(task(Action.REPLACE, "7", {"name": "Mtepe"})).value
    assert (value["id"], value["name"], "hull" in value) == (7, "Mtepe", False)
    assert store.get("/boats", "7") == value


def test_a_patch_of_plain_json_replaces_the_fields_sent(worker):
    body = {"hull": {"length": None}}
    assert worker.act(task(Action.PATCH, "7", body)).value["hull"] == {"length": None}
    plain = media.parse("application/json")
    assert worker.act(task(Action.PATCH, "7", body, plain)).value["hull"] == {"length": None}


def test_a_merge_patch_goes_into_objects(worker):
    body = {"hull": {"length": None}}
    assert worker.act(task(Action.PATCH, "7", body, MERGE)).value["hull"] == {"wood": "teak"}


def test_a_deleted_record_is_told_once_more_and_then_gone(worker, store):
    assert worker.act(task(Action.DELETE, "7")).value == DHOW
    assert refusal(worker, task(Action.DELETE, "7")).status == 404
    assert store.records("/boats") == (JAHAZI,)


def test_of_two_deletes_at_once_the_later_one_finds_nothing(worker, store, monkeypatch):
    def gone(_collection, _key):
        return False

    monkeypatch.setattr(store, "delete", gone)
    assert refusal(worker, task(Action.DELETE, "7")).status == 404
