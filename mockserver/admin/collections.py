"""The collections of the API, with the number of their records."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.admin.shelf import Shelf, named, shelf
from mockserver.behaviour import path_of
from mockserver.collection import Collection
from mockserver.schema import Direction


def list_all(context: AdminContext) -> Mapping[str, Any]:
    """All of them."""
    every, changed = context.control.collections.items(), _changed(context)
    counts_made = context.query("counts", default=True)
    return {
        "collections": [
            {
                **_collection(name, each, changed),
                "count": _count(context, name) if counts_made or each.fixture is not None else None,
            }
            for name, each in every
        ]
    }


def read(context: AdminContext) -> Mapping[str, Any]:
    """One, with the schema of its records."""
    name, collection = named(context)
    validator = context.control.validators.of(collection.schema, Direction.RESPONSE)
    return {
        **_collection(name, collection, _changed(context)),
        "count": _count(context, name),
        "schema": validator.bundled,
        "unique": list(collection.unique),
        "generated": dict(collection.generate),
    }


def reset(context: AdminContext) -> Mapping[str, Any]:
    """Forget the changes."""
    chosen = shelf(context)
    changes = len(context.world.snapshot().get(chosen.ground.name, ()))
    with context.begun().change() as writing:
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


def _count(context: AdminContext, name: str) -> int | None:
    collection = context.control.collections[name]
    if collection.parents:
        return None
    service = context.control.service(collection)
    ground = service.ground((), context.mock.seed_of(context.world))
    return len(Shelf(name, context, service, (), ground).rows(context.world.records(ground)))


def _changed(context: AdminContext) -> frozenset[str]:
    """The paths of the collections in which something was changed, for this session or for all."""
    worlds = (context.world, context.mock.world()) if context.session else (context.world,)
    return frozenset(path_of(name) for world in worlds for name in world.snapshot())
