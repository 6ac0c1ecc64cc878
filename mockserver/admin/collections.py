"""The collections of the API, with the number of their records."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from mockserver.admin.ask import Ask
from mockserver.admin.shelf import Shelf, named, shelf
from mockserver.behaviour import path_of
from mockserver.collection import Collection
from mockserver.schema import Direction


def list_all(ask: Ask) -> Mapping[str, Any]:
    """All of them."""
    every, changed = ask.control.collections.items(), _changed(ask)
    counts_made = ask.query("counts", default=True)
    return {
        "collections": [
            {
                **_collection(name, each, changed),
                "count": _count(ask, name) if counts_made or each.fixture is not None else None,
            }
            for name, each in every
        ]
    }


def read(ask: Ask) -> Mapping[str, Any]:
    """One, with the schema of its records."""
    name, collection = named(ask)
    validator = ask.control.validators.of(collection.schema, Direction.RESPONSE)
    return {
        **_collection(name, collection, _changed(ask)),
        "count": _count(ask, name),
        "schema": validator.bundled,
        "unique": list(collection.unique),
        "generated": dict(collection.generate),
    }


def reset(ask: Ask) -> Mapping[str, Any]:
    """Forget the changes."""
    chosen = shelf(ask)
    changes = len(ask.world.snapshot().get(chosen.ground.name, ()))
    with ask.begun().change() as writing:
        writing.records(chosen.ground).clear()
    return {"collection": chosen.name, "reset": changes}


def _collection(name: str, collection: Collection, changed: Container[str]) -> dict[str, Any]:
    return {
        "name": name,
        "path": collection.path,
        "item_path": collection.item_path or None,
        "key": collection.key or None,
        "parents": list(collection.parents),
        "single": collection.is_singleton,
        "source": collection.source,
        "count": None,
        "changed": collection.path in changed,
    }


def _count(ask: Ask, name: str) -> int | None:
    collection = ask.control.collections[name]
    if collection.parents:
        return None
    service = ask.control.service(collection)
    ground = service.ground((), ask.mock.seed_of(ask.world))
    return len(Shelf(name, ask, service, (), ground).rows(ask.world.records(ground)))


def _changed(ask: Ask) -> frozenset[str]:
    """The paths of the collections in which something was changed, for this session or for all."""
    worlds = (ask.world, ask.mock.world()) if ask.session else (ask.world,)
    return frozenset(path_of(name) for world in worlds for name in world.snapshot())
