from mockserver.http import Headers, Response
from mockserver.scenario import Fault, apply_fault, refusal

ANSWER = Response(200, Headers([("Content-Type", "application/xml")]), b"<a/>", 1.5)


def test_a_fault_of_the_socket_is_left_to_the_door():
    broken = apply_fault(ANSWER, Fault.RESET)
    assert (broken.fault, broken.body, broken.delay) == ("reset", b"<a/>", 1.5)


def test_an_empty_answer_and_a_malformed_one_tell_the_length_they_have():
    told = Response(200, Headers([("Content-Length", "4")]), b"<a/>")
    assert apply_fault(told, Fault.EMPTY).headers.get("Content-Length") == "0"
    assert (apply_fault(told, Fault.MALFORMED).body, apply_fault(told, Fault.EMPTY).body) == (
        b"<a/",
        b"",
    )


def test_a_server_that_cannot_do_a_fault_is_refused_with_one_that_can():
    assert refusal(Fault.RESET, "granian", ["flask"]) == (
        "fault 'reset' needs the connection itself, which granian keeps; "
        "start with --server flask, which can"
    )
