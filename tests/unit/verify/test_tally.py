import pytest

from mockserver.verify.events import OperationTested, PhaseStarted, Warned
from mockserver.verify.judging.tally import dead_operations, tally


def seen(operation, valid, **more):
    return OperationTested("examples", operation, sum(valid.values()), valid, valid, **more)


def test_what_the_phases_saw_adds_up_by_operation():
    events = [
        PhaseStarted("examples"),
        OperationTested("examples", "GET /p", 3, {200: 2, 400: 1}, {200: 2}, "curl first"),
        OperationTested("coverage", "GET /q", 1, {404: 1}),
        OperationTested("coverage", "GET /p", 2, {200: 1, 404: 1}, {200: 1, 404: 1}, "curl other"),
    ]
    tallies = tally(events)
    assert list(tallies) == ["GET /p", "GET /q"]
    assert tallies["GET /p"].event("all", "GET /p") == OperationTested(
        "all", "GET /p", 5, {200: 3, 400: 1, 404: 1}, {200: 3, 404: 1}, "curl first"
    )


@pytest.mark.parametrize(
    ("valid", "check"),
    [
        ({401: 4}, "missing_auth"),
        ({403: 4}, "missing_auth"),
        ({401: 2, 403: 2}, "missing_auth"),
        ({404: 4}, "missing_test_data"),
        ({409: 4}, "always_conflict"),
        ({429: 4}, "rate_limited"),
    ],
)
def test_an_operation_that_answers_nothing_else_is_dead(valid, check):
    (failure,) = dead_operations([seen("GET /p", valid, curl="curl http://h/p")])
    assert (failure.operation, failure.check) == ("GET /p", check)
    assert failure.curl == "curl http://h/p"
    assert failure.message.startswith("All 4 valid requests were answered with ")


@pytest.mark.parametrize(
    "valid",
    [{200: 1, 401: 9}, {401: 5, 404: 5}, {404: 5, 500: 1}, {409: 5, 201: 1}, {400: 5}, {}],
)
def test_an_operation_that_answers_anything_else_is_alive(valid):
    assert dead_operations([seen("GET /p", valid)]) == []


def test_one_phase_that_got_through_is_enough():
    events = [seen("GET /p", {401: 5}), seen("GET /p", {200: 1}), Warned("x")]
    assert dead_operations(events) == []


def test_404_for_invented_values_proves_nothing():
    event = seen("GET /p/{id}/q/{name}", {404: 5})
    assert dead_operations([event]) == []
    assert dead_operations([event], {"id"}) == []
    (failure,) = dead_operations([event], {"id", "name"})
    assert failure.check == "missing_test_data"
    assert "else about GET /p/{id}/q/{name} was tested. Check that the URL" in failure.message


def test_answers_to_invalid_requests_do_not_count():
    event = OperationTested("coverage", "POST /p", 9, {400: 8, 401: 1}, {401: 1})
    (failure,) = dead_operations([event])
    assert (failure.check, failure.status) == ("missing_auth", 401)
