"""When a serving process looks for garbage: at little whenever it grew, at all when it rests.

To walk all objects holds every answer up, for a second where there are a million. So what is new
is looked at in small portions and then set aside (``gc.freeze``). What was still in use then, and
became garbage only later, stays until the whole is walked: when enough has come and nobody asks,
when more has come than there was, and when another document has taken the place of one.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from threading import Thread

_PORTION = 500  # new objects that are looked at together: a fifth of a millisecond
_NEVER = 2**30
_MANY = 100  # portions since the last walk, after which a rest is used
_TOO_MANY = 1000  # after which no rest is waited for, unless there was more than that before
_LOOK = 1.0  # seconds between two looks at whether the process rests
_RESTING = 0.05  # of a processor


class Garbage:
    """The collector of this process, from ``begin`` on.

    ``renewals`` counts how often what was read has become garbage, ``used`` tells the seconds of a
    processor that this process took, ``look`` is how many seconds lie between two looks.
    """

    def __init__(
        self,
        renewals: Callable[[], int] = int,
        used: Callable[[], float] = time.process_time,
        look: float = _LOOK,
    ) -> None:
        self._renewals = renewals
        self._renewed = 0
        self._used = used
        self._look = look
        self._before = used()
        self._portions = 0
        self._most = _TOO_MANY
        self._is_walking = False

    def begin(self) -> None:
        """Set aside all that there is, and look after what comes."""
        gc.freeze()
        gc.set_threshold(_PORTION, _NEVER, _NEVER)
        gc.callbacks.append(self.looked)
        Thread(target=self._watch, name="garbage", daemon=True).start()

    def looked(self, phase: str, _told: object) -> None:
        """Set aside what a portion has left; see ``gc.callbacks``."""
        if phase == "stop" and not self._is_walking:
            gc.freeze()
            self._portions += 1

    def rest(self) -> None:
        """Walk all objects if it is time to; asked every ``look`` seconds."""
        before, self._before = self._before, self._used()
        is_resting = self._before - before < self._look * _RESTING
        renewed, self._renewed = self._renewed, self._renewals()
        is_much = self._portions >= (_MANY if is_resting else self._most)
        if is_much or renewed != self._renewed:
            self._walk()
            self._before = self._used()

    def _watch(self) -> None:
        while True:
            time.sleep(self._look)
            self.rest()

    def _walk(self) -> None:
        self._is_walking = True
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._is_walking = False
        self._portions = 0
        self._most = max(_TOO_MANY, gc.get_freeze_count() // _PORTION)
