"""The way in, and the administration's own document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.admin.ask import Ask
from mockserver.admin.document import PATH, admin_spec


def index(ask: Ask) -> Mapping[str, Any]:
    """The paths that can be read without knowing more."""
    paths = [each.template for each in admin_spec().operations if each.method == "GET"]
    links = [ask.link(each) for each in paths if "{" not in each]
    document = ask.link("/__admin/openapi.json")
    return {"title": ask.mock.summary(), "document": document, "links": links}


def as_json(ask: Ask) -> Any:
    """The document as a JSON value."""
    return ask.house.document.root


def as_yaml(_ask: Ask) -> str:
    """The document as it is written."""
    return PATH.read_text(encoding="utf-8")
