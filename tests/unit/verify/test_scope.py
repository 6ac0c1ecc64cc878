from builder import spec

from mockserver.verify.events import OperationTested, PhaseFinished, PhaseStarted
from mockserver.verify.plan import Plan
from mockserver.verify.scope import unfinished

DOCUMENT = """
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /pets:
    get: {responses: {'200': {description: All.}}}
    post: {responses: {'201': {description: Made.}}}
    put: {responses: {'200': {description: Put.}}}
"""
GET, POST, PUT = "GET /pets", "POST /pets", "PUT /pets"


def left(events, reason="max_time", phases=("coverage",), **more):
    plan = Plan(spec(DOCUMENT), (), "http://h", phases=phases, **more)
    return unfinished(plan, events, reason)


def tested(phase, *operations):
    return [OperationTested(phase, each, 1, {200: 1}) for each in operations]


def test_nothing_is_unfinished_of_a_run_that_came_to_its_end():
    assert left([], "completed") == ()


def test_what_a_phase_was_done_with_is_finished_and_the_operation_under_way_is_not():
    events = [PhaseStarted("coverage"), *tested("coverage", GET, POST)]
    assert left(events) == (POST, PUT)
    assert left(events, workers=2) == (GET, POST, PUT)


def test_a_phase_that_did_not_begin_may_have_been_of_any_operation():
    ended = [
        PhaseStarted("coverage"),
        *tested("coverage", GET, POST),
        PhaseFinished("coverage", "success"),
    ]
    assert left(ended, phases=("coverage", "stateful")) == (GET, POST, PUT)
    assert left(ended, "interrupted") == ()


def test_stories_come_back_to_each_operation():
    events = [PhaseStarted("stateful"), *tested("stateful", GET, POST, PUT)]
    assert left(events, "interrupted", phases=("stateful",)) == (GET, POST, PUT)


def test_what_was_not_to_be_verified_is_not_unfinished():
    assert left([], selected=frozenset({POST})) == (POST,)
