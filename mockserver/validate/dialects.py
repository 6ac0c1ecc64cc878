"""Dialects of JSON Schema: those of OpenAPI are judged, others are left to who knows them."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.finding import Finding, Rule, Severity
from mockserver.hint import hint
from mockserver.spec.fields.schema import DIALECTS
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_value

RULES = (
    Rule("dialect-unknown", Severity.WARNING, "A schema is of a dialect that is judged here."),
)
(UNKNOWN,) = RULES

_NEAR = 0.9


def check_dialects(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """A finding where a document, or a schema, names another dialect (OAS 3.1 §4.8.24.5).

    Such schemas are not held to the keywords of ours, which nobody would know otherwise.
    """
    if spec.version in ("2.0", "3.0"):  # which have one dialect
        return
    yield from _foreign(spec.root.get("jsonSchemaDialect"), "the schemas of this document are")
    for node in (*survey.having(("$schema",)), *survey.nodes("ForeignSchema")):
        yield from _foreign(node.get("$schema"), "this schema is")


def _foreign(written: Node | None, what: str) -> Iterator[Finding]:
    uri = written.value if written else ""
    if not written or not isinstance(uri, str) or uri.removesuffix("#") in DIALECTS:
        return
    meant = hint(uri, DIALECTS, like=_NEAR)
    said = f"the dialect '{uri}' is not known here{meant}; {what} not checked by its keywords"
    yield at_value(written, UNKNOWN, said)
