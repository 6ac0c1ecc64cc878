"""Records, to be read and written as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from mockserver.admin.context import AdminContext, Reply
from mockserver.admin.refused import conflict, not_found
from mockserver.admin.shelf import ONLY, Shelf, misfit, shelf
from mockserver.behaviour import key_of
from mockserver.store import Record, WritableWorld


def list_page(context: AdminContext) -> Mapping[str, Any]:
    """A page of records."""
    chosen = shelf(context)
    records = context.world.records(chosen.ground)
    rows = chosen.rows(records)
    text = context.query("contains", "").casefold()
    rows = [each for each in rows if _holds(each[1], text)] if text else rows
    offset, limit = context.query("offset", 0), context.query("limit", 100)
    return {
        "collection": chosen.name,
        "total": len(rows),
        "offset": offset,
        "records": [chosen.row(records, *each) for each in rows[offset : offset + limit]],
    }


def _holds(value: Any, text: str) -> bool:
    """Whether a value, or one in it, has a text; that is in small letters."""
    if isinstance(value, str):
        return text in value.casefold()
    if isinstance(value, Mapping):
        return any(_holds(each, text) for each in value.values())
    if isinstance(value, list):
        return any(_holds(each, text) for each in value)
    return value is not None and text in str(value).casefold()


def read(context: AdminContext) -> Mapping[str, Any]:
    """One record."""
    chosen = shelf(context)
    records = context.world.records(chosen.ground)
    key = chosen.key(context.path("key"))
    return chosen.row(records, key, _found(chosen, key, records.get(key)))


def create(context: AdminContext) -> Reply:
    """Write a new one."""
    chosen = shelf(context)
    with context.begun().change() as writing:
        record = chosen.completed(writing, context.body)
        key = _new_key(chosen, record)
        if _is_there(chosen, writing, key):
            raise conflict(f"{chosen.name} has a record with the key '{key or ONLY}' already.")
        chosen.insist(record)
        chosen.put(writing, key, record)
        row = chosen.row(writing.records(chosen.ground), key, record)
    return Reply(row, 201, (("Location", _location(chosen, row["key"])),))


def write(context: AdminContext) -> Mapping[str, Any]:
    """Write one under its key."""
    chosen = shelf(context)
    key = chosen.key(context.path("key"))
    record = chosen.keyed(context.body, key)
    chosen.insist(record)
    with context.begun().change() as writing:
        chosen.put(writing, key, record)
        return chosen.row(writing.records(chosen.ground), key, record)


def delete(context: AdminContext) -> Mapping[str, Any]:
    """Remove one."""
    chosen = shelf(context)
    key = chosen.key(context.path("key"))
    with context.begun().change() as writing:
        records = writing.records(chosen.ground)
        record = _found(chosen, key, records.get(key))
        records.delete(key)
    return {"key": key or ONLY, "record": record, "changed": True}


def delete_all(context: AdminContext) -> Mapping[str, Any]:
    """Remove all that are listed."""
    chosen = shelf(context)
    with context.begun().change() as writing:
        return {"collection": chosen.name, "deleted": _emptied(chosen, writing)}


def load(context: AdminContext) -> Mapping[str, Any]:
    """Write many, or none where one of them cannot be written."""
    chosen = shelf(context)
    with context.begun().change() as writing:
        removed = _emptied(chosen, writing) if context.body.get("replace") else 0
        errors: list[dict[str, Any]] = []
        for place, body in enumerate(context.body["records"]):
            record = chosen.completed(writing, body)
            found = chosen.judge(record, "records", place)
            errors += found
            if not found:
                chosen.put(writing, _new_key(chosen, record), record)
        if errors:
            raise misfit(chosen.name, errors)
        total = len(chosen.rows(writing.records(chosen.ground)))
    loaded = len(context.body["records"])
    return {"collection": chosen.name, "loaded": loaded, "removed": removed, "total": total}


def _emptied(chosen: Shelf, writing: WritableWorld) -> int:
    records = writing.records(chosen.ground)
    keys = [key for key, _ in chosen.rows(records)]
    for key in keys:
        records.delete(chosen.key(key))
    return len(keys)


def _new_key(chosen: Shelf, record: Record) -> str:
    key, field = key_of(chosen.collection, record), chosen.collection.key
    if key is None and field:
        raise conflict(f"The record has no '{field}', which is its key.")
    if key is None:
        raise conflict(f"Records of {chosen.name} do not hold their key; PUT one under its key.")
    return key


def _is_there(chosen: Shelf, writing: WritableWorld, key: str) -> bool:
    """Whether a record is there, and not only would be if it were asked for."""
    records = writing.records(chosen.ground)
    is_listed = key in chosen.ground.rows or records.is_changed(key)
    return is_listed and records.get(key) is not None


def _found(chosen: Shelf, key: str, record: Record | None) -> Record:
    if record is None:
        raise not_found(f"record of {chosen.name} with the key", key or ONLY)
    return record


def _location(chosen: Shelf, key: str) -> str:
    named = {"session": chosen.context.session} if chosen.context.session else {}
    query = urlencode([*(("parent", each) for each in chosen.parents), *named.items()])
    path = f"/__admin/collections/{quote(chosen.name, safe='')}/records/{quote(key, safe='')}"
    return chosen.context.link(path) + (f"?{query}" if query else "")
