"""What a run has made is put away, as far as the target and the time allow."""

import time
from math import inf
from types import SimpleNamespace

import pytest

from mockserver.errors import TargetError, UsageError
from mockserver.http import Headers, Request, Response
from mockserver.verify.target.leftovers import Leftovers, is_deleted, unremoved

PATHS = ("/a/1", "/a/2", "/a/3")


def left_by(send, **options):
    """What was asked for, and what is left, of three records."""
    asked = []
    leftovers = Leftovers(atlas=None, _paths=dict.fromkeys(PATHS))

    def sent(request):
        asked.append((request.method, request.path))
        return send(len(asked))

    leftovers.clear(sent, **options)
    return asked, sorted(leftovers.left)


@pytest.mark.parametrize("status", [200, 204, 404, 410])
def test_what_is_deleted_or_gone_is_not_left(status):
    asked, left = left_by(lambda _: Response(status))
    assert asked == [("DELETE", path) for path in reversed(PATHS)]
    assert left == []


@pytest.mark.parametrize("status", [403, 409, 500])
def test_what_is_refused_is_left_and_the_rest_deleted(status):
    asked, left = left_by(lambda number: Response(status if number == 2 else 204))
    assert (len(asked), left) == (3, ["/a/2"])


def test_a_version_that_is_wanted_is_told():
    tags = []

    def send(request):
        tags.append((request.method, request.headers.get("If-Match")))
        if request.method == "GET":
            return Response(200, Headers([("ETag", '"7"')]))
        return Response(204 if request.headers.get("If-Match") == '"7"' else 428)

    assert is_deleted(send, Request("DELETE", "/a/1"))
    assert tags == [("DELETE", None), ("GET", None), ("DELETE", '"7"')]


@pytest.mark.parametrize("end", [TargetError("It is gone."), UsageError("There is no token.")])
def test_a_target_that_is_gone_or_lets_nobody_in_is_not_asked_again(end):
    def send(number):
        if number == 2:
            raise end
        return Response(204)

    asked, left = left_by(send)
    assert (len(asked), left) == (2, ["/a/1", "/a/2"])


def test_when_it_is_too_late_nothing_is_sent():
    asked, left = left_by(lambda _: Response(204), until=time.monotonic() - 1)
    assert (asked, left) == ([], [*PATHS])


def test_who_interrupts_the_tidying_is_told_of_the_rest():
    def send(request):
        if request.path == "/a/2":
            raise KeyboardInterrupt
        return Response(204)

    leftovers = Leftovers(atlas=None, _paths=dict.fromkeys(PATHS))
    with pytest.raises(KeyboardInterrupt):
        leftovers.clear(send)
    assert leftovers.left == ["/a/1", "/a/2"]
    sides = SimpleNamespace(target=send, oracle=None)
    left = []
    with pytest.raises(KeyboardInterrupt):
        left.extend(unremoved(sides, [(Request("DELETE", path), None) for path in PATHS], inf))
    assert left == ["/a/2", "/a/3"]
