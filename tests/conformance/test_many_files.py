"""A document of thousands of files: one for each path and schema, in folders, that refer back."""

import json

import pytest
from judging import judge

from mockserver.http import Request
from mockserver.mock import Mock
from mockserver.spec.node import Library, from_disk
from mockserver.validate import check_document

PATHS = 2000
ROOT = "openapi.yaml"


def path_item(number):
    """A path item two folders deep: its schema is another file, its error the root's."""
    schema = {"$ref": f"../../schemas/{number % 10}/thing_{number}.json"}
    error = {"$ref": f"../../{ROOT}#/components/responses/Error"}
    key = {"name": "id", "in": "path", "required": True, "schema": {"$ref": "../../key.json#/"}}
    answers = {"200": {"description": "OK", "content": {"application/json": {"schema": schema}}}}
    return {
        "parameters": [key],
        "get": {"responses": {**answers, "4XX": error}},
    }


def thing(number):
    """A schema that refers to the one before it, and to one of the root."""
    before = {"$ref": f"../{(number - 1) % 10}/thing_{number - 1}.json"} if number else True
    return {
        "type": "object",
        "required": ["name", "number"],
        "properties": {
            "name": {"$ref": f"../../{ROOT}#/components/schemas/Name"},
            "number": {"const": number},
            "before": before,
        },
    }


def write(folder, paths):
    """The document with so many paths, and as many schemas."""
    texts = {
        ROOT: {
            "openapi": "3.1.0",
            "info": {"title": "Many files", "version": "1"},
            "paths": {
                f"/things/{n}/{{id}}": {"$ref": f"paths/{n % 10}/item_{n}.yaml"}
                for n in range(paths)
            },
            "components": {
                "schemas": {"Name": {"type": "string", "minLength": 1}},
                "responses": {"Error": {"description": "It went wrong."}},
            },
        },
        "key.json": {"type": "integer", "minimum": 0},
        **{f"paths/{n % 10}/item_{n}.yaml": path_item(n) for n in range(paths)},
        **{f"schemas/{n % 10}/thing_{n}.json": thing(n) for n in range(paths)},
    }
    for name, value in texts.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(value))
    return folder / ROOT


@pytest.fixture(scope="module")
def thousands(tmp_path_factory):
    return write(tmp_path_factory.mktemp("many"), PATHS)


def test_a_file_is_read_once_and_only_when_it_is_needed(thousands):
    read = []

    def counting(uri):
        read.append(uri)
        return from_disk(uri)

    mock = Mock.load(thousands, library=Library(counting))
    assert len(mock.spec.operations) == PATHS
    assert not [each for each in read if "/schemas/" in each]
    answer = mock.respond(Request("GET", "/things/7/1"))
    assert json.loads(answer.body)["number"] == 7
    assert len(read) == len(set(read))
    assert sum("/schemas/" in each for each in read) == 8  # 7, and each that it is built on


def test_each_path_answers_from_its_own_file(thousands):
    mock = Mock.load(thousands)
    for number in range(0, 60, 13):
        answer = mock.respond(Request("GET", f"/things/{number}/1"))
        assert (answer.status, json.loads(answer.body)["number"]) == (200, number)
        refused = mock.respond(Request("GET", f"/things/{number}/none"))
        assert b"expected integer" in refused.body


def test_a_document_of_many_files_is_valid(tmp_path):
    assert check_document(str(write(tmp_path, 150))).findings == ()


def test_the_judge_finds_nothing_in_a_document_of_many_files(tmp_path):
    verdict = judge(write(tmp_path, 40), max_examples=2, max_time=15)
    assert [f"{each.operation}: {each.message}\n{each.curl}" for each in verdict.failures] == []
    assert verdict.requests > 40
