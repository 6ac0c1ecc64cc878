"""Does every reference lead to something of the kind that is asked for?"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity
from mockserver.pointer import Pointer
from mockserver.spec.fields.shape import noun_of
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.spec.structure import Reference, Structure, check_fragment
from mockserver.value import dataclass

RULES = (
    Rule("reference-kind", Severity.ERROR, "A $ref leads to an object of the kind it stands for."),
)
(OTHER_KIND,) = RULES


@dataclass(frozen=True, slots=True)
class Link:
    """A reference that leads somewhere: what it is asked for, its holder, and what is there."""

    kind: str
    holder: Node
    target: Node


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of another file that a reference led to, with what the walk found in it."""

    root: Node
    structure: Structure


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of following all references."""

    findings: tuple[Finding, ...]
    links: tuple[Link, ...]
    fragments: tuple[Fragment, ...]


def check_references(spec: Spec, structure: Structure) -> tuple[Finding, ...]:
    """Follow all references, into other files too, and check what they lead to there."""
    return follow_references(spec, structure).findings


def follow_references(spec: Spec, structure: Structure) -> Followed:
    """The same, with all that was found on the way."""
    walk = _Walk(spec, structure)
    findings = tuple(walk.follow(spec.root, structure))
    return Followed(findings, tuple(walk.links), tuple(walk.fragments))


class _Walk:
    """Follows references breadth first; each place is checked once for each kind."""

    def __init__(self, spec: Spec, structure: Structure) -> None:
        self.links: list[Link] = []
        self.fragments: list[Fragment] = []
        self._version = spec.version
        self._home = spec.root.document
        self._seen: set[tuple[str, str]] = set()
        self._kinds: dict[Pointer, str] = {
            place: kind for kind, nodes in structure.nodes.items() for place, _ in nodes
        }

    def follow(self, root: Node, structure: Structure) -> Iterator[Finding]:
        waiting = [(root, structure)]
        while waiting:
            node, found = waiting.pop()
            for reference in found.references:
                holder = _holder(node, reference)
                try:
                    target = holder.target(reference.target)
                except DocumentError as error:
                    yield from error.findings
                    continue
                known = self._kinds.get(target.pointer) if self._is_home(target) else None
                if known is not None and _plain(known) != _plain(reference.kind):
                    yield _other_kind(holder, reference, known)
                    continue
                self.links.append(Link(reference.kind, holder, target))
                below = self._check(target, reference.kind)
                if below is not None:
                    self.fragments.append(Fragment(target, below))
                    yield from below.findings
                    waiting.append((target, below))

    def _is_home(self, target: Node) -> bool:
        return target.document is self._home

    def _check(self, target: Node, kind: str) -> Structure | None:
        """What no walk has come to is walked as what it is used for."""
        if self._is_home(target) and (target.pointer in self._kinds or target.reference):
            return None
        key = (target.address, kind)
        if key in self._seen:
            return None
        self._seen.add(key)
        return check_fragment(target.document, target.pointer, kind, self._version)


def _other_kind(holder: Node, reference: Reference, kind: str) -> Finding:
    message = (
        f"'{reference.target}' leads to {noun_of(kind)},"
        f" but {noun_of(reference.kind)} is expected here"
    )
    return holder.finding(OTHER_KIND, message, (*holder.pointer, "$ref"))


def _holder(node: Node, reference: Reference) -> Node:
    value = pointers.resolve(node.document.root, reference.pointer)
    return Node(value, node.document, reference.pointer, node.library)


def _plain(kind: str) -> str:
    """A schema of another dialect is a schema, too."""
    return kind.removeprefix("Foreign")
