"""Which schemas hold others, as far as the library can prove it in a second."""

import json

import pytest
from builder import schema
from builder import spec as read

from mockserver.diff import relation
from mockserver.diff.form import Form
from mockserver.diff.part import Side
from mockserver.schema import Direction


def pairs(count, limit):
    """Two alternatives as often as asked, of texts that are no longer than a limit."""
    text = {"type": "string", "maxLength": limit}
    one = [
        [{"properties": {f"{side}{each}": text}, "required": [f"{side}{each}"]} for side in "ab"]
        for each in range(count)
    ]
    return {"type": "object", "allOf": [{"anyOf": each} for each in one]}


def form(written):
    document = read(json.dumps({"openapi": "3.1.0", "components": {"schemas": {"A": written}}}))
    side = Side(Direction.REQUEST)
    return Form(side, (side.part(schema(document, "A")),))


def test_longer_texts_hold_shorter_ones():
    longer, shorter = form(pairs(2, 9)), form(pairs(2, 3))
    assert relation.contains(longer, shorter)
    assert not relation.contains(shorter, longer)


def test_the_library_is_not_asked_what_would_take_it_minutes(monkeypatch):
    monkeypatch.setattr(relation, "canonicalize", pytest.fail)
    for count in (14, 20, 60):
        assert not relation.contains(form(pairs(count, 9)), form(pairs(count, 3)))
