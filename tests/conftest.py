"""Property tests search anew each time, but in CI, where a change is judged by one search.

None is judged by the clock: a machine that has much else to do is no fault of the code.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "patient",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("patient")
