"""Mocks and their administration as settings want them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from mockserver.config import Settings, cache_folder
from mockserver.journal import Journal
from mockserver.mock import Mock, Options, Reloading
from mockserver.scenario import Serving
from mockserver.source import Document, ReadBefore, load
from mockserver.source.overlay import overlaying
from mockserver.spec.node import Library
from mockserver.store import Bounds, Tables, open_tables
from mockserver.web.lazy_admin import LazyAdmin

if TYPE_CHECKING:
    from mockserver.admin import Admin

_ANY = ("0.0.0.0", "::", "")  # noqa: S104  what is listened on, and no name to ask for


def load_mock(
    settings: Settings, document: str, fixtures: Path | None = None, tables: Tables | None = None
) -> Mock:
    """A mock of a document, as the settings say, over the state they name or that is given.

    Raises UsageError for what cannot be served, StoreError for a state that cannot be used.
    """
    retrieve = overlaying(_retriever(settings), document, settings["overlays"])
    library = Library(retrieve, allow_remote=settings["allow_remote"])
    kept = tables if tables is not None else state_of(settings)
    mock = Mock.load(document, fixtures, options=_options(settings), library=library, tables=kept)
    mock.journal = Journal(kept, settings["journal"])
    return mock


def _retriever(settings: Settings) -> Callable[[str], Document]:
    """How documents are read: those of this machine, if that is wanted, only once."""
    folder = cache_folder(os.environ) if settings["cache"] else None
    read = ReadBefore(folder).load if folder else load

    def retrieve(location: str) -> Document:
        if "://" not in location:
            return read(location)
        from mockserver import transport  # few documents need an HTTP client

        return transport.retrieve(location)

    return retrieve


def state_of(settings: Settings, mount: str = "") -> Tables:
    """The state that the settings name: of each document that is mounted, another one."""
    name = _beside(settings["state"], mount) if mount else settings["state"]
    return open_tables(name)


def admin_of(
    settings: Settings, mock: Mock | Reloading, serving: Serving | None = None
) -> LazyAdmin:
    """The administration of a mock, for whom the settings let in."""
    begun = datetime.now(UTC)

    def make() -> Admin:
        from mockserver.admin import Access, Admin

        access = Access(settings["admin_token"], hosts)
        return Admin(mock, access, serving=serving, begun=begun)

    host = settings["host"].lower()
    hosts = frozenset(() if host in _ANY else (host,))
    return LazyAdmin(make)


def _options(settings: Settings) -> Options:
    return Options(
        dynamic=settings["dynamic"],
        errors=settings["errors"],
        cors=settings["cors"],
        credentials=frozenset(settings["credentials"]),
        seed=settings["seed"],
        strict=settings["strict"],
        records=settings["records"],
        locale=settings["locale"],
        scenario=settings["scenario"],
        etags=settings["etags"],
        idempotency=settings["idempotency"],
        bounds=Bounds(settings["sessions"], timedelta(seconds=settings["session_idle"])),
    )


def _beside(state: str, mount: str) -> str:
    """Another file, or another prefix of the keys, for what is mounted."""
    word = re.sub(r"[^A-Za-z0-9_-]+", "-", mount.strip("/"))
    if state.startswith("sqlite:"):
        return f"{state}.{word}"
    if not state.startswith(("redis://", "rediss://")):
        return state
    parts = urlsplit(state)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    query["prefix"] = f"{query.get('prefix', 'mockserver:')}{word}:"
    return urlunsplit(parts._replace(query=urlencode(query)))
