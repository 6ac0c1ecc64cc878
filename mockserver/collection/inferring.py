"""All collections of a document."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.collection.collection import Collection
from mockserver.collection.fixture import FixtureFile
from mockserver.collection.kinship import census
from mockserver.collection.pair import path_pairs
from mockserver.spec.model import Spec


def infer(spec: Spec, fixtures: Mapping[str, FixtureFile] | None = None) -> tuple[Collection, ...]:
    """Every collection of a document, as cheap as its paths; ``fixtures`` by collection path.

    Each looks at its schemas when it is first used, and has no parts when they show that it is
    none. An operation is in one collection at most.
    """
    attached = fixtures or {}
    pairs = path_pairs(spec)
    found: dict[str, Collection] = {}

    def key_types(path: str) -> frozenset[str]:
        return found[path].key_types

    def key_address(path: str) -> str:
        return found[path].key_address

    known = census(pairs, key_types, key_address)
    found.update((pair.path, Collection(pair, known, attached.get(pair.path))) for pair in pairs)
    return tuple(found.values())
