"""The mock alone behind WSGI."""

from bench.peers.core import peer

PEER = peer("wsgi", "four threads; a delay or a slow body holds one, and %2F in a path is lost")
