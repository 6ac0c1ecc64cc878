"""Required names: whether there is a property of that name, and a value that has them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from mockserver.finding import Finding, Rule, Severity
from mockserver.hint import hint
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import IN_PLACE, Survey, at_value

RULES = (
    Rule("required-undeclared", Severity.WARNING, "A required name is that of a property."),
    Rule("required-endless", Severity.WARNING, "A schema does not require itself without end."),
)
UNDECLARED, ENDLESS = RULES

# By these a schema asks for a value of another one.
_ASKING = frozenset(("required", "minItems", "allOf", "anyOf", "oneOf", "$ref"))
_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("not", "if", "then", "else")


class Family:
    """Which schemas apply to the same value: what each is composed of and what it is part of."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey

    @cached_property
    def _owners(self) -> dict[int, list[Node]]:
        owners: dict[int, list[Node]] = defaultdict(list)
        for node in self._survey.having(IN_PLACE):
            for part in parts(node):
                target = self.target(part)
                owners[id(part.value)].append(node)
                if target:
                    owners[id(target.value)].append(node)
        return owners

    def target(self, node: Node) -> Node | None:
        """What the reference at a schema leads to."""
        if not isinstance(node.value, dict) or "$ref" not in node.value:
            return None
        return self._survey.followed(node)

    def end(self, node: Node) -> int:
        """Which schema this is, or refers to: values of documents live as long as they do."""
        target = self.target(node)
        return id(target.value if target else node.value)

    def names(self, schema: Node) -> set[str] | None:
        """The properties that anything which applies beside declares; None where all are."""
        return declared([schema, *self._all_owners(schema)], self._survey)

    def _all_owners(self, schema: Node) -> list[Node]:
        found: dict[int, Node] = {}
        waiting = [schema]
        while waiting:
            for owner in self._owners.get(id(waiting.pop().value), ()):
                if id(owner.value) not in found:
                    found[id(owner.value)] = owner
                    waiting.append(owner)
        return list(found.values())


def declared(schemas: Iterable[Node], survey: Survey) -> set[str] | None:
    """The properties of schemas and of what they are composed of; None where all are declared."""
    names: set[str] = set()
    waiting, seen = list(schemas), set()
    while waiting:
        node = waiting.pop()
        if id(node.value) in seen or not isinstance(node.value, dict):
            continue
        seen.add(id(node.value))
        if _is_map(node):
            return None
        names.update(name for name, _ in node.child_members("properties"))
        target = survey.followed(node)
        waiting += [*parts(node), *([target] if target else [])]
    return names


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
    for node in survey.having(("required",)):
        if isinstance(node.value.get("properties"), dict) and _asks(node):
            yield from _undeclared(node, family)
    yield from _endless(survey, family)


def _asks(node: Node) -> bool:
    return bool("required" in node.value and node.value["properties"] and not _is_closed(node))


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
            advice = "declare it, or take it off the list"
            meant = hint(element.value, names or (), advice)
            message = f"'{element.value}' is required, but is no property{meant}"
            yield at_value(element, UNDECLARED, message)


def _endless(survey: Survey, family: Family) -> Iterator[Finding]:
    """Schemas that need a value of themselves within a value, and that value another one.

    A schema is finite when what it requires is; what is never found to be is endless.
    """
    needs = {id(node.value): tuple(_needs(node, family)) for node in survey.having(_ASKING)}
    yield from _circles(survey, needs, _open_ends(needs))


_Need = tuple[Node, tuple[int, ...]]
_Way = list[tuple[int, Node]]


def _open_ends(needs: Mapping[int, tuple[_Need, ...]]) -> set[int]:
    """The schemas that are never found to be finite; each need is looked at once."""
    open_ends = {schema for schema, each in needs.items() if each}
    unmet: dict[int, set[int]] = {}
    waiting_for: dict[int, list[tuple[int, int]]] = {}
    for schema in open_ends:
        unmet[schema] = set()
        for number, (_, choices) in enumerate(needs[schema]):
            if open_ends.issuperset(choices):
                unmet[schema].add(number)
                for choice in choices:
                    waiting_for.setdefault(choice, []).append((schema, number))
    finite = [schema for schema in open_ends if not unmet[schema]]
    while finite:
        found = finite.pop()
        open_ends.discard(found)
        for schema, number in waiting_for.get(found, ()):
            if number in unmet[schema]:
                unmet[schema].discard(number)
                finite += () if unmet[schema] else (schema,)
    return open_ends


def _circles(
    survey: Survey, needs: dict[int, tuple[_Need, ...]], open_ends: set[int]
) -> Iterator[Finding]:
    """One finding for each circle: at its first required name in the order of the document."""
    told: set[int] = set()
    for node in survey.schemas if open_ends else ():
        if id(node.value) not in open_ends - told:
            continue
        path = _circle(id(node.value), needs, open_ends)
        if path is None:
            continue
        told |= {schema for schema, _ in path}
        if all(_is_in_place(*step) for step in path):  # told as a loop of references
            continue
        place = next((each for _, each in path if each.pointer[-2:-1] == ("required",)), path[0][1])
        named = f"'{place.value}'" if isinstance(place.value, str) else "what it is composed of"
        message = f"{named} needs a value that needs one of its own, and so on without end"
        yield at_value(place, ENDLESS, f"{message}; make one of them optional")


def _is_in_place(schema: int, place: Node) -> bool:
    """Whether a need is that of a schema's own ``$ref``, or of a member of its ``allOf``."""
    return place.pointer[-2:-1] == ("allOf",) or id(place.value) == schema


def _circle(start: int, needs: dict[int, tuple[_Need, ...]], open_ends: set[int]) -> _Way | None:
    """The way from a schema back to itself; None where it only leads into a circle."""
    waiting: list[tuple[int, _Way]] = [(start, [])]
    seen = set()
    while waiting:
        schema, path = waiting.pop(0)
        for place, choices in needs.get(schema, ()):
            for target in choices if open_ends.issuperset(choices) else ():
                way = [*path, (schema, place)]
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
        yield node, (id(target.value),)
    for part in node.child_elements("allOf"):
        yield part, (family.end(part),)
    for key in ("anyOf", "oneOf"):
        choices = tuple(family.end(part) for part in node.child_elements(key))
        if choices:
            yield node.get(key) or node, choices
    is_object = node.value.get("type", "object") == "object" and not _allows_null(node)
    yield from _members(node, family) if is_object else _items(node, family)


def _members(node: Node, family: Family) -> Iterator[_Need]:
    properties = node.get("properties")
    for name in node.child_elements("required") if properties else ():
        child = properties.get(name.value) if properties and isinstance(name.value, str) else None
        if child is not None and isinstance(child.value, dict):
            yield name, (family.end(child),)


def _allows_null(node: Node) -> bool:
    return node.value.get("nullable") is True or node.value.get("x-nullable") is True


def _items(node: Node, family: Family) -> Iterator[_Need]:
    items, least = node.get("items"), node.value.get("minItems")
    if items and isinstance(least, int) and least > 0 and node.value.get("type") == "array":
        yield items, (family.end(items),)
