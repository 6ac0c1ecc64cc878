"""What rules make of a request that somebody else answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mockserver.http import Headers, Response
from mockserver.media import parse
from mockserver.patch import merge_patch
from mockserver.scenario import Decision, apply_fault
from mockserver.serialization import MISSING, decode_json, encode_json


@dataclass(frozen=True, slots=True)
class Steering:
    """The decision of the rules; ``instead`` is the answer they give in the place of the other's.

    ``rule`` names those that apply.
    """

    decision: Decision
    instead: Response | None = None

    @property
    def rule(self) -> str:
        """Which rules it comes from."""
        return self.decision.source

    def applied(self, response: Response) -> Response:
        """The answer as the rules want it sent: changed, later, or broken."""
        if self.instead is None:
            response = self._changed(response)
        response = replace(response, delay=response.delay + self.decision.delay)
        fault = self.decision.fault
        return response if fault is None else apply_fault(response, fault)

    def _changed(self, response: Response) -> Response:
        """With the headers of a rule, and its patch in a body of JSON."""
        respond = self.decision.respond
        if respond is None:
            return response
        headers = response.headers
        for name, value in respond.headers:
            headers = headers.replacing(name, value)
        body = response.body
        media_type = parse(headers.get("Content-Type") or "")
        if respond.patch is not MISSING and media_type is not None and media_type.is_json:
            body = _patched(body, respond.patch)
        if "Content-Length" in headers:
            headers = headers.replacing("Content-Length", str(len(body)))
        return replace(response, headers=Headers(headers), body=body)


def _patched(body: bytes, patch: object) -> bytes:
    try:
        return encode_json(merge_patch(decode_json(body), patch))
    except ValueError:  # what is no JSON stays as it is
        return body
