"""Discriminators: whether their mappings lead to schemas, and whether all variants have the tag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity
from mockserver.hint import hint
from mockserver.schema.discrimination import named
from mockserver.spec.fields.rule import FIELD_IGNORED
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.schemas import types_of
from mockserver.validate.survey import Survey, at_key, at_value

RULES = (
    Rule("discriminator-mapping-unresolved", Severity.ERROR, "A mapping leads to a schema."),
    Rule(
        "discriminator-property-optional",
        Severity.WARNING,
        "The property that tells variants apart is declared and required by each of them, or a"
        " defaultMapping says what its absence means (an error from 3.2 on).",
    ),
    Rule(
        "discriminator-mapping-outside",
        Severity.WARNING,
        "A mapping leads to one of the variants that it chooses between.",
    ),
    Rule(
        "discriminator-tag-refused",
        Severity.WARNING,
        "A variant takes the value by which it is chosen, which is text.",
    ),
)
_COMPOSING = frozenset(("oneOf", "anyOf", "allOf"))
NOWHERE, OPTIONAL, OUTSIDE, REFUSED = RULES


def check_discriminators(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings about discriminators (OAS 3.1 §4.8.25; OAS 2.0, Schema Object)."""
    for schema in survey.having(("discriminator",)):
        discriminator = schema.get("discriminator")
        if discriminator is None:
            continue
        yield from _mapping(discriminator, schema, spec)
        yield from _idle(discriminator, schema, survey)
        name = discriminator.get("propertyName") or discriminator
        if isinstance(name.value, str):
            yield from _implied(name, discriminator, schema)
            yield from _no_text(name.value, schema)
        if isinstance(name.value, str) and discriminator.get("defaultMapping") is None:
            for found in _property(name, schema):
                is_must = spec.version == "3.2"  # OAS 3.2 §4.25.1
                yield replace(found, severity=Severity.ERROR) if is_must else found


def _mapping(discriminator: Node, schema: Node, spec: Spec) -> Iterator[Finding]:
    default = discriminator.get("defaultMapping")
    others = (("defaultMapping", default),) if default else ()
    name = discriminator.text("propertyName")
    for tag, node in (*discriminator.child_members("mapping"), *others):
        target = mapped(node) if isinstance(node.value, str) else None
        if target is not None:
            yield from _outside(tag, node, target, schema)
            yield from _refused(tag, node, target, name) if node is not default else ()
        elif isinstance(node.value, str):
            names = [each for each, _ in _components(spec.root)]
            meant = hint(node.value.rpartition("/")[2], names)
            message = f"'{tag}' leads to '{node.value}', which is no schema{meant}"
            yield at_value(node, NOWHERE, message)


def _outside(tag: str, node: Node, target: Node, schema: Node) -> Iterator[Finding]:
    """A value of a schema that is no variant is refused by the ``oneOf`` or ``anyOf`` itself."""
    variants = [*schema.child_elements("oneOf"), *schema.child_elements("anyOf")]
    if not variants:
        return
    allowed = _composed(variants, ("oneOf", "anyOf"))
    if allowed is not None and not (_composed([target], ("allOf",)) or allowed) & allowed:
        message = f"'{tag}' leads to '{node.value}', which is none of the variants: add it to them"
        yield at_value(node, OUTSIDE, message)


def _refused(tag: str, node: Node, target: Node, name: str) -> Iterator[Finding]:
    """A value with this tag is held against a schema that refuses the tag."""
    for values in _taken(target, name):
        if tag not in values:
            said = f"'{tag}' leads to '{node.value}', where '{name}' is never that, but"
            taken = " or ".join(f"'{each}'" for each in values)
            yield at_key(node, REFUSED, f"{said} {taken}")
            return


def _idle(discriminator: Node, schema: Node, survey: Survey) -> Iterator[Finding]:
    """OAS 3.1 §4.8.25: it has an effect only with ``oneOf``, ``anyOf`` or ``allOf``."""
    if _COMPOSING & schema.value.keys() or discriminator.get("mapping") is not None:
        return
    heirs = (each for each in survey.links if "allOf" in each.holder.pointer[-2:-1])
    if not any(each.target.value is schema.value for each in heirs):
        said = "nothing is composed of this schema, so there are no variants to tell apart"
        instead = "name them in a `oneOf` or `anyOf`, or let them have this in their `allOf`"
        yield at_key(discriminator, FIELD_IGNORED, f"{said}: {instead}")


def _implied(name: Node, discriminator: Node, schema: Node) -> Iterator[Finding]:
    """OAS 3.1 §4.8.25.3: what no mapping leads to is chosen by the name of its component."""
    mapped_to = {
        str(node.value).rpartition("/")[2] for _, node in discriminator.child_members("mapping")
    }
    for variant in (*schema.child_elements("oneOf"), *schema.child_elements("anyOf")):
        tag = (variant.reference or "").rpartition("/")[2]
        for values in _taken(variant, name.value) if tag and tag not in mapped_to else ():
            if tag not in values:
                taken = " or ".join(f"'{each}'" for each in values)
                said = f"{tag} is chosen by its name, but its '{name.value}' is never that, but"
                yield at_value(name, REFUSED, f"{said} {taken}: add a `mapping`")
                return


def _no_text(name: str, schema: Node) -> Iterator[Finding]:
    """OAS 3.1 §4.8.25: the keys of a mapping are text, and not all tools convert a value to it."""
    for variant in (schema, *schema.child_elements("oneOf"), *schema.child_elements("anyOf")):
        for declared in _declared(variant, name):
            written = declared.get("type")
            types = types_of(declared.value)
            if written is not None and types and "string" not in types:
                said = f"'{name}' tells variants apart by text, and is of type"
                yield at_value(written, REFUSED, f"{said} {' or '.join(types)} here")


def _taken(schema: Node, name: str) -> Iterator[list[Any]]:
    """What a schema, and each that it is composed of, takes for a property; nothing if anything."""
    for declared in _declared(schema, name):
        if "const" in declared.value:
            yield [declared.value["const"]]
        elif isinstance(declared.value.get("enum"), list):
            yield declared.value["enum"]


def _declared(schema: Node, name: str) -> Iterator[Node]:
    """The schemas of a property in a schema and in each that it is composed of."""
    waiting, seen = [schema], set()
    while waiting:
        try:
            node = waiting.pop().followed()
            properties = node.get("properties")
            found = properties.get(name) if properties else None
            declared = found.followed() if found else None
        except DocumentError:  # told as a broken reference
            continue
        if node.address in seen or not isinstance(node.value, dict):
            continue
        seen.add(node.address)
        waiting.extend(node.child_elements("allOf"))
        if declared is not None and isinstance(declared.value, dict):
            yield declared


def _composed(schemas: list[Node], keys: tuple[str, ...]) -> set[str] | None:
    """The addresses of schemas and of what they are composed of; None where a reference breaks."""
    waiting, found = list(schemas), set[str]()
    while waiting:
        try:
            node = waiting.pop().followed()
        except DocumentError:  # told as a broken reference
            return None
        if node.address not in found:
            found.add(node.address)
            waiting += [each for key in keys for each in node.child_elements(key)]
    return found


def mapped(node: Node) -> Node | None:
    """The schema that the value of a mapping names or refers to."""
    for reference in named(node.value):
        try:
            return node.target(reference)
        except DocumentError:
            continue
    return None


def _components(root: Node) -> Iterator[tuple[str, Node]]:
    components = root.get("components")
    yield from components.child_members("schemas") if components else ()
    yield from root.child_members("definitions")


def _property(name: Node, schema: Node) -> Iterator[Finding]:
    """One finding: the first variant by which a value could come without a tag."""
    variants = [*schema.child_elements("oneOf"), *schema.child_elements("anyOf")]
    if _has(schema, name.value, "required"):
        return
    for variant in variants or [schema]:
        if not _has(variant, name.value, "properties"):
            yield at_value(name, OPTIONAL, _sentence(name.value, variant, "declare"))
            return
        if not _has(variant, name.value, "required"):
            yield at_value(name, OPTIONAL, _sentence(name.value, variant, "require"))
            return


def _sentence(name: str, variant: Node, verb: str) -> str:
    said = variant.reference or f"the schema at line {variant.origin.line}"
    return f"'{name}' tells variants apart, but {said.rpartition('/')[2]} does not {verb} it"


def _has(schema: Node, name: str, keyword: str) -> bool:
    """Whether a schema, or one that it is composed of, says a name under a keyword."""
    waiting, seen = [schema], set()
    while waiting:
        try:
            node = waiting.pop().followed()
        except DocumentError:
            return True
        if node.address in seen or not isinstance(node.value, dict):
            continue
        seen.add(node.address)
        names = node.value.get(keyword)
        if isinstance(names, dict | list) and name in names:
            return True
        waiting.extend(node.child_elements("allOf"))
    return False
