"""Toy documents for tests, written where they are looked at."""

from textwrap import dedent

from mockserver.source import parse
from mockserver.spec.load import read_spec
from mockserver.spec.model import Operation, Spec
from mockserver.spec.node import Node
from mockserver.spec.schema import Schema


def spec(text: str, file: str = "openapi.yaml") -> Spec:
    """The spec that a document says, which needs no more than the parts under test."""
    document = parse(dedent(text), file)
    assert document.faults == ()
    return read_spec(document)


def node(document: Spec, pointer: str) -> Node:
    """The node at a JSON pointer."""
    return document.root.target(f"#{pointer}")


def schema(document: Spec, pointer: str) -> Schema:
    """The schema at a JSON pointer, or the component of that name."""
    homes = {"2.0": "/definitions/"}
    home = "" if pointer.startswith("/") else homes.get(document.version, "/components/schemas/")
    return document.schemas.at(node(document, home + pointer))


def operation(document: Spec, label: str) -> Operation:
    """The operation with a label such as ``GET /pets``, which has to be there."""
    found = document.operation(label)
    assert found is not None, label
    return found


def where(text: str, words: str, file: str = "openapi.yaml") -> str:
    """The place of some words in a toy document as a finding names it: ``file:line:column``."""
    before, found, _ = dedent(text).partition(words)
    assert found, words
    return f"{file}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
