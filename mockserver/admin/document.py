"""The document of the administration itself, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mockserver.routing import Router
from mockserver.source import load
from mockserver.spec.load import read_spec
from mockserver.spec.model import Spec

PATH = Path(__file__).with_name("openapi.yaml")
_NAME = "mockserver/admin/openapi.yaml"


@cache
def admin_spec() -> Spec:
    """What it promises."""
    return read_spec(load(PATH, _NAME))


@cache
def admin_router() -> Router:
    """The map of its paths."""
    return Router(admin_spec().operations)
