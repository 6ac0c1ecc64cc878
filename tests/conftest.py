"""Property tests search anew each time, but in CI, where a change is judged by one search.

None is judged by the clock: a machine that has much else to do is no fault of the code.

Where the tests run in the background of a shell, SIGINT is ignored, and so it would be by each
process that they start and end with it; a handler of our own is not inherited.

Processes that share the tests have to name them alike, and a packed body holds the second it was
packed in: bytes beyond ASCII give a test no name.
"""

import os
import signal

from hypothesis import HealthCheck, settings

settings.register_profile(
    "patient",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("patient")
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    return argname if isinstance(val, bytes) and not val.isascii() else None
