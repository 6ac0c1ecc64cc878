"""The mock alone behind RSGI."""

from bench.peers.core import peer

PEER = peer("rsgi", "%2F in a path is lost")
