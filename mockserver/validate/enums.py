"""Values of an enum that the other keywords of their schema refuse, so that none ever holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.finding import Finding, Rule, Severity
from mockserver.schema.judge import compiled
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_key, at_value

RULES = (
    Rule(
        "enum-value-refused",
        Severity.WARNING,
        "The values of an enum fit the other keywords of its schema.",
    ),
    Rule("enum-without-null", Severity.WARNING, "An enum that may be null has null among it."),
)
REFUSED, NO_NULL = RULES

_JUDGES = (
    "minLength maxLength pattern format minimum maximum exclusiveMinimum exclusiveMaximum "
    "multipleOf minItems maxItems".split()
)
_JUDGING = frozenset(_JUDGES)  # most enums have none of them beside them


def check_enums(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """JSON Schema 2020-12 Core §7.7.1: a value has to fit each keyword beside the enum, too."""
    del spec
    plain = (node for kind in ("Parameter", "Header", "Items") for node in survey.nodes(kind))
    for node in (*survey.having(("enum",)), *plain):
        schema = node.value
        if "enum" not in schema or not isinstance(schema["enum"], list):
            continue
        if not _JUDGING.isdisjoint(schema):
            yield from _refused(node)
        if schema.get("nullable") is True:
            yield from _without_null(node)


def _refused(node: Node) -> Iterator[Finding]:
    judges = [key for key in _JUDGES if key in node.value]
    is_nullable = node.value.get("nullable") is True
    refused = {
        index: key
        for key, passes in ((key, _judge(node.value, key)) for key in judges)
        for index, value in enumerate(node.value["enum"])
        if not (is_nullable and value is None) and not passes(value)
    }
    if len(refused) == len(node.value["enum"]):  # told as a schema that nothing fits
        return
    for index, element in enumerate(node.child_elements("enum")):
        if index in refused:
            key = refused[index]
            shown = json.dumps(element.value, ensure_ascii=False, default=str)
            said = f"{shown} can never hold: `{key}: {node.value[key]}` beside this enum refuses it"
            yield at_value(element, REFUSED, f"{said}; change one of them")


def _judge(schema: Mapping[str, Any], key: str) -> Callable[[Any], bool]:
    """Says whether a keyword lets a value pass; one that is broken itself is told elsewhere."""
    if isinstance(schema[key], bool):
        return _anything
    try:
        return compiled({key: schema[key]}).is_valid
    except ValueError:
        return _anything


def _anything(value: Any) -> bool:
    del value
    return True


def _without_null(node: Node) -> Iterator[Finding]:
    """OAS 3.0.4 §4.7.24.1: ``nullable`` widens the type only, and the enum keeps null out."""
    flag = node.get("nullable")
    # Without a type the flag says nothing at all, which is told.
    if flag is not None and "type" in node.value and None not in node.value["enum"]:
        said = "`nullable` does not let null in past this enum: add null to it, or leave this out"
        yield at_key(flag, NO_NULL, said)
