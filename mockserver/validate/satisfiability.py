"""Schemas that no value can fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity
from mockserver.pointer import Pointer
from mockserver.schema.barren import Barren, barren
from mockserver.schema.width import TOO_WIDE, wide
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.spec.schema import JsonSchema, Schema, references
from mockserver.validate.needs import needed
from mockserver.validate.survey import Survey

RULES = (
    Rule(
        "schema-unsatisfiable",
        Severity.ERROR,
        "There is a value that fits a schema (a warning where none is ever needed).",
    ),
)
(NOTHING_FITS,) = RULES

# Only a schema with one of the first, or with one of the second and another keyword, can fail.
_CLASHING = frozenset(
    "allOf oneOf not if dependentSchemas contains uniqueItems propertyNames patternProperties "
    "unevaluatedProperties unevaluatedItems prefixItems".split()
)
_CHOOSING = frozenset(
    "anyOf enum const $ref pattern format multipleOf minProperties maxProperties".split()
)
_SAYING = (
    _CLASHING
    | _CHOOSING
    | frozenset(
        "minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength "
        "required properties items minItems maxItems additionalProperties".split()
    )
)
# By these a schema holds others, or refers to them.
_HOLDING = (_CLASHING - {"uniqueItems"}) | {
    *("$ref", "anyOf", "properties", "items", "additionalProperties", "prefixItems", "then", "else")
}


def check_satisfiability(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """A finding for each schema whose keywords leave no value, but not for those that hold it."""
    roots = _doubtful(spec, survey)
    if not roots:
        return
    schemas = _all(spec, roots)
    lifted = {name: each.lifted for name, each in schemas.items()}
    yield from (_unasked(schemas[name]) for name in wide(lifted))
    places = tuple(barren(lifted))
    wanted = needed(survey) if places else frozenset()
    for found in places:
        yield _finding(schemas[found.name], found, wanted)


def _unasked(schema: Schema) -> Finding:
    said = f"nobody asks whether a value fits this schema: {TOO_WIDE}"
    return Finding(
        NOTHING_FITS.id,
        Severity.INFO,
        said,
        schema.node.key_origin,
        pointers.text(schema.node.pointer),
    )


def _may_clash(schema: Mapping[str, Any]) -> bool:
    """Whether a schema says more than one thing of a value, but for what is compared elsewhere."""
    said = (_SAYING | {"type"} if "$ref" in schema else _SAYING) & schema.keys()
    return bool(_CLASHING & said) or (len(said) > 1 and bool(_CHOOSING & said))


def _doubtful(spec: Spec, survey: Survey) -> list[Node]:
    """The outermost schemas with one in them that may clash; all that they refer to comes along."""
    clashing = [node for node in survey.having(_CLASHING | _CHOOSING) if _may_clash(node.value)]
    places = {_place(node) for node in clashing if _HOLDING & node.value.keys()}
    places |= {_place(node) for node in _empty(spec, clashing)}
    holders = {(file, place[:end]) for file, place in places for end in range(len(place) + 1)}
    return [node for node in survey.roots if _place(node) in holders]


def _empty(spec: Spec, clashing: list[Node]) -> list[Node]:
    """Those of the schemas without parts that nothing fits; what says the same is asked once."""
    alike: dict[str, list[Node]] = defaultdict(list)
    for node in clashing:
        if not _HOLDING & node.value.keys():
            alike[repr(node.value)].append(node)
    groups = {str(number): nodes for number, nodes in enumerate(alike.values())}
    first = {name: spec.schemas.at(nodes[0]).lifted for name, nodes in groups.items()}
    return [node for found in barren(first) for node in groups[found.name]] if first else []


def _place(node: Node) -> tuple[str, Pointer]:
    return node.document.file, node.pointer


def _all(spec: Spec, doubtful: list[Node]) -> dict[str, Schema]:
    """Every schema by a name: that of its definition, where others refer to it."""
    roots = [spec.schemas.at(node) for node in doubtful]
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


def _finding(schema: Schema, found: Barren, wanted: frozenset[int]) -> Finding:
    keywords = tuple(word for word in found.keywords if word)
    origin, place = schema.place(found.pointer)
    document = schema.node.document
    written = pointers.resolve(document.root, place)
    severity = Severity.ERROR if id(written) in wanted else Severity.WARNING
    members = written if isinstance(written, dict) else {}
    words = [each for each in members if each in (*keywords, "allOf")]
    if words:
        place = (*place, "allOf" if "allOf" in words else words[-1])
        origin = document.key_origin(place)
    message = f"no value can fit this schema{_why(schema, found, keywords)}"
    return Finding(NOTHING_FITS.id, severity, message, origin, pointers.text(place))


def _why(schema: Schema, found: Barren, keywords: tuple[str, ...]) -> str:
    """Which words exclude each other, with their lines where they stand in parts of the schema."""
    _, place = schema.place(found.pointer)
    document = schema.node.document
    parts = [(place, pointers.resolve(document.root, place))]
    if isinstance(parts[0][1], dict) and isinstance(parts[0][1].get("allOf"), list):
        parts += [((*place, "allOf", at), each) for at, each in enumerate(parts[0][1]["allOf"])]
    said = [
        (word, document.key_origin((*where, word)).line)
        for where, part in parts
        for word in (keywords if isinstance(part, dict) else ())
        if word in part
    ]
    if len(said) > 1 and len(parts) > 1:
        told = " and ".join(f"`{word}` in line {line}" for word, line in said)
        return f": {told} exclude each other; change one of them"
    if len(keywords) == 1:
        kind = parts[0][1].get("type") if isinstance(parts[0][1], dict) else None
        left = f"no {kind}" if isinstance(kind, str) else f"nothing for `{keywords[0]}`"
        return f": what is said of it in its parts leaves {left}"
    return f": {' and '.join(keywords)} exclude each other" if keywords else ""
