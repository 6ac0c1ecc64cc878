import json
import re
import shlex
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from flask import Response, request

from mockserver.errors import TargetError, UsageError
from mockserver.verify.events import (
    FailureFound,
    OperationTested,
    PhaseFinished,
    PhaseStarted,
    RunFinished,
    Warned,
)
from mockserver.verify.fuzz.engine import FuzzPlan, fuzz
from mockserver.verify.fuzz.plan import PHASES
from mockserver.verify.judging.tally import dead_operations

OPERATIONS = {"GET /books", "POST /books", "GET /books/{id}", "DELETE /books/{id}"}
ITEM = "/paths/~1books~1{id}"
SHORT = ("examples",)
UNSAMPLED = {"type": "integer", "minimum": 2, "maximum": 1}


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def failures(events, check=None):
    return [event for event in of(FailureFound, events) if check in (None, event.check)]


def hide_allow(response):
    response.headers.pop("Allow", None)


def test_an_honest_implementation_breaks_nothing(run, books):
    events = run()
    assert failures(events) == []
    assert of(Warned, events) == []
    assert [event.phase for event in of(PhaseStarted, events)] == list(PHASES)
    assert [(event.phase, event.status) for event in of(PhaseFinished, events)] == [
        (phase, "success") for phase in PHASES
    ]
    assert events[-1] == RunFinished("completed", seed=1, requests=len(books.requests))


def test_what_was_answered_is_counted_by_operation_and_phase(run, books):
    tested = of(OperationTested, run())
    assert {event.operation for event in tested} == OPERATIONS
    assert {event.phase for event in tested} == set(PHASES)
    assert sum(event.cases for event in tested) == len(books.requests) - 2  # two ask for nothing
    made = [event for event in tested if event.operation == "POST /books"]
    assert all(set(event.statuses) <= {201, 400} for event in made)
    assert all(set(event.valid) <= {201} for event in made)
    assert made[0].curl.startswith(f"curl {books.url}/books -H 'Content-Type: application/json'")


def test_the_same_seed_sends_the_same_requests(run, books):
    books_before = dict(books.records)
    run(seed=7)
    first = books.requests
    books.requests, books.records, books.made = [], books_before, 0
    run(seed=7)
    assert books.requests == first
    books.requests, books.records, books.made = [], dict(books_before), 0
    run(seed=8)
    assert books.requests != first


def test_only_the_phases_of_the_plan_are_run(run):
    events = run(phases=("coverage",))
    assert of(PhaseStarted, events) == [PhaseStarted("coverage")]
    assert {event.phase for event in of(OperationTested, events)} == {"coverage"}


@pytest.mark.parametrize("prefix", ["", "/v1"])
def test_the_documents_servers_are_not_added_to_the_url(run, books, prefix):
    run(phases=SHORT, base_url=books.url.removesuffix("/v1") + prefix)
    targets = [target for _, target, _, _ in books.requests]
    assert all(target.startswith(prefix or "/") for target in targets)
    assert not any("not/here" in target for target in targets)


def test_the_base_path_of_a_2_0_document_is_not_added_to_the_url(run, books):
    document = {
        "swagger": "2.0",
        "info": {"title": "Books", "version": "1"},
        "basePath": "/not/here",
        "paths": {"/books": {"get": {"responses": {"200": {"description": "Some"}}}}},
    }
    assert failures(run(root=document, phases=SHORT)) == []
    assert {target for _, target, _, _ in books.requests[2:]} == {"/v1/books"}


def test_references_to_files_start_at_the_documents_own(run, books, document, answer, tmp_path):
    (tmp_path / "book.json").write_text('{"type": "object", "required": ["isbn"]}')
    answers = document["paths"]["/books/{id}"]["get"]["responses"]
    schema = {"$ref": "book.json"}
    answers["200"] = {"description": "It", "content": {"application/json": {"schema": schema}}}
    books.breaks.append(answer(200, "{}", methods=["GET"], **{"Content-Type": "application/json"}))
    location = str(tmp_path / "openapi.json")
    (failure,) = failures(run(root=document, location=location, phases=SHORT))
    assert failure.message == '"isbn" is a required property (at the whole body)'
    assert failure.schema_pointer.startswith(f"{ITEM}/get/responses/200/content/application~1json")


def test_the_plans_document_stays_as_it_is(run, document):
    before = json.dumps(document)
    run(root=document, phases=SHORT)
    assert json.dumps(document) == before


LIMITED = {"type": "object", "properties": {"a": {"type": "integer", "maximum": 3}}}


@pytest.mark.parametrize(
    ("sent", "schema", "expected"),
    [
        ("many", {"type": "integer"}, ('X-Left: "many" is not', "/X-Left", "/type")),
        ("a,5", LIMITED, ("X-Left: 5 is greater", "/X-Left/a", "/properties/a/maximum")),
        (None, {"type": "integer"}, ("`X-Left`", "/X-Left", "")),
    ],
)
def test_a_field_of_an_answer_that_breaks_its_schema_is_named(
    run, books, document, sent, schema, expected
):
    one = document["paths"]["/books/{id}"]["get"]["responses"]["200"]
    other = {"required": True, "schema": {"type": "string"}}
    one["headers"] = {"X-Other": other, "X-Left": {"required": True, "schema": schema}}

    def change(response):
        response.headers["X-Other"] = "5"
        if sent is not None:
            response.headers["X-Left"] = sent

    books.breaks.append(change)
    found = failures(run(root=document, phases=SHORT), "response_headers_conformance")
    told, at, keyword = expected
    place = f"{ITEM}/get/responses/200/headers/X-Left/schema{keyword}"
    assert [
        (told in each.message, each.instance_pointer, each.schema_pointer) for each in found
    ] == [(True, at, place)]


def test_an_answer_that_breaks_its_schema_is_told_with_both_places(run, books, answer):
    body = json.dumps({"title": "", "pages": 3})
    kind = {"Content-Type": "application/json"}
    books.breaks.append(answer(200, body, methods=["GET"], **kind))
    path_values = {"id": ("b0", "b1")}
    (failure,) = failures(run(phases=SHORT, path_values=path_values), "response_schema_conformance")
    assert failure == FailureFound(
        phase="examples",
        operation="GET /books/{id}",
        check="response_schema_conformance",
        title="Response violates schema",
        message='"" is shorter than 1 character (at /title)',
        curl=f"curl {books.url}/books/{failure.curl[-2:]}",
        request=f"GET /v1/books/{failure.curl[-2:]}",
        response=f"HTTP 200 OK\nContent-Type: application/json\n\n{body}",
        status=200,
        schema_pointer="/components/schemas/Book/properties/title/minLength",
        instance_pointer="/title",
        signature="/components/schemas/Book/properties/title/minLength",
    )


def test_each_promise_about_a_request_that_is_not_kept_is_told_once(run, books):
    def accept(response):
        if request.method == "POST" and response.status_code == 400:
            response.status_code, response.content_type = 201, "application/json"
            response.set_data('{"title": "x"}')

    books.breaks.append(accept)
    found = failures(run(phases=("coverage", "fuzzing")))
    assert {failure.check for failure in found} == {"negative_data_rejection"}
    schema = "/components/schemas/Book"
    assert Counter(failure.schema_pointer for failure in found) == {
        "/paths/~1books/post/requestBody": 1,
        f"{schema}/type": 1,
        f"{schema}/required": 1,
        f"{schema}/properties/title/type": 1,
        f"{schema}/properties/title/minLength": 1,
        f"{schema}/properties/pages/type": 1,
        f"{schema}/properties/pages/minimum": 1,
    }
    by_place = {failure.schema_pointer: failure for failure in found}
    minimum = by_place[f"{schema}/properties/pages/minimum"]
    assert "pages: Value smaller than minimum" in minimum.message
    assert json.loads(shlex.split(minimum.curl)[-1])["pages"] == 0


def test_a_parameter_that_is_not_checked_is_told_with_its_place(run, books):
    def accept(response):
        if request.method == "GET" and response.status_code == 400:
            response.status_code = 200

    books.breaks.append(accept)
    found = failures(run(phases=("coverage",)))
    assert {failure.schema_pointer for failure in found} == {
        "/paths/~1books/get/parameters/0/schema/minimum",
        "/paths/~1books/get/parameters/0/schema/type",
    }
    assert any(failure.curl == f"curl '{books.url}/books?limit=0'" for failure in found)


def test_an_undocumented_status_points_to_the_responses(run, books, answer):
    books.breaks.append(answer(418, methods=["DELETE"]))
    (failure,) = failures(run(phases=SHORT), "status_code_conformance")
    assert failure.message == "Received: 418; Documented: 204, 404"
    assert failure.schema_pointer == f"{ITEM}/delete/responses"
    assert failure.signature == "418"


def test_of_many_requests_that_show_a_failure_the_smallest_is_told(run, books, answer):
    bodies = []

    def spoil(response):
        if request.method == "POST" and response.status_code == 201:
            bodies.append(request.get_data(as_text=True))
            return answer(500)(response)
        return response

    books.breaks.append(spoil)
    (failure,) = failures(run(phases=("fuzzing",), max_examples=20), "not_a_server_error")
    assert len(set(map(len, bodies))) > 1
    assert shlex.split(failure.curl)[-1] == min(bodies, key=len)


def test_a_failure_is_told_in_its_first_phase_only(run, books, answer):
    books.breaks.append(answer(500, methods=["GET"]))
    found = failures(run(), "not_a_server_error")
    assert sorted(failure.operation for failure in found) == ["GET /books", "GET /books/{id}"]
    assert {failure.phase for failure in found} == {"examples"}


def test_a_server_error_is_told_once_with_what_was_sent(run, books):
    """Not as a status that is not declared, too."""

    def fail(response):
        sent = request.get_json(silent=True)
        is_odd = isinstance(sent, dict) and not isinstance(sent.get("title"), str)
        return Response("no", 500) if request.method == "POST" and is_odd else response

    books.breaks.append(fail)
    events = run(phases=("coverage",))
    assert [each.check for each in failures(events)] == ["not_a_server_error"]
    (failure,) = failures(events)
    assert failure.message.startswith("Sent: ")
    assert "title" in failure.message


def test_a_method_that_is_not_declared_points_to_the_path(run, books):
    books.breaks.append(hide_allow)
    found = failures(run(phases=("coverage",)))
    assert {failure.check for failure in found} == {"unsupported_method"}
    assert {failure.schema_pointer for failure in found} == {"/paths/~1books", ITEM}


def test_a_failure_in_a_chain_of_requests_is_told_with_the_whole_chain(run, books):
    def keep(response):
        if request.method == "DELETE" and response.status_code == 204:
            books.records[request.view_args["key"]] = {"title": "kept"}

    books.breaks.append(keep)
    (failure,) = failures(run(phases=("stateful",), max_examples=20), "use_after_free")
    made, removed, fetched = failure.curl.splitlines()
    assert re.match(rf"curl {books.url}/books -H .* --data-raw ", made)
    key = removed.rpartition("/")[2]
    assert removed == f"curl -X DELETE {books.url}/books/{key}"
    assert fetched == f"curl {books.url}/books/{key}"


def test_what_the_user_sends_as_a_secret_is_shown_nowhere(run, books, answer):
    books.breaks.append(answer(500, "Bearer s3cr3t-t0ken is wrong, s3cr3t-t0ken!"))
    headers = (("Authorization", "Bearer s3cr3t-t0ken"), ("X-Tenant", "${HOME}"))
    events = run(phases=SHORT, headers=headers)
    assert "s3cr3t" not in repr(events)
    (failure, *_) = failures(events, "not_a_server_error")
    assert "-H 'Authorization: Bearer [Filtered]' -H 'X-Tenant: ${HOME}'" in failure.curl
    assert failure.response.endswith("[Filtered] is wrong, [Filtered]!")
    sent = dict(books.requests[-1][2])
    assert (sent["Authorization"], sent["X-Tenant"]) == ("Bearer s3cr3t-t0ken", "${HOME}")


def test_known_values_of_path_parameters_are_sent(run, books):
    run(phases=("examples", "fuzzing"), path_values={"id": ("b0", "b2", True, None)})
    fetched = {target for method, target, _, _ in books.requests if method == "GET"}
    assert {"/v1/books/b0", "/v1/books/b2"} <= fetched
    assert not {"/v1/books/True", "/v1/books/None"} & fetched


def test_operations_that_refuse_every_request_are_dead(run, books, answer):
    books.breaks.append(answer(401))
    dead = dead_operations(run(phases=("examples", "coverage")))
    assert {failure.operation for failure in dead} == OPERATIONS
    assert {failure.check for failure in dead} == {"missing_auth"}
    assert all(failure.curl.startswith("curl ") for failure in dead)


def test_a_limit_of_time_that_is_not_reached_changes_nothing(run, books):
    records = dict(books.records)
    run()
    unlimited = books.requests
    books.requests, books.records, books.made = [], records, 0
    events = run(max_time=600)
    assert events[-1].reason == "completed"
    assert books.requests == unlimited


def test_time_that_runs_out_ends_the_run_and_what_was_found_is_told(run, books):
    books.breaks.extend([lambda _: time.sleep(0.2), lambda _: Response("no", 500)])
    events = run(max_time=4, phases=("coverage", "stateful"))
    assert events[-1].reason == "max_time"
    assert len(failures(events, "not_a_server_error")) == 1
    assert [event.reason for event in of(PhaseFinished, events)] == ["time ran out"] * 2
    unreached = OPERATIONS - {event.operation for event in of(OperationTested, events)}
    assert {event.message for event in of(Warned, events)} == {
        f"{operation} was not tested. Time limit reached." for operation in unreached
    }
    assert unreached
    assert len(books.requests) < 30


def test_a_request_that_is_not_answered_in_time_is_a_failure(run, books):
    over = threading.Event()

    def stall(_):
        if request.method == "DELETE":
            over.wait(10)

    books.breaks.append(stall)
    events = run(phases=SHORT, request_timeout=1)
    over.set()
    (failure,) = failures(events)
    assert (failure.operation, failure.check) == ("DELETE /books/{id}", "no_answer")
    assert "it did not answer in time" in failure.message
    assert "-X DELETE" in failure.curl


def test_a_connection_that_is_dropped_is_a_failure(run, books):
    def drop(_):
        if request.method == "DELETE":
            request.environ["werkzeug.socket"].shutdown(2)

    books.breaks.append(drop)
    (failure,) = failures(run(phases=SHORT))
    assert failure.check == "no_answer"
    assert "it closed the connection before its answer was whole" in failure.message


def test_a_target_that_is_not_there_cannot_be_reached(run):
    with pytest.raises(TargetError, match=r"http://127\.0\.0\.1:1/v1 cannot be reached: the conn"):
        run(base_url="http://127.0.0.1:1/v1")


def test_a_target_that_never_answers_cannot_be_reached(run, books):
    books.breaks.append(lambda _: request.environ["werkzeug.socket"].shutdown(2))
    with pytest.raises(TargetError, match="it closed the connection before its answer was whole"):
        run(phases=SHORT)


def test_a_target_that_goes_away_ends_the_run(books, document, answer):
    books.breaks.append(answer(500, methods=["POST"]))
    found = []

    def follow():
        for event in fuzz(FuzzPlan(books.url, document, "books.yaml", max_examples=5)):
            found.append(event)
            if event == PhaseFinished("examples", "failure"):
                books.stop()

    with pytest.raises(TargetError, match=r"http://127\.0\.0\.1:\d+ stopped responding"):
        follow()
    (failure,) = failures(found, "not_a_server_error")
    assert failure.operation == "POST /books"


@pytest.mark.parametrize(
    "root",
    [
        [],
        {},
        {"openapi": "4.0.0", "info": {}, "paths": {}},
        {"openapi": 3.1, "paths": {}},
        {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": []},
    ],
)
def test_a_document_that_schemathesis_cannot_use_is_an_error_of_use(run, root):
    with pytest.raises(UsageError, match=r"^books\.yaml: Schemathesis cannot use this: .+"):
        run(root=root)


def test_an_operation_that_cannot_be_tested_is_told_by_name(run, document):
    parameter = {"name": "n", "in": "query", "required": True, "schema": UNSAMPLED}
    document["paths"]["/books"]["get"]["parameters"] = [parameter]
    warnings = {event.message for event in of(Warned, run(root=document, phases=SHORT))}
    (told,) = [message for message in warnings if message.startswith("GET /books: Schema Error: ")]
    assert told.endswith("Nothing satisfies `minimum: 2` and `maximum: 1`")


def test_what_the_document_lacks_is_told(run, document):
    del document["components"]
    (warning, *_) = of(Warned, run(root=document, phases=("coverage",)))
    assert "unresolvable reference `#/components/schemas/Book`" in warning.message


def test_a_phase_that_tests_nothing_is_told(run, document):
    document["paths"] = {}
    assert Warned("The coverage phase tested nothing: no request was made.") in run(root=document)


def test_the_limit_of_failures_ends_the_run(run, books, answer):
    books.breaks.append(answer(500))
    events = run(max_failures=1, phases=("examples", "coverage"))
    assert events[-1].reason == "failure_limit"
    assert len({failure.operation for failure in failures(events)}) == 1
    assert len(of(Warned, events)) == 3
    assert "Failure limit reached" in of(Warned, events)[0].message


def test_a_run_that_is_given_up_stops_its_threads(books, document):
    before = set(threading.enumerate())
    events = fuzz(FuzzPlan(books.url, document, "books.yaml", max_time=60))
    assert next(events) == PhaseStarted("examples")
    next(events)
    events.close()
    left = [thread.name for thread in set(threading.enumerate()) - before]
    assert [name for name in left if "schemathesis" in name or "Timer" in name] == []


def test_a_schemathesis_toml_that_lies_around_is_not_read(run, books, tmp_path, monkeypatch):
    (tmp_path / "schemathesis.toml").write_text('headers = { "X-Stray" = "1" }')
    monkeypatch.chdir(tmp_path)
    run(phases=SHORT)
    assert not any("X-Stray" in dict(headers) for _, _, headers, _ in books.requests)


PROGRAM = """
import json, sys
from mockserver.verify.fuzz.engine import FuzzPlan, fuzz
plan = FuzzPlan(sys.argv[1], json.loads(sys.argv[2]), "books.yaml", max_examples=5)
print(list(fuzz(plan))[-1].reason)
"""


def test_a_run_writes_no_file_and_nothing_to_the_terminal(books, document, tmp_path, answer):
    books.breaks.append(answer(500, methods=["POST"]))
    work, temporary = tmp_path / "work", tmp_path / "temporary"
    work.mkdir()
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, books.url, json.dumps(document)],
        cwd=work,
        env={"TMPDIR": str(temporary), "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("completed\n", "")
    assert list(work.iterdir()) == []
    assert list(temporary.iterdir()) == []
