"""What is served: one document, and the same hundred records in the forms that servers read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

COUNT = 100
PATH = "/api/v1/items"
KEY = "item_00042"

_ITEM = {
    "type": "object",
    "required": ["id", "name", "email", "status", "created_at"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "name": {"type": "string", "minLength": 1, "maxLength": 100},
        "email": {"type": "string", "format": "email"},
        "phone": {"type": "string", "pattern": "^[+][0-9]{7,15}$"},
        "status": {"type": "string", "enum": ["active", "inactive"]},
        "address": {
            "type": "object",
            "required": ["city", "country"],
            "properties": {
                "line1": {"type": "string"},
                "city": {"type": "string"},
                "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
            },
        },
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 10},
        "created_at": {"type": "string", "format": "date-time", "readOnly": True},
    },
}
_NEW = {**_ITEM, "required": ["name", "email", "status"]}


def item(number: int) -> dict[str, Any]:
    """A record."""
    return {
        "id": f"item_{number:05}",
        "name": f"Item {number}",
        "email": f"item{number}@example.com",
        "phone": "+255788123456",
        "status": "active",
        "address": {"line1": "Samora Avenue 27", "city": "Dar es Salaam", "country": "TZ"},
        "tags": ["one", "two"],
        "created_at": "2026-01-02T03:04:05Z",
    }


def new_item(email: str) -> dict[str, Any]:
    """What is sent to create a record."""
    kept = ("name", "phone", "status", "address", "tags")
    return {**{name: item(1)[name] for name in kept}, "email": email}


def write(folder: Path) -> None:
    """Write the document and the records into a folder."""
    items = [item(number) for number in range(COUNT)]
    _write(folder / "api.json", _document(items))
    # JSON is YAML.
    _write(folder / "fixtures" / "items.yaml", {"collection": PATH, "records": items})
    _write(folder / "db.json", {"items": items})
    _write(folder / "routes.json", {"/api/v1/*": "/$1"})
    _write(folder / "bodies.json", {"one": item(42), "all": items})
    one = {"method": "GET", "urlPath": f"{PATH}/{KEY}"}
    every = {"method": "GET", "urlPath": PATH}
    create = {"method": "POST", "urlPath": PATH}
    for name, request, status, body in (
        ("one", one, 200, item(42)),
        ("all", every, 200, items),
        ("create", create, 201, item(42)),
    ):
        answer = {"status": status, "jsonBody": body}
        answer["headers"] = {"Content-Type": "application/json"}
        _write(folder / "mappings" / f"{name}.json", {"request": request, "response": answer})


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def _document(items: list[dict[str, Any]]) -> dict[str, Any]:
    one = {"schema": {"$ref": "#/components/schemas/Item"}, "example": items[42]}
    schema = {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}
    every = {"schema": schema, "example": items}
    sent = {"application/json": {"schema": {"$ref": "#/components/schemas/NewItem"}}}
    invalid = {"description": "What was sent is not valid."}
    key = {"name": "item_id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Items", "version": "1"},
        "paths": {
            PATH: {
                "get": {"operationId": "listItems", "responses": {"200": _answer(every)}},
                "post": {
                    "operationId": "createItem",
                    "requestBody": {"required": True, "content": sent},
                    "responses": {"201": _answer(one), "400": invalid},
                },
            },
            f"{PATH}/{{item_id}}": {
                "parameters": [key],
                "get": {"operationId": "getItem", "responses": {"200": _answer(one)}},
            },
        },
        "components": {"schemas": {"Item": _ITEM, "NewItem": _NEW}},
    }


def _answer(content: dict[str, Any]) -> dict[str, Any]:
    return {"description": "It is here.", "content": {"application/json": content}}
