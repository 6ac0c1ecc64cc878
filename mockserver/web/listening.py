"""The address that a server listens on."""

from __future__ import annotations

import errno
import socket

from mockserver.errors import UsageError

BACKLOG = 512
# What to do about an address that cannot be had.
_ADVICE = {
    errno.EADDRINUSE: "stop what listens there, or choose another with --port (0: any free one)",
    errno.EACCES: "choose a port from 1024 on with --port (0: any free one)",
}
_OTHER_ADVICE = "name an address of this machine with --host, such as 127.0.0.1"


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens already, so that its port is known. Raises UsageError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (")[0]  # the address once more
        advice = _ADVICE.get(error.errno or 0, _OTHER_ADVICE)
        place = f"{in_url(host)}:{port}"
        raise UsageError(f"cannot listen on {place}: {reason}; {advice}") from error


def in_url(host: str) -> str:
    """RFC 3986 §3.2.2: an IPv6 address stands in brackets."""
    return f"[{host}]" if ":" in host else host
