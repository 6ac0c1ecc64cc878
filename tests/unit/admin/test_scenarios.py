import pytest

from mockserver.admin import Serving
from mockserver.scenario import Fault

STATES = ("memory", "sqlite:state.db")
BROKEN = {"match": {"operation": "readShelf"}, "respond": {"status": 404}, "times": 1}


def test_scenarios_are_listed_with_their_steps_and_rules(client, mock):
    found = client("GET", "/scenarios").json
    assert (found["playing"], [each["name"] for each in found["scenarios"]]) == (
        None,
        ["outage", "parcel", "crash"],
    )
    outage = found["scenarios"][0]
    assert outage["description"] == "The shop is closed for a while."
    assert (outage["step"], outage["steps"]) == ("closed", ["closed", "open"])
    assert outage["rules"][0]["document"].startswith(found["file"])
    assert mock.active_rules.scenarios.file == found["file"]


def test_a_scenario_is_played_and_stopped(client):
    assert client("POST", "/scenarios/outage/play").json["playing"] is True
    assert client.ask("GET", "/shelves").status == 503
    assert client("GET", "/scenarios/outage").json["step"] == "open"
    assert client.ask("GET", "/shelves").status == 200
    assert client("POST", "/scenarios/reset").json["playing"] == "outage"
    assert client.ask("GET", "/shelves").status == 503
    client("POST", "/scenarios/reset")
    assert client("POST", "/scenarios/stop").json["playing"] is None
    assert client.ask("GET", "/shelves").status == 200


def test_a_scenario_is_put_at_a_step_that_it_has(client):
    client("POST", "/scenarios/outage/play")
    assert client("PUT", "/scenarios/outage/step", {"step": "open"}).json["step"] == "open"
    assert client.ask("GET", "/shelves").status == 200
    wrong = client("PUT", "/scenarios/outage/step", {"step": "opn"})
    assert (wrong.status, wrong.json["detail"]) == (
        409,
        "The scenario 'outage' has no step 'opn'; did you mean 'open'?",
    )


def test_a_scenario_with_a_course_for_each_value_tells_them(client):
    client("POST", "/scenarios/parcel/play")
    assert client.ask("GET", "/shelves/1").json["colour"] == "blue"
    assert client("GET", "/scenarios/parcel").json["courses"] == {"1": "sent"}
    told = client("PUT", "/scenarios/parcel/step", {"step": "sent", "value": "2"}).json
    assert told["courses"] == {"1": "sent", "2": "sent"}
    assert client.ask("GET", "/shelves/2").json["colour"] == "green"


def test_a_scenario_is_played_in_one_session_alone(client):
    client("POST", "/scenarios/outage/play?session=a")
    assert client.ask("GET", "/shelves").status == 200
    assert client.ask("GET", "/shelves", X_Mock_Session="a").status == 503


def test_a_session_goes_on_with_the_scenario_and_the_time_that_it_began_with(client):
    client("POST", "/scenarios/outage/play")
    assert client.ask("GET", "/shelves", X_Mock_Session="a").status == 503
    client("POST", "/scenarios/stop")
    client("PUT", "/clock", {"at": "2030-01-01T00:00:00Z"})
    assert client("GET", "/scenarios/outage?session=a").json["playing"] is True
    assert client("GET", "/scenarios/outage?session=a").json["step"] == "open"
    assert client("GET", "/clock?session=a").json["frozen"] is False
    assert client("GET", "/scenarios/outage?session=new").json["playing"] is False
    assert client("GET", "/clock?session=new").json["frozen"] is True


def test_an_unknown_scenario_is_not_found(client):
    answer = client("POST", "/scenarios/outrage/play")
    assert (answer.status, answer.json["detail"]) == (
        404,
        "There is no scenario 'outrage'; did you mean 'outage'?",
    )


def test_a_rule_is_added_counted_and_removed_by_its_id(client):
    added = client("POST", "/rules", {**BROKEN, "times": 2})
    id_ = added.json["id"]
    assert (added.status, added.headers.get("Location")) == (201, f"/__admin/rules/{id_}")
    statuses = [client.ask("GET", "/shelves/1").status for _ in range(3)]
    assert statuses == [404, 404, 200]
    assert client("DELETE", f"/rules/{id_}").json["rule"]["times"] == 2
    assert client("GET", f"/rules/{id_}").status == 404


def test_a_rule_of_one_session_leaves_others_alone(client):
    added = client("POST", "/rules", {**BROKEN, "session": "a"}).json
    assert added["session"] == "a"
    assert client.ask("GET", "/shelves/1").status == 200
    assert client.ask("GET", "/shelves/1", X_Mock_Session="a").status == 404
    assert client("DELETE", f"/rules/{added['id']}").json["session"] == "a"


def test_rules_are_listed_as_they_are_asked(client):
    first = client("POST", "/rules", BROKEN).json["id"]
    second = client("POST", "/rules", {**BROKEN, "session": "a"}).json["id"]
    client("POST", "/scenarios/outage/play?session=a")
    listed = client("GET", "/rules?session=a").json["rules"]
    assert [each["id"] for each in listed] == [second, first, "outage/1"]
    assert client("DELETE", "/rules").json["deleted"] == [first]
    assert [each["id"] for each in client("GET", "/rules").json["rules"]] == []


def test_a_rule_that_is_replaced_counts_anew(client):
    id_ = client("POST", "/rules", BROKEN).json["id"]
    assert client.ask("GET", "/shelves/1").status == 404
    assert client("PUT", f"/rules/{id_}", BROKEN).json["id"] == id_
    assert [client.ask("GET", "/shelves/1").status for _ in range(2)] == [404, 200]


def test_a_rule_stays_in_its_session_and_is_found_among_others(client):
    first = client("POST", "/rules", BROKEN).json["id"]
    second = client("POST", "/rules", {**BROKEN, "session": "a"}).json["id"]
    answer = client("PUT", f"/rules/{second}", {**BROKEN, "session": "b"})
    assert answer.status == 409
    assert answer.json["detail"] == (
        f"The rule '{second}' is one of the session 'a'; add another rule."
    )
    assert client("PUT", f"/rules/{second}", {**BROKEN, "session": "a"}).status == 200
    assert client("GET", f"/rules/{first}").json["session"] == ""
    assert client("GET", f"/rules/{second}").json["session"] == "a"


def test_a_rule_that_the_document_does_not_allow_is_refused_with_the_place(client):
    answer = client("POST", "/rules", {"match": {"operation": "readShelv"}, "delay": "1s"})
    assert answer.status == 409
    (error,) = answer.json["errors"]
    assert error["pointer"] == "/match/operation"
    assert "did you mean 'readShelf'?" in error["message"]


def test_a_field_that_no_rule_has_is_refused_by_the_document(client):
    answer = client("POST", "/rules", {"math": {}, "delay": "1s"})
    assert answer.status == 422
    assert "math" in answer.json["detail"]


@pytest.mark.parametrize("fault", ["reset", "drop", "truncated"])
def test_a_fault_that_this_server_cannot_do_is_refused_when_it_is_set(client_of, fault):
    rule = {"match": {"operation": "readShelf"}, "fault": fault}
    unable = client_of(serving=Serving("granian", frozenset(), ("flask",)))("POST", "/rules", rule)
    assert unable.status == 409
    assert unable.json["detail"] == (
        f"The fault '{fault}' needs the connection itself, which granian keeps; "
        "start with --server flask, which can."
    )
    able = client_of(serving=Serving("flask", frozenset(Fault)))
    assert able("POST", "/rules", rule).status == 201


def test_faults_are_listed_with_what_this_server_can_do(client):
    faults = {each["fault"]: each for each in client("GET", "/faults").json["faults"]}
    assert faults["reset"]["able"] is False
    assert faults["empty"]["able"] is True
    assert "TCP RST" in faults["reset"]["meaning"]


def test_a_scenario_with_a_fault_that_this_server_cannot_do_is_not_played(client, client_of):
    refused = client("POST", "/scenarios/crash/play")
    assert refused.status == 409
    assert "The fault 'reset' needs the connection itself" in refused.json["detail"]
    able = client_of(serving=Serving("flask", frozenset(Fault)))
    assert able("POST", "/scenarios/crash/play").json["playing"] is True


def test_how_often_a_rule_is_still_used_is_told_and_one_that_is_used_up_is_in_force_no_more(client):
    rule = {"match": {"operation": "listShelves"}, "respond": {"status": 503}, "times": 2}
    added = client("POST", "/rules", rule).json
    assert added["left"] == 2
    assert client("POST", "/rules", {"delay": "1ms"}).json["left"] is None
    told = []
    for _ in range(3):
        client.ask("GET", "/shelves")
        left = client("GET", f"/rules/{added['id']}").json["left"]
        told.append((left, client("GET", "/health").json["rules"]))
    assert told == [(1, 2), (0, 1), (0, 1)]
    assert client("PUT", f"/rules/{added['id']}", rule).json["left"] == 2
