"""Property tests search anew each time, but in CI, where a change is judged by one search."""

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
