"""Files that people name where a document is wanted, and what to do with each."""

from __future__ import annotations

from typing import Any

# By a member that only such files have at their top.
_BY_MEMBER = {
    "swaggerVersion": "a document of Swagger 1: convert it to OpenAPI",
    "asyncapi": "an AsyncAPI document, which is not served here",
    "log": "an archive of traffic: `mockserver record --from` makes fixtures of it",
    "overlay": "an overlay: name it with --overlay, beside its document",
    "lastMigration": "a data file of Mockoon: export it to OpenAPI",
    "request": "a mapping of WireMock: write it as a rule of a scenario",
    "mappings": "a file of WireMock's mappings: write them as rules of a scenario",
    "records": "a fixture file: name it with --fixtures, beside its document",
    "scenarios": "a file of scenarios: name its folder with --fixtures, beside its document",
    "$schema": "a JSON Schema: put it into the components of a document",
}
_POSTMAN = "a Postman collection: convert it to OpenAPI"
_TABLES = (
    "a file of records, as json-server takes: make a fixture file of each of its lists, beside a"
    " document of their paths"
)
_OPENAPI = frozenset(("openapi", "swagger", "paths", "components", "definitions", "webhooks"))


def other_kind(value: Any) -> str:
    """What a file is that has no version of OpenAPI; empty where nobody can tell."""
    if not isinstance(value, dict) or not _OPENAPI.isdisjoint(value):
        return ""
    info = value.get("info")
    if isinstance(info, dict) and "getpostman.com" in str(info.get("schema")):
        return _POSTMAN
    known = (sentence for name, sentence in _BY_MEMBER.items() if name in value)
    return next(known, _TABLES if _is_tables(value) else "")


def _is_tables(value: dict[str, Any]) -> bool:
    lists = [each for each in value.values() if isinstance(each, list)]
    is_all = len(lists) == sum(not isinstance(each, dict) for each in value.values())
    return bool(lists) and is_all and all(isinstance(row, dict) for each in lists for row in each)
