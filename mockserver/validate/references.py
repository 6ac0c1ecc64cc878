"""Does every reference lead to something of the kind that is asked for?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mockserver.errors import DocumentError
from mockserver.finding import Finding
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.spec.structure import Reference, Structure, check_fragment


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
    walk = _Walk(spec)
    findings = tuple(walk.follow(spec.root, structure))
    return Followed(findings, tuple(walk.links), tuple(walk.fragments))


class _Walk:
    """Follows references breadth first; each place is checked once for each kind."""

    def __init__(self, spec: Spec) -> None:
        self.links: list[Link] = []
        self.fragments: list[Fragment] = []
        self._version = spec.version
        self._home = spec.root.document
        self._seen: set[tuple[str, str]] = set()

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
                self.links.append(Link(reference.kind, holder, target))
                below = self._check(target, reference.kind)
                if below is not None:
                    self.fragments.append(Fragment(target, below))
                    yield from below.findings
                    waiting.append((target, below))

    def _check(self, target: Node, kind: str) -> Structure | None:
        """What is reached in another file is walked as what it is used for."""
        if target.document is self._home:
            return None
        key = (target.address, kind)
        if key in self._seen:
            return None
        self._seen.add(key)
        return check_fragment(target.document, target.pointer, kind, self._version)


def _holder(node: Node, reference: Reference) -> Node:
    return Node(None, node.document, reference.pointer, node.library)
