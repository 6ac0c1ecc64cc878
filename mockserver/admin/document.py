"""The document of the administration itself, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import RLock

from mockserver.routing import Router
from mockserver.source import load
from mockserver.spec.load import read_spec
from mockserver.spec.model import Spec

PATH = Path(__file__).with_name("openapi.yaml")
_NAME = "mockserver/admin/openapi.yaml"


_READING = RLock()
"""Threads that ask first get one document: operations are told apart by identity."""


def admin_spec() -> Spec:
    """What it promises."""
    with _READING:
        return _spec()


def admin_router() -> Router:
    """The map of its paths."""
    with _READING:
        return _router()


@cache
def _spec() -> Spec:
    return read_spec(load(PATH, _NAME))


@cache
def _router() -> Router:
    return Router(_spec().operations)
