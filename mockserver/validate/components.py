"""What is declared and used nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress

from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity
from mockserver.hint import closest, hint
from mockserver.pointer import Pointer
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.discriminators import mapped
from mockserver.validate.survey import Survey, at_key, at_value

RULES = (
    Rule("component-unused", Severity.WARNING, "A component is used somewhere."),
    Rule("tag-unused", Severity.WARNING, "A declared tag is that of an operation."),
    Rule(
        "tag-undeclared", Severity.WARNING, "The tag of an operation is no misspelt declared tag."
    ),
    Rule("tag-parent-unknown", Severity.ERROR, "The parent of a tag is another declared tag."),
)
UNUSED, TAG_UNUSED, UNDECLARED, NO_PARENT = RULES

_MEANT = 0.7
"""How alike a scheme and a requirement are when one means the other."""
_MISSPELT, _OTHER_WORD = 0.8, 3
_V2 = ("definitions", "parameters", "responses", "securityDefinitions")


def check_components(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings about components and tags; no unused ones where there is nothing to use them."""
    yield from _parents(tuple(spec.root.child_elements("tags")))
    if not any(survey.nodes("Operation")):
        return
    used = _used(survey)
    schemes = _schemes(survey)
    for kind, name, node in _components(spec.root):
        is_scheme = kind.startswith("security")
        is_used = _is_near(name, schemes) if is_scheme else used[_home(node)] - {_home(node)}
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


_Home = tuple[str, Pointer]


def _home(node: Node) -> _Home:
    """The component that a place is in; elsewhere the first steps to it."""
    depth = 3 if node.pointer[:1] == ("components",) else 2
    return node.document.file, node.pointer[:depth]


def _used(survey: Survey) -> dict[_Home, set[_Home]]:
    """By what is referred to: from where."""
    used: dict[_Home, set[_Home]] = defaultdict(set)
    for link in survey.links:
        used[_home(link.target)].add(_home(link.holder))
    bases = list(survey.having(("discriminator",)))
    for schema in bases:
        discriminator = schema.get("discriminator")
        for node in _mappings(discriminator) if discriminator else ():
            target = mapped(node) if isinstance(node.value, str) else None
            if target:
                used[_home(target)].add(_home(node))
    _variants({_home(base) for base in bases}, survey, used)
    for node, target in _dynamic(survey):
        used[_home(target)].add(_home(node))
    return used


def _dynamic(survey: Survey) -> Iterator[tuple[Node, Node]]:
    """Where such references lead in the first place (JSON Schema 2020-12 Core §8.2.3.2).

    What takes the place of that while a value is judged was entered by a reference of its own.
    """
    for node in survey.having(("$dynamicRef",)):
        with suppress(DocumentError):  # told as a broken reference
            yield node, node.target(node.text("$dynamicRef"))


def _mappings(discriminator: Node) -> Iterator[Node]:
    """What names a schema in a discriminator (OAS 3.2 §4.25.1)."""
    yield from (node for _, node in discriminator.child_members("mapping"))
    default = discriminator.get("defaultMapping")
    yield from (default,) if default else ()


def _variants(bases: set[_Home], survey: Survey, used: dict[_Home, set[_Home]]) -> None:
    """OAS 3.1 §4.8.25.3: what is composed of a base with a discriminator is its variant."""
    for link in survey.links if bases else ():
        if "allOf" in link.holder.pointer[-2:-1] and _home(link.target) in bases:
            used[_home(link.holder)].add(_home(link.target))


def _schemes(survey: Survey) -> set[str]:
    """What requirements name; from OAS 3.2 on a scheme may be named by its URI (§4.30.1)."""
    names = {name for each in survey.nodes("SecurityRequirement") for name in each.value}
    return names | {name.rpartition("/")[2] for name in names if "#/" in name}


def _is_near(name: str, used: set[str]) -> bool:
    """Whether a requirement names a scheme, or means it by a name that is not there."""
    return bool(closest(name, used, _MEANT))


def _tags(root: Node, survey: Survey) -> Iterator[Finding]:
    used = {tag for node in survey.nodes("Operation") for tag in node.strings("tags")}
    tags = tuple(root.child_elements("tags"))
    used |= {tag.text("parent") for tag in tags}
    for tag in tags if used else ():
        name = tag.get("name")
        if name is not None and isinstance(name.value, str) and name.value not in used:
            yield at_value(
                name,
                TAG_UNUSED,
                f"no operation has the tag '{name.value}'; give it to one, or remove it",
            )
    names = {tag.text("name") for tag in tags}
    yield from _misspelt(names, names - used, survey)


def _misspelt(names: set[str], unused: set[str], survey: Survey) -> Iterator[Finding]:
    """OAS 3.1 §4.8.1: not all tags have to be declared, but one that is nearly so is meant so.

    One that nothing has otherwise may be less alike.
    """
    for node in survey.nodes("Operation") if names else ():
        for tag in node.child_elements("tags"):
            if not isinstance(tag.value, str) or tag.value in names:
                continue
            near = closest(tag.value, names, _MISSPELT) or closest(tag.value, unused, _MEANT)
            if near and abs(len(near) - len(tag.value)) < _OTHER_WORD:
                said = f"the tag '{tag.value}' is not declared; did you mean '{near}'?"
                yield at_value(tag, UNDECLARED, said)


def _parents(tags: tuple[Node, ...]) -> Iterator[Finding]:
    """OAS 3.2 §4.22: a parent is declared, and is not a child of its child."""
    parents = {tag.text("name"): tag.text("parent") for tag in tags}
    told: set[str] = set()
    for tag in tags:
        parent = tag.get("parent")
        if parent is None or not isinstance(parent.value, str):
            continue
        if parent.value not in parents:
            mend = hint(parent.value, parents, "declare it beside this one")
            message = f"there is no tag '{parent.value}'{mend}"
            yield at_value(parent, NO_PARENT, message)
        elif tag.text("name") in _ancestors(parent.value, parents) - told:
            told |= _ancestors(parent.value, parents)
            said = f"'{tag.text('name')}' is above its own parent '{parent.value}'"
            yield at_value(parent, NO_PARENT, said)


def _ancestors(name: str, parents: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    while name and name not in found:
        found.add(name)
        name = parents.get(name, "")
    return found
