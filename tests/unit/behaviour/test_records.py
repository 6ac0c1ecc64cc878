import pytest

from mockserver import media
from mockserver.behaviour import SUCCESSES, Task
from mockserver.collection import Action
from mockserver.errors import Rejection

BOATS = """
unique: [name]
records:
- {id: 7, name: Dhow, berth: A1, created: '2024-01-01T00:00:00Z', hull: {wood: teak, length: 12}}
- {id: 8, name: Jahazi, berth: null, created: '2024-01-01T00:00:00Z'}
"""
MOMENT = "2024-01-01T00:00:00Z"
DHOW = {
    "id": 7,
    "name": "Dhow",
    "berth": "A1",
    "created": MOMENT,
    "hull": {"wood": "teak", "length": 12},
}
JAHAZI = {"id": 8, "name": "Jahazi", "berth": None, "created": MOMENT}
MERGE = media.parse("application/merge-patch+json; charset=utf-8")
STEPS = media.parse("application/json-patch+json")


@pytest.fixture
def boats(bench):
    return bench(BOATS)


@pytest.fixture
def act(boats):
    return acting(boats)


def acting(bench):
    """Does what a task says; its arguments are those of the task."""

    def act(action, key="", body=None, media_type=None, base=""):
        part, path = bench.parts[action], f"{base}/boats"
        task = Task(part, path, base=base, key=key, body=body, media_type=media_type)
        reads = action in (Action.LIST, Action.FETCH)
        return bench.read(task) if reads else bench.write(task)

    return act


def refusal(act, *task, **told):
    with pytest.raises(Rejection) as caught:
        act(*task, **told)
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


def test_a_list_is_of_all_records_in_their_order(act):
    outcome = act(Action.LIST)
    assert outcome.page.items == (DHOW, JAHAZI)
    assert (outcome.page.total, outcome.is_record) == (2, True)


def test_a_record_is_fetched_by_its_key(act):
    assert act(Action.FETCH, "8").record == JAHAZI


@pytest.mark.parametrize("action", [Action.FETCH, Action.REPLACE, Action.PATCH, Action.DELETE])
@pytest.mark.parametrize("key", ["9", "", "07", "7 ", "x/y", "é"])
def test_an_unknown_key_is_refused_with_what_was_searched(act, boats, action, key):
    problem = refusal(act, action, key, {"name": "New"})
    searched = boats.collection.fixture.file
    assert (problem.status, problem.type) == (404, "urn:mockserver:record-not-found")
    assert problem.detail == (
        f"No record of /boats has the id '{key}'; "
        f"searched those of {searched} and those made since the start."
    )
    assert problem.extensions == {"collection": "/boats", "key": key, "searched": searched}
    assert boats.records() == [DHOW, JAHAZI]


def test_a_created_record_is_stored_and_told_where(act, boats):
    outcome = act(Action.CREATE, body={"name": "Ngalawa"}, base="/v1")
    assert (outcome.record["id"], outcome.record["name"]) == (9, "Ngalawa")
    assert outcome.headers == (("Location", "/v1/boats/9"),)
    assert boats.records() == [DHOW, JAHAZI, outcome.record]


def test_a_location_is_percent_encoded(bench):
    act = acting(bench("{key: name, generate: {}}"))
    outcome = act(Action.CREATE, body={"name": "a/b é?"})
    assert outcome.headers == (("Location", "/boats/a%2Fb%20%C3%A9%3F"),)


def test_a_unique_value_that_is_taken_is_a_conflict_that_names_its_holder(act, boats):
    problem = refusal(act, Action.CREATE, body={"name": "Dhow"})
    assert (problem.status, problem.type) == (409, "urn:mockserver:conflict")
    assert problem.detail == "'name' is unique in /boats, and 'Dhow' is that of id '7'."
    assert problem.extensions == {"field": "name", "holder": "7"}
    assert boats.records() == [DHOW, JAHAZI]


@pytest.mark.parametrize("action", [Action.REPLACE, Action.PATCH])
def test_a_change_to_a_value_that_is_taken_is_a_conflict_and_changes_nothing(act, boats, action):
    assert refusal(act, action, "8", {"name": "Dhow"}).status == 409
    assert boats.records() == [DHOW, JAHAZI]


@pytest.mark.parametrize("action", [Action.REPLACE, Action.PATCH])
def test_a_record_may_keep_its_own_unique_value(act, action):
    assert act(action, "8", {"name": "Jahazi", "sails": 3}).record["sails"] == 3


def test_a_key_that_is_taken_is_tried_again(bench):
    """Fixtures hold the first number that comes: the creation takes the next one."""
    boats = bench("{generate: {id: 'b{next}'}}")
    with boats.world.change() as writing:
        writing.records(boats.service.ground((), "0")).put("b1", {"id": "b1"})
    assert acting(boats)(Action.CREATE).record["id"] == "b2"
    assert [record["id"] for record in boats.records()] == ["b1", "b2"]


def test_without_any_free_key_a_creation_is_refused(bench):
    act = acting(bench("{generate: {id: same}}"))
    act(Action.CREATE)
    problem = refusal(act, Action.CREATE)
    assert problem.status == 409
    assert problem.detail == "/boats has no free key: 'id' of every new record is taken."


def test_a_key_that_the_client_chose_may_be_taken(bench):
    act = acting(bench("{key: name, generate: {}}"))
    act(Action.CREATE, body={"name": "Mashua"})
    problem = refusal(act, Action.CREATE, body={"name": "Mashua"})
    assert problem.status == 409
    assert problem.detail == "/boats has a record with the name 'Mashua' already."


@pytest.mark.parametrize("body", [{}, {"name": None}, {"name": ""}, None])
def test_a_record_that_nobody_gave_a_key_is_refused_with_advice(bench, body):
    boats = bench("{key: name, generate: {}}")
    problem = refusal(acting(boats), Action.CREATE, body=body)
    assert (problem.status, problem.type) == (422, "urn:mockserver:key-missing")
    assert problem.detail == (
        "'name' selects the records of /boats and has no value; "
        f"send it, or let {boats.collection.fixture.file} generate it."
    )


def test_numbers_in_text_keys_go_on(bench):
    act = acting(bench(BOATS.replace("unique: [name]", "generate: {id: 'b{next}'}")))
    assert [act(Action.CREATE).record["id"] for _ in range(3)] == ["b9", "b10", "b11"]


def test_a_number_is_given_once_even_when_its_record_is_gone(act):
    assert act(Action.CREATE).record["id"] == 9
    act(Action.DELETE, "9")
    assert act(Action.CREATE).record["id"] == 10


def test_the_same_seed_makes_the_same_records_in_a_world_of_its_own(bench):
    def made(seed):
        boats = bench("{generate: {id: 'b_{ulid}'}}")
        task = Task(boats.parts[Action.CREATE], path="/boats")
        boats.clock.moment = boats.clock.moment.replace(second=0)
        return [boats.write(task, seed).record["id"] for _ in range(2)]

    first, second = made("1")
    assert made("1") == [first, second]
    assert first != second
    assert made("2")[0] != first


def test_a_replacement_forgets_what_is_not_sent(act, boats):
    record = act(Action.REPLACE, "7", {"name": "Mtepe"}).record
    assert (record["id"], record["name"], "hull" in record) == (7, "Mtepe", False)
    assert boats.records()[0] == record


def test_a_patch_of_plain_json_replaces_the_fields_sent(act):
    body = {"hull": {"length": None}}
    assert act(Action.PATCH, "7", body).record["hull"] == {"length": None}
    plain = media.parse("application/json")
    assert act(Action.PATCH, "7", body, plain).record["hull"] == {"length": None}


def test_a_merge_patch_goes_into_objects(act):
    body = {"hull": {"length": None}}
    assert act(Action.PATCH, "7", body, MERGE).record["hull"] == {"wood": "teak"}


def test_a_json_patch_does_its_steps(act):
    steps = [{"op": "copy", "from": "/hull/wood", "path": "/name"}]
    assert act(Action.PATCH, "7", steps, STEPS).record["name"] == "teak"


def test_a_json_patch_that_cannot_be_applied_is_refused_and_changes_nothing(act, boats):
    steps = [
        {"op": "replace", "path": "/name", "value": "New"},
        {"op": "test", "path": "/berth", "value": "B2"},
    ]
    problem = refusal(act, Action.PATCH, "7", steps, STEPS)
    assert (problem.status, problem.type) == (422, "urn:mockserver:patch-not-applicable")
    assert problem.detail == "step 1 of the patch: /berth has another value."
    assert boats.records() == [DHOW, JAHAZI]


def test_a_deleted_record_is_told_once_more_and_then_gone(act, boats):
    assert act(Action.DELETE, "7").record == DHOW
    assert refusal(act, Action.DELETE, "7").status == 404
    assert boats.records() == [JAHAZI]


def test_what_is_done_in_a_session_is_done_there_alone(bench):
    boats = bench(BOATS, session="a")
    acting(boats)(Action.DELETE, "7")
    common = boats.world.common().records(boats.service.ground((), "0"))
    assert boats.records() == [JAHAZI]
    assert [record for _, record in common.page()] == [DHOW, JAHAZI]
