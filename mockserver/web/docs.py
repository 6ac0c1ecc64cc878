"""The pages that show the served document to people, with no request leaving the machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from posixpath import basename
from urllib.parse import quote, unquote

from mockserver.errors import Rejection
from mockserver.http import Headers, Request, Response
from mockserver.mock import Mock, Reloading
from mockserver.problem import MEDIA_TYPE, Problem
from mockserver.response import problem_response
from mockserver.serialization import encode_json
from mockserver.source import Document
from mockserver.spec.brokenness import MISHAPS

PREFIX = "/__docs"

_ASSETS = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
}
# Swagger UI styles its elements one by one and draws its icons as data; nothing else is loosened.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


class Docs:
    """The documentation of a mock; ``mock`` tells which one serves at the moment."""

    def __init__(self, mock: Callable[[], Mock]) -> None:
        self._mock = mock

    @classmethod
    def of(cls, mock: Mock | Reloading) -> Docs:
        """The documentation of a mock, or of the one that its files make at the moment."""
        return cls(lambda: mock.mock if isinstance(mock, Reloading) else mock)

    @property
    def title(self) -> str:
        """What the served document calls itself."""
        spec = self._mock().spec
        return spec.title or spec.file

    def refusal(self, request: Request) -> Response | None:
        """What a path is answered with that the document does not have; None for one it has."""
        try:
            self._mock().router.find(request.path, request.prefix)
        except Rejection as rejection:
            return problem_response(rejection)
        except MISHAPS:  # what is broken here, the mock tells best
            return None
        return None

    @staticmethod
    def owns(path: str) -> bool:
        """Whether a path is one of the documentation."""
        return path == PREFIX or path.startswith(f"{PREFIX}/")

    def respond(self, request: Request) -> Response:
        """A page, a part of it, or a document; 404 for anything else."""
        if request.method not in ("GET", "HEAD"):
            return _problem(405, "The documentation is only read.", ("Allow", "GET, HEAD"))
        name = unquote(request.path[len(PREFIX) :])
        if name == "":  # what the page names is told from its folder
            return Response(302, Headers((("Location", f"{request.prefix}{PREFIX}/"),)))
        answer = self._found(name[1:], request.prefix)
        if answer is None:
            return _problem(404, f"The documentation has no {name[1:]!r}; begin at {PREFIX}/.")
        return answer

    def _found(self, name: str, prefix: str) -> Response | None:
        if name in ("", "docs.css", "docs.js"):
            return _page("docs.html" if name == "" else name)
        if name.startswith("assets/"):
            asset = name.removeprefix("assets/")
            return _asset(asset) if asset in _ASSETS else None
        documents = _documents(self._mock())
        if name == "document":
            first = quote(next(iter(documents)))
            return Response(302, Headers((("Location", f"{prefix}{PREFIX}/documents/{first}"),)))
        document = documents.get(name.removeprefix("documents/"))
        return None if document is None else _sent(encode_json(document.root), "application/json")


def _documents(mock: Mock) -> Mapping[str, Document]:
    """The documents that were read, the served one first, named so that references lead on.

    Names are paths from the folder that holds them all; nothing that was not read has one.
    """
    root = mock.spec.root.document
    others = [each for each in mock.spec.library.documents() if each is not root]
    local = [each for each in (root, *others) if "://" not in each.file]
    if root not in local:
        return {basename(root.file) or "document": root}
    folders = [Path(each.file).absolute().parent for each in local]
    top = os.path.commonpath(folders)
    return {Path(each.file).absolute().relative_to(top).as_posix(): each for each in local}


@cache
def _page(name: str) -> Response:
    content = resources.files("mockserver.web").joinpath("pages", name).read_bytes()
    return _sent(content, _TYPES[Path(name).suffix])


@cache
def _asset(name: str) -> Response:
    content = resources.files("flask_swagger_ui").joinpath("dist", name).read_bytes()
    return _sent(content, _TYPES[Path(name).suffix])


def _sent(content: bytes, media_type: str) -> Response:
    lines = (
        ("Content-Type", media_type),
        ("Content-Security-Policy", _POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-cache"),
    )
    return Response(200, Headers(lines), content)


def _problem(status: int, detail: str, *headers: tuple[str, str]) -> Response:
    lines = (("Content-Type", MEDIA_TYPE), *headers)
    return Response(status, Headers(lines), Problem(status, detail).body())
