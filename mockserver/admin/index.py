"""The way in, and the administration's own document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.admin.document import PATH, admin_spec


def index(context: AdminContext) -> Mapping[str, Any]:
    """The paths that can be read without knowing more."""
    paths = [each.template for each in admin_spec().operations if each.method == "GET"]
    links = [context.link(each) for each in paths if "{" not in each]
    document = context.link("/__admin/openapi.json")
    return {"title": context.mock.summary(), "document": document, "links": links}


def as_json(context: AdminContext) -> Any:
    """The document as a JSON value."""
    return context.shared.document.root


def as_yaml(_context: AdminContext) -> str:
    """The document as it is written."""
    return PATH.read_text(encoding="utf-8")
