"""Cross-origin requests of browsers (the Fetch standard, §3.2)."""

from mockserver.http import Headers, Request, Response

_MAX_AGE = "600"


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
    """The response as one that scripts of the asking origin may read; itself without an origin.

    One that says so already stays as it is: a browser refuses what is said twice.
    """
    if "Origin" not in request.headers or "Access-Control-Allow-Origin" in response.headers:
        return response
    exposed = ", ".join(dict.fromkeys(name for name, _ in response.headers))
    expose = (("Access-Control-Expose-Headers", exposed),) if exposed else ()
    lines = (*response.headers, *_allowed(request), *expose)
    return Response(response.status, Headers(lines), response.body, response.delay)


def _allowed(request: Request) -> tuple[tuple[str, str], ...]:
    """The origin itself and no wildcard, so that credentials may be sent (§3.2.5)."""
    return (
        ("Access-Control-Allow-Origin", request.headers.get("Origin") or "*"),
        ("Access-Control-Allow-Credentials", "true"),
        ("Vary", "Origin"),
    )
