"""How much a client may ask of the server, and what it is told beyond that."""

from __future__ import annotations

from mockserver.errors import Rejection
from mockserver.http import Headers, Response
from mockserver.problem import Problem
from mockserver.response import problem_response

MAX_BODY = 64 * 1024 * 1024
MAX_FIELDS = 128 * 1024
PATIENCE = 30.0
"""So many seconds without a byte are waited for the fields of a request, or more of its body."""

TOLD = {
    400: "The body could not be read: it ends before its Content-Length, or its chunks are broken.",
    408: f"No more of the body came for {PATIENCE:g} seconds.",
    413: f"The body is larger than {MAX_BODY} bytes, the most that is read here.",
    500: "The mock itself failed, which is no answer of the document; stderr has the traceback.",
}


def refused(status: int, detail: str = "") -> Response:
    """What never came to the mock, or broke it, as a problem (RFC 9457)."""
    response = problem_response(Rejection(Problem(status, detail or TOLD[status])))
    is_unread = status in (400, 408, 413)  # RFC 9110 §15.5.9: the rest is not waited for
    lines = (*response.headers, ("Connection", "close")) if is_unread else response.headers
    return Response(response.status, Headers(lines), response.body)
