"""Examples that are written as they are sent: the values that they stand for."""

from __future__ import annotations

import json
from collections.abc import Iterator

from mockserver import media
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_value

RULES = (
    Rule(
        "serialized-value-invalid",
        Severity.ERROR,
        "A serializedValue is text of its media type, and says what the dataValue beside it does.",
    ),
)
(INVALID,) = RULES


def check_serialized(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings about ``serializedValue`` of JSON (OAS 3.2 §4.19)."""
    for node in survey.nodes("MediaType") if spec.version == "3.2" else ():
        for _, example in _examples(node):
            text = example.get("serializedValue")
            if text is None or not isinstance(text.value, str):
                continue
            try:
                value = json.loads(text.value)
            except ValueError as error:
                yield at_value(text, INVALID, f"this text is no JSON: {error}")
                continue
            meant = example.get("dataValue")
            if meant is not None and meant.value != value:
                said = (
                    f"this text says another thing than the dataValue in line {meant.origin.line}"
                )
                yield at_value(text, INVALID, f"{said}: make them the same, or leave one out")


def _examples(node: Node) -> Iterator[tuple[str, Node]]:
    media_type = media.parse(str(node.pointer[-1])) if node.pointer else None
    if media_type is None or not media_type.is_json or "examples" not in node.value:
        return
    for name, each in node.child_members("examples"):
        try:
            example = each.followed()
        except DocumentError:  # told as a broken reference
            continue
        if isinstance(example.value, dict):
            yield name, example
