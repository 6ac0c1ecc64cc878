"""The mock alone behind ASGI."""

from bench.peers.core import peer

PEER = peer("asgi", "the door of serve without its memo, as the others have none")
