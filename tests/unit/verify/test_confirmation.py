import pytest

from mockserver.errors import TargetError
from mockserver.http import Request
from mockserver.verify.events import (
    FailureFound,
    PhaseFinished,
    PhaseStarted,
    RunFinished,
    SeenAgain,
    Warned,
)
from mockserver.verify.recordings.confirmation import Confirmation
from mockserver.verify.recordings.recording import Recording, Step

NEVER, LATE = float("inf"), 0.0
START, END = PhaseStarted("coverage"), PhaseFinished("coverage", "failure")
DONE = RunFinished("completed", 1, 9)


def failure(check="negative_data_rejection", signature=""):
    steps = (Step("POST /books", Request("POST", "/books"), 201),)
    recording = Recording(check, "POST /books", steps)
    return FailureFound(
        "coverage", "POST /books", check, "", "answered 201", "curl", signature=signature,
        recording=recording,
    )  # fmt: skip


def confirmed(*events, repeats, deadline=NEVER):
    sent = []

    def repeat(recording):
        sent.append(recording)
        return repeats

    return list(Confirmation(repeat, deadline).of(events)), sent


def test_a_failure_that_is_seen_again_is_told_before_its_phase_ends():
    told, sent = confirmed(START, failure(), END, DONE, repeats=True)
    assert told == [START, failure(), END, DONE]
    assert sent == [failure().recording]


def test_a_failure_that_does_not_come_again_is_a_warning():
    told, _ = confirmed(START, failure(), END, repeats=False)
    why = "POST /books: negative_data_rejection: answered 201; it did not happen a second time."
    assert told == [START, Warned(why), END]


@pytest.mark.parametrize(
    ("check", "counts"),
    [
        ("not_a_server_error", True),
        ("response_schema_conformance", True),
        ("negative_data_rejection", False),
        ("positive_data_acceptance", False),
    ],
)
def test_what_an_answer_breaks_by_itself_counts_when_two_requests_show_it(check, counts):
    found = failure(check, "/a")
    again = SeenAgain("POST /books", check, "/a")
    told, sent = confirmed(found, again, END, repeats=False)
    assert (found in told, sent == []) == (counts, counts)


def test_another_place_does_not_make_it_two():
    found = failure("not_a_server_error", "/a")
    told, _ = confirmed(found, SeenAgain("POST /books", found.check, "/b"), END, repeats=False)
    assert found not in told


def test_when_time_has_run_out_nothing_is_sent():
    told, sent = confirmed(failure(), DONE, repeats=True, deadline=LATE)
    assert sent == []
    assert told[0].message.endswith("answered 201; time ran out before it was sent again.")


def test_what_cannot_be_sent_again_is_told_at_once():
    plain = FailureFound("", "GET /books", "no_answer", "", "gave no answer", "curl")
    told, sent = confirmed(plain, START, repeats=False)
    assert (told, sent) == ([plain, START], [])


@pytest.mark.parametrize("error", [TargetError("gone"), KeyboardInterrupt()])
def test_what_was_found_before_the_end_of_the_target_is_told(error):
    def events():
        yield failure()
        raise error

    told = []
    with pytest.raises(type(error)):
        told.extend(Confirmation(lambda _: pytest.fail("the target is gone"), NEVER).of(events()))
    stream = Confirmation(lambda _: False, NEVER).of(events())
    assert next(stream) == failure()
