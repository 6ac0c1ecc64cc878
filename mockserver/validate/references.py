"""Does every reference lead to something of the kind that is asked for?"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.errors import DocumentError
from mockserver.finding import Finding
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.spec.structure import Reference, Structure, check_fragment


def check_references(spec: Spec, structure: Structure) -> tuple[Finding, ...]:
    """Follow all references, into other files too, and check what they lead to there."""
    return tuple(_Walk(spec).follow(spec.root, structure))


class _Walk:
    """Follows references breadth first; each place is checked once for each kind."""

    def __init__(self, spec: Spec) -> None:
        self._version = spec.version
        self._home = spec.root.document
        self._seen: set[tuple[str, str]] = set()

    def follow(self, root: Node, structure: Structure) -> Iterator[Finding]:
        waiting = [(root, structure)]
        while waiting:
            node, found = waiting.pop()
            for reference in found.references:
                try:
                    target = _holder(node, reference).target(reference.target)
                except DocumentError as error:
                    yield from error.findings
                    continue
                below = self._check(target, reference.kind)
                if below is not None:
                    yield from below.findings
                    waiting.append((target, below))

    def _check(self, target: Node, kind: str) -> Structure | None:
        """What is reached in another file is walked as what it is used for."""
        key = (target.address, kind)
        if target.document is self._home or key in self._seen:
            return None
        self._seen.add(key)
        return check_fragment(target.document, target.pointer, kind, self._version)


def _holder(node: Node, reference: Reference) -> Node:
    return Node(None, node.document, reference.pointer, node.library)
