"""All rules that a document and its fixtures are held to, as one table."""

from __future__ import annotations

from mockserver import source
from mockserver.collection import binding, fixture
from mockserver.finding import Rule
from mockserver.schema.validator import UNUSABLE
from mockserver.source import overlay
from mockserver.spec import load, node, structure
from mockserver.validate import (
    anchors,
    answers,
    baseline,
    bodies,
    closed,
    companions,
    components,
    dialects,
    discriminators,
    enums,
    examples,
    fixtures,
    ignoring,
    levels,
    links,
    media_types,
    operations,
    paths,
    patterns,
    references,
    required,
    satisfiability,
    schemas,
    security,
    serialized,
    servers,
    subset,
    variants,
    yaml_1_1,
)

_TABLES: tuple[tuple[Rule, ...], ...] = (
    source.RULES,
    overlay.RULES,
    (load.NOT_OPENAPI,),
    structure.RULES,
    node.RULES,
    references.RULES,
    paths.RULES,
    operations.RULES,
    answers.RULES,
    bodies.RULES,
    security.RULES,
    servers.RULES,
    links.RULES,
    components.RULES,
    media_types.RULES,
    (UNUSABLE,),
    dialects.RULES,
    anchors.RULES,
    schemas.RULES,
    enums.RULES,
    subset.RULES,
    companions.RULES,
    variants.RULES,
    patterns.RULES,
    required.RULES,
    closed.RULES,
    discriminators.RULES,
    satisfiability.RULES,
    examples.RULES,
    serialized.RULES,
    yaml_1_1.RULES,
    ignoring.RULES,
    levels.RULES,
    baseline.RULES,
    fixture.RULES,
    binding.RULES,
    fixtures.RULES,
)


def all_rules() -> tuple[Rule, ...]:
    """The rules in the order in which a document is checked, each once."""
    return tuple(dict.fromkeys(rule for table in _TABLES for rule in table))
