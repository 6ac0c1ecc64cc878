"""Schemas that no value can fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity, report
from mockserver.schema.canonical import Barren, barren
from mockserver.spec.model import Spec
from mockserver.spec.schema import JsonSchema, Schema, references
from mockserver.validate.survey import Survey

RULES = (Rule("schema-unsatisfiable", Severity.WARNING, "There is a value that fits a schema."),)
(NOTHING_FITS,) = RULES

# Only a schema with one of the first, or with one of the second and another keyword, can fail.
_CLASHING = frozenset(("allOf", "oneOf", "not", "if", "dependentSchemas"))
_CHOOSING = frozenset(("anyOf", "enum", "const", "$ref", "pattern"))
_SAYING = (
    _CLASHING
    | _CHOOSING
    | frozenset(
        "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength format "
        "required properties items minItems maxItems minProperties maxProperties "
        "additionalProperties".split()
    )
)
# A schema without any of these is a type with bounds, which are compared elsewhere.
_CAN_FAIL = frozenset("allOf anyOf oneOf not if properties items enum const pattern".split())


def check_satisfiability(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """A finding for each schema whose keywords leave no value, but not for those that hold it."""
    if not any(_may_clash(node.value) for node in survey.schemas):
        return
    schemas = _all(spec, survey)
    for found in barren({name: each.lifted for name, each in schemas.items()}):
        yield _finding(schemas[found.name], found)


def _may_clash(schema: Mapping[str, Any]) -> bool:
    """Whether a schema says more than one thing of a value, but for what is compared elsewhere."""
    said = _SAYING & schema.keys()
    return bool(_CLASHING & said) or (len(said) > 1 and bool(_CHOOSING & said))


def _all(spec: Spec, survey: Survey) -> dict[str, Schema]:
    """Every schema by a name: that of its definition, where others refer to it."""
    roots = [spec.schemas.at(node) for node in survey.roots if _CAN_FAIL & node.value.keys()]
    found: dict[str, Schema] = {}
    waiting = list(roots)
    while waiting:
        for name in references(_lifted(waiting.pop())):
            target = spec.schemas.named(name)
            if target is not None and name not in found:
                found[name] = target
                waiting.append(target)
    known = {each.address for each in found.values()}
    numbered = ((f"/{number}", each) for number, each in enumerate(roots))
    sound = ((name, each) for name, each in numbered if each.address not in known)
    return {**found, **{name: each for name, each in sound if _lifted(each) is not True}}


def _lifted(schema: Schema) -> JsonSchema:
    try:
        return schema.lifted
    except DocumentError:  # told as a broken reference
        return True


def _finding(schema: Schema, found: Barren) -> Finding:
    keywords = tuple(word for word in found.keywords if word)
    origin, place = schema.place(found.pointer)
    document = schema.node.document
    written = pointers.resolve(document.root, place)
    words = [word for word in ("allOf", *keywords) if isinstance(written, dict) and word in written]
    if words:
        place = (*place, words[0])
        origin = document.key_origin(place)
    told = f": {' and '.join(keywords)} exclude each other" if keywords else ""
    return report(NOTHING_FITS, f"no value can fit this schema{told}", origin, pointers.text(place))
