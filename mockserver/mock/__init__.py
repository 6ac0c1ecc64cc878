"""The mock: a request in, a response out."""

from mockserver.mock.engine import Mock
from mockserver.mock.mounts import Answering, Mounts
from mockserver.mock.options import Options
from mockserver.mock.reloading import Reloaded, Reloading

__all__ = ["Answering", "Mock", "Mounts", "Options", "Reloaded", "Reloading"]
