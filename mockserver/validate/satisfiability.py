"""Schemas that no value can fit."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity, report
from mockserver.schema.canonical import Barren, barren
from mockserver.spec.model import Spec
from mockserver.spec.schema import Schema
from mockserver.validate.survey import Survey

RULES = (Rule("schema-unsatisfiable", Severity.WARNING, "There is a value that fits a schema."),)
(NOTHING_FITS,) = RULES


def check_satisfiability(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """A finding for each schema whose keywords leave no value, but not for those that hold it."""
    roots: dict[str, Schema] = {}
    definitions: dict[str, Schema] = {}
    for number, node in enumerate(survey.roots):
        schema = spec.schemas.at(node)
        try:
            definitions.update(schema.definitions())
        except DocumentError:  # told as a broken reference
            continue
        roots[f"/{number}"] = schema
    known = {each.address for each in definitions.values()}
    named = {
        **definitions,
        **{name: each for name, each in roots.items() if each.address not in known},
    }
    for found in barren({name: each.lifted for name, each in named.items()}):
        yield _finding(named[found.name], found)


def _finding(schema: Schema, found: Barren) -> Finding:
    keywords = tuple(word for word in found.keywords if word)
    origin, place = schema.place(found.pointer)
    document = schema.node.document
    written = pointers.resolve(document.root, place)
    key = next((word for word in ("allOf", *keywords) if isinstance(written, dict) and word in written), "")
    if key:
        place = (*place, key)
        origin = document.key_origin(place)
    told = f": {' and '.join(keywords)} exclude each other" if keywords else ""
    return report(NOTHING_FITS, f"no value can fit this schema{told}", origin, pointers.text(place))
