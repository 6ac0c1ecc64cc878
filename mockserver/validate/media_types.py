"""Encodings of forms: whether what they describe is there."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver import media
from mockserver.finding import Finding, Rule, Severity
from mockserver.hint import hint
from mockserver.spec.fields import rule
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.required import declared
from mockserver.validate.survey import Survey, at_key

RULES = (
    Rule("encoding-property-unknown", Severity.ERROR, "An encoding is that of a property."),
    Rule("encoding-ignored", Severity.WARNING, "Encodings stand in forms and multipart bodies."),
)
UNKNOWN, IGNORED = RULES

_BY_PLACE = frozenset(("prefixEncoding", "itemEncoding"))
_ONE = frozenset(("image", "audio", "video", "font"))
_FORM = "x-www-form-urlencoded"


def check_media_types(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings about ``encoding`` (OAS 3.1 §4.8.14.1)."""
    del spec
    for node in survey.nodes("MediaType"):
        encoding = node.get("encoding")
        media_type = media.parse(str(node.pointer[-1]))
        if media_type is not None and "itemSchema" in node.value:
            yield from _without_items(node, media_type)
        if media_type is not None and not _BY_PLACE.isdisjoint(node.value):
            yield from _by_place(node, media_type)
        if encoding is None or media_type is None:
            continue
        if media_type.subtype == _FORM or media_type.type in ("multipart", "*"):
            yield from _unknown(encoding, node.get("schema"), survey)
        else:
            message = f"`encoding` has an effect in forms only, not in {media_type.essence}"
            yield at_key(encoding, IGNORED, message)


def _by_place(node: Node, media_type: media.MediaType) -> Iterator[Finding]:
    """OAS 3.2 §4.14.1: for parts without names; those of a form have one (RFC 7578 §4.2)."""
    if media_type.type in ("multipart", "*") and media_type.subtype != "form-data":
        return
    for key in sorted(_BY_PLACE & node.value.keys()):
        is_form = media_type.type == "multipart"
        why = "where each part has a name: use `encoding`" if is_form else "which has no parts"
        said = f"`{key}` has no effect in {media_type.essence}, {why}"
        yield at_key(node.get(key) or node, IGNORED, said)


def _without_items(node: Node, media_type: media.MediaType) -> Iterator[Finding]:
    """OAS 3.2 §4.14.3: items are those of a sequence of values, and of parts of a multipart."""
    is_one = media_type.is_json or media_type.is_xml or media_type.type in _ONE
    if is_one or media_type.subtype == _FORM:
        said = f"`itemSchema` has no effect in {media_type.essence}, which is one value"
        instead = "write `schema`, or the media type of a sequence such as application/jsonl"
        yield at_key(node.get("itemSchema") or node, rule.FIELD_IGNORED, f"{said}: {instead}")


def _unknown(encoding: Node, schema: Node | None, survey: Survey) -> Iterator[Finding]:
    names = declared([schema] if schema else (), survey)
    if names is None:
        return
    for name, node in encoding.members():
        if name not in names:
            meant = hint(name, names, "declare it, or drop this")
            message = f"the schema of this body has no property '{name}'{meant}"
            yield at_key(node, UNKNOWN, message)
