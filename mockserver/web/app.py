"""Flask as a door to the mock: requests in, responses out, nothing decided here."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import flask
from werkzeug.exceptions import BadRequest, HTTPException

from mockserver.config import Settings, read_settings
from mockserver.http import Headers, Request, Response
from mockserver.mock import Answering, Mock, Options
from mockserver.problem import MEDIA_TYPE, Problem
from mockserver.spec.node import Library
from mockserver.transport import retrieve
from mockserver.web.target import escaped

MAX_BODY = 64 * 1024 * 1024


def create_app(mock: Answering | None = None) -> flask.Flask:
    """A WSGI application that answers as the mock does.

    Without a mock: that of the settings found in the working folder and the environment. Raises
    UsageError when there is no document that could be served.
    """
    served = mock if mock is not None else _from_settings()
    app = flask.Flask("mockserver", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.extensions["mockserver"] = served
    app.register_error_handler(HTTPException, _problem)

    # Before routing, so that any path and any method reach the mock.
    @app.before_request
    def answer() -> flask.Response:
        response = served.respond(from_flask(flask.request))
        if response.delay:
            time.sleep(response.delay)
        return to_flask(response)

    return app


def _from_settings() -> Mock:
    settings = read_settings(Path.cwd(), os.environ, {})
    return load_mock(settings, settings["document"], settings.path("fixtures"))


def load_mock(settings: Settings, document: str, fixtures: Path | None = None) -> Mock:
    """A mock of a document, as the settings say. Raises UsageError."""
    library = Library(retrieve, allow_remote=settings["allow_remote"])
    return Mock.load(document, fixtures, options=_options(settings), library=library)


def _options(settings: Settings) -> Options:
    return Options(
        dynamic=settings["dynamic"],
        errors=settings["errors"],
        cors=settings["cors"],
        credentials=frozenset(settings["credentials"]),
        seed=settings["seed"],
    )


def from_flask(request: flask.Request) -> Request:
    """The request as the client sent it: its target is still percent-encoded."""
    path, query = _target(request.environ)
    return Request(
        method=request.environ["REQUEST_METHOD"],  # as sent: Flask would put it in capitals
        path=path,
        query=query,
        headers=Headers(request.headers.items()),
        body=request.get_data(cache=False),
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


_TOLD = {
    400: "The body could not be read: it ends before its Content-Length, or its chunks are broken.",
    413: f"The body is larger than {MAX_BODY} bytes, the most that is read here.",
    500: "The mock itself failed, which is no answer of the document; stderr has the traceback.",
}


def _problem(error: HTTPException) -> flask.Response:
    """What never came to the mock, such as a body beyond the bound, or broke it."""
    status = error.code or 500
    described = str(error.description or error.name)
    told = described if isinstance(error, BadTarget) else _TOLD.get(status, described)
    problem = Problem(status, told)
    return flask.Response(problem.body(), status, content_type=MEDIA_TYPE)
