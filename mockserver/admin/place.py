"""Where the administration is: known before it is loaded."""

PREFIX = "/__admin"


def owns(path: str) -> bool:
    """Whether a path is one of the administration."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


READY = f"{PREFIX}/ready"
"""What probes ask, from anywhere and without a token: it tells nothing but whether."""
