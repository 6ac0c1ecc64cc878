import json

import pytest
from builder import spec

from mockserver.collection import bind
from mockserver.verify.shards import shard

ANSWER = {"responses": {"200": {"description": "It."}}}
PATHS = {
    "/pets": ("get", "post"),
    "/pets/{id}": ("get", "patch", "delete"),
    "/pets/{id}/toys": ("get", "post"),
    "/pets/{id}/toys/{toy}": ("get",),
    "/shops": ("get", "post"),
    "/shops/{id}": ("get",),
    "/health": ("get",),
    "/health/{part}": ("get",),
    "/": ("get",),
}


def operations():
    paths = {path: dict.fromkeys(methods, ANSWER) for path, methods in PATHS.items()}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    found = spec(json.dumps(document))
    return found.operations, bind(found, []).collections


@pytest.mark.parametrize("count", [1, 2, 3, 4, 9])
def test_each_operation_is_in_exactly_one_shard(count):
    found, collections = operations()
    parts = [shard(found, collections, number, count) for number in range(1, count + 1)]
    labels = [label for part in parts for label in part]
    assert sorted(labels) == sorted(each.label for each in found)
    assert parts == [shard(found, collections, number, count) for number in range(1, count + 1)]


def test_what_lies_beneath_a_collection_stays_with_it():
    found, collections = operations()
    for number in (1, 2, 3):
        paths = {label.split()[1] for label in shard(found, collections, number, 3)}
        pets = {path for path in PATHS if path.startswith("/pets")}
        assert not paths & pets or pets <= paths


def test_shards_are_about_equally_large():
    found, collections = operations()
    sizes = [len(shard(found, collections, number, 2)) for number in (1, 2)]
    assert sorted(sizes) == [6, 8]
