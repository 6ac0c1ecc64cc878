"""Flask as a door to the mock: requests in, responses out, nothing decided here."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import flask
from werkzeug.exceptions import BadRequest, HTTPException

from mockserver.config import read_settings
from mockserver.http import Headers, Request, Response
from mockserver.mock import Answering, Mock, Reloading
from mockserver.problem import MEDIA_TYPE, Problem
from mockserver.web.bounds import MAX_BODY, TOLD
from mockserver.web.connection import CONNECTION
from mockserver.web.dispatcher import Dispatcher
from mockserver.web.docs import Docs
from mockserver.web.lazy_admin import Administration
from mockserver.web.loading import admin_of, load_mock
from mockserver.web.target import escaped

__all__ = ["create_app", "load_mock"]


def create_app(
    mock: Answering | None = None,
    admins: Mapping[str, Administration] | None = None,
    docs: Mapping[str, Docs] | None = None,
) -> flask.Flask:
    """A WSGI application that answers as the mock does.

    Without a mock: that of the settings found in the working folder and the environment. ``admins``
    look after mocks and ``docs`` show them, each beneath its prefix; without them whoever asks from
    this machine may look after the one that is given. Raises UsageError when there is no document
    that could be served.
    """
    dispatcher = _from_settings() if mock is None else _received(mock, admins, docs)
    app = flask.Flask("mockserver", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.extensions["mockserver"] = dispatcher.mock
    app.register_error_handler(HTTPException, _problem)

    # Before routing, so that any path and any method reach the mock.
    @app.before_request
    def answer() -> flask.Response:
        environ = flask.request.environ
        response = dispatcher.respond(from_flask(flask.request), environ.get("REMOTE_ADDR") or "")
        if response.delay:
            time.sleep(response.delay)
        connection = environ.get(CONNECTION)
        if connection is not None:
            connection.fault = response.fault
        return to_flask(response)

    return app


def _received(
    mock: Answering, admins: Mapping[str, Administration] | None, docs: Mapping[str, Docs] | None
) -> Dispatcher:
    if admins is None:
        from mockserver.admin import Admin

        admins = {"": Admin(mock)} if isinstance(mock, Mock | Reloading) else {}
    if docs is None:
        docs = {"": Docs.of(mock)} if isinstance(mock, Mock | Reloading) else {}
    return Dispatcher(mock, admins, docs)


def _from_settings() -> Dispatcher:
    settings = read_settings(Path.cwd(), os.environ, {})
    mock = load_mock(settings, settings["document"], settings.path("fixtures"))
    admins = {"": admin_of(settings, mock)} if settings["admin"] else {}
    return Dispatcher(mock, admins, {"": Docs.of(mock)})


def from_flask(request: flask.Request) -> Request:
    """The request as the client sent it: its target is still percent-encoded."""
    path, query = _target(request.environ)
    return Request(
        method=request.environ["REQUEST_METHOD"],  # as sent: Flask would put it in capitals
        path=path,
        query=query,
        headers=Headers(request.headers.items()),
        body=request.get_data(cache=False),
        scheme=request.environ.get("wsgi.url_scheme") or "http",
    )


def _target(environ: dict[str, Any]) -> tuple[str, str]:
    """RFC 9112 §3.2: the target may be a path or a whole URL; servers pass it on as RAW_URI."""
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if raw is None:
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        return quote(path.encode("latin-1")), environ.get("QUERY_STRING", "")
    target = escaped(raw)
    if not target.startswith("/"):
        return _of_url(target)
    path, _, query = target.partition("?")
    return path, query.partition("#")[0]


def _of_url(target: str) -> tuple[str, str]:
    """Path and query of a target in absolute form. Raises BadTarget for what is no URL."""
    try:
        parts = urlsplit(target)
    except ValueError as error:
        raise BadTarget(f"The request target is no URL: {error}.") from error
    return parts.path or "/", parts.query


def to_flask(response: Response) -> flask.Response:
    """The same response for Flask, which adds no Content-Type of its own.

    The body is a list: for bytes Flask would add a Content-Length even where one is given.
    """
    sent = flask.Response([response.body], response.status, list(response.headers))
    if "Content-Type" not in response.headers:
        sent.headers.remove("Content-Type")
    return sent


class BadTarget(BadRequest):
    """A request target that is no URL; its description says why."""


def _problem(error: HTTPException) -> flask.Response:
    """What never came to the mock, such as a body beyond the bound, or broke it."""
    status = error.code or 500
    described = str(error.description or error.name)
    told = described if isinstance(error, BadTarget) else TOLD.get(status, described)
    problem = Problem(status, told)
    return flask.Response(problem.body(), status, content_type=MEDIA_TYPE)
