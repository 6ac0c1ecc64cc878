"""The collections, the records of one of them, and snapshots to go back to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.console.drawing import cell
from mockserver.console.keywords import keywords
from mockserver.console.page import Onward, Page
from mockserver.console.visit import Visit, segment

_LIMIT = 50
_COLUMNS = 6
_FEW = 12  # collections whose records are made at once, to be counted


def show(visit: Visit, problem: str = "", name: str = "") -> Page:
    """All collections, and the snapshots of the session."""
    values = {
        "collections": _counted(visit),
        "snapshots": visit.read("/snapshots")["snapshots"],
        "name": name,
    }
    status = 409 if problem else 200
    return Page("collections.html", "/collections", "Collections", values, status, problem)


def _counted(visit: Visit) -> list[Mapping[str, Any]]:
    """With the number of their records, unless too many would have to be made for that."""
    found: list[Mapping[str, Any]] = visit.read("/collections", counts="false")["collections"]
    unmade = [each for each in found if each["count"] is None and not each["parents"]]
    if 0 < len(unmade) <= _FEW:
        found = visit.read("/collections")["collections"]
    return found


def snapshot(visit: Visit, deed: str) -> Page | Onward:
    """Take, restore or forget one."""
    name = visit.form.get("name", "").strip()
    method, ending, done = {
        "take": ("PUT", "", "taken"),
        "restore": ("POST", "/restore", "restored"),
        "forget": ("DELETE", "", "forgotten"),
    }[deed]
    told = visit.ask(method, f"/snapshots/{segment(name)}{ending}")
    if told.is_refused:
        return show(visit, told.detail, name)
    return Onward(visit.link("/collections"), done)


def table(visit: Visit, name: str, problem: str = "") -> Page:
    """A page of records; of a collection beneath others, once those are named."""
    collection = _collection(visit, name)
    parents = collection["parents"]
    is_complete = len(visit.parents) == len(parents)
    offset = visit.query.get("offset", "0")
    offset = offset if offset.isascii() and offset.isdecimal() and len(offset) < 10 else "0"  # noqa: PLR2004
    find = visit.query.get("find", "").strip()
    listed: Mapping[str, Any] = {"total": 0, "offset": 0, "records": []}
    if is_complete:
        path = f"/collections/{segment(name)}/records"
        named = {"offset": offset, "limit": _LIMIT, "contains": find}
        told = visit.ask("GET", path, parent=visit.parents, **named)
        problem, listed = problem or told.detail, listed if told.is_refused else told.value
    columns = list(_columns(collection, listed["records"]))
    values = {
        "collection": collection,
        "above": list(zip(parents, (*visit.parents, *[""] * len(parents)), strict=False)),
        "is_complete": is_complete,
        "rows": [_row(each, columns) for each in listed["records"]],
        "total": listed["total"],
        "find": find,
        "offset": listed["offset"],
        "limit": _LIMIT,
        "columns": columns or ["record"],
        "parents": visit.parents,
    }
    status = 409 if problem else 200
    return Page("collection.html", "/collections", name, values, status, problem)


def _collection(visit: Visit, name: str) -> Mapping[str, Any]:
    """With its schema; of one beneath others what the list of all tells has to do first."""
    return visit.read(f"/collections/{segment(name)}")


def _columns(collection: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> Iterator[str]:
    """The key, then members that are no objects and that some record has, as many as fit."""
    key = collection["key"]
    schema = collection["schema"]
    told = keywords(schema, schema).members
    held = dict.fromkeys(name for row in rows for name in row["record"])
    names = [*(each for each in told if each in held or not rows), *held]
    simple = [each for each in dict.fromkeys(names) if each != key and not _is_wide(rows, each)]
    yield from ([key] if key else [])
    yield from simple[:_COLUMNS]


def _row(row: Mapping[str, Any], columns: list[str]) -> Mapping[str, Any]:
    """A record as the table has it: a text for each column, None for a member it lacks."""
    record = row["record"]
    cells = [cell(record[each]) if each in record else None for each in columns]
    first = (cells[0] or row["key"]) if columns else cell(record)
    return {"key": row["key"], "changed": row["changed"], "cells": [first, *cells[1:]]}


def _is_wide(rows: list[Mapping[str, Any]], name: str) -> bool:
    return any(isinstance(row["record"].get(name), dict | list) for row in rows)


def reset(visit: Visit, name: str) -> Page | Onward:
    """Forget what was changed."""
    told = visit.ask("POST", f"/collections/{segment(name)}/reset", parent=visit.parents)
    return _done(visit, name, told.detail, "reset")


def empty(visit: Visit, name: str) -> Page | Onward:
    """Remove all records."""
    told = visit.ask("DELETE", f"/collections/{segment(name)}/records", parent=visit.parents)
    return _done(visit, name, told.detail, "emptied")


def _done(visit: Visit, name: str, problem: str, done: str) -> Page | Onward:
    if problem:
        return table(visit, name, problem)
    return Onward(visit.link(f"/collections/{segment(name)}", parent=visit.parents), done)
