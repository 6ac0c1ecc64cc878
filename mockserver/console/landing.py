"""What a browser sees where the document has nothing: the way on."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from mockserver.console.drawing import asset, drawn
from mockserver.console.safety import ALWAYS
from mockserver.http import Headers, Request, Response

_OK = 200


@dataclass(frozen=True, slots=True)
class Sight:
    """A mock that there is to be seen: its prefix, its title, and whether it has a console."""

    prefix: str
    title: str
    has_console: bool


def landing(request: Request, refusal: Response, sights: Sequence[Sight]) -> Response:
    """The page in place of a refusal; of the root it is what is there."""
    is_root = request.path in ("", "/")
    style = asset("landing.css").decode()
    values = {
        "is_root": is_root,
        "asked": f"{request.method} {request.target}",
        "nearest": list(json.loads(refusal.body).get("nearest", ())),
        "sights": sights,
        "style": style,
    }
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
    policy += "form-action 'none'; frame-ancestors 'none'"
    lines = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", policy),
        *(each for each in ALWAYS if each[0] != "Content-Security-Policy"),
        ("Cache-Control", "no-store"),
        ("Vary", "Accept"),
    ]
    status = _OK if is_root else refusal.status
    return Response(status, Headers(lines), drawn("landing.html", values).encode())
