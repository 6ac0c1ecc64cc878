"""What the XML Object says of schemas that it says nothing of."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.finding import Finding
from mockserver.spec.fields.rule import FIELD_IGNORED
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.schemas import types_of
from mockserver.validate.survey import Survey, at_key

_HOLDERS = frozenset(("array", "object"))


def check_markup(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """OAS 3.1 §4.8.26: ``wrapped`` is about arrays, an attribute holds text and nothing else."""
    del spec
    for node in survey.having(("xml",)):
        xml = node.get("xml")
        types = frozenset(types_of(node.value)) - {"null"}
        if xml is None or not isinstance(xml.value, dict) or not types:
            continue
        kind = " or ".join(sorted(types))
        wrapped, attribute = xml.get("wrapped"), xml.get("attribute")
        if wrapped is not None and wrapped.value is True and "array" not in types:
            said = f"`wrapped` is about arrays, and has no effect with the type {kind}"
            yield at_key(wrapped, FIELD_IGNORED, said)
        if attribute is not None and attribute.value is True and types <= _HOLDERS:
            said = f"an attribute holds one value, which the type {kind} is not"
            yield at_key(attribute, FIELD_IGNORED, f"{said}: leave `attribute` out")
        yield from _unnamed(xml, types)


def _unnamed(xml: Node, types: frozenset[str]) -> Iterator[Finding]:
    """The name of an array is that of the element around it, where there is one."""
    name = xml.get("name")
    is_around = xml.flag("wrapped") or "nodeType" in xml.value
    if name is not None and types == {"array"} and not is_around:
        said = "the `name` of an array has an effect only with `wrapped: true`"
        yield at_key(name, FIELD_IGNORED, f"{said}; that of its elements stands in `items`")
