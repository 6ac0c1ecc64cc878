"""Encodings of forms: whether what they describe is there."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver import media
from mockserver.finding import Finding, Rule, Severity
from mockserver.hint import hint
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.required import declared
from mockserver.validate.survey import Survey, at_key

RULES = (
    Rule("encoding-property-unknown", Severity.ERROR, "An encoding is that of a property."),
    Rule("encoding-ignored", Severity.WARNING, "Encodings stand in forms and multipart bodies."),
)
UNKNOWN, IGNORED = RULES

_FORM = "x-www-form-urlencoded"


def check_media_types(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings about ``encoding`` (OAS 3.1 §4.8.14.1)."""
    del spec
    for node in survey.nodes("MediaType"):
        encoding = node.get("encoding")
        media_type = media.parse(str(node.pointer[-1]))
        if encoding is None or media_type is None:
            continue
        if media_type.subtype == _FORM or media_type.type in ("multipart", "*"):
            yield from _unknown(encoding, node.get("schema"), survey)
        else:
            message = f"`encoding` has an effect in forms only, not in {media_type.essence}"
            yield at_key(encoding, IGNORED, message)


def _unknown(encoding: Node, schema: Node | None, survey: Survey) -> Iterator[Finding]:
    names = declared([schema] if schema else (), survey)
    if names is None:
        return
    for name, node in encoding.members():
        if name not in names:
            message = f"the schema of this body has no property '{name}'{hint(name, names)}"
            yield at_key(node, UNKNOWN, message)
