"""Property tests search anew each time, but in CI, where a change is judged by one search.

Where the tests run in the background of a shell, SIGINT is ignored, and so it would be by each
process that they start and end with it; a handler of our own is not inherited.
"""

import os
import signal

from hypothesis import settings

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
