"""The HTTP client: requests to a target, and the curl line that sends one again."""

from mockserver.transport.base_url import parse_base_url
from mockserver.transport.client import Client, Target, proven, reach
from mockserver.transport.curl import FILTERED, curl, is_secret
from mockserver.transport.retrieval import UNREADABLE, retrieve
from mockserver.transport.trouble import Trouble, diagnose, is_late, unreachable
from mockserver.transport.way import Credentials, Pace, Way, parse_pace, parse_proxy

__all__ = [
    "FILTERED",
    "UNREADABLE",
    "Client",
    "Credentials",
    "Pace",
    "Target",
    "Trouble",
    "Way",
    "curl",
    "diagnose",
    "is_late",
    "is_secret",
    "parse_base_url",
    "parse_pace",
    "parse_proxy",
    "proven",
    "reach",
    "retrieve",
    "unreachable",
]
