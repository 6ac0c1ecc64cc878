"""What many operations share is looked at once, however it hangs together."""

import json
from datetime import date

from mockserver.diff.compare import compare
from mockserver.diff.subsumption import Comparison
from mockserver.diff.witness import Search
from mockserver.source import parse
from mockserver.spec.load import read_spec

SCHEMAS = 12
TODAY = date(2026, 1, 1)


def ring(limit):
    """Components each of which expands to the next, as text or as a whole; the first is edited."""
    members = {
        f"S{at}": {
            "type": "object",
            "properties": {
                "id": {"type": "string", "maxLength": limit if at == 0 else 9},
                "next": {
                    "anyOf": [
                        {"type": "string"},
                        {"$ref": f"#/components/schemas/S{(at + 1) % SCHEMAS}"},
                    ]
                },
            },
        }
        for at in range(SCHEMAS)
    }
    return {"schemas": members}


def spec(limit, operations, **first):
    def operation(at):
        schema = {"$ref": f"#/components/schemas/S{at % SCHEMAS}"}
        content = {"application/json": {"schema": schema}}
        return {"get": {"responses": {"200": {"description": "d", "content": content}}}}

    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {f"/{at}": operation(at) for at in range(operations)},
        "components": ring(limit),
    }
    document["components"]["schemas"]["S0"].update(first)
    return read_spec(parse(json.dumps(document), "api.json"))


def looked_at(monkeypatch, operations):
    count = 0
    look = Comparison._look

    def counted(self, pair):
        nonlocal count
        count += 1
        return look(self, pair)

    with monkeypatch.context() as patched:
        patched.setattr(Comparison, "_look", counted)
        (change,) = compare(spec(5, operations), spec(7, operations), TODAY)
    assert (change.rule, len(change.operations)) == ("response-limit-loosened", operations)
    return count


def test_an_edit_of_what_all_refer_to_is_found_in_one_walk(monkeypatch):
    few, many = looked_at(monkeypatch, SCHEMAS), looked_at(monkeypatch, 5 * SCHEMAS)
    assert many <= few + 4 * SCHEMAS  # of each further operation at most the schema that it names


def searched(monkeypatch, operations, edited):
    """How often it was looked for a body that shows a difference."""
    count = 0
    search = Search.witness

    def counted(self, *about):
        nonlocal count
        count += 1
        return search(self, *about)

    with monkeypatch.context() as patched:
        patched.setattr(Search, "witness", counted)
        (change,) = compare(spec(5, operations, required=["id"]), edited(operations), TODAY)
    assert len(change.operations) == operations
    return count


def test_the_proof_is_looked_for_no_oftener_where_more_operations_hold_the_edit(monkeypatch):
    def looser(operations):
        return spec(5, operations)

    assert searched(monkeypatch, SCHEMAS, looser) == searched(monkeypatch, 5 * SCHEMAS, looser) == 1


def test_where_none_is_found_it_is_left_after_some_bodies(monkeypatch):
    def undecided(operations):
        return spec(5, operations, required=["id"], **{"not": {"required": ["nowhere"]}})

    few = searched(monkeypatch, SCHEMAS, undecided)
    assert few == searched(monkeypatch, 5 * SCHEMAS, undecided) <= 6
