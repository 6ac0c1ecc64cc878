import http.client
import json
import signal

import pytest

from mockserver.admin.document import PATH as ADMIN

SCENARIOS = """\
scenarios:
  outage:
    rules:
    - match: {operation: 'GET /pets'}
      respond: {status: 503, undeclared: true, body: {detail: Closed.}}
"""


def asked(server, method, path, body=None, **headers):
    """Status and JSON of a request; the words of a connection that breaks."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        content = None if body is None else json.dumps(body)
        lines = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, content, {"Content-Type": "application/json", **lines})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    except (ConnectionError, http.client.HTTPException) as error:
        return type(error).__name__, str(error)
    finally:
        connection.close()


def test_a_server_is_looked_after_while_it_runs(project):
    server = project.serve("--quiet", "--server", "flask")  # which can reset a connection
    status, health = server.get("/__admin/health")
    assert (status, health["title"], health["records"]) == (200, "Pets", 2)
    rule = {"match": {"operation": "GET /pets"}, "fault": "reset", "times": 1}
    assert asked(server, "POST", "/__admin/rules", rule)[0] == 201
    assert asked(server, "GET", "/pets")[0] == "ConnectionResetError"
    assert asked(server, "GET", "/pets")[0] == 200
    _, listed = server.get("/__admin/journal")
    assert [(each["status"], each.get("fault")) for each in listed["exchanges"]] == [
        (200, "reset"),
        (200, None),
    ]


def test_the_files_are_read_again_when_it_is_asked_for(project):
    server = project.serve("--quiet")
    project.write("fixtures/pets.yaml", "records:\n- {id: ben, name: Ben}\n")
    assert asked(server, "POST", "/__admin/reload")[1]["reloaded"] is True
    assert server.get("/pets/ben")[0] == 200
    project.write("fixtures/pets.yaml", "records: 5\n")
    status, problem = asked(server, "POST", "/__admin/reload")
    assert (status, "fixtures/pets.yaml:1:" in problem["detail"]) == (409, True)
    assert server.get("/pets/ben")[0] == 200


def test_with_a_token_only_who_has_it_may_look_after_the_mock(project):
    server = project.serve("--quiet", "--admin-token", "t0ken")
    assert server.get("/__admin/health")[1]["status"] == 401
    assert asked(server, "GET", "/__admin/health", Authorization="Bearer t0ken")[0] == 200


def test_without_an_administration_there_is_none(project):
    server = project.serve("--quiet", "--no-admin")
    status, problem = server.get("/__admin/health")
    assert (status, "No path of the document" in problem["detail"]) == (404, True)


def test_a_scenario_is_played_from_the_start(project):
    project.write("fixtures/scenarios.yaml", SCENARIOS)
    server = project.serve("--quiet", "--scenario", "outage")
    assert server.get("/pets")[0] == 503
    assert asked(server, "POST", "/__admin/scenarios/stop")[1]["playing"] is None
    assert server.get("/pets")[0] == 200


def test_a_state_on_a_file_outlives_the_server(project):
    state = ("--quiet", "--state", "sqlite:state.db")
    first = project.serve(*state)
    assert asked(first, "DELETE", "/__admin/collections/pets/records/rex")[0] == 200
    assert first.end(signal.SIGTERM) == (0, "", "")
    second = project.serve(*state)
    assert second.get("/pets/rex")[0] == 404
    assert second.get("/__admin/health")[1]["shared"] is True


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (["--state", "disk"], 'the state "disk" cannot be used: '),
        (["--state", "sqlite:there/is/no/state.db"], "the state cannot be used: "),
        (["--scenario", "outage"], "there is no scenario 'outage'"),
        (["--records", "-1"], "--records: -1 is not an integer from 0 on"),
        (["--sessions", "0"], "--sessions: 0 is not an integer from 1 on"),
        (["--session-idle", "0"], "--session-idle: 0.0 is not a number of seconds above 0"),
    ],
)
def test_flags_that_cannot_be_used_are_told(folder, flags, sentence):
    run = folder.call("serve", "api.yaml", "-p", "0", *flags)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(f"mockserver: {sentence}")


def test_the_administration_keeps_its_own_document_in_all_phases_of_verify(project):
    """All but rules: that they name operations and scenarios of what is served, no schema can say.

    A session of which rules are a part begins on the way: what is left out is not judged there.
    """
    server = project.serve("--quiet")
    told = project.run(
        *("verify", f"http://127.0.0.1:{server.port}", "--spec", str(ADMIN), "--profile", "pr"),
        *("--exclude-operation", "addRule", "--format", "json"),
    )
    errors = [each for each in json.loads(told.stdout)["findings"] if each["severity"] == "error"]
    assert (errors, told.returncode) == ([], 0)
    assert "lifecycle: no failures" in told.stderr
    assert "coverage: no failures" in told.stderr
