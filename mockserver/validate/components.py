"""What is declared and used nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mockserver.finding import Finding, Rule, Severity
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.discriminators import mapped
from mockserver.validate.survey import Survey, at_key, at_value

RULES = (
    Rule("component-unused", Severity.WARNING, "A component is used somewhere."),
    Rule("tag-unused", Severity.WARNING, "A declared tag is that of an operation."),
)
UNUSED, TAG_UNUSED = RULES

_V2 = ("definitions", "parameters", "responses", "securityDefinitions")


def check_components(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings about components and tags; none in a document that only holds components."""
    if not any(survey.nodes("Operation")):
        return
    used = _used(survey)
    for kind, name, node in _components(spec.root):
        is_used = name in used["security"] if kind.startswith("security") else _is_used(node, used)
        if not is_used and not name.startswith("x-"):
            yield at_key(node, UNUSED, f"nothing uses '{name}'; remove it, or refer to it")
    yield from _tags(spec.root, survey)


def _components(root: Node) -> Iterator[tuple[str, str, Node]]:
    homes = [(key, home) for key in _V2 if (home := root.get(key))]
    components = root.get("components")
    homes += [(key, home) for key, home in components.members()] if components else []
    for kind, home in homes:
        for name, node in home.members() if not kind.startswith("x-") else ():
            yield kind, name, node


_Uses = dict[str, set[str]]


def _used(survey: Survey) -> _Uses:
    """By the address of what is referred to: where from; by ``security`` the names of schemes."""
    used: _Uses = defaultdict(set)
    for link in survey.links:
        used[link.target.address].add(link.holder.address)
    for schema in survey.schemas:
        if "discriminator" not in schema.value:
            continue
        discriminator = schema.get("discriminator")
        for _, node in discriminator.child_members("mapping") if discriminator else ():
            target = mapped(node) if isinstance(node.value, str) else None
            used[target.address if target else ""].add(node.address)
        _variants(schema, used)
    for requirement in survey.nodes("SecurityRequirement"):
        used["security"].update(requirement.value)
    return used


def _variants(base: Node, used: _Uses) -> None:
    """OAS 3.1 §4.8.25.3: what is composed of a base with a discriminator is a variant by its name."""
    for holder in tuple(used[base.address]):
        owner, composed, _ = holder.rpartition("/allOf/")
        if composed:
            used[owner].add(base.address)


def _is_used(node: Node, used: _Uses) -> bool:
    """Whether another place refers to it or into it; what refers to itself only is unused."""
    inside = f"{node.address}/"
    for target, holders in used.items():
        if target == node.address or target.startswith(inside):
            if any(not holder.startswith(inside) for holder in holders):
                return True
    return False


def _tags(root: Node, survey: Survey) -> Iterator[Finding]:
    used = {tag for node in survey.nodes("Operation") for tag in node.strings("tags")}
    tags = tuple(root.child_elements("tags"))
    used |= {tag.text("parent") for tag in tags}
    for tag in tags if used else ():
        name = tag.get("name")
        if name is not None and isinstance(name.value, str) and name.value not in used:
            yield at_value(name, TAG_UNUSED, f"no operation has the tag '{name.value}'")
