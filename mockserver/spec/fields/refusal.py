"""Why a value or a name is refused where it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.finding import Rule
from mockserver.hint import closest
from mockserver.spec.fields import rule, tables_elsewhere
from mockserver.spec.fields.shape import Choice, Formed, Listing, Naming, Object, Plain, Shape, Word
from mockserver.spec.fields.verdict import Place, Verdict
from mockserver.spec.fields.words import NEAR, clip, did_you_mean, found, version, versions


def refusal(value: Any, shape: Shape, place: Place) -> Verdict:
    """Why a value does not fit the shape that its place asks for."""
    shape = (shape.of(value) or shape) if isinstance(shape, Choice) else shape
    if elsewhere := _versions_that_take(value, place):
        said = f"{place.name} cannot be {found(value)} in {version(place.version)}"
        instead = place.advice(f"{place.field}={value}", place.field)
        return Verdict(
            rule.FIELD_OF_OTHER_VERSION, f"{said}, as it can in {versions(elsewhere)}{instead}"
        )
    if isinstance(shape, Formed) and isinstance(value, str):
        form = next(form for form in shape.forms if not form.fits(value))
        return Verdict(form.rule, f"{place.name} is '{clip(value)}', which is not {form.noun}")
    if isinstance(shape, Listing) and isinstance(value, list):
        said = f"{place.name} is an empty list, but must hold at least one entry"
        return Verdict(rule.VALUE_EMPTY, said, shape.severity)
    said = f"{place.name} must be {shape.noun}, but is {found(value)}"
    return Verdict(_rule_of(shape, value), said + _repair(value, shape, place))


def _rule_of(shape: Shape, value: Any) -> Rule:
    if type(value) not in shape.takes:
        return rule.TYPE_MISMATCH
    return shape.rule if isinstance(shape, Plain) else rule.ENUM_MISMATCH


def _repair(value: Any, shape: Shape, place: Place) -> str:
    if isinstance(shape, Word) and isinstance(value, str):
        return did_you_mean(closest(value, shape.words, NEAR)) or place.advice(
            f"{place.field}={value}"
        )
    if isinstance(value, (bool, int, float)) and str in shape.takes:
        return f"; write it in quotes: '{place.raw or json.dumps(value)}'"
    if isinstance(value, str) and _reads_as_plain(value, shape):
        return f"; write it without quotes: {value}"
    if isinstance(shape, Listing):
        return place.advice(place.field) or "; each entry of a list begins with '- '"
    return ""


def _reads_as_plain(text: str, shape: Shape) -> bool:
    if bool in shape.takes:
        return text in ("true", "false")
    return int in shape.takes and re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _versions_that_take(value: Any, place: Place) -> list[str]:
    """The other versions in which the same field of the same object may have the value."""
    if place.table is None:
        return []
    return [
        other
        for other, table in tables_elsewhere(place.version, place.table).items()
        if (shape := table.fields.get(place.field)) and shape.fits(value)
    ]


def judged_names(
    members: Mapping[str, Any], naming: Naming, place: Place
) -> Iterator[tuple[str | None, Verdict]]:
    """What is wrong with the keys of a map, each with its key; None for the map as a whole."""
    for key, value in members.items():
        if verdict := _misnamed(key, value, naming, place):
            yield key, verdict
    surplus = list(members)[1:2]
    if naming.single and surplus:
        said = f"{place.name} may have one entry, and '{surplus[0]}' is a second one"
        yield surplus[0], Verdict(rule.ENTRY_SURPLUS, said)
    if naming.single and not members:
        yield None, Verdict(rule.VALUE_EMPTY, f"{place.name} must have one entry, but has none")


def _misnamed(key: str, value: Any, naming: Naming, place: Place) -> Verdict | None:
    if key == "$ref" and isinstance(value, str) and isinstance(naming.of, (Object, Choice)):
        said = f"{place.name} cannot be a reference, only its entries can; write it out here"
        return Verdict(rule.REFERENCE_MISPLACED, said)
    if key.lower() in naming.ignored:
        said = f"a header named '{key}' is ignored; the media types of `content` say it"
        return Verdict(rule.FIELD_IGNORED, said)
    refused = next((form for form in naming.names if not form.fits(key)), None)
    if refused is None:
        return None
    mended = refused.mend(key)
    better = mended if all(form.fits(mended) for form in naming.names) else ""
    return Verdict(refused.rule, f"'{clip(key)}' is not {refused.noun}{did_you_mean(better)}")
