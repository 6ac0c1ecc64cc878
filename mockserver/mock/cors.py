"""Cross-origin requests of browsers (the Fetch standard, §3.2)."""

from mockserver.http import Headers, Request, Response, with_headers

_MAX_AGE = "600"
_ALLOW = "access-control-allow-origin"
_ASKED = "Access-Control-Request-Headers"
_ASKING = frozenset(("origin", _ASKED.lower()))
_TO_ALL = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Credentials", "true"),
    ("Vary", "Origin"),
    ("Access-Control-Allow-Headers", "*"),
)
"""What is told where no origin is: a browser that it is kept for may be of any."""


def preflight(request: Request) -> Response | None:
    """The answer to a browser that asks whether it may ask; None for any other request."""
    if request.method != "OPTIONS" or "Origin" not in request.headers:
        return None
    method = request.headers.get("Access-Control-Request-Method")
    if method is None:
        return None
    asked = request.headers.get("Access-Control-Request-Headers")
    lines = [
        *_allowed(request),
        ("Access-Control-Allow-Methods", method),
        *([("Access-Control-Allow-Headers", asked)] if asked else []),
        ("Access-Control-Max-Age", _MAX_AGE),
    ]
    return Response(204, Headers(lines))


def shared(request: Request, response: Response) -> Response:
    """The response as one that scripts of the asking origin may read; of any without an origin.

    Those without an origin are told too, so that a cache has nothing else to give to browsers. One
    that says so already stays as it is: a browser refuses what is said twice.
    """
    lines = response.headers.lines
    for name, _ in lines:
        if name.lower() == _ALLOW:
            return response
    if request.headers.has_any(_ASKING):
        asked = ("Access-Control-Allow-Headers", request.headers.get(_ASKED) or "*")
        expose = _exposed(response) if "Origin" in request.headers else ()
        allowed = (*_allowed(request), asked, *expose)
    else:
        allowed = _TO_ALL
    return with_headers(response, (*lines, *allowed))


def _exposed(response: Response) -> tuple[tuple[str, str], ...]:
    names = ", ".join(dict.fromkeys(name for name, _ in response.headers))
    return (("Access-Control-Expose-Headers", names),) if names else ()


def _allowed(request: Request) -> tuple[tuple[str, str], ...]:
    """The origin itself where there is one, so that credentials may be sent (§3.2.5)."""
    return (
        ("Access-Control-Allow-Origin", request.headers.get("Origin") or "*"),
        ("Access-Control-Allow-Credentials", "true"),
        ("Vary", "Origin"),
    )
