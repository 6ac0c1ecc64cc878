import pytest

from mockserver.http import Headers, Request, Response
from mockserver.verify.target.patience import GRACE, patient, ready

REQUEST = Request("GET", "/")


def answering(*answers):
    """A target with these answers, the last for ever; what it was asked."""
    rest, asked = list(answers), []

    def send(request):
        asked.append(request)
        return rest.pop(0) if len(rest) > 1 else rest[0]

    return send, asked


def later(status, text):
    return Response(status, Headers((("Retry-After", text),)))


def test_a_request_that_came_too_soon_is_sent_again_when_it_may_be():
    slept = []
    send, asked = answering(later(429, "2"), Response(200))
    assert patient(send, slept.append)(REQUEST).status == 200
    assert (slept, asked) == ([2.0], [REQUEST, REQUEST])


@pytest.mark.parametrize(
    "answer", [Response(429), later(429, "60"), later(503, "1"), Response(404)]
)
def test_it_is_not_sent_again_without_a_time_that_is_soon(answer):
    send, asked = answering(answer, Response(200))
    assert patient(send, pytest.fail)(REQUEST) is answer
    assert len(asked) == 1


def test_a_limit_that_stays_is_answered_in_the_end():
    slept = []
    send, asked = answering(later(429, "1"))
    assert patient(send, slept.append)(REQUEST).status == 429
    assert (len(asked), slept) == (4, [1.0, 1.0, 1.0])


def waited(seconds, *answers):
    slept = []
    send, asked = answering(*answers)
    ready(lambda: send(REQUEST), seconds, slept.append)
    return sum(slept), len(asked)


def test_a_target_that_says_that_it_starts_is_waited_for():
    assert waited(0.0, later(503, "1"), later(503, "1"), Response(200)) == (2.0, 3)


def test_it_is_not_waited_for_without_end():
    assert waited(0.0, later(503, "1"))[0] == GRACE
    assert waited(12.0, later(503, "1"))[0] == 12.0


def test_a_target_that_is_down_is_waited_for_as_long_as_was_asked():
    assert waited(0.0, Response(503), Response(200)) == (0, 1)
    assert waited(1.0, Response(502), Response(200)) == (pytest.approx(0.1), 2)


def test_an_answer_of_any_other_kind_is_enough():
    assert waited(5.0, Response(500)) == (0, 1)
    assert waited(5.0, Response(404)) == (0, 1)
