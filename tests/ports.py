"""Ports of this machine for servers that tests start later, or in another process."""

import os
import socket
from contextlib import closing, suppress
from itertools import count

# Below those that a system gives to clients, and for each process of tests at a place of its own:
# a port that is free now is still free when its server begins, and none is given twice.
_LOWEST, _MANY, _APART = 10_000, 20_000, 1009
_NUMBERS = count(os.getpid() * _APART)


def free_port():
    """A port that nobody listens on, and that nobody else is given."""
    return next(filter(_is_free, (_LOWEST + each % _MANY for each in _NUMBERS)))


def _is_free(port):
    with suppress(OSError), closing(socket.create_server(("127.0.0.1", port))):
        return True
    return False
