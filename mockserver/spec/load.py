"""A document becomes a Spec."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockserver.errors import DocumentError
from mockserver.finding import Rule, Severity, report
from mockserver.source import Document
from mockserver.spec.dialect import DIALECTS
from mockserver.spec.model import Dialect, Operation, Spec
from mockserver.spec.node import Library, Node
from mockserver.spec.other_kinds import other_kind
from mockserver.spec.schema import Schemas

NOT_OPENAPI = Rule(
    "not-openapi", Severity.ERROR, "A document names its version: 'openapi' 3.x or 'swagger' 2.0."
)
_VERSION = re.compile(r"(2\.0|3\.[012])(\.\d+)?(-\S+)?")


def load_spec(location: str, library: Library | None = None) -> Spec:
    """Read the document at a path or URL. Raises DocumentError when it is no OpenAPI document."""
    known = library or Library()
    return read_spec(known.open(location), known)


def read_spec(document: Document, library: Library | None = None) -> Spec:
    """The same for a document at hand; ``library`` holds what its references lead to."""
    root = (library or Library()).add(document)
    dialect = _dialect(root)
    schemas = Schemas(dialect.lift)
    operations = tuple(_operations(root, dialect, schemas))
    title = next((node.text("title") for key, node in root.members() if key == "info"), "")
    return Spec(dialect.name, title, root, dialect, root.library, schemas, operations)


def _dialect(root: Node) -> Dialect:
    for key in ("openapi", "swagger"):
        written = root.text(key)
        match = _VERSION.fullmatch(written)
        if match and (match[1] == "2.0") == (key == "swagger"):
            return DIALECTS[match[1]]
        if root.get(key) is not None:
            raise _refused(root, (key,), f"'{key}: {_shown(root, key)}' is no version known here")
    kind = other_kind(root.value)
    if kind:
        message = f"this is no OpenAPI document, but {kind}"
        raise DocumentError((report(NOT_OPENAPI, message, root.document.origin(())),))
    raise _refused(root, (), "this is no OpenAPI document: it has neither 'openapi' nor 'swagger'")


def _shown(root: Node, key: str) -> str:
    node = root.get(key)
    return root.document.raw((key,)) or str(node.value if node else "")


def _refused(root: Node, place: tuple[str, ...], message: str) -> DocumentError:
    advice = "; write \"openapi: '3.1.0'\" (or 3.0.x, 3.2.x, or \"swagger: '2.0'\") at its top"
    origin = root.document.origin(place)
    return DocumentError((report(NOT_OPENAPI, message + advice, origin),))


def _operations(root: Node, dialect: Dialect, schemas: Schemas) -> Iterator[Operation]:
    for template, path_item in root.child_members("paths"):
        if not template.startswith("/"):
            continue
        for method, node, holder in _methods(path_item, root, dialect):
            yield Operation(method, template, node, holder, root, dialect, schemas)


def _methods(path_item: Node, root: Node, dialect: Dialect) -> Iterator[tuple[str, Node, Node]]:
    """The operations beside a path item's ``$ref`` win over those it leads to (OAS 3.1 §4.8.9)."""
    seen = set()
    for holder in _holders(path_item):
        for method, node in dialect.operations(holder, root):
            if method not in seen:
                seen.add(method)
                yield method, node, holder


def _holders(path_item: Node) -> Iterator[Node]:
    yield path_item
    if path_item.reference is not None:
        try:
            yield path_item.followed()
        except DocumentError:  # costs this path only; validate tells of it
            return
