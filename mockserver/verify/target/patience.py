"""Coming again when asked to: RFC 9110 §10.2.3, RFC 6585 §4."""

from __future__ import annotations

import time
from collections.abc import Callable

from mockserver.http import Request, Response
from mockserver.verify.sides.sides import Answer

_TOO_MANY, _UNAVAILABLE = 429, 503
_DOWN = (502, _UNAVAILABLE, 504)
_TRIES, _MOST = 3, 5.0
_PAUSE = 0.1
GRACE = 10.0
"""So long may a target say that it is still starting."""


def patient(send: Answer, sleep: Callable[[float], None] = time.sleep) -> Answer:
    """The same, where a request that came too soon (429) is sent again when it may be."""

    def sent(request: Request) -> Response:
        answer = send(request)
        for _ in range(_TRIES):
            pause = _asked(answer)
            if answer.status != _TOO_MANY or pause is None or pause > _MOST:
                break
            sleep(pause)
            answer = send(request)
        return answer

    return sent


def ready(
    ask: Callable[[], Response | None],
    seconds: float = 0.0,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Ask until a target no longer answers that it is starting.

    One that says when to come again is given some time; any that is down the ``seconds``.
    """
    waited = 0.0
    while (answer := ask()) is not None and answer.status in _DOWN:
        asked = _asked(answer) if answer.status == _UNAVAILABLE else None
        if waited >= max(seconds, GRACE if asked is not None else 0.0):
            return
        pause = max(_PAUSE, min(asked if asked is not None else _PAUSE, 1.0))
        sleep(pause)
        waited += pause


def _asked(answer: Response) -> float | None:
    """The seconds that an answer asks to wait; a second for a date; None where it does not."""
    text = (answer.headers.get("Retry-After") or "").strip()
    if not text:
        return None
    return float(text) if text.isdecimal() else 1.0
