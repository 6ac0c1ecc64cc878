"""Scenarios and rules added at run time, as a client of the mock sees them."""

import json

import pytest

from mockserver.errors import DocumentError, UsageError
from mockserver.http import Headers, Request
from mockserver.mock import Mock, Options

PETS = """
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        '200': {content: {application/json: {schema: {type: array, items: {$ref: '#/Pet'}}}}}
        '503': {description: Down, content: {application/json: {example: {reason: maintenance}}}}
    post:
      operationId: createPet
      requestBody: {content: {application/json: {schema: {$ref: '#/Pet'}}}}
      responses: {'201': {content: {application/json: {schema: {$ref: '#/Pet'}}}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getPet
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/Pet'}}}}
        '404': {description: None}
        '429': {description: Slower}
    delete: {operationId: deletePet, responses: {'204': {}, '404': {}}}
Pet:
  type: object
  required: [id]
  properties: {id: {type: string}, age: {type: integer}, state: {type: string}}
"""
REX = "records: [{id: rex, age: 3, state: new}, {id: tom}]"
SCENARIOS = """
scenarios:
  outage:
    rules:
    - match: {operation: listPets}
      respond: {status: 503, headers: {Retry-After: 5}}
    - match: {operation: createPet}
      respond: {status: 500, body: {oops: true}, undeclared: true}
  older:
    rules:
    - match: {operation: getPet, parameters: {id: rex}}
      respond: {patch: {age: 40}, headers: {X-Old: very}}
  slow:
    rules:
    - match: {operation: getPet}
      delay: 250ms
  broken:
    rules:
    - match: {operation: getPet}
      fault: malformed
  emptied:
    rules:
    - match: {operation: getPet}
      fault: empty
  course:
    start: new
    by: id
    rules:
    - {match: {operation: getPet}, when: new, then: sold, respond: {patch: {state: first}}}
    - {match: {operation: getPet}, when: sold, respond: {patch: {state: second}}}
  limited:
    rules:
    - match: {operation: getPet}
      fault: {kind: rate-limit, limit: 2, per: 60s}
  lying:
    rules:
    - match: {operation: getPet}
      respond: {patch: {age: old}, undeclared: true}
"""


@pytest.fixture
def play(client):
    """Makes a client of a mock that plays a scenario."""

    def make(name="", **options):
        ask = client(PETS, pets=REX, scenarios=SCENARIOS)
        mock = ask.mock
        ask.mock = Mock(
            mock.spec,
            mock.collections,
            clock=mock.clock,
            options=Options(scenario=name, **options),
            scenarios=mock.active_rules.scenarios,
        )
        return ask

    return make


def get(path, *headers):
    return Request("GET", path, "", Headers(headers))


def add(ask, id_, rule, session=""):
    with ask.mock.world(session).change() as writing:
        writing.put("rules", id_, json.dumps(rule))


def states(ask, key, times, **headers):
    return [ask("GET", f"/pets/{key}", **headers).json.get("state") for _ in range(times)]


# --- what a rule does


def test_nothing_is_played_unless_it_is_wished(play):
    ask = play()
    assert ask("GET", "/pets").status == 200
    assert ask.mock.journal.exchanges()[-1].rule == ""


def test_another_answer_is_given_with_its_headers_and_the_journal_says_why(play):
    ask = play("outage")
    answer = ask("GET", "/pets")
    assert (answer.status, answer.json) == (503, {"reason": "maintenance"})
    assert answer.headers.get("Retry-After") == "5"
    assert ask.mock.journal.exchanges()[-1].rule.startswith("rule outage/1 (")
    assert ask("GET", "/pets/rex").status == 200


def test_an_answer_that_was_given_in_its_place_changes_no_record(play):
    ask = play("outage")
    answer = ask("POST", "/pets", {"id": "ann"})
    assert (answer.status, answer.json) == (500, {"oops": True})
    assert answer.headers.get("sl-violations") is None
    assert ask("GET", "/pets/ann").status == 404


def test_a_patch_changes_the_answer_and_not_the_record(play):
    ask = play("older")
    answer = ask("GET", "/pets/rex")
    assert (answer.json, answer.headers.get("X-Old")) == (
        {"id": "rex", "age": 40, "state": "new"},
        "very",
    )
    assert ask("GET", "/pets/tom").json == {"id": "tom"}
    assert ask("GET", "/pets").json[0]["age"] == 3


def test_a_delay_is_told_with_the_answer(play):
    ask = play("slow")
    assert ask.mock.respond(get("/pets/rex")).delay == pytest.approx(0.25)
    assert ask.mock.respond(get("/pets")).delay == 0


def test_a_delay_that_is_preferred_is_added(play):
    asked = get("/pets/rex", ("Prefer", "wait=1"))
    assert play("slow").mock.respond(asked).delay == pytest.approx(1.25)


def test_a_broken_body_is_one_that_no_parser_takes(play):
    answer = play("broken")("GET", "/pets/rex")
    assert (answer.status, answer.type) == (200, "application/json")
    with pytest.raises(json.JSONDecodeError):
        assert answer.json


def test_a_fault_may_take_the_body_away(play):
    answer = play("emptied")("GET", "/pets/rex")
    assert (answer.status, answer.body) == (200, b"")


def test_what_breaks_the_document_on_purpose_is_not_told_as_a_fault(play):
    answer = play("lying", errors=True)("GET", "/pets/rex")
    assert (answer.status, answer.json["age"]) == (200, "old")
    assert answer.headers.get("sl-violations") is None


# --- steps and limits


def test_each_parameter_value_has_its_own_course_of_steps(play):
    ask = play("course")
    assert states(ask, "rex", 3) == ["first", "second", "second"]
    assert states(ask, "tom", 2) == ["first", "second"]


def test_each_session_has_its_own_course_of_steps(play):
    ask = play("course")
    assert states(ask, "rex", 2, X_Mock_Session="a") == ["first", "second"]
    assert states(ask, "rex", 1, X_Mock_Session="b") == ["first"]
    assert states(ask, "rex", 1) == ["first"]


def test_a_limit_lets_so_many_pass_and_then_says_when_to_come_again(play):
    ask = play("limited")
    answers = [ask("GET", "/pets/rex") for _ in range(3)]
    assert [each.status for each in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1].headers.get("Retry-After")) <= 60


def test_a_request_that_is_refused_reaches_no_rule(play):
    ask = play("course")
    refused = ask("GET", "/pets/rex", Prefer="code=x")
    assert refused.json["type"] == "urn:mockserver:unreadable-preference"
    assert states(ask, "rex", 1) == ["first"]


# --- which scenario


def test_a_request_may_ask_for_a_scenario_or_for_none(play):
    ask = play("older")
    assert ask("GET", "/pets", Prefer="scenario=outage").status == 503
    assert ask("GET", "/pets/rex", Prefer="scenario=").json["age"] == 3
    answer = ask("GET", "/pets/rex", Prefer="scenario=older")
    assert answer.headers.get("Preference-Applied") == "scenario=older"


def test_a_scenario_that_is_not_there_is_told_with_those_that_are(play):
    answer = play()("GET", "/pets/rex", Prefer="scenario=outtage")
    assert (answer.status, answer.json["type"]) == (404, "urn:mockserver:no-scenario")
    assert answer.json["detail"].startswith("There is no scenario 'outtage'; ")
    assert "outage" in answer.json["detail"].partition(";")[2]


def test_a_session_may_play_another_one(play):
    ask = play("older")
    with ask.mock.world("a").change() as writing:
        writing.put("settings", "scenario", {"name": "outage"})
    with ask.mock.world("b").change() as writing:
        writing.put("settings", "scenario", {"name": ""})
    assert ask("GET", "/pets", X_Mock_Session="a").status == 503
    ages = [ask("GET", "/pets/rex", X_Mock_Session=name).json["age"] for name in ("b", "c")]
    assert (ages, ask("GET", "/pets").status) == ([3, 40], 200)


def test_a_scenario_that_cannot_be_played_is_told_at_the_start(tmp_path):
    (tmp_path / "pets.yaml").write_text(PETS)
    folder = tmp_path / "play"
    folder.mkdir()
    (folder / "scenarios.yaml").write_text(SCENARIOS)
    with pytest.raises(UsageError, match="'outtage'"):
        Mock.load(tmp_path / "pets.yaml", folder, options=Options(scenario="outtage"))
    (folder / "scenarios.yaml").write_text(SCENARIOS.replace("listPets", "listPet"))
    with pytest.raises(DocumentError, match=r"scenarios\.yaml:5:\d+: .*listPets"):
        Mock.load(tmp_path / "pets.yaml", folder)


# --- rules added at run time


def test_a_rule_that_is_added_comes_before_the_scenario_and_the_newest_first(play):
    ask = play("older")
    for id_, age in (("r1", 50), ("r2", 60)):
        rule = {"match": {"operation": "getPet"}, "respond": {"patch": {"age": age}}}
        add(ask, id_, rule)
    assert ask("GET", "/pets/rex").json["age"] == 60
    assert ask.mock.journal.exchanges()[-1].rule == "rule r2"


def test_a_rule_of_a_session_holds_there_alone_and_a_common_one_everywhere(play):
    ask = play()
    ask("GET", "/pets", X_Mock_Session="a")
    add(ask, "r1", {"match": {"operation": "getPet"}, "respond": {"patch": {"age": 1}}})
    add(ask, "r2", {"match": {"operation": "getPet"}, "respond": {"patch": {"age": 2}}}, "a")
    ages = [ask("GET", "/pets/rex", X_Mock_Session=name).json["age"] for name in ("a", "b", None)]
    assert ages == [2, 1, 1]


def test_a_rule_may_be_used_up(play):
    ask = play()
    add(ask, "r1", {"match": {"operation": "getPet"}, "respond": {"status": 404}, "times": 2})
    assert [ask("GET", "/pets/rex").status for _ in range(3)] == [404, 404, 200]


def test_a_rule_that_the_document_no_longer_allows_is_out_of_force(play):
    ask = play()
    add(ask, "r1", {"match": {"operation": "gone"}, "respond": {"status": 404}})
    assert ask("GET", "/pets/rex").json["age"] == 3
