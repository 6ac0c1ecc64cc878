"""How far a run goes on when its time is over: by counts of requests, no clock is looked at."""

import dataclasses
import json

import pytest
from builder import spec

from mockserver.collection import bind, read_fixture
from mockserver.http import Response
from mockserver.mock import Mock
from mockserver.verify.course import course_of
from mockserver.verify.events import FailureFound, PhaseFinished, Warned
from mockserver.verify.ledger import Ledger
from mockserver.verify.lifecycle import play
from mockserver.verify.plan import LIFECYCLE, Plan
from mockserver.verify.stories import stories


@pytest.fixture
def played(document, tmp_path):
    """Play the lifecycle at a target until it was asked so often; events, and what it was asked."""

    def played(requests, spoil=lambda _, answer: answer):
        path = tmp_path / "books.yaml"
        path.write_text(json.dumps({"records": [{"id": "b1", "title": "Old"}]}))
        model = spec(json.dumps(document), "books.json")
        collections = bind(model, [read_fixture(path)]).collections
        mock, asked = Mock(model, collections), []

        def target(request):
            asked.append(request.method)
            return spoil(request, mock.respond(request))

        oracle = Mock(model, collections).respond
        plan = Plan(model, collections, "http://h", oracle=oracle, nonce="n")
        course = course_of(plan, target)
        course = dataclasses.replace(course, is_over=lambda: len(asked) >= requests)
        told = stories(course, LIFECYCLE)
        return list(play(course, Ledger(), LIFECYCLE, told)), asked

    return played


@pytest.mark.parametrize("requests", [1, 2, 5, 17])
def test_nothing_but_what_was_made_is_sent_for_when_the_time_is_over(played, requests):
    events, asked = played(requests)
    beyond = asked[requests:]
    assert set(beyond) <= {"DELETE"}, "what was made is put away, however late it is"
    assert len(beyond) <= asked[:requests].count("POST")
    assert [each.reason for each in events if isinstance(each, PhaseFinished)] == ["time ran out"]


def test_what_could_not_be_sent_again_in_time_is_a_warning_that_says_so(played):
    def fails(request, answer):
        return Response(500) if request.method == "POST" else answer

    events, _ = played(1, fails)
    assert not any(isinstance(each, FailureFound) for each in events)
    (told,) = [each.message for each in events if isinstance(each, Warned)]
    assert told.endswith("; time ran out before it was sent again.")
