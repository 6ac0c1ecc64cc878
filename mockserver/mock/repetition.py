"""A request that a client repeats to be sure is done once: the Idempotency-Key field."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from mockserver.collection.repeating import FIELD, heeds_repetition, reuse_status
from mockserver.errors import Rejection
from mockserver.http import Headers, Request, Response
from mockserver.journal.exchange import read, written
from mockserver.problem import Problem
from mockserver.spec.model import Operation
from mockserver.store import WritableWorld

REUSED = "urn:mockserver:idempotency-key-reused"
_KIND = "idempotency"
_MOST = 1000
_REFUSED = 422  # draft-ietf-httpapi-idempotency-key-header §2.7


class Repetition:
    """What one operation does about repeated requests.

    It heeds the field where the document declares it; ``always`` is for all that POST or PATCH.
    """

    def __init__(self, operation: Operation, *, always: bool) -> None:
        is_meant = always and operation.method in ("POST", "PATCH")
        self.heeds = heeds_repetition(operation) or is_meant
        self._refusal = _REFUSED if always else reuse_status(operation)

    def recall(self, request: Request, world: WritableWorld) -> Response | None:
        """The answer that was given already. Raises Rejection 422 or 409 for another request.

        Where the document has no word for that, it is answered as a new one.
        """
        key = self._key(request)
        known = world.get(_KIND, key) if key else None
        if known is None:
            return None
        if known["request"] != _fingerprint(request):
            if self._refusal is None:
                return None
            name = request.headers.get(FIELD)
            detail = f"The Idempotency-Key '{name}' belongs to another request; use a new one."
            raise Rejection(Problem(self._refusal, detail, REUSED))
        lines = [(name, value) for name, value in known["headers"]]
        headers = Headers((*lines, ("Idempotent-Replayed", "true")))
        return Response(known["status"], headers, read(known["body"]))

    def note(self, request: Request, response: Response, world: WritableWorld) -> None:
        """Remember an answer, for when the request comes again."""
        key = self._key(request)
        if not key:
            return
        remembered = world.rows(_KIND)
        if len(remembered) >= _MOST:
            world.remove(_KIND, remembered[0][0])
        world.put(_KIND, key, _kept(request, response.headers, response))

    def _key(self, request: Request) -> str:
        name = request.headers.get(FIELD) if self.heeds else None
        return f"{request.method} {request.path} {name}" if name else ""


def _kept(request: Request, headers: Iterable[tuple[str, str]], response: Response) -> Any:
    return {
        "request": _fingerprint(request),
        "status": response.status,
        "headers": [list(line) for line in headers],
        "body": written(response.body),
    }


def _fingerprint(request: Request) -> str:
    return hashlib.sha256(request.query.encode() + b"\n" + request.body).hexdigest()
