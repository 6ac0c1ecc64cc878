"""Required names: whether there is a property of that name, and a value that has them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches

from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import IN_PLACE, Survey, at_value

RULES = (
    Rule("required-undeclared", Severity.WARNING, "A required name is that of a property."),
    Rule("required-endless", Severity.WARNING, "A schema does not require itself without end."),
)
UNDECLARED, ENDLESS = RULES

_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("not", "if", "then", "else")


class Family:
    """Which schemas apply to the same value: what each is composed of and what it is part of."""

    def __init__(self, survey: Survey) -> None:
        self._targets = {link.holder.address: link.target for link in survey.links}
        self._owners: dict[str, list[Node]] = defaultdict(list)
        for node in survey.schemas:
            for part in parts(node):
                target = self.target(part)
                self._owners[part.address].append(node)
                if target:
                    self._owners[target.address].append(node)

    def target(self, node: Node) -> Node | None:
        """What the reference at a schema leads to."""
        if not isinstance(node.value, dict) or "$ref" not in node.value:
            return None
        known = self._targets.get(node.address)
        if known is None or known.reference is not None:
            try:
                self._targets[node.address] = known = node.followed()
            except DocumentError:  # told as a broken reference
                return None
        return known

    def end(self, node: Node) -> str:
        """The address of a schema, or of the one that it refers to."""
        target = self.target(node)
        return target.address if target else node.address

    def names(self, schema: Node) -> set[str] | None:
        """The properties that anything which applies beside declares; None where all are."""
        names: set[str] = set()
        waiting, seen = [schema, *self._all_owners(schema)], set()
        while waiting:
            node = waiting.pop()
            if node.address in seen or not isinstance(node.value, dict):
                continue
            seen.add(node.address)
            if _is_map(node):
                return None
            names.update(name for name, _ in node.child_members("properties"))
            target = self.target(node)
            waiting += [*parts(node), *([target] if target else [])]
        return names

    def _all_owners(self, schema: Node) -> list[Node]:
        found: dict[str, Node] = {}
        waiting = [schema]
        while waiting:
            for owner in self._owners.get(waiting.pop().address, ()):
                if owner.address not in found:
                    found[owner.address] = owner
                    waiting.append(owner)
        return list(found.values())


def parts(node: Node) -> Iterator[Node]:
    """The schemas in a schema that apply to the same value (JSON Schema 2020-12 Core §10.2)."""
    if not IN_PLACE & node.value.keys():
        return
    for key in _LISTS:
        yield from node.child_elements(key)
    for key in _SINGLE:
        child = node.get(key)
        yield from (child,) if child else ()
    yield from (member for _, member in node.child_members("dependentSchemas"))


def _is_map(node: Node) -> bool:
    """Whether names are allowed by a rule, which tells no names."""
    other = node.value.get("additionalProperties")
    return isinstance(other, dict) or "patternProperties" in node.value


def check_required(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings about ``required`` (JSON Schema 2020-12 Validation §6.5.3)."""
    del spec
    family = Family(survey)
    for node in survey.schemas:
        if "required" in node.value and (node.value.get("properties") or _is_closed(node)):
            yield from _undeclared(node, family)
    yield from _endless(survey, family)


def _is_closed(node: Node) -> bool:
    return node.value.get("additionalProperties") is False


def _undeclared(node: Node, family: Family) -> Iterator[Finding]:
    own = node.value.get("properties")
    own = own if isinstance(own, dict) else {}
    odd = [
        each
        for each in node.child_elements("required")
        if isinstance(each.value, str) and each.value not in own
    ]
    names = family.names(node) if odd else None
    for element in odd if names is not None else ():
        if element.value not in (names or ()):
            close = get_close_matches(element.value, names or (), n=1)
            hint = f"; did you mean '{close[0]}'?" if close else ""
            message = f"'{element.value}' is required, but is no property{hint}"
            yield at_value(element, UNDECLARED, message)


def _endless(survey: Survey, family: Family) -> Iterator[Finding]:
    """Schemas that need a value of themselves within a value, and that value another one.

    A schema is finite when what it requires is; what is never found to be is endless.
    """
    needs = {node.address: tuple(_needs(node, family)) for node in survey.schemas}
    open_ends = {address for address, each in needs.items() if each}
    shrinking = True
    while shrinking:
        finite = {
            address
            for address in open_ends
            if not any(set(choices) <= open_ends for _, choices in needs[address])
        }
        open_ends -= finite
        shrinking = bool(finite)
    yield from _circles(survey, needs, open_ends)


_Need = tuple[Node, tuple[str, ...]]


def _circles(
    survey: Survey, needs: dict[str, tuple[_Need, ...]], open_ends: set[str]
) -> Iterator[Finding]:
    """One finding for each circle: at its first required name in the order of the document."""
    told: set[str] = set()
    for node in survey.schemas:
        if node.address not in open_ends or node.address in told:
            continue
        path = _circle(node.address, needs, open_ends)
        if path is None:
            continue
        told |= {address for address, _ in path}
        place = next((each for _, each in path if each.pointer[-2:-1] == ("required",)), path[0][1])
        named = f"'{place.value}'" if isinstance(place.value, str) else "what it is composed of"
        message = f"{named} needs a value that needs one of its own, and so on without end"
        yield at_value(place, ENDLESS, f"{message}; make one of them optional")


def _circle(
    start: str, needs: dict[str, tuple[_Need, ...]], open_ends: set[str]
) -> list[tuple[str, Node]] | None:
    """The way from a schema back to itself; None where it only leads into a circle."""
    waiting: list[tuple[str, list[tuple[str, Node]]]] = [(start, [])]
    seen = set()
    while waiting:
        address, path = waiting.pop(0)
        for place, choices in needs.get(address, ()):
            if not set(choices) <= open_ends:
                continue
            for target in choices:
                way = [*path, (address, place)]
                if target == start:
                    return way
                if target not in seen:
                    seen.add(target)
                    waiting.append((target, way))
    return None


def _needs(node: Node, family: Family) -> Iterator[_Need]:
    """What there must be a value of, if there is one of this: each need has choices."""
    target = family.target(node)
    if target is not None:
        yield node, (target.address,)
    for part in node.child_elements("allOf"):
        yield part, (family.end(part),)
    for key in ("anyOf", "oneOf"):
        choices = tuple(family.end(part) for part in node.child_elements(key))
        if choices:
            yield node.get(key) or node, choices
    if node.value.get("type", "object") != "object" or _allows_null(node):
        yield from _items(node, family)
        return
    properties = node.value.get("properties")
    for name in node.child_elements("required"):
        if isinstance(properties, dict) and isinstance(properties.get(name.value), dict):
            child = (node.get("properties") or node).get(name.value)
            if child:
                yield name, (family.end(child),)


def _allows_null(node: Node) -> bool:
    return node.value.get("nullable") is True or node.value.get("x-nullable") is True


def _items(node: Node, family: Family) -> Iterator[_Need]:
    items, least = node.get("items"), node.value.get("minItems")
    if items and isinstance(least, int) and least > 0 and node.value.get("type") == "array":
        yield items, (family.end(items),)
