"""All objects of a set of documents by their kind, so that each check looks at each object once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, report
from mockserver.pointer import Pointer
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.spec.structure import Structure, check_structure
from mockserver.validate.references import Followed, Fragment, Link, follow_references

# JSON Schema 2020-12 Core §10.2: these apply to the same value as the schema that holds them.
IN_PLACE = frozenset("allOf anyOf oneOf not if then else dependentSchemas".split())


class Survey:
    """The document and all parts of other files that it refers to."""

    def __init__(self, spec: Spec, structure: Structure, followed: Followed) -> None:
        self._parts = (Fragment(spec.root, structure), *followed.fragments)
        self.links: tuple[Link, ...] = followed.links
        self._nodes: dict[str, tuple[Node, ...]] = {}
        self._targets = {id(link.holder.value): link.target for link in self.links}

    def nodes(self, kind: str) -> tuple[Node, ...]:
        """The objects of a kind, each once, in the order of the documents."""
        if kind not in self._nodes:
            self._nodes[kind] = tuple(self._of(kind))
        return self._nodes[kind]

    def followed(self, node: Node) -> Node | None:
        """What a chain of references leads to, the node itself where it is none; None if broken."""
        if node.reference is None:
            return node
        target = self._targets.get(id(node.value))
        if target is not None and target.reference is None:
            return target
        try:
            return node.followed()
        except DocumentError:  # told as a broken reference
            return None

    def parameters(self, owner: Node) -> Iterator[tuple[Node, Node]]:
        """Each element of a list of parameters with the parameter that it is or refers to."""
        for element in owner.child_elements("parameters"):
            node = self.followed(element)
            if node is not None:
                yield element, node

    def _of(self, kind: str) -> Iterator[Node]:
        seen = set()
        for part in self._parts:
            for place, value in part.structure.nodes.get(kind, ()):
                if id(value) not in seen:
                    seen.add(id(value))
                    yield Node(value, part.root.document, place, part.root.library)

    @property
    def schemas(self) -> tuple[Node, ...]:
        """All schemas that are objects."""
        return self.nodes("Schema")

    def having(self, keywords: Iterable[str]) -> Iterator[Node]:
        """The schemas that have one of some keywords, in order."""
        places = {place for each in keywords for place in self._having.get(each, ())}
        return (self.schemas[place] for place in sorted(places))

    @cached_property
    def _having(self) -> dict[str, list[int]]:
        """The numbers of schemas by keyword, so that a check looks at few of them."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, node in enumerate(self.schemas):
            for keyword in node.value:
                found[keyword].append(place)
        return found

    @cached_property
    def roots(self) -> tuple[Node, ...]:
        """The schemas that do not stand in another one."""
        known = {(node.document.file, node.pointer) for node in self.schemas}
        return tuple(node for node in self.schemas if not _stands_in(node, known))


def _stands_in(node: Node, known: set[tuple[str, Pointer]]) -> bool:
    file, place = node.document.file, node.pointer
    return (file, place[:-1]) in known or (file, place[:-2]) in known


def survey_of(spec: Spec) -> Survey:
    """The survey of a spec at hand."""
    structure = check_structure(spec.root.document)
    return Survey(spec, structure, follow_references(spec, structure))


def repeated(nodes: Iterable[Node], key: str) -> Iterator[tuple[Node, Node]]:
    """Each text under a key that stands there in an earlier one of some objects, and that one."""
    first: dict[str, Node] = {}
    for owner in nodes:
        node = owner.get(key)
        if node is None or not isinstance(node.value, str):
            continue
        other = first.setdefault(node.value, node)
        if other is not node:
            yield node, other


def at_key(node: Node, rule: Rule, message: str) -> Finding:
    """A finding about what a key leads to."""
    return report(rule, message, node.key_origin, pointers.text(node.pointer))


def at_value(node: Node, rule: Rule, message: str) -> Finding:
    """A finding about a value."""
    return report(rule, message, node.origin, pointers.text(node.pointer))
