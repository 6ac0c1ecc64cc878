"""Values of a request that belong into the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.collection import Shape
from mockserver.collection.inference import infer_key
from mockserver.spec.schema import Schema


def echoed(schema: Schema, values: Mapping[str, Any], key_parameter: str) -> Mapping[str, Any]:
    """The values whose name a property of the answer has, and the one that selects it."""
    shape = Shape.of(schema)
    found = {name: value for name, value in values.items() if name in shape.members}
    key = infer_key(shape, key_parameter) if key_parameter and key_parameter in values else None
    return {**found, key: values[key_parameter]} if key else found


def is_agreeing(example: Any, values: Mapping[str, Any], key_parameter: str) -> int:
    """How many of the request's values an example repeats, less those it contradicts."""
    if not isinstance(example, Mapping):
        return 0
    pairs = [(example[name], value) for name, value in values.items() if name in example]
    key = key_parameter.rsplit("_", 1)[-1].lower()
    if key_parameter in values and key_parameter not in example and key in example:
        pairs.append((example[key], values[key_parameter]))
    return sum(1 if str(shown) == str(value) else -1 for shown, value in pairs)
