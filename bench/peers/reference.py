"""The bound that Python sets: granian with an application that knows its answers as bytes."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server

from bench.files import KEY, PATH
from bench.peer import OF_CHECKOUT, Peer, Run, nothing

Message = MutableMapping[str, Any]


def start(folder: Path, port: int) -> Run:
    """The command."""
    del folder
    return Run((sys.executable, "-m", "bench.peers.reference", str(port)), OF_CHECKOUT)


def _app(folder: Path) -> Callable[..., Awaitable[None]]:
    bodies = json.loads((folder / "bodies.json").read_text(encoding="utf-8"))
    one, every = (json.dumps(bodies[name]).encode() for name in ("one", "all"))
    answers = {
        ("GET", f"{PATH}/{KEY}"): (200, one),
        ("GET", PATH): (200, every),
        ("POST", PATH): (201, one),
    }
    fields = [(b"content-type", b"application/json")]

    async def app(scope: Message, receive: Callable[[], Awaitable[Message]], send: Any) -> None:
        status, body = answers.get((scope["method"], scope["path"]), (404, b"{}"))
        if scope["method"] == "POST":
            sent = (await receive()).get("body", b"")
            if b"email" not in sent:
                status, body = 400, b"{}"
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": body})

    return app


async def _serve(port: int) -> None:
    app = _app(Path.cwd())
    server = Server(app, port=port, interface=Interfaces.ASGINL, log_enabled=False)
    await server.serve()


PEER = Peer(
    "bare granian",
    lambda: version("granian"),
    start,
    nothing,
    "the reference: fixed bytes, nothing is read or checked",
)

if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
