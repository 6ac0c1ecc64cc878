"""Schemas without what is wrong in them, so that one fault does not hide the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Severity
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.spec.schema import JsonSchema, Schemas

_LISTS = ("/required", "/enum", "/type", "/examples")
_ANYTHING = "any value, for the reference is broken"


class Tolerant(Schemas):
    """Lifts schemas without the keywords that are refused; a broken reference allows anything."""

    def __init__(
        self,
        rewrite: Callable[[dict[str, Any]], dict[str, Any]],
        refused: Iterable[tuple[str, str]],
    ) -> None:
        super().__init__(rewrite)
        self._refused = frozenset(refused)

    def _lift(self, node: Node) -> JsonSchema:
        if isinstance(node.value, dict):
            sound = {key: value for key, value in node.value.items() if self._is_sound(node, key)}
            if len(sound) != len(node.value):
                node = Node(sound, node.document, node.pointer, node.library)
        return super()._lift(node)

    def _is_sound(self, node: Node, key: str) -> bool:
        return (node.document.file, pointers.text((*node.pointer, key))) not in self._refused

    def _keyword(self, key: str, node: Node) -> Any:
        try:
            return super()._keyword(key, node)
        except DocumentError:  # told as a broken reference
            anything = Node(True, node.document, (*node.pointer, "?"), node.library)
            self._by_name[_ANYTHING] = self.at(anything)
            return f"#/$defs/{_ANYTHING}"


def tolerant(spec: Spec, findings: Iterable[Finding]) -> Spec:
    """The same spec, whose schemas do not have what these findings call an error."""
    refused = set()
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.origin and finding.pointer:
            above, _, last = finding.pointer.rpartition("/")
            refused.add((finding.origin.file, finding.pointer))
            if last.isdigit() and above.endswith(_LISTS):
                refused.add((finding.origin.file, above))
    schemas = Tolerant(spec.dialect.lift, refused)
    return replace(spec, schemas=schemas)
